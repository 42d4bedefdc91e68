"""The tables of the reports: each figure with its target, the year before, what it rests on, and what it says.

What a page shows is what a file holds: page, CSV and XLSX are made of these cells and of nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from api.casework.reporting import Report
from cases.metrics import Evaluation, Figure
from cases.metrics.definitions import METRICS, Metric
from cases.metrics.evaluation import Finding
from generate.report_sheets import Cell, Table

NAMES: Final = {"figures": "Figures", "quarters": "By quarter", "projects": "Cost by project"}
COLUMNS: Final = (
    "Metric", "Figure", "Target", "Result", "A year before", "Counted", "Nobody has said", "What it says", "Source",
)  # fmt: skip
EVALUATION_COLUMNS: Final = ("Metric", "Figure", "Target", "Result", "A year before", "What it says", "Source")
NO_DATA: Final = Cell("No data")
EMPTY: Final = Cell("")
RESULTS: Final = {"met": "Reached", "not_met": "Missed", "tracked": "No target", "no_data": "No data"}

# Each figure in one sentence, for who has never seen the formula. `cases/metrics` counts; this only says it.
MEANS: Final[dict[str, str]] = {
    "offered_in_24h": "Of the injuries with restrictions, how many got an offer of modified duty within 24 hours.",
    "acceptance": "Of the offers that were answered, how many the worker accepted.",
    "modified_days": "How long workers who were on modified duty were on it, on average, all stretches together.",
    "full_duty": "Of the workers whose modified duty has ended, how many were released to full duty.",
    "lost_time": "Of the injuries whose days are known, how many cost at least one day away from work.",
    "emr": "How the insurer's experience modification rate moved against the year before; lower is better.",
    "project_cost": "What modified duty cost on average for each project that had such hours in the period.",
    "time_to_return": "How long it took from the injury to the first day back, in any duty, on average.",
    "plan_days": "How long individual plans run from their first day to their last, on average.",
    "accommodation_cost": "What was paid for accommodations in the period, all cases together.",
    "premiums": "The workers' compensation premiums of the year, as they were entered.",
    "benefits": "What was paid as medical or indemnity benefits in the period, all cases together.",
    "time_lost": "Days away from work through injuries of the period, as the OSHA log counts them.",
    "retention": "Of the injured workers of whom it is known, how many still work here.",
    "accommodated": "For how many injured workers the work was adapted.",
    "own_job": "How many of the accommodated workers stayed in the job they had before the injury.",
    "recurrences": "How many workers were hurt again in the same way while on modified work.",
    "satisfaction": "How satisfied injured workers are with the program, from 1, not at all, to 5, on average.",
}
FORMS: Final = {
    "%": '0.0" %"', "days": '#,##0.0" days"', "$": '"$"#,##0.00', "people": "#,##0", "score 1-5": "0.0",
    "points": '0.00" higher";0.00" lower";"no change"',
}  # fmt: skip


def of(found: Report, show: str = "") -> list[Table]:
    """The tables of a period: its figures, each quarter, and the cost of each project if there are any."""
    listed = [each for each in found.figures if _wanted(each, show)]
    made = [Table(NAMES["figures"], COLUMNS, tuple(_row(each, found.earlier[each.metric.id]) for each in listed))]
    made.append(_by_quarter(found, [each.metric for each in listed]))
    parts = {name: cost for each in listed for name, cost in sorted(each.parts.items())}
    if parts:
        rows = tuple((Cell(name), amount("$", cost)) for name, cost in parts.items())
        made.append(Table(NAMES["projects"], ("Project", "Cost of modified duty"), rows))
    return made


def of_evaluation(found: Evaluation) -> Table:
    """The yearly evaluation."""
    return Table("Evaluation", EVALUATION_COLUMNS, tuple(_finding(each, found.threshold) for each in found.findings))


def amount(unit: str, value: float | None) -> Cell:
    """A figure in its unit; a change by how much and in which direction, so that it begins with no sign."""
    if value is None:
        return NO_DATA
    digits = {"people": 0, "$": 2, "points": 2}.get(unit, 1)
    number = round(value, digits)
    texts = {
        "%": f"{number:.1f} %", "days": f"{number:,.1f} days", "$": f"${number:,.2f}", "people": f"{number:,.0f}",
        "points": _change(number),
    }  # fmt: skip
    return Cell(texts.get(unit, f"{number:.1f}"), number, FORMS[unit])


def _change(number: float) -> str:
    return "no change" if not number else f"{abs(number):.2f} {'higher' if number > 0 else 'lower'}"


def _row(figure: Figure, earlier: Figure) -> tuple[Cell, ...]:
    metric = figure.metric
    return (
        Cell(metric.name), amount(metric.unit, figure.value), Cell(_target(metric)), Cell(RESULTS[figure.status]),
        amount(metric.unit, earlier.value), Cell(_counted(figure)), _count(figure.missing),
        Cell(MEANS[metric.id]), Cell(metric.source),
    )  # fmt: skip


def _finding(finding: Finding, threshold: int) -> tuple[Cell, ...]:
    metric = METRICS[finding.id]
    withheld = Cell(f"Withheld: fewer than {threshold} people")
    shown = {"withheld": withheld, "no_data": NO_DATA}.get(finding.status) or amount(metric.unit, finding.value)
    met = {True: "Reached", False: "Missed", None: "" if metric.target else "No target"}[finding.target_met]
    before = amount(metric.unit, finding.before) if finding.before is not None else EMPTY
    return (
        Cell(metric.name), shown, Cell(_target(metric)), Cell(met), before, Cell(MEANS[metric.id]), Cell(metric.source)
    )  # fmt: skip


def _by_quarter(found: Report, metrics: Iterable[Metric]) -> Table:
    headings = ("Metric", *(each.name for each in found.quarters))
    rows = tuple(
        (Cell(metric.name), *(amount(metric.unit, each.values[metric.id]) for each in found.quarters))
        for metric in metrics
        if metric.frequency != "annual" or any(each.values[metric.id] is not None for each in found.quarters)
    )
    return Table(NAMES["quarters"], headings, rows)


def _wanted(figure: Figure, show: str) -> bool:
    wanted = {
        "target": figure.metric.target is not None,
        "missed": figure.status == "not_met",
        "no_data": figure.status == "no_data",
    }
    return wanted.get(show, True)


def _target(metric: Metric) -> str:
    if metric.target is None:
        return ""
    if metric.unit == "points":
        return "lower than before"
    unit = {"%": " %", "days": " days"}.get(metric.unit, "")
    return f"{metric.target.how} {metric.target.value:g}{unit}"


def _counted(figure: Figure) -> str:
    """What was divided, as a person says it."""
    if figure.value is None or figure.metric.small == "nobody":
        return ""
    if figure.metric.unit == "%":
        return f"{figure.numerator:g} of {figure.denominator:g}"
    people = f"{figure.people} {'person' if figure.people == 1 else 'people'}"
    return people if figure.metric.id != "satisfaction" else f"{figure.people} answers"


def _count(many: int) -> Cell:
    return Cell(str(many), many, "0") if many else EMPTY
