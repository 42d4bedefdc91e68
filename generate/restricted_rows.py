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
from cases.restrictions import Model, Report, Restriction, Review, Status
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


class Limited(Model):
    """One limit, or one doubt, from its first day through its last. No first day: now; no last one: `until` says it."""

    words: str
    first: date | None = None
    last: date | None = None
    until: str = UNTIL_NEW


def limits(reports: InForce, told: Told, *, looked_at_again: bool = False) -> list[Limited]:
    """Everything that limits the worker on that day, and every doubt. Empty only where full duty is released.

    `looked_at_again`: a re-evaluation is open for which no paper has come (a call, pain at work).
    """
    newer = tightening(reports)
    found = [each for voice in reports.voices for each in _voice(voice, told, reports.as_of)]
    found += [each for report in newer for each in _pending(report, told)]
    if newer or looked_at_again:
        found.append(_limited(BEING_READ, until=UNTIL_READ))
    released = reports.voices and all(voice.report.status.status is Status.FULL_DUTY for voice in reports.voices)
    if not reports.voices or not (found or released):  # nobody has confirmed anything; or "restricted", and no word how
        found.append(_limited(NOT_RELEASED))
    return list(dict.fromkeys(found))


def rows(reports: InForce, told: Told, *, looked_at_again: bool = False) -> list[Row]:
    """The same as a letter prints it: `restriction`, `from` and `through`.

    Raises Refused where no report is confirmed: then nothing is released, and a list of limits would say otherwise;
    and where the worker is released to full duty: that is a notice of its own.
    """
    if not reports.voices:
        raise _refused("unconfirmed", "No report of the provider is confirmed, so nothing is released: confirm one.")
    found = limits(reports, told, looked_at_again=looked_at_again)
    if not found:
        raise _refused("full_duty", "The worker is released to full duty: write the notice of release instead.")
    return [
        {"restriction": each.words, "from": _day(each.first, NOW), "through": _day(each.last, each.until)}
        for each in found
    ]


def abilities(reports: InForce) -> list[str]:
    """The activities that every report in force leaves unrestricted; none while anything newer might tighten them."""
    return [f"{words.sentence_case(words.activity(code))}: not restricted" for code in free_activities(reports)]


def _refused(code: str, why: str) -> Refused:
    return Refused(f"The letter was not written. {why}", code="letter_refused", reasons=(code,))


def _day(day: date | None, otherwise: str) -> str:
    return spelled(day) if day else otherwise


def _limited(limit: str, first: date | None = None, last: date | None = None, until: str = UNTIL_NEW) -> Limited:
    return Limited(words=words.sentence_case(limit), first=first, last=last, until=until)


def _voice(voice: Voice, told: Told, today: date) -> Iterator[Limited]:
    """One provider's view: the status, the day and the week, each limit, what is left open."""
    report, status = voice.report, voice.report.status
    first, last = starts(report), _through(report, ends(report), today)
    if status.status in AT_WORK_AT_ALL:
        yield _limited(AT_WORK_AT_ALL[status.status], first, last)
    if voice.hours_per_day:
        yield _limited(f"working day: at most {words.number(voice.hours_per_day[1])} hours", first, last)
    if voice.days_per_week:
        yield _limited(f"working week: at most {words.number(voice.days_per_week[1])} days", first, last)
    if status.overtime_ok is False:
        yield _limited("overtime: none", first, last)
    for document, each in voice.restrictions:
        yield _limit(each, told, report if document == report.document else None, today)
    yield from _open(report, UNTIL_NEW)
    if status.signed is not True or status.status is Status.UNKNOWN or validity(report, today) != "in_force":
        yield _limited(NOT_RELEASED)


def _limit(each: Restriction, told: Told, report: Report | None, today: date) -> Limited:
    """One limit. What is carried over from an earlier report (`report` None) stays until a newer one speaks of it."""
    first = each.effective_from or (starts(report) if report else None)
    last = (each.effective_through or ends(report)) if report else None
    return _limited(restriction(each, told), first, _through(report, last, today))


def _pending(report: Report, told: Told) -> Iterator[Limited]:
    """A report that nobody has confirmed: it forbids from now on, and permits nothing."""
    status = report.status
    said = [AT_WORK_AT_ALL[status.status]] if status.status in AT_WORK_AT_ALL else []
    for what, unit, most in (
        ("day", "hours", status.max_hours_per_day),
        ("week", "days", status.max_days_per_week),
    ):
        if most is not None:
            said.append(f"working {what}: at most {words.number(most)} {unit}")
    if status.overtime_ok is False:
        said.append("overtime: none")
    said += [restriction(each, told) for each in report.restrictions if each.review is not Review.REJECTED]
    for limit in said:
        yield _limited(f"{limit} (not confirmed yet)", until=UNTIL_READ)
    yield from _open(report, UNTIL_READ)


def _open(report: Report, until: str) -> Iterator[Limited]:
    """What a report was asked and did not answer, as one row."""
    named = [words.activity(code) if code not in TREATMENT else "a further point" for code in report.unclear]
    if named:
        yield _limited(f"left open, ask before assigning: {', '.join(dict.fromkeys(named))}", until=until)


def _through(report: Report | None, day: date | None, today: date) -> date | None:
    """The last day; without one, and after it, a limit stays until a new report: no calendar releases anything."""
    permanent = report is not None and report.status.permanence == "permanent"
    return day if day and day >= today and not permanent else None
