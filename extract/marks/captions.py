"""Ink on the words beside a box: who ticks "Climbing" itself means climbing, and the box stays empty.

Every caption is cut with the room around it, lined up by its own letters, and its print taken out.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT
from extract.marks.features import Figures
from extract.marks.sheet import Sheet, grid
from forms.fields import Box, Place

AROUND = (0.0, -2.0, 2.0, 4.0)  # points that the words' edges left, below, right and above are moved by
UNKNOWN = (60.0, 9.0)  # points: length and height of the words where the form does not say where they stand
NEXT = 6.0  # points that end before the next box, whose marks are its own
DARK, PALE = 0.5, 0.25  # a fax's ink is black or lost; on a grey page a pale pen is this dark
REACH = 0.75  # mm the words can lie away from where their box was found: lost lines between them
SPILL = 0.3  # mm around the print that are not looked at: letters come out fat
WINDOW = 2.5  # mm, side of the square in which a stroke, joined or dotted, is gathered


def caption_ink(sheet: Sheet, places: Sequence[Place], shift: NDArray[np.float64], specks: float) -> Figures:
    """`label_ink`: square mm of ink beyond the print in the fullest small square of each box's caption.

    `shift` is where the boxes were found (`Snapped.shift`), `specks` the dark share of the page's bare paper, which
    is taken off.
    """
    floor = specks * WINDOW**2
    found = [_fullest(_added(sheet, _room(p, places), at)) - floor for p, at in zip(places, shift, strict=True)]
    return {"label_ink": np.array(found, np.float64)}


def _room(place: Place, others: Sequence[Place]) -> Box:
    """The words of a box and what little is around them, in points."""
    if place.label_box is not None:
        x0, y0, x1, y1 = (side + by for side, by in zip(place.label_box, AROUND, strict=True))
        return x0, y0, x1, y1
    x0, middle = place.box[2] + 4, (place.box[1] + place.box[3]) / 2
    ends = [p.box[0] - NEXT for p in others if p.box[0] > x0 and p.box[1] < middle < p.box[3]]
    return x0, middle - UNKNOWN[1] / 2, min([x0 + UNKNOWN[0], *ends]), middle + UNKNOWN[1] / 2


def _added(sheet: Sheet, room: Box, shift: NDArray[np.float64]) -> NDArray[np.float32]:
    """Ink beyond the print, 0 or 1 on the working grid."""
    reach = round(REACH * PX_PER_MM)
    shape = (max(4, grid(room[3] - room[1])), max(4, grid(room[2] - room[0])))
    corner = sheet.blank.on_grid(np.array([[room[0], room[3]]]))
    known = sheet.blank.windows(corner, shape)[0]
    wide = corner + (shift - reach) * [1, -1] / PX_PER_PT
    seen = sheet.ink(sheet.windows(wide, (shape[0] + 2 * reach, shape[1] + 2 * reach)))[0]
    _, _, _, (col, row) = cv2.minMaxLoc(cv2.matchTemplate(seen, known, cv2.TM_CCOEFF_NORMED))
    k = 2 * round(SPILL * PX_PER_MM) + 1
    printed = cv2.dilate((known > 0.25).astype(np.uint8), np.ones((k, k), np.uint8)) > 0
    cut = seen[row : row + shape[0], col : col + shape[1]]
    return np.asarray((cut > (DARK if sheet.one_bit else PALE)) & ~printed, np.float32)


def _fullest(added: NDArray[np.float32]) -> float:
    side = round(WINDOW * PX_PER_MM)
    sums = cv2.boxFilter(added, -1, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    return float(sums.max()) / PX_PER_MM**2
