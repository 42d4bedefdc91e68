"""A small set of decision trees, kept as data: how likely is a box empty, marked, or something for a person?

The trees are boosted on simulated pages by `tools/train_marks.py` and evaluated here with plain array operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

KEPT = Path(__file__).parent / "trees.npz"
CLASSES = ("empty", "marked", "other")  # other: corrected, stray, circled, beside, undecidable


@dataclass(frozen=True)
class Trees:
    """All trees in one table of nodes. A leaf is its own child; `value` counts only there.

    `figures` names the columns of the input. `base` (3) is every class's score before any tree. `sure` maps a
    probability (row 0) to a confidence (rows 1 empty, 2 marked), as counted on pages the trees were not trained on.
    """

    figures: tuple[str, ...]
    roots: NDArray[np.int32]
    figure: NDArray[np.int16]
    limit: NDArray[np.float32]
    child: NDArray[np.int32]  # nodes x 2: at most the limit, above it
    value: NDArray[np.float32]
    base: NDArray[np.float64]
    depth: int
    sure: NDArray[np.float64]

    def probabilities(self, found: NDArray[np.float64]) -> NDArray[np.float64]:
        """Boxes x figures -> boxes x classes."""
        node = np.broadcast_to(self.roots, (len(found), len(self.roots)))
        values = found.astype(np.float32)
        row = np.arange(len(found))[:, None]
        for _ in range(self.depth):
            above = values[row, self.figure[node]] > self.limit[node]
            node = self.child[node, above.astype(np.int8)]
        score = self.value[node].reshape(len(found), -1, len(CLASSES)).sum(axis=1) + self.base
        power = np.exp(score - score.max(axis=1, keepdims=True))
        result: NDArray[np.float64] = power / power.sum(axis=1, keepdims=True)
        return result

    def confidence(self, state: str, probability: float) -> float:
        """The share of values read at least this surely that were right on the tuning pages, counted cautiously."""
        return float(np.interp(probability, self.sure[0], self.sure[1 + CLASSES.index(state)]))


@lru_cache(maxsize=1)
def trees() -> Trees:
    """The trees that ship with the reader."""
    with np.load(KEPT) as kept:
        return Trees(
            figures=tuple(str(name) for name in kept["figures"]),
            **{name: kept[name] for name in ("roots", "figure", "limit", "child", "value", "base", "sure")},
            depth=int(kept["depth"]),
        )
