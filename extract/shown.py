"""What a filled PDF shows: each stored value is held against the page as it is drawn.

A tick counts as shown by the ink in its box, a text by OCR of its place. Where the drawing cannot confirm the stored
value the field goes to review: what a person saw on the screen and what a program stored may be two things.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extract import glyphs, ocr
from extract.acroform import StoredField
from extract.anchors import drawn_blank
from extract.boxes import around
from extract.formats import parse
from extract.page import Registered
from extract.pieces import pieces_of
from forms.fields import Box, Field, Place
from forms.readings import Reading, ReadingStatus, Source

CONFIDENCE: Final = 0.999  # a stored value that the drawn page confirms
DIFFERENT: Final = 60  # grey levels by which a pixel differs from the blank's
TICK, NOTHING = 0.03, 0.002  # share of a box's inside that is ink: from the one it is ticked, up to the other empty
ALIKE: Final = 0.8  # similarity from which long text counts as confirmed (OCR's own errors are in it)
OFF: Final = 1.5  # points that a widget may lie from where the map has its field
CHANGED: Final = 0.8  # square mm of difference outside all fields from which the printed page was changed
AIR: Final = 4.0  # points around fields and codes in which differences belong to them

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Drawing:
    """A drawn page of a filled PDF beside its blank. `added` is every pixel in which they differ."""

    page: Registered
    added: Mask
    dpi: float
    height: float

    def cut(self, box: Box, inset: float = 0.0) -> Mask:
        """The differences in a box (points), drawn in by `inset` points."""
        k = self.dpi / 72
        x0, y0, x1, y1 = box
        columns = slice(max(0, round((x0 + inset) * k)), max(0, round((x1 - inset) * k)))
        rows = slice(max(0, round((self.height - y1 + inset) * k)), max(0, round((self.height - y0 - inset) * k)))
        return self.added[rows, columns]

    def share(self, box: Box) -> float:
        """Share of the inside of a box that differs."""
        inside = self.cut(box, inset=1.2)
        return float(inside.mean()) if inside.size else 0.0


def drawing_of(page: Registered) -> Drawing | None:
    """The drawn page beside its blank, or None if it is not drawn in the blank's own place and size."""
    blank = drawn_blank(page.edition.folder, page.geometry.number, page.raster.dpi[0])
    if blank.pixels.shape != page.raster.pixels.shape or not _in_place(page, blank.dpi):
        return None
    difference = cv2.absdiff(page.raster.pixels, blank.pixels)
    return Drawing(page, difference > DIFFERENT, blank.dpi, page.geometry.height)


def _in_place(page: Registered, dpi: float) -> bool:
    k, height = dpi / 72, page.geometry.height
    corners = np.array([[0, 0], [page.geometry.width, 0], [0, height], [page.geometry.width, height]], np.float64)
    plain = np.column_stack([corners[:, 0] * k, (height - corners[:, 1]) * k])
    return bool(np.abs(page.pixels_of(corners) - plain).max() < 3)


def changed_blank(drawing: Drawing) -> bool:
    """Whether the print outside of fields and codes is not the blank's."""
    rest = drawing.added.copy()
    form = drawing.page.edition.map
    own = [p.box for p in form.places if p.page == drawing.page.geometry.number]
    for box in (*own, *drawing.page.geometry.codes, *_code_lines(drawing.page)):
        drawing_rest = Drawing(drawing.page, rest, drawing.dpi, drawing.height)
        drawing_rest.cut(box, inset=-AIR)[:] = False
    count, _, stats = pieces_of(rest.astype(np.uint8))
    pixel = (25.4 / drawing.dpi) ** 2
    return bool(count > 1 and stats[1:, cv2.CC_STAT_AREA].max() * pixel > CHANGED)


def _code_lines(page: Registered) -> tuple[Box, ...]:
    """The line beside the lower code that holds its characters for people to type."""
    lowest = min(page.geometry.codes, key=lambda box: box[1], default=None)
    return () if lowest is None else ((lowest[2], lowest[1] - 6, page.geometry.width - 18, lowest[1] + 20),)


def read_stored(drawing: Drawing, field: Field, places: tuple[Place, ...], stored: StoredField) -> Reading:
    """The stored value, accepted if the page shows it."""
    if stored.hidden or not stored.agrees or not _where_printed(places, stored):
        return _review(field, places, "value_not_shown")
    if field.kind == "check":
        return _check(drawing, field, places, stored)
    if field.kind == "radio":
        return _radio(drawing, field, places, stored)
    return _text(drawing, field, places, stored)


