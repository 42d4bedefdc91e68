"""What characters can be a value of a field: dates of the calendar, numbers within what is possible."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from forms.fields import Field
from forms.meaning import Identity, LimitOf, Schedule

YEARS: Final = (1900, 2100)
OURS: Final = "2000-01-01"  # no date of these forms but a birth is older
LONG_DAY: Final = 12.0  # hours; whoever writes more is asked


def parse(field: Field, text: str) -> tuple[str | float | None, str | None]:
    """The value that stands in a date or digits field, or None and the reason (`bad_date`, `out_of_range`)."""
    if field.kind == "date":
        day = parse_date(text)
        return (day.isoformat(), None) if day else (None, "bad_date")
    number = parse_number(text)
    most = highest(field)
    if number is None or number < 0 or (most is not None and number > most):
        return None, "out_of_range"
    return number, None


def plausible(field: Field, value: str | float | None) -> bool:
    """Whether a handwritten value is one that offices write; a typed one needs only be possible.

    "No hours", and a day longer than twelve hours, are rarer than a figure that was misread. Where no range is known
    any figure could stand, so none is taken.
    """
    if isinstance(value, str):
        return isinstance(field.meaning, Identity) or value >= OURS
    most = highest(field)
    if value is None or most is None:
        return False
    return 1 <= value <= (most * LONG_DAY / 24 if most % 24 == 0 else most)


def parse_date(text: str) -> date | None:
    """Month, day and year as they stand in a comb: eight digits, MMDDYYYY; separators are let through."""
    digits = re.sub(r"[\s/.\-]", "", text)
    if not re.fullmatch(r"[0-9]{8}", digits) or not YEARS[0] <= int(digits[4:]) <= YEARS[1]:
        return None
    try:
        return date(int(digits[4:]), int(digits[:2]), int(digits[2:4]))
    except ValueError:
        return None


def parse_number(text: str) -> float | None:
    """A plain number: `4`, `10`, `.5`."""
    plain = text.strip()
    return float(plain) if re.fullmatch(r"[0-9]+(\.[0-9]+)?|\.[0-9]+", plain) else None


def highest(field: Field) -> float | None:
    """The highest number that makes sense there, by the field's meaning."""
    match field.meaning:
        case Schedule(what="max_days_per_week"):
            return 7.0
        case Schedule() | LimitOf(unit="hours"):
            return 24.0
        case LimitOf(unit="minutes"):
            return 24.0 * 60
    return None
