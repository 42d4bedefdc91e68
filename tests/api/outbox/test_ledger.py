"""The ledger as evidence: whole when it is exported, and every change of it found, in the file and in the database."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from api.outbox.carriers import Answer
from api.outbox.ledger import check, evidence
from api.outbox.sending import deliver
from api.store.tables import Channel, Delivery, SendState
from cases.errors import BadInput
from tests.api.outbox.test_sending import Scripted

pytestmark = pytest.mark.integration


@pytest.fixture
def document(office) -> dict[str, Any]:
    """The ledger of a fax that was put off once and then sent, and of a mail that nobody knows of."""
    fax, mail = office.delivery(), office.delivery(Channel.MAIL)
    lost = Answer(SendState.UNKNOWN, "connection_lost")
    absent, taken = Answer(SendState.READY, "absent"), Answer(SendState.SENT, None, "7", "ok")
    for key, answer in ((fax, absent), (fax, taken), (mail, lost)):
        deliver(office.store, key, lambda _: None, dict.fromkeys((Channel.FAX, Channel.MAIL), Scripted(answer)))
    return exported(office, fax, mail)


def exported(office, *keys: uuid.UUID) -> dict[str, Any]:
    """As it is written to a file and read again."""
    with office.store.database.transaction() as session:
        rows = [session.get_one(Delivery, key) for key in keys]
        told = evidence(office.store, session, office.employer, "test", rows)
    return json.loads(told.model_dump_json(by_alias=True))


def test_what_was_exported_holds(office, document) -> None:
    """Three lines, three entries with their chain, and the log was whole."""
    assert check(document, office.store.audit_keys) == []
    fax, mail = document["deliveries"]
    assert [line["state"] for line in fax["lines"]] == ["ready", "sent"]
    assert (mail["state"], mail["lines"][0]["ended_at"]) == ("unknown", None)
    said = [entry["action"].removeprefix("delivery.") for entry in document["entries"]]
    assert said == ["put_off", "sent", "unknown"]
    assert document["proof"]["first_bad"] is None
    assert document["schema"] == "workslip/ledger/1"


def leaves(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """The path of every single value."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in parts:
            yield from leaves(part, (*path, name))
    else:
        yield path


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if not value:
        return "x"
    last = value[-1]
    return value[:-1] + ("1" if last != "1" else "2")


def faults(document: dict[str, Any], keys) -> list[str]:
    """What is found; that it is no ledger at all is a finding too."""
    try:
        return check(document, keys)
    except BadInput as no:
        return [no.code]


def test_every_changed_field_is_found(office, document) -> None:
    """Each single value of the file, one after the other; and every line and entry that is left out or moved."""
    paths = list(leaves(document))
    assert len(paths) > 100
    for path in paths:
        forged = copy.deepcopy(document)
        place = forged
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = changed(place[path[-1]])
        assert faults(forged, office.store.audit_keys), path
    for name in ("deliveries", "entries"):
        for forged in (document | {name: document[name][1:]}, document | {name: document[name][::-1]}):
            assert check(forged, office.store.audit_keys)


def test_without_the_seal_lines_and_entries_still_hold_each_other(office, document) -> None:
    """Somebody who could seal anew, but not write the log: each field of a line and of an entry is held by itself."""
    key = office.store.audit_keys[0]
    for path in leaves(document):
        if path[0] not in ("deliveries", "entries") or (path[0] == "deliveries" and "lines" not in path):
            continue
        forged = copy.deepcopy(document)
        place = forged
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = changed(place[path[-1]])
        assert [f for f in check(_sealed(forged, key), (key,)) if "seal" not in f], path


def _sealed(document: dict[str, Any], key: bytes) -> dict[str, Any]:
    from api.outbox.lines import canonical
    from api.store import audit

    rest = {name: value for name, value in document.items() if name != "seal"}
    return rest | {"seal": audit.seal(key, canonical(rest))}


def test_a_line_that_was_changed_in_the_database_is_found(office, document) -> None:
    """Who removes the trigger and writes another address or answer: the hash on record says otherwise."""
    key = uuid.UUID(document["deliveries"][0]["id"])
    for statement in (
        "update delivery_attempts set answer = 'other' where number = 2",
        "update delivery_attempts set handed_at = handed_at - interval '1 day' where number = 2",
        "update deliveries set address = '+12125550199'",
        "update deliveries set state = 'failed', address = '+12125550162'",
    ):
        with office.store.database.transaction() as session:
            session.execute(text("alter table delivery_attempts disable trigger user"))
            session.execute(text(statement))
        assert any("not what is on record" in fault for fault in check(exported(office, key), office.store.audit_keys))


def test_another_key_and_another_file_prove_nothing(office, document) -> None:
    """Without the key nothing holds; what is no ledger is said to be none."""
    assert check(document, (b"k" * 32,))
    with pytest.raises(BadInput, match="no ledger"):
        check({"hello": 1}, office.store.audit_keys)


def test_the_log_that_was_bad_is_said_to_be(office, document) -> None:
    """The export says what `audit verify` said at that moment."""
    with office.store.database.transaction() as session:
        session.execute(text("alter table audit_log disable trigger user"))
        session.execute(text("update audit_log set action = 'x' where number = 1"))
    key = uuid.UUID(document["deliveries"][0]["id"])
    told = exported(office, key)
    assert told["proof"]["first_bad"] == 1
    assert check(told, office.store.audit_keys)


def test_it_outlives_a_year_of_tidying(office, document, monkeypatch) -> None:
    """A year later: every sweep and tidying up runs, the process starts anew, and the ledger says the same."""
    import os
    import time
    from datetime import timedelta

    from api.casework.clock_sweep import sweep_tasks
    from api.jobs.queue import open_app
    from api.outbox.sweeping import sweep
    from api.store.tables.base import now as real_now

    later = time.time() + 366 * 86400
    for place in office.store.files.folder.rglob("*"):
        os.utime(place, (later - 366 * 86400,) * 2)
    monkeypatch.setattr(time, "time", lambda: later)
    office.store.files.sweep()
    monkeypatch.undo()
    sweep_tasks(office.store, real_now() + timedelta(days=366))
    sweep(office.store, {})

    async def tidy() -> None:
        app = open_app(office.store.url, size=2)
        async with app.open_async():
            await app.job_manager.delete_old_jobs(
                nb_hours=0, include_failed=True, include_cancelled=True, include_aborted=True
            )

    import asyncio

    asyncio.run(tidy())
    keys = [uuid.UUID(each["id"]) for each in document["deliveries"]]
    again = exported(office, *keys)
    assert [each["lines"] for each in again["deliveries"]] == [each["lines"] for each in document["deliveries"]]
    assert again["entries"] == document["entries"]
    assert check(again, office.store.audit_keys) == []
    for each in document["deliveries"]:
        assert office.store.files.has(office.employer, each["lines"][0]["files"][0]["sha256"])
