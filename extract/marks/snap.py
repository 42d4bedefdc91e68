"""Finding each box where it really lies: lost and repeated lines move parts of a page by up to 1.5 mm.

First the box with its caption (context), then its own printed frame, edge by edge; the row's median is the check.
All shifts here are in grid pixels, right and down.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT
from extract.marks.sheet import Sheet, blank_windows, grid
from forms.fields import Box, Place

REACH = 2.0  # mm a part of a page can be away from where the registration put it
FRAME_REACH = 0.7  # mm a frame edge can be away from where its context was found
CONTEXT = 1.8  # mm around box and caption that count as context
CAPTION = 14.0  # mm of caption are enough
COARSE_STEP = 2  # grid pixels: the context is matched at half resolution
FRAME = 0.9 / 72 * 25.4  # mm, the drawn frame's width (paper-facts.md, "Lines and greys")

Shifts = NDArray[np.float64]


@dataclass(frozen=True)
class Snapped:
    """Where the boxes lie. Arrays run over the boxes: `shift` and `scale` are n x 2 (across, down), `match` is n.

    `match` is the context's correlation with the blank (1 perfect), `edges` how many of the four frame edges were
    found, `strain` the disagreement between context and frame in mm.
    """

    shift: Shifts
    scale: Shifts
    match: NDArray[np.float64]
    edges: NDArray[np.int64]
    strain: NDArray[np.float64]


def snap(sheet: Sheet, places: list[Place]) -> Snapped:
    """Find every box of `places` (all of one size) on the sheet."""
    context, match = _by_context(sheet, places)
    context = _agree(context, match, places)
    return _by_frame(sheet, places, context, match)


def _context_box(place: Place) -> Box:
    """Box and caption with some air, in points."""
    air, most = CONTEXT * PX_PER_MM / PX_PER_PT, CAPTION * PX_PER_MM / PX_PER_PT
    x0, y0, x1, y1 = place.box
    left, right = x0, x1 + 0.6 * most
    if place.label_box:
        left, right = max(x0 - most, min(x0, place.label_box[0])), min(x1 + most, max(x1, place.label_box[2]))
    return left - air, y0 - air, right + air, y1 + air


def _by_context(sheet: Sheet, places: list[Place]) -> tuple[Shifts, NDArray[np.float64]]:
    """Shift of each box's surroundings, to half a grid step or so, and how well they match."""
    reach = grid(REACH * PX_PER_MM / PX_PER_PT) // COARSE_STEP * COARSE_STEP
    shift, match = np.zeros((len(places), 2)), np.zeros(len(places))
    for i, place in enumerate(places):
        x0, y0, x1, y1 = _context_box(place)
        corner = sheet.blank.on_grid(np.array([[x0, y1]]))
        rows, cols = (grid(side) // COARSE_STEP * COARSE_STEP for side in (y1 - y0, x1 - x0))
        known = blank_windows(sheet.blank, corner, (rows, cols))[0]
        wide = corner + np.array([-reach, reach]) / PX_PER_PT
        seen = sheet.windows(wide, (rows + 2 * reach, cols + 2 * reach))[0]
        scores = cv2.matchTemplate(_halved(sheet.ink(seen)), _halved(known), cv2.TM_CCOEFF_NORMED)
        _, best, _, (col, row) = cv2.minMaxLoc(scores)
        shift[i] = np.array([_peak(scores[row], col), _peak(scores[:, col], row)]) * COARSE_STEP - reach
        match[i] = best
    return shift, match


def _halved(ink: NDArray[np.float32]) -> NDArray[np.float32]:
    rows, cols = ink.shape
    small = cv2.resize(ink, (cols // COARSE_STEP, rows // COARSE_STEP), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float32)


def _peak(scores: NDArray[np.float32], at: int) -> float:
    """Position of a peak between its samples, by a parabola."""
    if not 0 < at < len(scores) - 1:
        return float(at)
    before, top, after = (float(s) for s in scores[at - 1 : at + 2])
    bend = before - 2 * top + after
    return at + (0.5 * (before - after) / bend if bend < 0 else 0.0)


def _agree(shift: Shifts, match: NDArray[np.float64], places: list[Place]) -> Shifts:
    """Pull a badly matched box to the median of the boxes on its row; well matched ones keep their own."""
    agreed = shift.copy()
    rows = np.array([(p.box[1] + p.box[3]) / 2 for p in places])
    heights = np.array([p.box[3] - p.box[1] for p in places])
    for i in range(len(places)):
        near = np.abs(rows - rows[i]) < heights[i]
        sure = near & (match >= max(0.5, match[i]))
        middle = np.median(shift[sure], axis=0) if sure.sum() >= 2 else shift[i]
        if match[i] < 0.5 and np.abs(shift[i] - middle).max() > 0.4 * PX_PER_MM:
            agreed[i] = middle
    return agreed


def _by_frame(sheet: Sheet, places: list[Place], context: Shifts, match: NDArray[np.float64]) -> Snapped:
    """Move and stretch each box so that its printed frame lies on the blank's: four edges, each by its own profile."""
    reach = round(FRAME_REACH * PX_PER_MM)
    box = places[0].box
    shape = (grid(box[3] - box[1]) + 4 * reach, grid(box[2] - box[0]) + 4 * reach)
    corners = sheet.blank.on_grid(np.array([[p.box[0], p.box[3]] for p in places]))
    corners = corners + np.array([-2 * reach, 2 * reach]) / PX_PER_PT
    known = blank_windows(sheet.blank, corners, shape)
    seen = sheet.ink(sheet.windows(corners + context * [1, -1] / PX_PER_PT, shape))
    ends = [_edges(known, seen, axis, reach) for axis in (2, 1)]  # across, then down
    move = np.stack([m for m, _, _ in ends], axis=1)
    size = np.array([shape[1], shape[0]]) - 4 * reach
    scale = 1 + np.stack([s for _, s, _ in ends], axis=1) / size
    edges = sum(f for _, _, f in ends)
    return Snapped(context + move, scale, match, np.asarray(edges), np.abs(move).max(axis=1) / PX_PER_MM)


def _edges(
    known: NDArray[np.float32], seen: NDArray[np.float32], axis: int, reach: int
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Along one axis: how far the middle moved, how much farther apart the two edges are, how many were found."""
    near = [_edge(known, seen, axis, reach, far) for far in (False, True)]
    (low, low_ok), (high, high_ok) = near
    both = low_ok & high_ok & (np.abs(high - low) <= 0.45 * PX_PER_MM)
    calmer = np.where(np.abs(low) <= np.abs(high), low, high)
    one = np.where(low_ok & high_ok, calmer, np.where(low_ok, low, np.where(high_ok, high, 0.0)))
    move = np.where(both, (low + high) / 2, one)
    return move, np.where(both, high - low, 0.0), low_ok.astype(np.int64) + high_ok


def _edge(
    known: NDArray[np.float32], seen: NDArray[np.float32], axis: int, reach: int, far: bool
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Shift of one frame edge by sliding its profile over the blank's, and whether enough of it is there."""
    length = known.shape[axis]
    start = length - 4 * reach if far else 0
    across = 3 - axis
    inside = slice(3 * reach, known.shape[across] - 3 * reach)
    cut = (slice(None), inside, slice(start, start + 4 * reach))
    if axis == 1:
        cut = (slice(None), slice(start, start + 4 * reach), inside)
    old, new = known[cut].mean(axis=across), seen[cut].mean(axis=across)
    kernel = old[:, reach : 3 * reach]
    kernel = kernel - kernel.mean(axis=1, keepdims=True)
    scores = np.stack([(new[:, s : s + 2 * reach] * kernel).sum(axis=1) for s in range(2 * reach + 1)], axis=1)
    best = scores.argmax(axis=1)
    moved = np.array([_peak(row, int(at)) for row, at in zip(scores, best, strict=True)]) - reach
    strength = scores.max(axis=1) / np.maximum((kernel**2).sum(axis=1), 1e-6)
    return moved, strength > 0.35
