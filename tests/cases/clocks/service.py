"""A service in miniature: kept tasks, sweeps, and everything that goes wrong with them.

It keeps tasks as the database does (a unique key, small transactions, one case each) and looks at a case only when a
fact came or one of its clocks turns, as `wakes` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from cases.clocks import wakes
from cases.clocks.running import Running
from cases.clocks.tasks import Kept, Key, News, news, still_asked
from tests.cases.clocks.year import BEGIN, END, Year


class Sweep(NamedTuple):
    """One run: when it really is, what the wall clock says, how often it runs at once, after how many cases it dies."""

    real: datetime
    wall: datetime
    workers: int = 1
    dies: float = 1.0


@dataclass
class Case:
    """A case in the store, and the tasks kept of it."""

    year: Year
    seen: int = 0
    kept: dict[Key, Kept] = field(default_factory=dict)
    made_at: dict[Key, datetime] = field(default_factory=dict)
    made: Counter[Key] = field(default_factory=Counter)


@dataclass
class Awake:
    """A case in a running process: its clocks, how many facts they know, when one turns."""

    running: Running
    seen: int = -1
    wake: datetime | None = None


@dataclass
class Service:
    """All cases. `awake` is what a running process remembers; a restart forgets it."""

    cases: list[Case]
    awake: dict[int, Awake] = field(default_factory=dict)

    def run(self, sweeps: Iterable[Sweep]) -> None:
        """A year of sweeps."""
        before = BEGIN
        for sweep in sweeps:
            if sweep.wall < before or sweep.dies < 1:
                self.awake.clear()
            before = sweep.wall
            for number in range(round(len(self.cases) * sweep.dies)):
                self.look(number, sweep)

    def look(self, number: int, sweep: Sweep) -> None:
        """Bring one case up to date, if anything can have changed."""
        case, known = self.cases[number], self.cases[number].year.known
        while case.seen < len(known) and known[case.seen][0] <= sweep.real:
            case.seen += 1
        awake = self.awake.setdefault(number, Awake(Running(case.year.profile)))
        if awake.seen == case.seen and (awake.wake is None or awake.wake > sweep.wall):
            return
        if awake.seen < case.seen:
            after = still_asked(case.kept, sweep.wall.date())
            awake.running.add((fact for _, fact in known[max(awake.seen, 0) : case.seen]), after)
        running = awake.running.clocks
        items = [clock.at(sweep.wall) for clock in running]
        together = [list(news(case.kept, items)) for _ in range(sweep.workers)]
        for told in together:  # two workers that looked at the same moment
            for each in told:
                _apply(case, each, sweep.real)
        awake.seen, awake.wake = case.seen, wakes(running, sweep.wall)


def _apply(case: Case, told: News, real: datetime) -> None:
    if told.new and told.key not in case.kept:  # the unique key
        case.made[told.key] += 1
        case.made_at[told.key] = real
    if told.item is not None:
        case.kept[told.key] = Kept(told.state, told.item.due_at, told.item.due_on)
    else:
        case.kept[told.key] = case.kept[told.key]._replace(state=told.state)


def sweeps(seed: int, every: timedelta) -> list[Sweep]:
    """A year of them: outages of up to nine days, two workers at once, deaths in the middle, clocks that jump back."""
    dice, found, real = Random(seed), [], BEGIN
    while real < END:
        back = timedelta(hours=dice.uniform(0.1, 26)) if dice.random() < 0.01 else timedelta()
        workers = 2 if dice.random() < 0.1 else 1
        dies = dice.random() if dice.random() < 0.05 else 1.0
        found.append(Sweep(real, real - back, workers, dies))
        if dies < 1:
            found.append(Sweep(real + timedelta(seconds=20), real + timedelta(seconds=20)))  # started again
        real += every
        if dice.random() < 0.004:
            real += timedelta(days=dice.uniform(0.2, 9))
    return found
