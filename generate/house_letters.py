"""Papers inside the house: the supervisor's notice, the Committee's update, full duty, the 90th day, the 45-day call.

Supervisor and Committee never see the report: for them what a provider put in words is a limit to ask about.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from cases.comparing import tightening
from cases.errors import Refused
from cases.in_force import InForce, Voice, starts, validity
from cases.outlook import next_update, outlook_of
from cases.restrictions import Model, Status
from generate.filling import Accommodation, Assigned, Row, Values, headed
from generate.headings import Heading, spelled
from generate.own_words import ASK, Told
from generate.restricted_rows import UNTIL_NEW, abilities, rows

CALL_AFTER: Final = timedelta(days=45)  # counted from the injury (003 III.B; domain 9)
NONE_CONFIRMED: Final = "Nothing is confirmed as unrestricted at present"
NO_CHANGE: Final = "Nothing besides keeping to the restrictions"


class Post(Model):
    """Where somebody works: the title of the work, days, hours and shift, who supervises it."""

    position: str
    schedule: str
    supervisor_name: str


class Standing(Model):
    """What a Committee's update says that no report does; what is empty comes from the reports in force.

    `work_status`: at what work the worker is, in a line. `prognosis`: when and to which work a return is expected,
    without reasons. Words of the employer's; nothing medical belongs here.
    """

    work_status: str
    abilities: tuple[str, ...] = ()
    prognosis: str = ""
    next_update: date | None = None
    to_discuss: tuple[str, ...] = ()


class Meeting(Model):
    """The meeting a 90-day letter asks to: day and time in words, place, who is invited."""

    day: str
    place: str
    invited: tuple[str, ...]


class Release(Model):
    """A release to full duty as it is announced: to which work, until when the modified work ran, who is told."""

    regular: Post
    assignment_end: date
    notified: tuple[str, ...]


def supervisor_notice(
    heading: Heading,
    post: Post,
    reports: InForce,
    accommodations: Sequence[Accommodation],
    review: date,
    *,
    again: bool = False,
    told: Told = ASK,
) -> Values:
    """Restrictions and accommodations with their dates, and nothing else. `again`: a re-evaluation is open.

    `told` stands in place of the provider's words: where to ask, or what a coordinator found fit to share.
    """
    changes = [_change(each) for each in accommodations] or [{"accommodation": NO_CHANGE, "from": "", "through": ""}]
    return (
        headed("supervisor-notice", heading)
        | {"position": post.position, "schedule": post.schedule, "supervisor_name": post.supervisor_name}
        | {"restrictions": rows(reports, told, looked_at_again=again), "accommodations": changes}
        | {"review_date": spelled(review)}
    )


def committee_update(
    heading: Heading, reports: InForce, standing: Standing, *, again: bool = False, told: Told = ASK
) -> Values:
    """Abilities, restrictions, the next update, the outlook. Refused if nobody knows when the next update comes."""
    following = standing.next_update or next_update(reports)
    if following is None:
        raise _refused("no_next_update", "No report names a next visit or an end; say when the next update comes.")
    can = list(standing.abilities) or ([] if again else abilities(reports)) or [NONE_CONFIRMED]
    return (
        headed("committee-update", heading)
        | {"work_status": standing.work_status, "abilities": can, "next_update_date": spelled(following)}
        | {"restrictions": rows(reports, told, looked_at_again=again)}
        | {"prognosis": standing.prognosis or outlook(reports, again=again), "to_discuss": list(standing.to_discuss)}
    )


def full_duty_release(heading: Heading, reports: InForce, release: Release, *, again: bool = False) -> Values:
    """Released from when. Refused unless every report in force releases in writing, and nothing newer is open."""
    day = _released_from(reports, again=again)
    regular = release.regular
    return (
        headed("full-duty-release", heading)
        | {"job_title": regular.position, "schedule": regular.schedule, "supervisor_name": regular.supervisor_name}
        | {"release_date": spelled(day), "assignment_end": spelled(release.assignment_end)}
        | {"notified": list(release.notified)}
    )


def day_90(heading: Heading, work: Assigned, meeting: Meeting, copies: Sequence[str] = ()) -> Values:
    """A meeting about what comes next, and what it may decide."""
    return (
        headed("day-90-decision", heading)
        | {"position": work.position, "assigned_since": spelled(work.since), "modified_days": str(work.days)}
        | {"meeting_date": meeting.day, "meeting_place": meeting.place, "invited": list(meeting.invited)}
        | {"copies": list(copies)}
    )


def follow_up_call(heading: Heading, worker_phone: str = "") -> Values:
    """What to say on the 45th day after the injury."""
    called = {"worker_phone": worker_phone, "call_date": spelled(heading.injury_date + CALL_AFTER)}
    return headed("follow-up-call", heading) | called


def outlook(reports: InForce, *, again: bool = False) -> str:
    """The outlook in words."""
    found = outlook_of(reports, again=again)
    if found.looked_at:
        return "Open: a newer report is being looked at."
    if found.about is None:
        return "Open: no date of full duty has been named."
    return f"Full duty is expected about {spelled(found.about)}; until it is released in writing the restrictions stay."


def _change(each: Accommodation) -> Row:
    last = spelled(each.last) if each.last else UNTIL_NEW
    return {"accommodation": each.accommodation, "from": spelled(each.first), "through": last}


def _released_from(reports: InForce, *, again: bool) -> date:
    """The first day on which every report in force releases the worker."""
    if tightening(reports) or again:
        raise _refused("re_evaluation_pending", "Something newer may tighten the restrictions; settle that first.")
    days = [starts(voice.report) for voice in reports.voices]
    day = max((each for each in days if each), default=None)
    if (
        day is None
        or not all(map(_releases, reports.voices))
        or any(validity(v.report, day) != "in_force" for v in reports.voices)
    ):
        raise _refused("not_released", "No signed and dated report releases the worker to full duty.")
    return day


def _releases(voice: Voice) -> bool:
    """A signed release to full duty beside which no limit stands, of hours neither."""
    status = voice.report.status
    limited = voice.restrictions or voice.hours_per_day or voice.days_per_week or status.overtime_ok is False
    return status.status is Status.FULL_DUTY and status.signed is True and not limited


def _refused(code: str, why: str) -> Refused:
    return Refused(f"The letter was not written. {why}", code="letter_refused", reasons=(code,))
