"""How a page came out, learnt from its own print: frames, the printed patch, and bare paper.

A page that came out thin hides marks altogether (ink-facts.md): this is the guard no classifier can replace.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.marks.model import ARRIVED, MARKED
from extract.marks.reading import Exposure
from extract.marks.sheet import Sheet, grid
from extract.marks.snap import snap
from extract.marks.strips import Strips
from extract.marks.stroke import best_stroke
from forms.fields import Box, FormMap, PageGeometry, PatchCell, Place

FRAME_IN, FRAME_OUT = 0.55, 0.3  # mm inside and outside the map's edge where the frame's print is looked for
BARE = 3.6  # mm, side of the bare windows in which specks are counted
BARE_AIR = 1.5  # mm between a bare window and any print or field
SAFE = 14.0  # mm of the sheet's border that hold headers, shadows and registration squares
CELL_ARRIVED = 0.5  # share of a patch cell's print from which the cell counts as arrived
THIN_FRAMES = 0.8  # frames with less of their print than this make a page thin
THIN_PALE = 0.55  # a one-bit page that lost patch lines as dark as this, or darker ones, is thin
PALE_KEPT = 0.48  # darkness of the palest patch line of which half must have arrived, where no marks tell
SEEN_MARK = 0.9  # boxes that look marked so surely tell how this writer's ink arrives:
WHOLE_PEN = 0.7  # this share of it must have,
MANY, WHOLE_PEN_MANY = 6, 0.6  # or this one where so many marks and the patch's pale lines arrived
WHOLE_MARKS = 0.75  # this share of so many marks is proof enough where finer writing came out in pieces
SEEN_HALF, HALF_GONE = 0.3, 0.4  # a box that may be marked, and of that mark's ink so little: one such is enough
PROOF = 3  # marks that need no patch beside them
CLEANEST = 25  # per cent of the bare windows that have no more than the page's grain
GRAINLESS = 0.002  # of a stroke: paper with less grain was whitened by the scanner, and pale ink with it
LOST = 1.0  # darkness that stands for "all pale lines were lost"


def frame_darkness(s: Strips) -> NDArray[np.float64]:
    """Print of each box's frame as a share of the blank's, edge by edge: n x 4 (left, top, right, bottom)."""
    (up, aside), (rows, cols) = s.margin, s.ink.shape[1:]
    out, into = round(FRAME_OUT * PX_PER_MM), round(FRAME_IN * PX_PER_MM)
    along_rows, along_cols = (
        slice(up + 2 * into, rows - up - 2 * into),
        slice(aside + 2 * into, cols - aside - 2 * into),
    )
    edges = [
        (along_rows, slice(aside - out, aside + into)),
        (slice(up - out, up + into), along_cols),
        (along_rows, slice(cols - aside - into, cols - aside + out)),
        (slice(rows - up - into, rows - up + out), along_cols),
    ]
    shares = [s.ink[:, r, c].sum(axis=(1, 2)) / np.maximum(s.print[:, r, c].sum(axis=(1, 2)), 1e-3) for r, c in edges]
    return np.stack(shares, axis=1).astype(np.float64)


def exposure_of(sheet: Sheet, geometry: PageGeometry, form: FormMap, frames: NDArray[np.float64] | None) -> Exposure:
    """The page's exposure; `frames` as from `frame_darkness`, None where the page has no boxes."""
    darkness = float(np.median(frames)) if frames is not None and len(frames) else None
    finest, palest = _patch(sheet, geometry)
    specks, grain = _bare_paper(sheet, geometry, form)
    thin = sheet.one_bit and darkness is not None and darkness < THIN_FRAMES
    thin |= sheet.one_bit and bool(geometry.patch) and palest > THIN_PALE
    bleached = bool(geometry.patch) and palest == LOST and (sheet.one_bit or grain < GRAINLESS)
    return Exposure(
        thin or bleached, darkness, finest if geometry.patch else None, palest if geometry.patch else None, specks,
        sheet.coarse, grain, bleached,
    )  # fmt: skip


def hides_marks(looks: Sequence[NDArray[np.float64]], exposure: Exposure, one_bit: bool) -> bool:
    """Whether a mark may have vanished on this page: then no box of it is empty for sure.

    `looks` are those of the page's boxes (`Looks.of`). Where the writer's marks are too few to go by, the printed patch
    tells. A guard on "nothing there" only: it never says what a box holds.
    """
    if not one_bit:
        return False
    few = len(_arrived(looks)) < PROOF
    return loses_ink(looks, exposure, one_bit) or (few and _palest(exposure) > PALE_KEPT)


def loses_ink(looks: Sequence[NDArray[np.float64]], exposure: Exposure, one_bit: bool) -> bool:
    """Whether this writer's pen came out in pieces: the best meter of what arrives are the writer's own marks.

    A pen whose marks arrived whole left none unseen. One that is half gone is enough for doubt: what arrived is not all
    that was made. Beside many that arrived nearly whole it is a light stroke: two are needed then (of 265 boxes that
    looked empty on 23 such pages of the tuning and `seen` worlds none had held a mark).
    """
    if not one_bit:
        return False
    every, arrived = _joined(looks), _arrived(looks)
    half_gone = np.count_nonzero((every[:, MARKED] > SEEN_HALF) & (every[:, ARRIVED] < HALF_GONE))
    few = len(arrived) < MANY or _palest(exposure) > PALE_KEPT
    least = WHOLE_PEN if few else WHOLE_PEN_MANY
    return bool(half_gone > int(pen_arrives(looks)) or (len(arrived) and arrived.mean() < least))


