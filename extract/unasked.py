"""Writing where the form asks for none: a note in the margin can change everything that the boxes say.

Looked at is only paper on which nothing is printed and beside which no field lies: marks, signatures and long answers
overshoot theirs, and fields are looked at by `marks`. What a note says, nobody reads; that it is there, a person is
told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.anchors import from_grid
from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.marks.sheet import Sheet
from extract.page import Registered
from extract.pieces import pieces_of
from forms.fields import Box

PX = PX_PER_MM / 2  # pixels a mm here: half the working grid's
PT = 72 / 25.4  # points a mm
EDGES: Final = (3.5, 9.0)  # mm of the sheet not looked at: any edge (shadows), and the upper one (a fax's own line)
PRINTED: Final = 40  # of 255: the blank's print starts here
SPILL: Final = (1.6, 3.0)  # mm aside, up and down that print may lie off its place: lost lines, a curled sheet
Sides = tuple[float, float, float, float]  # mm left, below, right, above
ROOM: Final[dict[str, Sides]] = {  # that what is written in a field may take beside it
    "check": (6, 6, 6, 6), "radio": (6, 6, 6, 6), "text": (4, 5, 5, 4), "date": (4, 4, 4, 4), "digits": (4, 4, 4, 4),
    "signature": (6, 9, 15, 9),
}  # fmt: skip
WORDS, CODE = 2.0, 3.0  # mm around captions, and around what else is ours: codes, squares, the patch
PALE: Final = 0.22  # of full print: so pale a pen is on a grey page
LIT: Final = 5.0  # mm: strokes are narrower, and shadows broader
STROKE_AREA, STROKE_LENGTH, LONGEST = 0.2, 1.2, 45.0  # square mm, mm and mm of a piece of writing
LONG, CURLED = 6.0, 1.6  # mm from which a piece has to be a word, whose stroke is so many times as long as its extent
HOLLOW: Final = 0.5  # of the rectangle around a piece that lies inside it, from which it is a ring: a hole's, a cup's
NOTE: Final = (18.0, 9.0)  # mm, width and height of the place in which some words stand:
INK, PIECES = 3.0, 3  # square mm of strokes there, and how many at least; a joined word counts for all
DIRTY: Final = 0.03  # dark share of bare paper from which specks join into anything

Mask = NDArray[np.bool_]


def is_written_elsewhere(sheet: Sheet, page: Registered, specks: float) -> bool:
    """Whether words stand on the page where nothing is asked. `specks`: the dark share of its bare paper.

    A dirty page shows nothing; its boxes go to a person anyway.
    """
    if specks > DIRTY:
        return False
    ink = (_ink(sheet) & _free(sheet.blank, tuple(_taken(page)))).view(np.uint8)
    if np.count_nonzero(ink) < INK * PX**2:
        return False
    _, labels, stats = pieces_of(ink)
    extent = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / PX
    pens = (stats[:, cv2.CC_STAT_AREA] >= STROKE_AREA * PX**2) & (extent >= STROKE_LENGTH) & (extent <= LONGEST)
    pens[0] = False
    worth = np.where(pens, np.where(extent < LONG, 1, PIECES), 0)
    for piece in np.flatnonzero(worth == PIECES):
        left, top, width, height = stats[piece, :4]
        worth[piece] *= _is_word(labels[top : top + height, left : left + width] == piece, extent[piece])
    return bool(worth.any()) and _gathered(labels, stats, worth)


def _gathered(labels: NDArray[np.int32], stats: NDArray[np.int32], worth: NDArray[np.int64]) -> bool:
    """Whether somewhere on the page enough pieces of writing stand together."""
    inked = (worth > 0)[labels].astype(np.float32) / np.float32(PX**2)
    counted = np.zeros(labels.shape, np.float32)
    middles = stats[:, :2] + stats[:, 2:4] // 2
    np.add.at(counted, (middles[:, 1], middles[:, 0]), worth)
    size = (round(NOTE[0] * PX), round(NOTE[1] * PX))
    ink, pieces = (
        cv2.boxFilter(each, -1, size, normalize=False, borderType=cv2.BORDER_CONSTANT) for each in (inked, counted)
    )
    return bool(((ink >= INK) & (pieces > PIECES - 0.5)).any())


def _ink(sheet: Sheet) -> Mask:
    """Where the page is dark, drawn onto half the blank's grid."""
    rows, columns = sheet.blank.half.shape
    to_half = np.diag([1 / sheet.reduced[0], 1 / sheet.reduced[1], 1]) @ sheet.to_pixels
    matrix = from_grid(to_half, PX * 25.4, sheet.blank.height)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(sheet.half, matrix, (columns, rows), flags=flags, borderValue=sheet.paper)
    if sheet.one_bit:
        return np.asarray(seen < 128)
    side = 2 * round(LIT * PX / 2) + 1
    light = cv2.blur(cv2.dilate(seen, np.ones((side, side), np.uint8)), (side, side))
    return np.asarray(seen < light - PALE * (sheet.paper - sheet.print))


def _taken(page: Registered) -> Iterator[tuple[Box, Sides]]:
    """What the form has on this page, and how much room (mm) each needs."""
    form, geometry = page.edition.map, page.geometry
    fields = form.by_name
    for place in form.places:
        if place.page == geometry.number:
            yield place.box, ROOM[fields[place.field].kind]
            if place.label_box:
                yield place.label_box, (WORDS,) * 4
    typed = (geometry.typed_code,) if geometry.typed_code else ()
    for box in (*geometry.codes, *geometry.squares, *typed, *(cell.box for cell in geometry.patch)):
        yield box, (CODE,) * 4


@lru_cache(maxsize=64)
def _free(blank: Blank, taken: tuple[tuple[Box, Sides], ...]) -> Mask:
    """Where on half the grid nothing is printed, and nothing is written that belongs to a field."""
    kernel = [2 * round(by * PX) + 1 for by in reversed(SPILL)]
    free = cv2.dilate((blank.half > PRINTED).view(np.uint8), np.ones(kernel, np.uint8)) == 0
    for (x0, y0, x1, y1), room in taken:
        left, below, right, above = (by * PT for by in room)
        rows = [max(0, round((blank.height - y) * PX_PER_PT / 2)) for y in (y1 + above, y0 - below)]
        columns = [max(0, round(x * PX_PER_PT / 2)) for x in (x0 - left, x1 + right)]
        free[slice(*rows), slice(*columns)] = False
    side, upper = (round(by * PX) for by in EDGES)
    free[:upper] = free[-side:] = free[:, :side] = free[:, -side:] = False
    return np.asarray(free, bool)


def _is_word(piece: Mask, extent: float) -> bool:
    """Whether a long piece is curled as joined letters are: no line, no ring. Half of all outlines is a pen's way."""
    outlines, _ = cv2.findContours(piece.view(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    way = sum(cv2.arcLength(each, closed=True) for each in outlines) / 2 / PX
    inner = sorted(cv2.contourArea(each) for each in outlines)[:-1]
    return way >= CURLED * extent and max(inner, default=0.0) < HOLLOW * piece.size
