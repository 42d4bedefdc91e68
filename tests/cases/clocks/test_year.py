"""A simulated year, held against an oracle that was written apart: every task once, at the first sweep that could.

Sweeps are missed, doubled, killed in the middle; the wall clock changes with the seasons of six zones and jumps back.
`make test` runs ten cases with a sweep every six hours, the soak 500 with one every three hours.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from cases.clocks import Happening
from cases.clocks.rules import RULES
from tests.cases.clocks.oracle import expected, made
from tests.cases.clocks.service import Case, Service, Sweep, sweeps
from tests.cases.clocks.year import year


def simulated(cases: range, every: timedelta) -> tuple[Counter[str], int]:
    """Run a year and hold it against the oracle; how many tasks of each rule were made, and how many sweeps ran."""
    agenda = sweeps(cases[0], every)
    service = Service([Case(year(seed)) for seed in cases])
    service.run(agenda)
    total: Counter[str] = Counter()
    for number, case in enumerate(service.cases):
        seen = [s for s in agenda if number < round(len(cases) * s.dies)]
        check(case, seen)
        total.update(rule for rule, _ in case.made)
    return total, len(agenda)


def check(case: Case, seen: list[Sweep]) -> None:
    """Each task exactly once, at the sweep the oracle says; none missing, none too many, none late by our fault."""
    profile = case.year.profile
    found = expected(case.year.known, profile.zone, profile.workdays)
    wanted = made(found, [(s.real, s.wall) for s in seen])
    assert set(case.made.values()) <= {1}
    assert case.made_at == wanted
    for key, at in case.made_at.items():
        dues = [spell for spell in found.spells[key] if spell.opens <= at]
        for spell in dues[:1]:
            in_time = [s for s in seen if spell.opens <= s.real < spell.due and spell.alive(s.wall, s.real)]
            assert not in_time or at <= in_time[0].real, key


def test_everything_that_can_happen_happens_in_these_years():
    """A new kind of happening must be lived through here, or its rules are never held against the oracle."""
    assert {fact.kind for seed in range(60) for _, fact in year(seed).known} == set(Happening)


def test_every_task_once_in_a_year_of_trouble():
    """Ten cases: what the oracle counts is what was made, when it could be made."""
    total, _ = simulated(range(100, 110), timedelta(hours=6))
    assert sum(total.values()) > 500


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_every_task_once_in_a_year_of_500_cases():
    """The whole of it, fifty cases and a year of trouble at a time; every rule of the table makes tasks."""
    total: Counter[str] = Counter()
    for first in range(1_000, 1_500, 50):
        made_here, count = simulated(range(first, first + 50), timedelta(hours=3))
        assert count > 2_000
        total += made_here
    assert set(total) == set(RULES)
    assert sum(total.values()) > 45_000