def pen_arrives(looks: Sequence[NDArray[np.float64]]) -> bool:
    """Whether so many marks of this writer arrived so nearly whole that none can have vanished from the page."""
    arrived = _arrived(looks)
    return len(arrived) >= MANY and bool(arrived.mean() >= WHOLE_MARKS)


def _joined(looks: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    return np.concatenate(looks) if looks else np.zeros((0, 4))


def _arrived(looks: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Of each mark that is surely one, the share of its ink that arrived."""
    every = _joined(looks)
    return every[every[:, MARKED] >= SEEN_MARK][:, ARRIVED]


def _palest(exposure: Exposure) -> float:
    return LOST if exposure.palest_line is None else exposure.palest_line


def _patch(sheet: Sheet, geometry: PageGeometry) -> tuple[float, float]:
    """Width (points) of the finest black line of the patch that arrived, and darkness of the palest broad one.

    9 and 1 stand for none.
    """
    if not geometry.patch:
        return 9.0, 1.0
    fine, pale = defaultdict[float, list[float]](list), defaultdict[float, list[float]](list)
    for cell, share in zip(geometry.patch, _cells(sheet, geometry.patch), strict=True):
        (fine[cell.width or 0.0] if cell.grey == 1.0 else pale[cell.grey]).append(share)
    return _weakest(fine, 9.0), _weakest(pale, 1.0)


def _weakest(shares: dict[float, list[float]], none: float) -> float:
    """The strength at which half of a line still arrives, between the printed ones; `none` if all are lost."""
    above, kept = none, 1.0
    for strength in sorted(shares, reverse=True):
        share = float(np.mean(shares[strength]))
        if share < CELL_ARRIVED:
            return (
                none
                if above == none
                else strength + (above - strength) * (CELL_ARRIVED - share) / max(kept - share, 1e-6)
            )
        above, kept = strength, share
    return above


def _cells(sheet: Sheet, cells: tuple[PatchCell, ...]) -> NDArray[np.float64]:
    """Ink of each patch cell as a share of what there would be if all of it had arrived black (grey: as printed)."""
    boxes = np.array([c.box for c in cells])
    whole = Place(field="patch", page=1, box=(*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)))
    moved = snap(sheet, [whole]).shift * [1, -1] / PX_PER_PT
    shapes = np.array([(grid(y1 - y0), grid(x1 - x0)) for x0, y0, x1, y1 in boxes])
    seen = sheet.pieces(sheet.blank.on_grid(boxes[:, [0, 3]]) + moved, shapes)
    return np.array(
        [sheet.ink(g[None]).mean() / _printed(c, sheet.one_bit) for c, g in zip(cells, seen, strict=True)], np.float64
    )


def _printed(cell: PatchCell, one_bit: bool) -> float:
    """Mean ink of a cell of which all has arrived."""
    cover = min(1.0, (cell.width or 1.0) / (cell.pitch or 1.0)) if cell.kind == "line" else 1.0
    return cover * (1.0 if one_bit else cell.grey)


def _bare_paper(sheet: Sheet, geometry: PageGeometry, form: FormMap) -> tuple[float, float]:
    """Dark share of bare paper, the median over the windows, in some of which people write; and the most that its grain
    looks like a stroke, in the cleaner ones: dirt on a part of the page is no grain."""
    corners = _bare(sheet.blank, form, geometry.number)
    if not len(corners):
        return 0.0, 0.0
    side = round(BARE * PX_PER_MM)
    faint = sheet.faint(sheet.windows(corners, (side, side)))
    specks = float(np.median((sheet.above_grain(faint) > 0.5).mean(axis=(1, 2))))
    if sheet.one_bit:
        return specks, 0.0
    grain = best_stroke(faint - np.median(faint, axis=(1, 2), keepdims=True))
    return specks, float(np.percentile(grain, CLEANEST))


_bare_windows: dict[tuple[str, int], NDArray[np.float64]] = {}


def _bare(blank: Blank, form: FormMap, number: int) -> NDArray[np.float64]:
    """Top left corners (points) of some forty windows in which the blank prints nothing and asks nothing."""
    key = (form.edition, number)
    if key not in _bare_windows:
        _bare_windows[key] = find_bare(blank, [p.box for p in form.places if p.page == number])
    return _bare_windows[key]


def find_bare(blank: Blank, fields: list[Box], most: int = 40) -> NDArray[np.float64]:
    """Corners of bare windows, spread over the page."""
    side = round(BARE * PX_PER_MM)
    busy = blank.dark > 25
    for x0, y0, x1, y1 in fields:
        top, bottom = (max(0, round((blank.height - y) * PX_PER_PT)) for y in (y1, y0))
        busy[top:bottom, max(0, round(x0 * PX_PER_PT)) : round(x1 * PX_PER_PT)] = True
    safe, air = round(SAFE * PX_PER_MM), round(BARE_AIR * PX_PER_MM)
    table = np.pad(busy.astype(np.int32).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    rows = np.arange(safe, busy.shape[0] - safe - side, side)
    cols = np.arange(safe, busy.shape[1] - safe - side, side)
    above, below = rows[:, None] - air, rows[:, None] + side + air
    left, right = cols[None, :] - air, cols[None, :] + side + air
    free = table[below, right] - table[above, right] - table[below, left] + table[above, left] == 0
    found = np.argwhere(free)
    chosen = found[np.linspace(0, len(found) - 1, min(most, len(found))).astype(int)] if len(found) else found
    points = np.stack([cols[chosen[:, 1]] / PX_PER_PT, blank.height - rows[chosen[:, 0]] / PX_PER_PT], axis=1)
    return points.astype(np.float64)
