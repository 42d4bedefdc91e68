"""The clocks of a case: what is due, what is late, who acts. Rules are data (`rules.py`), one engine runs them.

    facts (facts.py) + profile (profile.py) + now → due(…) → items, each with a key that never changes

Pure: asked twice with the same facts it answers the same, in whatever order they come. It remembers nothing, so it may
sleep for days or be asked about a moment before the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from cases.clocks.facts import Fact, Happening
from cases.clocks.items import OPEN, Clock, Item, State
from cases.clocks.profile import Profile, Setting
from cases.clocks.shapes import Settled, clocks_of
from cases.clocks.timeline import Timeline

__all__ = [
    "OPEN", "Clock", "Fact", "Happening", "Item", "Profile", "Setting", "Settled", "State", "clocks", "due", "wakes",
]  # fmt: skip

NOTHING: Mapping[tuple[str, str], datetime] = {}


def clocks(
    facts: Iterable[Fact], profile: Profile, settled: Settled = NOTHING, *, after: date | None = None
) -> tuple[Clock, ...]:
    """Every clock that runs, ran or will run in a case, in the order of the rules.

    `settled`: what a person did or dismissed, by key, and when; that meets a clock like a fact does. `after` leaves out
    what repeats and was over before that day (`tasks.still_asked` says from when a sweep needs it).
    """
    case, workdays = Timeline.of(facts, profile.where), frozenset(profile.workdays)
    found = {
        (clock.rule.id, clock.occurrence): clock
        for rule in profile.active
        for clock in clocks_of(rule, case, settled, workdays, after)
    }
    return tuple(found.values())


def due(facts: Iterable[Fact], profile: Profile, now: datetime, settled: Settled = NOTHING) -> tuple[Item, ...]:
    """How every clock of a case stands at `now`, an aware moment."""
    return tuple(clock.at(now) for clock in clocks(facts, profile, settled))


def wakes(running: Iterable[Clock], now: datetime) -> datetime | None:
    """When a case has to be looked at again if no fact comes in between; None: never."""
    return min((turn for clock in running for turn in clock.turns if turn > now), default=None)
