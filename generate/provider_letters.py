"""Letters to the doctor's office: about return to work, what is unclear, what has not come, the 30th day.

The first one of all, to the treating physician, is part of the packet (`packets.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cases.errors import Refused
from cases.in_force import InForce
from cases.restrictions import Model
from generate.filling import Assigned, Values, headed
from generate.headings import Heading, spelled
from generate.own_words import SEE_REPORT
from generate.restricted_rows import rows
from templates.catalogue import Row


class Received(Model):
    """The report that a question is about: what it is, and the day the office gave it."""

    title: str
    day: date


class Sent(Model):
    """A request that went out: when, and how and where to ("fax to 555-010-0170")."""

    day: date
    to: str


def return_to_work(heading: Heading, enclosures: Sequence[str], *, position: str = "", reply_form: str = "") -> Values:
    """May the patient return, and to which work? `position` is temporary work proposed beside the regular job."""
    more = {"position": position, "reply_form": reply_form, "enclosures": list(enclosures)}
    return headed("provider-return-to-work", heading) | more


def clarification(heading: Heading, report: Received, questions: Sequence[Row]) -> Values:
    """What is still open in a report (`questions.open_questions`). Refused without a question."""
    if not questions:
        raise Refused(
            "The letter was not written. Nothing in this report is open for the office to answer.",
            code="letter_refused",
            reasons=("nothing_open",),
        )
    told = {"report_title": report.title, "report_date": spelled(report.day), "questions": list(questions)}
    return headed("clarification-request", heading) | told


def second_request(heading: Heading, first: Sent, reply_form: str, enclosures: Sequence[str]) -> Values:
    """No reply has come: what was sent when, and the form once more."""
    told = {"first_sent": spelled(first.day), "first_sent_to": first.to, "reply_form": reply_form}
    return headed("second-request", heading) | told | {"enclosures": list(enclosures)}


def day_30(
    heading: Heading,
    work: Assigned,
    reports: InForce,
    reply_form: str,
    enclosures: Sequence[str],
    *,
    again: bool = False,
) -> Values:
    """The work done so far within its limits, and what may change. `again`: a re-evaluation is open."""
    return (
        headed("day-30-physician", heading)
        | {"position": work.position, "schedule": work.schedule, "assigned_since": spelled(work.since)}
        | {"modified_days": str(work.days), "restrictions": rows(reports, SEE_REPORT, looked_at_again=again)}
        | {"reply_form": reply_form, "enclosures": list(enclosures)}
    )
