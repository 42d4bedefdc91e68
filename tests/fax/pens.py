"""Pens and what they leave on paper: strokes in points of the page become layers of ink on a drawn sheet."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.paper import DPI, Grey, Points, Sheet

FINER = 3  # strokes are drawn this much finer than the sheet, then averaged
MM = 72.0 / 25.4  # points


@dataclass(frozen=True)
class Pen:
    """What a hand holds. `width` in millimetres; `grey` is its solid ink as a scanner sees it, 0 black .. 255 white
    (red and blue are pale to many scanners); `grain` the share of paper that pencil leaves uncovered; `gaps` how much
    of a stroke a worn pen skips; `opaque` ink hides what is below (correction fluid)."""

    name: str
    width: float
    grey: float
    grain: float = 0.0
    gaps: float = 0.0
    opaque: bool = False


@dataclass(frozen=True)
class PenKind:
    """A family of pens: ranges to draw one from."""

    name: str
    width: tuple[float, float]
    grey: tuple[float, float]
    grain: tuple[float, float] = (0.0, 0.1)
    gaps: tuple[float, float] = (0.0, 0.02)

    def draw(self, rng: np.random.Generator) -> Pen:
        """One pen of the family."""
        return Pen(
            self.name,
            rng.uniform(*self.width),
            rng.uniform(*self.grey),
            rng.uniform(*self.grain),
            rng.uniform(*self.gaps),
        )


BALLPOINT = PenKind("ballpoint", (0.32, 0.5), (25, 70))
GEL = PenKind("gel", (0.45, 0.7), (10, 40))
FELT = PenKind("felt", (0.8, 1.3), (15, 60))
BLUE = PenKind("blue", (0.35, 0.5), (60, 110))
RED = PenKind("red", (0.35, 0.5), (60, 150))
PALE = PenKind("pale", (0.3, 0.45), (120, 170), (0.0, 0.2))
PENCIL = PenKind("pencil", (0.4, 0.7), (80, 135), (0.2, 0.45))
LIGHT_PENCIL = PenKind("light pencil", (0.3, 0.55), (150, 195), (0.3, 0.5))
WORN = PenKind("worn", (0.28, 0.45), (50, 100), (0.05, 0.3), (0.15, 0.45))
FOUNTAIN = PenKind("fountain", (0.5, 0.9), (20, 80), (0.0, 0.05))
GREEN = PenKind("green", (0.3, 0.5), (90, 150), (0.0, 0.15))
ROLLER = PenKind("roller", (0.3, 0.6), (15, 75), (0.0, 0.06))
DRY_FELT = PenKind("dry felt", (0.6, 1.1), (50, 130), (0.15, 0.4), (0.05, 0.25))
HARD_PENCIL = PenKind("hard pencil", (0.25, 0.4), (120, 185), (0.2, 0.5))
VIOLET = PenKind("violet", (0.3, 0.5), (70, 140), (0.0, 0.1))
MARKER = PenKind("marker", (0.9, 1.5), (20, 70), (0.0, 0.1))
TEAL = PenKind("teal", (0.35, 0.55), (80, 130))
BROWN = PenKind("brown", (0.35, 0.6), (50, 110), (0.0, 0.12))
ORANGE = PenKind("orange", (0.4, 0.6), (120, 165), (0.0, 0.1))
MECHANICAL = PenKind("mechanical pencil", (0.28, 0.42), (90, 150), (0.12, 0.35))
SKIPPING = PenKind("skipping gel", (0.4, 0.65), (15, 65), (0.0, 0.1), (0.05, 0.22))
GREASE = PenKind("grease pencil", (0.7, 1.1), (60, 120), (0.15, 0.35), (0.0, 0.1))
FINELINER = PenKind("fineliner", (0.25, 0.38), (20, 60))
STICKY = PenKind("sticky ballpoint", (0.35, 0.55), (40, 90), (0.0, 0.15), (0.1, 0.3))
INDIGO = PenKind("indigo", (0.4, 0.6), (40, 90), (0.0, 0.08))
COPY_PENCIL = PenKind("copy pencil", (0.35, 0.55), (100, 160), (0.1, 0.3))
WET = PenKind("wet rollerball", (0.55, 0.85), (15, 50), (0.0, 0.04))
LILAC = PenKind("lilac", (0.35, 0.5), (95, 150), (0.0, 0.1))
CHALKY = PenKind("chalky pencil", (0.5, 0.8), (95, 150), (0.2, 0.4), (0.0, 0.12))
DUSK = PenKind("dark blue gel", (0.4, 0.6), (25, 65), (0.0, 0.05))
SPENT = PenKind("spent felt", (0.5, 0.9), (90, 150), (0.1, 0.3), (0.02, 0.15))
SOFT_PENCIL = PenKind("soft pencil", (0.5, 0.9), (60, 115), (0.15, 0.35))
ROSE = PenKind("rose", (0.35, 0.5), (110, 155), (0.0, 0.08))
NEEDLE = PenKind("needle point", (0.22, 0.34), (30, 80), (0.0, 0.05))
SEPIA = PenKind("sepia fineliner", (0.28, 0.4), (60, 110), (0.0, 0.08))
BROAD = PenKind("broad ballpoint", (0.5, 0.7), (40, 90), (0.0, 0.1), (0.0, 0.06))
WAXY = PenKind("coloured pencil", (0.45, 0.8), (100, 165), (0.2, 0.4))
CARBON = PenKind("carbon copy", (0.5, 0.8), (105, 155), (0.1, 0.3))
DRY_GEL = PenKind("dry gel", (0.35, 0.55), (30, 90), (0.0, 0.1), (0.08, 0.28))
PLUM = PenKind("plum", (0.3, 0.5), (55, 115), (0.0, 0.08))
FLUID = Pen("correction fluid", 3.2, 246, opaque=True)


@dataclass(frozen=True)
class Stroke:
    """A pen's way in points of the page (n, 2), at a pressure that widens and darkens it."""

    way: Points
    pressure: float = 1.0


