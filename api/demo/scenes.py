"""The cases of the demo, one function each. A scene yields the files that came in, and goes on once they are read.

`SCENES` names the state that each shows; the order is that of `people.WORKERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from datetime import date
from typing import Any, Final

from api.casework.clocks import Recorded
from api.demo import office
from api.demo.desk import BUSY, Came, Desk, Opened, Wanted
from api.demo.office import Answers, Printed
from api.demo.people import EMPLOYER, OFFICES, Person
from cases.offers.answers import Kind
from cases.plans.plan import Action, Duty, Milestone, Need, Objective, Plan, Week
from cases.restrictions import Status, WorkStatus
from forms.values import Given

Played = Generator[Came | Wanted, Any, None]
Scene = Callable[[Desk, Person], Played]
LOOSE: Final = ("nothing_positioning", "avoid_lift_over_50", "nothing_repetitive")
USUAL: Final = ("avoid_bending", "avoid_squatting", "avoid_lift_over_25", "avoid_lift_off_floor", "nothing_repetitive")
TIGHT: Final = (
    "avoid_prolonged_standing", "avoid_climbing", "avoid_bending", "avoid_squatting", "avoid_twisting",
    "avoid_crawling", "avoid_reaching_overhead", "avoid_lift_over_10", "avoid_lift_off_floor", "avoid_carrying",
    "avoid_pulling", "avoid_lift_above_shoulders", "nothing_repetitive",
)  # fmt: skip


def answers(
    desk: Desk, person: Person, ago: int, marks: Sequence[str], *, weeks: str = "weeks_4", hours: int = 6,
    born: date | None = None, penned: bool = False, struck: Sequence[str] = (), touched: Sequence[str] = (),
) -> Answers:  # fmt: skip
    """What an office ticks and types: limits from the day of its signature on."""
    words: dict[str, Given] = {
        "hours_per_day": hours, "days_per_week": 5, "begin_date": desk.day(ago).isoformat(),
        "next_visit": desk.day(ago - 20).isoformat(), "signature_date": desk.day(ago).isoformat(),
    }  # fmt: skip
    birth = born or person.born
    known: dict[str, Given] = {} if penned else {"birth_date": birth.isoformat()}
    if "avoid_prolonged_standing" in marks:
        words["standing_hours_at_a_time"] = 1
    return Answers(
        (*marks, ("duration", weeks)), words | known, struck, touched, {"birth_date": birth} if penned else {}
    )


def faxed(desk: Desk, copy: Printed, said: Answers, ago: int) -> Came:
    """It comes back marked by pen."""
    return desk.comes_back(ago, office.by_fax(copy, said, desk.store.page_keys[0], 40 + desk.met))


def mailed(desk: Desk, copy: Printed, said: Answers, ago: int) -> Came:
    """It comes back filled on a screen."""
    return desk.comes_back(ago, office.on_screen(copy, said, desk.store.page_keys[0]))


def in_force(
    desk: Desk,
    case: Opened,
    ago: int,
    marks: Sequence[str],
    *,
    weeks: str = "weeks_4",
    hours: int = 6,
    pen: bool = False,
) -> Played:
    """A packet out, its answer back after two days, confirmed."""
    copy = yield from desk.sends(case, ago + 2)
    said = answers(desk, case.person, ago, marks, weeks=weeks, hours=hours)
    came = (faxed if pen else mailed)(desk, copy, said, ago)
    yield came
    desk.confirms(came, said, ago)


def no_report(desk: Desk, person: Person) -> Played:
    """Hurt two days ago; the release is not signed yet, so nothing could go out."""
    desk.opens(person, 2, entered=False)
    yield from ()


def packet_waiting(desk: Desk, person: Person) -> Played:
    """A packet went out two days ago, and the office has time."""
    yield from desk.sends(desk.opens(person, 4, entered=False), 2)


def packet_not_sent(desk: Desk, person: Person) -> Played:
    """The office's fax was busy all night."""
    yield from desk.sends(desk.opens(person, 3, entered=False), 1, BUSY)


def unanswered(desk: Desk, person: Person) -> Played:
    """Sent eight days ago: the second request is due."""
    yield from desk.sends(desk.opens(person, 10), 8)


