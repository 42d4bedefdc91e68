"""The figures of a box's ink. Everything is measured in millimetres or as a share, so that any raster can be judged.

All boxes of a page are measured at once: their windows lie one above the other in one tall picture.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM
from extract.marks.sheet import Windows
from extract.marks.strips import Strips

# Distances in mm from the box: where ink "beside the box" is looked for (ink-facts.md).
NEAR_RING, FAR_RING = (0.4, 1.2), (1.2, 2.8)
INSET = 0.35  # mm from the map's edge to where the inside begins
CORE = 0.9  # mm from the edge to the core
DENSE = (0.9, 1.6)  # mm, sides of the squares in which density is looked for
STROKE = (2.4, 0.35)  # mm, length and width of the straight piece of pen stroke looked for
DIRECTIONS = 8
BRIDGE = 0.55  # mm of masked print that a stroke is joined across
SPECK = 0.06  # square mm: smaller pieces are specks

Column = NDArray[np.float64]


def figures(s: Strips) -> dict[str, Column]:
    """Every figure of every box: name -> one value a box. The names and units are those of `FIGURES`."""
    inside = _frame(s, INSET)
    core = _frame(s, CORE)
    found: dict[str, Column] = {}
    found["inside"] = _mean(s.rest, inside & ~s.mask)
    found["core"] = _mean(s.rest, core & ~s.mask)
    _density(s, inside, found)
    _strokes(s, inside, found)
    _lines(s, found)
    _rings(s, found)
    _pieces(s, inside, found)
    _texture(s, found)
    return found


def _frame(s: Strips, inset: float) -> NDArray[np.bool_]:
    """The box, drawn in by `inset` mm (negative: grown), as a mask of one window."""
    rows, cols = s.ink.shape[1:]
    by = s.margin + round(inset * PX_PER_MM)
    area = np.zeros((rows, cols), bool)
    area[by : rows - by, by : cols - by] = True
    return area


def _mean(values: Windows, where: NDArray[np.bool_]) -> Column:
    """Mean over a mask (one for all boxes, or one each)."""
    where = np.broadcast_to(where, values.shape)
    weight = where.sum(axis=(1, 2))
    return np.asarray(np.where(where, values, 0).sum(axis=(1, 2)) / np.maximum(weight, 1), np.float64)


def _tall(values: NDArray[Any]) -> NDArray[Any]:
    return values.reshape(-1, values.shape[2])


def _density(s: Strips, inside: NDArray[np.bool_], found: dict[str, Column]) -> None:
    """Densest small squares inside, relative to what of them is not masked."""
    free = (~s.mask & inside).astype(np.float32)
    ink = s.rest * free
    for name, side in zip(("dense_small", "dense_large"), DENSE, strict=True):
        k = round(side * PX_PER_MM)
        sums = cv2.blur(_tall(ink), (k, k)).reshape(ink.shape)
        room = cv2.blur(_tall(free), (k, k)).reshape(ink.shape)
        found[name] = np.asarray(np.where(room > 0.5, sums / np.maximum(room, 0.1), 0).max(axis=(1, 2)), np.float64)


def _kernels() -> list[NDArray[np.float32]]:
    """Straight pieces of stroke in eight directions, each of sum 1."""
    length, width = (round(v * PX_PER_MM) for v in STROKE)
    side = length | 1
    made = []
    for step in range(DIRECTIONS):
        angle = np.pi * step / DIRECTIONS
        arm = np.array([np.cos(angle), np.sin(angle)]) * length / 2
        kernel = np.zeros((side, side), np.uint8)
        a, b = (tuple(round(float(v)) for v in side / 2 - 0.5 + sign * arm) for sign in (-1, 1))
        cv2.line(kernel, a, b, 255, max(1, width), cv2.LINE_AA)
        made.append(kernel.astype(np.float32) / max(kernel.sum(), 1))
    return made


KERNELS = _kernels()


def _strokes(s: Strips, inside: NDArray[np.bool_], found: dict[str, Column]) -> None:
    """Best straight piece of stroke inside, whatever its direction: pale strokes arrive as dotted lines."""
    ink = np.ascontiguousarray((s.rest * inside)[(slice(None), *s.box)])
    tall = _tall(ink)
    each = np.stack([cv2.filter2D(tall, -1, k).reshape(ink.shape).max(axis=(1, 2)) for k in KERNELS], axis=1)
    found["stroke"] = each.max(axis=1).astype(np.float64)
    upright, level = each[:, DIRECTIONS // 2], each[:, 0]
    slanted = np.delete(each, [0, DIRECTIONS // 2], axis=1).max(axis=1)
    found["slant"] = (slanted - np.maximum(upright, level)).astype(np.float64)
    lean = np.stack([each[:, 1:4].max(axis=1), each[:, 5:8].max(axis=1)], axis=1)
    found["cross"] = lean.min(axis=1).astype(np.float64)


def _lines(s: Strips, found: dict[str, Column]) -> None:
    """The fullest row and column inside, and how far the same column is full outside: a streak is a machine's."""
    inside = _frame(s, INSET)
    free = ~s.mask & inside
    ink = s.rest * free
    rows = ink.sum(axis=2) / np.maximum(free.sum(axis=2), 1)
    cols = ink.sum(axis=1) / np.maximum(free.sum(axis=1), 1)
    enough = 0.5 * inside.sum(axis=1).max()
    rows, cols = np.where(free.sum(axis=2) >= enough, rows, 0), np.where(free.sum(axis=1) >= enough, cols, 0)
    found["fullest_row"] = rows.max(axis=1).astype(np.float64)
    found["fullest_column"] = cols.max(axis=1).astype(np.float64)
    which_col, which_row = cols.argmax(axis=1), rows.argmax(axis=1)
    n = np.arange(len(ink))
    outside = ~s.mask & ~_frame(s, -0.2)
    out_cols = (s.rest * outside).sum(axis=1) / np.maximum(outside.sum(axis=1), 1)
    out_rows = (s.rest * outside).sum(axis=2) / np.maximum(outside.sum(axis=2), 1)
    found["streak"] = (cols[n, which_col] * out_cols[n, which_col]).astype(np.float64)
    found["row_through"] = (rows[n, which_row] * out_rows[n, which_row]).astype(np.float64)
    rest = np.sort(cols, axis=1)[:, ::-1]
    found["other_columns"] = rest[:, 5:].sum(axis=1).astype(np.float64) / PX_PER_MM
    rest = np.sort(rows, axis=1)[:, ::-1]
    found["other_rows"] = rest[:, 5:].sum(axis=1).astype(np.float64) / PX_PER_MM


