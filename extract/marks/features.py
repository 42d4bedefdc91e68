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
from extract.marks.sheet import Windows
from extract.marks.strips import Strips

NEAR_RING, FAR_RING = (0.4, 1.2), (1.2, 2.8)  # mm from the frame (ink-facts.md)
INSET = 0.35  # mm from the map's edge to where the inside begins
CORE = 0.9  # mm from the edge to the core
DENSE = (0.9, 1.6)  # mm, sides of the squares in which density is looked for
STROKE = (2.2, 0.35)  # mm, length and width of the straight piece of pen stroke looked for
STROKE_INSET = 0.65  # mm from the box's edge that are not looked at for strokes
DIRECTIONS = 8
BRIDGE = 1.2  # mm of masked print that a stroke is joined across
PINHOLE = 0.25  # mm of ink missing that a speck of noise explains
SPECK = 0.06  # square mm: smaller pieces are specks
SECTORS = 8
LINE_GAP = 0.2  # mm: a row or column goes on outside the box from here
BESIDE_GAP, BESIDE_WIDER = 0.35, 0.8  # mm: ink beside a box starts this far out, and may lie this much higher or lower
GAPS = (0.375, 0.6)  # mm of missing stroke that still are a gap in one stroke

Column = NDArray[np.float64]
Figures = dict[str, Column]


def figures(s: Strips) -> Figures:
    """Every figure of every box: name -> one value a box."""
    found: Figures = {"pen": s.level[:, 0, 0].astype(np.float64) * 2}
    _areas(s, found)
    _density(s, found)
    _strokes(s, found)
    _lines(s, found)
    _pieces(s, found)
    _texture(s, found)
    _local_print(s, found)
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
    """Share of ink inside, in the core, and around the box by sectors: circles fill all, corrections left and right."""
    regions = _regions(*s.ink.shape[1:], s.margin)
    ink = (s.rest.reshape(len(s.rest), -1) @ regions).astype(np.float64)
    room = (~s.mask).reshape(len(s.rest), -1).astype(np.float32) @ regions
    share = ink / np.maximum(room, 8)
    found["inside"], found["core"] = share[:, 0], share[:, 1]
    for ring, name in enumerate(("near", "far")):
        cut = slice(2 + ring * SECTORS, 2 + (ring + 1) * SECTORS)
        each, ordered = share[:, cut], np.sort(share[:, cut], axis=1)
        found[f"{name}_ring"] = ink[:, cut].sum(axis=1) / np.maximum(room[:, cut].sum(axis=1), 8)
        for rank, word in ((0, "least"), (2, "third"), (4, "fifth"), (7, "most")):
            found[f"{name}_{word}"] = ordered[:, rank]
        found[f"{name}_sides"] = np.minimum(each[:, [0, 7]].max(axis=1), each[:, [3, 4]].max(axis=1))
        found[f"{name}_ends"] = np.minimum(each[:, [1, 2]].max(axis=1), each[:, [5, 6]].max(axis=1))
    floor = found["far_third"]  # the quietest sectors of the far ring show how speckled the page is just here
    found["inside_over"], found["near_over"] = found["inside"] - floor, found["near_ring"] - floor


