"""The windows of a page's boxes, lined up and with the known print taken out: what is left is ink somebody added."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.marks.sheet import Sheet, Windows, grid
from extract.marks.snap import Snapped
from forms.fields import Place

MARGIN = (3.4, 5.0)  # mm looked at above and below, left and right of a box: marks beside it lie mostly left or right
SPILL, SPILL_PIXELS = (
    0.09,
    0.75,
)  # print may spill this many mm, plus this many of the page's pixels, beyond the blank's
PEN = 97  # per cent of a box's inside that are lighter than the pen's own ink ...
PALEST_PEN = 0.25  # ... which is at least this dark where grey survives
TYPICAL = 0.25  # of the page's boxes that must be lighter: what all boxes share near their frame is print
TYPICAL_IN, TYPICAL_OUT = 0.75, 0.45  # mm inside and outside the box in which that holds; farther in, all may be marked
TOUCHING = 0.5  # mm around a box: ink that ends there ends at its frame, whose print hides where it goes on
FULL_ROW = 0.6  # share of a row beside the frame that makes it a copy of the frame (a repeated line), not a stroke
FULL_ROWS = 0.55  # mm of such rows that are ignored at most


@dataclass(frozen=True)
class Strips:
    """Windows of boxes of one size. `ink`, `print` (the blank's) and `rest` (ink beyond print) are n x rows x columns.

    `faint` is `ink` with the paper's grain in it. `mask` is where print is expected and nothing can be said. `level`
    (n x 1 x 1) is the ink from which a pixel belongs to a stroke: half of the pen's own darkness, where grey survives.
    `margin` is the rows and columns around the box. `others` is where the boxes next to it lie, with the width to which
    their print may spill.
    """

    ink: Windows
    print: Windows
    rest: Windows
    faint: Windows
    mask: NDArray[np.bool_]
    level: Windows
    margin: tuple[int, int]
    others: NDArray[np.bool_]
    one_bit: bool

    @cached_property
    def strokes(self) -> NDArray[np.bool_]:
        """Pixels that belong to strokes."""
        return self.rest > self.level

    @property
    def box(self) -> tuple[slice, slice]:
        """Rows and columns of the box itself, frame included."""
        (up, aside), (rows, cols) = self.margin, self.ink.shape[1:]
        return slice(up, rows - up), slice(aside, cols - aside)


def strips(sheet: Sheet, places: list[Place], snapped: Snapped) -> Strips:
    """Cut the boxes where they were found and subtract the blank."""
    up, aside = margin = round(MARGIN[0] * PX_PER_MM), round(MARGIN[1] * PX_PER_MM)
    box = places[0].box
    shape = (grid(box[3] - box[1]) + 2 * up, grid(box[2] - box[0]) + 2 * aside)
    corners = sheet.blank.on_grid(np.array([[p.box[0], p.box[3]] for p in places]))
    corners = corners + np.array([-aside, up]) / PX_PER_PT
    known = sheet.blank.windows(corners, shape)
    faint = sheet.faint(sheet.windows(corners + snapped.shift * [1, -1] / PX_PER_PT, shape, snapped.scale))
    seen = sheet.above_grain(faint)
    spill = tuple(round((SPILL + SPILL_PIXELS * side) * PX_PER_MM) for side in sheet.pixel)
    mask = _spill_mask(sheet.blank, corners.tobytes(), shape, spill) | _typical(seen, margin)
    rest = seen * ~mask
    _drop_copied_rows(rest, mask, margin)
    others = _others(corners * [1, -1] * PX_PER_PT + snapped.shift, shape, margin)
    level = _pen_levels(rest, margin, sheet.one_bit)
    return Strips(seen, known, rest, faint, mask, level, margin, others, sheet.one_bit)


def _others(at: NDArray[np.float64], shape: tuple[int, int], margin: tuple[int, int]) -> NDArray[np.bool_]:
    """Where the boxes next to each box lie in its window; `at` are the windows' corners, in pixels right and down."""
    (up, aside), (rows, cols), n = margin, shape, len(at)
    spill = round(TOUCHING * PX_PER_MM)
    found = np.zeros((n, *shape), bool)
    apart = np.round(at[None] - at[:, None]).astype(int)
    near = (np.abs(apart) < [cols - aside + spill, rows - up + spill]).all(axis=2) & ~np.eye(n, dtype=bool)
    for i, j in np.argwhere(near):
        right, down = apart[i, j]
        found[i, max(0, down + up - spill) : max(0, down + rows - up + spill),
              max(0, right + aside - spill) : max(0, right + cols - aside + spill)] = True  # fmt: skip
    return found


def _pen_levels(rest: Windows, margin: tuple[int, int], one_bit: bool) -> Windows:
    if one_bit:
        return np.full((len(rest), 1, 1), 0.5, np.float32)
    up, aside = margin
    inside = rest[:, up:-up, aside:-aside].reshape(len(rest), -1)
    pen = np.clip(np.percentile(inside, PEN, axis=1), PALEST_PEN, 1.0)
    return (0.5 * pen).astype(np.float32)[:, None, None]


@lru_cache(maxsize=64)
def _spill_mask(blank: Blank, corners: bytes, shape: tuple[int, int], spill: tuple[int, ...]) -> NDArray[np.bool_]:
    """Where the blank's print can reach on this raster."""
    known = blank.windows(np.frombuffer(corners, np.float64).reshape(-1, 2), shape)
    across, down = (2 * side + 1 for side in spill)
    tall = known.reshape(-1, known.shape[2])  # windows one above the other; they end in margins, which hardly matter
    spilled = cv2.dilate((tall > 0.25).astype(np.uint8), np.ones((down, across), np.uint8))
    return np.asarray(spilled, bool).reshape(known.shape)


def _typical(seen: Windows, margin: tuple[int, int]) -> NDArray[np.bool_]:
    """What nearly all boxes of this page show close to their frames: print, however this page came out."""
    (up, aside), (rows, cols) = margin, seen.shape[1:]
    out, into = round(TYPICAL_OUT * PX_PER_MM), round(TYPICAL_IN * PX_PER_MM)
    near = np.zeros((rows, cols), bool)
    near[up - out : rows - up + out, aside - out : cols - aside + out] = True
    near[up + into : rows - up - into, aside + into : cols - aside - into] = False
    if len(seen) < 8:  # too few boxes to tell what is typical
        return np.zeros(seen.shape, bool)
    usual = (seen > 0.5).view(np.uint8).sum(axis=0, dtype=np.uint16) > (1 - TYPICAL) * len(seen)
    return np.broadcast_to(usual & near, seen.shape)


def _drop_copied_rows(rest: Windows, mask: NDArray[np.bool_], margin: tuple[int, int]) -> None:
    """Blank out nearly full rows that touch the frame from inside: a repeated line copies the frame into the box."""
    (up, aside), (rows, cols) = margin, rest.shape[1:]
    inner = slice(aside + round(0.6 * PX_PER_MM), cols - aside - round(0.6 * PX_PER_MM))
    most = round(FULL_ROWS * PX_PER_MM)
    for band in (np.arange(up, up + PX_BAND), np.arange(rows - up - 1, rows - up - 1 - PX_BAND, -1)):
        printed = mask[:, band, inner].mean(axis=2) > 0.5
        full = rest[:, band, inner].mean(axis=2) > FULL_ROW
        dropping = np.ones(len(rest), bool)
        dropped = np.zeros(len(rest), int)
        for row, is_printed, is_full in zip(band, printed.T, full.T, strict=True):
            dropping &= is_printed | (is_full & (dropped < most))
            drop = dropping & ~is_printed
            dropped += drop
            rest[drop, row] = 0
            mask[drop, row] = True


PX_BAND = round(1.3 * PX_PER_MM)  # rows from the frame's outer edge in which its copies can lie
