"""Scales: a printed class becomes an interval, and only when matching (domain 2).

A class is a share of the scheduled day. 33, 33⅓ and ⅓ are one boundary, 66, 67 and ⅔ are one; nothing else is rounded.
A class without a printed definition is undefined: it compares only with itself, on the same scale.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from cases.demands import Demand

THIRD: Final = 1 / 3
LB_PER_KG: Final = 2.20462  # domain 2; kilograms become pounds unrounded, so no limit ever grows
METRES_PER_FOOT: Final = 0.3048
# Where the day's length is unknown a conversion counts only if it comes out alike for every day between these (hours).
SHORTEST_DAY: Final = 4.0
LONGEST_DAY: Final = 12.0


@dataclass(frozen=True)
class Span:
    """An amount known to lie in (low, high], or in [low, high] if `closed`: a circled 2 is Span(2, 2, closed=True)."""

    low: float
    high: float
    closed: bool = False

    def __add__(self, other: Span) -> Span:
        return Span(self.low + other.low, self.high + other.high, self.closed and other.closed)

    def times(self, factor: float) -> Span:
        """The same span in another unit; `factor` is positive."""
        return Span(self.low * factor, self.high * factor, self.closed)


Fit = Literal["within", "beyond", "unknown"]


def fit(demand: Span, most: float, *, below: bool = False) -> Fit:
    """A demand against the most that is permitted (domain 4). `below`: less than `most`, not `most` itself."""
    if demand.low > most or (demand.low == most and (below or not demand.closed)):
        return "beyond"
    return "within" if demand.high < most or (demand.high == most and not below) else "unknown"


# Shares of the scheduled day, (low, high]; a class of zero is absence and stands in ABSENT.
SHARES: Final[dict[str, dict[str, Span]]] = {
    # NYS DOL model program, appendix D: sometimes 0-33 %, often 34-66 %, always 67-100 %
    "nys-task-assessment": {
        "sometimes": Span(0, THIRD),
        "often": Span(THIRD, 2 * THIRD),
        "always": Span(2 * THIRD, 1),
    },
    # Dictionary of Occupational Titles, appendix C; SSA POMS DI 25001.001
    "dot": {
        "occasional": Span(0, THIRD),
        "frequent": Span(THIRD, 2 * THIRD),
        "constant": Span(2 * THIRD, 1),
    },
    # Job analysis of the sample return-to-work program, appendix B: 0-33 %, 34-66 %, 67 % and more
    "job-analysis": {
        "occasional": Span(0, THIRD),
        "frequent": Span(THIRD, 2 * THIRD),
        "continuous": Span(2 * THIRD, 1),
    },
}
ABSENT: Final[dict[str, frozenset[str]]] = {
    "nys-task-assessment": frozenset({"not_present", "never", "0"}),
    "dot": frozenset({"not_present"}),
    "job-analysis": frozenset({"not_present"}),
}
_THIRDS: Final[dict[str, int]] = {
    "occasional": 0, "sometimes": 0, "frequent": 1, "often": 1, "constant": 2, "always": 2, "continuous": 2,
}  # fmt: skip
_HOURS: Final[dict[str, Span]] = {
    "½": Span(0.5, 0.5, closed=True),
    "1/2": Span(0.5, 0.5, closed=True),
    "over_8": Span(8, 24),
    "8+": Span(8, 24),
}

Presence = Literal["absent", "present", "blank", "undefined"]


def presence(demand: Demand) -> Presence:
    """Whether the row says zero, something, nothing, or a class nobody defined (domain 4 rule 1).

    "Sometimes, 0-33 %" is more than zero.
    """
    return _presence(demand.value, demand.scale)


@lru_cache(maxsize=4096)
def _presence(value: str | None, scale: str) -> Presence:
    if value is None or not value.strip():
        return "blank"
    if scale == "hours":
        hours = circled(value)
        return "undefined" if hours is None else "present" if hours.high > 0 else "absent"
    if _word(value) in ABSENT.get(scale, ()):
        return "absent"
    return "present" if share(value, scale) else "undefined"


@lru_cache(maxsize=4096)
def circled(value: str) -> Span | None:
    """Hours as circled: nominal, so "2" is exactly 2; "8+" is more than 8 (domain 4 rule 4). None: no such number."""
    word = value.strip().casefold()
    if word in _HOURS:
        return _HOURS[word]
    if not re.fullmatch(r"[0-9]{1,2}(\.[0-9]+)?", word) or float(word) > 24:
        return None
    return Span(float(word), float(word), closed=True)


@lru_cache(maxsize=4096)
def share(value: str, scale: str) -> Span | None:
    """A class as a share of the scheduled day (1 is all of it); None if the class is undefined."""
    return SHARES.get(scale, {}).get(_word(value))


def thirds(part: Span) -> range:
    """Which thirds of the day a share may lie in: 0 occasional, 1 frequent, 2 constant. A sum may span several."""
    top = 0 if part.high <= THIRD else 1 if part.high <= 2 * THIRD else 2
    bottom = 0 if part.low < THIRD else 1 if part.low < 2 * THIRD else 2
    return range(min(bottom, top), top + 1)


def third_of(word: str) -> int | None:
    """The third a frequency word of a weight limit means: 0 occasional, 1 frequent, 2 constant; None if undefined."""
    return _THIRDS.get(_word(word))


def pounds(value: float, unit: str) -> float:
    """A weight or force in pounds (pounds-force), never rounded up."""
    return value * LB_PER_KG if unit == "kg" else value


def day_lengths(scheduled: float | None) -> tuple[float, ...]:
    """The hours of the day to try: the scheduled ones, or the ends of 4-12 h if nobody knows (domain 2).

    Every verdict changes at most once with the day's length in each direction, so the two ends stand for all between.
    """
    return (scheduled,) if scheduled else (SHORTEST_DAY, LONGEST_DAY)


def hours_of_share(part: Span, day: float, task: float | None) -> Span:
    """Hours a day behind a class, under both readings of its percentage: of the day and of the task (rule 13).

    Nobody stays in a posture longer than the task lasts, so hours end at the task's. Where the class asks for more
    of the day than the task has, the two papers disagree and nothing is cut off.
    """
    of_day = part.times(day)
    if task is None:
        return of_day
    of_task = part.times(task)
    low, high = min(of_day.low, of_task.low), max(of_day.high, of_task.high)
    return Span(low, min(high, task) if of_day.low < task else high)


def _word(value: str) -> str:
    return "_".join(value.casefold().replace("-", " ").replace("_", " ").split())
