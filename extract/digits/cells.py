"""Cutting a comb into its cells: to each cell the pieces of ink that are its own, and what is odd about them.

A digit may overshoot its cell. Where two touch, their ink is cut at its narrowest place near the divider; a piece that
lies in two cells alike and has no such place is nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Ink
from extract.marks.sheet import Sheet, grid
from extract.pieces import pieces_of
from forms.fields import Place

ABOVE, BESIDE = round(1.6 * PX_PER_MM), round(2.2 * PX_PER_MM)  # around a comb: digits overshoot, notes stand beside
SPILL, SPILL_DOWN = round(0.22 * PX_PER_MM), round(0.37 * PX_PER_MM)  # that print may spill; up and down if coarse
DARK, PALE = 0.5, 0.2  # ink of a one-bit page is black or not there; on a grey page pencil is this pale
BRIDGE = 9  # grid pixels of print under which a stroke goes on
SPECK = 0.12 * PX_PER_MM**2  # under which a piece of ink is a speck
OWN = 0.8  # share of a piece that lies in one cell, if it belongs there
OVER = 0.2 * PX_PER_MM**2  # of a piece in another cell that nobody asks about
NECK, NEAR = round(1.1 * PX_PER_MM), round(1.4 * PX_PER_MM)  # ink of a column where figures touch, and how far from
ASIDE = 0.2  # the divider it lies; a column so much nearer (pixels of ink for one of way) is as good
LINE_FINE, LINE_COARSE = 2, 3  # grid pixels that one line of a fax is high
LARGE = 0.35 * PX_PER_MM**2  # from which a piece outside the comb was written there
FLAT, LONG = round(0.7 * PX_PER_MM), round(6 * PX_PER_MM)  # height and width of what is a rule and no dash
RESIDUE = 0.3 * PX_PER_MM**2  # up to which a piece that touches print is what the blank's own rule left behind,
LESSER = 0.2  # if the cell's largest piece is so much larger
LINE = round(0.6 * PX_PER_MM)  # half the width in which a line of the comb lies, with its spill
BEYOND = round(1.0 * PX_PER_MM)  # above or below a comb: from there on its ink may be the end of a longer line
FOLLOWS = round(0.25 * PX_PER_MM)  # of a line along which ink goes: then a stroke may lie under the line

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Cell:
    """The ink of one cell, cut to its own size on the working grid.

    `ink` 0..1 holds its own pieces only; `unseen` is where print hides what may have been written. `area` is in square
    mm.
    """

    ink: Ink
    unseen: Mask
    area: float

    @property
    def size(self) -> tuple[float, float]:
        """Height and width in mm."""
        return self.ink.shape[0] / PX_PER_MM, self.ink.shape[1] / PX_PER_MM


@dataclass(frozen=True)
class Comb:
    """All cells of a comb, None where a cell holds no piece of ink.

    `dust` is the largest piece of ink (square mm) in each cell that is nobody's: specks of a fax are smaller or one
    line high, a point is neither. `shared` are cells with a piece that lies in two of them or runs far beyond the
    comb. `along` are cells with ink along a line of the comb, `hanging` those whose ink ends at the upper line: it may
    go on there unseen. `around`: something was written beside, above or below the comb.
    """

    cells: tuple[Cell | None, ...]
    dust: tuple[float, ...]
    shared: frozenset[int]
    along: frozenset[int]
    hanging: frozenset[int]
    around: bool


def cut(sheet: Sheet, place: Place, shift: NDArray[np.float64], count: int) -> Comb:
    """The cells of a comb of `count`; `shift` is where `marks.snap` found it."""
    seen, printed = _window(sheet, place, shift)
    dark = seen > (DARK if sheet.one_bit else PALE)
    edges = BESIDE + np.linspace(0, dark.shape[1] - 2 * BESIDE, count + 1).round().astype(int)
    labels, sprinkled = _pieces(dark, printed, edges, sheet)
    table = _shares(labels, len(sprinkled), edges)
    owner, shared = _owners(table)
    outside = _outside(labels, table)
    owner[outside] = -1
    owner = _without_residue(owner, table, labels, printed)
    owners, (top, bottom) = owner[labels], (ABOVE, dark.shape[0] - ABOVE - 1)
    turned = owners.T, dark.T, printed.T
    cells = (_cell(np.where(np.isin(labels, np.flatnonzero(owner == i)), seen, 0), printed) for i in range(count))
    dust = np.where((owner < 0) & ~sprinkled, table, 0).max(axis=1) / PX_PER_MM**2
    return Comb(
        cells=tuple(cells),
        dust=tuple(float(d) for d in dust[1:-1]),
        shared=shared | _running_on(owners),
        along=_along_lines(owners, dark, printed, edges) | _along_lines(*turned, (top, bottom)),
        hanging=frozenset(_meeting(*turned, top, 1)) - frozenset(_meeting(*turned, top, -1)),
        around=bool((table.sum(axis=0)[outside] >= LARGE).any()),
    )


def _pieces(dark: Mask, printed: Mask, edges: NDArray[np.int64], sheet: Sheet) -> tuple[NDArray[np.int32], Mask]:
    """The joined pieces of ink by number, 0 where there is none; and which of them the wire may have sprinkled."""
    own = dark & ~printed
    own |= _bridged(own, printed)
    near = cv2.morphologyEx(own.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    number, found, stats = pieces_of(near)
    labels, parted = _parted(np.where(own & ~_rules(stats)[found], found, 0), number, edges)
    return labels, np.pad(_dashes(stats, sheet), (0, parted - number))


def _outside(labels: NDArray[np.int32], table: Counts) -> Mask:
    """Which pieces were written beside, above or below the comb."""
    inner = slice(ABOVE, labels.shape[0] - ABOVE), slice(BESIDE, labels.shape[1] - BESIDE)
    within = np.bincount(labels[inner].ravel(), minlength=table.shape[1])
    return np.asarray((2 * within < table.sum(axis=0)) & (table.sum(axis=0) >= SPECK))


def _window(sheet: Sheet, place: Place, shift: NDArray[np.float64]) -> tuple[Ink, Mask]:
    """The comb and what is around it: its ink, and where print hides ink."""
    x0, y0, x1, y1 = place.box
    shape = (grid(y1 - y0) + 2 * ABOVE, grid(x1 - x0) + 2 * BESIDE)
    corner = sheet.blank.on_grid(np.array([[x0, y1]])) + np.array([[-BESIDE, ABOVE]]) / PX_PER_PT
    known = sheet.blank.windows(corner, shape)[0]
    seen = sheet.ink(sheet.windows(corner + shift * [1, -1] / PX_PER_PT, shape))[0]
    reach = np.ones((2 * (SPILL_DOWN if sheet.coarse else SPILL) + 1, 2 * SPILL + 1), np.uint8)
    return seen, cv2.dilate((known > 0.25).astype(np.uint8), reach) > 0


def _bridged(own: Mask, printed: Mask) -> Mask:
    """Where a stroke goes on under the print, from one side to the other."""
    flat = own.astype(np.uint8)
    ways = (np.ones((1, BRIDGE), np.uint8), np.ones((BRIDGE, 1), np.uint8))
    joined = [cv2.morphologyEx(flat, cv2.MORPH_CLOSE, way) > 0 for way in ways]
    return np.asarray((joined[0] | joined[1]) & printed, bool)


def _rules(stats: NDArray[np.int32]) -> Mask:
    """Which pieces are long and flat: a rule of the comb, where the page is not lined up as well as elsewhere."""
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    return np.asarray((high <= FLAT) & (wide >= LONG), bool)


def _dashes(stats: NDArray[np.int32], sheet: Sheet) -> Mask:
    """Which pieces are one line of a fax high: the wire sprinkles such, a pen's point is higher."""
    line = (LINE_COARSE if sheet.coarse else LINE_FINE) if sheet.one_bit else 0
    return np.asarray(stats[:, cv2.CC_STAT_HEIGHT] <= line)


