"""A case that is kept in memory: a new fact works out anew only the rules that it touches.

The answer is that of `cases.clocks.clocks` for all facts together; it is there for many cases over a long time.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from datetime import date
from operator import itemgetter
from typing import Final

from cases.clocks.facts import Fact, Happening
from cases.clocks.items import Clock
from cases.clocks.profile import Profile
from cases.clocks.rule import AnyRule, Every, Once, Reached, While
from cases.clocks.rules import RULES
from cases.clocks.shapes import clocks_of
from cases.clocks.timeline import Timeline, seen

H = Happening
_DUTY: Final = frozenset({H.ASSIGNMENT_STARTED, H.ASSIGNMENT_ENDED, H.OFF_WORK, H.FULL_RELEASE})
_CONSENT: Final = frozenset({H.CONSENT_GIVEN, H.CONSENT_WITHDRAWN})


class Running:
    """The clocks of one case."""

    def __init__(self, profile: Profile) -> None:
        self._profile, self._zone = profile, profile.where
        self._workdays = frozenset(profile.workdays)
        self._by_kind = Timeline.of((), self._zone).by_kind
        self._clocks: dict[str, tuple[Clock, ...]] = {}

    def add(self, facts: Iterable[Fact], after: date | None = None) -> None:
        """These facts have become known. `after` as for `cases.clocks.clocks`."""
        kinds = set()
        for fact in facts:
            insort(self._by_kind.setdefault(fact.kind, []), seen(fact, self._zone), key=itemgetter(0, 1, 2, 3))
            kinds.add(fact.kind)
        case = Timeline(self._by_kind, self._zone)
        for rule in self._profile.active:
            if kinds & READ_BY[rule.id]:
                found = clocks_of(rule, case, {}, self._workdays, after)
                self._clocks[rule.id] = tuple({clock.occurrence: clock for clock in found}.values())

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """All of them."""
        return tuple(clock for clocks in self._clocks.values() for clock in clocks)


def _kinds(rule: AnyRule) -> Iterable[Happening]:
    """Every kind of fact that a rule looks at; the same whatever its numbers are."""
    yield from (*rule.meets, *rule.stops, H.CLOSED)
    if rule.needs is not None:
        yield rule.needs
    if isinstance(rule, Once):
        yield from rule.starts
    elif isinstance(rule, Every):
        yield from (H.COMMITTEE_FORMED,) if rule.during is While.COMMITTEE else _DUTY
        yield from _CONSENT if rule.consent else ()
    elif isinstance(rule, Reached):
        yield from _DUTY
    else:
        yield rule.start


READ_BY: Final = {name: frozenset(_kinds(rule)) for name, rule in RULES.items()}
