"""What may be believed of digits that were read, and why not: every limit with its unit and reason.

Set on simulated pages whose hands the networks never saw (`tools/digit_risk.py`); the counts are in `digits.json`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extract.digits import Digits
from extract.digits.model import NONE
from extract.formats import parse, plausible
from extract.marks.blank import Ink
from forms.fields import Field

DOUBT_DATE = 0.06  # chance, over all cells of a date, that one holds something else that could stand there
DOUBT_LIMIT = 0.01  # likewise of a number that limits work: one that is too large would loosen it
ODD_IN_DATE = 0.5  # how much "no digit" weighs there: a point behind 15 leaves it 15, and behind 4 it may be 4.5
CLEAR = 0.7  # chance of each digit, whatever else could stand there: what looks like two things may be neither
WHOLE_STROKE = 1.3  # square mm of a page's average stroke: below it figures arrived in pieces, and lose their loops
WHOLE_ON_THIN = 2.3  # likewise of a page that hides paler ink: below it a figure in twenty lost a third of its own
DUST = 0.4  # square mm of a piece of ink that belongs to no digit: dirt, or what is left of a figure
POINT = 0.1  # likewise around a number, where it may be a decimal point
LINE = 0.2  # of a straight stroke: how far its ink strays across it, as a share of how far it strays along it
SLASH_RIGHT, SLASH_LEFT = 0.6, 0.27  # across for one up, from which such a stroke is a slash and no 1: / and \
# What a digit may be whose ink goes along a line of the comb: the stroke that tells them apart may lie under the line.
UNDER_LINE = {"0": "69", "1": "47", "3": "8", "5": "6", "7": "29"}


@dataclass(frozen=True)
class Page:
    """How its writing arrived. `lost`: in pieces; `thin`: it hides paler ink than that.

    `stroke` is the area of an average stroke in square mm.
    """

    lost: bool
    thin: bool
    stroke: float


def believed(field: Field, seen: Digits, page: Page) -> bool:
    """Whether the digits are what stands there."""
    return readable(field, seen, page) and doubt(field, seen) <= most_doubt(field)


def most_doubt(field: Field) -> float:
    """A wrong date is found out by its neighbours, a wrong limit by nobody."""
    return DOUBT_DATE if field.kind == "date" else DOUBT_LIMIT


def readable(field: Field, seen: Digits, page: Page) -> bool:
    """Whether there is a digit in each cell where one belongs, nothing else, and the page shows whole strokes."""
    if seen.text is None or not arrived(page):
        return False
    return _in_their_cells(field, seen) and not _slashed(seen) and not _hides_strokes(field, seen)


def doubt(field: Field, seen: Digits) -> float:
    """The chance that a cell holds another digit that could stand there, or none: 1 where a digit is not clear.

    What cannot stand there (a fourteenth month, a ninth day of the week) is no rival. Cells are added up: a date has
    eight chances to be wrong.
    """
    if seen.text is None:
        return 1.0
    own = [float(row[int(digit)]) for row, digit in zip(seen.chances, seen.text, strict=True)]
    rivals = [_rivals(field, seen, i) for i in range(len(own))]
    return 1.0 if min(own) < CLEAR else sum(other / (mine + other) for mine, other in zip(own, rivals, strict=True))


def _rivals(field: Field, seen: Digits, cell: int) -> float:
    """The chance of everything else that could stand in one of the written cells, no digit at all included."""
    text, row = seen.text or "", seen.chances[cell]
    others = (d for d in range(NONE) if str(d) != text[cell])
    fitting = (d for d in others if fits(field, f"{text[:cell]}{d}{text[cell + 1 :]}"))
    odd = float(row[NONE]) * (ODD_IN_DATE if field.kind == "date" else 1)
    return odd + sum(float(row[d]) for d in fitting)


def fits(field: Field, text: str) -> bool:
    """Whether an office could have written it there."""
    value, reason = parse(field, text)
    return reason is None and plausible(field, value)


def arrived(page: Page) -> bool:
    """Writing that lost strokes shows a 3 where an 8 was written, and a 1 where a 4 was."""
    return not page.lost and page.stroke >= (WHOLE_ON_THIN if page.thin else WHOLE_STROKE)


def _in_their_cells(field: Field, seen: Digits) -> bool:
    """One digit a cell, none across a divider, nothing beside; a date fills its comb, a number is one figure.

    The point of 1.0 may lie under the divider, and the number would be 10: two figures are a person's to read.
    """
    comb = seen.comb
    written = [cell for cell in comb.cells if cell is not None]
    if comb.shared or comb.around:
        return False
    date = field.kind == "date"
    return len(written) == (len(comb.cells) if date else 1) and max(comb.dust) <= (DUST if date else POINT)


def _hides_strokes(field: Field, seen: Digits) -> bool:
    """Whether a line of the comb may hide what makes another digit of one: a 9 whose stem it covers looks like a 0.

    A 1 that hangs from the upper line may be a 7 whose bar lies under it, whatever else could stand there.
    """
    text, comb = seen.text or "", seen.comb
    cells = [i for i, cell in enumerate(comb.cells) if cell is not None]
    return any(
        (digit == "1" and cell in comb.hanging) or (cell in comb.along and _may_be_other(field, text, at))
        for at, (cell, digit) in enumerate(zip(cells, text, strict=True))
    )


def _may_be_other(field: Field, text: str, at: int) -> bool:
    """Whether one of the digits could be one that a covered stroke would make of it."""
    return any(fits(field, f"{text[:at]}{other}{text[at + 1 :]}") for other in UNDER_LINE.get(text[at], ""))


def _slashed(seen: Digits) -> bool:
    """Whether one of the ones is a slash: 1/2, n/a, and a comb that was struck through have such."""
    written = [cell for cell in seen.comb.cells if cell is not None]
    return any(digit == "1" and _is_slash(cell.ink) for cell, digit in zip(written, seen.text or "", strict=True))


def _is_slash(ink: Ink) -> bool:
    """Whether the ink of a cell is one straight stroke that leans as no 1 does."""
    down, across = np.nonzero(ink)
    spread, ways = np.linalg.eigh(np.cov(down, across))
    (along_down, along_across) = ways[:, 1]
    lean = -along_across / along_down if along_down else np.inf  # to the right where it is positive
    straight = spread[0] <= LINE**2 * spread[1]
    return bool(straight and not -SLASH_LEFT <= lean <= SLASH_RIGHT)
