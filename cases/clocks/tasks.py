"""From items to the tasks that are kept: each made once, whatever restarts, runs twice or was asleep.

A task is kept by its key and never made again. Its state follows the facts, both ways: what a withdrawn report had
cancelled is open again. What a person has done or dismissed stays as they left it. Whether an open task is late is not
kept: it follows from its `due_at` and the time of whoever looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from cases.clocks.items import OPEN, Item, State
from cases.clocks.moments import DAY
from cases.clocks.rules import RULES

Key = tuple[str, str]  # rule, occurrence


class TaskState(StrEnum):
    """Where a kept task stands: `done` by a fact or a person, `dismissed` by a person, `cancelled` by a fact."""

    OPEN = "open"
    BLOCKED = "blocked"
    DONE = "done"
    DISMISSED = "dismissed"
    CANCELLED = "cancelled"


_REPEATING = frozenset(rule.id for rule in RULES.values() if rule.shape == "every")
OPEN_TASKS = frozenset({TaskState.OPEN, TaskState.BLOCKED})


class Kept(NamedTuple):
    """What is kept of a task, as far as the engine is concerned."""

    state: TaskState
    due_at: datetime
    due_on: date | None
    by_person: bool = False


class News(NamedTuple):
    """A task to make (`new`) or to bring up to date; without an item: what it came from is gone."""

    key: Key
    state: TaskState
    item: Item | None
    new: bool


def news(kept: Mapping[Key, Kept], items: Iterable[Item]) -> Iterator[News]:
    """What has to change in the kept tasks of a case, given how its clocks stand. Told twice it is empty."""
    found = {item.key: item for item in items}
    for key, item in found.items():
        was = kept.get(key)
        if was is None and item.state in OPEN:
            yield News(key, _state(item), item, new=True)
        elif was is not None and _moved(was, item):
            yield News(key, _state(item), item, new=False)
    for key, was in kept.items():
        if key not in found and was.state in OPEN_TASKS:
            yield News(key, TaskState.CANCELLED, None, new=False)


def still_asked(kept: Mapping[Key, Kept], today: date) -> date:
    """From which day on a sweep has to know what repeats: since the oldest task that is open was counted.

    Two days before today at least: the wall clock may have gone back, and zones differ.
    """
    anchors = [
        date.fromisoformat(occurrence)
        for (rule, occurrence), was in kept.items()
        if was.state in OPEN_TASKS and rule in _REPEATING
    ]
    return min([today - 2 * DAY, *anchors])


def _moved(was: Kept, item: Item) -> bool:
    """Whether the task says something else than its item. What ended is not opened by an item that only waits."""
    if was.by_person or (item.state is State.WAITING and was.state not in OPEN_TASKS):
        return False
    return was != Kept(_state(item), item.due_at, item.due_on)


def _state(item: Item) -> TaskState:
    """A task that was made stays open while its item waits again (an end was moved, the wall clock went back)."""
    named = {State.BLOCKED: TaskState.BLOCKED, State.DONE: TaskState.DONE, State.CANCELLED: TaskState.CANCELLED}
    return named.get(item.state, TaskState.OPEN)
