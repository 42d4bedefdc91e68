"""What has to become a task in a year, worked out the slow way: a calendar walked day by day, counters, no engine.

Written apart from `cases/clocks`: rules are repeated here in figures, days are found by looking at the wall clock every
quarter of an hour, and nothing of the engine is called. A spell is a time in which a person has something to do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cases.clocks import Fact, Happening

H = Happening
NEVER = datetime(2100, 1, 1, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
FIRST, LAST = datetime(2025, 12, 1, tzinfo=UTC), datetime(2028, 6, 1, tzinfo=UTC)


class Calendar(NamedTuple):
    """Every day of a zone and the instant it begins."""

    days: list[date]
    begins: list[datetime]

    def day(self, moment: datetime) -> date:
        return self.days[bisect_right(self.begins, moment) - 1]

    def begin(self, day: date) -> datetime:
        return self.begins[(day - self.days[0]).days]

    def plus(self, day: date, count: int) -> date:
        return self.days[(day - self.days[0]).days + count]


@cache
def calendar(zone: str) -> Calendar:
    """By looking at the wall clock every quarter of an hour."""
    tz, days, begins, moment = ZoneInfo(zone), [], [], FIRST
    while moment < LAST:
        day = moment.astimezone(tz).date()
        if not days or day != days[-1]:
            days.append(day)
            begins.append(moment)
        moment += QUARTER
    return Calendar(days, begins)


class Spell(NamedTuple):
    """From `opens` there is something to do; `met` by somebody, or `stopped`, whichever comes first."""

    opens: datetime
    due: datetime
    met: datetime
    stopped: datetime

    def alive(self, wall: datetime, real: datetime) -> bool:
        """Whether it is open to who looks at a wall clock that may be behind the real one."""
        if self.opens > wall or self.opens > real:
            return False
        if self.stopped <= wall and self.stopped <= real:
            return False
        return not self.met <= real


@dataclass
class Expected:
    """Everything that may become a task: by rule and occurrence, its spells."""

    spells: dict[tuple[str, str], list[Spell]] = field(default_factory=dict)

    def add(self, rule: str, occurrence: str, spell: Spell) -> None:
        self.spells.setdefault((rule, occurrence), []).append(spell)


class Book:
    """A case's facts as a clerk would look them up."""

    def __init__(self, known: Iterable[tuple[datetime, Fact]], zone: str, workdays: tuple[int, ...]) -> None:
        self.calendar, self.workdays = calendar(zone), workdays
        self.rows: dict[Happening, list[tuple[datetime, datetime, Fact]]] = {}
        for seen, fact in known:
            self.rows.setdefault(fact.kind, []).append((self.moment(fact), seen, fact))

    def moment(self, fact: Fact) -> datetime:
        return fact.at if fact.at is not None else self.calendar.begin(fact.on)

    def of(self, *kinds: Happening, about: str | None = None) -> list[tuple[datetime, datetime, Fact]]:
        """Rows (moment, known, fact) of some kinds."""
        rows = [row for kind in kinds for row in self.rows.get(kind, [])]
        return sorted((row for row in rows if about in (None, row[2].about)), key=lambda row: row[:2])

    def first(self, *kinds: Happening, since: datetime = FIRST, about: str | None = None) -> datetime:
        return next((m for m, _, _ in self.of(*kinds, about=about) if m >= since), NEVER)


def expected(known: Iterable[tuple[datetime, Fact]], zone: str, workdays: tuple[int, ...]) -> Expected:
    """Every rule of the table, one after the other."""
    book, found = Book(known, zone, workdays), Expected()
    _first_days(book, found)
    _after_each(book, found)
    _running_out(book, found)
    _walk(book, found)
    return found


def _end_of_day(book: Book, day: date, count: int) -> datetime:
    return book.calendar.begin(book.calendar.plus(day, count + 1))


