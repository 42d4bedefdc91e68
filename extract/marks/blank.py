"""The known blank as ink, drawn once per edition and page: what was on the paper before anybody wrote on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from forms.editions import Edition

Ink = NDArray[np.float32]  # 0 bare paper, 1 full print

PX_PER_MM = 8.0  # the reader's working grid: 203 dpi both ways, the finer raster of an ordinary fax
MM_PER_PT = 25.4 / 72
PX_PER_PT = PX_PER_MM * MM_PER_PT


@dataclass(frozen=True)
class Blank:
    """One page of an edition's blank on the working grid. `height` is the page's in points."""

    ink: Ink
    height: float

    def on_grid(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (n, 2) moved to the nearest grid corner, so that windows of page and blank show the same paper."""
        rounded: NDArray[np.float64] = np.round(np.abs(corners - [0, self.height]) * PX_PER_PT) / PX_PER_PT
        return np.abs([0, self.height] - rounded)

    def window(self, left: float, top: float, shape: tuple[int, int]) -> Ink:
        """Ink of `shape` (rows, columns) grid pixels whose top left corner lies at that point; paper off the page."""
        col, row = round(left * PX_PER_PT), round((self.height - top) * PX_PER_PT)
        rows = np.clip(np.arange(row, row + shape[0]), 0, self.ink.shape[0] - 1)
        cols = np.clip(np.arange(col, col + shape[1]), 0, self.ink.shape[1] - 1)
        return self.ink[np.ix_(rows, cols)]


def blank_of(edition: Edition, number: int) -> Blank:
    """The blank of page `number` (from 1) of an edition, rendered without its widgets and kept in memory."""
    return _render(edition.folder, number)


@lru_cache(maxsize=64)  # about 15 MB a page
def _render(folder: Path, number: int) -> Blank:
    return render_blank(Edition(folder).blank, number)


def render_blank(pdf: bytes, number: int) -> Blank:
    """Page `number` of a blank PDF on the working grid. Form fields are not drawn: they hold no print of their own."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[number - 1]
        grey = page.render(scale=PX_PER_PT, grayscale=True, may_draw_forms=False).to_numpy()
        height = page.get_height()
    finally:
        document.close()
    return Blank(ink=1 - grey.reshape(grey.shape[0], grey.shape[1]).astype(np.float32) / 255, height=height)
