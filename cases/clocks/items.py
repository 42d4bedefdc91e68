"""What the engine answers: one item for each occurrence of a rule, with a key that never changes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from cases.clocks.rule import AnyRule


class State(StrEnum):
    """Where an item stands. `blocked`: nobody can act yet (a form unsigned or unclear), and the clock runs."""

    WAITING = "waiting"
    DUE = "due"
    LATE = "late"
    BLOCKED = "blocked"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN = frozenset({State.DUE, State.LATE, State.BLOCKED})  # a person has something to do, or to wait for


class Item(NamedTuple):
    """One occurrence. Its key is (rule, occurrence): what it is about, or the day from which it was counted.

    `opens_at`: from when a person should see it. `due_at`: the moment from which it is late, `due_on` its last day
    where it counts days. `overdue` holds for a blocked item too. `hour_unknown`: counted from the first minute of a day
    whose hour nobody recorded. `ended_at`: when it was met or stopped.
    """

    rule: AnyRule
    occurrence: str
    state: State
    opens_at: datetime
    due_at: datetime
    due_on: date | None
    overdue: bool
    ended_at: datetime | None = None
    hour_unknown: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Rule and occurrence."""
        return self.rule.id, self.occurrence


class Clock(NamedTuple):
    """An occurrence before anybody looks at the time: when it opens, is due, was met, was stopped."""

    rule: AnyRule
    occurrence: str
    opens_at: datetime
    due_at: datetime
    due_on: date | None = None
    met_at: datetime | None = None
    stopped_at: datetime | None = None
    usable: bool = True
    hour_unknown: bool = False

    def at(self, now: datetime) -> Item:
        """How it stands at that moment. What was met stays met, wherever the clock on the wall has gone."""
        overdue = now >= self.due_at
        stopped = self.stopped_at if self.stopped_at is not None and self.stopped_at <= now else None
        state, ended = State.WAITING, self.met_at
        if self.met_at is not None and (stopped is None or self.met_at <= stopped):
            state = State.DONE
        elif stopped is not None:
            state, ended = State.CANCELLED, stopped
        elif now >= self.opens_at:
            state = State.BLOCKED if not self.usable else State.LATE if overdue else State.DUE
        return Item(
            self.rule, self.occurrence, state, self.opens_at, self.due_at, self.due_on,
            overdue and ended is None, ended, self.hour_unknown,
        )  # fmt: skip

    @property
    def turns(self) -> tuple[datetime, ...]:
        """The moments at which its state changes by itself."""
        if self.met_at is not None:
            return ()
        return (
            (self.opens_at, self.due_at) if self.stopped_at is None else (self.opens_at, self.due_at, self.stopped_at)
        )
