"""What happens to paper in an office before it is sent: holes, staples, stains, folds, torn and cut edges, lost marks.

Each function damages a `Worn` sheet in place, the page with and without pen ink alike, and notes where the ink can no
longer be known. They are composed freely: `worn` draws some of them by chance. Lengths in millimetres.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.paper import DPI, Box, Grey, Sheet

MM = DPI / 25.4  # sheet pixels
OPAQUE = 0.55  # a stain that lets through less light than this hides ink
LOST = 0.06  # share of a box's inside that is hidden, from which nobody can tell whether it was marked
CODE, SQUARE = 18.0, 3.5  # mm, the sides of what is printed in the corners of a page


@dataclass
class Worn:
    """A sheet being damaged: without pen ink, with it, and what can no longer be known (sheet pixels)."""

    blank: Grey
    page: Grey
    hidden: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.hidden = np.zeros(self.blank.shape, dtype=bool)

    def cover(self, where: NDArray[np.bool_], grey: float, at: tuple[int, int] = (0, 0)) -> None:
        """Nothing of the paper is left to see there; `where` is a window with its top left corner at (row, column)."""
        window = tuple(slice(max(a, 0), a + n) for a, n in zip(at, where.shape, strict=True))
        cut = where[max(-at[0], 0) :, max(-at[1], 0) :]
        for layer in (self.blank, self.page):
            part = layer[window]
            part[cut[: part.shape[0], : part.shape[1]]] = grey
        hidden = self.hidden[window]
        hidden |= cut[: hidden.shape[0], : hidden.shape[1]]

    def tint(self, through: NDArray[np.float32], at: tuple[int, int] = (0, 0)) -> None:
        """Darken by the share of light that `through` lets pass."""
        window = tuple(slice(max(a, 0), a + n) for a, n in zip(at, through.shape, strict=True))
        cut = through[max(-at[0], 0) :, max(-at[1], 0) :]
        for layer in (self.blank, self.page):
            part = layer[window]
            part[:] = np.round(part * cut[: part.shape[0], : part.shape[1]]).astype(np.uint8)
        hidden = self.hidden[window]
        hidden |= cut[: hidden.shape[0], : hidden.shape[1]] < OPAQUE


Damage = Callable[[np.random.Generator, Worn], None]


def unknowable(hidden: NDArray[np.bool_], sheet: Sheet, box: Box) -> bool:
    """Whether so much of a box is hidden that nobody can tell what was in it."""
    (x0, y0), (x1, y1) = sheet.pixels_of(np.array([(box[0], box[3]), (box[2], box[1])])).astype(int)
    return bool(hidden[y0:y1, x0:x1].mean() > LOST)


def punched(rng: np.random.Generator, worn: Worn) -> None:
    """Two or three holes along the left or the upper edge, with a dark or a white lid behind them."""
    rows, columns = worn.blank.shape
    size, edge = rng.uniform(5.5, 7.5) * MM, rng.uniform(9, 13) * MM
    grey = float(rng.choice([0.0, 255.0, 90.0]))
    upper = bool(rng.random() < 0.25)
    length = columns if upper else rows
    apart = float(rng.choice([80.0, 108.0])) * MM
    spots = (-0.5, 0.5) if upper or rng.random() < 0.5 else (-1.0, 0.0, 1.0)
    for spot in spots:
        along = length / 2 + spot * apart
        _disc(worn, (along, edge) if upper else (edge, along), size / 2, grey)


def stapled(rng: np.random.Generator, worn: Worn) -> None:
    """A staple in the upper left corner, or only the two holes that it left."""
    x, y = rng.uniform(6, 22, 2) * MM
    turn, half = rng.uniform(0, np.pi), 6 * MM
    ends = [(x + s * half * np.cos(turn), y + s * half * np.sin(turn)) for s in (-1, 1)]
    for end in ends:
        _disc(worn, end, 0.5 * MM, 0.0)
    if rng.random() < 0.6:
        canvas = np.zeros(worn.blank.shape, np.uint8)
        cv2.line(canvas, *(tuple(int(v) for v in end) for end in ends), 1, int(0.6 * MM))
        worn.cover(canvas.astype(bool), float(rng.uniform(20, 150)))


def stained(rng: np.random.Generator, worn: Worn) -> None:
    """A cup's ring, or a splash: brown, darker at its rim."""
    rows, columns = worn.blank.shape
    centre = rng.uniform(0, 1, 2) * (rows, columns)
    cup = rng.random() < 0.5
    radius = rng.uniform(32, 45) * MM if cup else rng.uniform(4, 22) * MM
    side = int(radius * 1.3)
    y, x = (v.astype(np.float32) for v in np.mgrid[-side:side:4, -side:side:4])
    wobble = sum(rng.normal(0, 0.03) * np.sin(k * np.arctan2(y, x) + rng.uniform(0, 6)) for k in range(2, 6))
    far = np.hypot(x, y) / (radius * (1 + wobble))
    depth = rng.uniform(0.06, 0.35)
    rim = np.exp(-(((far - 1) * radius / (1.3 * MM)) ** 2)) * depth
    inner = (far < 1) * (rng.uniform(0, 0.05) if cup else depth * 0.6)
    if cup:
        rim *= np.clip(np.sin(np.arctan2(y, x) * rng.uniform(0.4, 1.0) + rng.uniform(0, 6)) + 0.7, 0, 1)
    through = cv2.resize((1 - np.maximum(rim, inner)).astype(np.float32), (2 * side, 2 * side))
    worn.tint(through, (int(centre[0]) - side, int(centre[1]) - side))


