"""Is there writing in a field? Text lines, combs and signatures, by ink beyond the print."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT
from extract.marks.reading import Exposure, FieldInk
from extract.marks.sheet import Sheet, grid
from extract.marks.snap import snap
from forms.fields import Place

SPILL = 0.4  # mm around print in a field that is not looked at: long rules bend more than a box does
STROKE_AREA, STROKE_LENGTH = 0.25, 1.2  # square mm and mm from which a joined piece is a stroke of a pen
LOOSE = ((100, 0.12), (400, 0.25))  # square mm: in fields up to this size (one figure, a comb) dots may add up to that
LOOSE_SHARE = 0.5  # of the page's own specks: so far they scatter
DARK, PALE = 0.5, 0.2  # a fax's ink is black or lost; on a grey page pencil is this pale
PRESENT_AREA = 1.2  # square mm of strokes that are writing
BARE_AREA = 0.3  # square mm of strokes that practically nobody leaves on purpose


def field_ink(sheet: Sheet, place: Place, exposure: Exposure, shift: NDArray[np.float64] | None = None) -> FieldInk:
    """Ink in one field, found by its caption and rules, beyond the print of the blank.

    `shift` is where `snap` found the place (one row of `Snapped.shift`), if the caller asked already.
    """
    if shift is None:
        shift = snap(sheet, [place]).shift[0]
    box = place.box
    shape = (max(4, grid(box[3] - box[1])), max(4, grid(box[2] - box[0])))
    corner = sheet.blank.on_grid(np.array([[box[0], box[3]]]))
    known = sheet.blank.windows(corner, shape)[0]
    seen = sheet.ink(sheet.windows(corner + shift * [1, -1] / PX_PER_PT, shape))[0]
    k = 2 * round(SPILL * PX_PER_MM) + 1
    mask = cv2.dilate((known > 0.25).astype(np.uint8), np.ones((k, k), np.uint8)) > 0
    own = ((seen > (DARK if sheet.one_bit else PALE)) & ~mask).astype(np.uint8)
    near = cv2.morphologyEx(own, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    area = np.bincount(labels[own > 0], minlength=len(stats)) / PX_PER_MM**2
    length = np.hypot(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) / PX_PER_MM
    strokes = (area >= STROKE_AREA) & (length >= STROKE_LENGTH)
    strokes[0] = False
    total = float(area[strokes].sum())
    wide = float(stats[strokes, cv2.CC_STAT_WIDTH].sum()) / shape[1]
    # A pale figure can arrive as a handful of dots, none of them a stroke: they still add up above the page's specks.
    floor = exposure.specks * float((~mask).sum()) / PX_PER_MM**2
    loose = float(own.sum()) / PX_PER_MM**2 - floor
    size = shape[0] * shape[1] / PX_PER_MM**2
    most = next((area for largest, area in LOOSE if size < largest), np.inf) + LOOSE_SHARE * floor
    bare = total < BARE_AREA and loose < most and not exposure.thin
    return FieldInk(round(total, 3), round(total / size, 4), round(min(1.0, wide), 3), total >= PRESENT_AREA, bare)
