"""A simulated year of 10,000 cases through the clocks, on one core: the engine and its tasks, without a database.

The cases are those of `tests/cases/clocks` (house rules and all that sample programs add), looked at every day of the
year, as the service does when a fact came or a clock turns.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from datetime import timedelta

from tests.benchmarks.timing import cpu_seconds
from tests.cases.clocks.service import Case, Service, Sweep
from tests.cases.clocks.year import BEGIN, END, year

CASES = 10_000
FIRST = 20_000  # seeds apart from those of the tests
AT_ONCE = 500


@dataclass(frozen=True)
class Ran:
    """What a run cost: `cpu` and `wall` in seconds."""

    cases: int
    facts: int
    tasks: int
    twice: int
    cpu: float
    wall: float


def run(cases: int = CASES) -> Ran:
    """The year, so many cases at a time that memory stays small. Making up the cases is not counted."""
    days = [BEGIN + timedelta(days=n) for n in range((END - BEGIN).days + 1)]
    agenda = [Sweep(day, day) for day in days]
    facts = tasks = twice = 0
    cpu = wall = 0.0
    for first in range(FIRST, FIRST + cases, AT_ONCE):
        service = Service([Case(year(seed)) for seed in range(first, min(first + AT_ONCE, FIRST + cases))])
        before, began = cpu_seconds(), time.monotonic()
        service.run(agenda)
        cpu, wall = cpu + cpu_seconds() - before, wall + time.monotonic() - began
        facts += sum(each.seen for each in service.cases)
        tasks += sum(sum(each.made.values()) for each in service.cases)
        twice += sum(n - 1 for each in service.cases for n in each.made.values())
        sys.stderr.write(f"  {first + AT_ONCE - FIRST} cases, {cpu:.0f} s\n")
    return Ran(cases, facts, tasks, twice, cpu, wall)


def report(ran: Ran) -> str:
    """The figures in a few lines."""
    return (
        f"A simulated year of {ran.cases:,} cases, a look a day, one core\n\n"
        f"{ran.facts:,} facts, {ran.tasks:,} tasks made, {ran.twice} of them twice\n"
        f"CPU time {ran.cpu / 60:.1f} min ({ran.cpu / ran.cases * 1000:.1f} ms a case and year), "
        f"wall {ran.wall / 60:.1f} min\n"
    )
