"""Charts as geometry for an SVG: columns of a figure by quarter, with its target as a line.

Nothing tells by colour alone: a column that reaches the target is filled, one that misses it is hatched, and a quarter
without data is an empty dashed box. The template draws; the table beside it says the same in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.casework.reporting import Quarter, Report
from api.web.desk.report_tables import amount
from cases.metrics.definitions import METRICS, Metric

SHOWN: Final = ("offered_in_24h", "acceptance", "full_duty", "lost_time", "modified_days", "time_to_return")
WIDE: Final = 360  # the picture's units, 150 of them high
TOP: Final = 26  # the room of the columns, in which the highest still has its figure above it
FLOOR: Final = 122
LEFT: Final = 4
GAP: Final = 8
EMPTY: Final = 14  # how tall the box of a quarter without data is


@dataclass(frozen=True)
class Column:
    """A quarter: `kind` met, missed, plain (no target) or none (no data)."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    kind: str
    name: str
    says: str


@dataclass(frozen=True)
class Chart:
    """A metric by quarter. `line` is where the target lies, None without one."""

    id: str
    name: str
    describes: str
    columns: list[Column]
    line: float | None
    target: str


def by_quarter(found: Report) -> list[Chart]:
    """The charts of a report: those of which at least one quarter has data."""
    some = [key for key in SHOWN if any(each.values[key] is not None for each in found.quarters)]
    return [_chart(METRICS[key], found.quarters) for key in some]


def _chart(metric: Metric, quarters: list[Quarter]) -> Chart:
    values = [each.values[metric.id] for each in quarters]
    target = metric.target.value if metric.target else None
    top = 100.0 if metric.unit == "%" else max([value for value in values if value] + [target or 0, 1]) * 1.05
    width = (WIDE - 2 * LEFT + GAP) / len(quarters) - GAP
    columns = [
        _column(metric, quarter, LEFT + place * (width + GAP), width, top) for place, quarter in enumerate(quarters)
    ]
    line = _height(target, top) if target is not None else None
    said = "; ".join(f"{each.name}: {each.says}" for each in columns)
    aim = f"{metric.target.how} {amount(metric.unit, target).text}" if metric.target else ""
    return Chart(metric.id, metric.name, f"{said}.", columns, None if line is None else round(FLOOR - line, 1), aim)


def _column(metric: Metric, quarter: Quarter, x: float, width: float, top: float) -> Column:
    value = quarter.values[metric.id]
    height = EMPTY if value is None else max(_height(value, top), 1.5)
    said = amount(metric.unit, value).text.removesuffix(" days")
    name = f"Q{quarter.quarter} ’{quarter.year % 100:02}"
    left, up, wide, tall, middle = (round(each, 1) for each in (x, FLOOR - height, width, height, x + width / 2))
    return Column(left, up, wide, tall, middle, _kind(metric, value), name, said)


def _kind(metric: Metric, value: float | None) -> str:
    if value is None:
        return "none"
    if metric.target is None:
        return "plain"
    return "met" if metric.target.met(value) else "missed"


def _height(value: float, top: float) -> float:
    return min(value / top, 1) * (FLOOR - TOP)
