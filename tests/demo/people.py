"""Who is in the story, and the job they may come back to. Nobody is real; telephone numbers are of the 555-01 range."""

from __future__ import annotations

from typing import Any, Final

EMPLOYER: Final = {"name": "Harbor Cold Storage", "address": "12 Pier Road\nAlbany, NY 12207", "phone": "518-555-0135"}
COORDINATOR: Final = "Dana Whitfield"
PROVIDER: Final = {
    "name": "Dr. A. Okafor",
    "practice": "Pine Street Occupational Medicine",
    "address": "40 Pine Street\nAlbany, NY 12207",
    "phone": "518-555-0161",
    "fax": "518-555-0162",
}
SENDER: Final = {
    "contact_name": COORDINATOR,
    "contact_phone": "518-555-0135",
    "contact_fax": "518-555-0136",
    "carrier_name": "Hudson Mutual",
    "carrier_address": "1 State Street, Albany, NY 12207",
}
WORKERS: Final = (
    ("Maria Delgado", "1984-07-09", "HC-2214"),
    ("Tomasz Wójcik", "1979-03-21", "HC-2198"),
    ("Linh Nguyễn", "1991-11-02", "HC-2240"),
    ("Ray Caldwell", "1968-05-30", "HC-1875"),
)


def clerk() -> dict[str, Any]:
    """A transitional job as its supervisor wrote it down: one task, every row of the assessment answered."""
    return {
        "title": "Inventory clerk",
        "hours_per_day": 6,
        "days_per_week": 5,
        "overtime": False,
        "tasks": [
            {
                "title": "Count and record stock",
                "description": "Counts cases on the lower racks with a hand-held reader and keeps the stock list.",
                "hours_per_day": 6,
                "with_breaks": True,
                "weekly_overtime": 0,
                "analyst": "Sam Ortega",
                "demands": [*_postures(), *_loads(), *_motions(), *_surroundings()],
            }
        ],
    }


def _postures() -> list[dict[str, Any]]:
    hours = {"stand": ("0.5", "2"), "sit": ("1", "3"), "walk": ("0.5", "1"), "drive": ("0", "0")}
    return [
        {"activity": activity, "measure": measure, "value": value, "scale": "hours", "cell": f"1. Postures, {activity}"}
        for activity, (once, total) in hours.items()
        for measure, value in (("at_one_time", once), ("per_day", total))
    ]


def _loads() -> list[dict[str, Any]]:
    bands = (
        (0, 10, "sometimes", {"actual_weight": 8, "start_height": 3.5, "lift_height": 4, "carry_distance": 20}),
        (10, 20, "not_present", {}),
        (20, 50, "not_present", {}),
        (50, 100, "not_present", {}),
        (100, None, "not_present", {}),
    )
    return [
        {"activity": "lift", "value": value, "weight_low": low, "weight_high": high, **more,
         "cell": f"2. Lifting and carrying, {low + 1}-{high} lb" if high else "2. Lifting and carrying, over 100 lb"}
        for low, high, value, more in bands
    ]  # fmt: skip


def _motions() -> list[dict[str, Any]]:
    done = {
        "push": ("sometimes", "stock cart, waist height, under 15 lb of push"),
        "twist": ("sometimes", "turning to the shelf"),
        "reach": ("sometimes", "shelf at waist height, never overhead"),
        "handle": ("sometimes", "cartons, hand-held reader"),
        "keyboard": ("sometimes", "stock list"),
    }
    asked = ("push", "pull", "climb", "balance", "bend", "twist", "squat", "crawl", "kneel", "reach", "handle",
             "finger", "feel", "keyboard", "repetitive_hand", "repetitive_foot")  # fmt: skip
    return [
        {"activity": each, "value": done.get(each, ("not_present", ""))[0],
         "description": done.get(each, ("", ""))[1], "cell": f"3. Actions and motions, {each.replace('_', ' ')}"}
        for each in asked
    ]  # fmt: skip


def _surroundings() -> list[dict[str, Any]]:
    absent = ("hand_tools", "machinery", "heavy_equipment", "vibration_wbv", "noise", "heat", "cold", "wet_humid",
              "moving_parts", "chemicals", "electricity", "radiation")  # fmt: skip
    return [
        {"activity": each, "value": "not_present", "cell": f"4-5. Equipment and conditions, {each.replace('_', ' ')}"}
        for each in absent
    ]
