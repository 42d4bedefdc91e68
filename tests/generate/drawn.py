"""Pages as other programs draw them, and how much ink they put where."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterable, Sequence

import numpy as np
import pypdfium2

from forms.fields import FormMap, Place

DPI = 150
FRAME = 1.5  # points of a box's edge that hold its frame


def by_pdfium(pdf: bytes) -> list[np.ndarray]:
    """The pages as pdfium draws them, in grey."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    return [p.render(scale=DPI / 72, grayscale=True).to_numpy().squeeze().copy() for p in document]


def by_poppler(pdf: bytes) -> list[np.ndarray]:
    """The pages as poppler draws them, in grey."""
    command = ["pdftoppm", "-r", str(DPI), "-gray", "-"]
    drawn = io.BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True, timeout=60).stdout)
    pages = []
    while drawn.tell() < len(drawn.getbuffer()):
        kind, size, depth = (drawn.readline().split() for _ in range(3))
        assert (kind, depth) == ([b"P5"], [b"255"])
        width, height = map(int, size)
        pages.append(np.frombuffer(drawn.read(width * height), np.uint8).reshape(height, width))
    return pages


def ink(form: FormMap, places: Iterable[Place], pages: Sequence[np.ndarray]) -> dict[Place, float]:
    """How black the inside of each place is, from 0 to 1."""
    heights = {g.number: g.height for g in form.pages}
    found = {}
    for place in places:
        x0, y0, x1, y1 = place.box
        top = heights[place.page]
        sides = (top - y1 + FRAME, top - y0 - FRAME, x0 + FRAME, x1 - FRAME)
        above, below, left, right = (round(side * DPI / 72) for side in sides)
        found[place] = 1 - float(pages[place.page - 1][above:below, left:right].mean()) / 255
    return found