def in_review(desk: Desk, person: Person) -> Played:
    """A fax with a box that was crossed out and one that a stroke only grazes."""
    copy = yield from desk.sends(desk.opens(person, 7), 5)
    said = answers(desk, person, 0, USUAL[1:], struck=["avoid_twisting"], touched=["avoid_pulling"])
    yield faxed(desk, copy, said, 0)


def quarantined(desk: Desk, person: Person) -> Played:
    """The birth date on it is another person's."""
    copy = yield from desk.sends(desk.opens(person, 9), 6)
    yield faxed(desk, copy, answers(desk, person, 0, USUAL, born=date(1961, 2, 11)), 0)


def identity_to_read(desk: Desk, person: Person) -> Played:
    """The office wrote the birth date by pen: a person reads it."""
    copy = yield from desk.sends(desk.opens(person, 6), 4)
    yield faxed(desk, copy, answers(desk, person, 0, USUAL, penned=True), 0)


def ready(desk: Desk, person: Person) -> Played:
    """Filled on a screen: nothing in it is in doubt."""
    copy = yield from desk.sends(desk.opens(person, 8), 5)
    yield mailed(desk, copy, answers(desk, person, 0, LOOSE), 0)


def tight(desk: Desk, person: Person) -> Played:
    """Much is to be avoided, four hours a day; the bench was offered at once."""
    case = desk.opens(person, 6)
    yield from in_force(desk, case, 1, TIGHT, hours=4, pen=True)
    desk.offers(case, 1, job="labeler")


def loose(desk: Desk, person: Person) -> Played:
    """Only heavy lifting is to be avoided."""
    case = desk.opens(person, 20)
    yield from in_force(desk, case, 0, LOOSE, hours=8)


def ran_out(desk: Desk, person: Person) -> Played:
    """The limits were for two weeks, five weeks ago. Expired is not released."""
    case = desk.opens(person, 41)
    yield from in_force(desk, case, 35, USUAL, weeks="weeks_2")
    desk.answered(desk.offers(case, 35, days=12), Kind.DECLINED, 33)


def held(desk: Desk, person: Person) -> Played:
    """A newer form asks for more, and nobody has confirmed it: the stricter of both holds."""
    case = desk.opens(person, 24)
    yield from in_force(desk, case, 20, LOOSE, hours=8)
    desk.answered(desk.offers(case, 20), Kind.DECLINED, 18)
    copy = yield from desk.sends(case, 3)
    said = answers(desk, person, 0, TIGHT, hours=4, touched=["avoid_walking"])
    yield faxed(desk, copy, said, 0)


def offered(desk: Desk, person: Person) -> Played:
    """An offer is made and waits for its answer."""
    case = desk.opens(person, 9)
    desk.assigns(case)
    yield from in_force(desk, case, 3, USUAL)
    desk.offers(case, 3)


def working(desk: Desk, person: Person) -> Played:
    """Accepted: modified work that runs."""
    case = desk.opens(person, 18)
    desk.assigns(case)
    yield from in_force(desk, case, 12, USUAL, pen=True)
    desk.answered(desk.offers(case, 12), Kind.ACCEPTED, 11)
    desk.watched(case, range(10, 0, -1))


def declined(desk: Desk, person: Person) -> Played:
    """The worker said no, for the hours."""
    case = desk.opens(person, 13)
    yield from in_force(desk, case, 7, USUAL)
    desk.answered(desk.offers(case, 7), Kind.DECLINED, 5, told=False)


def held_back(desk: Desk, person: Person) -> Played:
    """Work that ran, until a newer form forbade it: it is held back before anybody has confirmed that form."""
    case = desk.opens(person, 25)
    desk.assigns(case)
    yield from in_force(desk, case, 18, USUAL)
    desk.answered(desk.offers(case, 18), Kind.ACCEPTED, 17)
    desk.watched(case, range(16, 0, -1))
    copy = yield from desk.sends(case, 2)
    yield faxed(desk, copy, answers(desk, person, 0, ("avoid_walking", *TIGHT), hours=3), 0)


def planned(desk: Desk, person: Person) -> Played:
    """Four weeks, a little more each; the second one runs."""
    case = desk.opens(person, 30)
    desk.assigns(case)
    yield from in_force(desk, case, 16, USUAL, weeks="weeks_6", hours=8)
    desk.answered(desk.offers(case, 16), Kind.DECLINED, 14)
    desk.plans(case, weeks_of(desk, 10), 12)


