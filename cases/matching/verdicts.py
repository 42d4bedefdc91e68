"""A verdict on one limit and one line of demands, and how several add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from cases.matching.results import Outcome
from cases.scales import Fit, day_lengths


@dataclass(frozen=True)
class Verdict:
    """`code` names the reason; `why` completes "restriction / demand: …"; `question` settles an undecided one.

    `resolvable`: a named person may settle it. False where only another paper can.
    """

    outcome: Outcome
    code: str
    why: str
    question: str = ""
    ask: Literal["", "provider", "employer"] = ""
    resolvable: bool = True


COMPATIBLE, CONFLICT, UNDECIDED = Outcome.COMPATIBLE, Outcome.CONFLICT, Outcome.UNDECIDED
_WORST = (COMPATIBLE, UNDECIDED, CONFLICT)


def undecided(code: str, why: str, question: str, ask: Literal["provider", "employer"]) -> Verdict:
    """Something a person has to find out, from the provider or from the employer."""
    return Verdict(UNDECIDED, code, why, question, ask)


def worst(verdicts: list[Verdict]) -> Verdict | None:
    """Any conflict, else any undecided, else compatible; None where nothing spoke."""
    return max(verdicts, key=lambda each: _WORST.index(each.outcome)) if verdicts else None


def for_any_day(scheduled: float | None, judge: Callable[[float], Fit]) -> Fit:
    """A comparison that needs the day's length; with an unknown one it counts only if it is the same for 4-12 h."""
    found = {judge(day) for day in day_lengths(scheduled)}
    return found.pop() if len(found) == 1 else "unknown"