@dataclass(frozen=True)
class Layer:
    """Ink of its own on a sheet: `cover` 0..1 over sheet pixels from (top, left) on."""

    top: int
    left: int
    cover: NDArray[np.float32]
    grey: float
    opaque: bool = False


def curve(points: Points, step: float = 0.35) -> Points:
    """A smooth way through the given points (Catmull-Rom), sampled about every `step` points of the page."""
    p = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        t = np.linspace(0, 1, max(2, int(np.hypot(*(c - b)) / step)), endpoint=False)[:, None]
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack([*pieces, points[-1:]])


def straight(points: Points, step: float = 0.35) -> Points:
    """A way of straight pieces, sampled about every `step` points of the page."""
    pieces = []
    for a, b in itertools.pairwise(points):
        t = np.linspace(0, 1, max(2, int(np.hypot(*(b - a)) / step)), endpoint=False)[:, None]
        pieces.append(a + (b - a) * t)
    return np.vstack([*pieces, points[-1:]])


def tremble(rng: np.random.Generator, way: Points, amount: float) -> Points:
    """A hand's unsteadiness: slow wandering, `amount` points wide."""
    steps = rng.standard_normal(way.shape)
    smooth = cv2.GaussianBlur(steps, (1, 9), 0, sigmaY=2.5)
    return way + smooth * amount * 2.0


def ink(rng: np.random.Generator, strokes: list[Stroke], pen: Pen, sheet: Sheet) -> Layer | None:
    """The strokes as ink on the sheet; None if nothing of them lies on it."""
    ways = [sheet.pixels_of(s.way) for s in strokes]
    everything = np.vstack(ways)
    margin = int(pen.width * MM * DPI / 72) + 4
    low = np.maximum(np.floor(everything.min(axis=0)).astype(int) - margin, 0)
    high = np.minimum(np.ceil(everything.max(axis=0)).astype(int) + margin, sheet.pixels.shape[::-1])
    if (high - low <= 1).any():
        return None
    canvas = np.zeros(((high[1] - low[1]) * FINER, (high[0] - low[0]) * FINER), dtype=np.uint8)
    for way, stroke in zip(ways, strokes, strict=True):
        _trace(rng, canvas, (way - low) * FINER, pen, stroke.pressure)
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    cover = cv2.resize(canvas, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255.0
    return Layer(int(low[1]), int(low[0]), _grained(rng, cover, pen.grain), pen.grey, pen.opaque)


def _trace(rng: np.random.Generator, canvas: Grey, way: Points, pen: Pen, pressure: float) -> None:
    """One stroke as short lines of changing width; a worn pen leaves some out, in runs."""
    width = pen.width / 25.4 * DPI * FINER * pressure
    swell = np.interp(np.arange(len(way)), np.linspace(0, len(way), 6), rng.uniform(0.82, 1.15, 6))
    skipping = False
    pixels = np.round(way).astype(int)
    for a, b, factor in zip(pixels[:-1], pixels[1:], swell[:-1], strict=True):
        if pen.gaps and rng.random() < 0.25:
            skipping = rng.random() < pen.gaps
        if not skipping:
            cv2.line(canvas, tuple(map(int, a)), tuple(map(int, b)), 255, max(1, round(width * factor)))


def _grained(rng: np.random.Generator, cover: NDArray[np.float32], grain: float) -> NDArray[np.float32]:
    """Pencil touches only the paper's heights: uneven cover, a few sheet pixels wide."""
    if grain < 0.02:
        return cover
    rough = cv2.GaussianBlur(rng.standard_normal(cover.shape).astype(np.float32), (0, 0), 1.1)
    rough = (rough - rough.mean()) / (rough.std() + 1e-6)
    threshold = np.quantile(rough, grain)
    result: NDArray[np.float32] = cover * np.clip(0.5 + (rough - threshold) * 1.5, 0.0, 1.0)
    return result


def lay(page: Grey, layer: Layer) -> None:
    """Put a layer on a writable sheet, in place. Inks multiply; correction fluid hides."""
    rows, columns = layer.cover.shape
    part = page[layer.top : layer.top + rows, layer.left : layer.left + columns]
    if layer.opaque:
        new = part * (1 - layer.cover) + layer.grey * layer.cover
    else:
        new = part * (1 - layer.cover * (1 - layer.grey / 255.0))
    part[:] = np.clip(np.round(new), 0, 255).astype(np.uint8)
