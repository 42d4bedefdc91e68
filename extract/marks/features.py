"""The figures of a box's ink, in millimetres or as shares, so that any raster can be judged by the same limits.

All boxes of a page are measured at once: their windows lie one above the other in one tall picture, and everything
that is a sum over an area is one matrix product.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM
from extract.marks.frame_ink import bulge
from extract.marks.strips import Strips
from extract.marks.stroke import STROKE, best_stroke
from extract.pieces import pieces_of

NEAR_RING, FAR_RING = (0.4, 1.2), (1.2, 2.8)  # mm from the frame (ink-facts.md)
INSET = 0.35  # mm from the map's edge to where the inside begins
CORE = 0.9  # mm from the edge to the core
STROKE_INSET = 0.65  # mm from the box's edge that are not looked at for strokes
ALIKE = 0.03  # mean difference of two rows of ink up to which they count as one line sent twice
BRIDGE = 1.2  # mm of masked print that a stroke is joined across
SECTORS = 8
QUIET = 2  # of the sectors, by their ink: the first that counts as this page's floor of specks
BESIDE_GAP, BESIDE_WIDER = 0.35, 0.8  # mm: ink beside a box starts this far out, and may lie this much higher or lower
RING, DIRECTIONS_AROUND = 2.8, 32  # mm from the frame up to which a ring is the box's; looked for in so many directions
ARM_INK = 0.2  # darkness from which a thin arm that blur has paled is one, where grey survives
ARM, ARM_BACK = (0.75, 2.6), 0.3  # mm from a corner where the arms of a cross over the whole box lie; mm back from it
DARKEST = 0.2  # square mm, of the darkest ink inside, by which a mark's darkness is told
AWAY = 0.6  # of the gap to the next box that ink must leave free on this side to be that one's
LED = 1.2  # mm from the frame from which a line that leads away starts, or nearer
SCRAP = 4  # pixels up to which a piece of ink is a speck

Column = NDArray[np.float64]
Figures = dict[str, Column]


def figures(s: Strips) -> Figures:
    """Every figure of every box: name -> one value a box."""
    found: Figures = {"pen": s.level[:, 0, 0].astype(np.float64) * 2}
    _areas(s, found)
    _strokes(s, found)
    _pieces(s, found)
    found["cornered"], found["through"] = _cornered(s), _through(s)
    found["darkness"] = _darkness(s)
    _local_print(s, found)
    _copied(s, found)
    found["bulge"] = bulge(s)
    return found


@lru_cache(maxsize=64)
def _frame(rows: int, cols: int, margin: tuple[int, int], inset: float) -> NDArray[np.bool_]:
    """The box, drawn in by `inset` mm (negative: grown), as a mask of one window."""
    up, aside = (side + round(inset * PX_PER_MM) for side in margin)
    area = np.zeros((rows, cols), bool)
    area[up : rows - up, aside : cols - aside] = True
    return area


def _inside(s: Strips, inset: float = INSET) -> NDArray[np.bool_]:
    return _frame(*s.ink.shape[1:], s.margin, inset)


@lru_cache(maxsize=16)
def _regions(rows: int, cols: int, margin: tuple[int, int]) -> NDArray[np.float32]:
    """Inside, core and the sectors of the two rings, each as a column of 0 and 1 over a window's pixels."""
    y, x = np.mgrid[:rows, :cols]
    turn = np.arctan2(y - (rows - 1) / 2, x - (cols - 1) / 2)
    sector = ((turn + np.pi) / (2 * np.pi) * SECTORS).astype(int) % SECTORS
    areas = [_frame(rows, cols, margin, INSET), _frame(rows, cols, margin, CORE)]
    for start, stop in (NEAR_RING, FAR_RING):
        ring = _frame(rows, cols, margin, -stop) & ~_frame(rows, cols, margin, -start)
        areas += [ring & (sector == k) for k in range(SECTORS)]
    return np.stack([a.ravel() for a in areas], axis=1).astype(np.float32)


