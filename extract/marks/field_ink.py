"""Is there writing in a field? Text lines, combs and signatures, by ink beyond the print."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Ink
from extract.marks.reading import Exposure, FieldInk
from extract.marks.sheet import Sheet, grid
from extract.marks.snap import FOUND, snap
from extract.pieces import pieces_of
from forms.fields import Place

SPILL = 0.4  # mm around print in a field that is not looked at: long rules bend more than a box does
STROKE_AREA, STROKE_LENGTH = 0.25, 1.2  # square mm and mm from which a joined piece is a stroke of a pen
LOOSE = ((100, 0.12), (400, 0.25))  # square mm: in fields up to this size (one figure, a comb) dots may add up to that
CLUMP = 0.22  # square mm of one speck in a field so small: more than a speck has, less than a stroke; a figure's rest
LOOSE_SHARE = 0.5  # of the page's own specks: so far they scatter
DARK, PALE = 0.5, 0.2  # a fax's ink is black or lost; on a grey page pencil is this pale
WORD = 8.0  # mm, side of a square that holds about a word
DOT, CHANCE, WORD_DOTS = 0.05, 4.0, 0.1  # square mm of a speck, how uneven they fall (deviations), and some more
FAINT, FAINT_HEIGHT, FAINT_AREA = 0.126, 1.0, 0.5  # darkness, mm, square mm: pencil paler still on a grey page,
FAINTEST, GRAINS = 0.03, 6.0  # and on one with little grain: darkness, and times a stroke of its grain
NARROW, BESIDE = 40.0, 5.0  # points: combs up to this width, and how far beside them a figure is looked for
FLOW = (4.0, 2.0)  # mm, width and height of a joined stroke that no speck and no streak of dirt has
PLACED = 0.4  # correlation with the blank below which the ink of a place may be its own print; a signature leaves .42
MEETINGS = (3, 0.5)  # how often a level line meets a signature's stroke, over how many mm of its height
STRAIGHT = 4.0  # mm of ink exactly along or down the page: a rule that lies askew, or dirt on a sensor; no pen's
DIRTY = 0.03  # share of bare paper gone dark from which specks join into anything
PRESENT_AREA = 1.2  # square mm of strokes that are writing
WHOLE_STROKE = 1.0  # square mm of an average stroke below which writing arrived in pieces: other writing may be gone
BARE_AREA = 0.3  # square mm of strokes that practically nobody leaves on purpose

Column = NDArray[np.float64]


def field_ink(sheet: Sheet, place: Place, exposure: Exposure, at: tuple[Column, float] | None = None) -> FieldInk:
    """Ink in one field, found by its caption and rules, beyond the print of the blank.

    `at` is where `snap` found the place and how well it matched (rows of `Snapped.shift` and `Snapped.match`), if the
    caller asked already. A place that does not look like its blank is never called empty.
    """
    if at is None:
        snapped = snap(sheet, [place])
        at = snapped.shift[0], float(snapped.match[0])
    shift, match = at
    faint, mask = _beyond_print(sheet, place, shift)
    own = sheet.above_grain(faint) > (DARK if sheet.one_bit else PALE)
    area, across, down = _pieces(own)
    strokes = (area >= STROKE_AREA) & (np.hypot(across, down) >= STROKE_LENGTH)
    total, size = float(area[strokes].sum()), own.size / PX_PER_MM**2
    empty = (
        total < BARE_AREA
        and not _dotted(own, mask, exposure.specks)
        and (sheet.one_bit or not _pencilled(faint, exposure.grain))
    )
    empty = empty and not (size < LOOSE[-1][0] and area.max(initial=0.0) >= CLUMP)
    empty = empty and not _written_beside(sheet, place, shift)
    wide = float(across[strokes].sum()) * PX_PER_MM / own.shape[1]
    return FieldInk(
        area=round(total, 3), strokes=int(strokes.sum()), share=round(total / size, 4), extent=round(min(1.0, wide), 3),
        flowing=exposure.specks <= DIRTY and match >= PLACED and _flows(own),
        present=total >= PRESENT_AREA, bare=empty and match >= FOUND and not exposure.thin,
    )  # fmt: skip


def _flows(own: NDArray[np.bool_]) -> bool:
    """Whether there are joined strokes as wide and high as a signature's that turn like one.

    What a machine drew, straight lines, is taken off before.
    """
    ink, far = own.astype(np.uint8), round(STRAIGHT * PX_PER_MM)
    drawn = [cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(side, np.uint8)) for side in ((1, far), (far, 1))]
    penned = own & ~(cv2.dilate(drawn[0] | drawn[1], np.ones((3, 3), np.uint8)) > 0)
    labels, stats = _joined(penned)
    area, across, down = _sizes(penned, labels, stats)
    large = np.flatnonzero((across >= FLOW[0]) & (down >= FLOW[1]) & (area >= STROKE_AREA))
    return _turns(np.isin(labels, large + 1))


def _turns(strokes: NDArray[np.bool_]) -> bool:
    """Whether a level line meets these strokes three times over some height: it meets the arc of a cup's ring twice.

    Of 56 signed pages of the tuning world (coarse faxes, photographs) with strokes so large 54 have such a height.
    """
    starts = np.diff(np.pad(strokes, ((0, 0), (1, 0))).astype(np.int8), axis=1) == 1
    return int(np.count_nonzero(starts.sum(axis=1) >= MEETINGS[0])) >= MEETINGS[1] * PX_PER_MM


def in_pieces(inks: Iterable[FieldInk]) -> bool:
    """Whether a page's writing arrived in pieces: then a field with nothing in it may have been written in, too.

    A pen writes finer than it marks, so marks may arrive whole on a page that hides figures. On tuning pages strokes
    of figures that kept 80 % of their ink have 2.4 square mm on average, of those that kept half 1.1, a third .5.
    """
    stroke = average_stroke(inks)
    return stroke is not None and stroke < WHOLE_STROKE


def average_stroke(inks: Iterable[FieldInk]) -> float | None:
    """Square mm of an average stroke of what is written on a page; None where nothing is."""
    written = [ink for ink in inks if ink.present]
    strokes = sum(ink.strokes for ink in written)
    return sum(ink.area for ink in written) / strokes if strokes else None


def _beyond_print(sheet: Sheet, place: Place, shift: NDArray[np.float64]) -> tuple[Ink, NDArray[np.bool_]]:
    """Ink of the field where nothing is printed, with the paper's grain in it, and where something is."""
    box = place.box
    shape = (max(4, grid(box[3] - box[1])), max(4, grid(box[2] - box[0])))
    corner = sheet.blank.on_grid(np.array([[box[0], box[3]]]))
    known = sheet.blank.windows(corner, shape)[0]
    seen = sheet.faint(sheet.windows(corner + shift * [1, -1] / PX_PER_PT, shape))[0]
    k = 2 * round(SPILL * PX_PER_MM) + 1
    mask = cv2.dilate((known > 0.25).astype(np.uint8), np.ones((k, k), np.uint8)) > 0
    return np.where(mask, np.float32(0), seen), mask


