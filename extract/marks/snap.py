"""Finding each box where it really lies: lost and repeated lines move parts of a page by up to 1.5 mm.

First the box with its caption (context), then its own printed frame, edge by edge; the row's median is the check.
All shifts here are in grid pixels, right and down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.marks.sheet import Sheet, Windows, grid
from forms.fields import Place

REACH, FAR_REACH = 2.0, 3.6  # mm a part of a page can be away from where the registration put it, mostly and at most
APART = 0.5  # mm between boxes of a row from which one of them is wrong
FRAME_REACH = 0.7  # mm a frame edge can be away from where its context was found
FOUND = 0.6  # correlation with the blank from which a context counts as found
LOST_EDGES, LOST_MATCH = 2, 0.4  # a box with fewer edges of its frame, or less like the blank, lies somewhere else
FEW = 3  # boxes that may be lost on a page, by a stain or a tear, and say nothing of the others
CONTEXT = 1.8  # mm around box and caption that count as context
CAPTION = 10.0  # mm of caption are enough
FRAME = 0.9 / 72 * 25.4  # mm, the drawn frame's width (paper-facts.md, "Lines and greys")

Shifts = NDArray[np.float64]
Each = NDArray[np.float64]  # one value a box
Found = NDArray[np.bool_]


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


def lost_share(snapped: Sequence[Snapped], there: Sequence[Found]) -> float:
    """Share of a page's boxes that were not found, of those that are `there`: not cut off with a margin.

    Where it is large the page was lined up wrongly, and what was found may be the box of another row.
    """
    lost = [((s.edges < LOST_EDGES) | (s.match < LOST_MATCH))[own] for s, own in zip(snapped, there, strict=True)]
    every = np.concatenate(lost or [np.zeros(0, bool)])
    return float(every.mean()) if np.count_nonzero(every) > FEW else 0.0


def snap(sheet: Sheet, places: list[Place]) -> Snapped:
    """Find every box of `places` (all of one size) on the sheet."""
    context, match = _by_context(sheet, places, REACH)
    lost = np.flatnonzero(match < FOUND)
    if len(lost):
        farther, better = _by_context(sheet, [places[i] for i in lost], FAR_REACH)
        won = better > match[lost]
        context[lost[won]], match[lost[won]] = farther[won], better[won]
    context = _agree(context, match, places)
    return _by_frame(sheet, places, context, match)


def _by_context(sheet: Sheet, places: list[Place], far: float) -> tuple[Shifts, NDArray[np.float64]]:
    """Shift of each box with its caption, and how well they match the blank (correlation)."""
    reach, air, caption = (round(v * PX_PER_MM / 2) for v in (far, CONTEXT, CAPTION))  # half the grid's pixels
    x0, y0, x1, y1 = places[0].box
    shape = (grid(y1 - y0) // 2 + 2 * air, grid(x1 - x0) // 2 + 2 * air + caption)
    corners = np.array([[p.box[0], sheet.blank.height - p.box[3]] for p in places]) * PX_PER_PT / 2 - air
    corners[:, 0] -= [caption if _captioned_left(p) else 0 for p in places]
    corners = np.round(corners)
    wide = (corners - reach) * 2 / PX_PER_PT * [1, -1] + [0, sheet.blank.height]
    seen = sheet.half_windows(wide, (shape[0] + 2 * reach, shape[1] + 2 * reach))
    known = _known(sheet.blank, corners.tobytes(), shape)
    scores = np.stack([cv2.matchTemplate(*pair, cv2.TM_CCOEFF_NORMED) for pair in zip(seen, known, strict=True)])
    box = np.arange(len(places))
    rows, columns = np.divmod(scores.reshape(len(places), -1).argmax(axis=1), scores.shape[2])
    shift = np.stack([_peaks(scores[box, rows]), _peaks(scores[box, :, columns])], axis=1)
    return (shift - reach) * 2, scores[box, rows, columns].astype(np.float64)


def _captioned_left(place: Place) -> bool:
    return place.label_box is not None and place.label_box[2] <= place.box[0]


@lru_cache(maxsize=64)
def _known(blank: Blank, corners: bytes, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """The contexts as the blank shows them."""
    rows, cols = blank.half.shape
    at = np.frombuffer(corners, np.float64).reshape(-1, 2).astype(int)
    return np.stack(
        [
            blank.half[
                np.ix_(
                    np.clip(np.arange(y, y + shape[0]), 0, rows - 1), np.clip(np.arange(x, x + shape[1]), 0, cols - 1)
                )
            ]
            for x, y in at
        ]
    )


def _peaks(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Position of the peak of each row between its samples, by a parabola."""
    rows, at = np.arange(len(scores)), scores.argmax(axis=1)
    inner = np.clip(at, 1, scores.shape[1] - 2)
    before, top, after = (scores[rows, inner + step].astype(np.float64) for step in (-1, 0, 1))
    bend = before - 2 * top + after
    bent = (bend < 0) & (inner == at)
    return np.asarray(at + np.where(bent, 0.5 * (before - after) / np.where(bent, bend, 1.0), 0.0))