def _where_printed(places: tuple[Place, ...], stored: StoredField) -> bool:
    """Whether the widgets lie where the map has the field: a box moved beside another label means another thing."""
    for place in places:
        box = stored.boxes.get(place.option)
        if box is None or max(abs(a - b) for a, b in zip(box, place.box, strict=True)) > OFF:
            return False
    return True


def _check(drawing: Drawing, field: Field, places: tuple[Place, ...], stored: StoredField) -> Reading:
    share = drawing.share(places[0].box)
    if (stored.value is True and share >= TICK) or (stored.value is False and share <= NOTHING):
        return _accepted(places, bool(stored.value))
    return _review(field, places, "value_not_shown")


def _radio(drawing: Drawing, field: Field, places: tuple[Place, ...], stored: StoredField) -> Reading:
    for place in places:
        share = drawing.share(place.box)
        chosen = stored.value is not None and place.option == stored.value
        if not (share >= TICK if chosen else share <= NOTHING):
            return _review(field, places, "value_not_shown")
    if stored.value is not None and stored.value not in {p.option for p in places}:
        return _review(field, places, "value_not_shown")
    chosen_place = tuple(p for p in places if p.option == stored.value) or places
    return _accepted(chosen_place, stored.value)


def _text(drawing: Drawing, field: Field, places: tuple[Place, ...], stored: StoredField) -> Reading:
    value = stored.value if isinstance(stored.value, str) else None
    ink = drawing.cut(places[0].box)
    if value is None or not value.strip():
        return _accepted(places, None) if ink.mean() <= NOTHING else _review(field, places, "value_not_shown")
    if field.kind == "text":
        return _words(field, places, value, ink)
    if _digits_shown(field, ink, value.strip()) != value.replace(".", "").strip():
        return _review(field, places, "value_not_shown")
    parsed, reason = parse(field, value)
    return _review(field, places, reason) if reason else _accepted(places, parsed)


def _digits_shown(field: Field, ink: Mask, value: str) -> str:
    """The digits that OCR sees in a comb, a cell for each character of the value; a point is seen by its lowness."""
    found = [g for g in glyphs.cells(ink, field.cells or len(value)) if g is not None]
    if len(found) != len(value):
        return ""
    highest = max(g.foot - g.head for g in found)
    tall = tuple(g for g in found if g.foot - g.head >= 0.5 * highest)
    if len(tall) != len(value.replace(".", "")):
        return ""
    return "".join(w.text for w in ocr.engine().words(glyphs.side_by_side(tall), ocr.LINE, ocr.DIGITS))


def _words(field: Field, places: tuple[Place, ...], value: str, ink: Mask) -> Reading:
    """Words that we printed are accepted when they are shown; words of the office always go to a person."""
    mode = ocr.LINE if field.lines == 1 else ocr.BLOCK
    seen = " ".join(w.text for w in ocr.engine().words(glyphs.for_ocr(ink), mode))
    if not alike(value, seen):
        return _review(field, places, "value_not_shown")
    if field.writer == "us":
        return _accepted(places, value)
    return _review(field, places, "free_words", guess=value)


def alike(stored: str, seen: str) -> bool:
    """Whether OCR confirms a text: the same letters and digits but for a few that OCR mistakes; digits all the same."""
    a, b = _folded(stored), _folded(seen)
    same_digits = [c for c in a if c.isdigit()] == [c for c in b if c.isdigit()]
    return bool(a) and same_digits and SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c.isalnum())


def _accepted(places: tuple[Place, ...], value: bool | str | float | None) -> Reading:
    return Reading(
        value=value, status=ReadingStatus.ACCEPTED, confidence=CONFIDENCE, source=Source.ACROFORM,
        page=places[0].page, box=around(tuple(p.box for p in places)),
    )  # fmt: skip


def _review(field: Field, places: tuple[Place, ...], reason: str, guess: str | None = None) -> Reading:
    return Reading(
        status=ReadingStatus.REVIEW, confidence=0.0, source=Source.ACROFORM, page=places[0].page,
        box=around(tuple(p.box for p in places)), reason=reason, guess=guess,
    )  # fmt: skip
