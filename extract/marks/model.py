"""A small network that looks at a box as a person would: is it empty, marked, or something for a person?

It sees the box with its surroundings and the known blank of the same place, and how the page came out. It was trained
on simulated pages by `tools/train_marks.py` and is kept as data (`looks.onnx`, and `looks.json` beside it).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.features import Figures
from extract.marks.strips import Strips
from extract.networks import Network

KEPT = Path(__file__).parent / "looks.onnx"
CLASSES = ("empty", "marked", "other")  # other: corrected, stray, circled, beside, undecidable
MARKED, ARRIVED = 1, 3  # columns of what it says: a class, and after the classes the share of ink that arrived
WINDOW = (90, 116)  # rows and columns of a window whose box is 4.5 mm wide; those of other boxes are brought to it
SEEN = (slice(1, 89), slice(2, 114))  # of it, what the network looks at


@dataclass(frozen=True)
class Looks:
    """The network. `figures` names what it is told of box and page beside their picture.

    `sure` maps a probability (row 0) to a confidence (rows 1 empty, 2 marked), as counted on pages it never saw.
    """

    net: Network
    figures: tuple[str, ...]
    sure: NDArray[np.float64]

    def of(self, cut: Strips, table: Figures) -> NDArray[np.float64]:
        """Boxes x 4: how likely each class is, and which share of a mark's ink arrived, if it is one (0..1)."""
        pictures = np.stack([_window(cut.ink), _window(cut.print)], axis=1)
        told = np.stack([table[name] for name in self.figures], axis=1).astype(np.float32)
        return self.net.say(ink=pictures, page=told)

    def confidence(self, state: str, probability: float) -> float:
        """The share of values read at least this surely that were right on pages it never saw, counted cautiously."""
        return float(np.interp(probability, self.sure[0], self.sure[1 + CLASSES.index(state)]))


def _window(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    if windows.shape[1:] != WINDOW:
        windows = np.stack([cv2.resize(w, WINDOW[::-1], interpolation=cv2.INTER_AREA) for w in windows])
    return np.asarray(windows[:, *SEEN], np.float32)


@lru_cache(maxsize=1)
def looks() -> Looks:
    """The network that ships with the reader."""
    told = json.loads(KEPT.with_suffix(".json").read_text())
    return Looks(Network(KEPT), tuple(told["figures"]), np.array(told["sure"]))
