"""Two small networks that look at the ink of one cell: which digit is it, or is it none?

They were trained on simulated pages by `tools/train_digits.py`, each in its own way, and are kept as data
(`first.onnx`, `second.onnx`, and `digits.json` beside them).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.digits.cells import Cell
from extract.marks.blank import PX_PER_MM
from extract.networks import Network

KEPT = Path(__file__).parent / "digits.json"
NAMES = ("first", "second")
NONE = 10  # the class after the ten digits: scribbles, letters, two in one, what is struck out or half gone
SIDE, WRITTEN = 32, 24  # pixels of a picture, and of the longer side of the ink in it
SMALLEST = 2.0  # mm: what is smaller than this is shown small, so that a dot is no zero

Pictures = NDArray[np.float32]
Chances = NDArray[np.float64]  # n x 11


def picture(cell: Cell) -> Pictures:
    """2 x SIDE x SIDE: a cell's ink in the middle, all brought to one size, and where print hides it."""
    rows, columns = cell.ink.shape
    scale = WRITTEN / max(rows, columns, SMALLEST * PX_PER_MM)
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    out = np.zeros((2, SIDE, SIDE), np.float32)
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    for layer, part in zip(out, (cell.ink, cell.unseen.astype(np.float32)), strict=True):
        layer[top : top + size[1], left : left + size[0]] = cv2.resize(part, size, interpolation=way)
    return out


def measures(cell: Cell, coarse: bool) -> NDArray[np.float32]:
    """What the picture no longer shows: height and width (cm), stroke width (mm, about), whether lines are coarse."""
    height, width = cell.size
    ink = (cell.ink > 0).astype(np.uint8)
    border = cv2.subtract(ink, cv2.erode(ink, np.ones((3, 3), np.uint8), borderValue=0))
    thick = 2 * cell.area * PX_PER_MM / max(1, int(border.sum()))
    return np.array([height / 10, width / 10, thick, float(coarse)], np.float32)


@dataclass(frozen=True)
class Networks:
    """Both networks, and what was counted on pages they never saw.

    `right` maps the doubt of a reading (row 0, as in `gates.doubt`) to the confidence in it (row 1).
    """

    nets: tuple[Network, ...]
    right: NDArray[np.float64]

    def of(self, cells: Sequence[Cell], coarse: bool) -> tuple[Chances, ...]:
        """How likely each class is for each cell, as each network says."""
        return self.say(np.stack([picture(c) for c in cells]), np.stack([measures(c, coarse) for c in cells]))

    def say(self, pictures: Pictures, told: NDArray[np.float32]) -> tuple[Chances, ...]:
        """The same for n pictures (n x 2 x SIDE x SIDE) and their measures (n x 4)."""
        return tuple(net.say(ink=pictures, told=told) for net in self.nets)

    def confidence(self, doubt: float) -> float:
        """The share of readings as little in doubt that were right on pages the networks never saw, cautiously."""
        return float(np.interp(doubt, self.right[0], self.right[1]))


@lru_cache(maxsize=1)
def networks() -> Networks:
    """The networks that ship with the reader."""
    told = json.loads(KEPT.read_text())
    nets = tuple(Network(KEPT.with_name(f"{name}.onnx")) for name in NAMES)
    return Networks(nets, np.array(told["right"]))