def folded(rng: np.random.Generator, worn: Worn) -> None:
    """A crease across the page as a letter has it: a thin dark line in a soft shade."""
    rows, columns = worn.blank.shape
    at = rows * float(rng.choice([1 / 3, 1 / 2, 2 / 3])) + rng.normal(0, 3) * MM
    slope, shade = rng.normal(0, 0.004), rng.uniform(0.03, 0.12)
    half = int(8 * MM)
    y = np.arange(-half, half, dtype=np.float32)[:, None] - slope * np.linspace(-0.5, 0.5, columns)[None] * columns
    line = np.exp(-((y / (0.15 * MM)) ** 2)) * rng.uniform(0.1, 0.5)
    through = 1 - np.maximum(shade * np.exp(-np.abs(y) / (2 * MM)) * (y > 0), line)
    worn.tint(through.astype(np.float32), (int(at) - half, 0))


def torn(rng: np.random.Generator, worn: Worn) -> None:
    """A corner is gone."""
    rows, columns = worn.blank.shape
    legs = rng.uniform(8, 34, 2) * MM
    y, x = np.mgrid[:rows:4, :columns:4]
    x = columns - x if rng.random() < 0.5 else x
    y = rows - y if rng.random() < 0.5 else y
    jag = np.interp(x - y, np.linspace(-rows, rows, 400), rng.normal(0, 0.03, 400))
    gone = (x / legs[0] + y / legs[1] < 1 + jag).astype(np.uint8)
    whole = cv2.resize(gone, (columns, rows), interpolation=cv2.INTER_NEAREST).astype(bool)
    worn.cover(whole, float(rng.choice([0.0, 255.0])))


def cropped(rng: np.random.Generator, worn: Worn) -> None:
    """One side, or two that meet, end too early: a glass that is too small, paper laid askew on it."""
    rows, columns = worn.blank.shape
    for side in rng.permutation(4)[: int(rng.choice([1, 1, 2]))]:
        reach = int(rng.uniform(5, 15) * MM)
        where = np.zeros((rows, columns), bool)
        np.rot90(where, int(side))[:, :reach] = True
        worn.cover(where, 255.0)


def shadowed(rng: np.random.Generator, worn: Worn) -> None:
    """The lid was open: black along one or two edges, fading inwards."""
    for side in rng.permutation(4)[: int(rng.choice([1, 2]))]:
        columns = worn.blank.shape[int(side) % 2 == 0]
        black, fade = rng.uniform(0, 5) * MM, rng.uniform(1, 7) * MM
        across = np.arange(columns, dtype=np.float32)
        through = np.broadcast_to(1 - 0.97 * np.exp(-np.maximum(across - black, 0) / fade),
                                  (worn.blank.shape[int(side) % 2], columns))  # fmt: skip
        worn.tint(np.ascontiguousarray(np.rot90(through, -int(side))).astype(np.float32))


def lost_square(rng: np.random.Generator, worn: Worn) -> None:
    """One or two of the corner squares lie under a sticker, or were scribbled over."""
    for corner in rng.permutation(4)[: int(rng.choice([1, 1, 2]))]:
        _hide(rng, worn, int(corner), SQUARE, 1.6)


def lost_code(rng: np.random.Generator, worn: Worn) -> None:
    """One of the two codes cannot be read: a hole, a label or a date stamp lies on it."""
    _hide(rng, worn, int(rng.choice([1, 2])), CODE, rng.uniform(0.5, 1.1))


def _hide(rng: np.random.Generator, worn: Worn, corner: int, side: float, size: float) -> None:
    """Cover what is printed most densely in a corner (0 top left, 1 top right, 2 bottom left, 3 bottom right)."""
    row, column = _densest(worn.blank, corner, side)
    half = int(side * size * MM / 2)
    where = np.ones((2 * half, 2 * half), bool)
    if rng.random() < 0.4:
        y, x = np.mgrid[-half:half, -half:half]
        where = np.hypot(x, y) < half
    worn.cover(where, float(rng.choice([0.0, 255.0, 255.0])), (row - half, column - half))


def _densest(blank: Grey, corner: int, side: float) -> tuple[int, int]:
    """Middle (row, column) of the darkest square of `side` mm within 45 mm of a corner."""
    rows, columns = blank.shape
    reach, window = int(45 * MM), int(side * MM)
    top, left = (rows - reach if corner >= 2 else 0), (columns - reach if corner % 2 else 0)
    dark = 255 - blank[top : top + reach, left : left + reach].astype(np.float32)
    sums = cv2.boxFilter(dark, -1, (window, window), borderType=cv2.BORDER_CONSTANT)
    row, column = np.unravel_index(int(sums.argmax()), sums.shape)
    return top + int(row), left + int(column)


def _disc(worn: Worn, centre: tuple[float, float], radius: float, grey: float) -> None:
    """A hole; `centre` is (across, down)."""
    half = int(radius) + 1
    y, x = np.mgrid[-half:half, -half:half]
    worn.cover(np.hypot(x, y) < radius, grey, (int(centre[1]) - half, int(centre[0]) - half))


@dataclass(frozen=True)
class Mishaps:
    """How often each damage happens to a page."""

    rates: tuple[tuple[Damage, float], ...] = (
        (punched, 0.5), (stapled, 0.4), (stained, 0.4), (folded, 0.3), (torn, 0.12), (cropped, 0.2), (shadowed, 0.25),
        (lost_square, 0.25), (lost_code, 0.25),
    )  # fmt: skip

    def befall(self, rng: np.random.Generator, blank: Grey, page: Grey) -> Worn:
        """A copy of the sheet after all that happened to it."""
        worn = Worn(blank.copy(), page.copy())
        for damage, rate in self.rates:
            if rng.random() < rate:
                damage(rng, worn)
        return worn
