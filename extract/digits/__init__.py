"""Handwritten digits in combs: dates, hours, days. Accepted only where the kind of value leaves no other reading.

Running order: cells (which ink is whose) -> model (two networks say what each looks like) -> gates (what may be
believed). Whatever is not surely a number stays a person's; nothing here ever proposes an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extract.digits.cells import Comb, cut
from extract.digits.model import NONE, Chances, networks

__all__ = ["Comb", "Digits", "cut", "look"]


@dataclass(frozen=True)
class Digits:
    """What the cells of a comb look like.

    `text` holds a digit for each cell with ink, None where one is no digit or the networks do not agree; `sure` is the
    chance of the least sure digit, `close` the greatest chance of another digit that it is often mistaken for.
    """

    text: str | None
    sure: float
    close: float
    comb: Comb


# Digits that lose a stroke, or gain one, turn into each other. A 1 and a 7, a 3 and an 8, a 0 and a 6 differ by one.
ALIKE = {0: (6, 8, 9), 1: (4, 7), 2: (1, 3, 7), 3: (2, 5, 8, 9), 4: (1, 9), 5: (3, 6, 8), 6: (0, 5, 8), 7: (1, 2, 9),
         8: (0, 3, 5, 6, 9), 9: (0, 3, 4, 7, 8)}  # fmt: skip


def look(comb: Comb, coarse: bool) -> Digits:
    """Look at every cell with ink. `coarse` as in `Exposure`."""
    written = [cell for cell in comb.cells if cell is not None]
    if not written:
        return Digits(None, 0.0, 1.0, comb)
    each = networks().of(written, coarse)
    best = each[0].argmax(axis=1)
    agreed = all((chances.argmax(axis=1) == best).all() for chances in each) and bool((best != NONE).all())
    if not agreed:
        return Digits(None, 0.0, 1.0, comb)
    rows = np.arange(len(best))
    sure = min(float(chances[rows, best].min()) for chances in each)
    close = max(_close(chances, best) for chances in each)
    return Digits("".join(str(d) for d in best), sure, close, comb)


def _close(chances: Chances, best: np.ndarray) -> float:
    """The greatest chance of a digit that looks like the one that was read."""
    return max(float(row[list(ALIKE[int(digit)])].max()) for row, digit in zip(chances, best, strict=True))
