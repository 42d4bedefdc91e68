"""Environment: presence as anywhere else, and measured ranges in the same unit (domain 4 rule 11)."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from cases.demands import Demand
from cases.matching.lines import Line
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, undecided, worst
from cases.restrictions import Environment
from cases.scales import Fit

_FAHRENHEIT: Final = frozenset({"f", "fahrenheit", "degf"})
_CELSIUS: Final = frozenset({"c", "celsius", "degc"})

Figure = tuple[Fraction, str]  # and its unit, degrees always Fahrenheit


def exposed(limit: Environment, line: Line) -> Verdict:
    """A prohibited exposure that is there, or a measured range against a permitted one, task by task."""
    if limit.prohibited:
        return Verdict(CONFLICT, "never", "the report forbids it and the job asks for it")
    return worst([_measured(limit, each.demand) for each in line.present]) or _unmeasured(limit)


def _measured(limit: Environment, demand: Demand) -> Verdict:
    ends = ((limit.low, demand.measured_low, -1), (limit.high, demand.measured_high, 1))
    found = [
        _fit(_comparable(permitted, limit.unit), _comparable(value, demand.measured_unit), outward)
        for permitted, value, outward in ends
        if permitted is not None
    ]
    if "beyond" in found:
        return Verdict(CONFLICT, "outside_range", "what was measured leaves the permitted range")
    if found and "unknown" not in found:
        return Verdict(COMPATIBLE, "within_range", "what was measured stays inside")
    return _unmeasured(limit)


def _fit(permitted: Figure | None, value: Figure | None, outward: int) -> Fit:
    """One end of the range: beyond lies upward (1) of a highest figure and downward (-1) of a lowest one."""
    if permitted is None or value is None or permitted[1] != value[1]:
        return "unknown"
    return "beyond" if (value[0] - permitted[0]) * outward > 0 else "within"


def _unmeasured(limit: Environment) -> Verdict:
    question = f"What is measured there at the least and at the most, in {limit.unit or 'the unit of the report'}?"
    return undecided("range_unmeasured", "the job records no figure to compare with", question, "employer")


def _comparable(value: float | None, unit: str | None) -> Figure | None:
    """A figure and its unit, degrees as Fahrenheit, exactly: no rounding may lift a limit. None without either."""
    if value is None or unit is None or not unit.strip():
        return None
    name = unit.casefold().replace("°", "").replace(" ", "").replace(".", "")
    exact = Fraction(str(value))
    if name in _CELSIUS:
        return exact * Fraction(9, 5) + 32, "f"
    return exact, "f" if name in _FAHRENHEIT else name
