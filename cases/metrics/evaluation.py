"""The yearly evaluation for management and the workers' representatives (003 VI), so that nobody's case shows.

Small groups are withheld: a figure that rests on fewer than five workers; a share that fewer than five fall in or fall
out of; a count of one to four. Whether a target was met is still said where five or more stand behind it. Projects are
given together only, and what was divided is left out.
"""

from __future__ import annotations

from typing import Final, Literal

from cases.metrics.facts import Facts, Period
from cases.metrics.figures import Figure, figures
from cases.restrictions import Model

SMALL: Final = 5


class Finding(Model):
    """One metric in the evaluation. `target_met` is None without a target, without data, or for a small group."""

    id: str
    name: str
    unit: str
    source: str
    formula: str
    target: str
    status: Literal["shown", "withheld", "no_data"]
    value: float | None = None
    before: float | None = None
    target_met: bool | None = None


class Evaluation(Model):
    """The evaluation of a year. `injuries` is None where there were one to four."""

    period: Period
    threshold: int
    injuries: int | None
    findings: tuple[Finding, ...]


def evaluation(facts: Facts) -> Evaluation:
    """Every metric for people who may not see single cases."""
    earlier = {each.metric.id: each for each in figures(facts.before())}
    people = len({each.worker for each in facts.injuries})
    return Evaluation(
        period=facts.period,
        threshold=SMALL,
        injuries=None if 0 < people < SMALL else len(facts.injuries),
        findings=tuple(_finding(each, earlier[each.metric.id]) for each in figures(facts)),
    )


def small(figure: Figure) -> bool:
    """Whether the figure might show somebody."""
    kind = figure.metric.small
    if kind == "nobody":
        return False
    if figure.people < SMALL:
        return True
    if kind == "people":
        return False
    yes = figure.numerator or 0
    sides = [yes, figure.people - yes if kind == "count" else (figure.denominator or 0) - yes]
    return any(0 < side < SMALL for side in (sides if kind == "share" else sides[:1]))


def _finding(figure: Figure, earlier: Figure) -> Finding:
    metric = figure.metric
    target = f"{metric.target.how} {metric.target.value:g}" if metric.target else ""
    found = Finding(
        id=metric.id, name=metric.name, unit=metric.unit, source=metric.source, formula=metric.formula, target=target,
        status="no_data",
    )  # fmt: skip
    if figure.value is None:
        return found
    enough = metric.small == "nobody" or figure.people >= SMALL
    met = figure.status == "met" if metric.target and enough else None
    if small(figure):
        return found.model_copy(update={"status": "withheld", "target_met": met})
    return found.model_copy(
        update={
            "status": "shown",
            "value": round(figure.value, 2),
            "target_met": met,
            "before": _before(figure, earlier),
        }
    )


def _before(figure: Figure, earlier: Figure) -> float | None:
    """The year before, withheld by the same rule."""
    if figure.metric.small == "nobody":
        return figure.before
    if figure.before is None or earlier.value is None:
        return None
    return figure.before if not small(earlier) else None
