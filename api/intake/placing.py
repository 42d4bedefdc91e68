"""Where a reply belongs. Pure rules; what they need is handed in.

The page code routes, it does not authenticate: paper can be copied, and a fax can be sent to the wrong number. So a
reply is attached to a case by machine only if our own code verifies *and* the birth date that the office typed is
that of the case's worker. Anything less waits for a person, beside the case that the code names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.store.tables.cases import CopyState
from api.store.tables.documents import ReplyState
from cases.identity import birth_date as birth_date_agrees
from forms.readings import Reading, ReadingStatus, Source

Identity = Literal["agree", "disagree", "unread"]
TYPED = (Source.ACROFORM, Source.OCR)


@dataclass(frozen=True)
class KnownCopy:
    """What we know of the copy that the page code names, if we printed it. `seen_before`: another reply came of it."""

    state: CopyState
    birth_date: date
    seen_before: bool = False


@dataclass(frozen=True)
class Placement:
    """What becomes of a reply: its state, whether it is attached to the case of its copy, and why not."""

    state: ReplyState
    attach: bool
    identity: Identity
    reasons: tuple[str, ...] = ()


def identity(written: Reading | None, birth_date: date, today: date) -> Identity:
    """Compare the birth date that the office wrote with the worker's. Only typed dates are compared by machine.

    A penned date is `unread` until a person reads it, and so is a date that is missing, in doubt or not a date.
    """
    if written is None or written.status is not ReadingStatus.ACCEPTED or written.source not in TYPED:
        return "unread"
    if not isinstance(written.value, str):
        return "unread"
    return birth_date_agrees(written.value, birth_date, today=today)


def place(copy: KnownCopy | None, code: str, written: Reading | None, *, clean: bool, today: date) -> Placement:
    """Decide. `code` is the reader's `verified`, `unverified` or `none`; `clean` says that nothing else is in doubt."""
    if copy is None:
        return Placement(ReplyState.UNPLACED, False, "unread", ("unknown_copy",) if code != "none" else ())
    agrees = identity(written, copy.birth_date, today)
    reasons = _doubts(copy, code, agrees)
    if agrees == "disagree":
        return Placement(ReplyState.QUARANTINE, False, agrees, reasons)
    if code != "verified" or copy.state is CopyState.REVOKED:
        return Placement(ReplyState.UNPLACED, False, agrees, reasons)
    if agrees == "unread":
        return Placement(ReplyState.IDENTITY, False, agrees, reasons)
    return Placement(ReplyState.READY if clean and not reasons else ReplyState.REVIEW, True, agrees, reasons)


def _doubts(copy: KnownCopy, code: str, agrees: Identity) -> tuple[str, ...]:
    found = {
        "code_unverified": code != "verified",
        "copy_revoked": copy.state is CopyState.REVOKED,
        "copy_superseded": copy.state is CopyState.SUPERSEDED,
        "second_version": copy.seen_before,
        "identity_mismatch": agrees == "disagree",
        "identity_unread": agrees == "unread",
    }
    return tuple(code for code, holds in found.items() if holds)
