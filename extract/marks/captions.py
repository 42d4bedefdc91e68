"""Ink on the words beside a box, or under them: who ticks or underlines "Climbing" itself means climbing, and the box
stays empty; who ticks the box and strikes or changes "25 lb" means something that no box says.

Every caption is cut with the room around it, lined up by its own letters, and its print taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.marks.features import Figures
from extract.marks.sheet import Sheet, grid
from extract.page import Grey
from forms.fields import Box, Place

AROUND = (0.0, -2.0, 2.0, 4.0)  # points that the words' edges left, below, right and above are moved by
UNDER = 7.0  # points below them where a line under the words is looked for; ends above the next box
PRINTED = 63  # of 255: the blank's print starts here
UNKNOWN = (60.0, 9.0)  # points: length and height of the words where the form does not say where they stand
NEXT = 6.0  # points that end before the next box, whose marks are its own
DARK, PALE = 127, 63  # of 255: a fax's ink is black or lost; on a grey page a pale pen is this dark
REACH = 0.75  # mm the words can lie away from where their box was found: lost lines between them
ENOUGH = 14.0  # mm of the words are lined up: the rest lies with them
SPILL = 0.3  # mm around the print that are not looked at: letters come out fat
WINDOW = 2.5  # mm, side of the square in which a stroke, joined or dotted, is gathered
ALLOWED_FAX, ALLOWED_GREY = 0.3, 0.15  # square mm in one that are no stroke: a fax frays its letters, grey keeps pencil


Stands = tuple[Box, Box | None]  # a box, and the words beside it


@dataclass(frozen=True)
class Captions:
    """The words of some boxes as the blank has them: where they stand, and what is printed there, box by box.

    `corners` are points, `shapes` rows and columns, of which the first `worded` rows hold the words; `known` is the
    print, 0 to 255; `bare` is where it cannot spill.
    """

    corners: NDArray[np.float64]
    shapes: NDArray[np.int64]
    worded: tuple[int, ...]
    known: tuple[Grey, ...]
    bare: tuple[NDArray[np.bool_], ...]


def caption_ink(
    sheet: Sheet,
    places: Sequence[Place],
    shift: NDArray[np.float64],
    specks: float,
    asked: NDArray[np.bool_],
    marks: NDArray[np.float64],
) -> Figures:
    """`label_ink`: ink beyond the print in the fullest small square of the caption of each box that is `asked` about,
    as a share of what may lie there untouched; NaN of the others.

    `shift` is where the boxes were found (`Snapped.shift`), `specks` the dark share of the page's bare paper, which
    is taken off. `marks` is how far (mm) a mark in the box reaches out to the right, NaN where there is none: beyond it
    ink on the words is somebody's change to them; a line under them means what the mark means.
    """
    reach, which = round(REACH * PX_PER_MM), np.flatnonzero(asked)
    words = _captions(sheet.blank, tuple((p.box, p.label_box) for p in places))
    corners = words.corners[which] + (shift[which] - reach) * [1, -1] / PX_PER_PT
    found = np.full(len(places), np.nan)
    for i, seen in zip(which.tolist(), sheet.pieces(corners, words.shapes[which] + 2 * reach), strict=True):
        added = _added(sheet, seen, words.known[i], words.bare[i], words.worded[i])
        if not np.isnan(marks[i]):
            end = places[i].box[2] * PX_PER_PT + marks[i] * PX_PER_MM  # of the mark
            added = added[: words.worded[i], max(0, round(end - words.corners[i, 0] * PX_PER_PT)) :]
        found[i] = _fullest(added)
    allowed = ALLOWED_FAX if sheet.one_bit else ALLOWED_GREY
    return {"label_ink": (found - specks * WINDOW**2) / allowed}


@lru_cache(maxsize=64)
def _captions(blank: Blank, boxes: tuple[Stands, ...]) -> Captions:
    rooms = [_room(box, words, boxes) for box, words in boxes]
    corners = blank.on_grid(np.array([[x0, y1] for x0, _, _, y1 in rooms]))
    ends = [_end(box, room, boxes) if words else room[1] for (box, words), room in zip(boxes, rooms, strict=True)]
    shapes = [(max(4, grid(y1 - end)), max(4, grid(x1 - x0))) for (x0, _, x1, y1), end in zip(rooms, ends, strict=True)]
    known = [blank.windows(corner[None], shape)[0] for corner, shape in zip(corners, shapes, strict=True)]
    known = [np.rint(one * 255).astype(np.uint8) for one in known]
    k = 2 * round(SPILL * PX_PER_MM) + 1
    bare = (cv2.dilate((one > PRINTED).view(np.uint8), np.ones((k, k), np.uint8)) == 0 for one in known)
    worded = tuple(max(4, grid(y1 - y0)) for _, y0, _, y1 in rooms)
    return Captions(corners, np.array(shapes), worded, tuple(known), tuple(bare))


def _room(box: Box, words: Box | None, others: tuple[Stands, ...]) -> Box:
    """The words of a box and what little is around them, in points."""
    if words is not None:
        x0, y0, x1, y1 = (side + by for side, by in zip(words, AROUND, strict=True))
        return x0, y0, x1, y1
    x0, middle = box[2] + 4, (box[1] + box[3]) / 2
    ends = [b[0] - NEXT for b, _ in others if b[0] > x0 and b[1] < middle < b[3]]
    return x0, middle - UNKNOWN[1] / 2, min([x0 + UNKNOWN[0], *ends]), middle + UNKNOWN[1] / 2


def _end(box: Box, room: Box, others: tuple[Stands, ...]) -> float:
    """How far down a line under the words is theirs, in points: to the next box below box or words.

    Only where it is known that words stand there: without any nothing lines the room up, and a rule below looks penned.
    """
    tops = [b[3] for b, _ in others if b[3] < box[1] and b[2] > box[0] and b[0] < room[2]]
    return min(room[1], max([room[1] - UNDER, *tops]))


def _added(sheet: Sheet, grey: Grey, known: Grey, bare: NDArray[np.bool_], worded: int) -> NDArray[np.bool_]:
    """Ink beyond the print, once the words lie on those of the blank."""
    seen = sheet.dark(grey[None])[0]
    wide = min(known.shape[1], round(ENOUGH * PX_PER_MM))
    searched = seen[: worded + seen.shape[0] - known.shape[0], : wide + seen.shape[1] - known.shape[1]]
    scores = cv2.matchTemplate(searched, known[:worded, :wide], cv2.TM_CCOEFF_NORMED)
    _, _, _, (col, row) = cv2.minMaxLoc(scores)
    cut = seen[row : row + known.shape[0], col : col + known.shape[1]]
    return np.asarray((cut > (DARK if sheet.one_bit else PALE)) & bare)


def _fullest(added: NDArray[np.bool_]) -> float:
    """Square mm of ink in the fullest small square; 0 where a mark left nothing of the words."""
    if not added.size:
        return 0.0
    side = round(WINDOW * PX_PER_MM)
    ink = added.view(np.uint8)
    sums = cv2.boxFilter(ink, cv2.CV_16U, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(sums.max()) / PX_PER_MM**2
