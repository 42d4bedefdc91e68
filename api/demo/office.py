"""What the demo's doctors' offices send back: real copies of our forms, filled, signed and faxed, by nobody's hand.

    on_screen(copy, answers, key)    filled and signed in a PDF viewer
    by_fax(copy, answers, number)    typed dates, ticks and a signature by pen, and a fax machine of 204 x 196 dpi
    note_by_fax(lines, number)       a printout of the office's own: no form of ours, no code

The ink is simple: one pen, curved strokes, a little unrest, by a seed. How well the reader reads harsher pages is
measured elsewhere (`tests/benchmarks`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from forms.editions import Edition, Library
from forms.fields import Box, Place
from forms.values import Given
from generate.copies import personalise

Grey = NDArray[np.uint8]
Points = Sequence[tuple[float, float]]

FINE: Final = (204, 196)  # dots an inch of a fax machine, across and down
DRAWN: Final = 408  # dots an inch at which pen and print meet
PEN: Final = 1.3  # points
LETTER: Final = (612.0, 792.0)
FONT: Final = Path(__file__).parents[2] / "templates" / "forms" / "fonts" / "IBMPlexSans-Medium.ttf"
# Ways of a pen in a box of 1 x 1, origin bottom left; a tick reaches a little out of it.
TICK: Final = ((0.12, 0.52), (0.38, 0.12), (0.62, 0.6), (0.98, 1.06))
CROSS: Final = (((0.08, 0.1), (0.5, 0.52), (0.95, 0.95)), ((0.08, 0.92), (0.52, 0.5), (0.96, 0.06)))
STRUCK: Final = (((-0.5, 0.35), (0.5, 0.6), (1.9, 0.5)), ((-0.45, 0.7), (0.6, 0.4), (1.8, 0.75)))
TOUCHED: Final = ((0.7, 0.1), (0.9, 0.45), (1.3, 0.8))


@dataclass(frozen=True)
class Answers:
    """What an office means: `marks` are boxes, and options as (field, option); `words` what is typed in other fields.

    `struck` are boxes that were marked and crossed out again, `touched` ones that a stroke only grazes. `penned` are
    dates written by pen in their cells.
    """

    marks: Sequence[str | tuple[str, str]] = ()
    words: Mapping[str, Given] = field(default_factory=dict)
    struck: Sequence[str] = ()
    touched: Sequence[str] = ()
    penned: Mapping[str, date] = field(default_factory=dict)
    signed: bool = True


@dataclass(frozen=True)
class Printed:
    """A copy that went to an office: its edition, its id and what we printed on it."""

    edition: Edition
    copy_id: str
    values: Mapping[str, Given]


def printed(edition: Edition, copy_id: str, pdf: bytes) -> Printed:
    """A copy as its PDF shows it."""
    ours = {each.name for each in edition.map.fields if each.writer == "us"}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        fields = document.Root.AcroForm.Fields
        values: dict[str, Given] = {str(e.T): str(e.V) for e in fields if str(e.T) in ours and "/V" in e}
    return Printed(edition, copy_id, values)


def on_screen(copy: Printed, said: Answers, key: bytes) -> bytes:
    """The form filled in a viewer, with a signature drawn there; a PDF."""
    ticked: dict[str, Given] = {m: True for m in said.marks if isinstance(m, str)}
    ticked |= {m[0]: m[1] for m in said.marks if not isinstance(m, str)}
    pdf = personalise(copy.edition, {**copy.values, **said.words, **ticked}, copy.copy_id, key)
    return _signed(pdf, copy.edition) if said.signed else pdf


def by_fax(copy: Printed, said: Answers, key: bytes, number: int) -> bytes:
    """The form typed in part, printed, marked by pen and faxed; a TIFF. `number` names the hand and the machine."""
    hand = np.random.default_rng(number)
    page = _drawn(personalise(copy.edition, {**copy.values, **said.words}, copy.copy_id, key))
    for stroke in _strokes(copy.edition, said, hand):
        _ink(page, stroke)
    return _sent([page], hand)


def signed_release(blank: bytes, number: int) -> bytes:
    """The authority to release, signed by the worker with a pen and scanned; a PDF."""
    hand = np.random.default_rng(number)
    form = Library().current("authority-to-release").map
    page = _drawn(blank)
    for each in (each for each in form.fields if each.kind == "signature"):
        for stroke in _signature(form.places_of(each.name)[0].box, hand):
            _ink(page, stroke)
    out = io.BytesIO()
    _arrived(page, hand).save(out, "PDF", resolution=FINE[0])
    return out.getvalue()


def note_by_fax(lines: Sequence[str], number: int) -> bytes:
    """A page that an office printed from its own system, signed and faxed; a TIFF."""
    hand = np.random.default_rng(number)
    k = DRAWN / 72
    picture = Image.new("L", (round(LETTER[0] * k), round(LETTER[1] * k)), 255)
    draw = ImageDraw.Draw(picture)
    for at, line in enumerate(lines):
        draw.text((72 * k, (84 + 22 * at) * k), line, 20, ImageFont.truetype(str(FONT), round((17, 11)[at > 0] * k)))
    page = np.array(picture)
    for stroke in _signature((72, 792 - 84 - 22 * len(lines) - 40, 300, 792 - 84 - 22 * len(lines) - 10), hand):
        _ink(page, stroke)
    return _sent([page], hand)


def _strokes(edition: Edition, said: Answers, hand: np.random.Generator) -> list[Points]:
    places = {(each.field, each.option): each for each in edition.map.places}
    found: list[Points] = []
    for mark in said.marks:
        place = places[(mark, None) if isinstance(mark, str) else mark]
        found += [_in(place.box, way, hand) for way in ((TICK,) if hand.random() < 0.6 else CROSS)]
    for name in said.struck:
        found += [_in(places[name, None].box, way, hand) for way in (*CROSS, *STRUCK)]
    found += [_in(places[name, None].box, TOUCHED, hand) for name in said.touched]
    for name, day in said.penned.items():
        found += _digits(places[name, None], day.strftime("%m%d%Y"), hand)
    if said.signed:
        found += _signature(places["provider_signature", None].box, hand)
    return found


def _in(box: Box, way: Points, hand: np.random.Generator) -> Points:
    """A way laid into a box, never twice alike."""
    x0, y0, x1, y1 = box
    unrest = hand.normal(0, 0.035, (len(way), 2))
    return [(x0 + (x + a) * (x1 - x0), y0 + (y + b) * (y1 - y0)) for (x, y), (a, b) in zip(way, unrest, strict=True)]


# How a hand writes a figure in a cell of 1 x 1: one stroke each, but for the 4.
FIGURES: Final[Mapping[str, Sequence[Points]]] = {
    "0": (((0.5, 0.85), (0.25, 0.5), (0.5, 0.15), (0.75, 0.5), (0.5, 0.85)),),
    "1": (((0.4, 0.7), (0.55, 0.85), (0.5, 0.15)),),
    "2": (((0.28, 0.7), (0.5, 0.86), (0.7, 0.65), (0.3, 0.18), (0.75, 0.18)),),
    "3": (((0.3, 0.8), (0.65, 0.75), (0.45, 0.5), (0.7, 0.3), (0.3, 0.18)),),
    "4": (((0.45, 0.85), (0.25, 0.4), (0.75, 0.42)), ((0.62, 0.6), (0.6, 0.12))),
    "5": (((0.7, 0.84), (0.35, 0.82), (0.35, 0.55), (0.7, 0.4), (0.3, 0.16)),),
    "6": (((0.65, 0.85), (0.3, 0.4), (0.5, 0.14), (0.68, 0.34), (0.32, 0.4)),),
    "7": (((0.28, 0.82), (0.72, 0.82), (0.45, 0.15)),),
    "8": (((0.6, 0.8), (0.35, 0.65), (0.65, 0.32), (0.4, 0.16), (0.35, 0.4), (0.65, 0.7), (0.5, 0.86)),),
    "9": (((0.68, 0.7), (0.4, 0.84), (0.35, 0.6), (0.68, 0.68), (0.6, 0.14)),),
}


def _digits(place: Place, text: str, hand: np.random.Generator) -> list[Points]:
    x0, y0, x1, y1 = place.box
    cell = (x1 - x0) / len(text)
    return [
        _in((x0 + at * cell, y0, x0 + (at + 1) * cell, y1), way, hand)
        for at, figure in enumerate(text)
        for way in FIGURES[figure]
    ]


def _signature(box: Box, hand: np.random.Generator) -> list[Points]:
    """A flourish that nobody can read."""
    x0, y0, x1, y1 = box
    width, height, many = min(x1 - x0, 170.0) * 0.8, y1 - y0, 13
    up = hand.uniform(0.55, 1.0, many), hand.uniform(0.05, 0.35, many)
    way = [(x0 + 10 + width * i / many, y0 + height * float(up[i % 2][i])) for i in range(many)]
    return [
        way,
        [(x0 + 14, y0 + height * 0.1), (x0 + width * 0.6, y0 + height * 0.2), (x0 + width, y0 + height * 0.12)],
    ]


def _drawn(pdf: bytes) -> Grey:
    """The first page as it is printed."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()  # before a page is opened, or fields are not drawn
    try:
        return np.array(document[0].render(scale=DRAWN / 72, grayscale=True).to_numpy()).reshape(-1, _across())
    finally:
        document.close()


