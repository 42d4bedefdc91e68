"""Weights and forces against the row's band or the weight really handled (domain 4 rules 6 and 7)."""

from __future__ import annotations

from cases.matching.lines import Line, load, share_of_day
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, undecided
from cases.restrictions import MaxForce, MaxWeight
from cases.scales import Fit, Span, fit, pounds, third_of, thirds
from cases.words import number

Heaviest = MaxWeight | MaxForce


def weight(limits: list[Heaviest], line: Line) -> Verdict:
    """All weight limits of one restriction against one present line.

    "Over 10 avoided" is at most 10: the row 1-10 fits, 11-20 does not; "over 25" against 21-50 straddles unless the
    heaviest actual weight is recorded. Pounds; kilograms become pounds unrounded.
    """
    handled = load(line)
    if handled is None:
        return undecided(
            "weight_missing", "the job does not say how heavy the load is", "What is the heaviest weight?", "employer"
        )
    found = {_at(third, limits, handled) for third in _how_often(line)}
    if found == {"within"}:
        return Verdict(COMPATIBLE, "within_weight", "the load stays within the limit")
    if found == {"beyond"}:
        return Verdict(CONFLICT, "over_weight", "the load is above the limit")
    if handled.closed or any(third is None for third in _how_often(line)):
        why, question = (
            "how often the load may be lifted is not settled",
            "How often may this weight be lifted in a day?",
        )
        return undecided("weight_frequency", why, question, "provider")
    low, high = number(handled.low), "more" if handled.high == float("inf") else number(handled.high)
    why = f"the limit falls inside the row's band, over {low} up to {high} lb"
    return undecided("straddles", why, "What is the heaviest actual weight handled in this row?", "employer")


def _how_often(line: Line) -> list[int | None]:
    """The thirds of the day the load may be handled in; None where that is unknown."""
    part = share_of_day(line)
    return [None] if part is None else list(thirds(part))


def _at(third: int | None, limits: list[Heaviest], handled: Span) -> Fit:
    """The load at one frequency (rule 7).

    An unqualified limit applies to every frequency. Of the others the demand's own frequency governs, else the
    nearest more frequent one; a limit for a rarer frequency is never exceeded either.
    """
    every = [each for each in limits if each.frequency == "any"]
    some = [(third_of(each.frequency), each) for each in limits if each.frequency != "any"]
    found = [_fit(handled, each) for each in every]
    if third is None or any(at is None for at, _ in some):
        doubtful = [_fit(handled, each) for _, each in some]
        found += ["unknown" if any(one != "within" for one in doubtful) else "within"] if doubtful else []
        return _worst(found)
    known = [(at, each) for at, each in some if at is not None]
    rarer = [_fit(handled, each) for at, each in known if at < third]
    governing = min((at for at, _ in known if at >= third), default=None)
    found += [_fit(handled, each) for at, each in known if at == governing]
    found += [one for one in rarer if one == "beyond"]
    if known and governing is None and "beyond" not in rarer:
        found.append("unknown")
    return _worst(found)


def _fit(handled: Span, limit: Heaviest) -> Fit:
    return fit(handled, pounds(limit.value, limit.unit), below=limit.operator == "<")


def _worst(found: list[Fit]) -> Fit:
    return "beyond" if "beyond" in found else "unknown" if "unknown" in found or not found else "within"
