"""A photocopier: paper in, harder and dirtier paper out, a little larger, smaller or askew; as often as you like."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax import scanner
from tests.fax.camera import Range
from tests.fax.damage import Worn, shadowed
from tests.fax.feed import Passage
from tests.fax.paper import DPI, Grey, Points

Labels = NDArray[np.uint16]
Moves = NDArray[np.float64]  # 2 x 3: sheet pixels of the original to those of the copy
HALF = 2  # a copier sees every other sheet sample: 200 an inch are enough for what it does


@dataclass(frozen=True)
class Copier:
    """One copy. `level` (grey) is where toner is half on, `softness` (greys) how gradually; blur in sheet pixels."""

    moves: Moves
    level: float
    softness: float
    blur: float
    specks: float
    gaps: float  # share of pixels from which toner fell off
    shadow: bool


@dataclass(frozen=True)
class Copiers:
    """Ranges to draw copiers from."""

    generations: tuple[int, ...] = (1, 1, 2)
    level: Range = (120, 190)
    softness: Range = (4, 22)
    blur: Range = (1.0, 2.2)
    skew: float = 0.35  # degrees
    scale: Range = (0.985, 1.012)
    aside: float = 0.03  # inches
    specks: Range = (0.00003, 0.0006)
    shadow: float = 0.2

    def draw(self, rng: np.random.Generator, shape: tuple[int, int]) -> Copier:
        """A copier for sheets of `shape` sheet pixels."""
        middle = (shape[1] / 2, shape[0] / 2)
        moves = cv2.getRotationMatrix2D(middle, rng.normal(0, self.skew), rng.uniform(*self.scale))
        moves[:, 2] += rng.normal(0, self.aside * DPI, 2)
        specks, gaps = np.exp(rng.uniform(*np.log(self.specks), 2))
        return Copier(
            moves, rng.uniform(*self.level), rng.uniform(*self.softness), rng.uniform(*self.blur), float(specks),
            float(gaps), bool(rng.random() < self.shadow),
        )  # fmt: skip


def copied(
    blank: Grey, page: Grey, labels: Labels, machine: Copier, rng: np.random.Generator
) -> tuple[Grey, Grey, Labels]:
    """The copy without and with pen ink, under the same chance, and where the labels are on it."""
    shape, size = blank.shape, blank.shape[::-1]
    sky = rng.standard_normal((shape[0] // HALF, shape[1] // HALF), dtype=np.float32)
    sky = cv2.resize(cv2.GaussianBlur(sky, (0, 0), 0.7) * 12, size)
    dirt = [scanner._specks(rng, shape, share, 2.0) for share in (machine.specks, machine.gaps)]
    black, white = (cv2.dilate(d.view(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) for d in dirt)
    made = Worn(*(_toner(each, sky, black, white, machine) for each in (blank, page)))
    if machine.shadow:
        shadowed(rng, made)
    return made.blank, made.page, cv2.warpAffine(labels, machine.moves, size, flags=cv2.INTER_NEAREST)


def _toner(
    page: Grey, sky: NDArray[np.float32], black: NDArray[np.bool_], white: NDArray[np.bool_], machine: Copier
) -> Grey:
    soft = cv2.GaussianBlur(page, (0, 0), machine.blur)
    seen = cv2.warpAffine(soft, machine.moves, page.shape[::-1], borderValue=255)
    bare = 1 / (1 + np.exp(-np.clip((seen + sky - machine.level) / machine.softness, -30, 30)))
    bare[black] = 0.0
    bare[white] = 1.0
    toner = cv2.GaussianBlur(bare.astype(np.float32), (0, 0), 0.8)
    return np.round(18 + toner * 234).astype(np.uint8)


@dataclass(frozen=True)
class Recopied:
    """The passage of a sheet that was copied before it was fed: knows where points of the first original arrived."""

    passage: Passage
    moves: tuple[Moves, ...]

    def pixels_of(self, points: Points) -> Points:
        """Received pixels (n, 2) of points of the blank (n, 2)."""
        height = self.passage.height
        pixels = np.column_stack([points[:, 0], height - points[:, 1]]) * (DPI / 72) - 0.5
        for moves in self.moves:
            pixels = pixels @ moves[:, :2].T + moves[:, 2]
        there = (pixels + 0.5) * (72 / DPI)
        return self.passage.pixels_of(np.column_stack([there[:, 0], height - there[:, 1]]))
