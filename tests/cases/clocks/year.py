"""A year of one made-up case: what happened, and when anybody could know it. Seeded; nothing in it is anyone's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from cases.clocks import Fact, Happening, Profile, Setting
from cases.clocks.rules import RULES

H = Happening
ZONES = ("America/New_York", "America/Los_Angeles", "Europe/London", "Pacific/Auckland", "Africa/Cairo", "UTC")
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
EVERYTHING = {name: Setting(on=True) for name in RULES} | {"first-report": Setting(on=True, hours=36)}


@dataclass
class Year:
    """One case: its profile, and its facts in the order in which they become known."""

    profile: Profile
    known: list[tuple[datetime, Fact]] = field(default_factory=list)


def year(seed: int) -> Year:
    """The year of that case."""
    return _Writer(Random(seed)).write()


class _Writer:
    """Writes a case from injury to closing, with everything that people forget on the way."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.zone = ZoneInfo(dice.choice(ZONES))
        workdays = dice.choice([(0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6)])
        self.year = Year(Profile(zone=self.zone.key, workdays=workdays, rules=EVERYTHING))
        self.count = 0

    def write(self) -> Year:
        """From beginning to end."""
        now = BEGIN + timedelta(days=self.dice.randint(1, 250), minutes=self.dice.randint(0, 1439))
        now = self.first_days(now)
        for _ in range(self.dice.randint(1, 3)):
            now = self.off(now)
            now = self.packet(now)
            now = self.modified(now)
        self.end(now)
        known = [pair for pair in self.year.known if pair[0] < END]  # the rest nobody learns in this year
        self.year.known = sorted(known, key=lambda pair: pair[0])
        return self.year

    def at(self, moment: datetime, kind: Happening, about: str = "", **more: object) -> None:
        self.year.known.append((moment, Fact(kind=kind, at=moment, about=about, **more)))

    def on(self, day: date, kind: Happening, about: str = "", **more: object) -> None:
        """A fact without an hour is known from the first moment of its day."""
        moment = datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)
        self.year.known.append((moment, Fact(kind=kind, on=day, about=about, **more)))

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def maybe(self, share: float) -> bool:
        return self.dice.random() < share

    def name(self, what: str) -> str:
        self.count += 1
        return f"{what}{self.count}"

    def later(self, moment: datetime, low: float, high: float) -> datetime:
        """So many hours later, to the minute."""
        return moment + timedelta(minutes=round(self.dice.uniform(low, high) * 60))

    def each(self, begin: datetime, end: datetime, low: float, high: float) -> Iterator[datetime]:
        """Moments with so many days between them."""
        moment = self.later(begin, low * 24, high * 24)
        while moment < end:
            yield moment
            moment = self.later(moment, low * 24, high * 24)

    def first_days(self, injury: datetime) -> datetime:
        if self.maybe(0.5):
            self.at(injury, H.INJURY)
        else:
            self.on(self.day(injury), H.INJURY)
        notice = self.later(injury, 0.1, 30)
        if self.maybe(0.85):
            self.at(notice, H.NOTICE)
        for kind, high, share in (
            (H.NOTIFIED, 4, 0.9), (H.CONTACT_MADE, 40, 0.9), (H.FIRST_REPORT_FILED, 60, 0.8),
            (H.OSHA_ENTERED, 240, 0.7), (H.NOT_RECORDABLE, 300, 0.2), (H.NOT_WORK_RELATED, 300, 0.2),
        ):  # fmt: skip
            if self.maybe(share):
                self.at(self.later(notice, 0.1, high), kind)
        if self.maybe(0.6):
            self.at(self.later(notice, 24, 900), H.COMMITTEE_FORMED)
        for moment in self.each(notice, END, 10, 60):
            self.at(moment, self.dice.choice((H.COMMITTEE_UPDATED, H.FOLLOW_UP_CALL, H.PHYSICIAN_CONTACTED)))
        return notice

    def off(self, now: datetime) -> datetime:
        back = self.later(now, 72, 24 * 50)
        self.on(self.day(now) + timedelta(days=1), H.OFF_WORK)
        for moment in self.each(now, back, 2, 12):
            self.at(moment, H.CONTACT_MADE)
        if self.maybe(0.8):
            self.consent(now)
        return back

    def consent(self, now: datetime) -> None:
        about, moment = self.name("c"), self.later(now, 1, 200)
        last = self.day(moment) + timedelta(days=self.dice.randint(20, 200))
        more = {"through": last} if self.maybe(0.5) else {}
        self.at(moment, H.CONSENT_GIVEN, about, **more)
        self.at(moment, H.RELEASE_SIGNED, about, **more)
        if self.maybe(0.3):
            gone = self.day(self.later(moment, 48, 24 * 90))
            self.on(gone, H.CONSENT_WITHDRAWN, about)
            self.on(gone, H.RELEASE_REVOKED, about)

    def packet(self, now: datetime) -> datetime:
        """A packet goes out before the worker is back, or a channel refuses it first; its reply comes, or not."""
        sent, about = now - timedelta(days=self.dice.randint(2, 20)), self.name("p")
        if self.maybe(0.2):
            self.at(sent, H.PACKET_NOT_SENT, about)
            if self.maybe(0.2):
                return now  # and nobody sends it another way
            sent = self.later(sent, 0.2, 90)
        self.at(sent, H.PACKET_SENT, about)
        came = self.later(sent, 24, 24 * 20)
        if self.maybe(0.8):
            self.at(came, H.REPLY_RECEIVED, about)
            self.report(came)
        return max(now, came)

    def report(self, came: datetime) -> None:
        about = self.name("r")
        usable = self.maybe(0.6)
        self.at(came, H.RESTRICTIONS_RECEIVED, about, usable=usable)
        confirmed = self.later(came, 0.2, 72)
        if not usable:
            self.year.known.append((confirmed, Fact(kind=H.RESTRICTIONS_RECEIVED, at=came, about=about)))
        if self.maybe(0.9):
            last = self.day(came) + timedelta(days=self.dice.randint(5, 60))
            self.at(confirmed, H.RESTRICTIONS, about, through=last)
        if self.maybe(0.4):
            self.at(came, H.TIGHTENED, about)
            self.at(self.later(came, 1, 60), H.REEVALUATED, about)
        if self.maybe(0.1):
            self.at(confirmed, H.MMI_PERMANENT, about)
            self.at(self.later(confirmed, 1, 900), H.ACCOMMODATION_DECIDED)
        if self.maybe(0.9):
            self.offer(confirmed)
        else:
            self.at(self.later(confirmed, 0.5, 40), H.ASSIGNMENT_REVIEWED)

    def offer(self, now: datetime) -> None:
        made, about = self.later(now, 0.5, 40), self.name("o")
        more = {"through": self.day(made) + timedelta(days=self.dice.randint(0, 9))} if self.maybe(0.5) else {}
        self.at(made, H.OFFER_MADE, about, **more)
        if self.maybe(0.85):
            answered = self.later(made, 0.2, 200)
            self.at(answered, H.OFFER_ANSWERED, about)
            if self.maybe(0.7):
                self.at(self.later(answered, 0.2, 60), H.CARRIER_NOTIFIED, about)
        elif self.maybe(0.5):
            self.at(self.later(made, 1, 100), H.OFFER_WITHDRAWN, about)

    def modified(self, now: datetime) -> datetime:
        about, first = self.name("a"), self.day(now) + timedelta(days=1)
        begin = self.later(now, 24, 24)
        last = first + timedelta(days=self.dice.randint(5, 110))
        self.on(first, H.ASSIGNMENT_STARTED, about, through=last)
        end = self.later(begin, 24 * 3, 24 * 130)
        if self.maybe(0.3):
            extended = Fact(kind=H.ASSIGNMENT_STARTED, on=first, about=about, through=last + timedelta(days=20))
            self.year.known.append((self.later(begin, 24, 24 * 60), extended))
        if self.maybe(0.7):
            self.on(self.day(end), H.ASSIGNMENT_ENDED, about)
        for kind, low, high in (
            (H.CHECK_IN, 0.4, 2), (H.WEEKLY_REVIEW, 3, 10), (H.PHYSICIAN_CONTACTED, 8, 25), (H.PAIN_REPORTED, 20, 90),
            (H.APPOINTMENT_MISSED, 25, 120), (H.CONTACT_MADE, 10, 40), (H.AUTHORIZED, 40, 120),
            (H.WAGE_DECIDED, 25, 80), (H.EXAM_ARRANGED, 15, 80),
        ):  # fmt: skip
            for moment in self.each(begin, end, low, high):
                self.at(moment, kind, self.name("e"))
        for moment in self.each(begin, end, 12, 40):
            self.on(self.day(moment), H.EXAMINED)
        return self.later(end, 30, 24 * 10)

    def end(self, now: datetime) -> None:
        if self.maybe(0.7):
            self.on(self.day(now) + timedelta(days=2), H.FULL_RELEASE, "f")
            told = self.later(now, 60, 150)
            for kind in (H.RELEASE_TOLD, H.WATCH_CHECKED):
                if self.maybe(0.8):
                    self.at(told, kind)
            for moment in self.each(told, told + timedelta(days=30), 3, 9):
                self.at(moment, H.WATCH_CHECKED)
        if self.maybe(0.6):
            self.at(self.later(now, 24 * 5, 24 * 40), H.CLOSED)
