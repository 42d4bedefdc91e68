"""What a report does not restrict: asked, and left unmarked in an answered section of a signed report (rule 2).

A cleared item clears its own activity and the children of it, and only as far as its limits say:

- no limit, `never` or `prolonged`: the whole activity; who need not avoid *prolonged* standing may stand.
- a weight box "over T": loads above T. It does not clear lighter ones: boxes for lighter loads may stand beside it,
  ticked or unread ("strictest wins", rule 6); with "over 25" ticked, "over 50" stays unmarked too.
- the lowest weight box there is, "over 10": every load. Ten pounds is the bottom of every lifting scale we know
  (domain 3: sedentary), and rule 6 makes the row 1-10 lb compatible even where "over 10" *is* ticked; leaving it
  unmarked cannot forbid more than ticking it would.
- a box with a condition ("over T for more than two hours", "over T without a helper"): nothing.
- anything else (a duration, a force, a count): nothing, it asks about a part we cannot delimit.
"""

from __future__ import annotations

from typing import Final

from cases.activities import covers
from cases.restrictions import Cleared, MaxWeight, Never, Prolonged, Report
from cases.scales import Span, pounds

LOWEST_RUNG_LB: Final = 10.0


def is_unclear(report: Report, activity: str) -> bool:
    """Whether an activity, its parent or one of its children was asked and not answered, or not read surely."""
    return any(covers(each, activity) or covers(activity, each) for each in report.unclear)


def clears(report: Report, activity: str, load: Span | None = None) -> tuple[Cleared, ...]:
    """The cleared items that leave this activity unrestricted, with this load in pounds; empty if it is not cleared.

    Without a load every load has to be cleared. An unsigned report clears nothing, and nothing unclear is cleared.
    """
    if report.status.signed is not True or is_unclear(report, activity):
        return ()
    return tuple(each for each in report.cleared if _any_limit_clears(each, activity, load))


def _any_limit_clears(item: Cleared, activity: str, load: Span | None) -> bool:
    return any(_clears(item, limit, activity, load) for limit in item.limits or (Never(),))


def _clears(item: Cleared, limit: object, activity: str, load: Span | None) -> bool:
    if isinstance(limit, Never | Prolonged):
        return covers(item.activity, activity)
    if not isinstance(limit, MaxWeight) or limit.over_hours is not None or limit.unless is not None:
        return False
    asked = f"{item.activity}.{limit.lift_zone}" if limit.lift_zone else item.activity
    rung = pounds(limit.value, limit.unit)
    return covers(asked, activity) and limit.frequency == "any" and (rung <= LOWEST_RUNG_LB or _above(load, rung))


def _above(load: Span | None, rung: float) -> bool:
    return load is not None and (load.low > rung or (load.low == rung and not load.closed))