def full_duty(desk: Desk, person: Person) -> Played:
    """The office's own note says full duty; the file stays open until the weeks of watching are over."""
    case = desk.opens(person, 38)
    yield from in_force(desk, case, 32, USUAL)
    came = released(desk, person, 4)
    yield came
    desk.enters(case, came, full(desk, 4), 4)
    desk.events(case, 4, Recorded.RELEASE_TOLD)


def closed(desk: Desk, person: Person) -> Played:
    """Full duty, watched for two weeks, closed."""
    case = desk.opens(person, 55)
    yield from in_force(desk, case, 50, LOOSE)
    came = released(desk, person, 21)
    yield came
    desk.enters(case, came, full(desk, 21), 21)
    desk.events(case, 21, Recorded.RELEASE_TOLD)
    desk.events(case, 14, Recorded.WATCH_CHECKED)
    desk.events(case, 7, Recorded.WATCH_CHECKED)
    desk.closes(case, 6)


def late(desk: Desk, person: Person) -> Played:
    """Nobody kept the clocks: no word with the worker, no entry on the log, no offer in three days."""
    case = desk.opens(person, 11, told=False, entered=False)
    yield from in_force(desk, case, 3, USUAL)


def tray(desk: Desk, person: Person) -> Played:
    """Two pages that no case is known for: a visit summary, and a cover sheet that came alone."""
    doctor = OFFICES[1]
    yield desk.comes_back(
        0,
        office.note_by_fax(
            (doctor[1], doctor[2].replace("\n", ", "), "", "Visit summary", f"Seen on {desk.day(1):%B %d, %Y}",
             "No lifting over 15 lb. No ladders. Two weeks.", "Back for a visit in two weeks.", "", doctor[0]), 91,
        ),
    )  # fmt: skip
    yield desk.comes_back(1, office.note_by_fax((OFFICES[0][1], "Fax", f"To: {EMPLOYER}", "Pages: 2, with cover"), 92))


def released(desk: Desk, person: Person, ago: int) -> Came:
    """The office's own printout: full duty."""
    name, practice, address, _ = OFFICES[desk.met % 2]
    lines = (
        practice, address.replace("\n", ", "), "", f"Patient: {person.name}", f"Date: {desk.day(ago):%B %d, %Y}", "",
        "The patient may return to work without restrictions as of this date.", "", name,
    )  # fmt: skip
    return desk.comes_back(ago, office.note_by_fax(lines, 60 + int(person.number[-3:])))


def full(desk: Desk, ago: int) -> WorkStatus:
    """What that note says."""
    day = desk.day(ago)
    return WorkStatus(status=Status.FULL_DUTY, effective_from=day, exam_date=day, signed=True, signed_date=day)


def weeks_of(desk: Desk, ago: int) -> Plan:
    """Four weeks at the clerk's job, from three hours a day to six."""
    duty = (Duty(title="Count and record stock", job=str(desk.jobs["clerk"])),)
    no = Need(needed=False)
    return Plan(
        start=desk.day(ago), end=desk.day(ago - 27), objective=Objective.PRE_INJURY_JOB, overtime=False,
        progress=(Milestone(what="6 hours a day", by_week=4, hours_per_day=6),),
        actions=tuple(
            Action(who=who, what=what, due=desk.day(ago - 7), review=desk.day(ago - 14))
            for who, what in (("worker", "Says each Friday how the week went"),
                              ("supervisor", "Keeps the lower racks free for counting"))
        ),
        duties_change=no, training=no, site_change=no, agreement_conflict=False,
        weeks=tuple(Week(hours_per_day=hours, days_per_week=5, duties=duty) for hours in (3, 4, 5, 6)),
    )  # fmt: skip


SCENES: Final[dict[str, Scene]] = {
    scene.__name__: scene
    for scene in (
        no_report, packet_waiting, packet_not_sent, unanswered, in_review, quarantined, identity_to_read, ready, tight,
        loose, ran_out, held, offered, working, declined, held_back, planned, full_duty, closed, late,
    )
}  # fmt: skip
