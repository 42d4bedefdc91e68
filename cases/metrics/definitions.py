"""The metrics: what each is called, what it counts, its unit, its target, how often it is looked at, and its source.

Figures about injuries are about those of the period, by the day of the injury, as they stand now.
"""

from __future__ import annotations

from typing import Final, Literal

from cases.restrictions import Model

Unit = Literal["%", "days", "$", "points", "people", "score 1-5"]


class Target(Model):
    """What the source asks for: `value` in the metric's unit."""

    how: Literal["at least", "under"]
    value: float

    def met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        return value >= self.value if self.how == "at least" else value < self.value


class Metric(Model):
    """A metric's passport. `small` says how a small group is recognised before it is shown to others: a share of
    people, an average or sum over people, a count of people, or nothing about people."""

    id: str
    name: str
    unit: Unit
    target: Target | None
    frequency: Literal["per injury", "quarterly", "annual", "per project"]
    source: str
    formula: str
    small: Literal["share", "people", "count", "nobody"]


def _metric(
    id: str, name: str, unit: Unit, target: Target | None, frequency: str, source: str, small: str, formula: str
) -> Metric:
    return Metric.model_validate(
        {"id": id, "name": name, "unit": unit, "target": target, "frequency": frequency, "source": source,
         "small": small, "formula": formula}
    )  # fmt: skip


def _at_least(value: float) -> Target:
    return Target(how="at least", value=value)


def _under(value: float) -> Target:
    return Target(how="under", value=value)


PLAYBOOK, NEW_YORK = "modified duty playbook, metrics", "New York model program, VI"

METRICS: Final[dict[str, Metric]] = {
    each.id: each
    for each in (
        _metric("offered_in_24h", "Offered within 24 hours", "%", _at_least(100), "per injury", PLAYBOOK, "share",
                "injuries offered modified duty within 24 hours of the restrictions ÷ injuries with restrictions whose "
                "24 hours are over or that were offered"),
        _metric("acceptance", "Modified duty accepted", "%", _at_least(95), "quarterly", PLAYBOOK, "share",
                "offers accepted ÷ offers answered"),
        _metric("modified_days", "Days on modified duty", "days", _under(21), "quarterly", PLAYBOOK, "people",
                "cumulative days on modified duty ÷ workers who were on it; if still on it, until now"),
        _metric("full_duty", "Back to full duty from modified duty", "%", _at_least(90), "quarterly", PLAYBOOK, "share",
                "workers released to full duty ÷ workers whose modified duty has ended"),
        _metric("lost_time", "Lost-time injuries", "%", _under(10), "quarterly", PLAYBOOK, "share",
                "injuries with at least one day away ÷ injuries whose days are known"),
        _metric("emr", "Change of the experience modification rate", "points", _under(0), "annual", PLAYBOOK, "nobody",
                "EMR of the year − EMR of the year before"),
        _metric("project_cost", "Cost of modified duty for each project", "$", None, "per project", PLAYBOOK, "people",
                "cost of modified-duty hours in the period ÷ projects with such hours; `parts` has each project"),
        _metric("time_to_return", "From injury to return to work", "days", None, "annual", NEW_YORK, "people",
                "days from the injury to the first day back, in any duty ÷ workers who are back"),
        _metric("plan_days", "Length of individual plans", "days", None, "annual", NEW_YORK, "people",
                "days from first to last day of the plan ÷ workers with a plan"),
        _metric("accommodation_cost", "Cost of accommodations", "$", None, "annual", NEW_YORK, "people",
                "amounts paid for accommodations in the period, added up"),
        _metric("premiums", "Workers' compensation premiums", "$", None, "annual", NEW_YORK, "nobody",
                "premiums of the year"),
        _metric("benefits", "Medical and indemnity benefits paid", "$", None, "annual", NEW_YORK, "people",
                "amounts paid as medical or indemnity benefits in the period, added up"),
        _metric("time_lost", "Time lost", "days", None, "annual", NEW_YORK, "people",
                "days away from work of the period's injuries, as the OSHA log counts them, added up"),
        _metric("retention", "Injured workers who stayed", "%", None, "annual", NEW_YORK, "share",
                "injured workers still employed ÷ injured workers of whom that is known"),
        _metric("accommodated", "Workers accommodated", "people", None, "annual", NEW_YORK, "count",
                "injured workers for whom work was adapted; `before` is the same a year earlier"),
        _metric("own_job", "Workers accommodated in the job they had", "people", None, "annual", NEW_YORK, "count",
                "accommodated workers who stayed in the job they had before the injury"),
        _metric("recurrences", "Recurrences during modified work", "people", None, "annual", NEW_YORK, "count",
                "workers hurt again in the same way while on modified work"),
        _metric("satisfaction", "Satisfaction with the program", "score 1-5", None, "annual", NEW_YORK, "people",
                "scores added up ÷ answers of injured workers in the period"),
    )
}  # fmt: skip