def _shares(labels: NDArray[np.int32], number: int, edges: NDArray[np.int64]) -> Counts:
    """Pixels of every piece left of the comb, in each cell, right of it: (count + 2) x pieces; piece 0 is no ink."""
    strips = np.split(labels, edges, axis=1)
    table = np.stack([np.bincount(s.ravel(), minlength=number) for s in strips])
    table[:, 0] = 0
    return table


def _parted(labels: NDArray[np.int32], number: int, edges: NDArray[np.int64]) -> tuple[NDArray[np.int32], int]:
    """The pieces again, where figures of two cells touch cut in two at the narrowest place near their divider."""
    table = _shares(labels, number, edges)
    for whole in np.flatnonzero(_spread(table)):
        rest = int(whole)
        inside = table[1:-1, whole] >= OVER
        for divider in edges[1:-1][inside[:-1] & inside[1:]]:
            at = _neck(labels == rest, int(divider))
            if at is not None:
                right = labels[:, at:]
                right[right == rest] = number
                rest, number = number, number + 1
    return labels, number


def _neck(piece: Mask, divider: int) -> int | None:
    """The column near a divider at which a piece of ink is narrow enough to be two figures that touch."""
    columns = np.arange(divider - NEAR, divider + NEAR + 1)
    ink = piece[:, columns].sum(axis=0)
    best = int(np.argmin(ink + ASIDE * np.abs(columns - divider)))
    return int(columns[best]) if ink[best] <= NECK else None


