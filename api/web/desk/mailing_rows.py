"""One row of a mailing, put right or sent once more; and a trial of a mailing: its first papers, which nobody keeps."""

from __future__ import annotations

import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from api.casework import mailing_again, mailing_envelopes, mailing_fix, mailings, pictures
from api.casework.mailing_again import Resending
from api.casework.mailing_fix import Fixing, mark_of
from api.casework.mailing_sheet import Line
from api.casework.mailing_views import EnvelopePage, EnvelopeWindow
from api.store.tables import Mailing, MailingState, RowState
from api.web.desk.asking import Desk
from api.web.desk.filled import new_once, once, said
from api.web.desk.filling import written
from api.web.desk.mailings import ROWS, Make, See
from api.web.desk.naming import named
from api.web.desk.offices import WAYS, named_offices
from api.web.desk.packets import BY, SENT
from api.web.desk.rendering import shown
from api.web.downloads import attachment, picture
from cases.errors import Conflict
from generate.pdfs import page_count

router = APIRouter(prefix="/mailings/{mailing}", include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
SAYS: Final = {
    "case": "Case id", "claim": "Claim number", "employee": "Employee number", "injured": "Injury date",
    "provider": "Provider", "job": "Job", "channel": "Send by",
}  # fmt: skip
WHY: Final = {
    "not_received": "The office says it did not come", "illegible": "It could not be read",
    "wrong_address": "It went to a wrong number or address", "asked_again": "The office asked for it again",
    "not_made": "It could not be made the first time",
}  # fmt: skip
ALIVE: Final = (MailingState.RUNNING, MailingState.PAUSED, MailingState.DONE)


@dataclass(frozen=True)
class Trial:
    """Papers that nobody keeps, and which deliveries a mailing would make."""

    pdf: bytes
    pages: int
    envelopes: EnvelopePage
    at: float = field(default_factory=time.monotonic)


class Trials:
    """The last few trials of this process: an hour each, in memory alone."""

    most, lasts = 8, 3600.0

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[uuid.UUID, uuid.UUID], Trial] = OrderedDict()

    def keep(self, at: Desk, mailing: uuid.UUID, trial: Trial) -> None:
        """Keep it for whoever made it."""
        self._kept[at.act.who.user, mailing] = trial
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)

    def of(self, at: Desk, mailing: uuid.UUID) -> Trial:
        """Theirs. Raises Conflict if it is over."""
        found = self._kept.get((at.act.who.user, mailing))
        if found is None or time.monotonic() - found.at > self.lasts:
            raise Conflict("This trial is not kept any more. Try the mailing again.", code="trial_over")
        return found


trials = Trials()


@router.get("/rows/{number}")
def row_page(mailing: uuid.UUID, number: Number, at: See) -> Response:
    """One row: what it says, what is wrong with it, and what can be done."""
    owner = at.act.find(Mailing, mailing)
    row = mailing_fix.get_row(at.act, mailing, number)
    draft = owner.state is MailingState.DRAFT and row.state is RowState.BAD
    line = mailing_fix.line_of(at.act, mailing, number) if draft else None
    return shown(
        at, "mailing_row.html", mailing=owner, row=row, draft=draft, line=line or _said_of(row.number, row.case),
        says=SAYS, stood=mark_of(row), once=new_once(), names=named(at.act, [row.case]), row_states=ROWS, sends=SENT,
        offices=named_offices(at.act, [row.provider]), by=BY, why=WHY, ways=WAYS, title=owner.title,
        again=owner.state in ALIVE and row.state in (RowState.MADE, RowState.FAILED),
        sheet=owner.source_sha256 is not None,
    )  # fmt: skip


@router.post("/rows/{number}")
def fix(mailing: uuid.UUID, number: Number, at: Make) -> Response:
    """Put it right. If something is wrong still, the row's page says what."""
    row = mailing_fix.fix_row(at.act, mailing, number, written(Fixing, said(at, *SAYS, "stood")))
    bad = row.state is RowState.BAD
    return RedirectResponse(f"/mailings/{mailing}/rows/{number}" if bad else f"/mailings/{mailing}#rows", 303)


@router.post("/rows/{number}/resending")
def resend(mailing: uuid.UUID, number: Number, at: Make) -> Response:
    """Send it once more, with a reason. Sent twice, it leaves once."""
    at.act.find(Mailing, mailing)
    key, new = once(at).hex, written(Resending, said(at, "reason", "channel"))
    mailing_again.resend(at.act, mailing, number, new, key)
    return RedirectResponse(f"/mailings/{mailing}/rows/{number}", 303)


@router.post("/trial")
def try_it(mailing: uuid.UUID, at: Make) -> Response:
    """Make the papers of the first good row without sending anything."""
    pdf = mailing_envelopes.dry_run(at.act, mailing)
    envelopes = mailing_envelopes.list_envelopes(at.act, mailing, EnvelopeWindow(limit=20))
    trials.keep(at, mailing, Trial(pdf, page_count(pdf), envelopes))
    return RedirectResponse(f"/mailings/{mailing}/trial", 303)


@router.get("/trial")
def trial_page(mailing: uuid.UUID, at: Make) -> Response:
    """What would be sent: the papers of the first row, page by page, and the first deliveries."""
    found = mailings.get_mailing(at.act, mailing)
    trial = trials.of(at, mailing)
    offices = named_offices(at.act, (each.provider for each in trial.envelopes.items))
    return shown(at, "mailing_trial.html", mailing=found, trial=trial, offices=offices, by=BY)


@router.get("/trial/pages/{page}")
def trial_picture(mailing: uuid.UUID, page: Annotated[int, Path(ge=1, le=1000)], at: Make) -> Response:
    """A page of it."""
    at.act.find(Mailing, mailing)
    pdf = trials.of(at, mailing).pdf
    at.act.let_go()
    return picture(pictures.picture_of(pdf, page))


@router.get("/trial/papers.pdf")
def trial_papers(mailing: uuid.UUID, at: Make) -> Response:
    """All of it, to keep."""
    at.act.find(Mailing, mailing)
    return attachment(trials.of(at, mailing).pdf, "application/pdf", "trial.pdf")


def _said_of(number: int, case: uuid.UUID | None) -> Line:
    """A row of a filter as a sheet would say it."""
    return Line(number, case=str(case or ""))
