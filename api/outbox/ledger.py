"""The ledger as evidence: lines, the audit entries that hold their hashes, and the proof that the log is whole.

    evidence(session, employer, deliveries, store) → Evidence     exported as JSON
    check(document, audit keys) → list of faults                  empty: every line, entry and link of the chain holds

Each outcome was put on record with the hash of its line, in a log in which each entry is chained to the one before. So
a line that was changed in the database, or in the file, disagrees with its entry; an entry that was changed breaks its
HMAC; and the seal over the whole file finds everything else. All of it needs the audit key, which is in no backup.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.outbox.lines import canonical, line_of, moment, sha256_of
from api.store import audit
from api.store.opening import Store
from api.store.tables import AuditEntry, Delivery, DeliveryAttempt, DeliveryItem
from api.store.tables.base import now
from cases.errors import BadInput

SCHEMA: Final = "workslip/ledger/1"
# What an entry leaves a delivery in. One that was put off may be called off with its mailing, or be lost in a restore.
STATES: Final = {
    "sent": ("sent",), "failed": ("failed",), "came_back": ("failed",), "unknown": ("unknown",),
    "called_off": ("cancelled",), "put_off": ("ready", "sending", "cancelled", "unknown"),
}  # fmt: skip


class Strict(BaseModel):
    """A part of the file: no other keys."""

    model_config = ConfigDict(extra="forbid")


class FileSent(Strict):
    """A file by its hash."""

    name: str
    sha256: str


class Line(Strict):
    """One attempt: what, where, how, when, and what came of it."""

    delivery: str
    provider: str
    channel: str
    address: str
    files: list[FileSent]
    attempt: int
    started_at: str
    handed_at: str | None
    ended_at: str | None
    state: str | None
    code: str | None
    reference: str | None
    answer: str


class Sent(Strict):
    """A delivery: what lay in it, and how it stands."""

    id: str
    mailing: str | None
    asked_by: str
    asked_at: str
    resend_of: str | None
    state: str
    code: str | None
    sent_at: str | None
    cases: list[str]
    packets: list[str]
    letters: list[str]
    lines: list[Line]


class Entry(Strict):
    """An entry of the audit log, with its HMAC and that of the entry before."""

    number: int
    employer_id: str
    at: str
    actor: str
    action: str
    subject: str
    details: dict[str, str | int | bool | None]
    before: str
    mac: str


class Proof(Strict):
    """What `audit verify` said of the whole log when this was exported."""

    rows: int
    head: str
    first_bad: int | None
    why: str


class Evidence(Strict):
    """The file. `seal` is an HMAC over everything else in it."""

    schema_: Literal["workslip/ledger/1"] = Field(SCHEMA, alias="schema")
    made_at: str
    employer: str
    of: str
    deliveries: list[Sent]
    entries: list[Entry]
    proof: Proof
    seal: str


def evidence(store: Store, session: Session, employer: uuid.UUID, of: str, rows: Sequence[Delivery]) -> Evidence:
    """The ledger of these deliveries of one employer. `of` says what they have in common: `case:8c1f…`."""
    verdict = audit.verify(session, store.audit_keys)
    told: dict[str, Any] = {
        "schema": SCHEMA, "made_at": moment(now()), "employer": str(employer), "of": of,
        "deliveries": [_sent(session, row) for row in rows],
        "entries": _entries(session, employer, [row.id for row in rows]),
        "proof": {"rows": verdict.rows, "head": verdict.head, "first_bad": verdict.first_bad, "why": verdict.why},
    }  # fmt: skip
    return Evidence.model_validate(told | {"seal": audit.seal(store.audit_keys[0], canonical(told))})


def _sent(session: Session, row: Delivery) -> dict[str, Any]:
    mine = select(DeliveryItem).where(DeliveryItem.delivery_id == row.id).order_by(DeliveryItem.position)
    items = list(session.scalars(mine))
    tries = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == row.id).order_by(DeliveryAttempt.number)
    return {
        "id": str(row.id), "mailing": _text(row.mailing_id), "asked_by": str(row.asked_by),
        "asked_at": moment(row.created_at), "resend_of": _text(row.resend_of), "state": row.state.value,
        "code": row.code, "sent_at": moment(row.sent_at), "cases": [str(each.case_id) for each in items],
        "packets": [str(each.packet_id) for each in items if each.packet_id],
        "letters": [str(each.letter_id) for each in items if each.letter_id],
        "lines": [line_of(row, each) for each in session.scalars(tries)],
    }  # fmt: skip


def _entries(session: Session, employer: uuid.UUID, keys: Iterable[uuid.UUID]) -> list[dict[str, Any]]:
    subjects = [f"delivery:{key}" for key in keys]
    query = select(AuditEntry).where(AuditEntry.employer_id == employer, AuditEntry.subject.in_(subjects))
    rows = list(session.scalars(query.order_by(AuditEntry.number)))
    previous = select(AuditEntry.number, AuditEntry.mac).where(AuditEntry.number.in_([r.number - 1 for r in rows]))
    before = {row.number: row.mac for row in session.execute(previous)}
    return [
        {
            "number": row.number, "employer_id": str(row.employer_id), "at": moment(row.at), "actor": row.actor,
            "action": row.action, "subject": row.subject, "details": row.details,
            "before": before.get(row.number - 1, audit.START).hex(), "mac": row.mac.hex(),
        }
        for row in rows
    ]  # fmt: skip


Said = dict[str, list[Entry]]  # what is on record, by what it is about: looked up once for each of thousands of lines


def check(document: Mapping[str, Any], keys: tuple[bytes, ...]) -> list[str]:
    """Every fault of an exported file, in sentences; none if it is what was exported, and the log was whole then.

    Raises BadInput for what is no such file.
    """
    try:
        told = Evidence.model_validate(document)
    except ValidationError:
        raise BadInput("This is no ledger that Workslip exported.", code="not_a_ledger") from None
    faults = [f"entry {each.number}: it is not what was written" for each in told.entries if not _holds(each, keys)]
    faults += _broken_links(told.entries)
    said: Said = defaultdict(list)
    for entry in told.entries:
        said[entry.subject].append(entry)
    faults += [f"delivery {each.id}: its lines are not whole" for each in told.deliveries if not _whole(each, said)]
    unsure = [each.id for each in told.deliveries if not _stands(each, said)]
    faults += [f"delivery {key}: its state is not what is on record" for key in unsure]
    faults += [fault for each in told.deliveries for line in each.lines for fault in _of_line(line, said)]
    if told.proof.first_bad is not None:
        faults.append(f"the log itself was bad when this was exported, at row {told.proof.first_bad}: {told.proof.why}")
    rest = canonical({name: value for name, value in document.items() if name != "seal"})
    if not any(audit.is_seal(key, rest, told.seal) for key in keys):
        faults.append("the seal does not fit: something in the file was changed")
    return faults


def _holds(entry: Entry, keys: tuple[bytes, ...]) -> bool:
    try:
        row = AuditEntry(
            number=entry.number, employer_id=uuid.UUID(entry.employer_id), at=datetime.fromisoformat(entry.at),
            actor=entry.actor, action=entry.action, subject=entry.subject, details=entry.details,
            mac=bytes.fromhex(entry.mac),
        )  # fmt: skip
        return audit.holds(row, bytes.fromhex(entry.before), keys)
    except ValueError:
        return False


def _broken_links(entries: Sequence[Entry]) -> list[str]:
    return [
        f"entry {later.number}: it does not follow entry {earlier.number}"
        for earlier, later in pairwise(entries)
        if later.number <= earlier.number or (later.number == earlier.number + 1 and later.before != earlier.mac)
    ]


def _whole(sent: Sent, said: Said) -> bool:
    """Its lines are its own, counted from 1, and none is missing that is on record."""
    counted = [line.attempt for line in sent.lines]
    known = {entry.details.get("attempt") for entry in said[f"delivery:{sent.id}"]} - {None}
    own = all(line.delivery == sent.id for line in sent.lines)
    return own and counted == list(range(1, len(counted) + 1)) and known <= set(counted)


def _stands(sent: Sent, said: Said) -> bool:
    """Its state follows from its last entry; without one nothing can have been sent."""
    mine = [entry.action.removeprefix("delivery.") for entry in said[f"delivery:{sent.id}"]]
    last = next((name for name in reversed(mine) if name in STATES), None)
    return sent.state in STATES[last] if last else sent.state != "sent"


def _of_line(line: Line, said: Said) -> list[str]:
    """A line has to be what its last entry says. One that is under way has none yet."""
    mine = [entry for entry in said[f"delivery:{line.delivery}"] if entry.details.get("attempt") == line.attempt]
    name = f"delivery {line.delivery}, attempt {line.attempt}"
    if not mine:
        return [] if line.ended_at is None else [f"{name}: nothing on record says how it ended"]
    lines = [entry.details.get("line") for entry in mine]
    purged = [
        (before, entry.details["was"]) for before, entry in zip(lines, mine[1:], strict=False) if _redacted(entry)
    ]
    if lines[-1] != sha256_of(line.model_dump()) or any(before != was for before, was in purged):
        return [f"{name}: the line is not what is on record"]
    return []


def _redacted(entry: Entry) -> bool:
    """Whether a purge took words out of a line: it says what it found, which has to be what was on record."""
    return "was" in entry.details


def _text(key: uuid.UUID | None) -> str | None:
    return str(key) if key else None