def _first_days(book: Book, found: Expected) -> None:
    """Counted from notice if there was one, from the injury if not; until notice is known from the injury."""
    (injury, _, _) = book.of(H.INJURY)[0]
    notice = book.first(H.NOTICE)
    closed = book.first(H.CLOSED)
    for rule, hours, days, kinds, outlives in (
        ("notify-2h", 2, None, (H.NOTIFIED,), False),
        ("contact-24h", 24, None, (H.CONTACT_MADE,), False),
        ("first-report", 36, None, (H.FIRST_REPORT_FILED,), True),
        ("osha-7d", None, 7, (H.OSHA_ENTERED, H.NOT_RECORDABLE), True),
    ):
        start = notice if notice < NEVER else injury
        due = start + timedelta(hours=hours) if hours else _end_of_day(book, book.calendar.day(start), days)
        stop = NEVER if outlives else closed
        # Open since the injury: before notice is on file the clock counts from there.
        found.add(rule, "once", Spell(injury, due, book.first(*kinds, since=injury), stop))
    day = book.calendar.plus(book.calendar.day(injury), 45)
    stop = min(closed, book.first(H.FULL_RELEASE, since=injury))
    opens, due = book.calendar.begin(day), _end_of_day(book, day, 0)
    found.add("call-45d", "once", Spell(opens, due, book.first(H.FOLLOW_UP_CALL, since=injury), stop))


# rule, what starts it, hours, days, opens so many days before its last day (None: at once), what meets it, only about
# the same, what stops it
_DEADLINES = (
    ("offer-24h", H.RESTRICTIONS_RECEIVED, 24, None, None, (H.OFFER_MADE, H.ASSIGNMENT_REVIEWED), False,
     (H.FULL_RELEASE,)),
    ("carrier-notice", H.OFFER_ANSWERED, None, 0, None, (H.CARRIER_NOTIFIED,), True, ()),
    ("offer-answer", H.OFFER_MADE, None, 0, None, (H.OFFER_ANSWERED,), True, (H.FULL_RELEASE, H.OFFER_WITHDRAWN)),
    ("pain", H.PAIN_REPORTED, None, 0, None, (H.EXAM_ARRANGED, H.EXAMINED), False, ()),
    ("missed-visit", H.APPOINTMENT_MISSED, None, 0, None, (H.CONTACT_MADE,), False, (H.FULL_RELEASE,)),
    ("tightened", H.TIGHTENED, None, 0, None, (H.REEVALUATED,), True, ()),
    ("mmi-permanent", H.MMI_PERMANENT, None, 0, None, (H.ACCOMMODATION_DECIDED,), False, ()),
    ("packet-not-sent", H.PACKET_NOT_SENT, None, 0, None, (H.PACKET_SENT,), True, ()),
    ("second-request", H.PACKET_SENT, None, 7, 0, (H.REPLY_RECEIVED,), True, ()),
    ("chase-call", H.PACKET_SENT, None, 10, 0, (H.REPLY_RECEIVED,), True, ()),
    ("chase-escalate", H.PACKET_SENT, None, 14, 0, (H.REPLY_RECEIVED,), True, ()),
    ("release-told", H.FULL_RELEASE, None, 0, None, (H.RELEASE_TOLD,), False, ()),
    ("watch-1w", H.FULL_RELEASE, None, 7, 2, (H.WATCH_CHECKED,), False, (H.OFF_WORK, H.ASSIGNMENT_STARTED)),
    ("watch-2w", H.FULL_RELEASE, None, 14, 2, (H.WATCH_CHECKED,), False, (H.OFF_WORK, H.ASSIGNMENT_STARTED)),
)  # fmt: skip


def _after_each(book: Book, found: Expected) -> None:
    closed = book.first(H.CLOSED)
    for rule, kind, hours, days, before, kinds, same, stops in _DEADLINES:
        seen: set[str] = set()
        for moment, _, fact in book.of(kind):
            if fact.about in seen:
                continue
            seen.add(fact.about)
            about, day = fact.about if same else None, book.calendar.day(moment)
            through = max(fact.through, day) if rule == "offer-answer" and fact.through else None
            last = through or (None if days is None else book.calendar.plus(day, days))
            due = moment + timedelta(hours=hours) if last is None else _end_of_day(book, last, 0)
            opens = moment if before is None else book.calendar.begin(book.calendar.plus(last, -before))
            since = moment if rule != "watch-2w" else book.calendar.begin(book.calendar.plus(day, 8))
            stop = min([
                closed,
                *(book.first(k, since=moment, about=about if k is H.OFFER_WITHDRAWN else None) for k in stops),
            ])  # fmt: skip
            met = book.first(*kinds, since=since, about=about)
            found.add(rule, fact.about, Spell(max(moment, opens), due, met, stop))


