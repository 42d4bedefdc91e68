"""Mailings: made as drafts from a sheet or a filter of cases, looked at row by row; `mailing_steps.py` starts them.

The caller's key makes a mailing once: the same key with the same content is the same mailing.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_or_not

from api.casework.act import Act
from api.casework.mailing_cases import meant, sought
from api.casework.mailing_check import Checked, checked
from api.casework.mailing_options import FromFilter, MailingOptions
from api.casework.mailing_progress import progress_of
from api.casework.mailing_sheet import TEMPLATE, Line, lines_of
from api.casework.mailing_views import (
    BadRow,
    MailingShown,
    MailingWhole,
    RowPage,
    RowWindow,
    SheetShown,
    reasons_shown,
    row_shown,
)
from api.casework.paging import Page, Window, page_of
from api.casework.sheets import csv_of
from api.store.tables import Channel, Delivery, Mailing, MailingRow, MailingState, RowState
from cases.errors import Conflict, Refused


def make_from_sheet(act: Act, key: str, sheet: bytes, options: MailingOptions) -> MailingWhole:
    """A draft of the cases that a sheet names. Raises Refused for a sheet that cannot be read."""
    lines = lines_of(sheet)
    sha256 = act.store.files.put(act.who.employer, sheet)
    return _made(act, key, options, lines, source_sha256=sha256)


def make_from_filter(act: Act, key: str, wanted: FromFilter) -> MailingWhole:
    """A draft of the open cases that a filter finds now. Raises Refused if it finds none, or too many."""
    found = _of_key(act, key)
    lines = [] if found else sought(act, wanted.sought)  # once made, it stays what it was
    return _made(act, key, wanted.options, lines, sought=wanted.sought.model_dump(mode="json"))


def check_sheet(act: Act, sheet: bytes, channel: Channel | None, *, again: bool) -> SheetShown:
    """What a mailing of that sheet would say of each row, without making one."""
    rows = checked(act, meant(act, lines_of(sheet)), channel, again=again)
    bad = [BadRow(number=row.number, reasons=reasons_shown(row.reasons)) for row in rows if row.reasons]
    return SheetShown(rows=len(rows), good=len(rows) - len(bad), bad=bad)


def template() -> bytes:
    """An empty sheet with the headings that are known."""
    return csv_of(TEMPLATE, ())


def list_mailings(act: Act, window: Window) -> Page[MailingShown]:
    """The mailings, newest first."""
    return page_of(act, act.own(Mailing), Mailing, window, MailingShown.model_validate)


def get_mailing(act: Act, key: uuid.UUID) -> MailingWhole:
    """One mailing with its progress."""
    return whole(act, act.find(Mailing, key))


def list_rows(act: Act, key: uuid.UUID, window: RowWindow) -> RowPage:
    """Its rows in the order of the sheet, those of one state if asked for."""
    query = (
        select(MailingRow, Delivery.state)
        .outerjoin(Delivery, Delivery.id == MailingRow.delivery_id)
        .where(MailingRow.mailing_id == act.find(Mailing, key).id, MailingRow.number > window.after)
        .order_by(MailingRow.number)
    )
    if window.state is not None:
        query = query.where(MailingRow.state == window.state)
    if window.sent is not None:
        query = query.where(Delivery.state == window.sent)
    found = act.session.execute(query.limit(window.limit + 1)).all()
    items = [row_shown(row, state) for row, state in found[: window.limit]]
    return RowPage(items=items, next=items[-1].number if len(found) > window.limit else None)


def whole(act: Act, mailing: Mailing) -> MailingWhole:
    """A mailing as it is shown."""
    shown = MailingShown.model_validate(mailing).model_dump()
    return MailingWhole(**shown, progress=progress_of(act, mailing))


def options_of(mailing: Mailing) -> MailingOptions:
    """What holds for each of its rows."""
    return MailingOptions.model_validate(mailing.options)


def goes_again(mailing: Mailing) -> bool:
    """Whether packets go out although earlier ones are unanswered: so chosen, or what the filter looked for."""
    return options_of(mailing).again or (mailing.sought or {}).get("packet") == "unanswered"


def _made(
    act: Act,
    key: str,
    options: MailingOptions,
    lines: Sequence[Line],
    *,
    source_sha256: str | None = None,
    sought: dict[str, object] | None = None,
) -> MailingWhole:
    if options.enclose == "link" and not act.store.settings.public_url:
        raise Refused("Links cannot be sent: nobody has set the address at which offices reach this service "
                      "(WORKSLIP_PUBLIC_URL). Enclose the papers instead.", code="not_set_up")  # fmt: skip
    told: dict[str, object] = {
        "source_sha256": source_sha256, "sought": sought, "options": options.model_dump(mode="json", exclude_none=True),
    }  # fmt: skip
    new = Mailing(id=uuid.uuid4(), key=key, title=options.title, made_by=act.who.user, **told)
    if not _added(act, new):
        return whole(act, _same(_of_key(act, key), told))
    mailing = act.find(Mailing, new.id)
    again = goes_again(mailing)
    rows = checked(act, meant(act, lines), options.channel, again=again)
    _keep_rows(act, mailing, rows)
    bad = sum(bool(each.reasons) for each in rows)
    act.record("mailing.made", mailing, rows=len(rows), bad=bad)
    return whole(act, mailing)


def _of_key(act: Act, key: str) -> Mailing | None:
    return act.session.scalar(act.own(Mailing).where(Mailing.key == key))


def _same(mailing: Mailing | None, told: dict[str, object]) -> Mailing:
    """The mailing that the key has made already. Raises Conflict if it was made of something else."""
    if mailing is None or any(getattr(mailing, name) != value for name, value in told.items()):
        raise Conflict("This key has made another mailing; a new mailing takes a new key.", code="key_taken")
    return mailing


def _added(act: Act, new: Mailing) -> bool:
    """Whether the mailing is new under its key. If another request is about to make it, that one is waited for."""
    values = {
        "id": new.id, "employer_id": act.who.employer, "created_at": act.moment, "key": new.key, "title": new.title,
        "source_sha256": new.source_sha256, "sought": new.sought, "options": new.options, "made_by": new.made_by,
        "state": MailingState.DRAFT,
    }  # fmt: skip
    row = insert_or_not(Mailing).values(values).on_conflict_do_nothing(constraint="uq_mailings_employer_id_key")
    return act.session.scalar(row.returning(Mailing.id)) is not None


def _keep_rows(act: Act, mailing: Mailing, rows: Sequence[Checked]) -> None:
    act.session.execute(insert(MailingRow), [_values(act, mailing, row) for row in rows])


def _values(act: Act, mailing: Mailing, row: Checked) -> dict[str, object]:
    return {
        "employer_id": act.who.employer, "mailing_id": mailing.id, "number": row.number,
        "state": RowState.BAD if row.reasons else RowState.READY, "reasons": list(row.reasons),
        "case_id": row.case, "provider_id": row.provider, "job_id": row.job, "channel": row.channel,
    }  # fmt: skip
