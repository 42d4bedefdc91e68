"""The facts of one case in order, and the stretches of days in which something lasts.

A stretch is half open, [first day, first day after); `None`: it lasts still.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cases.clocks.facts import Fact, Happening
from cases.clocks.moments import DAY
from cases.clocks.rule import While

H = Happening


class Seen(NamedTuple):
    """A fact with its moment (UTC) and its day (the employer's) worked out; it sorts by the first four."""

    moment: datetime
    about: str
    through: date
    usable: bool
    day: date
    fact: Fact


def seen(fact: Fact, zone: ZoneInfo) -> Seen:
    """Work it out."""
    return Seen(fact.moment(zone), fact.about, fact.through or date.max, fact.usable, fact.day(zone), fact)


class Stretch(NamedTuple):
    """Days from `first` to the day before `end`."""

    first: date
    end: date | None


@dataclass(frozen=True)
class Timeline:
    """A case's facts by kind, each kind in order of time whatever order they were handed in."""

    by_kind: dict[Happening, list[Seen]]
    zone: ZoneInfo

    @classmethod
    def of(cls, facts: Iterable[Fact], zone: ZoneInfo) -> Timeline:
        """Sort them in."""
        found: dict[Happening, list[Seen]] = defaultdict(list)
        for fact in facts:
            found[fact.kind].append(seen(fact, zone))
        for kind in found.values():
            kind.sort(key=itemgetter(0, 1, 2, 3))
        return cls(dict(found), zone)

    def of_kinds(self, kinds: Sequence[Happening]) -> list[Seen]:
        """The facts of several kinds, in order of time."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], [])
        found = [seen for kind in kinds for seen in self.by_kind.get(kind, ())]
        return sorted(found, key=itemgetter(0))

    @cached_property
    def closed(self) -> datetime | None:
        """When the case was closed."""
        found = self.by_kind.get(H.CLOSED)
        return found[0].moment if found else None

    def during(self, what: While) -> list[Stretch]:
        """The stretches in which that lasts."""
        return {
            While.OFF_WORK: self.off_work,
            While.MODIFIED: self.modified,
            While.OFF_OR_MODIFIED: self.off_or_modified,
            While.COMMITTEE: self.committee,
        }[what]

    @cached_property
    def off_work(self) -> list[Stretch]:
        """Off work until an assignment or full duty. The end of the case stops clocks, not states."""
        return self._until(self.by_kind.get(H.OFF_WORK, []), (H.ASSIGNMENT_STARTED, H.FULL_RELEASE))

    @cached_property
    def modified(self) -> list[Stretch]:
        """Modified duty: each assignment until it was ended. A planned end that passed ends nothing; nobody has said
        that the worker stopped. Being off work or released ends it."""
        return self._until(self.by_kind.get(H.ASSIGNMENT_STARTED, []), (H.OFF_WORK, H.FULL_RELEASE), H.ASSIGNMENT_ENDED)

    @cached_property
    def off_or_modified(self) -> list[Stretch]:
        """Not back at the regular work."""
        return joined([*self.off_work, *self.modified])

    @cached_property
    def committee(self) -> list[Stretch]:
        """There is a committee that follows the recovery."""
        return self._until(self.by_kind.get(H.COMMITTEE_FORMED, []), ())

    @cached_property
    def consent(self) -> list[Stretch]:
        """The worker agrees that the physician is asked: from consent to its last day, or to its withdrawal."""
        given = self.by_kind.get(H.CONSENT_GIVEN, [])
        withdrawn = [seen.day for seen in self.by_kind.get(H.CONSENT_WITHDRAWN, [])]
        ends = [
            earliest([day for day in withdrawn if day >= seen.day] + _after(seen.fact.through)) for seen in given
        ]  # fmt: skip
        return joined(Stretch(seen.day, end) for seen, end in zip(given, ends, strict=True))

    def _until(
        self, begun: Iterable[Seen], ended_by: Sequence[Happening], own_end: Happening | None = None
    ) -> list[Stretch]:
        """From each beginning to the first end after it; `own_end` is a last day, about the same thing.

        Of two days without an hour nobody knows which came first: then neither ends the other, and both clocks run.
        """
        ends, own = self.of_kinds(ended_by), self.by_kind.get(own_end, []) if own_end else []
        found = []
        for seen in begun:
            later = [e.day for e in ends if e.moment > seen.moment]
            mine = [e.day + DAY for e in own if e.fact.about == seen.fact.about and e.day >= seen.day]
            found.append(Stretch(seen.day, earliest(later + mine)))
        return joined(found)


def earliest(days: Iterable[date]) -> date | None:
    """The first of some days, None if there is none."""
    return min(days, default=None)


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Overlapping and touching stretches as one; empty ones are dropped."""
    whole: list[Stretch] = []
    for each in sorted(stretches, key=lambda s: s.first):
        if each.end is not None and each.end <= each.first:
            continue
        if whole and (whole[-1].end is None or each.first <= whole[-1].end):
            last = whole.pop()
            end = None if last.end is None or each.end is None else max(last.end, each.end)
            whole.append(Stretch(last.first, end))
        else:
            whole.append(each)
    return whole


def both(left: Iterable[Stretch], right: Iterable[Stretch]) -> list[Stretch]:
    """The days that lie in a stretch of each list."""
    rights = list(right)
    met = [
        Stretch(max(a.first, b.first), earliest([day for day in (a.end, b.end) if day is not None]))
        for a in left
        for b in rights
    ]
    return joined(met)


def _after(last: date | None) -> list[date]:
    return [] if last is None else [last + DAY]