def _running_out(book: Book, found: Expected) -> None:
    """What has a last day: shown so many days before, done with when something longer follows or it was ended."""
    closed = book.first(H.CLOSED)
    for rule, kind, before in (
        ("restrictions-end", H.RESTRICTIONS, 7), ("assignment-end", H.ASSIGNMENT_STARTED, 7),
        ("release-end", H.RELEASE_SIGNED, 14),
    ):  # fmt: skip
        rows = book.of(kind)
        for moment, known, fact in rows:
            if fact.through is None:
                continue
            followed = [
                max(m, k)
                for m, k, f in rows
                if (f.through is None or f.through > fact.through) and (f.about == fact.about or m > moment)
            ]
            ends = {
                "restrictions-end": [book.first(H.FULL_RELEASE, since=moment)],
                "assignment-end": [book.first(H.FULL_RELEASE, since=moment), book.first(H.OFF_WORK, since=moment)],
                "release-end": [book.first(H.RELEASE_REVOKED, since=moment, about=fact.about)],
            }[rule]
            if rule == "assignment-end":
                followed.append(book.first(H.ASSIGNMENT_ENDED, since=moment, about=fact.about))
            opens = max(moment, known, book.calendar.begin(book.calendar.plus(fact.through, -before)))
            spell = Spell(opens, _end_of_day(book, fact.through, 0), min([*followed, NEVER]), min([closed, *ends]))
            found.add(rule, f"{fact.about}:{fact.through.isoformat()}", spell)


def _walk(book: Book, found: Expected) -> None:
    """Day by day: is the worker off, on modified duty, does the committee sit, is there consent?"""
    days = [day for day in book.calendar.days if day < date(2027, 1, 8)]  # a week longer than anybody looks
    modified, off, last = _duty(book, days)
    formed = book.of(H.COMMITTEE_FORMED)
    sits = [bool(formed) and book.calendar.day(formed[0][0]) <= d for d in days]
    consent = _consents(book, days)
    out = [(m or o) and c for m, o, c in zip(modified, off, consent, strict=True)]
    for rule, lasts, every, before, kind, first, back in (
        ("contact-weekly", off, 7, 2, H.CONTACT_MADE, None, False),
        ("check-in-daily", modified, 1, 0, H.CHECK_IN, 0, False),
        ("review-weekly", modified, 7, 1, H.WEEKLY_REVIEW, None, False),
        ("physician-biweekly", out, 14, 2, H.PHYSICIAN_CONTACTED, None, False),
        ("reexam-30d", modified, 30, 10, H.EXAMINED, None, True),
        ("committee-4w", sits, 28, 3, H.COMMITTEE_UPDATED, None, False),
        ("authorization-90", modified, 90, 7, H.AUTHORIZED, None, True),
        ("program-120", modified, 30, 7, H.AUTHORIZED, 120, False),
    ):
        _again_and_again(book, found, rule, days, lasts, every, before, kind, first, back)
    _added_up(book, found, days, modified, last)


def _duty(book: Book, days: list[date]) -> tuple[list[bool], list[bool], list[bool]]:
    """Assignments begin and end; off work and full duty end them all; an assignment or full duty ends off work.

    Also on which days everybody knows that modified duty ends that evening.
    """
    changes = {}
    for moment, _, fact in book.of(H.ASSIGNMENT_STARTED, H.ASSIGNMENT_ENDED, H.OFF_WORK, H.FULL_RELEASE):
        changes.setdefault(book.calendar.day(moment), []).append(fact)
    running: set[str] = set()
    at_home, ended = False, set()
    modified, off, last = [], [], []
    for day in days:
        for fact in changes.get(day, []):
            if fact.kind is H.ASSIGNMENT_STARTED:
                running.add(fact.about)
                at_home = False
            elif fact.kind in (H.OFF_WORK, H.FULL_RELEASE):
                running.clear()
                at_home = fact.kind is H.OFF_WORK
            elif fact.about in running:
                ended.add(fact.about)
        modified.append(bool(running))
        off.append(at_home)
        last.append(bool(running) and running <= ended)
        running -= ended
    return modified, off, last


def _consents(book: Book, days: list[date]) -> list[bool]:
    """Somebody consented by then, it has not run out, and nobody took consent back since."""
    given = [(book.calendar.day(m), f.through or date.max) for m, _, f in book.of(H.CONSENT_GIVEN)]
    back = [book.calendar.day(m) for m, _, _ in book.of(H.CONSENT_WITHDRAWN)]
    return [
        any(first <= day <= last and not any(first <= each <= day for each in back) for first, last in given)
        for day in days
    ]