def _tall(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(-1, values.shape[2])


def _density(s: Strips, found: Figures) -> None:
    """Densest small squares inside, relative to what of them is not masked."""
    box = (slice(None), *s.box)
    free = (~s.mask[box] & _inside(s)[s.box]).astype(np.float32)
    ink = s.rest[box] * free
    for name, side in zip(("dense_small", "dense_large"), DENSE, strict=True):
        k = round(side * PX_PER_MM)
        sums = cv2.blur(_tall(ink), (k, k)).reshape(ink.shape)
        room = cv2.blur(_tall(free), (k, k)).reshape(ink.shape)
        found[name] = (sums / np.maximum(room, 0.5)).max(axis=(1, 2)).astype(np.float64)


def _kernels() -> list[NDArray[np.float32]]:
    """Straight pieces of stroke in eight directions on a grid of half the resolution, each of sum 1."""
    length, width = (v * PX_PER_MM / 2 for v in STROKE)
    side = round(length) | 1
    y, x = np.mgrid[:side, :side] - (side - 1) / 2
    made = []
    for step in range(DIRECTIONS):
        angle = np.pi * step / DIRECTIONS
        along, off = x * np.cos(angle) + y * np.sin(angle), np.abs(y * np.cos(angle) - x * np.sin(angle))
        kernel = np.clip(width / 2 + 0.5 - off, 0, 1) * np.clip(length / 2 + 0.5 - np.abs(along), 0, 1)
        made.append((kernel / kernel.sum()).astype(np.float32))
    return made


KERNELS = _kernels()


def _strokes(s: Strips, found: Figures) -> None:
    """Best straight pieces of stroke inside, by direction: pale strokes arrive as dotted lines, streaks upright."""
    ink = s.rest[(slice(None), *s.box)] * _inside(s, STROKE_INSET)[s.box]  # print that spills is long and straight, too
    rows, cols = (side // 2 for side in ink.shape[1:])
    small = cv2.resize(_tall(ink[:, : 2 * rows]), (cols, rows * len(ink)), interpolation=cv2.INTER_AREA)
    each = np.stack(
        [cv2.filter2D(small, -1, k, borderType=cv2.BORDER_CONSTANT).reshape(len(ink), -1).max(axis=1) for k in KERNELS],
        axis=1,
    ).astype(np.float64)
    found["stroke"] = each.max(axis=1)
    found["stroke_level"], found["stroke_upright"] = each[:, 0], each[:, DIRECTIONS // 2]
    lean = np.stack([each[:, 1:4].max(axis=1), each[:, 5:8].max(axis=1)], axis=1)
    found["stroke_slanted"], found["stroke_cross"] = lean.max(axis=1), lean.min(axis=1)


def _lines(s: Strips, found: Figures) -> None:
    """The fullest row and column inside, and how full the same line is outside: a streak is a machine's."""
    free = (~s.mask).astype(np.float32)
    by, gap = round(INSET * PX_PER_MM), round(LINE_GAP * PX_PER_MM)
    for name, axis in (("row", 2), ("column", 1)):
        along, across = s.margin if axis == 2 else s.margin[::-1]
        cut = [slice(None)] * 3
        cut[3 - axis] = slice(along + by, s.rest.shape[3 - axis] - along - by)  # the lines inside
        ink, room = (_split(values[tuple(cut)], axis, across + by, across - gap) for values in (s.rest, free))
        full = np.where(room[0] >= 0.5 * room[0].max(), ink[0] / np.maximum(room[0], 1), 0)
        at, n = full.argmax(axis=1), np.arange(len(full))
        found[f"fullest_{name}"] = full[n, at].astype(np.float64)
        found[f"{name}_beyond"] = (ink[1][n, at] / np.maximum(room[1][n, at], 1)).astype(np.float64)
        alone = ink[0].sum(axis=1) - np.sort(ink[0], axis=1)[:, -4:].sum(axis=1)
        found[f"{name}_alone"] = alone.astype(np.float64) / PX_PER_MM**2


def _split(values: Windows, axis: int, inside: int, outside: int) -> tuple[Windows, Windows]:
    """Sums along lines: their part inside the box (`inside` pixels from each end), and beyond `outside`."""
    length = values.shape[axis]
    middle, wide = [slice(None)] * 3, [slice(None)] * 3
    middle[axis], wide[axis] = slice(inside, length - inside), slice(outside, length - outside)
    return values[tuple(middle)].sum(axis=axis), values.sum(axis=axis) - values[tuple(wide)].sum(axis=axis)


def _pieces(s: Strips, found: Figures) -> None:
    """The largest joined piece of ink inside: how much of it is inside, and how far it reaches beyond each side."""
    n, rows, cols = s.ink.shape
    joined = _bridged(s)
    joined[:, :1] = False  # a gap between the windows of the tall picture
    count, labels, stats, _ = cv2.connectedComponentsWithStats(_tall(joined), connectivity=8)
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
    found["piece_total"] = np.where(within[best] > 0, total[best], 0) / mm2
    big = within >= SPECK * mm2
    found["pieces"] = _count(window[big], n)
    found["specks"] = _count(window[1:][(within[1:] > 0) & ~big[1:]], n)
    found["stray"] = _count(window, n, np.where(_leaves(stats, rows, cols) & (within < 0.5 * total), within, 0)) / mm2
    found["unity"] = within[best] / np.maximum(_count(window, n, np.where(big, within, 0)), 1)
    for name, band in zip(("beside", "above"), _bands(rows, cols, s.margin), strict=True):
        outside = _count(label[band.ravel()[spot]], count)
        outside[0] = 0
        most = np.zeros(n)
        np.maximum.at(most, window, outside)
        found[name] = most / mm2
    _reach(s, stats, best, np.where(within[best] > 0, 1, 0), found)


@lru_cache(maxsize=16)
def _bands(rows: int, cols: int, margin: tuple[int, int]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Left and right of the box, and above and below it, from just outside the frame to the window's edge."""
    up, aside = margin
    gap, wide = round(BESIDE_GAP * PX_PER_MM), round(BESIDE_WIDER * PX_PER_MM)
    sides, ends = np.zeros((rows, cols), bool), np.zeros((rows, cols), bool)
    sides[up - wide : rows - up + wide] = True
    sides[:, aside - gap : cols - aside + gap] = False
    ends[:, aside - wide : cols - aside + wide] = True
    ends[up - gap : rows - up + gap] = False
    return sides, ends


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


def _bridged(s: Strips) -> NDArray[np.uint8]:
    """Ink, with strokes joined across the masked print where ink of the pen leads up to it from both sides."""
    k = 2 * round(BRIDGE * PX_PER_MM / 2) + 1
    own = s.strokes.astype(np.uint8)
    closed = cv2.morphologyEx(_tall(own), cv2.MORPH_CLOSE, np.ones((k, k), np.uint8)).reshape(own.shape)
    return np.asarray(own | (closed & s.mask), np.uint8)


def _texture(s: Strips, found: Figures) -> None:
    """Runs of ink along rows and columns, how much of the box they span, how thick strokes are, what they enclose."""
    own = s.strokes[(slice(None), *s.box)] & _inside(s)[s.box]
    starts = (own[:, :, 1:] & ~own[:, :, :-1]).sum(axis=2)
    falls = (own[:, 1:] & ~own[:, :-1]).sum(axis=1)
    hit_rows, hit_cols = own.any(axis=2).sum(axis=1), own.any(axis=1).sum(axis=1)
    found["runs_across"] = starts.sum(axis=1) / np.maximum(hit_rows, 1)
    found["runs_down"] = falls.sum(axis=1) / np.maximum(hit_cols, 1)
    found["rows_hit"], found["columns_hit"] = hit_rows / own.shape[1], hit_cols / own.shape[2]
    found["whole"] = _wholeness(own)
    thick = cv2.distanceTransform(_tall(own.astype(np.uint8)), cv2.DIST_L2, 3).reshape(own.shape)
    found["thickest"] = thick.max(axis=(1, 2)).astype(np.float64) / PX_PER_MM
    area = own.sum(axis=(1, 2))
    for name, gap in zip(("gaps", "wide_gaps"), GAPS, strict=True):
        kernel = np.ones((round(gap * PX_PER_MM),) * 2, np.uint8)
        closed = cv2.morphologyEx(_tall(own.astype(np.uint8)), cv2.MORPH_CLOSE, kernel).reshape(own.shape)
        found[name] = 1 - area / np.maximum(closed.sum(axis=(1, 2)), 1)
    found["thickness"] = np.where(area > 0, thick.sum(axis=(1, 2)) / np.maximum(area, 1), 0).astype(np.float64)


def _wholeness(own: NDArray[np.bool_]) -> Column:
    """The largest piece's share of the ink inside, pinholes closed: what is left of a correction lies in pieces."""
    n, rows, _ = own.shape
    side = round(PINHOLE * PX_PER_MM) + 1
    closed = cv2.morphologyEx(_tall(own.astype(np.uint8)), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    closed[::rows] = 0  # a gap between the boxes; ink does not reach the frame's own rows
    _, _, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    area = stats[:, cv2.CC_STAT_AREA].astype(np.float64) * (stats[:, cv2.CC_STAT_AREA] >= SPECK * PX_PER_MM**2)
    area[0] = 0
    window = np.minimum(stats[:, cv2.CC_STAT_TOP] // rows, n - 1)
    largest = np.zeros(n)
    np.maximum.at(largest, window, area)
    return np.asarray(largest / np.maximum(_count(window, n, area), 1))


def _local_print(s: Strips, found: Figures) -> None:
    """How much of the print around the box (captions, rules) arrived: fine letters fade before the frame does."""
    around = np.where(_inside(s, -0.4), np.float32(0), s.print)
    printed = around.sum(axis=(1, 2))
    kept = np.minimum(s.ink, around).sum(axis=(1, 2))
    found["print_kept"] = np.where(printed > PX_PER_MM**2, kept / np.maximum(printed, 1), 1.0).astype(np.float64)
