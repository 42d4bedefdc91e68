"""What is in force, as a letter shows it: the rows of its table of restrictions, and what the worker can do.

Doubt is shown, never rounded toward "allowed": a newer report that nobody has confirmed adds its limits and takes
nothing away, an end that has passed ends nothing, and what a report leaves open stands as a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from cases import words
from cases.activities import TREATMENT
from cases.comparing import tightening
from cases.errors import Refused
from cases.in_force import InForce, Voice, ends, starts, validity
from cases.recovery.abilities import free_activities
from cases.restrictions import Report, Restriction, Review, Status
from generate.headings import spelled
from generate.own_words import Told, restriction
from templates.catalogue import Row

NOW: Final = "Now"
UNTIL_NEW: Final = "Until a new report"
UNTIL_READ: Final = "Until it is settled"
BEING_READ: Final = "What is not listed may be limited too, a newer report is being looked at: ask before anything new"
NOT_RELEASED: Final = "What is not listed is not released either: ask before anything is assigned"
AT_WORK_AT_ALL: Final = {
    Status.OFF_WORK: "No work at all",
    Status.PROGRAM_NOT_APPROPRIATE: "No temporary assignment at present",
}


def rows(reports: InForce, told: Told, *, looked_at_again: bool = False) -> list[Row]:
    """`restriction`, `from` and `through` of everything that limits the worker on that day, and of every doubt.

    `looked_at_again`: a re-evaluation is open for which no paper has come (a call, pain at work).
    Raises Refused where no report is confirmed: then nothing is released, and a list of limits would say otherwise;
    and where the worker is released to full duty: that is a notice of its own.
    """
    if not reports.voices:
        raise _refused("unconfirmed", "No report of the provider is confirmed, so nothing is released: confirm one.")
    newer = tightening(reports)
    found = [row for voice in reports.voices for row in _voice(voice, told, reports.as_of)]
    found += [row for report in newer for row in _pending(report, told)]
    if newer or looked_at_again:
        found.append(_row(BEING_READ, NOW, UNTIL_READ))
    if not found and all(voice.report.status.status is Status.FULL_DUTY for voice in reports.voices):
        raise _refused("full_duty", "The worker is released to full duty: write the notice of release instead.")
    found = found or [_row(NOT_RELEASED, NOW, UNTIL_NEW)]  # "restricted", and not a word how
    return list({tuple(row.items()): row for row in found}.values())


def abilities(reports: InForce) -> list[str]:
    """The activities that every report in force leaves unrestricted; none while anything newer might tighten them."""
    return [f"{words.sentence_case(words.activity(code))}: not restricted" for code in free_activities(reports)]


def _refused(code: str, why: str) -> Refused:
    return Refused(f"The letter was not written. {why}", code="letter_refused", reasons=(code,))


def _row(limit: str, first: str, last: str) -> Row:
    return {"restriction": words.sentence_case(limit), "from": first, "through": last}


def _voice(voice: Voice, told: Told, today: date) -> Iterator[Row]:
    """One provider's view: the status, the day and the week, each limit, what is left open."""
    report, status = voice.report, voice.report.status
    first, last = _from(starts(report)), _through(report, ends(report), today)
    if status.status in AT_WORK_AT_ALL:
        yield _row(AT_WORK_AT_ALL[status.status], first, last)
    if voice.hours_per_day:
        yield _row(f"working day: at most {words.number(voice.hours_per_day[1])} hours", first, last)
    if voice.days_per_week:
        yield _row(f"working week: at most {words.number(voice.days_per_week[1])} days", first, last)
    if status.overtime_ok is False:
        yield _row("overtime: none", first, last)
    for document, each in voice.restrictions:
        yield _limit(each, told, report if document == report.document else None, today)
    yield from _open(report, NOW, UNTIL_NEW)
    if status.signed is not True or status.status is Status.UNKNOWN or validity(report, today) != "in_force":
        yield _row(NOT_RELEASED, NOW, UNTIL_NEW)


def _limit(each: Restriction, told: Told, report: Report | None, today: date) -> Row:
    """One limit. What is carried over from an earlier report (`report` None) stays until a newer one speaks of it."""
    first = each.effective_from or (starts(report) if report else None)
    last = (each.effective_through or ends(report)) if report else None
    return _row(restriction(each, told), _from(first), _through(report, last, today))


def _pending(report: Report, told: Told) -> Iterator[Row]:
    """A report that nobody has confirmed: it forbids from now on, and permits nothing."""
    status = report.status
    if status.status in AT_WORK_AT_ALL:
        yield _row(f"{AT_WORK_AT_ALL[status.status]} (not confirmed yet)", NOW, UNTIL_READ)
    for what, unit, most in (
        ("day", "hours", status.max_hours_per_day),
        ("week", "days", status.max_days_per_week),
    ):
        if most is not None:
            yield _row(f"working {what}: at most {words.number(most)} {unit} (not confirmed yet)", NOW, UNTIL_READ)
    if status.overtime_ok is False:
        yield _row("overtime: none (not confirmed yet)", NOW, UNTIL_READ)
    for each in report.restrictions:
        if each.review is not Review.REJECTED:
            yield _row(f"{restriction(each, told)} (not confirmed yet)", NOW, UNTIL_READ)
    yield from _open(report, NOW, UNTIL_READ)


def _open(report: Report, first: str, last: str) -> Iterator[Row]:
    """What a report was asked and did not answer, as one row."""
    named = [words.activity(code) if code not in TREATMENT else "a further point" for code in report.unclear]
    if named:
        yield _row(f"left open, ask before assigning: {', '.join(dict.fromkeys(named))}", first, last)


def _from(day: date | None) -> str:
    return spelled(day) if day else NOW


def _through(report: Report | None, day: date | None, today: date) -> str:
    """The last day; without one, and after it, a limit stays until a new report: no calendar releases anything."""
    permanent = report is not None and report.status.permanence == "permanent"
    return spelled(day) if day and day >= today and not permanent else UNTIL_NEW
