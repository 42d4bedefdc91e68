"""Weights and forces against the row's band or the weight really handled (domain 4 rules 6 and 7)."""

from __future__ import annotations

from collections.abc import Iterable

from cases.demands import Assignment
from cases.matching.lines import Line, hours_a_day, load, share_of_day
from cases.matching.verdicts import COMPATIBLE, CONFLICT, Verdict, for_any_day, undecided, worst
from cases.restrictions import MaxForce, MaxWeight
from cases.scales import Fit, Span, fit, pounds, third_of, thirds
from cases.words import number

Heaviest = MaxWeight | MaxForce


def weight(limits: list[Heaviest], line: Line, assignment: Assignment) -> Verdict:
    """All weight limits of one restriction against one present line.

    "Over 10 avoided" is at most 10: the row 1-10 fits, 11-20 does not; "over 25" against 21-50 straddles unless the
    heaviest actual weight is recorded. Pounds; kilograms become pounds unrounded.
    """
    handled = load(line)
    if handled is None:
        return undecided(
            "weight_missing", "the job does not say how heavy the load is", "What is the heaviest weight?", "employer"
        )
    held = [each for each in limits if each.unless is None or assignment.records(each.unless) is False]
    plain = [each for each in held if not _paired(each)]
    verdicts = [_plain(plain, line, handled)] if plain else []
    verdicts += [_with_hours(each, line, handled, assignment) for each in held if _paired(each)]
    verdicts += [_with_help(each, handled, assignment, bool(plain)) for each in limits if each not in held]
    return worst(verdicts) or Verdict(COMPATIBLE, "within_weight", "the load stays within the limit")


def _paired(limit: Heaviest) -> bool:
    """ "More than X for more than Y hours" restricts the pair; with a frequency beside it the load alone counts."""
    return limit.over_hours is not None and limit.frequency == "any"


def _plain(limits: list[Heaviest], line: Line, handled: Span) -> Verdict:
    thirds_of_day = _how_often(line)
    found = {_at(third, limits, handled) for third in thirds_of_day}
    if found == {"within"}:
        return Verdict(COMPATIBLE, "within_weight", "the load stays within the limit")
    if found == {"beyond"}:
        return Verdict(CONFLICT, "over_weight", "the load is above the limit")
    if handled.closed or share_of_day(line) is None:
        why, question = (
            "how often the load may be lifted is not settled",
            "How often may this weight be lifted in a day?",
        )
        return undecided("weight_frequency", why, question, "provider")
    return _straddles(handled)


def _straddles(handled: Span) -> Verdict:
    low, high = number(handled.low), "more" if handled.high == float("inf") else number(handled.high)
    why = f"the limit falls inside the row's band, over {low} up to {high} lb"
    return undecided("straddles", why, "What is the heaviest actual weight handled in this row?", "employer")


def _with_hours(limit: Heaviest, line: Line, handled: Span, assignment: Assignment) -> Verdict:
    """Load and time together (rule 7, Texas): a heavier load for longer is a conflict, for less it is undecided."""
    found = _fit(handled, limit)
    if found == "within":
        return Verdict(COMPATIBLE, "within_weight", "the load stays within the limit")
    if found == "unknown":
        return _straddles(handled)
    most = limit.over_hours or 0.0

    def lasts(day: float) -> Fit:
        hours = hours_a_day(line, day)
        return "unknown" if hours is None else fit(hours, most)

    if for_any_day(assignment.hours_per_day, lasts) == "beyond":
        return Verdict(CONFLICT, "over_weight_hours", "the load is above the limit for longer than the report allows")
    question = f"May more than {number(limit.value)} {limit.unit} be handled for up to {number(most)} hours a day?"
    return undecided("weight_hours", "the report limits heavier loads by the hour only", question, "provider")


def _with_help(limit: Heaviest, handled: Span, assignment: Assignment, topped: bool) -> Verdict:
    """What has to be there for a heavier load, and is not recorded as missing (domain 9, rule 12)."""
    if _fit(handled, limit) == "within":
        return Verdict(COMPATIBLE, "within_weight", "the load stays within the limit")
    if assignment.records(limit.unless or "") is None:
        question = f"Is {limit.unless} provided for loads above {number(limit.value)} {limit.unit}?"
        return undecided("provision_unknown", "the assignment does not say", question, "employer")
    if topped:
        return Verdict(COMPATIBLE, "provided", "what a heavier load takes is recorded as provided")
    question = f"How much may be handled with {limit.unless}?"
    return undecided("no_top", "the report names no weight up to which that helps", question, "provider")


def _how_often(line: Line) -> Iterable[int]:
    """The thirds of the day the load may be handled in; all three where that is unknown."""
    part = share_of_day(line)
    return range(3) if part is None else thirds(part)


def _at(third: int, limits: list[Heaviest], handled: Span) -> Fit:
    """The load at one frequency (rule 7); an unqualified limit applies to every frequency.

    A frequency that nobody defined may be rarer than the demand, so alone it permits nothing; what is above it is above
    it at every frequency, unless a limit for the demand's own or a more frequent one governs.
    """
    at = [(third_of(each.frequency), each) for each in limits if each.frequency != "any"]
    known = [(when, each) for when, each in at if when is not None]
    found = [_fit(handled, each) for each in limits if each.frequency == "any"]
    found += [_stated(third, known, handled)] if known else []
    stated, governed = bool(found), any(when >= third for when, _ in known)
    undefined = [_fit(handled, each) for when, each in at if when is None]
    found += ["unknown" if one == "beyond" and governed else one for one in undefined]
    return _worst(found if stated or "beyond" in found else [*found, "unknown"])


def _stated(third: int, known: list[tuple[int, Heaviest]], handled: Span) -> Fit:
    """The demand's own frequency governs, else the nearest more frequent one; a rarer one's is never exceeded."""
    rarer = [_fit(handled, each) for at, each in known if at < third]
    governing = min((at for at, _ in known if at >= third), default=None)
    if governing is None:
        return "beyond" if "beyond" in rarer else "unknown"
    found = [_fit(handled, each) for at, each in known if at == governing]
    return _worst(found + [one for one in rarer if one == "beyond"])


def _fit(handled: Span, limit: Heaviest) -> Fit:
    return fit(handled, pounds(limit.value, limit.unit), below=limit.operator == "<")


def _worst(found: list[Fit]) -> Fit:
    return "beyond" if "beyond" in found else "unknown" if "unknown" in found or not found else "within"
