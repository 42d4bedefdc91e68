"""How a returned form looks: its page as it arrived, laid straight, and the pictures behind single answers.

They stand in for what the reader cuts from a fax (18 seconds for a page on a busy machine); what is drawn is what the
scripted readings say, and over it the strokes that make an answer doubtful.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from forms.codes import new_copy_id
from forms.editions import Library
from forms.values import Given
from generate.copies import personalise

EDITION = Library().current("transitional-assignment")
PIXEL = 150 / 72  # to a point, as `api.casework.pictures` has them
AROUND = 9.0  # points of paper shown around an answer
GREYS = 8
# Strokes of a pen, in points from the lower left corner of an answer's box.
SLIP = ((1, 3), (4, 5), (6, 3))
CROSSED = ((-3, 2), (4, 6), (10, 1), (2, 9), (12, 8))
BLOT = ((3, 1), (8, 11), (6, 2), (11, 10))


def page_of(values: Mapping[str, Any], strokes: Mapping[str, tuple[tuple[int, int], ...]]) -> Image.Image:
    """The filled page with somebody's strokes on it, in a few greys."""
    fields = EDITION.map.by_name
    drawn: dict[str, Given] = {n: v for n, v in values.items() if v not in (None, False) and _can_be_drawn(n)}
    page = _drawn(personalise(EDITION, drawn, new_copy_id(), None))
    pen = ImageDraw.Draw(page)
    for name, points in strokes.items():
        x0, y0, *_ = EDITION.map.places_of(fields[name].name)[0].box
        pen.line([_pixels(x0 + dx, y0 + dy) for dx, dy in points], fill=70, width=3)
    for name in (n for n, v in values.items() if v is True and fields[n].kind == "signature"):
        x0, y0, x1, y1 = EDITION.map.places_of(name)[0].box
        wave = [(x0 + 8 + 9 * step, (y0 + y1) / 2 + (5, -4, 7, -2)[step % 4]) for step in range(12)]
        pen.line([_pixels(x, y) for x, y in wave if x < x1], fill=50, width=4)
    return page


@cache
def blank() -> Image.Image:
    """The same page with nothing in it."""
    return _drawn(EDITION.blank)


def blank_pages(_act: object, _document: object, numbers: Sequence[int]) -> list[bytes]:
    """As many blanks, in place of pages of a file."""
    return [png(blank())] * len(numbers)


def crops_of(name: str, page: Image.Image) -> dict[str, bytes]:
    """An answer as it came back, and its place on the blank, under the names that the review page looks for."""
    x0, y0, x1, y1 = EDITION.map.places_of(name)[0].box
    (left, top), (right, bottom) = _pixels(x0 - AROUND, y1 + AROUND), _pixels(max(x1, x0 + 40) + AROUND, y0 - AROUND)
    place = (round(left), round(top), round(right), round(bottom))
    return {f"{name}.png": png(page.crop(place)), f"{name}.blank.png": png(blank().crop(place))}


def png(picture: Image.Image) -> bytes:
    """As a small PNG."""
    out = io.BytesIO()
    picture.quantize(GREYS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _can_be_drawn(name: str) -> bool:
    return EDITION.map.field(name).kind != "signature"


def _drawn(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    try:
        return document[0].render(scale=PIXEL, grayscale=True).to_pil().convert("L")
    finally:
        document.close()


def _pixels(x: float, y: float) -> tuple[float, float]:
    return x * PIXEL, (EDITION.map.pages[0].height - y) * PIXEL
