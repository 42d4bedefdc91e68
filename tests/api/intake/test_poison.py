"""Fault 14 with the real reader and its real child: a file that crashes, hangs, or eats memory, through the queue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import extract
from api.intake.process import Processor
from api.intake.reader import reader
from api.intake.receive import receive
from api.intake.tasks import register
from api.jobs.board import lines
from api.jobs.queue import DOCUMENTS, open_app
from api.store.opening import Store
from api.store.tables import Document, DocumentState
from forms.child import ChildLimits, run_limited
from tests.api.intake.conftest import OpenCase
from tests.api.intake.test_reader import filled

pytestmark = pytest.mark.integration
POISON = {
    b"abort": ("reader_crashed", ChildLimits()),
    b"kill_myself": ("reader_crashed", ChildLimits()),
    b"eat_memory": ("reader_crashed", ChildLimits()),
    b"hang": ("timed_out", ChildLimits(wall_seconds=1.0)),
}


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that names a misdeed does it in the reader's child; any other is read."""

    def misled(target: str, header: dict[str, Any], payload: bytes, limits: ChildLimits) -> Any:
        if payload in POISON:
            target, limits = f"tests.forms.bad_children:{payload.decode()}", POISON[payload][1]
        return run_limited(target, header, payload, limits)

    monkeypatch.setattr(extract, "run_limited", misled)


def test_each_way_to_die_ends_with_a_reason_and_the_next_is_read(store: Store, case: OpenCase, poisoned: None) -> None:
    """Set aside for a person, with the reason; a good file behind them is read."""
    bad = {receive(store, case.employer_id, file, source="fax").document_id: POISON[file][0] for file in POISON}
    good = receive(store, case.employer_id, filled(store, case, "1980-05-17"), source="fax").document_id
    once = store.settings.model_copy(update={"attempts": 1})
    app = open_app(store.url, size=4)
    register(app, Processor(replace(store, settings=once), reader(store.page_keys)))
    with app.open():
        app.run_worker(queues=[DOCUMENTS], wait=False, install_signal_handlers=False)

    with store.database.transaction() as session:
        for key, reason in bad.items():
            document = session.get_one(Document, key)
            assert (document.state, document.reasons) == (DocumentState.SET_ASIDE, [reason])
        assert session.get_one(Document, good).state is DocumentState.DONE
        assert [line.status for line in lines(session)] == ["succeeded", *["failed"] * len(bad)]
