"""Whom a page without a code is about, as far as its own print says: name, injury date and claim number.

They stand where we print them, and only they can lead to the case. They are clues for the person who looks for it and
prove nothing: no reading, no restriction and no placing rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Final

from extract import glyphs, ocr
from extract.marks import blank_of
from extract.marks.sheet import sheet_of
from extract.marks.snap import snap
from extract.page import Registered
from forms.fields import Field, Place
from forms.meaning import Printed
from forms.readings import Reading

CLUES: Final = ("worker_name", "birth_date", "injury_date", "claim_number")
LEGIBLE: Final = 0.6  # Tesseract's confidence from which a word is a clue; what is penned mostly stays below it
SAME_NAME: Final = 0.6  # likeness of two readings of one name, each with a wrong letter or two


def named_on(page: Registered, readings: Mapping[str, Reading]) -> dict[str, str]:
    """What the page says about whom it is, by the case's words for it: from a filled PDF as stored, else by OCR."""
    found: dict[str, str] = {}
    for what, field, place in _clues(page):
        reading = readings.get(field.name)
        text = str(reading.value or "") if reading else _typed(page, place)
        if text.strip():
            found.setdefault(what, text.strip())
    return found


def may_be_the_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether two pages can be about one person: not if both name somebody and the names are unlike."""
    here, there = (page.get("worker_name", "").casefold() for page in (one, other))
    return not (here and there) or SequenceMatcher(None, here, there).ratio() >= SAME_NAME


def _clues(page: Registered) -> Iterator[tuple[str, Field, Place]]:
    form = page.edition.map
    for place in form.places:
        field = form.by_name[place.field]
        if place.page == page.geometry.number and isinstance(field.meaning, Printed) and field.meaning.what in CLUES:
            yield field.meaning.what, field, place


def _typed(page: Registered, place: Place) -> str:
    """The legible words in a field of ours."""
    sheet = sheet_of(page, blank_of(page.edition, page.geometry.number))
    ink = glyphs.added_ink(sheet, place, snap(sheet, [place]).shift[0])
    if not ink.any():
        return ""
    words = ocr.engine().words(glyphs.for_ocr(ink), ocr.LINE)
    return " ".join(w.text for w in words if w.confidence >= LEGIBLE and any(c.isalnum() for c in w.text))
