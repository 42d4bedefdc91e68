"""What an entry of the task bank is, and how it becomes a task that can be matched.

An entry is a starting point. Its demands are typical ones: what the source promises ("no lifting") is written down as
not present, the rest is an estimate, and a row that nobody can estimate is left out, so that a match asks for it
(domain 4 rule 1). Before anybody is assigned, a supervisor assesses the task where it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import Field

from cases import words
from cases.demands import Demand, Task
from cases.restrictions import Model
from cases.scales import Span, circled, presence, share, thirds

SCALE: Final = "nys-task-assessment"
UNSET: Final = "as the provider sets it"
UNSTATED: Final = "an unstated number of"  # "… hours a day"
COLUMNS: Final = ("sometimes", "often", "often")  # by third of the day; the last one is marked "(all day)"
ALL_DAY: Final = 2


class BankTask(Model):
    """One kind of modified work. `worth` says why somebody needs it done: work that only fills the day is none.

    `accommodates` is what the source says such work usually allows for; it decides nothing. `department` is empty for
    what every employer may have; a supervisor's own list names it.
    """

    id: str
    title: str
    examples: tuple[str, ...] = Field(min_length=1)
    accommodates: tuple[str, ...] = ()
    demands: tuple[Demand, ...] = ()
    worth: str = Field(min_length=10)
    source: str
    department: str = ""

    @property
    def task(self) -> Task:
        """As a task of a job, to be matched; its hours are for whoever assigns it."""
        return Task(title=self.title, description="; ".join(self.examples), demands=self.demands)

    @property
    def row(self) -> dict[str, str]:
        """A row of the sheet for the provider: what the task is, and its typical demands by how often."""
        demands = in_columns(self.demands) if self.demands else dict.fromkeys(in_columns(()), UNSET)
        return {"task": self.title, "examples": "; ".join(self.examples)} | demands


def in_columns(demands: Iterable[Demand], day: float | None = None) -> dict[str, str]:
    """Demands in words under `often`, `sometimes`, `not_at_all`. What is blank was not assessed, and is not named.

    `day` is the hours of the working day, for demands in hours; without it, and for a class that nobody defined, a
    demand stands under the heavier heading, its figure or class beside it.
    """
    columns: dict[str, list[str]] = {name: [] for name in ("often", "sometimes", "not_at_all")}
    for each in demands:
        if (how := presence(each)) == "absent":
            columns["not_at_all"].append(_what(each))
        elif how != "blank":
            third = _third(each, day)
            said = _figure(each) if each.scale == "hours" or how == "undefined" else ""
            whole = " (all day)" if third == ALL_DAY and not said else ""
            columns[COLUMNS[1 if third is None else third]].append(_what(each) + said + whole)
    return {name: _listed(said) for name, said in columns.items()}


def regular_row(task: Task, day: float | None) -> dict[str, str]:
    """A task of a regular job for the same sheet: its hours a day, and its assessed demands."""
    hours = words.number(task.hours_per_day) if task.hours_per_day is not None else UNSTATED
    return {"task": task.title, "hours": hours} | in_columns(task.demands, day)


def typical(**classes: str) -> tuple[Demand, ...]:
    """Demands by class: `typical(often="sit", sometimes="stand walk", not_present="climb")`."""
    return tuple(_demand(code, name) for name, codes in classes.items() for code in codes.split())


def light(pounds: float, how_often: str = "sometimes") -> tuple[Demand, ...]:
    """Lifting and carrying up to so many pounds, and nothing heavier."""
    return tuple(
        _demand(code, value, weight_low=low, weight_high=high)
        for code in ("lift", "carry")
        for value, low, high in ((how_often, 0.0, pounds), ("not_present", pounds, None))
    )


def by_id(entries: Iterable[BankTask]) -> Mapping[str, BankTask]:
    """Entries by their id; a doubled id is a mistake in the data."""
    listed = list(entries)
    found = {entry.id: entry for entry in listed}
    assert len(found) == len(listed), "two entries of the task bank have the same id"
    return found


def _third(each: Demand, day: float | None) -> int | None:
    """Which third of the day a demand reaches into: 0, 1 or 2; None where that cannot be said."""
    part = share(each.value or "", each.scale)
    if each.scale == "hours" and day and (hours := circled(each.value or "")):
        part = Span(hours.low / day, hours.high / day, hours.closed)
    return max(thirds(part), default=None) if part else None


def _figure(each: Demand) -> str:
    """The hours as circled, or the class as printed: " (2 h a day in all)"."""
    return f" ({words.demand(each).rpartition(': ')[2]})"


def _listed(said: list[str]) -> str:
    """With commas; lifting and carrying of the same weight are one."""
    both = {what.removeprefix("lifting") for what in said if what.startswith("lifting")}
    both &= {what.removeprefix("carrying") for what in said if what.startswith("carrying")}
    listed = [what for what in said if not (what.startswith("carrying") and what.removeprefix("carrying") in both)]
    return ", ".join(
        what.replace("lifting", "lifting and carrying", 1) if what.removeprefix("lifting") in both else what
        for what in listed
    )


def _what(each: Demand) -> str:
    """The demand without its class: "lifting 1–10 lb"."""
    return words.demand(each).rpartition(": ")[0]


def _demand(code: str, value: str, weight_low: float | None = None, weight_high: float | None = None) -> Demand:
    band = "" if weight_low is None else f", {'up to' if weight_high else 'over'} {weight_high or weight_low:g} lb"
    return Demand(
        activity=code,
        value=value,
        scale=SCALE,
        weight_low=weight_low,
        weight_high=weight_high,
        cell=f"task bank: {words.activity(code)}{band}",
    )
