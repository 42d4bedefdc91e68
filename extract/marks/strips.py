"""The windows of a page's boxes, lined up and with the known print taken out: what is left is ink somebody added."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT
from extract.marks.sheet import Sheet, Windows, blank_windows, grid
from extract.marks.snap import Snapped
from forms.fields import Place

MARGIN = 3.4  # mm looked at on each side of a box: the outer ring of the features and a little more
SPILL = 0.16  # mm that print may spill on each side beyond the blank's ...
SPILL_COARSE = 0.28  # ... and up and down on a coarse page, whose lines are 0.26 mm apart
TYPICAL = 25  # per cent of the page's boxes that must be lighter: what all boxes share near their frame is print
TYPICAL_BAND = 0.45  # mm inside and outside the frame in which that may hold; farther in, all may be marked alike
FULL_ROW = 0.6  # share of a row beside the frame that makes it a copy of the frame (a repeated line), not a stroke
FULL_ROWS = 0.55  # mm of such rows that are ignored at most


@dataclass(frozen=True)
class Strips:
    """Windows of boxes of one size. `ink`, `print` (the blank's) and `rest` (ink beyond print) are n x rows x columns.

    `mask` is where print is expected and nothing can be said. `margin` is the rows and columns around the box.
    """

    ink: Windows
    print: Windows
    rest: Windows
    mask: NDArray[np.bool_]
    margin: int

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the box itself, frame included."""
        rows, cols = self.ink.shape[1:]
        return slice(self.margin, rows - self.margin), slice(self.margin, cols - self.margin)


def strips(sheet: Sheet, places: list[Place], snapped: Snapped) -> Strips:
    """Cut the boxes where they were found and subtract the blank."""
    margin = round(MARGIN * PX_PER_MM)
    box = places[0].box
    shape = (grid(box[3] - box[1]) + 2 * margin, grid(box[2] - box[0]) + 2 * margin)
    corners = sheet.blank.on_grid(np.array([[p.box[0], p.box[3]] for p in places]))
    corners = corners + np.array([-margin, margin]) / PX_PER_PT
    known = blank_windows(sheet.blank, corners, shape)
    seen = sheet.ink(sheet.windows(corners + snapped.shift * [1, -1] / PX_PER_PT, shape, snapped.scale))
    mask = _spilled(known, sheet.coarse) | _typical(seen, margin)
    rest = np.where(mask, np.float32(0), seen)
    _drop_copied_rows(rest, mask, margin)
    return Strips(seen, known, rest, mask, margin)


def _spilled(known: Windows, coarse: bool) -> NDArray[np.bool_]:
    """Where the blank's print can reach on this raster."""
    across = 2 * round(SPILL * PX_PER_MM) + 1
    down = 2 * round((SPILL_COARSE if coarse else SPILL) * PX_PER_MM) + 1
    tall = known.reshape(-1, known.shape[2])  # windows one above the other; they end in margins, which hardly matter
    spilled = cv2.dilate((tall > 0.25).astype(np.uint8), np.ones((down, across), np.uint8))
    return np.asarray(spilled, bool).reshape(known.shape)


def _typical(seen: Windows, margin: int) -> NDArray[np.bool_]:
    """What nearly all boxes of this page show close to their frames: print, however this page came out."""
    rows, cols = seen.shape[1:]
    band = round(TYPICAL_BAND * PX_PER_MM)
    near = np.zeros((rows, cols), bool)
    near[margin - band : rows - margin + band, margin - band : cols - margin + band] = True
    near[margin + band : rows - margin - band, margin + band : cols - margin - band] = False
    if len(seen) < 8:  # too few boxes to tell what is typical
        return np.zeros(seen.shape, bool)
    usual = np.percentile(seen, TYPICAL, axis=0, method="lower") > 0.5
    return np.broadcast_to(usual & near, seen.shape)


def _drop_copied_rows(rest: Windows, mask: NDArray[np.bool_], margin: int) -> None:
    """Blank out nearly full rows that touch the frame from inside: a repeated line copies the frame into the box."""
    rows, cols = rest.shape[1:]
    inner = slice(margin + round(0.5 * PX_PER_MM), cols - margin - round(0.5 * PX_PER_MM))
    most = round(FULL_ROWS * PX_PER_MM)
    for first, step in ((margin, 1), (rows - margin - 1, -1)):
        dropping = np.ones(len(rest), bool)
        dropped = np.zeros(len(rest), int)
        for row in range(first, first + step * PX_BAND, step):
            printed = mask[:, row, inner].mean(axis=1) > 0.5
            full = rest[:, row, inner].mean(axis=1) > FULL_ROW
            dropping &= printed | (full & (dropped < most))
            drop = dropping & ~printed
            dropped += drop
            rest[drop, row] = 0
            mask[drop, row] = True


PX_BAND = round(1.3 * PX_PER_MM)  # rows from the frame's outer edge in which its copies can lie