def _rings(s: Strips, found: dict[str, Column]) -> None:
    """Ink around the box, near and far, in eight sectors: circles fill all, corrections left and right."""
    rows, cols = s.ink.shape[1:]
    y, x = np.mgrid[:rows, :cols]
    turn = np.arctan2(y - (rows - 1) / 2, x - (cols - 1) / 2)
    sector = ((turn + np.pi) / (2 * np.pi) * 8).astype(int) % 8
    free = ~s.mask
    for name, (start, stop) in (("near", NEAR_RING), ("far", FAR_RING)):
        ring = _frame(s, -stop) & ~_frame(s, -start)
        found[f"{name}_ring"] = _mean(s.rest, ring & free)
        each = np.stack([_mean(s.rest, ring & free & (sector == k)) for k in range(8)], axis=1)
        ordered = np.sort(each, axis=1)
        found[f"{name}_least"], found[f"{name}_third"], found[f"{name}_most"] = (
            ordered[:, 0],
            ordered[:, 2],
            ordered[:, 7],
        )
        found[f"{name}_sides"] = np.minimum(each[:, [0, 7]].max(axis=1), each[:, [3, 4]].max(axis=1))
        found[f"{name}_ends"] = np.minimum(each[:, [1, 2]].max(axis=1), each[:, [5, 6]].max(axis=1))


