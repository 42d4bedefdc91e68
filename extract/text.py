"""Typed text, dates and numbers of a page, and what is handwritten: words go to a person, with their crop.

Nothing written is guessed. Typed digits stand in line, OCR is sure of every one, the networks of `digits/` see the
same and hardly doubt it, and the calendar knows the day; in a digital page the text layer has to say the same as OCR.
Handwritten digits are read in combs only, each in its own cell (`digits/`). A birth date decides whose reply it is: a
penned one is left to a person, however sure its digits are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from extract import glyphs, ocr
from extract.digits import Digits, cut, look
from extract.digits.gates import Page, arrived, believed, doubt, most_doubt
from extract.digits.model import networks
from extract.formats import parse, plausible
from extract.marks import Exposure, FieldInk
from extract.marks.sheet import Sheet
from forms.fields import Box, Field, Place
from forms.meaning import Identity
from forms.readings import Reading, ReadingStatus, Source

SURE: Final = 0.90  # Tesseract's confidence of the least sure word from which typed digits are taken as read
READ: Final = 0.75  # likewise for words, which a person reads anyway
EMPTY: Final = 0.995  # confidence of an empty writing line on a page that would have shown ink

Layer = Callable[[Box], str | None]  # what a digital page's text layer says in a box, None if there is no layer


@dataclass(frozen=True)
class Writing:
    """All there is to say about one text field: the page, where the field was found, its ink, the text layer if any.

    `stroke` is the area in square mm of an average stroke of the page's writing.
    """

    sheet: Sheet
    field: Field
    place: Place
    shift: NDArray[np.float64]
    ink: FieldInk
    exposure: Exposure
    layer: Layer
    stroke: float

    def reading(self, status: ReadingStatus, source: Source, confidence: float, **more: str | float | None) -> Reading:
        """A reading at this place."""
        return Reading(
            status=status, source=source, confidence=confidence, page=self.place.page, box=self.place.box,
            **more,
        )  # fmt: skip

    def review(self, reason: str, source: Source = Source.OCR, guess: str | float | None = None) -> Reading:
        """A question to a person."""
        return self.reading(ReadingStatus.REVIEW, source, 0.0, reason=reason, guess=guess)


def read_text(w: Writing) -> Reading:
    """The reading of one text, date or digits field."""
    if w.ink.bare:
        return w.reading(ReadingStatus.ACCEPTED, Source.MARK, EMPTY)
    if not w.ink.present:
        return w.review("thin_page" if w.exposure.thin else "doubtful_mark", Source.MARK)
    ink = glyphs.added_ink(w.sheet, w.place, w.shift)
    return _words(w, ink) if w.field.kind == "text" else _digits(w, ink)


def _words(w: Writing, ink: glyphs.Mask) -> Reading:
    """Free words always go to a person; surely typed ones are put beside the picture."""
    mode = ocr.LINE if w.field.lines == 1 else ocr.BLOCK
    words = ocr.engine().words(glyphs.for_ocr(ink), mode)
    text = " ".join(word.text for word in words)
    layer = w.layer(w.place.box)
    if layer is not None and same_words(layer, text):
        return w.review("free_words", guess=" ".join(layer.split()))
    if words and min(word.confidence for word in words) >= READ and len(text) >= 4:
        return w.review("free_words", guess=text)
    return w.review("handwritten", Source.HANDWRITING)


def _digits(w: Writing, ink: glyphs.Mask) -> Reading:
    count = w.field.cells or 1
    found = glyphs.cells(ink, count)
    written = tuple(g for g in found if g is not None)
    layer = w.layer(w.place.box)
    typed = bool(layer and layer.strip()) or glyphs.looks_typed(written)
    complete = bool(written) and (w.field.kind != "date" or len(written) == count)
    if not (typed and complete):
        return _penned(w, count)
    words = ocr.engine().words(glyphs.side_by_side(written), ocr.LINE, ocr.DIGITS)
    text, confidence = "".join(word.text for word in words), min((word.confidence for word in words), default=0.0)
    said = "".join((layer or "").split())
    if len(text) != len(written) or (said != text if said else confidence < SURE or not _so_seen(w, count, text)):
        return w.review("unsure_text")
    value, reason = parse(w.field, text)
    if reason:
        return w.review(reason)
    return w.reading(ReadingStatus.ACCEPTED, Source.OCR, max(confidence, SURE), value=value)


def _so_seen(w: Writing, count: int, text: str) -> bool:
    """Whether the networks of handwriting see these figures, and doubt them no more than written ones.

    Of a blurred picture Tesseract is sure of wrong ones; and a careful hand can look typed, with a 1 like a 7.
    """
    seen = _figures(w, count)
    return seen.text == text and doubt(w.field, seen) <= most_doubt(w.field)


def _figures(w: Writing, count: int) -> Digits:
    """What the networks of handwriting see in the cells."""
    return look(cut(w.sheet, w.place, w.shift, count), w.exposure.coarse)


def _penned(w: Writing, count: int) -> Reading:
    """Handwritten digits, each in its own cell: the value where nothing else can stand there."""
    page = Page(w.exposure.writing_lost, w.exposure.thin or w.exposure.pen_lost, w.stroke)
    if not arrived(page):
        return w.review("handwritten", Source.HANDWRITING)
    seen = _figures(w, count)
    if seen.text is None or not believed(w.field, seen, page):
        return w.review("handwritten", Source.HANDWRITING)
    value, reason = parse(w.field, seen.text)
    reason = reason or (None if plausible(w.field, value) else "out_of_range")
    if reason:
        return w.review(reason, Source.HANDWRITING)
    if isinstance(w.field.meaning, Identity):
        return w.review("handwritten", Source.HANDWRITING, guess=value)
    confidence = networks().confidence(doubt(w.field, seen))
    return w.reading(ReadingStatus.ACCEPTED, Source.HANDWRITING, confidence, value=value)


def same_words(one: str, other: str) -> bool:
    """Whether two readings of the same words agree, letters and digits only, whatever their case and spacing."""
    a, b = ("".join(c for c in text.casefold() if c.isalnum()) for text in (one, other))
    return bool(a) and a == b
