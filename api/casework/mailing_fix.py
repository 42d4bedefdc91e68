"""A draft's rows are put right before anything is made: one row by what a person says of it, or all that wait again.

What a row is taken for is worked out as for a sheet (`mailing_cases.py`), and the gate decides (`mailing_check.py`). A
good row stays as it is; only a bad one becomes good, or is bad for another reason.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pydantic import Field
from sqlalchemy import select

from api.casework import mailing_reasons as why
from api.casework.act import Act
from api.casework.mailing_cases import Wanted, meant
from api.casework.mailing_check import Checked, checked
from api.casework.mailing_sheet import Line, lines_of
from api.casework.mailing_steps import wanted_of
from api.casework.mailing_unanswered import Pair, parts
from api.casework.mailing_views import RowShown, row_shown
from api.casework.mailings import goes_again, options_of
from api.casework.words import Text, Written
from api.store.tables import Delivery, Mailing, MailingRow, MailingState, RowState
from cases.errors import Conflict, NotFound

CHANGED: Final = "Somebody changed this row meanwhile. Nothing of yours was saved; look at it again."


class Fixing(Written):
    """What a row should have said. What is empty is not said, as in a sheet; `stood` is how the row looked before."""

    case: Text = ""
    claim: Text = ""
    employee: Text = ""
    injured: Text = ""
    provider: Text = ""
    job: Text = ""
    channel: Text = ""
    stood: str = Field(default="", max_length=64)


def get_row(act: Act, key: uuid.UUID, number: int) -> RowShown:
    """One row. Raises NotFound if the mailing has none of that number."""
    row = _row(act, act.find(Mailing, key), number)
    delivery = act.find(Delivery, row.delivery_id) if row.delivery_id else None
    return row_shown(row, delivery.state if delivery else None)


def line_of(act: Act, key: uuid.UUID, number: int) -> Line | None:
    """What the sheet says in that row; None for a mailing that was made of a filter."""
    mailing = act.find(Mailing, key)
    if mailing.source_sha256 is None:
        return None
    sheet = act.store.files.get(act.who.employer, mailing.source_sha256)
    return next((line for line in lines_of(sheet) if line.number == number), None)


def fix_row(act: Act, key: uuid.UUID, number: int, said: Fixing) -> RowShown:
    """Let a bad row of a draft mean what a person says. Raises Conflict if it is not what they looked at any more."""
    mailing = _draft(act, key)
    row = _row(act, mailing, number, locked=True)
    if row.state is not RowState.BAD:
        raise Conflict("This row is good already; nothing of it was changed.", code="row_is_good")
    if said.stood and said.stood != mark_of(row_shown(row, None)):
        raise Conflict(CHANGED, code="changed_meanwhile")
    told = said.model_dump(exclude={"stood"})
    good = _keep(act, mailing, [row], meant(act, [Line(number, **told)]))
    act.record("mailing.row_fixed", mailing, row=number, good=bool(good))
    return row_shown(row, None)


def check_again(act: Act, key: uuid.UUID) -> int:
    """Ask the gate again for the bad rows whose case, provider and job are known: a number may have been confirmed, a
    release filed. How many are good now."""
    mailing = _draft(act, key)
    bad = act.own(MailingRow).where(MailingRow.mailing_id == mailing.id, MailingRow.state == RowState.BAD)
    rows = [row for row in act.session.scalars(bad.order_by(MailingRow.number).with_for_update()) if _is_known(row)]
    good = _keep(act, mailing, rows, [wanted_of(row) for row in rows])
    act.record("mailing.checked_again", mailing, rows=len(rows), good=good)
    return good


def mark_of(row: RowShown) -> str:
    """Stands for a row as somebody looked at it."""
    return hashlib.sha256(row.model_dump_json().encode()).hexdigest()[:16]


def _draft(act: Act, key: uuid.UUID) -> Mailing:
    mailing = act.find(Mailing, key, locked=True)
    if mailing.state is not MailingState.DRAFT:
        raise Conflict("This mailing was started, or called off; its rows stay as they are.",
                       code=f"is_{mailing.state.value}")  # fmt: skip
    return mailing


def _row(act: Act, mailing: Mailing, number: int, *, locked: bool = False) -> MailingRow:
    query = act.own(MailingRow).where(MailingRow.mailing_id == mailing.id, MailingRow.number == number)
    row = act.session.scalar(query.with_for_update() if locked else query)
    if row is None:
        raise NotFound("There is nothing of that id here.")
    return row


def _is_known(row: MailingRow) -> bool:
    """Whether only what is on file keeps it back: a way of sending that could not be read is not among that."""
    return None not in (row.case_id, row.provider_id, row.job_id) and why.BAD_CHANNEL not in row.reasons


def _keep(act: Act, mailing: Mailing, rows: Sequence[MailingRow], wanted: Sequence[Wanted]) -> int:
    """Rows become what was found; how many of them are good."""
    found = checked(act, wanted, options_of(mailing).channel, again=goes_again(mailing), mailing=mailing.id)
    taken = _taken(act, mailing, found)
    news = [_unless_taken(each, taken) for each in found]
    for row, new in zip(rows, news, strict=True):
        row.case_id, row.provider_id, row.job_id, row.channel = new.case, new.provider, new.job, new.channel
        row.state, row.reasons = RowState.BAD if new.reasons else RowState.READY, list(new.reasons)
    act.session.flush()
    return sum(not new.reasons for new in news)


def _unless_taken(row: Checked, taken: dict[Pair, int]) -> Checked:
    if row.reasons or row.case is None or row.provider is None or (row.case, row.provider) not in taken:
        return row
    return replace(row, reasons=(why.duplicate_of(taken[row.case, row.provider]),))


def _taken(act: Act, mailing: Mailing, rows: Sequence[Checked]) -> dict[Pair, int]:
    """The good rows that go out for the same cases already."""
    found: dict[Pair, int] = {}
    for some in parts({row.case for row in rows if row.case is not None}):
        query = select(MailingRow.case_id, MailingRow.provider_id, MailingRow.number).where(
            MailingRow.mailing_id == mailing.id, MailingRow.case_id.in_(some), MailingRow.state != RowState.BAD
        )
        found |= {(case, by): number for case, by, number in act.session.execute(query) if case and by}
    return found
