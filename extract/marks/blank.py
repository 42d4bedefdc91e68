"""The known blank as ink, drawn once per edition and page: what was on the paper before anybody wrote on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from forms.editions import Edition

Ink = NDArray[np.float32]  # 0 bare paper, 1 full print

PX_PER_MM = 8.0  # the reader's working grid: 203 dpi both ways, the finer raster of an ordinary fax
MM_PER_PT = 25.4 / 72
PX_PER_PT = PX_PER_MM * MM_PER_PT


@dataclass(frozen=True, eq=False)
class Blank:
    """One page of an edition's blank on the working grid. `height` is the page's in points.

    `dark` is its print, 0 bare paper to 255: a byte a pixel, since every child holds all blanks.
    """

    dark: NDArray[np.uint8]
    height: float

    def on_grid(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points (n, 2) moved to the nearest grid corner, so that windows of page and blank show the same paper."""
        rounded: NDArray[np.float64] = np.round(np.abs(corners - [0, self.height]) * PX_PER_PT) / PX_PER_PT
        return np.abs([0, self.height] - rounded)

    def windows(self, corners: NDArray[np.float64], shape: tuple[int, int]) -> Ink:
        """Ink of windows of `shape` (rows, columns) grid pixels with their top left corners at these points, stacked.

        Kept in memory, read-only: every page of an edition asks for the same ones.
        """
        return _windows(self, np.ascontiguousarray(corners).tobytes(), shape)

    @cached_property
    def half(self) -> NDArray[np.uint8]:
        """The page at half the resolution, for finding one's way."""
        rows, cols = self.dark.shape
        return np.asarray(cv2.resize(self.dark, (cols // 2, rows // 2), interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache(maxsize=256)
def _windows(blank: Blank, corners: bytes, shape: tuple[int, int]) -> Ink:
    points = np.frombuffer(corners, np.float64).reshape(-1, 2)
    starts = np.round((points * [1, -1] + [0, blank.height]) * PX_PER_PT).astype(int)
    bounds = blank.dark.shape
    made = ink_of(
        [
            blank.dark[
                np.ix_(
                    *(np.clip(np.arange(a, a + n), 0, most - 1) for a, n, most in zip(at, shape, bounds, strict=True))
                )
            ]
            for at in starts[:, ::-1]
        ]
    )
    made.setflags(write=False)
    return made


def ink_of(pieces: Sequence[NDArray[np.uint8]]) -> Ink:
    """Pieces of a blank as ink, stacked."""
    return np.asarray(np.stack(pieces) / np.float32(255), np.float32)


def blank_of(edition: Edition, number: int) -> Blank:
    """The blank of page `number` (from 1) of an edition, rendered without its widgets and kept in memory."""
    return _render(edition.folder, number)


@lru_cache(maxsize=64)  # about 5 MB a page
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
    return Blank(dark=np.asarray(255 - grey.reshape(grey.shape[0], grey.shape[1]), np.uint8), height=height)
