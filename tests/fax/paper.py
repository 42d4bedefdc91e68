"""Paper as the fax machine knows it: a PDF, drawn to a grey sheet, and where its fields lie.

Nothing of Workslip is imported here: names, rectangles and radio states come out of the PDF itself.
Boxes are PDF points, origin bottom left, `(x0, y0, x1, y1)`; pages count from 1.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pikepdf
import pypdfium2 as pdfium
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # rows x columns, 0 black, 255 white
Points = NDArray[np.float64]  # (n, 2)
Box = tuple[float, float, float, float]
Kind = Literal["check", "radio", "text", "comb", "signature"]

DPI = 400.0  # of a drawn sheet: two samples for each fax pixel across, four for each coarse line
MULTILINE, COMB, RADIO, PUSHBUTTON = 1 << 12, 1 << 24, 1 << 15, 1 << 16


@dataclass(frozen=True)
class Widget:
    """One place to write on. `option` is a radio's state; `cells` the length of a comb."""

    field: str
    kind: Kind
    page: int
    box: Box
    option: str | None = None
    cells: int | None = None
    multiline: bool = False
    value: str | None = None  # what the PDF already holds there

    @property
    def key(self) -> tuple[str, str | None]:
        """Field and option: what a box is called in the truth."""
        return self.field, self.option


@dataclass(frozen=True)
class Sheet:
    """A drawn page. `pixels` at `DPI`; `width` and `height` in points."""

    pixels: Grey
    width: float
    height: float

    def pixels_of(self, points: Points) -> Points:
        """Pixel positions on the sheet (y down) of points of the page (y up)."""
        points = np.asarray(points, dtype=np.float64)
        return np.column_stack([points[:, 0], self.height - points[:, 1]]) * (DPI / 72.0)


@lru_cache(maxsize=16)
def sheets(pdf: bytes) -> tuple[Sheet, ...]:
    """Every page of the PDF, drawn with what its fields show."""
    document = pdfium.PdfDocument(pdf)
    document.init_forms()  # before a page is opened, or widgets are not drawn
    try:
        return tuple(_draw(document[i]) for i in range(len(document)))
    finally:
        document.close()


def _draw(page: pdfium.PdfPage) -> Sheet:
    width, height = page.get_size()
    pixels = page.render(scale=DPI / 72.0, grayscale=True).to_numpy().copy()
    pixels.setflags(write=False)
    return Sheet(pixels, width, height)


@lru_cache(maxsize=16)
def widgets(pdf: bytes) -> tuple[Widget, ...]:
    """Every place to write on, page by page, from the PDF's own annotations."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return tuple(
            _widget(annotation, number)
            for number, page in enumerate(document.pages, 1)
            for annotation in page.obj.get("/Annots", pikepdf.Array())
            if annotation.get("/Subtype") == "/Widget" and not _flags(annotation) & PUSHBUTTON
        )


def _widget(annotation: pikepdf.Object, page: int) -> Widget:
    x0, y0, x1, y1 = (float(v) for v in annotation["/Rect"])
    flags, limit = _flags(annotation), _inherited(annotation, "/MaxLen")
    kind = _kind(annotation, flags)
    return Widget(
        field=_name(annotation),
        kind=kind,
        page=page,
        box=(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)),
        option=_state(annotation) if kind == "radio" else None,
        cells=int(limit) if kind == "comb" and limit is not None else None,
        multiline=kind == "text" and bool(flags & MULTILINE),
        value=_held(annotation, kind),
    )


def _held(annotation: pikepdf.Object, kind: Kind) -> str | None:
    """What the PDF brings along: words as they stand, of a box its state where that is chosen."""
    value = _inherited(annotation, "/V")
    if value is None or kind == "signature":
        return None
    if kind in ("check", "radio"):
        return _state(annotation) if str(value) == f"/{_state(annotation)}" else None
    return str(value)


def _kind(annotation: pikepdf.Object, flags: int) -> Kind:
    match str(_inherited(annotation, "/FT")):
        case "/Btn":
            return "radio" if flags & RADIO else "check"
        case "/Sig":
            return "signature"
        case _:
            return "comb" if flags & COMB else "text"


def _state(annotation: pikepdf.Object) -> str:
    return next(str(key)[1:] for key in annotation["/AP"]["/N"].keys() if key != "/Off")  # noqa: SIM118 - a pikepdf object


def _name(annotation: pikepdf.Object) -> str:
    """The fully-qualified name: partial names from the root down, joined by dots."""
    parts: list[str] = []
    node: pikepdf.Object | None = annotation
    while node is not None:
        if "/T" in node:
            parts.insert(0, str(node["/T"]))
        node = node.get("/Parent")
    return ".".join(parts)


def _flags(annotation: pikepdf.Object) -> int:
    value = _inherited(annotation, "/Ff")
    return int(value) if value is not None else 0


def _inherited(annotation: pikepdf.Object, key: str) -> pikepdf.Object | None:
    node: pikepdf.Object | None = annotation
    while node is not None:
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None
