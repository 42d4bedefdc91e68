"""Handwritten digits in combs: dates, hours, days. Accepted only where the kind of value leaves no other reading.

Running order: cells (which ink is whose) -> model (two networks say what each looks like) -> gates (what may be
believed). Whatever is not surely a number stays a person's; nothing here ever proposes an answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extract.digits.cells import Comb, cut
from extract.digits.model import NONE, Chances, networks

__all__ = ["Comb", "Digits", "cut", "look"]

LEAST = 1e-6  # no network is surer than that of anything
RARE = 0.3  # a fifth of the cells that were trained on hold no digit; on forms they are fewer


@dataclass(frozen=True)
class Digits:
    """What the cells of a comb look like.

    `text` holds a digit for each cell with ink, None where one is no digit or the networks do not agree; `chances` is
    what both say together, a row a cell with ink, a column a class.
    """

    text: str | None
    chances: Chances
    comb: Comb


def look(comb: Comb, coarse: bool) -> Digits:
    """Look at every cell with ink. `coarse` as in `Exposure`."""
    written = [cell for cell in comb.cells if cell is not None]
    if not written:
        return Digits(None, np.empty((0, NONE + 1)), comb)
    each = networks().of(written, coarse)
    best = each[0].argmax(axis=1)
    agreed = all((chances.argmax(axis=1) == best).all() for chances in each) and bool((best != NONE).all())
    return Digits("".join(str(d) for d in best) if agreed else None, _together(each), comb)


def _together(each: Sequence[Chances]) -> Chances:
    """What the networks say, as one: the mean of their logarithms, so that either can veto."""
    mean = np.exp(np.mean([np.log(np.maximum(chances, LEAST)) for chances in each], axis=0))
    mean[:, NONE] *= RARE
    return np.asarray(mean / mean.sum(axis=1, keepdims=True))
