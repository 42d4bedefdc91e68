"""Facts in one line each, and what is due of them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.clocks import Fact, Happening, Item, Profile, Setting, due
from cases.clocks.rules import RULES

ZONE = ZoneInfo("America/New_York")
H = Happening


def at(text: str) -> datetime:
    """A moment of New York: `2026-03-07 10:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def fact(kind: Happening, when: str, about: str = "", through: str | None = None, usable: bool = True) -> Fact:
    """A fact of a day (`2026-03-07`) or of a moment (`2026-03-07 10:00`)."""
    place = {"at": at(when)} if " " in when else {"on": date.fromisoformat(when)}
    last = date.fromisoformat(through) if through else None
    return Fact(kind=kind, about=about, through=last, usable=usable, **place)


def only(*ids: str, **settings: dict) -> Profile:
    """A profile with these rules and no others."""
    rules = {name: Setting(on=name in ids) for name in RULES}
    for name, said in settings.items():
        rules[name.replace("_", "-")] = Setting(on=True, **said)
    return Profile(rules=rules)


def items(profile: Profile, now: str, *facts: Fact, **more) -> list[Item]:
    """Every item at that moment."""
    return list(due(facts, profile, at(now), **more))


def one(profile: Profile, now: str, *facts: Fact, **more) -> Item:
    """The only item."""
    (found,) = items(profile, now, *facts, **more)
    return found