def _agree(shift: Shifts, match: NDArray[np.float64], places: list[Place]) -> Shifts:
    """Pull a badly matched box to where well matched boxes of its row lie; those keep their own place."""
    agreed = shift.copy()
    rows = np.array([(p.box[1] + p.box[3]) / 2 for p in places])
    height = places[0].box[3] - places[0].box[1]
    for i in np.flatnonzero(match < FOUND):
        sure = (np.abs(rows - rows[i]) < height) & (match >= FOUND)
        if sure.any():
            middle = np.median(shift[sure], axis=0)
            if np.abs(shift[i] - middle).max() > APART * PX_PER_MM:
                agreed[i] = middle
    return agreed


def _by_frame(sheet: Sheet, places: list[Place], context: Shifts, match: NDArray[np.float64]) -> Snapped:
    """Move and stretch each box so that its printed frame lies on the blank's: four edges, each by its own profile."""
    reach = round(FRAME_REACH * PX_PER_MM)
    box = places[0].box
    shape = (grid(box[3] - box[1]) + 4 * reach, grid(box[2] - box[0]) + 4 * reach)
    corners = sheet.blank.on_grid(np.array([[p.box[0], p.box[3]] for p in places]))
    corners = corners + np.array([-2 * reach, 2 * reach]) / PX_PER_PT
    kernels = _kernels(sheet.blank, corners.tobytes(), shape, reach)
    seen = _profiles(sheet.ink(sheet.windows(corners + context * [1, -1] / PX_PER_PT, shape)), reach)
    moved, found = _slid(seen, kernels)
    ends = [_between(*moved[side : side + 2], *found[side : side + 2]) for side in (0, 2)]  # across, then down
    move = np.stack([m for m, _ in ends], axis=1)
    size = np.array([shape[1], shape[0]]) - 4 * reach
    scale = 1 + np.stack([s for _, s in ends], axis=1) / size
    strain = np.abs(move).max(axis=1) / PX_PER_MM
    return Snapped(context + move, scale, match, found.sum(axis=0), strain)


def _between(low: Each, high: Each, low_ok: Found, high_ok: Found) -> tuple[Each, Each]:
    """Along one axis, from its two edges: how far the middle moved, and how much farther apart they are."""
    both = low_ok & high_ok & (np.abs(high - low) <= 0.45 * PX_PER_MM)
    calmer = np.where(np.abs(low) <= np.abs(high), low, high)
    one = np.where(low_ok & high_ok, calmer, np.where(low_ok, low, np.where(high_ok, high, 0.0)))
    return np.where(both, (low + high) / 2, one), np.where(both, high - low, 0.0)


def _slid(seen: Windows, kernels: Windows) -> tuple[Each, Found]:
    """Shift of every edge, by sliding the blank's profile over the page's, and whether enough of it is there."""
    reach = kernels.shape[2] // 2
    scores = (sliding_window_view(seen, 2 * reach, axis=2) * kernels[:, :, None]).sum(axis=3)
    moved = _peaks(scores.reshape(-1, scores.shape[2])).reshape(scores.shape[:2]) - reach
    strength = scores.max(axis=2) / np.maximum((kernels**2).sum(axis=2), 1e-6)
    return moved, strength > 0.35


@lru_cache(maxsize=64)
def _kernels(blank: Blank, corners: bytes, shape: tuple[int, int], reach: int) -> Windows:
    """The middles of the blank's edge profiles, their own mean taken off."""
    known = blank.windows(np.frombuffer(corners, np.float64).reshape(-1, 2), shape)
    middles = _profiles(known, reach)[:, :, reach : 3 * reach]
    return np.asarray(middles - middles.mean(axis=2, keepdims=True), np.float32)


def _profiles(windows: Windows, reach: int) -> Windows:
    """Ink across the left, right, upper and lower edge of each box: 4 x n x 4 reaches."""
    inside, first, last = slice(3 * reach, -3 * reach), slice(4 * reach), slice(-4 * reach, None)
    across = [windows[:, inside, side].mean(axis=1) for side in (first, last)]
    down = [windows[:, side, inside].mean(axis=2) for side in (first, last)]
    return np.stack(across + down)
