"""What may be believed of digits that were read, and why not: every limit with its unit and reason.

Set on simulated pages whose hands the networks never saw (`tools/digit_risk.py`); the counts are in `digits.json`.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.digits import Digits
from forms.fields import Field

SURE_DATE, CLOSE_DATE = 0.98, 0.01  # least chance of the least sure digit, greatest of a look-alike: a date
SURE_LIMIT, CLOSE_LIMIT = 0.995, 0.002  # of a number that limits work: one that is too large would loosen it
WHOLE_STROKE = 1.3  # square mm of a page's average stroke: below it figures arrived in pieces, and lose their loops
DUST = 0.6  # square mm in one cell that belong to no digit: dirt, or what is left of a figure
EMPTY_DUST = 0.2  # likewise in a cell that must be empty


@dataclass(frozen=True)
class Page:
    """How the page's writing arrived. `thin` as in `Exposure`; `stroke` is its average stroke in square mm."""

    thin: bool
    stroke: float


def believed(field: Field, seen: Digits, page: Page) -> bool:
    """Whether the digits are what stands there."""
    return _arrived(page) and _in_their_cells(field, seen) and _sure(field, seen)


def _arrived(page: Page) -> bool:
    """A thin page shows a 3 where an 8 was written, and a 1 where a 7 was."""
    return not page.thin and page.stroke >= WHOLE_STROKE


def _in_their_cells(field: Field, seen: Digits) -> bool:
    """One digit a cell, none across a divider, nothing beside; a date fills its comb, a number has no gap in it."""
    comb = seen.comb
    written = [i for i, cell in enumerate(comb.cells) if cell is not None]
    if comb.shared or comb.around or seen.text is None or any(c.pieces > 1 for c in comb.cells if c is not None):
        return False
    whole = len(written) == len(comb.cells) if field.kind == "date" else written[-1] - written[0] == len(written) - 1
    clean = all(dust <= (EMPTY_DUST if comb.cells[i] is None else DUST) for i, dust in enumerate(comb.dust))
    return whole and clean


def _sure(field: Field, seen: Digits) -> bool:
    """A wrong date is found out by its neighbours, a wrong limit by nobody."""
    sure, close = (SURE_DATE, CLOSE_DATE) if field.kind == "date" else (SURE_LIMIT, CLOSE_LIMIT)
    return seen.sure >= sure and seen.close <= close
