"""Digits as strokes of a pen, to train on: handwritten ones thinned to their strokes, and figures drawn by rule.

The first are MNIST's (LeCun, Cortes, Burges: real hands, scanned; `digit_sources`); the others are habits these show
too rarely: a 1 with foot and flag, a crossed 7, an open 4, a slashed zero.
A digit is a list of ways, each (n, 2) with x to the right and y up, in a box one high.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.paper import Points
from tests.fax.pens import curve, straight
from tools import digit_sources
from tools.digit_sources import Part

Ways = list[Points]
FINER = 3  # MNIST's pixels are drawn so much finer before they are thinned
DARK = 110  # of them, what counts as ink
SHORTEST = 3  # pixels of that under which a way is a spur of the thinning
NEIGHBOURS = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))  # clockwise from above


def thinned(digit: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """A picture (rows x columns, 0..255) reduced to lines a pixel wide (Zhang and Suen, 1984)."""
    size = tuple(FINER * s for s in digit.shape[::-1])
    line = np.pad(cv2.resize(digit, size, interpolation=cv2.INTER_CUBIC) > DARK, 1).astype(np.uint8)
    while True:
        before = int(line.sum())
        for table in _removable():
            around = np.zeros_like(line)
            for bit, (down, right) in enumerate(NEIGHBOURS):
                around |= np.roll(line, (-down, -right), (0, 1)) << bit
            line &= ~table[around]
        if int(line.sum()) == before:
            return line > 0


@lru_cache(maxsize=1)
def _removable() -> list[NDArray[np.uint8]]:
    """For each half step, whether a point goes (255: all bits), by its eight neighbours as bits."""
    tables = [np.zeros(256, np.uint8), np.zeros(256, np.uint8)]
    for code in range(256):
        p = [code >> i & 1 for i in range(8)]
        steps = sum(not p[i] and p[(i + 1) % 8] for i in range(8))
        up, right, down, left = p[0], p[2], p[4], p[6]
        if 2 <= sum(p) <= 6 and steps == 1:
            tables[0][code] = 255 * (not up * right * down and not right * down * left)
            tables[1][code] = 255 * (not up * right * left and not up * down * left)
    return tables


def traced(line: NDArray[np.bool_]) -> Ways:
    """The ways of one thinned digit, from ends first, then around what is closed."""
    left = {(int(y), int(x)) for y, x in np.argwhere(line)}
    ways: list[list[tuple[int, int]]] = []
    while left:
        ends = [p for p in left if len(_near(p, left)) == 1] or list(left)
        start = min(ends)
        way = _walk(start, left)
        ways.append(way)
    return [_smooth(np.array(w, float)) for w in ways if len(w) >= SHORTEST]


def _near(p: tuple[int, int], among: set[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(p[0] + a, p[1] + b) for a, b in NEIGHBOURS if (p[0] + a, p[1] + b) in among]


def _walk(start: tuple[int, int], left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """From a point on as straight as it goes; every point is taken once, the touching point of a loop twice."""
    way, at, heading = [start], start, (0.0, 0.0)
    taken = {start}
    left.discard(start)
    while near := _near(at, left):
        at = max(near, key=lambda q: (q[0] - way[-1][0]) * heading[0] + (q[1] - way[-1][1]) * heading[1])
        back = way[-5] if len(way) >= 5 else way[0]
        heading = (at[0] - back[0], at[1] - back[1])
        way.append(at)
        taken.add(at)
        left.discard(at)
    closing = [
        q for q in taken if len(way) > 12 and q not in way[-8:] and max(abs(q[0] - at[0]), abs(q[1] - at[1])) <= 2
    ]
    return [*way, min(closing)] if closing else way


def _smooth(way: Points) -> Points:
    """Rows and columns into points, without the stairs of pixels."""
    soft = cv2.GaussianBlur(np.ascontiguousarray(way), (1, 0), 0.1, sigmaY=1.6, borderType=cv2.BORDER_REPLICATE)
    soft[0], soft[-1] = way[0], way[-1]
    return np.column_stack([soft[:, 1], -soft[:, 0]])[:: 2 if len(soft) > 8 else 1]


def boxed(ways: Ways) -> Ways:
    """The ways in a box one high, from (0, 0) up; a flat figure is one wide instead."""
    every = np.vstack(ways)
    low, size = every.min(axis=0), np.ptp(every, axis=0)
    return [(w - low) / max(float(size[1]), 0.4 * float(size[0]), 1e-6) for w in ways]


def handwritten(part: Part) -> tuple[list[Ways], NDArray[np.int64]]:
    """Digits of real hands and what they are. The writers of the two parts are not the same people."""
    pictures, truth = digit_sources.mnist(part)
    return [boxed(traced(thinned(one))) for one in pictures], truth


# --- figures drawn by rule --------------------------------------------------------------------------------------------

# (digit, ways of (x, y) in a box one high, round or not); y up
FIGURES: tuple[tuple[int, list[list[tuple[float, float]]], bool], ...] = (
    (0, [[(0.3, 1), (0.05, 0.75), (0, 0.4), (0.25, 0), (0.5, 0.3), (0.55, 0.7), (0.3, 1)]], True),
    (0, [[(0.4, 0.97), (0.1, 0.8), (0, 0.4), (0.2, 0), (0.5, 0.2), (0.6, 0.7), (0.42, 1), (0.25, 0.85)]], True),
    (0, [[(0.3, 1), (0.05, 0.75), (0, 0.4), (0.25, 0), (0.5, 0.3), (0.55, 0.7), (0.3, 1)],
         [(0.05, 0.1), (0.55, 0.92)]], True),
    (1, [[(0.1, 1), (0.08, 0)]], False),
    (1, [[(0.2, 1), (0.0, 0)]], False),
    (1, [[(0, 0.72), (0.25, 1), (0.25, 0)]], False),
    (1, [[(0, 0.55), (0.35, 1), (0.3, 0)]], False),
    (1, [[(0, 0.75), (0.25, 1), (0.25, 0)], [(0.02, 0), (0.5, 0.01)]], False),
    (2, [[(0, 0.78), (0.2, 1), (0.5, 0.8), (0.35, 0.45), (0, 0.02)], [(0, 0.02), (0.55, 0.03)]], True),
    (2, [[(0.02, 0.8), (0.25, 1), (0.5, 0.75), (0.3, 0.3), (0.03, 0.05), (0.15, 0.18), (0.35, 0.05), (0.6, 0.08)]],
     True),
    (3, [[(0.02, 0.88), (0.25, 1), (0.45, 0.8), (0.2, 0.55), (0.5, 0.3), (0.25, 0), (0, 0.12)]], True),
    (3, [[(0, 1), (0.5, 0.98), (0.2, 0.6)], [(0.2, 0.6), (0.5, 0.4), (0.4, 0.05), (0.02, 0.06)]], True),
    (4, [[(0.05, 1), (0, 0.5), (0.5, 0.48)], [(0.45, 0.95), (0.42, 0)]], False),
    (4, [[(0.4, 0), (0.4, 1), (0, 0.32), (0.6, 0.32)]], False),
    (4, [[(0.08, 1), (0.0, 0.55), (0.25, 0.45), (0.45, 0.55)], [(0.5, 1), (0.45, 0.5), (0.42, 0)]], True),
    (5, [[(0.1, 0.98), (0.05, 0.58), (0.35, 0.62), (0.5, 0.3), (0.3, 0), (0, 0.08)], [(0.1, 0.98), (0.55, 1)]], True),
    (5, [[(0.5, 1), (0.1, 0.98), (0.05, 0.55), (0.4, 0.55), (0.48, 0.2), (0.2, 0), (0, 0.06)]], False),
    (6, [[(0.4, 1), (0.1, 0.65), (0, 0.25), (0.25, 0), (0.48, 0.25), (0.3, 0.48), (0.03, 0.3)]], True),
    (6, [[(0.25, 1), (0.02, 0.4), (0.15, 0.0), (0.42, 0.1), (0.4, 0.4), (0.1, 0.35)]], True),
    (7, [[(0, 0.97), (0.5, 1), (0.15, 0)]], False),
    (7, [[(0, 0.97), (0.5, 1), (0.15, 0)], [(0.08, 0.5), (0.5, 0.53)]], False),
    (7, [[(0.02, 0.82), (0.04, 0.97), (0.5, 0.97), (0.3, 0.5), (0.2, 0)], [(0.1, 0.48), (0.45, 0.5)]], False),
    (8, [[(0.45, 0.85), (0.22, 1), (0.05, 0.78), (0.4, 0.4), (0.4, 0.1), (0.2, 0), (0.02, 0.2), (0.45, 0.85)]], True),
    (8, [[(0.25, 0.55), (0.05, 0.78), (0.25, 1), (0.45, 0.78), (0.25, 0.55), (0, 0.25), (0.25, 0), (0.5, 0.25),
          (0.25, 0.55)]], True),
    (9, [[(0.48, 0.8), (0.25, 1), (0.02, 0.75), (0.2, 0.5), (0.47, 0.75), (0.45, 0.4), (0.4, 0)]], True),
    (9, [[(0.5, 0.95), (0.15, 1), (0, 0.7), (0.25, 0.55), (0.5, 0.9), (0.5, 0.35), (0.25, 0), (0.02, 0.08)]], True),
)  # fmt: skip


def drawn(rng: np.random.Generator, digit: int) -> Ways:
    """A figure drawn by rule, its corners moved a little."""
    known = [(ways, round_) for one, ways, round_ in FIGURES if one == digit]
    ways, round_ = known[int(rng.integers(0, len(known)))]
    loose = [np.array(w, float) + rng.normal(0, 0.035, (len(w), 2)) for w in ways]
    bend = curve if round_ or rng.random() < 0.3 else straight
    return [bend(w, 0.03) for w in loose]


def store(path: Path, part: Part) -> tuple[list[Ways], NDArray[np.int64]]:
    """`handwritten`, kept in a file: thinning 5,000 takes a minute."""
    if not path.exists():
        ways, truth = handwritten(part)
        flat = np.array([np.vstack(w) for w in ways], object)
        lengths = np.array([[len(p) for p in w] for w in ways], object)
        np.savez(path, flat=flat, lengths=lengths, truth=truth)
    with np.load(path, allow_pickle=True) as kept:
        ways = [np.split(f, np.cumsum(n)[:-1]) for f, n in zip(kept["flat"], kept["lengths"], strict=True)]
        return ways, kept["truth"]
