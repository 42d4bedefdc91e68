"""A week's standing as findings: which row or which part of the schedule is outside, or still a question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.matching import Pair
from cases.plans.against import WeekStanding
from cases.plans.findings import Finding, spelled

# Pairs of the schedule, the dates and the paper itself have no row of the job; these are their words.
_WHAT: Final[dict[str, str]] = {
    "over_schedule": "its hours a day or days a week are more than the report allows",
    "overtime": "it has overtime, which the report does not allow",
    "off_work": "the report takes the worker off work",
    "not_appropriate": "the provider finds no transitional work appropriate",
    "not_provided": "it does without something that the report requires",
    "schedule_missing": "it does not say how long is worked",
    "schedule_unstated": "the report does not say how long may be worked",
    "overtime_unknown": "it does not say whether there is overtime",
    "overtime_hours": "overtime comes on top of limited hours",
    "provision_unknown": "nobody recorded whether what the report requires is there",
    "expired": "the report ends before the week does: nothing is released by that, so ask for a new one",
    "restriction_expired": "a limit's last day comes before the week's: ask whether it still holds",
    "one_expired": "one provider's report has ended by then: ask for a new one",
    "not_yet": "the week begins before the report holds",
    "undated": "the report has no date",
    "no_end_date": "the report names no last day: ask how long it holds",
    "unsigned": "the report is not signed",
    "status_unknown": "the report does not say plainly what the worker may do",
    "unconfirmed": "a limit waits for a person to confirm it",
    "pending_report": "a newer report waits for a person",
    "no_report": "no confirmed report governs these days",
    "no_demands": "nobody has assessed what its work asks for",
    "providers_differ": "two providers differ",
}


def of_week(week: WeekStanding) -> Iterator[Finding]:
    """The findings and questions of one week; pairs of one reason and one place are one."""
    yield from _pairs(week, week.conflicts, "week_conflict", "a task goes beyond a restriction in force")
    yield from _pairs(week, week.questions, "week_question", "whether a task stays within what is in force is open")
    for title in week.unassessed:
        text = f"Week {week.number}: nobody has assessed what “{title}” asks of a body."
        yield Finding(code="duty_unassessed", sentence=text, week=week.number)
    for title in week.longer:
        text = f"Week {week.number}: “{title}” was assessed for a shorter day than the plan gives it."
        yield Finding(code="duty_longer", sentence=text, week=week.number)


def _pairs(week: WeekStanding, pairs: tuple[Pair, ...], code: str, otherwise: str) -> Iterator[Finding]:
    when, told = spelled(week.first, week.last), set()
    for pair in pairs:
        where = f" ({'; '.join(pair.demand.where)})" if pair.demand.where else ""
        text = f"Week {week.number}, {when}: {_WHAT.get(pair.code, otherwise)}{where}."
        if (pair.code, where) not in told:
            told.add((pair.code, where))
            yield Finding(code=code, sentence=text, week=week.number, detail=pair.code, pair=pair.key)