def _across() -> int:
    return round(LETTER[0] * DRAWN / 72)


def _ink(page: Grey, way: Points) -> None:
    """A pen's smooth way over the page, in place."""
    k, shift = DRAWN / 72, 4
    smooth = np.array([((x * k), page.shape[0] - y * k) for x, y in _curve(way)])
    points = np.round(smooth * 2**shift).astype(np.int32)
    cv2.polylines(page, [points], False, 25, round(PEN * k), cv2.LINE_AA, shift)


def _curve(way: Points) -> NDArray[np.float64]:
    """A smooth way through the points (Catmull-Rom)."""
    p = np.array([way[0], *way, way[-1]], float)
    t = np.linspace(0, 1, 12, endpoint=False)[:, None]
    pieces = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True)
    ]
    return np.vstack([*pieces, p[-1:]])


def _sent(pages: Sequence[Grey], hand: np.random.Generator) -> bytes:
    """Through a fax machine: a little askew, at its dots, black or white."""
    first, *rest = [_arrived(page, hand) for page in pages]
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="group4", dpi=FINE)
    return out.getvalue()


def _arrived(page: Grey, hand: np.random.Generator) -> Image.Image:
    down, across = page.shape
    turn = cv2.getRotationMatrix2D((across / 2, down / 2), float(hand.uniform(-0.3, 0.3)), 1.0)
    askew = cv2.warpAffine(page, turn, (across, down), borderValue=255.0)
    size = (round(across * FINE[0] / DRAWN), round(down * FINE[1] / DRAWN))
    small = cv2.resize(askew, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    black = small + hand.normal(0, 4, small.shape) < 140
    return Image.fromarray(np.where(black, 0, 255).astype(np.uint8)).convert("1", dither=Image.Dither.NONE)


def _signed(pdf: bytes, edition: Edition) -> bytes:
    """A drawn signature as viewers save it: an ink annotation with its look, in the signature's place."""
    (place,) = edition.map.places_of("provider_signature")
    ways = _signature(place.box, np.random.default_rng(len(pdf)))
    drawn = "1.3 w 1 J 1 j " + " ".join(
        f"{x:.1f} {y:.1f} {'l' if i else 'm'}" for way in ways for i, (x, y) in enumerate(way)
    )
    with pikepdf.open(io.BytesIO(pdf)) as document:
        look = pikepdf.Stream(document, f"{drawn} S".encode())
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array(place.box)
        ink = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Ink, Rect=pikepdf.Array(place.box), F=4,
            InkList=pikepdf.Array([pikepdf.Array([v for point in way for v in point]) for way in ways]),
            AP=pikepdf.Dictionary(N=document.make_indirect(look)),
        )  # fmt: skip
        document.pages[place.page - 1].Annots.append(document.make_indirect(ink))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
