"""The figures of a period with those of the year before and of each quarter since: what the page of reports shows.

Everything comes from one look at what is on file (`metrics.facts_of`, which reaches a year back anyway).
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.metrics import Span, facts_of
from cases.metrics import Facts, Figure, Period, figures


class Quarter(BaseModel):
    """The figures of one quarter, by metric; None where there is no data."""

    year: int
    quarter: int
    values: dict[str, float | None]

    @property
    def name(self) -> str:
        """ "Q3 2026"."""
        return f"Q{self.quarter} {self.year}"


class Report(BaseModel):
    """A period's figures; `earlier` are those of the same days a year before. Quarters that lie ahead are left out."""

    period: Period
    figures: list[Figure]
    earlier: dict[str, Figure]
    quarters: list[Quarter]


def report(act: Act, span: Span) -> Report:
    """Everything about a period that the page of reports shows. Who sees it sees single cases."""
    facts = facts_of(act, Period.of(span.year, span.quarter))
    return Report(
        period=facts.period,
        figures=list(figures(facts)),
        earlier={each.metric.id: each for each in figures(facts.before())},
        quarters=[
            _quarter(facts, *each) for each in _quarters(facts.before().period.first, min(facts.period.last, act.today))
        ],
    )


def _quarter(facts: Facts, year: int, quarter: int) -> Quarter:
    seen = figures(facts.seen_in(Period.of(year, quarter)))
    return Quarter(year=year, quarter=quarter, values={each.metric.id: each.value for each in seen})


def _quarters(first: date, last: date) -> list[tuple[int, int]]:
    """The quarters between two days, from the one that holds the first."""
    numbers = range(_number(first), _number(last) + 1)
    return [(number // 4, number % 4 + 1) for number in numbers]


def _number(day: date) -> int:
    return day.year * 4 + (day.month - 1) // 3