def _written_beside(sheet: Sheet, place: Place, shift: NDArray[np.float64]) -> bool:
    """Whether a stroke stands just beside a comb of one or two cells: a hasty hand misses it by a whole figure."""
    x0, y0, x1, y1 = place.box
    if x1 - x0 > NARROW:
        return False
    around = place.model_copy(update={"box": (x0 - BESIDE, y0, x1 + BESIDE, y1)})
    faint, _ = _beyond_print(sheet, around, shift)
    area, across, down = _pieces(sheet.above_grain(faint) > (DARK if sheet.one_bit else PALE))
    return float(area[(area >= STROKE_AREA) & (np.hypot(across, down) >= STROKE_LENGTH)].sum()) >= BARE_AREA


def _pieces(own: NDArray[np.bool_]) -> tuple[Column, Column, Column]:
    """Area (square mm), width and height (mm) of each joined piece of ink."""
    return _sizes(own, *_joined(own))


def _sizes(
    own: NDArray[np.bool_], labels: NDArray[np.int32], stats: NDArray[np.int32]
) -> tuple[Column, Column, Column]:
    area = np.bincount(labels[own], minlength=len(stats))[1:] / PX_PER_MM**2
    return area, stats[1:, cv2.CC_STAT_WIDTH] / PX_PER_MM, stats[1:, cv2.CC_STAT_HEIGHT] / PX_PER_MM


def _joined(own: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The piece of each pixel (0: none), and the pieces' boxes, as `pieces_of` gives them; gaps of a pixel join."""
    near = cv2.morphologyEx(own.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, stats = pieces_of(near)
    return labels, stats


def _dotted(own: NDArray[np.bool_], mask: NDArray[np.bool_], specks: float) -> bool:
    """Whether dots, none of them a stroke, are more than chance: a pale pen can arrive like that.

    In a small field they add up above the page's specks; in a large one they are crowded where the word stands.
    """
    size, ink = own.size / PX_PER_MM**2, float(own.sum()) / PX_PER_MM**2
    floor = specks * float((~mask).sum()) / PX_PER_MM**2
    most = next((area for largest, area in LOOSE if size < largest), np.inf)
    if ink - floor >= most + LOOSE_SHARE * floor:
        return True
    side = round(WORD * PX_PER_MM)
    words = cv2.boxFilter(own.astype(np.float32), -1, (side, side), normalize=False, borderType=cv2.BORDER_CONSTANT)
    share = min(1.0, side / own.shape[0]) * min(1.0, side / own.shape[1])
    usual = max(ink, floor) * share
    return bool(words.max() / PX_PER_MM**2 > usual + CHANCE * np.sqrt(usual * DOT) + WORD_DOTS)


def _pencilled(faint: Ink, grain: float) -> bool:
    """Whether a grey page shows strokes paler than any print; a rule's own edge is long and low, a stroke is not.

    The less grain its paper has, the paler the strokes that are told from it.
    """
    area, across, down = _pieces(faint > min(FAINT, FAINTEST + GRAINS * grain))
    return float(area[(down >= FAINT_HEIGHT) & (np.hypot(across, down) >= STROKE_LENGTH)].sum()) > FAINT_AREA
