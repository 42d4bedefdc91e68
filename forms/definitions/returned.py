"""What every paper that a provider returns has in common: dates in cells, how long it lasts, and who answers for it."""

from __future__ import annotations

from forms.definition import PickOne, Prose, Sign, field, radio
from forms.fields import Field
from forms.meaning import DateOf, Duration, Identity, Signature

# Calendar days at most: an office that ticks "2 weeks" means until the same weekday, two weeks on.
LENGTHS = {
    "days_1_5": ("1–5 days", 5),
    "weeks_2": ("2 weeks", 14),
    "weeks_3": ("3 weeks", 21),
    "weeks_4": ("4 weeks", 28),
    "weeks_5": ("5 weeks", 35),
    "weeks_6": ("6 weeks", 42),
    "weeks_over_6": ("over 6 weeks", None),
}

LENGTH = PickOne(
    field=radio(
        "duration",
        "How long these limits will last: check one",
        Duration(days={value: days for value, (_, days) in LENGTHS.items()}),
        {value: label for value, (label, _) in LENGTHS.items()},
    )
)

WHO = Prose(
    paragraphs=(
        "Please write the birth date from your own records: it tells us that this page is about the right person.",
    )
)


def date_field(name: str, label: str, meaning: DateOf | Identity, *, required: bool = False) -> Field:
    """Eight cells: month, day, year."""
    return field("date", name, label, meaning, cells=8, required=required)


def approval(signature: str) -> Sign:
    """The signature, its date, and the patient's birth date as the office knows it: never printed by us."""
    return Sign(
        fields=(
            field("signature", "provider_signature", signature, Signature(), required=True),
            date_field("signature_date", "Date signed", DateOf(what="signed_date"), required=True),
            date_field("birth_date", "Patient's birth date", Identity(what="birth_date"), required=True),
        )
    )
