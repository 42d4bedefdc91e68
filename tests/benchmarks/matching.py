"""A case with thirty restrictions against a bank of 10,000 assessed tasks, on one core: seconds, and how many parts."""

from __future__ import annotations

import gc
import random
import time
from datetime import date

from cases.demands import Assignment, Demand, Task
from cases.in_force import Filed, InForce, in_force
from cases.matching import match
from cases.matching.ranking import as_job, prepare, rank
from cases.restrictions import (
    Cleared,
    Environment,
    MaxBand,
    MaxContinuous,
    MaxDaily,
    MaxForce,
    MaxHourly,
    MaxReps,
    MaxWeight,
    Never,
    Required,
    Restriction,
)
from tests.cases.samples import BANDS, ROWS, TODAY, report

SEED = 20_261_126
TASKS = 10_000
GOAL = 1.0  # seconds
CLASSES = ("not_present",) * 5 + ("sometimes",) * 3 + ("often", "always")
LIGHT = ("not_present",) * 40 + ("sometimes",)  # every third task is modified work with little in it
CIRCLES = ("0", "0", "0.5", "1", "2", "3", "4", "6", "8")
ASSIGNMENT = Assignment(
    start=date(2026, 11, 23),
    end=date(2026, 12, 11),
    hours_per_day=8,
    days_per_week=5,
    overtime=False,
    provided=("helper",),
)


def bank_of(tasks: int, seed: int = SEED) -> dict[str, Task]:
    """Task assessments as people fill them: 41 rows each, half of them not present, loads weighed and measured."""
    chance = random.Random(seed)
    return {f"task {n}": _task(n, chance) for n in range(tasks)}


def _task(n: int, chance: random.Random) -> Task:
    classes = LIGHT if n % 3 == 0 else CLASSES
    demands = [_posture(each, chance) for each in ("stand", "sit", "walk", "drive")]
    rows = [row for pair in demands for row in pair]
    rows += [_load(low, high, classes, chance) for low, high in BANDS]
    rows += [Demand(activity=each, value=chance.choice(classes), cell=each) for each in ROWS]
    return Task(title=f"Task {n}", hours_per_day=chance.choice((2.0, 4.0, 8.0)), demands=tuple(rows))


def _posture(activity: str, chance: random.Random) -> tuple[Demand, Demand]:
    whole = chance.choice(CIRCLES)
    once = chance.choice([each for each in CIRCLES if float(each) <= float(whole) and (each == "0") == (whole == "0")])
    return (
        Demand(activity=activity, measure="at_one_time", scale="hours", value=once, cell=f"{activity} once"),
        Demand(activity=activity, measure="per_day", scale="hours", value=whole, cell=f"{activity} in all"),
    )


def _load(low: float, high: float | None, classes: tuple[str, ...], chance: random.Random) -> Demand:
    value = chance.choice(classes)
    keys: dict[str, object] = {"weight_low": low, "weight_high": high, "cell": f"lifting over {low}"}
    if value != "not_present":
        keys |= {
            "actual_weight": chance.choice((None, low + chance.randint(1, 10), low + chance.randint(1, 10) / 2)),
            "start_height": chance.choice((None, 0, 2, 3)),
            "lift_height": chance.choice((None, 3, 4, 5, 6)),
            "carry_distance": chance.choice((None, 0, 10, 30)),
        }
    return Demand(activity="lift", value=value, **keys)


def thirty_restrictions() -> InForce:
    """One signed, confirmed report with thirty restrictions of every kind, and eleven items left unmarked."""
    said = [
        ("stand", MaxContinuous(minutes=60), MaxDaily(hours=4)),
        ("walk", MaxDaily(hours=4), MaxContinuous(minutes=60)),
        ("sit", MaxContinuous(minutes=120), MaxDaily(hours=8)),
        ("drive", MaxDaily(hours=1)),
        ("bend", MaxBand(band="occasional", scale="dot")),
        ("twist", Never()),
        ("squat", Never()),
        ("kneel", MaxHourly(minutes=10)),
        ("crawl", Never()),
        ("climb.ladder", Never()),
        ("climb.stairs", MaxBand(band="occasional", scale="dot")),
        ("balance", MaxDaily(hours=2)),
        ("lift", MaxWeight(value=25)),
        ("lift.above_shoulder", Never()),
        ("lift.floor_waist", MaxWeight(value=10)),
        ("carry", MaxWeight(value=20, frequency="occasional")),
        ("push", MaxForce(value=30)),
        ("pull", MaxForce(value=30)),
        ("reach.overhead", Never()),
        ("reach", MaxDaily(hours=4)),
        ("handle", MaxBand(band="frequent", scale="dot")),
        ("finger", MaxReps(count=200, per="day")),
        ("repetitive_hand", MaxReps(count=60, per="hour")),
        ("vibration_wbv", Never()),
        ("noise", Environment(high=85, unit="dBA")),
        ("heat", Environment(high=90, unit="F")),
        ("cold", Environment(prohibited=True)),
        ("moving_parts", Never()),
        ("sit", Required(what="helper")),
        ("heavy_equipment", Never()),
    ]
    parts: list[Restriction | Cleared] = [
        Restriction(activity=activity, limits=tuple(limits), review="confirmed") for activity, *limits in said
    ]
    free = ("feel", "machinery", "hand_tools", "wet_humid", "chemicals", "electricity", "radiation", "repetitive_foot")
    parts += [Cleared(activity=each, limits=(Never(),)) for each in free]
    assert len(said) == 30
    return in_force([Filed(report=report(*parts), received=TODAY, confirmed=True)], TODAY)


def run(tasks: int = TASKS) -> str:
    """The figures, and a sample of the bank held against `match` itself."""
    reports = thirty_restrictions()
    preparing, bank, sample = _prepared(tasks)
    gc.collect()
    ranking, ranked = _timed(lambda: rank(reports, bank, ASSIGNMENT))
    slow, whole = _timed(
        lambda: {name: match(reports, as_job(task), ASSIGNMENT).outcome for name, task in sample.items()}
    )
    agree = sum(each.outcome is whole[each.task] for each in ranked if each.task in whole)
    outcomes = {str(each.outcome): 0 for each in ranked}
    for each in ranked:
        outcomes[str(each.outcome)] += 1
    return (
        f"# Matching, CPU seconds of one core: {tasks} tasks of 41 rows, 30 restrictions, seed {SEED}\n"
        f"ranking a prepared bank        {ranking:8.3f} s   goal {GOAL} s{'' if ranking < GOAL else '  NOT REACHED'}\n"
        f"preparing the bank, once       {preparing:8.3f} s   {len(bank.parts)} distinct parts\n"
        f"`match` with all its sentences {slow / len(sample) * 1000:8.3f} ms a task, {len(sample)} tasks\n"
        f"outcomes {outcomes}; {agree} of {len(sample)} tasks compared with `match` agree"
    )


def _prepared(tasks: int):
    """Seconds, the bank, and a sample of its tasks: a service keeps the prepared bank only."""
    made = bank_of(tasks)
    seconds, bank = _timed(lambda: prepare(made))
    return seconds, bank, {name: made[name] for name in list(made)[:: max(1, tasks // 100)]}


def _timed(work):
    start = time.process_time()
    found = work()
    return time.process_time() - start, found
