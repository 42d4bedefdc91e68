"""How a writer marks: whoever blackens box after box means each of them.

One blackened box may have been chosen, or a cross in it taken back: nothing tells them apart. On a page where hardly
any mark is of another kind there was no cross to take back.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extract.marks.exposure import SEEN_MARK
from extract.marks.features import Figures
from extract.marks.gates import MARKED as ASKED
from extract.marks.model import MARKED, OTHER

BLACK, HATCHED = (next(g.most for g in ASKED if g.figure == name) for name in ("inside", "hatched"))
AT_HOME = 0.5  # mm that its ink may lie beyond two opposite sides
MANY = 4  # so many boxes make a habit,
REST = 0.25  # and for each of them at most so many marks of another kind
SEEN_OTHER, INK = 0.5, 1.0  # a box that looks so surely like a person's, with so many square mm of ink in it


def filled(table: Figures) -> NDArray[np.bool_]:
    """Which boxes are blackened or hatched, and little beyond them."""
    home = (table["across"] < AT_HOME) & (table["upright"] < AT_HOME) & (table["cornered"] <= 1.0)
    return np.asarray(((table["inside"] > BLACK) | (table["hatched"] > HATCHED)) & home)


def fills_boxes(
    tables: Sequence[Figures], looks: Sequence[NDArray[np.float64]], theirs: Sequence[NDArray[np.bool_]]
) -> bool:
    """Whether the writer of a page chooses by filling boxes.

    Figures and looks (`Looks.of`) of all its boxes, group by group, and `theirs`: which of them people may mark.
    """
    counts = np.array([_kinds(*each) for each in zip(tables, looks, theirs, strict=True)]).reshape(-1, 2).sum(axis=0)
    full, rest = counts.tolist()
    return bool(full >= MANY and rest <= REST * full)


def _kinds(table: Figures, looks: NDArray[np.float64], theirs: NDArray[np.bool_]) -> tuple[int, int]:
    """How many boxes are filled, and how many hold a mark of another kind: no dense ink, as fills that faded have."""
    sure = looks[:, MARKED] >= SEEN_MARK
    full = filled(table) & sure
    marks = sure | ((looks[:, OTHER] >= SEEN_OTHER) & (table["inked"] > INK))
    rest = marks & (table["hatched"] == 0) & ~full
    return int(np.count_nonzero(full & theirs)), int(np.count_nonzero(rest & theirs))
