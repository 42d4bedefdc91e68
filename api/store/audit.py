"""The audit log: who did what, as a chain in which a changed, deleted or reordered row is found.

Each row carries an HMAC over itself and the HMAC of the row before. `record` only notes an entry; it is written as the
last thing before its transaction commits, under one lock, so that the chain has one order and the lock is held briefly.
A cut tail leaves a valid, shorter chain: `verify` compares with the head it saw last time (`head` file).

Entries hold ids, codes and counts. Never a name, a value from a form, or a file name.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from api.store.tables import AuditEntry
from api.store.tables.base import now
from cases.errors import BadInput, Unavailable

AUDIT_LOCK = 0x61756469
START = b"\0" * 32  # stands before the first row
Detail = str | int | bool | None


@dataclass(frozen=True)
class Noted:
    """An entry that waits for its transaction's commit."""

    employer_id: uuid.UUID
    actor: str
    action: str
    subject: str
    details: dict[str, Detail]
    at: datetime


def record(
    session: Session, employer_id: uuid.UUID, actor: uuid.UUID | str, action: str, subject: str, **details: Detail
) -> None:
    """Note what was done in this transaction. `actor` is a user's id or "system:…"; `subject` is "kind:id"."""
    noted = Noted(employer_id, str(actor), action, subject, details, now())
    session.info.setdefault("audit", []).append(noted)


def attach(session_class: type[Session]) -> None:
    """Make sessions of this class write what was noted in them before they commit, and forget it on rollback."""
    event.listen(session_class, "before_commit", _write)
    event.listen(session_class, "after_rollback", lambda session: session.info.pop("audit", None))


def _write(session: Session) -> None:
    noted: list[Noted] = session.info.pop("audit", [])
    if not noted:
        return
    keys: Sequence[bytes] = session.info.get("audit_keys", ())
    if not keys:
        raise Unavailable(
            "There is no audit key, so nothing may be changed. Run `workslip keygen` once.", code="no_keys"
        )
    session.flush()
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": AUDIT_LOCK})
    number, mac = session.execute(
        select(AuditEntry.number, AuditEntry.mac).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none() or (0, START)
    for entry in noted:
        number, mac = number + 1, _mac(keys[0], mac, number + 1, entry)
        session.add(AuditEntry(number=number, mac=mac, **vars(entry)))


def _mac(key: bytes, before: bytes, number: int, entry: Noted | AuditEntry) -> bytes:
    said = [
        before.hex(), number, str(entry.employer_id), entry.at.astimezone(UTC).isoformat(), entry.actor, entry.action,
        entry.subject, entry.details,
    ]  # fmt: skip
    text_ = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, b"workslip audit 1:" + text_.encode("ascii"), hashlib.sha256).digest()


def holds(row: AuditEntry, before: bytes, keys: Sequence[bytes]) -> bool:
    """Whether a row by itself is what was written, after a row whose mac was `before`."""
    return any(hmac.compare_digest(_mac(key, before, row.number, row), row.mac) for key in keys)


def seal(key: bytes, content: bytes) -> str:
    """An HMAC over something that leaves as evidence, in hex."""
    return hmac.new(key, b"workslip evidence 1:" + content, hashlib.sha256).hexdigest()


def is_seal(key: bytes, content: bytes, told: str) -> bool:
    """Whether that is the seal of this content."""
    return hmac.compare_digest(seal(key, content).encode(), told.encode())


def heads_seen(file: Path, told: str | None) -> dict[int, str]:
    """Heads ("NUMBER:MAC") that were seen before: the one in `file`, if there is one, and the one a person kept."""
    lines = [told] if told else []
    lines += file.read_text(encoding="ascii").split() if file.is_file() else []
    try:
        return {int(number): mac for number, mac in (line.split(":") for line in lines) if int(number) > 0}
    except ValueError:
        raise BadInput("A head of the audit log is written NUMBER:MAC, as `workslip audit verify` prints it.") from None


@dataclass(frozen=True)
class Verdict:
    """What `verify` found. `first_bad` is the number of the first row that is not as it was written, if any."""

    rows: int
    head: str  # mac of the last row, hex
    first_bad: int | None = None
    why: str = ""


def verify(session: Session, keys: Sequence[bytes], known: Mapping[int, str] | None = None) -> Verdict:
    """Walk the chain from its first row. `known` maps numbers of rows to their macs as they were seen before."""
    query = select(AuditEntry).order_by(AuditEntry.number).execution_options(yield_per=1000)
    with closing(session.scalars(query)) as rows:
        return walk(rows, keys, known or {})


def walk(rows: Iterable[AuditEntry], keys: Sequence[bytes], known: Mapping[int, str]) -> Verdict:
    """The verdict on rows in the order of their numbers."""
    before, count = START, 0
    for row in rows:
        why = _wrong(row, before, count + 1, keys, known)
        if why:
            return Verdict(count, before.hex(), count + 1, why)
        before, count = row.mac, row.number
    if cut := [number for number in known if number > count]:
        return Verdict(count, before.hex(), count + 1, f"rows up to {max(cut)} were seen before and are gone")
    return Verdict(count, before.hex())


def _wrong(row: AuditEntry, before: bytes, number: int, keys: Sequence[bytes], known: Mapping[int, str]) -> str:
    if row.number != number:
        return f"the next row is number {row.number}: something between was deleted or moved"
    if not holds(row, before, keys):
        return "it is not what was written, or a row before it was taken away"
    if known.get(number, row.mac.hex()) != row.mac.hex():
        return "the whole log was written anew: this row was another when it was last verified"
    return ""
