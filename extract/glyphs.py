"""Cutting a text field out of a page: the ink beyond the blank's print, and the characters in the cells of a comb."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT
from extract.marks.sheet import Sheet, grid
from extract.page import Grey
from extract.pieces import pieces_of
from forms.fields import Place

ENLARGE: Final = 300 / 25.4 / PX_PER_MM  # from the working grid to the resolution OCR is trained on
SPILL: Final = 0.22  # mm that print may spill beyond the blank's
DARK, PALE = 0.5, 0.2  # ink of a one-bit page is black or not there; on a grey page pencil is this pale
SPECK: Final = 0.12  # square mm under which a piece of ink is a speck
AIR: Final = 3  # grid pixels between characters that are set side by side
MARGIN: Final = 12  # grid pixels of white around what is given to OCR
LEVEL_RANGE: Final = 0.6  # mm by which feet and heads of typed digits differ at most, on the coarsest raster
DRIFT_RANGE: Final = 1.0  # mm by which typed digits differ in their place within the cell

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Glyph:
    """The ink of one comb cell: its picture (True = ink), rows of head and foot and middle column within the cell."""

    ink: Mask
    head: int
    foot: int
    middle: float


def added_ink(sheet: Sheet, place: Place, shift: NDArray[np.float64]) -> Mask:
    """Ink in a field beyond the print of the blank, pencil on a grey page too, without specks; on the working grid.

    `shift` is where `marks.snap` found the place.
    """
    box = place.box
    shape = (max(4, grid(box[3] - box[1])), max(4, grid(box[2] - box[0])))
    corner = sheet.blank.on_grid(np.array([[box[0], box[3]]]))
    known = sheet.blank.windows(corner, shape)[0]
    seen = sheet.ink(sheet.windows(corner + shift * [1, -1] / PX_PER_PT, shape))[0]
    k = 2 * round(SPILL * PX_PER_MM) + 1
    printed = cv2.dilate((known > 0.25).astype(np.uint8), np.ones((k, k), np.uint8)) > 0
    own = ((seen > (DARK if sheet.one_bit else PALE)) & ~printed).astype(np.uint8)
    _, labels, stats = pieces_of(own)
    speck = stats[:, cv2.CC_STAT_AREA] < SPECK * PX_PER_MM**2
    speck[0] = True
    return np.asarray(~speck[labels], bool)


def cells(ink: Mask, count: int) -> tuple[Glyph | None, ...]:
    """The character in each cell of a comb, None where a cell holds no ink."""
    edges = np.round(np.linspace(0, ink.shape[1], count + 1)).astype(int)
    return tuple(_glyph(ink[:, a:b]) for a, b in pairwise(edges))


def _glyph(cell: Mask) -> Glyph | None:
    rows, columns = np.flatnonzero(cell.any(axis=1)), np.flatnonzero(cell.any(axis=0))
    if not len(rows):
        return None
    cut = cell[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Glyph(cut, int(rows[0]), int(rows[-1]), float(columns[0] + columns[-1]) / 2)


def looks_typed(glyphs: tuple[Glyph, ...]) -> bool:
    """Whether characters stand as a machine sets them: heads and feet in line, each in the same place of its cell.

    Nothing is said about fewer than four: two handwritten digits can stand in line by chance.
    """
    if len(glyphs) < 4:
        return False
    heads, feet, middles = ([getattr(g, what) for g in glyphs] for what in ("head", "foot", "middle"))
    level = LEVEL_RANGE * PX_PER_MM
    return bool(np.ptp(heads) <= level and np.ptp(feet) <= level and np.ptp(middles) <= DRIFT_RANGE * PX_PER_MM)


def side_by_side(glyphs: tuple[Glyph, ...]) -> Grey:
    """Characters of a comb set as a line of type, as OCR knows it."""
    top, bottom = min(g.head for g in glyphs), max(g.foot for g in glyphs) + 1
    parts: list[Mask] = []
    for g in glyphs:
        column = np.zeros((bottom - top, g.ink.shape[1]), bool)
        column[g.head - top : g.foot + 1 - top] = g.ink
        parts += [column, np.zeros((bottom - top, AIR), bool)]
    return for_ocr(np.hstack(parts))


def for_ocr(ink: Mask) -> Grey:
    """Black on white with a margin, at OCR's resolution."""
    framed = np.pad(ink, MARGIN)
    grey = np.where(framed, 0, 255).astype(np.uint8)
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    return np.asarray(cv2.resize(soft, None, fx=ENLARGE, fy=ENLARGE, interpolation=cv2.INTER_CUBIC), np.uint8)
