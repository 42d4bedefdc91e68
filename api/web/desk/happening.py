"""The clocks of a case: what is due, and the one act that meets it: to record what happened, or say why it need not be.

Each running clock names the events that end it; what a person cannot say (an offer, an answer) has its own page. An
event is recorded for now, or for the day and time that are given, in the employer's zone.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Annotated, Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.casework import clocks
from api.casework.clock_rights import BESIDE
from api.casework.clocks import Ending, NewEvent, Recorded
from api.identity.roles import Action, Fields
from api.store.tables import Case, CaseEvent, ClockTask
from api.web.desk.asking import Desk, doing
from api.web.desk.filling import Wrong, day_of, fields_of, tried, written
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from cases.clocks.items import OPEN
from cases.clocks.rules import RULES
from cases.clocks.tasks import TaskState
from cases.errors import BadInput, WorkslipError

router = APIRouter(include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_CLOCKS)]
Record = Annotated[Desk, doing(Action.RECORD_EVENT)]
Do = Annotated[Desk, doing(Action.DO_TASK)]
SAYS: Final[Mapping[Recorded, str]] = {
    Recorded.NOTICE: "The employer learned of the injury", Recorded.NOTIFIED: "Safety director and HR were told",
    Recorded.NOT_WORK_RELATED: "It does not come from the work", Recorded.OFF_WORK: "The worker is off work",
    Recorded.EXAMINED: "The worker was examined", Recorded.EXAM_ARRANGED: "An exam was arranged",
    Recorded.APPOINTMENT_MISSED: "An appointment was missed",
    Recorded.MMI_PERMANENT: "No further improvement is expected; restrictions stay",
    Recorded.ACCOMMODATION_DECIDED: "The accommodation was decided",
    Recorded.CONSENT_GIVEN: "The worker consented to talk with the physician",
    Recorded.CONSENT_WITHDRAWN: "The worker took the consent back",
    Recorded.ASSIGNMENT_STARTED: "Modified work began", Recorded.ASSIGNMENT_ENDED: "Modified work ended",
    Recorded.ASSIGNMENT_REVIEWED: "The running assignment was looked at, and fits",
    Recorded.AUTHORIZED: "HR let modified duty go on", Recorded.WAGE_DECIDED: "HR set the rate of pay",
    Recorded.CONTACT_MADE: "The worker was contacted", Recorded.FOLLOW_UP_CALL: "A follow-up call was made",
    Recorded.PHYSICIAN_CONTACTED: "The physician was contacted", Recorded.WEEKLY_REVIEW: "The week was looked at",
    Recorded.PAIN_REPORTED: "Pain at work was reported", Recorded.COMMITTEE_FORMED: "The committee was formed",
    Recorded.COMMITTEE_UPDATED: "The committee was told", Recorded.RELEASE_TOLD: "Everybody was told of the release",
    Recorded.WATCH_CHECKED: "A look after the full release",
}  # fmt: skip
NOT_SAID: Final = "Say what was done, or why it need not be."
OF_ANOTHER: Final = frozenset({Recorded.ASSIGNMENT_ENDED})  # said of one assignment, on the page of that


@router.get("/cases/{key}/clocks")
def clocks_page(key: uuid.UUID, at: See) -> Response:
    """Clocks that run, what was recorded, and a form for what happened."""
    return _page(at, key)


@router.post("/cases/{key}/events")
def record(key: uuid.UUID, at: Record) -> Response:
    """Record what happened; the clocks follow at once. The same event said twice is one."""
    said = fields_of(at.form)
    at.act.find(Case, key, locked=True)
    if _twice(at, key, said):
        return RedirectResponse(f"/cases/{key}/clocks", 303)
    try:
        new = written(NewEvent, {"kind": said.get("kind"), "at": _moment(at, said), "through": said.get("through")})
    except Wrong:
        return _page(at, key, said, BadInput("Choose what happened.", code="incomplete"))
    except BadInput as no:
        return _page(at, key, said, no)
    _, refused = tried(at.act, lambda: clocks.record_event(at.act, key, new))
    return _page(at, key, said, refused) if refused else RedirectResponse(f"/cases/{key}/clocks", 303)


@router.post("/tasks/{task}/ending")
def end(task: uuid.UUID, at: Do) -> Response:
    """A person did it, or says why it need not be done."""
    case, said = at.act.find(ClockTask, task).case_id, fields_of(at.form)
    try:
        why = written(Ending, {"reason": said.get("reason")})
        state = {"done": TaskState.DONE, "dismissed": TaskState.DISMISSED}[said.get("state", "")]
    except (Wrong, KeyError):
        return _page(
            at, case, said | {"task": str(task)}, BadInput("Say what was done, or why it need not be.", code="no")
        )
    _, no = tried(at.act, lambda: clocks.end_task(at.act, task, why, state))
    return _page(at, case, said | {"task": str(task)}, no) if no else RedirectResponse(f"/cases/{case}/clocks", 303)


def _page(at: Desk, key: uuid.UUID, said: Mapping[str, str] | None = None, no: WorkslipError | None = None) -> Response:
    found = clocks.get_case_clocks(at.act, key).clocks
    running = [each for each in found if each.state in OPEN]
    sayable = _sayable(at)
    return shown(
        at, "clocks.html", status=422 if no else 200, case=at.act.find(Case, key), worker=named(at.act, [key])[key],
        running=running, rest=[each for each in found if each not in running], events=clocks.list_events(at.act, key),
        meets={each.rule: [k for k in sayable if k.value in RULES[each.rule].meets] for each in running}, says=SAYS,
        sayable=sayable, said=said or {}, no=no.message if no else "",
        told={kind.value: words for kind, words in SAYS.items()},
    )  # fmt: skip


def _twice(at: Desk, key: uuid.UUID, said: Mapping[str, str]) -> bool:
    """Whether this page has recorded that event already: a form without a day, sent twice, is one event."""
    opened = said.get("opened", "")
    if said.get("on") or not opened.isascii() or not opened.replace(".", "", 1).isdigit():
        return False
    query = at.act.own(CaseEvent).where(CaseEvent.case_id == key, CaseEvent.kind == said.get("kind"))
    since = datetime.fromtimestamp(min(float(opened), at.act.moment.timestamp()), UTC)
    again = query.where(CaseEvent.recorded_by == at.act.who.user, CaseEvent.created_at >= since)
    return at.act.session.scalar(again.limit(1)) is not None


def _sayable(at: Desk) -> list[Recorded]:
    """The events that this person has a word in."""
    fields = at.act.who.sees(Action.RECORD_EVENT)
    mine = [] if fields is None else [kind for kind in SAYS if kind not in OF_ANOTHER]
    return mine if fields is Fields.ALL else [kind for kind in mine if kind.value in BESIDE]


def _moment(at: Desk, said: Mapping[str, str]) -> datetime | None:
    """The moment that is meant, in the employer's zone; None: now. Without a time, noon."""
    on = day_of(said.get("on", ""), "day")
    try:
        of_day = time.fromisoformat(said.get("time") or "12:00")
    except ValueError:
        raise BadInput("There is no such time. Write it as 14:05.", code="bad_time") from None
    return datetime.combine(on, of_day, at.zone) if on else None
