"""The order of limits: which of two is tighter, where that can be said at all (domain 9)."""

from __future__ import annotations

from typing import Literal

from cases import restrictions as r
from cases.scales import pounds, share

Order = Literal["tighter", "looser", "same", "unclear"]


def dimension(limit: r.Limit) -> str:
    """What a limit measures; only limits of one dimension compare by number."""
    match limit:
        case r.MaxWeight():
            return f"weight {limit.frequency} {limit.lift_zone or ''}".strip() + _condition(limit)
        case r.MaxForce():
            return f"force {limit.frequency}" + _condition(limit)
        case r.MaxReps():
            return f"repetitions an {limit.per}" if limit.per == "hour" else "repetitions a day"
        case r.MaxBand():
            return "share of the day" if share(limit.band, limit.scale) else f"class of {limit.scale}"
        case r.Required():
            return f"required {limit.what.casefold().strip()}"
        case r.FreeText():
            return f"words {limit.text}"
        case r.Environment():
            return "never" if limit.prohibited else f"range {limit.unit or ''}"
        case _:
            return limit.kind


def order(old: r.Limit, new: r.Limit) -> Order:
    """How `new` stands to `old`, both of one dimension. "<10" is tighter than "at most 10"."""
    if isinstance(old, r.Environment) and isinstance(new, r.Environment):
        return _ranges(old, new)
    before, after = amount(old), amount(new)
    if before is None or after is None:
        return "same" if old == new else "unclear"
    return "same" if before == after else "tighter" if after < before else "looser"


def amount(limit: r.Limit) -> tuple[float, int] | None:
    """What a limit permits at most, so that less is tighter; None where there is no number."""
    match limit:
        case r.MaxWeight() | r.MaxForce():
            return pounds(limit.value, limit.unit), 0 if limit.operator == "<" else 1
        case r.MaxContinuous() | r.MaxHourly():
            return limit.minutes, 1
        case r.MaxDaily():
            return limit.hours, 1
        case r.MaxReps() | r.MaxSteps():
            return limit.count, 1
        case r.MaxDistance():
            return limit.metres, 1
        case r.MaxBand():
            top = share(limit.band, limit.scale)
            return (top.high, 1) if top else None
        case _:
            return None


def strictest(limits: list[r.Limit]) -> r.Limit:
    """Of limits of one dimension the one that permits least; "strictest wins" (domain 4 rule 6)."""
    return min(limits, key=lambda each: amount(each) or (0.0, 0))


def _condition(limit: r.MaxWeight | r.MaxForce) -> str:
    """Weights compare only under the same condition: heavier "for two hours" says nothing of "with a helper"."""
    hours = f" over {limit.over_hours:g} h" if limit.over_hours is not None else ""
    return hours + (f" unless {' '.join(limit.unless.casefold().split())}" if limit.unless else "")


def _ranges(old: r.Environment, new: r.Environment) -> Order:
    if (old.prohibited, old.low, old.high) == (new.prohibited, new.low, new.high):
        return "same"
    if new.prohibited or old.prohibited:
        return "tighter" if new.prohibited else "looser"
    inf = float("inf")
    lows = (-inf if old.low is None else old.low, -inf if new.low is None else new.low)
    highs = (inf if old.high is None else old.high, inf if new.high is None else new.high)
    if lows[1] >= lows[0] and highs[1] <= highs[0]:
        return "tighter"
    return "looser" if lows[1] <= lows[0] and highs[1] >= highs[0] else "unclear"