def _spread(table: Counts) -> Mask:
    """Which pieces lie in more than one cell."""
    total, most = table.sum(axis=0), table.max(axis=0)
    return np.asarray((total >= SPECK) & (total - most >= OVER) & (most < OWN * total))


def _owners(table: Counts) -> tuple[NDArray[np.int64], frozenset[int]]:
    """The cell of each piece, -1 for specks and for what lies beside the comb; and the cells that share a piece."""
    total, most = table.sum(axis=0), table.argmax(axis=0)
    parts = table[1:-1, _spread(table)]
    shared = frozenset(int(i) for i in np.flatnonzero((parts >= OVER).any(axis=1)))
    cell = np.where((most == 0) | (most == len(table) - 1), -1, most - 1)
    return np.where(total >= SPECK, cell, -1), shared


def _along_lines(owners: Counts, dark: Mask, printed: Mask, lines: Iterable[int]) -> frozenset[int]:
    """Cells whose ink goes along one of these printed columns without a gap: how it goes on under the line is not to be
    seen.

    `owners` is the cell of every pixel's piece of ink, -1 where there is none.
    """
    sides = [_meeting(owners, dark, printed, line, step) for line in lines for step in (-1, 1)]
    return frozenset(cell for side in sides for cell, met in side.items() if met > FOLLOWS)


def _running_on(owners: Counts) -> frozenset[int]:
    """Cells whose ink goes on far above or below the comb: the end of a line through the page stands there like a 1."""
    far = ABOVE - BEYOND
    ends = np.concatenate([owners[:far], owners[-far:]])
    return frozenset(int(i) for i in np.unique(ends) if i >= 0)


def _meeting(owners: Counts, dark: Mask, printed: Mask, line: int, step: int) -> dict[int, int]:
    """Each cell whose ink meets a printed column on its `step` side, and along how many pixels of it."""
    aside = slice(line, line + step * (LINE + 1), step)
    joined = np.logical_and.accumulate(dark[:, aside], axis=1) & printed[:, line, None]
    here = np.where(joined, owners[:, aside], -1)
    return {int(i): int((here == i).any(axis=1).sum()) for i in np.unique(here) if i >= 0}


def _without_residue(owner: Counts, table: Counts, labels: NDArray[np.int32], printed: Mask) -> Counts:
    """Small pieces along the print, beside a larger one in their cell, are nobody's: rules come out uneven."""
    size, kept = table.sum(axis=0), owner.copy()
    edge = cv2.dilate(printed.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    along = np.bincount(labels[edge], minlength=len(size)) > 0
    for cell in np.unique(owner[owner >= 0]):
        own = owner == cell
        kept[own & along & (size <= RESIDUE) & (size < LESSER * size[own].max())] = -1
    return kept


def _cell(ink: Ink, printed: Mask) -> Cell | None:
    """One cell's ink cut out of the window."""
    dark = ink > 0
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    if not len(rows):
        return None
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    mine = dark[window]
    return Cell(ink[window].astype(np.float32), printed[window], float(mine.sum()) / PX_PER_MM**2)