def _again_and_again(
    book: Book, found: Expected, rule: str, days: list[date], lasts: list[bool], every: int, before: int,
    kind: Happening, first: int | None, back: bool,
) -> None:  # fmt: skip
    """A counter that begins with the state and begins again each time the thing is done."""
    done: dict[date, datetime] = {}
    for moment, _, _ in book.of(kind):
        done.setdefault(book.calendar.day(moment), moment)
    closed = book.first(H.CLOSED)
    anchor, count, asked = None, 0, None
    for n, day in enumerate(days):
        if not lasts[n]:
            if asked is not None:  # the state is over: what is open is cancelled
                found.add(rule, str(anchor), Spell(*asked, NEVER, min(closed, book.calendar.begin(day))))
            anchor, asked = None, None
            continue
        anchor, count = _begin(day, days, n, done, every, first, back) if anchor is None else (anchor, count + 1)
        works = rule != "check-in-daily" or day.weekday() in book.workdays
        if asked is None and works and count >= max(1, every - before):  # never on the day on which it was done
            last = day if rule == "check-in-daily" else anchor + timedelta(days=every)
            asked = (book.calendar.begin(day), _end_of_day(book, last, 0))
        if day in done and day > anchor:
            if asked is not None:
                found.add(rule, str(anchor), Spell(*asked, done[day], closed))
            anchor, count, asked = day, 0, None
    if asked is not None:
        found.add(rule, str(anchor), Spell(*asked, NEVER, closed))


def _begin(
    day: date, days: list[date], n: int, done: dict[date, datetime], every: int, first: int | None, back: bool
) -> tuple[date, int]:
    """From where to count when a state begins, and how far the counter is."""
    if back:
        for earlier in range(n, -1, -1):
            if days[earlier] in done:
                return days[earlier], n - earlier
    if first is None:
        return day, 0
    return day + timedelta(days=first - every), every - first


def _added_up(book: Book, found: Expected, days: list[date], modified: list[bool], last: list[bool]) -> None:
    """Days of modified duty, added up one by one."""
    closed = book.first(H.CLOSED)
    private = book.of(H.NOT_WORK_RELATED)
    for rule, goal, before, kind in (
        ("modified-30", 30, 0, None), ("modified-60", 60, 0, None), ("modified-90", 90, 0, None),
        ("plan-90", 90, 7, H.AUTHORIZED), ("wage-4w", 28, 7, H.WAGE_DECIDED), ("non-work-4w", 28, 7, H.AUTHORIZED),
    ):  # fmt: skip
        if rule == "non-work-4w" and not private:
            continue
        total, opens = 0, None
        for n, day in enumerate(days):
            goes_on = modified[n] and (not last[n] or total + 1 >= goal)
            alive = total >= goal or (total >= goal - before and goes_on)
            if alive and opens is None:
                opens, left = book.calendar.begin(day), max(goal - total, 0)
                due = _end_of_day(book, day, left)
                met = book.first(kind, since=opens) if kind else NEVER
            if opens is not None and not alive:
                found.add(
                    rule, "once", Spell(_known(opens, private, rule), due, met, min(closed, book.calendar.begin(day)))
                )
                opens = None
            if total >= goal:
                stop = min(closed, book.first(H.FULL_RELEASE, since=opens))
                found.add(rule, "once", Spell(_known(opens, private, rule), due, met, stop))
                break
            total += modified[n]
        else:
            if opens is not None:  # the walk is over before the goal
                found.add(rule, "once", Spell(_known(opens, private, rule), due, met, closed))


def _known(opens: datetime, private: list[tuple[datetime, datetime, Fact]], rule: str) -> datetime:
    return max(opens, private[0][0]) if rule == "non-work-4w" else opens


Sweeps = list[tuple[datetime, datetime]]  # (real, wall)


def made(found: Expected, sweeps: Sweeps) -> dict[tuple[str, str], datetime]:
    """When each task is made: at the first sweep that finds it open. What no sweep ever saw open is never made."""
    reals = [real for real, _ in sweeps]
    times: dict[tuple[str, str], datetime] = {}
    for key, spells in found.spells.items():
        for spell in spells:
            for real, wall in sweeps[max(0, bisect_right(reals, spell.opens) - 1) :]:
                if spell.alive(wall, real):
                    times[key] = min(times.get(key, NEVER), real)
                    break
                if real > min(spell.met, spell.stopped) + timedelta(days=3):
                    break
    return times
