"""From the ledger to the two columns of days: the cap, the split over years, what is estimated, what is still open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from cases.osha.decisions import Recordability
from cases.osha.history import History
from cases.osha.ledger import Kind, LedgerDay
from cases.osha.rules import CAP, ENTRY_DAYS
from cases.restrictions import Model


class Column(StrEnum):
    """The one box of a case on the log, the most serious outcome first (columns G to J)."""

    DEATH = "G"
    AWAY = "H"
    RESTRICTED = "I"
    OTHER = "J"


class YearDays(Model):
    """Days that fell in a calendar year. They are entered in the year of the case all the same."""

    year: int
    away: int
    restricted: int


class Counts(Model):
    """Columns K and L, capped together at 180, and how the days fell over the years.

    `uncapped` is every day found. `estimated` of the counted days lie ahead; `continuing`: the case goes on.
    """

    away: int
    restricted: int
    uncapped: int
    estimated: int
    continuing: bool
    by_year: tuple[YearDays, ...]

    @property
    def capped(self) -> bool:
        """Whether the cap cut the count."""
        return self.uncapped > self.away + self.restricted


def counted(days: Sequence[LedgerDay]) -> tuple[LedgerDay, ...]:
    """The days that are entered, at most 180: days away first, then restricted ones, each in order.

    1904.7(b)(3)(vii) caps the two together and names no order. Days away come first, so that a case with any of them
    always shows them, and a restricted day more never takes one off the log.
    """
    away = [each for each in days if each.kind is Kind.AWAY][:CAP]
    restricted = [each for each in days if each.kind is Kind.RESTRICTED][: CAP - len(away)]
    return tuple(sorted((*away, *restricted), key=lambda each: each.day))


def counts(days: Sequence[LedgerDay], history: History, as_of: date) -> Counts:
    """The two counts of a case."""
    entered = counted(days)
    kinds = Counter(each.kind for each in entered)
    return Counts(
        away=kinds[Kind.AWAY],
        restricted=kinds[Kind.RESTRICTED],
        uncapped=sum(each.kind is not Kind.NONE for each in days),
        estimated=sum(each.estimated for each in entered),
        continuing=_continuing(days, history, as_of),
        by_year=_by_year(entered),
    )


def column(found: Counts, decided: Recordability | None) -> Column | None:
    """The box of the case: death, days away, restriction or transfer, another criterion; None: not recordable."""
    if decided and decided.death:
        return Column.DEATH
    if found.away:
        return Column.AWAY
    if found.restricted:
        return Column.RESTRICTED
    return Column.OTHER if decided and decided.criteria else None


def learned(days: Sequence[LedgerDay], decided_on: date | None = None) -> date | None:
    """When the employer first knew of something recordable: by a paper or record behind a day, or by a decision.

    A recommendation makes a case recordable when it is received, before its first day has come.
    """
    known = [each.known for each in counted(days) if each.known]
    return min([*known, *([decided_on] if decided_on else [])], default=None)


def entry_due(learned_on: date) -> date:
    """The last day to enter it: 29 CFR 1904.29(b)(3)."""
    return learned_on + timedelta(days=ENTRY_DAYS)


def _continuing(days: Sequence[LedgerDay], history: History, as_of: date) -> bool:
    """Whether the case still counts on `as_of`, or its last recommendation has no end."""
    today = next((each for each in days if each.day == as_of), None)
    return (today is not None and today.kind is not Kind.NONE) or any(each.estimated for each in counted(days))


def _by_year(entered: Sequence[LedgerDay]) -> tuple[YearDays, ...]:
    found = Counter((each.day.year, each.kind) for each in entered)
    years = sorted({year for year, _ in found})
    return tuple(
        YearDays(year=year, away=found[year, Kind.AWAY], restricted=found[year, Kind.RESTRICTED]) for year in years
    )
