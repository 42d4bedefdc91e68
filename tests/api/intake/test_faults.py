"""Poison, failing readers, workers that sleep or are told to stop. Kills at every moment: `tests/faults/`."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from api.intake.process import try_again
from api.intake.receive import receive
from api.jobs.board import lines
from api.jobs.queue import counts
from api.store import audit
from api.store.opening import Store
from api.store.tables import (
    AuditEntry,
    Document,
    DocumentStage,
    DocumentState,
    Employer,
    FieldReading,
    ReEvaluation,
    Reply,
    ReplyState,
)
from cases.errors import Refused
from tests.api.intake.conftest import ROOT, OpenCase, environment, file_of, reply

pytestmark = pytest.mark.integration
Run = Callable[..., subprocess.CompletedProcess[bytes]]


def check_ended_once(store: Store, documents: int, replies: int, attempts: int | None = None) -> None:
    """Every document ended, every stage of it is there once, and so is every effect."""
    with store.database.transaction() as session:
        ended = session.scalars(select(Document).where(Document.ended_at.is_not(None))).all()
        assert len(ended) == documents
        assert session.scalar(select(func.count()).select_from(DocumentStage)) == 5 * documents
        assert session.scalar(select(func.count()).select_from(Reply)) == replies
        assert session.scalar(select(func.count()).select_from(FieldReading)) == 2 * replies
        assert session.scalar(select(func.count()).select_from(ReEvaluation)) == replies
        assert audit.verify(session, store.audit_keys).first_bad is None
        assert counts(session) == {"succeeded": documents}
        if attempts is not None:
            assert [line.attempts for line in lines(session)] == [attempts]


def test_the_same_bytes_sent_sixteen_times_at_once_are_one_document(store: Store, case: OpenCase, worker: Run) -> None:
    """All sixteen answers name the same document, and it is read once."""
    content = file_of(reply(case))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: receive(store, case.employer_id, content, source="upload"), range(16)))

    assert len({a.document_id for a in answers}) == 1
    assert sum(a.new for a in answers) == 1
    assert worker().returncode == 0
    check_ended_once(store, documents=1, replies=1)


def test_the_same_bytes_at_two_employers_are_two_documents(store: Store, case: OpenCase) -> None:
    """No employer can find out by sending a file whether another has it."""
    with store.database.transaction() as session:
        other = Employer(id=uuid.uuid4(), name="Another")
        session.add(other)
    content = file_of(reply(case))

    first = receive(store, case.employer_id, content, source="upload")
    second = receive(store, other.id, content, source="upload")

    assert second.new
    assert first.document_id != second.document_id
    assert not store.files.has(uuid.uuid4(), first.sha256)


def test_a_poison_file_is_set_aside_and_the_next_one_is_read(store: Store, case: OpenCase, worker: Run) -> None:
    """A file that kills every worker that opens it ends with a person; others are not held up for ever."""
    poison = receive(store, case.employer_id, file_of(die=True), source="upload")
    good = receive(store, case.employer_id, file_of(reply(case)), source="upload")

    runs = [worker(attempts="2").returncode for _ in range(3)]

    assert runs[:2] == [-9, -9]
    assert runs[2] == 0
    with store.database.transaction() as session:
        set_aside, read = session.get_one(Document, poison.document_id), session.get_one(Document, good.document_id)
        assert (set_aside.state, set_aside.reasons) == (DocumentState.SET_ASIDE, ["reader_crashed"])
        assert read.state is DocumentState.DONE


def test_a_reader_that_fails_is_tried_again_and_then_set_aside(store: Store, case: OpenCase, worker: Run) -> None:
    """A bounded number of attempts, then a person; the document is not lost."""
    failing = receive(store, case.employer_id, file_of(fail=True), source="upload")

    assert worker(attempts="2").returncode == 0

    with store.database.transaction() as session:
        document = session.get_one(Document, failing.document_id)
        assert (document.state, document.reasons) == (DocumentState.SET_ASIDE, ["reader_crashed"])
        assert counts(session) == {"failed": 1}
        assert session.scalar(select(func.count()).where(AuditEntry.action == "document.set_aside")) == 1


def test_a_document_that_failed_can_be_tried_again(store: Store, case: OpenCase, worker: Run, tmp_path: Path) -> None:
    """After a repair a person asks for it, and it ends as if nothing had been; a document that ended is left alone."""
    repaired = tmp_path / "repaired"
    received = receive(store, case.employer_id, file_of(reply(case), fail_without=str(repaired)), source="upload")
    assert worker(attempts="1").returncode == 0
    repaired.touch()
    with store.database.transaction() as session:
        try_again(session, received.document_id, "system:cli")
    assert worker(attempts="1").returncode == 0

    with store.database.transaction() as session:
        document = session.get_one(Document, received.document_id)
        assert (document.state, document.reasons) == (DocumentState.DONE, [])
    with pytest.raises(Refused), store.database.transaction() as session:
        try_again(session, received.document_id, "system:cli")


def test_a_file_without_a_reply_ends_with_its_reason(store: Store, case: OpenCase, worker: Run) -> None:
    """An encrypted file is a document that says so, for a person."""
    said = {"file": "x", "document": None, "status": "unreadable", "reasons": ["encrypted"], "unplaced_pages": []}
    received = receive(store, case.employer_id, file_of(said), source="upload")

    assert worker().returncode == 0

    with store.database.transaction() as session:
        document = session.get_one(Document, received.document_id)
        assert (document.state, document.reasons) == (DocumentState.SET_ASIDE, ["encrypted"])
        assert session.scalar(select(func.count()).select_from(Reply)) == 0


def test_ready_is_what_a_clean_typed_reply_becomes(store: Store, case: OpenCase, worker: Run) -> None:
    """Our code, the right birth date, nothing in doubt: attached, for one confirmation."""
    receive(store, case.employer_id, file_of(reply(case)), source="upload")
    assert worker().returncode == 0

    with store.database.transaction() as session:
        placed = session.scalars(select(Reply)).one()
        assert (placed.state, placed.case_id) == (ReplyState.READY, case.case_id)


def test_a_worker_that_slept_through_its_takeover_changes_nothing(
    store: Store, case: OpenCase, worker: Run, tmp_path: Path
) -> None:
    """Stopped in the middle of a stage, taken over, continued: the late one finds that it no longer counts."""
    receive(store, case.employer_id, file_of(reply(case), freeze=str(tmp_path / "frozen")), source="upload")
    with frozen_worker(store) as late:
        assert worker().returncode == 0
        late.send_signal(signal.SIGCONT)
        assert late.wait(60) == 0

    check_ended_once(store, documents=1, replies=1, attempts=2)


def test_a_worker_told_to_stop_finishes_and_exits(store: Store, case: OpenCase, tmp_path: Path) -> None:
    """SIGTERM in the middle of a document: it is brought to its end, then the worker leaves with code 0."""
    receive(store, case.employer_id, file_of(reply(case), freeze=str(tmp_path / "frozen")), source="upload")
    with frozen_worker(store, stalled_after="30") as told:
        told.send_signal(signal.SIGTERM)
        told.send_signal(signal.SIGCONT)
        assert told.wait(60) == 0

    check_ended_once(store, documents=1, replies=1)


@contextmanager
def frozen_worker(store: Store, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that has stopped itself while it was reading; gone at the end, however the test went."""
    program = [sys.executable, ROOT / "tests/api/intake/scripted.py"]
    with subprocess.Popen(program, env=environment(store, "", **settings), stderr=subprocess.DEVNULL) as frozen:
        try:
            while psutil.Process(frozen.pid).status() != psutil.STATUS_STOPPED:
                time.sleep(0.05)
            yield frozen
        finally:
            frozen.kill()