def _pieces(s: Strips, inside: NDArray[np.bool_], found: dict[str, Column]) -> None:
    """The largest joined piece of ink inside: how much of it is inside, and how far it reaches beyond each side."""
    n, rows, cols = s.ink.shape
    joined = _bridged(s)
    joined[:, :1] = False  # a gap between the windows of the tall picture
    count, labels, stats, _ = cv2.connectedComponentsWithStats(_tall(joined.astype(np.uint8)), connectivity=8)
    own = s.rest > 0.5
    labels = labels.reshape(n, rows, cols)
    total = np.bincount(labels[own], minlength=count).astype(np.float64)
    within = np.bincount(labels[own & inside], minlength=count).astype(np.float64)
    total[0] = within[0] = 0
    box_of = stats[:, cv2.CC_STAT_TOP] // rows
    mm2 = PX_PER_MM**2
    best = np.zeros(n, np.int64)
    order = np.argsort(within[1:]) + 1  # later wins: the largest
    best[box_of[order]] = order
    some = within[best] > 0
    found["piece"] = within[best] / mm2
    found["piece_share"] = np.where(some, within[best] / np.maximum(total[best], 1), 0)
    found["piece_total"] = np.where(some, total[best], 0) / mm2
    big = within >= SPECK * mm2
    found["pieces"] = np.bincount(box_of[big], minlength=n).astype(np.float64)[:n]
    found["specks"] = np.bincount(box_of[1:], weights=1.0 * ((within[1:] > 0) & ~big[1:]), minlength=n)[:n]
    up = stats[best, cv2.CC_STAT_TOP] - np.arange(n) * rows
    left, width, height = (stats[best, k] for k in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    m = s.margin
    reach = {
        "left": m - left, "right": left + width - (cols - m), "up": m - up, "down": up + height - (rows - m),
    }  # fmt: skip
    for side, pixels in reach.items():
        found[f"reach_{side}"] = np.where(some, np.clip(pixels, -2 * PX_PER_MM, m), -2 * PX_PER_MM) / PX_PER_MM
    found["piece_width"], found["piece_height"] = (np.where(some, v, 0) / PX_PER_MM for v in (width, height))
    through = np.bincount(box_of[1:], weights=_leaves(stats, total, within, rows, cols, m)[1:], minlength=n)[:n]
    found["through"] = through / mm2


def _leaves(stats: NDArray[np.int32], total: Column, within: Column, rows: int, cols: int, margin: int) -> Column:
    """Ink inside that belongs to pieces reaching the window's own edge: it came from elsewhere."""
    top = stats[:, cv2.CC_STAT_TOP] % rows
    left, width, height = (stats[:, k] for k in (cv2.CC_STAT_LEFT, cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    edge = (left <= 1) | (top <= 2) | (left + width >= cols - 1) | (top + height >= rows - 1)
    return np.where(edge & (within < total), within, 0)


def _bridged(s: Strips) -> NDArray[np.bool_]:
    """Ink, with strokes joined across the masked frame: print counts where ink of the pen leads up to it."""
    k = 2 * round(BRIDGE * PX_PER_MM / 2) + 1
    own = (s.rest > 0.5).astype(np.uint8)
    closed = cv2.morphologyEx(_tall(own), cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (k, k)))
    return np.asarray((own > 0) | ((closed.reshape(own.shape) > 0) & s.mask), bool)


def _texture(s: Strips, found: dict[str, Column]) -> None:
    """Runs of ink along rows and columns, the area strokes enclose, and how thick they are."""
    box = (slice(None), *s.box)
    own = (s.rest[box] > 0.5) & _frame(s, INSET)[s.box]
    starts = (own[:, :, 1:] & ~own[:, :, :-1]).sum(axis=2)
    falls = (own[:, 1:] & ~own[:, :-1]).sum(axis=1)
    hit_rows, hit_cols = own.any(axis=2).sum(axis=1), own.any(axis=1).sum(axis=1)
    found["runs_across"] = starts.sum(axis=1) / np.maximum(hit_rows, 1)
    found["runs_down"] = falls.sum(axis=1) / np.maximum(hit_cols, 1)
    found["rows_hit"] = hit_rows / own.shape[1]
    found["columns_hit"] = hit_cols / own.shape[2]
    thick = cv2.distanceTransform(_tall(own.astype(np.uint8)), cv2.DIST_L2, 3).reshape(own.shape)
    found["thickest"] = thick.max(axis=(1, 2)).astype(np.float64) / PX_PER_MM
    edge = own & (thick <= 1.0)
    found["rough"] = edge.sum(axis=(1, 2)) / np.maximum(own.sum(axis=(1, 2)), 1)