def _areas(s: Strips, found: Figures) -> None:
    """Share of ink inside, in the core, and close around the box, the latter two above the page's own specks."""
    regions = _regions(*s.ink.shape[1:], s.margin)
    ink = (s.rest.reshape(len(s.rest), -1) @ regions).astype(np.float64)
    room = (~s.mask).reshape(len(s.rest), -1).astype(np.float32) @ regions
    share = ink / np.maximum(room, 8)
    near, far = (slice(2 + ring * SECTORS, 2 + (ring + 1) * SECTORS) for ring in (0, 1))
    # the quietest sectors of the far ring show how speckled the page is just here
    floor = np.sort(share[:, far], axis=1)[:, QUIET]
    found["inside"], found["core"] = share[:, 0], share[:, 1]
    found["inside_over"] = found["inside"] - floor
    found["near_over"] = ink[:, near].sum(axis=1) / np.maximum(room[:, near].sum(axis=1), 8) - floor


def _tall(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(-1, values.shape[2])


def _strokes(s: Strips, found: Figures) -> None:
    """The best straight piece of stroke inside, in any direction: pale strokes arrive as dotted lines."""
    inside = _inside(s, STROKE_INSET)[s.box]  # print that spills is long and straight, too
    found["stroke"] = best_stroke(s.rest[(slice(None), *s.box)] * inside)
    found["faint_stroke"] = np.zeros(len(s.ink)) if s.one_bit else _faint_stroke(s, inside)


def _faint_stroke(s: Strips, inside: NDArray[np.bool_]) -> Column:
    """The same in ink so pale that it passes for the paper's grain. Paper is what most of the core shows."""
    paper = np.median(s.faint[:, _inside(s, CORE)], axis=1)[:, None, None]
    own = np.where(inside & ~s.mask[(slice(None), *s.box)], s.faint[(slice(None), *s.box)] - paper, np.float32(0))
    apart = round(STROKE[0] / 2 * PX_PER_MM)  # from the ink of the windows above and below this one
    return best_stroke(np.pad(own, ((0, 0), (apart, apart), (0, 0))))


def _pieces(s: Strips, found: Figures) -> None:
    """The largest joined piece of ink inside: how much of it is inside, and how far it reaches beyond each side."""
    n, rows, cols = s.ink.shape
    joined = _bridged(s)
    joined[:, :1] = False  # a gap between the windows of the tall picture
    count, labels, stats = pieces_of(_tall(joined))
    spots = np.flatnonzero(s.strokes)
    label, spot = labels.ravel()[spots], spots % (rows * cols)
    total = _count(label, count)
    within = _count(label[_inside(s).ravel()[spot]], count)
    total[0] = within[0] = 0
    window = np.minimum(stats[:, cv2.CC_STAT_TOP] // rows, n - 1)
    best = np.zeros(n, np.int64)
    order = np.argsort(within[1:]) + 1  # later wins: the largest
    best[window[order]] = order
    mm2 = PX_PER_MM**2
    found["piece"] = within[best] / mm2
    found["piece_share"] = within[best] / np.maximum(total[best], 1)
    leaves = _leaves(stats, rows, cols)
    found["stray"] = _count(window, n, np.where(leaves & (within < 0.5 * total), within, 0)) / mm2
    _ringed(s, stats, (label, spot), window, found)
    reaching = _count(label[s.others.ravel()[spots]], count) > 0
    theirs = reaching & _away(s, stats, window)
    leading = (leaves | reaching) & ~theirs & ~_tails(stats, rows, within)
    found["led"] = _most(window, np.where(leading & _close(s, (label, spot), count), total, 0), n) / mm2
    _around(s, (label, spot), window, theirs, found)
    _spread(s, (label, spots), within, found)
    _reach(s, stats, best, np.where(within[best] > 0, 1, 0), found)


def _ringed(
    s: Strips,
    stats: NDArray[np.int32],
    of: tuple[NDArray[Any], NDArray[np.int64]],
    window: NDArray[Any],
    found: Figures,
) -> None:
    """`ring`: the share of directions from the box in which one piece of ink lies close around it."""
    n, rows, cols = s.ink.shape
    label, spot = of
    direction = _around_box(rows, cols, s.margin)[spot]
    here = direction >= 0
    present = _count(label[here] * DIRECTIONS_AROUND + direction[here], len(stats) * DIRECTIONS_AROUND) > 0
    share = _count(np.flatnonzero(present) // DIRECTIONS_AROUND, len(stats)) / DIRECTIONS_AROUND
    most = np.array([cols, rows]) - 2 * (np.array(s.margin[::-1]) - RING * PX_PER_MM)
    share *= (stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] <= most).all(axis=1)
    share[0] = 0
    found["ring"] = _most(window, share, n)


@lru_cache(maxsize=16)
def _around_box(rows: int, cols: int, margin: tuple[int, int]) -> NDArray[np.int64]:
    """For each pixel of a window in which direction from the box it lies; -1 inside, and where no ring would be."""
    y, x = np.mgrid[:rows, :cols]
    turn = np.arctan2(y - (rows - 1) / 2, x - (cols - 1) / 2)
    direction = ((turn + np.pi) / (2 * np.pi) * DIRECTIONS_AROUND).astype(np.int64) % DIRECTIONS_AROUND
    close = _frame(rows, cols, margin, -RING) & ~_frame(rows, cols, margin, 0.0)
    return np.where(close, direction, -1).ravel()


def _away(s: Strips, stats: NDArray[np.int32], window: NDArray[Any]) -> NDArray[np.bool_]:
    """Which pieces keep well away from this box, on the side of the next one above or below it."""
    rows, up = s.ink.shape[1], s.margin[0]
    inked: NDArray[np.bool_] = np.asarray(s.others.any(axis=2))
    above, below = inked[:, :up], inked[:, rows - up :]
    gap_above = np.where(above.any(axis=1), above[:, ::-1].argmax(axis=1), rows)[window]
    gap_below = np.where(below.any(axis=1), below.argmax(axis=1), rows)[window]
    top = stats[:, cv2.CC_STAT_TOP] - window * rows
    free_above = up - (top + stats[:, cv2.CC_STAT_HEIGHT])
    free_below = top - (rows - up)
    away: NDArray[np.bool_] = (free_above > AWAY * gap_above) | (free_below > AWAY * gap_below)
    return away


def _around(s: Strips, of: tuple[NDArray[Any], NDArray[np.int64]], window: NDArray[Any], theirs: NDArray[np.bool_],
            found: Figures) -> None:  # fmt: skip
    """The largest piece of ink (square mm) beside, above and below each box. `of`: piece and place of every pixel.

    `flanked`: the lesser of those left and right of it. Ink that is `theirs`, the next box's, is not counted above and
    below.
    """
    n, rows, cols = s.ink.shape
    label, spot = of
    largest = []
    everything = np.ones(len(theirs), bool)
    for band, counted in zip(_bands(rows, cols, s.margin), (everything, everything, ~theirs, ~theirs), strict=True):
        outside = _count(label[band.ravel()[spot]], len(window)) * counted
        outside[0] = 0
        largest.append(_most(window, outside, n) / PX_PER_MM**2)
    left, right, found["above"], found["below"] = largest
    found["beside"], found["flanked"] = np.maximum(left, right), np.minimum(left, right)


def _most(window: NDArray[Any], values: Column, n: int) -> Column:
    most = np.zeros(n)
    np.maximum.at(most, window, values)
    return most


def _spread(s: Strips, of: tuple[NDArray[Any], NDArray[np.int64]], within: Column, found: Figures) -> None:
    """All ink inside each box but specks: `inked` square mm, `spread` mm of its longer side, `dense` share of both.

    A stroke that came out in pieces is as long as all of them together; a pen set down is short and dense.
    """
    n, rows, cols = s.ink.shape
    label, spots = of
    own = (within[label] >= SCRAP) & _inside(s).ravel()[spots % (rows * cols)]
    window, spot = np.divmod(spots[own], rows * cols)
    y, x = np.divmod(spot, cols)
    sides = np.stack([_most(window, v, n) + _most(window, most - v, n) - most + 1.0
                      for v, most in ((y.astype(float), rows), (x.astype(float), cols))])  # fmt: skip
    inked = _count(window, n)
    some = inked > 0
    found["inked"] = inked / PX_PER_MM**2
    found["spread"] = np.where(some, sides.max(axis=0), 0) / PX_PER_MM
    found["dense"] = np.where(some, inked / np.maximum(sides.prod(axis=0), 1), 0)
    found["outline"] = _outline(s)


def _outline(s: Strips) -> Column:
    """Half of the length (mm) of all edges of ink inside: about the way of the pen, for strokes that lie apart."""
    ink = (s.strokes & _inside(s))[(slice(None), *s.box)]
    crossings = [np.count_nonzero(ink[:, 1:] != ink[:, :-1], axis=(1, 2)),
                 np.count_nonzero(ink[:, :, 1:] != ink[:, :, :-1], axis=(1, 2))]  # fmt: skip
    return np.asarray(sum(crossings) * (np.pi / 4) / 2 / PX_PER_MM, np.float64)  # Cauchy and Crofton, on two directions


def _cornered(s: Strips) -> Column:
    """Square mm of stroke that three of the four corners have beyond them: a cross far larger than the box."""
    arms, quarter = [], _quarter()
    strokes = _arms(s)
    far, side = round(ARM[1] * PX_PER_MM), len(quarter)
    (up, aside), (rows, cols) = s.margin, s.ink.shape[1:]
    for top, flip_y in ((up - far, -1), (rows - up + far - side, 1)):
        for left, flip_x in ((aside - far, -1), (cols - aside + far - side, 1)):
            square = strokes[:, top : top + side, left : left + side]
            arms.append((square & quarter[::flip_y, ::flip_x]).sum(axis=(1, 2)))
    return np.asarray(np.sort(arms, axis=0)[1] / PX_PER_MM**2, np.float64)


def _through(s: Strips) -> Column:
    """Square mm of a line through the box, wherever it comes in and goes out, and in however many pieces: what lies
    outside in two opposite quarters around its middle, in the one that has less; a ring has as much in the others."""
    (up, aside), (rows, cols) = s.margin, s.ink.shape[1:]
    far, gap = round(ARM[1] * PX_PER_MM), round(BESIDE_GAP * PX_PER_MM)
    near = _arms(s)[:, up - far : rows - up + far, aside - far : cols - aside + far].copy()
    near[:, far - gap : gap - far, far - gap : gap - far] = False
    down, across = near.shape[1] // 2, near.shape[2] // 2
    upper, lower = (
        (half[..., :across].sum(axis=(1, 2)), half[..., -across:].sum(axis=(1, 2)))
        for half in (near[:, :down], near[:, -down:])
    )
    falling, rising = np.minimum(upper[0], lower[1]), np.minimum(upper[1], lower[0])
    return np.asarray(np.abs(falling.astype(np.float64) - rising) / PX_PER_MM**2)


def _arms(s: Strips) -> NDArray[np.bool_]:
    """Strokes, also those that blur has paled."""
    return np.asarray(s.strokes if s.one_bit else s.rest > np.minimum(s.level, ARM_INK), bool)


@lru_cache(maxsize=1)
def _quarter() -> NDArray[np.bool_]:
    """Where an arm beyond the lower right corner of a box lies."""
    back, far = round(ARM_BACK * PX_PER_MM), round(ARM[1] * PX_PER_MM)
    y, x = np.mgrid[-back:far, -back:far] / PX_PER_MM
    away = np.hypot(y, x)
    return np.asarray((away >= ARM[0]) & (away <= ARM[1]) & (np.maximum(x, y) > BESIDE_GAP), bool)


def _darkness(s: Strips) -> Column:
    """How dark (0 to 1, full print) the darkest ink inside is, where it covers more than a speck; a fax knows no pale
    ink."""
    if s.one_bit:
        return np.ones(len(s.rest))
    inside = s.rest[(slice(None), *s.box)].reshape(len(s.rest), -1)
    at = inside.shape[1] - round(DARKEST * PX_PER_MM**2)
    return np.asarray(np.partition(inside, at, axis=1)[:, at], np.float64)


@lru_cache(maxsize=16)
def _bands(rows: int, cols: int, margin: tuple[int, int]) -> tuple[NDArray[np.bool_], ...]:
    """Left of the box, right of it, above and below it, from just outside the frame to the window's edge."""
    up, aside = margin
    gap, wide = round(BESIDE_GAP * PX_PER_MM), round(BESIDE_WIDER * PX_PER_MM)
    left, right, above, below = (np.zeros((rows, cols), bool) for _ in range(4))
    left[up - wide : rows - up + wide, : aside - gap] = True
    right[up - wide : rows - up + wide, cols - aside + gap :] = True
    above[: up - gap, aside - wide : cols - aside + wide] = True
    below[rows - up + gap :, aside - wide : cols - aside + wide] = True
    return left, right, above, below


def _count(which: NDArray[Any], length: int, weights: Column | None = None) -> Column:
    return np.asarray(np.bincount(which, weights, minlength=length), np.float64)[:length]


def _reach(
    s: Strips, stats: NDArray[np.int32], best: NDArray[np.int64], some: NDArray[np.int64], found: Figures
) -> None:
    """How far (mm) the largest piece reaches beyond each side of the box; negative when it stays inside."""
    n, rows, cols = s.ink.shape
    left, top, width, height = (stats[best, k].astype(np.float64) for k in range(4))
    top = top - np.arange(n) * rows
    sides = {
        "left": s.margin[1] - left,
        "right": left + width - (cols - s.margin[1]),
        "up": s.margin[0] - top,
        "down": top + height - (rows - s.margin[0]),
    }
    for side, pixels in sides.items():
        found[f"reach_{side}"] = np.where(some, np.clip(pixels / PX_PER_MM, -2.0, None), -2.0)
    found["piece_width"], found["piece_height"] = width * some / PX_PER_MM, height * some / PX_PER_MM


def _leaves(stats: NDArray[np.int32], rows: int, cols: int) -> NDArray[np.bool_]:
    """Pieces that reach the edge of their window: they come from elsewhere."""
    left, top, width, height = (stats[:, k] for k in range(4))
    top = top % rows
    result: NDArray[np.bool_] = (left <= 1) | (top <= 2) | (left + width >= cols - 1) | (top + height >= rows - 1)
    return result


def _tails(stats: NDArray[np.int32], rows: int, within: Column) -> NDArray[np.bool_]:
    """Pieces that rise from inside a box to the right, however far: ticks have long tails."""
    left, bottom = stats[:, cv2.CC_STAT_LEFT], stats[:, cv2.CC_STAT_TOP] % rows + stats[:, cv2.CC_STAT_HEIGHT]
    return np.asarray((within > 0) & (left > 1) & (bottom < rows - 1), bool)


def _close(s: Strips, of: tuple[NDArray[Any], NDArray[np.int64]], count: int) -> NDArray[np.bool_]:
    """Pieces that come close to their box. `of`: piece and place of every pixel."""
    label, spot = of
    return _count(label[_frame(*s.ink.shape[1:], s.margin, -LED).ravel()[spot]], count) > 0


def _bridged(s: Strips) -> NDArray[np.uint8]:
    """Ink, with strokes joined across the masked print where ink of the pen leads up to it from both sides."""
    k = 2 * round(BRIDGE * PX_PER_MM / 2) + 1
    own = s.strokes.astype(np.uint8)
    closed = cv2.morphologyEx(_tall(own), cv2.MORPH_CLOSE, np.ones((k, k), np.uint8)).reshape(own.shape)
    return np.asarray(own | (closed & s.mask), np.uint8)


def _local_print(s: Strips, found: Figures) -> None:
    """How much of the print around the box (captions, rules) arrived: fine letters fade before the frame does."""
    around = s.print * ~_inside(s, -0.4)
    printed = around.sum(axis=(1, 2))
    kept = np.minimum(s.ink, around).sum(axis=(1, 2))
    found["print_kept"] = np.where(printed > PX_PER_MM**2, kept / np.maximum(printed, 1), 1.0).astype(np.float64)


def _copied(s: Strips, found: Figures) -> None:
    """Height (mm) of the tallest run of inked rows all alike from margin to caption: one line, sent for many."""
    (up, aside), rows = s.margin, s.ink.shape[1]
    across = s.ink[:, up : rows - up]
    alike = np.abs(np.diff(across, axis=1)).mean(axis=2) < ALIKE
    inked = across[:, 1:, aside:-aside].mean(axis=2) > 0.5
    run, tallest = np.zeros(len(s.ink)), np.zeros(len(s.ink))
    for row in (alike & inked).T:
        run = np.where(row, run + 1, 0)
        tallest = np.maximum(tallest, run)
    found["copied"] = tallest / PX_PER_MM
