"""Answers to a form, drawn by Hypothesis: whatever a reading of each kind of field can be."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from extract.formats import highest
from forms.editions import Library
from forms.fields import Field, FormMap
from forms.readings import Reading, ReadingStatus, Source

LIBRARY = Library()
FORMS = tuple(edition.map for edition in LIBRARY.all)
WORDS = ("seated tasks first", "no work until follow up", "ZQX-LUPUS-77", "light duty")
DOUBTS = ("doubtful_mark", "two_marks", "handwritten", "corrected_mark", None)
LIKELY = 0.25  # share of boxes that are marked: on a sheet full of ticks everything contradicts everything


@st.composite
def readings(draw: st.DrawFn, form: FormMap) -> dict[str, Reading]:
    """A reading for each field of the form; some in doubt, some that never arrived, some not there at all."""
    doubtful = draw(st.booleans())  # half of all forms are read without any doubt
    chance = draw(st.randoms(use_true_random=False))
    found = {field.name: _one(chance, form, field, doubtful) for field in form.fields}
    return {name: each for name, each in found.items() if each is not None}


def _one(chance, form: FormMap, field: Field, doubtful: bool) -> Reading | None:
    place = form.places_of(field.name)[0]
    said = {"source": chance.choice(list(Source)), "page": place.page, "box": place.box}
    luck = chance.random()
    if doubtful and luck < 0.04:
        return None
    if doubtful and luck < 0.08:
        return Reading(status=ReadingStatus.MISSING, confidence=0, **said)
    if doubtful and luck < 0.2:
        return Reading(status=ReadingStatus.REVIEW, confidence=0.5, reason=chance.choice(DOUBTS), **said)
    return Reading(value=_value(chance, field), status=ReadingStatus.ACCEPTED, confidence=1, **said)


def _value(chance, field: Field) -> bool | float | str | None:
    written = chance.random() < LIKELY
    match field.kind:
        case "check":
            return written
        case "signature":
            return chance.random() < 0.8
        case "radio":
            return chance.choice(field.options).value if chance.random() < 0.5 else None
        case "date":
            return date(2026, chance.randint(1, 12), chance.randint(1, 28)).isoformat() if written else None
        case "digits":
            most = highest(field) or 200.0
            return chance.randint(0, int(most) * 2) / 2 if written else None
        case _:
            return chance.choice(WORDS) if written else None
