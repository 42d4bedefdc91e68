"""One registered page into readings: boxes by their ink, text by OCR, a digital page by what it stores and shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from extract import acroform, shown
from extract.boxes import around, read_marks
from extract.digits.together import apart
from extract.marks import Exposure, FieldInk, blank_of, ink_in, page_exposure, read_sheet
from extract.marks.field_ink import average_stroke, field_ink, in_pieces
from extract.marks.sheet import Sheet, sheet_of
from extract.marks.snap import snap
from extract.page import Registered
from extract.pdf import PdfFile
from extract.signature import read_signature
from extract.text import Layer, Writing, read_text
from extract.unasked import is_written_elsewhere
from forms.fields import Box, Field, Place, is_penned
from forms.readings import Reading, ReadingStatus, Source


@dataclass(frozen=True)
class PageReadings:
    """What one page says, and what is odd about it. `pictures`: each field as it arrived and on the blank, PNG.

    `pen_lost`: ink came out in pieces, so the same pen may have left nothing to be seen on this and on other pages;
    `writing_lost`: only finer writing did.
    `named`: whom it is about by its own print, on pages without a code.
    """

    readings: dict[str, Reading]
    reasons: tuple[str, ...] = ()
    pen_lost: bool = False
    writing_lost: bool = False
    pictures: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)


def read_page(page: Registered, pdf: PdfFile | None) -> PageReadings:
    """A filled PDF of ours by its form fields, everything else as a picture."""
    stored = acroform.stored_fields(pdf.pdf, page.raster.number) if pdf else {}
    known = page.edition.map.by_name.keys() & stored.keys()
    if pdf is None or not known:
        return _with_reasons(read_picture(page, pdf), ("unknown_fields",) if stored else ())
    drawing = shown.drawing_of(page)
    if drawing is None:
        return _with_reasons(read_picture(page, None), ("changed_blank",))
    return _read_filled(page, pdf, drawing, stored)


def read_picture(page: Registered, pdf: PdfFile | None) -> PageReadings:
    """Every field that people fill, by ink and OCR. What we printed ourselves proves nothing and is not read."""
    form, number = page.edition.map, page.geometry.number
    sheet = sheet_of(page, blank_of(page.edition, page.geometry.number))
    boxes, exposure = read_sheet(sheet, page)
    found, layer = read_marks(form, number, boxes), _layer(page, pdf)
    inks, exposure = _inks(sheet, _written_places(page), exposure)
    stroke = average_stroke(ink for one, _, _, ink in inks if one.kind != "signature") or 0.0
    for asked, place, shift, ink in inks:
        if asked.kind == "signature":
            found[asked.name] = read_signature(place, ink)
        else:
            found[asked.name] = read_text(Writing(sheet, asked, place, shift, ink, exposure, layer, stroke))
    reasons = ("unasked_writing",) if is_written_elsewhere(sheet, page, exposure.specks) else ()
    return PageReadings(found | apart(form, found), reasons, exposure.pen_lost, exposure.writing_lost)


def _with_reasons(page: PageReadings, reasons: tuple[str, ...]) -> PageReadings:
    return replace(page, reasons=(*page.reasons, *reasons))


def without(page: PageReadings, doubted: Collection[str]) -> PageReadings:
    """The same page, with a question to a person in place of every reading that the print beside it does not bear."""
    told = {
        name: reading if name not in doubted else reading.model_copy(
            update={"value": None, "status": ReadingStatus.REVIEW, "confidence": 0.0, "reason": "print_differs",
                    "guess": reading.guess if reading.value is None else reading.value}
        )
        for name, reading in page.readings.items()
    }  # fmt: skip
    return replace(page, readings=told)


def unread(
    number: int, fields: Iterable[tuple[Field, tuple[Place, ...]]], status: ReadingStatus, reason: str | None
) -> dict[str, Reading]:
    """Readings of fields whose page never arrived (`missing`), or arrived and could not be read (`review`)."""
    return {
        f.name: Reading(
            status=status, confidence=0.0, source=Source.MARK, page=number,
            box=around(tuple(p.box for p in places)), reason=reason,
        )
        for f, places in fields
    }  # fmt: skip


def _written_places(page: Registered) -> list[tuple[Field, Place]]:
    """Writing lines, combs and signatures of the page that people fill."""
    form = page.edition.map
    by_name = form.by_name
    return [
        (by_name[p.field], p)
        for p in form.places
        if p.page == page.geometry.number
        and by_name[p.field].kind in ("text", "date", "digits", "signature")
        and is_penned(by_name[p.field])
    ]


Inks = list[tuple[Field, Place, NDArray[np.float64], FieldInk]]


def _inks(sheet: Sheet, asked: list[tuple[Field, Place]], exposure: Exposure) -> tuple[Inks, Exposure]:
    """The ink in each place; where the page's writing came out in pieces, no place for writing is surely empty.

    Nor is any box, unless the writer's marks, which are broader, arrived whole. One figure half gone is enough for the
    combs: the same pen may have left another one gone.
    """
    inks = [(one, p, at[0], field_ink(sheet, p, exposure, at)) for one, p, at in _found(sheet, asked)]
    pieces = in_pieces(ink for one, _, _, ink in inks if one.kind != "signature")
    faint = any(one.cells and not ink.bare and not ink.present for one, _, _, ink in inks)
    told = [(one, p, at, replace(ink, bare=False) if pieces or (faint and one.cells) else ink)
            for one, p, at, ink in inks]  # fmt: skip
    lost = exposure.pen_lost or (pieces and not exposure.pen_arrives)
    return told, replace(exposure, thin=exposure.thin or pieces, pen_lost=lost, writing_lost=pieces)


def _found(
    sheet: Sheet, asked: list[tuple[Field, Place]]
) -> Iterator[tuple[Field, Place, tuple[NDArray[np.float64], float]]]:
    """Where the places lie on this page, and how well they match: those of one size are looked for together."""
    sizes: dict[tuple[float, float], list[tuple[Field, Place]]] = defaultdict(list)
    for one, place in asked:
        x0, y0, x1, y1 = place.box
        sizes[round(x1 - x0, 1), round(y1 - y0, 1)].append((one, place))
    for group in sizes.values():
        snapped = snap(sheet, [p for _, p in group])
        for (one, place), shift, match in zip(group, snapped.shift, snapped.match, strict=True):
            yield one, place, (shift, float(match))


def _layer(page: Registered, pdf: PdfFile | None) -> Layer:
    """The text layer of a digital page, asked in points of the blank; None for scans, pictures and turned pages."""
    number = page.raster.number
    if pdf is None or int(pdf.pdf.pages[number - 1].obj.get("/Rotate", 0)) % 360 or pdf.is_scan(number):
        return lambda box: None
    height = page.raster.pixels.shape[0]

    def words(box: Box) -> str | None:
        corners = page.corners_of(box)
        k = 72 / page.raster.dpi[0]
        (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
        return pdf.words_in(number, (left * k, (height - bottom) * k, right * k, (height - top) * k))

    return words


def _read_filled(
    page: Registered, pdf: PdfFile, drawing: shown.Drawing, stored: dict[str, acroform.StoredField]
) -> PageReadings:
    """Stored values that the page shows; places without a field (a signature drawn by hand) by their ink."""
    form, number = page.edition.map, page.geometry.number
    other = acroform.other_view(pdf.data)
    readings: dict[str, Reading] = {}
    by_ink: dict[str, Reading] = {}
    for asked in form.fields:
        places = tuple(p for p in form.places_of(asked.name) if p.page == number)
        if not places:
            continue
        held = stored.get(asked.name)
        if asked.kind == "signature":
            readings[asked.name] = _signature(page, places[0], held, pdf)
        elif held is None:
            by_ink = by_ink or read_picture(page, pdf).readings
            if asked.name in by_ink:
                readings[asked.name] = by_ink[asked.name]
        else:
            checked = held if acroform.cross_checked(held, other) else _disagreeing(held)
            readings[asked.name] = shown.read_stored(drawing, asked, places, checked)
    return PageReadings(readings, tuple(_oddities(page, drawing, stored)))


def _disagreeing(held: acroform.StoredField) -> acroform.StoredField:
    return acroform.StoredField(held.name, held.kind, held.value, held.boxes, held.hidden, agrees=False)


def _signature(page: Registered, place: Place, held: acroform.StoredField | None, pdf: PdfFile) -> Reading:
    """A digital signature that covers the whole file, or ink where the provider signs."""
    blank = blank_of(page.edition, page.geometry.number)
    if held is None or held.value is not True:
        return read_signature(place, ink_in(page, place, page_exposure(page, blank), blank))
    whole = acroform.signed_whole(pdf.pdf, pdf.data) and not held.hidden
    return Reading(
        value=True if whole else None, status=ReadingStatus.ACCEPTED if whole else ReadingStatus.REVIEW,
        confidence=shown.CONFIDENCE if whole else 0.0, source=Source.ACROFORM, page=place.page, box=place.box,
        reason=None if whole else "signature_unclear",
    )  # fmt: skip


def _oddities(page: Registered, drawing: shown.Drawing, stored: dict[str, acroform.StoredField]) -> Iterable[str]:
    names = page.edition.map.by_name.keys()
    if any(held.hidden for held in stored.values()):
        yield "hidden_fields"
    if stored.keys() - names:
        yield "unknown_fields"
    if shown.changed_blank(drawing):
        yield "changed_blank"
