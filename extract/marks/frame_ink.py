"""Ink on the frame of a box: a small mark on a line hides behind the print that is masked everywhere else."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM
from extract.marks.sheet import Windows
from extract.marks.strips import Strips

BULGE = 0.7  # mm, radius of the disc in which the ink on a frame is weighed

Column = NDArray[np.float64]


def bulge(s: Strips) -> Column:
    """Square mm of ink on the frame that are too many at one spot: a small mark on a line hides behind the print.

    A disc weighs the ink at every point of the frame's lines. The usual point of the same line is the measure, however
    thick that line came out; where two lines meet, that of the thicker one.
    """
    around = round(BULGE * PX_PER_MM)
    (up, aside), (rows, cols) = s.margin, s.ink.shape[1:]
    framed = s.ink[:, up - around : rows - up + around, aside - around : cols - aside + around]
    weight = framed.reshape(len(framed), -1) @ _discs(*framed.shape[1:], around)
    high, wide = rows - 2 * up, cols - 2 * aside
    lines = np.split(weight, np.cumsum([wide, wide, high]), axis=1)  # top, bottom, left, right
    top, bottom, left, right = usual = [_middle(line) for line in lines]
    ends = ((left, right), (left, right), (top, bottom), (top, bottom))
    above = [_above(*each, near=2 * around) for each in zip(lines, usual, ends, strict=True)]
    return np.asarray(np.max(above, axis=0), np.float64)


def _middle(values: Windows) -> Column:
    """The median of each row: sorting so few is quicker than choosing."""
    n = values.shape[1]
    return np.asarray(np.sort(values, axis=1)[:, [(n - 1) // 2, n // 2]].mean(axis=1), np.float64)


@lru_cache(maxsize=16)
def _discs(rows: int, cols: int, around: int) -> NDArray[np.float32]:
    """Discs around the points of the frame's four lines, each as a column over a window's pixels."""
    high, wide = range(rows - 2 * around), range(cols - 2 * around)
    points = [*((0, x) for x in wide), *((high[-1], x) for x in wide), *((y, 0) for y in high),
              *((y, wide[-1]) for y in high)]  # fmt: skip
    discs, side = np.zeros((len(points), rows, cols), np.float32), 2 * around + 1
    for disc, (y, x) in zip(discs, points, strict=True):
        disc[y : y + side, x : x + side] = _disc(around)
    return np.ascontiguousarray(discs.reshape(len(points), -1).T)


def _above(line: Windows, usual: Column, ends: tuple[Column, Column], near: int) -> Column:
    """The most that a point of a line weighs above the usual; `near` its ends other lines of the frame run into it."""
    expected = np.repeat(usual[:, None], line.shape[1], axis=1)
    expected[:, :near] = np.maximum(expected[:, :near], ends[0][:, None])
    expected[:, -near:] = np.maximum(expected[:, -near:], ends[1][:, None])
    return np.asarray((line - expected).max(axis=1), np.float64)


def _disc(radius: int) -> NDArray[np.float32]:
    """A disc whose pixels weigh their square mm."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    return np.asarray((x * x + y * y <= radius * radius) / PX_PER_MM**2, np.float32)
