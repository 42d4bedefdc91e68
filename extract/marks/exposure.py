"""How a page came out, learnt from its own print: frames, the printed patch, and bare paper.

A page that came out thin hides marks altogether (ink-facts.md): this is the guard no classifier can replace.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.marks.reading import Exposure
from extract.marks.sheet import Sheet, grid
from extract.marks.strips import Strips
from forms.fields import Box, FormMap, PageGeometry

FRAME_IN, FRAME_OUT = 0.25, 0.5  # mm inside and outside the map's edge where the frame's print is looked for
BARE = 3.6  # mm, side of the bare windows in which specks are counted
BARE_AIR = 1.5  # mm between a bare window and any print or field
SAFE = 14.0  # mm of the sheet's border that hold headers, shadows and registration squares
ARRIVED = 0.5  # share of a patch cell's print from which the cell counts as arrived
THIN_FRAMES = 0.8  # frames with less of their print than this make a page thin
THIN_STEP = 0.5  # a one-bit page that lost patch steps darker than this is thin


def frame_darkness(s: Strips) -> NDArray[np.float64]:
    """Print of each box's frame as a share of the blank's, edge by edge: n x 4 (left, top, right, bottom)."""
    m, rows, cols = s.margin, *s.ink.shape[1:]
    out, into = round(FRAME_OUT * PX_PER_MM), round(FRAME_IN * PX_PER_MM)
    along_rows, along_cols = slice(m + 2 * into, rows - m - 2 * into), slice(m + 2 * into, cols - m - 2 * into)
    edges = [
        (along_rows, slice(m - out, m + into)),
        (slice(m - out, m + into), along_cols),
        (along_rows, slice(cols - m - into, cols - m + out)),
        (slice(rows - m - into, rows - m + out), along_cols),
    ]
    shares = [s.ink[:, r, c].sum(axis=(1, 2)) / np.maximum(s.print[:, r, c].sum(axis=(1, 2)), 1e-3) for r, c in edges]
    return np.stack(shares, axis=1).astype(np.float64)


def exposure_of(sheet: Sheet, geometry: PageGeometry, form: FormMap, frames: NDArray[np.float64] | None) -> Exposure:
    """The page's exposure; `frames` as from `frame_darkness`, None where the page has no boxes."""
    darkness = float(np.median(frames)) if frames is not None and len(frames) else None
    line, step = _patch(sheet, geometry)
    specks = _specks(sheet, geometry, form)
    thin = darkness is not None and darkness < THIN_FRAMES
    thin |= bool(geometry.patch) and sheet.one_bit and (step is None or step > THIN_STEP)
    return Exposure(thin, darkness, line, step, specks, sheet.coarse)


def _patch(sheet: Sheet, geometry: PageGeometry) -> tuple[float | None, float | None]:
    """Finest line and palest step of the patch that arrived, with everything stronger than them."""
    found: dict[str, list[tuple[float, float]]] = {"line": [], "step": []}
    for cell in geometry.patch:
        strength = cell.grey if cell.kind == "step" else (cell.width or 0.0)
        found[cell.kind].append((strength, _arrived(sheet, cell.box)))
    weakest: dict[str, float | None] = {}
    for kind, cells in found.items():
        last = None
        for strength, share in sorted(cells, reverse=True):
            if share < ARRIVED:
                break
            last = strength
        weakest[kind] = last
    return weakest["line"], weakest["step"]


def _arrived(sheet: Sheet, box: Box) -> float:
    """Ink of a patch cell as a share of what one bit would keep of it: the whole cell, or its lines."""
    corner, shape = sheet.blank.on_grid(np.array([[box[0], box[3]]])), (grid(box[3] - box[1]), grid(box[2] - box[0]))
    known = sheet.blank.window(corner[0, 0], corner[0, 1], shape)
    seen = sheet.ink(sheet.windows(corner, shape))[0]
    edge = max(1, round(0.3 * PX_PER_MM))
    known, seen = known[edge:-edge, edge:-edge], seen[edge:-edge, edge:-edge]
    even = known.std() < 0.1
    expected = 1.0 if even and sheet.one_bit else float(known.mean())
    return float(seen.mean()) / max(expected, 1e-3)


def _specks(sheet: Sheet, geometry: PageGeometry, form: FormMap) -> float:
    """Dark share of bare paper. The median over the windows: people may write in some of them."""
    corners = _bare(sheet.blank, form, geometry.number)
    if not len(corners):
        return 0.0
    side = round(BARE * PX_PER_MM)
    shares = (sheet.ink(sheet.windows(corners, (side, side))) > 0.5).mean(axis=(1, 2))
    return float(np.median(shares))


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
    busy = blank.ink > 0.1
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
