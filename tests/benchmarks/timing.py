"""CPU time of this process and the children it waited for: fair on a shared machine, and to programs we start."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

Job = Callable[[], object]
ROUNDS: Final = 5
LEAST: Final = 1.0  # seconds of CPU in each
ENOUGH: Final = 60.0  # seconds of CPU after which no further round is run: a long one averages by itself


@dataclass(frozen=True)
class Race:
    """Ours beside theirs, in CPU milliseconds for each `unit`. `reach` is the ratio to reach (below 1: stay under).

    `equal` says how the two results were held against each other.
    """

    what: str
    unit: str
    ours: float
    beside: str
    theirs: float
    reach: float
    equal: str

    @property
    def ratio(self) -> float:
        """How many times ours goes into theirs."""
        return self.theirs / self.ours

    @property
    def reached(self) -> bool:
        """Whether the ratio is at least what was asked."""
        return self.ratio >= self.reach


def cpu_seconds() -> float:
    """CPU seconds used so far: user and system, own and of ended children."""
    return sum(os.times()[:4])


def costs(*racers: Sequence[Job]) -> tuple[float, ...]:
    """CPU milliseconds of a job of each racer, in the cheapest of some rounds: what else runs on a machine only makes
    work dearer. They take turns, round by round, so that a slow minute is everybody's.

    The first job of each is done once before, so that what is kept is kept.
    """
    for jobs in racers:
        jobs[0]()
    before, rounds = cpu_seconds(), [[_round(jobs) for jobs in racers]]
    while len(rounds) < ROUNDS and cpu_seconds() - before < ENOUGH:
        rounds.append([_round(jobs) for jobs in racers])
    return tuple(min(each) for each in zip(*rounds, strict=True))


def _round(jobs: Sequence[Job]) -> float:
    """A job on average. All are done again until a second is spent: the clock counts hundredths."""
    before, done = cpu_seconds(), 0
    while not done or cpu_seconds() - before < LEAST:
        for job in jobs:
            job()
        done += len(jobs)
    return (cpu_seconds() - before) * 1000 / done
