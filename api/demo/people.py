"""Who is in the demo, and the jobs they may come back to.

Nobody is real: the surnames are words of the harbor, telephone numbers are of the 555-01 range, no address exists.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from api.identity.roles import Role
from cases.demands import Demand, Job, Task


class Person(NamedTuple):
    """A worker of the demo."""

    name: str
    born: date
    number: str
    address: str


class Account(NamedTuple):
    """Somebody who signs in."""

    login: str
    name: str
    role: Role


EMPLOYER: Final = "Harbor Cold Storage (demo)"
ADDRESS: Final = "12 Pier Road\nAlbany, NY 12207"
PHONE: Final = "518-555-0135"
FAX: Final = "518-555-0136"
CARRIER: Final = "Hudson Mutual (demo)"
COORDINATOR: Final = Account("dana", "Dana Quayside", Role.COORDINATOR)
HR: Final = Account("henry", "Henry Breakwater", Role.HR)
SUPERVISOR: Final = Account("sam", "Sam Mooringham", Role.SUPERVISOR)
ACCOUNTS: Final = (COORDINATOR, HR, SUPERVISOR)

WORKERS: Final = tuple(
    Person(name, date.fromisoformat(born), f"HC-{2101 + 7 * at}", f"{3 + 4 * at} Ropewalk Lane\nAlbany, NY 12207")
    for at, (name, born) in enumerate(
        (
            ("Maren Tidewell", "1984-07-09"), ("Otis Pierhook", "1979-03-21"), ("Linh Lanternby", "1991-11-02"),
            ("Ray Driftmoor", "1968-05-30"), ("Paloma Anchorley", "1988-01-17"), ("Tomasz Keelwright", "1975-09-12"),
            ("Ada Ferrystone", "1993-04-25"), ("Curtis Buoyton", "1982-12-03"), ("Ines Saltmarsh", "1970-08-08"),
            ("Wendell Gullane", "1986-02-14"), ("Yara Jettyman", "1990-06-19"), ("Boris Capstanek", "1977-10-28"),
            ("Noor Harborne", "1995-03-06"), ("Felix Ballastow", "1981-11-23"), ("Greta Wharfinger", "1973-07-31"),
            ("Amadou Sextant", "1989-05-11"), ("Rosa Hawserly", "1966-09-02"), ("Kenji Rudderfield", "1985-12-15"),
            ("Della Binnacle", "1978-04-04"), ("Marcus Foghorne", "1992-08-27"),
        )
    )
)  # fmt: skip

# Name, practice, fax and telephone of the offices.
OFFICES: Final = (
    ("Dr. Alva Okafield", "Pine Street Occupational Medicine", "40 Pine Street\nAlbany, NY 12207", "518-555-0162"),
    ("Dr. Jonas Marrowby", "Riverside Orthopedics", "8 Sluice Street\nTroy, NY 12180", "518-555-0171"),
)
_NAMED: Final = frozenset(
    {
        *(each.name for each in WORKERS),
        *(each.name for each in ACCOUNTS),
        *(office[0] for office in OFFICES),
        EMPLOYER,
        CARRIER,
    }
)


def everybody() -> frozenset[str]:
    """Every name that may stand in the demo: no other person is in it."""
    return _NAMED


def clerk() -> Job:
    """Light work: counts stock on the lower racks."""
    done = {
        "push": "stock cart, waist height, under 15 lb of push", "twist": "turning to the shelf",
        "reach": "shelf at waist height, never overhead", "handle": "cartons, hand-held reader",
        "keyboard": "stock list",
    }  # fmt: skip
    hours = {"stand": ("0.5", "2"), "sit": ("1", "3"), "walk": ("0.5", "1"), "drive": ("0", "0")}
    carried = {"actual_weight": 8.0, "start_height": 3.5, "lift_height": 4.0, "carry_distance": 20.0}
    return _job("Inventory clerk", "Count and record stock", "Counts cases on the lower racks, keeps the stock list.",
                hours, {(0, 10): ("sometimes", carried)}, done, set())  # fmt: skip


def labeler() -> Job:
    """Seated work at a bench."""
    done = {"reach": "bench height, never overhead", "handle": "labels and cartons", "finger": "peels labels"}
    hours = {"stand": ("0.5", "1"), "sit": ("2", "4"), "walk": ("0.5", "1"), "drive": ("0", "0")}
    carried = {"actual_weight": 4.0, "start_height": 3.0, "lift_height": 3.5}
    return _job("Label bench", "Label returned cartons", "Sits at the bench and labels cartons that came back.",
                hours, {(0, 10): ("sometimes", carried)}, done, set())  # fmt: skip


def picker() -> Job:
    """The job that most of them held: heavy, cold, on their feet."""
    done = {
        "push": "pallet jack", "pull": "pallet jack", "bend": "lower racks", "twist": "from rack to pallet",
        "squat": "lowest rack", "reach": "racks up to shoulder height", "handle": "cases", "climb": "two steps",
    }  # fmt: skip
    hours = {"stand": ("1", "2"), "sit": ("0", "0"), "walk": ("2", "5"), "drive": ("0", "0")}
    heavy = {"actual_weight": 42.0, "start_height": 0.5, "lift_height": 4.5, "carry_distance": 15.0}
    light = {"actual_weight": 15.0, "start_height": 1.0, "lift_height": 4.5, "carry_distance": 15.0}
    bands = {(0, 10): ("often", light | {"actual_weight": 9.0}), (10, 20): ("often", light), (20, 50): ("often", heavy)}
    return _job("Order picker", "Pick orders in the cold store", "Takes cases from racks and stacks them on pallets.",
                hours, bands, done, {"cold"})  # fmt: skip


_BANDS: Final = ((0, 10), (10, 20), (20, 50), (50, 100), (100, None))
_MOTIONS: Final = (
    "push", "pull", "climb", "balance", "bend", "twist", "squat", "crawl", "kneel", "reach", "handle", "finger", "feel",
    "keyboard", "repetitive_hand", "repetitive_foot",
)  # fmt: skip
_AROUND: Final = (
    "hand_tools", "machinery", "heavy_equipment", "vibration_wbv", "noise", "heat", "cold", "wet_humid", "moving_parts",
    "chemicals", "electricity", "radiation",
)  # fmt: skip


def _job(
    title: str, task: str, says: str, hours: dict[str, tuple[str, str]],
    lifted: dict[tuple[int, int], tuple[str, dict[str, float]]], done: dict[str, str], around: set[str],
) -> Job:  # fmt: skip
    """A job of one task with every row of its assessment answered."""
    demands = [
        *(
            Demand(activity=name, measure=measure, value=value, scale="hours", cell=f"1. Postures, {name}")
            for name, (once, total) in hours.items()
            for measure, value in (("at_one_time", once), ("per_day", total))
        ),
        *(_load(low, high, *lifted.get((low, high or 0), ("not_present", {}))) for low, high in _BANDS),
        *(_present(f"3. Actions and motions, {name}", name, done.get(name)) for name in _MOTIONS),
        *(_present(f"4-5. Equipment and conditions, {name}", name, "" if name in around else None) for name in _AROUND),
    ]
    described = Task(
        title=task, description=says, hours_per_day=6, with_breaks=True, weekly_overtime=0,
        analyst=SUPERVISOR.name, demands=tuple(demands),
    )  # fmt: skip
    return Job(title=title, hours_per_day=6, days_per_week=5, overtime=False, tasks=(described,))


def _load(low: int, high: int | None, value: str, more: dict[str, float]) -> Demand:
    cell = f"2. Lifting and carrying, {low + 1}-{high} lb" if high else "2. Lifting and carrying, over 100 lb"
    return Demand.model_validate(
        {"activity": "lift", "value": value, "weight_low": low, "weight_high": high, "cell": cell, **more}
    )


def _present(cell: str, activity: str, how: str | None) -> Demand:
    value = "not_present" if how is None else "sometimes"
    return Demand(activity=activity, value=value, description=how or "", cell=cell.replace("_", " "))
