"""The five shapes of clock: from a rule and a case's timeline to its occurrences. No look at the time here.

Keys: a `Once` or `Reached` clock is `once`; an `Each` is what its fact is about (else its day); an `Every` is the day
it was counted from; an `Until` is what runs out, and when.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter

from cases.clocks.facts import Happening
from cases.clocks.items import Clock
from cases.clocks.moments import DAY, after_hours, day_of, end_of, first_moment, next_among
from cases.clocks.rule import AnyRule, Each, Every, Once, Reached, Rule, Until
from cases.clocks.timeline import Seen, Stretch, Timeline, both

ONCE = "once"
OF_ONE = frozenset({Happening.OFFER_WITHDRAWN, Happening.RELEASE_REVOKED})  # these stop only what they are about
Settled = Mapping[tuple[str, str], datetime]  # key -> when a person did it or dismissed it


def clocks_of(
    rule: AnyRule, case: Timeline, settled: Settled, workdays: frozenset[int], after: date | None
) -> Iterator[Clock]:
    """Every occurrence of a rule in a case. A later one of the same key takes the place of an earlier one.

    `after`: what repeats is told from the occurrence that is counted from that day, or the last one before it.
    """
    if rule.needs is not None and rule.needs not in case.by_kind:
        return
    match rule:
        case Once():
            yield from _once(rule, case, settled)
        case Each():
            yield from _each(rule, case, settled)
        case Every():
            yield from _every(rule, case, settled, workdays, after)
        case Reached():
            yield from _reached(rule, case, settled)
        case Until():
            yield from _until(rule, case, settled)


def _once(rule: Once, case: Timeline, settled: Settled) -> Iterator[Clock]:
    start = next((case.by_kind[kind][0] for kind in rule.starts if kind in case.by_kind), None)
    if start is not None:
        begun = case.of_kinds(rule.starts)[0]  # told before notice was written down is told
        yield _counted(rule, case, settled, ONCE, start, begun, start)


def _each(rule: Each, case: Timeline, settled: Settled) -> Iterator[Clock]:
    about: dict[str, list[Seen]] = defaultdict(list)
    for seen in case.by_kind.get(rule.start, ()):
        about[seen.fact.about or seen.day.isoformat()].append(seen)
    for occurrence, (start, *later) in about.items():
        yield _counted(rule, case, settled, occurrence, start, start, later[-1] if later else start)


def _counted(
    rule: Once | Each, case: Timeline, settled: Settled, occurrence: str, start: Seen, begun: Seen, newest: Seen
) -> Clock:
    """One deadline after `start`; what came after `begun` meets it. `newest` is the fact as it stands now."""
    due_at, due_on = _due(rule, start, newest, case)
    counts = begun.day + timedelta(days=rule.counts_from)
    about = start.fact.about if rule.same else None
    met = (s for s in _meeting(rule, case, about) if s.moment >= begun.moment and s.day >= counts)
    return Clock(
        rule,
        occurrence,
        opens_at=_opens(rule, start.moment, due_on, case),
        due_at=due_at,
        due_on=due_on,
        met_at=_met(rule, occurrence, met, settled),
        stopped_at=_stopped(rule, case, start.moment, about),
        usable=newest.fact.usable,
        hour_unknown=due_on is None and start.fact.at is None,
    )


def _due(rule: Once | Each, start: Seen, newest: Seen, case: Timeline) -> tuple[datetime, date | None]:
    if isinstance(rule, Each) and rule.by_through and newest.fact.through is not None:
        last = max(newest.fact.through, start.day)
        return end_of(last, case.zone), last
    if rule.days is not None:
        last = start.day + timedelta(days=rule.days)
        return end_of(last, case.zone), last
    return after_hours(start.moment, rule.hours or 0), None


def _every(
    rule: Every, case: Timeline, settled: Settled, workdays: frozenset[int], after: date | None
) -> Iterator[Clock]:
    stretches = case.during(rule.during)
    if rule.consent:
        stretches = both(stretches, case.consent)
    meeting = _meeting(rule, case, None)
    if any(name == rule.id for name, _ in settled):
        after = None  # what was settled by hand moves what follows: every step has to be taken
    for stretch in stretches:
        if after is None or stretch.end is None or stretch.end >= after:
            yield from _repeated(rule, case, stretch, meeting, settled, workdays, after)


def _repeated(
    rule: Every, case: Timeline, stretch: Stretch, meeting: Sequence[Seen], settled: Settled,
    workdays: frozenset[int], after: date | None,
) -> Iterator[Clock]:  # fmt: skip
    """Counted from the last time it was done, so that what was missed is one task and not many.

    Nothing is asked for again on the day on which it was done.
    """
    step, begun = timedelta(days=rule.days or 1), first_moment(stretch.first, case.zone)
    over = first_moment(stretch.end, case.zone) if stretch.end is not None else None
    end = min((moment for moment in (over, case.closed) if moment is not None), default=None)
    counted_from, place = _first_anchor(rule, stretch, meeting, step), 0
    if after is not None:
        place = bisect_right(meeting, after, key=itemgetter(4))  # the day
        counted_from = max(counted_from, meeting[place - 1].day) if place else counted_from
    while True:
        due_on = counted_from + step
        if rule.workdays:
            due_on = next_among(max(due_on, stretch.first), workdays)
        opens = max(_opens(rule, begun, due_on, case), end_of(counted_from, case.zone))
        if end is not None and opens >= end:
            return
        while place < len(meeting) and meeting[place].day <= counted_from:
            place += 1
        inside = place < len(meeting) and (end is None or meeting[place].moment < end)
        occurrence = counted_from.isoformat()
        met_at = _met(rule, occurrence, meeting[place : place + inside], settled)
        yield Clock(rule, occurrence, opens, end_of(due_on, case.zone), due_on, met_at, end)
        if met_at is None:
            return
        by_fact = inside and met_at == meeting[place].moment
        counted_from = max(meeting[place].day if by_fact else day_of(met_at, case.zone), counted_from + DAY)


def _first_anchor(rule: Every, stretch: Stretch, meeting: Sequence[Seen], step: timedelta) -> date:
    if rule.reaches_back and (before := [s.day for s in meeting if s.day <= stretch.first]):
        return before[-1]
    return stretch.first if rule.first is None else stretch.first + timedelta(days=rule.first) - step


def _reached(rule: Reached, case: Timeline, settled: Settled) -> Iterator[Clock]:
    """Only what came once it showed meets or stops it: an early authorization says nothing of day 90."""
    found = day_reached(case.modified, rule.days or 0)
    if found is None:
        return
    stretch, due_on = found
    opens = _opens(rule, first_moment(stretch.first, case.zone), due_on, case)
    met = (s for s in _meeting(rule, case, None) if s.moment >= opens)
    yield Clock(
        rule, ONCE, opens, end_of(due_on, case.zone), due_on,
        met_at=_met(rule, ONCE, met, settled), stopped_at=_stopped(rule, case, opens, None),
    )  # fmt: skip


def day_reached(stretches: Iterable[Stretch], days: int) -> tuple[Stretch, date] | None:
    """The first day before which there were so many days, and in which stretch; None if they end before."""
    for stretch in stretches:
        if stretch.end is None or (stretch.end - stretch.first).days >= days:
            return stretch, stretch.first + timedelta(days=days)
        days -= (stretch.end - stretch.first).days
    return None


def _until(rule: Until, case: Timeline, settled: Settled) -> Iterator[Clock]:
    for seen in case.by_kind.get(rule.start, ()):
        last = seen.fact.through
        if last is None:
            continue
        occurrence = f"{seen.fact.about}:{last.isoformat()}"
        about = seen.fact.about if rule.same else None
        ends = [s for s in _meeting(rule, case, about) if s.moment >= seen.moment]
        yield Clock(
            rule, occurrence, _opens(rule, seen.moment, last, case), end_of(last, case.zone), last,
            met_at=_met(rule, occurrence, [*ends, *_successors(rule, case, seen, last)], settled),
            stopped_at=_stopped(rule, case, seen.moment, about),
        )  # fmt: skip


def _successors(rule: Until, case: Timeline, this: Seen, last: date) -> list[Seen]:
    """What takes its place: the same, extended; or a later one that lasts longer."""
    return [
        seen
        for seen in case.by_kind[rule.start]
        if (seen.fact.through is None or seen.fact.through > last)
        and (seen.fact.about == this.fact.about or seen.moment > this.moment)
    ]


def _opens(rule: Rule, start: datetime, due_on: date | None, case: Timeline) -> datetime:
    if due_on is None or (rule.lead is None and isinstance(rule, Once | Each)):
        return start
    return max(start, first_moment(due_on - timedelta(days=rule.lead or 0), case.zone))


def _meeting(rule: Rule, case: Timeline, about: str | None) -> Sequence[Seen]:
    found = case.of_kinds(rule.meets)
    return found if about is None else [s for s in found if s.fact.about == about]


def _met(rule: Rule, occurrence: str, met: Iterable[Seen], settled: Settled) -> datetime | None:
    by_hand = settled.get((rule.id, occurrence)) if settled else None
    first = min((s.moment for s in met), default=by_hand)
    return first if by_hand is None or first is None else min(first, by_hand)


def _stopped(rule: Rule, case: Timeline, start: datetime, about: str | None) -> datetime | None:
    """The first stop after the start; the end of the case stops whatever does not outlive it."""
    stops = [s for s in case.of_kinds(rule.stops) if s.moment >= start]
    moments = [s.moment for s in stops if about is None or s.fact.kind not in OF_ONE or s.fact.about == about]
    closed = [case.closed] if case.closed is not None and not rule.outlives else []
    return min(moments + closed, default=None)
