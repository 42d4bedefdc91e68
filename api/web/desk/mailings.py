"""Mailings: the list, a new one from a sheet or a filter, one of them as it stands, and the steps that persons decide.

    draft: rows and their errors → started → (a second person agrees) → made and sent, watched, paused, resumed → done

One row is in `mailing_rows.py`. A page asks for a hundred rows at most, and figures are counted by the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import func, select

from api.casework import mailing_fix, mailing_prints, mailing_steps, mailings
from api.casework.act import Act
from api.casework.mailing_options import FromFilter, MailingOptions
from api.casework.mailing_prints import Posting
from api.casework.mailing_views import MailingWhole, RowWindow
from api.casework.paging import CURSOR, Window
from api.identity.roles import Action
from api.store.tables import Channel, Mailing, MailingRow, MailingState, Provider, RowState, SendState, User
from api.web.desk.asking import Desk, doing
from api.web.desk.filled import choices, file_in, new_once, once, said, ticked
from api.web.desk.filling import taken, written
from api.web.desk.naming import named
from api.web.desk.offices import WAYS, named_offices
from api.web.desk.packets import BY, SENT, last_sender
from api.web.desk.rendering import shown
from api.web.downloads import attachment
from cases.errors import BadInput, Conflict, Refused

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_MAILING)]
Make = Annotated[Desk, doing(Action.MAKE_MAILING)]
Step = Callable[[Act, uuid.UUID], MailingWhole]
EACH: Final = 50
PRINTS: Final = 10  # batches for the printer on a page
OPTIONS: Final = ("title", "channel", "enclose")
SENDER: Final = ("carrier_name", "contact_phone", "contact_fax")
SOUGHT: Final = ("packet", "unanswered_days", "provider", "supervisor", "injured_from", "injured_to")
TICKS: Final = ("summary", "task_sheet", "again")
STATES: Final = {
    MailingState.DRAFT: ("plainly", "Draft"), MailingState.WAITING: ("doubt", "Waits for a second person"),
    MailingState.RUNNING: ("wait", "Sending"), MailingState.PAUSED: ("doubt", "Paused"),
    MailingState.CANCELLED: ("stop", "Called off"), MailingState.DONE: ("ok", "Done"),
}  # fmt: skip
ROWS: Final = {
    RowState.BAD: ("stop", "Left out"), RowState.READY: ("ok", "Ready"), RowState.MADE: ("wait", "Made"),
    RowState.FAILED: ("stop", "Could not be made"), RowState.CANCELLED: ("wait", "Called off"),
}  # fmt: skip
PAUSED_BY: Final = {
    "user_gone": "Who started it has left. It goes on in the name of who resumes it.",
    "restored": "It was restored from a backup: what it was about to send may have left since. Look before you resume.",
}
ALIVE: Final = (MailingState.RUNNING, MailingState.PAUSED)


@router.get("/mailings")
def mailing_list(at: See, after: Annotated[str | None, Query(pattern=CURSOR)] = None) -> Response:
    """The mailings, newest first."""
    page = mailings.list_mailings(at.act, Window(limit=EACH, after=after))
    sizes = _sizes(at.act, [each.id for each in page.items])
    people = _people(at.act, [each.made_by for each in page.items])
    return shown(at, "mailings.html", page=page, sizes=sizes, people=people, states=STATES)


@router.get("/mailings/template.csv")
def template(at: See) -> Response:
    """An empty sheet with the headings that are known."""
    return attachment(mailings.template(), "text/csv", "mailing.csv")


@router.get("/mailings/new")
def new_mailing_page(at: Make, source: str = "sheet", like: uuid.UUID | None = None) -> Response:
    """Where one is made of a sheet, or of a filter; `like` takes over what another one was made with."""
    values = last_sender(at.act) | (_like(at.act.find(Mailing, like)) if like else {"summary": "1", "task_sheet": "1"})
    return _form(at, source, values, {}, key=new_once())


@router.post("/mailings")
def make_mailing(at: Make) -> Response:
    """Make the draft. Sent twice, it is one."""
    key, source = once(at).hex, str(at.form.get("source", "sheet"))
    values = said(at, *OPTIONS, *SENDER, *SOUGHT, *TICKS)
    told: dict[str, Any] = {name: values[name] for name in OPTIONS if name in values}
    told |= {"sender": {name: values[name] for name in SENDER if name in values}}
    told |= {name: ticked(at, name) for name in TICKS}
    sought = {name: values[name] for name in SOUGHT if name in values}
    options, faults = taken(MailingOptions, told)
    wanted, more = taken(FromFilter, {"options": told, "sought": sought}) if source == "filter" else (None, {})
    sheet = file_in(at) if source != "filter" else b""
    if source != "filter" and not sheet:
        faults["file"] = "Choose the sheet: a CSV or XLSX file."
    made = None
    if options is not None and not (faults or more):
        made, faults = _made(at, key, wanted, sheet, options)
    if made is None:
        return _form(at, source, values, faults | more, key=str(at.form.get("once")), status=422)
    return RedirectResponse(f"/mailings/{made.id}", 303)


@router.get("/mailings/{mailing}")
def mailing_page(
    mailing: uuid.UUID, at: See, rows: RowState | None = None, sent: SendState | None = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0, skip: Annotated[int, Query(ge=0, le=20_000)] = 0,
) -> Response:  # fmt: skip
    """One mailing: where it stands, what it needs from a person, and its rows; of one state if asked."""
    found = mailings.get_mailing(at.act, mailing)
    row = at.act.find(Mailing, mailing)
    first = _errors(at, found) if rows is None and sent is None else None
    draft = first is not None and found.state is MailingState.DRAFT
    page = mailings.list_rows(
        at.act, mailing, RowWindow(limit=100, after=after, state=RowState.READY if draft else rows, sent=sent)
    )
    shown_rows = [*(first.items if first else ()), *page.items]
    waits = found.state is MailingState.WAITING
    batches = mailing_prints.print_batches_to_do(at.act, mailing, skip=skip, most=PRINTS + 1)
    return shown(
        at, "mailing.html", mailing=found, page=page, rows=rows, sent=sent, after=after,
        errors=first if after == 0 else None,
        names=named(at.act, (each.case for each in shown_rows)),
        offices=named_offices(at.act, (each.provider for each in shown_rows)), states=STATES, row_states=ROWS,
        sends=SENT, by=BY, people=_people(at.act, [found.made_by, found.started_by, found.approved_by]),
        approvers=mailing_steps.who_may_approve(at.act, row) if waits else [],
        mine=found.started_by == at.act.who.user, from_sheet=row.source_sha256 is not None, once=new_once(),
        most_alone=at.act.store.settings.mailing_second_person, paused_by=PAUSED_BY.get(found.reason or "", ""),
        batches=batches[:PRINTS], skip=skip, more_batches=len(batches) > PRINTS, prints=PRINTS,
        options=mailings.options_of(row), ways=WAYS, **_figures(found),
    )  # fmt: skip


@router.get("/mailings/{mailing}/progress")
def progress(mailing: uuid.UUID, at: See) -> Response:
    """How far it is: the part of its page that moves."""
    found = mailings.get_mailing(at.act, mailing)
    return shown(at, "mailing_progress.html", mailing=found, states=STATES, **_figures(found))


@router.post("/mailings/{mailing}/sheet")
def sheet_again(mailing: uuid.UUID, at: Make) -> Response:
    """The sheet once more, corrected: a new draft with the same options in the place of this one."""
    key, row = once(at).hex, at.act.find(Mailing, mailing, locked=True)
    sheet = file_in(at)
    if not sheet:
        raise BadInput("Nothing was changed. Choose the sheet first: a CSV or XLSX file.", code="no_file")
    if row.state not in (MailingState.DRAFT, MailingState.CANCELLED):
        raise Conflict("Nothing was changed. This mailing was started already.", code=f"is_{row.state.value}")
    made = mailings.make_from_sheet(at.act, key, sheet, mailings.options_of(row))
    if row.state is MailingState.DRAFT:
        mailing_steps.cancel(at.act, mailing)
    return RedirectResponse(f"/mailings/{made.id}", 303)


@router.post("/mailings/{mailing}/check")
def check_again(mailing: uuid.UUID, at: Make) -> Response:
    """Ask again about its bad rows: what kept them back can have been put right elsewhere."""
    mailing_fix.check_again(at.act, mailing)
    return _back(mailing)


@router.post("/mailings/{mailing}/start")
def start(mailing: uuid.UUID, at: Make) -> Response:
    """Start it. Sent twice, it is started once."""
    row = at.act.find(Mailing, mailing, locked=True)
    if row.started_by != at.act.who.user or row.state is MailingState.CANCELLED:
        mailing_steps.start(at.act, mailing)
    return _back(mailing)


@router.post("/mailings/{mailing}/approval")
def approve(mailing: uuid.UUID, at: Make) -> Response:
    """A second person agrees. Sent twice, it counts once."""
    row = at.act.find(Mailing, mailing, locked=True)
    if row.approved_by != at.act.who.user or row.state is MailingState.CANCELLED:
        mailing_steps.approve(at.act, mailing)
    return _back(mailing)


@router.post("/mailings/{mailing}/pause")
def pause(mailing: uuid.UUID, at: Make) -> Response:
    """Make and send nothing more for now."""
    return _stepped(at, mailing, MailingState.PAUSED, mailing_steps.pause)


@router.post("/mailings/{mailing}/resumption")
def resume(mailing: uuid.UUID, at: Make) -> Response:
    """Let it go on where it stopped."""
    return _stepped(at, mailing, MailingState.RUNNING, mailing_steps.resume)


@router.post("/mailings/{mailing}/cancellation")
def cancel(mailing: uuid.UUID, at: Make) -> Response:
    """Call it off, if the person has said that they mean it. What was sent stays sent."""
    row = at.act.find(Mailing, mailing)
    if row.state in ALIVE and not ticked(at, "meant"):
        raise BadInput("Nothing was called off. Tick that you mean it: what was not sent yet will not be.",
                       code="not_meant")  # fmt: skip
    return _stepped(at, mailing, MailingState.CANCELLED, mailing_steps.cancel)


@router.get("/print-batches/{batch}/files/{name}")
def print_file(batch: uuid.UUID, name: Annotated[str, Path(max_length=100)], at: See) -> Response:
    """What goes to the printer, or the list of what lies where in it."""
    kind = "application/pdf" if name.endswith(".pdf") else "text/csv"
    return attachment(mailing_prints.print_file(at.act, batch, name), kind, name)


@router.post("/print-batches/{batch}/posted")
def posted(batch: uuid.UUID, at: Make) -> Response:
    """It was printed and posted. Said twice, it counts once."""
    told = {"taken_out": [str(each) for each in at.form.getlist("taken_out")], "posted_all": ticked(at, "posted_all")}
    found = mailing_prints.post_batch(at.act, batch, written(Posting, told))
    return RedirectResponse(f"/mailings/{found.mailing}#print", 303)


# ---- what the pages show ---------------------------------------------------------------------------------------------


def _back(mailing: uuid.UUID) -> Response:
    return RedirectResponse(f"/mailings/{mailing}", 303)


def _stepped(at: Desk, mailing: uuid.UUID, then: MailingState, step: Step) -> Response:
    """A step that may be sent twice: where it leads to already, nothing is done."""
    if at.act.find(Mailing, mailing, locked=True).state is not then:
        step(at.act, mailing)
    return _back(mailing)


def _made(
    at: Desk, key: str, wanted: FromFilter | None, sheet: bytes, options: MailingOptions
) -> tuple[MailingWhole | None, dict[str, str]]:  # fmt: skip
    """The draft; or why it cannot be made, at the field that is to be put right."""
    try:
        if wanted is not None:
            return mailings.make_from_filter(at.act, key, wanted), {}
        return mailings.make_from_sheet(at.act, key, sheet, options), {}
    except Refused as no:
        if no.code not in ("bad_sheet", "bad_filter"):
            raise
        return None, {"file" if no.code == "bad_sheet" else "packet": no.message}


def _form(
    at: Desk, source: str, values: dict[str, str], faults: dict[str, str], *, key: str, status: int = 200
) -> Response:
    return shown(
        at, "mailing_new.html", status=status, source="filter" if source == "filter" else "sheet", said=values,
        faults=faults, once=key, ways=WAYS, offices=choices(at, Provider, Provider.name),
    )  # fmt: skip


def _like(mailing: Mailing) -> dict[str, str]:
    """What a mailing was made with, as a form says it."""
    options = mailings.options_of(mailing).model_dump(mode="json", exclude_none=True)
    told = options | options["sender"] | (mailing.sought or {})
    return {name: "1" if value is True else str(value) for name, value in told.items()
            if name in (*OPTIONS, *SENDER, *SOUGHT, *TICKS) and value not in (None, False)}  # fmt: skip


def _errors(at: Desk, found: MailingWhole) -> Any:  # noqa: ANN401 - a page of rows, or none
    """The rows with errors, which come before all others."""
    worst = RowState.BAD if found.progress.rows.get(RowState.BAD) else RowState.FAILED
    return (
        mailings.list_rows(at.act, found.id, RowWindow(limit=20, state=worst))
        if found.progress.rows.get(worst)
        else None
    )


def _figures(found: MailingWhole) -> dict[str, Any]:
    """What the figures of a mailing come to."""
    rows, deliveries = found.progress.rows, found.progress.deliveries
    good = sum(many for state, many in rows.items() if state is not RowState.BAD)
    over = deliveries.get(SendState.SENT, 0)
    return {
        "good": good, "bad": rows.get(RowState.BAD, 0), "total": sum(rows.values()), "over": over,
        "deliveries": sum(deliveries.values()), "moving": found.state is MailingState.RUNNING,
        "on_the_way": sum(deliveries.get(each, 0) for each in (SendState.READY, SendState.SENDING)),
        "making": deliveries.get(SendState.MAKING, 0), "failed": deliveries.get(SendState.FAILED, 0),
        "unknown": deliveries.get(SendState.UNKNOWN, 0), "paper": found.progress.channels.get(Channel.PRINT, 0),
    }  # fmt: skip


def _sizes(act: Act, keys: list[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """How many rows each has, and how many of them are left out."""
    bad = func.count().filter(MailingRow.state == RowState.BAD)
    query = select(MailingRow.mailing_id, func.count(), bad).where(
        MailingRow.employer_id == act.who.employer, MailingRow.mailing_id.in_(keys)
    )
    return {key: (many, left) for key, many, left in act.session.execute(query.group_by(MailingRow.mailing_id))}


def _people(act: Act, keys: list[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    query = act.own(User).where(User.id.in_({key for key in keys if key is not None}))
    return {user.id: user.name for user in act.session.scalars(query)}
