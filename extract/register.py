"""Line a page up with its blank: from the codes to the four squares, and to the print itself where those fail.

The codes say roughly where everything is; the nearest square is looked for there, and each square found sharpens the
search for the next. A page that lost a mark, or whose anchors do not fit one map of the plane within a limit, is tried
again with patches of the blank's own print: few anchors fit any map, and say nothing of lines lost between them. If
that does not fit either, the page is not read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.anchors import match_print
from extract.identify import Seen
from extract.page import RasterPage, Registered
from forms.editions import Edition
from forms.fields import Box, PageGeometry

Points = NDArray[np.float64]

GOOD_RESIDUAL: Final = 1.2  # points; above it the print is asked too (lost fax lines, a photograph's lens)
WORST_RESIDUAL: Final = 3.0  # points; a page that fits worse is not read: boxes are 12.8 points wide
WORST_CURLED: Final = 8.0  # points; the same for a grey page, which may be a curled sheet that `flatten` can lay flat
NEAR: Final = 14.0  # points around the expected place in which a square is looked for ...
FAR: Final = 0.12  # ... and how much farther for every point of distance from the nearest anchor
ONE_BIT_THRESHOLD: Final = 128
SQUARE_WEIGHT: Final = 3  # the middle of a solid square is that much surer than a corner of a code

_Pairs = tuple[Points, Points]  # points of the blank, pixels of the page


def register(page: RasterPage, edition: Edition, seen: tuple[Seen, ...]) -> Registered | None:
    """The page on its blank, or None if it does not fit. All of `seen` carry the same code of this edition."""
    code = seen[0].code
    if code.page > len(edition.map.pages):
        return None
    geometry = edition.map.pages[code.page - 1]
    pairs = _code_pairs(page, geometry, seen)
    if pairs is None:
        return None
    pairs, squares = _with_squares(page, geometry, pairs)
    matrix, residual = fit(pairs)
    few = len(seen) < len(geometry.codes) or squares < len(geometry.squares)
    if residual > GOOD_RESIDUAL or few:
        by_print = match_print(page, edition, geometry, matrix, near=squares >= 2 and residual <= WORST_RESIDUAL)
        if by_print is not None and (by_print[1] < residual or few):
            matrix, residual = by_print
        elif squares < 3:
            return None
    if not residual <= (WORST_RESIDUAL if page.one_bit else WORST_CURLED):
        return None
    return Registered(page, edition, geometry, code, matrix, residual)


def register_by_print(
    page: RasterPage, edition: Edition, geometry: PageGeometry, rough: NDArray[np.float64]
) -> Registered | None:
    """A page without a code on the blank that it looks like, or None. `rough`: points to pixels, to 36 points."""
    found = match_print(page, edition, geometry, rough)
    if found is None or not found[1] <= (WORST_RESIDUAL if page.one_bit else WORST_CURLED):
        return None
    return Registered(page, edition, geometry, None, *found)


def fit(pairs: _Pairs) -> tuple[NDArray[np.float64], float]:
    """The 3x3 map (points to pixels) that fits best, and its root mean square error in points of the blank.

    Affine while there are few anchors; with six and more spread over the page also perspective, for photographs.
    """
    matrix = _map_of(*pairs)
    return matrix, _residual(matrix, *pairs)


def _map_of(points: Points, pixels: Points) -> NDArray[np.float64]:
    full = cv2.findHomography(points, pixels)[0] if len(points) >= 8 and _spread(points) else None
    return _affine(points, pixels) if full is None else np.asarray(full, np.float64)


def project(matrix: NDArray[np.float64], points: Points) -> Points:
    """Pixels (n, 2) of points (n, 2)."""
    mapped = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], np.float64)


# --- codes ----------------------------------------------------------------------------------------------------------


def _code_pairs(page: RasterPage, geometry: PageGeometry, seen: tuple[Seen, ...]) -> _Pairs | None:
    """Which printed code is which: the assignment that fits, and keeps the paper on the picture."""
    best: tuple[float, _Pairs] | None = None
    for places in permutations(geometry.codes, min(len(seen), len(geometry.codes))):
        points = np.vstack([_corners(box) for box in places])
        pixels = np.vstack([s.corners for s, _ in zip(seen, places, strict=False)])
        matrix = _similar(page, points, pixels) if len(places) == 1 else _affine(points, pixels)
        off = _off_picture(page, geometry, matrix) + _residual(matrix, points, pixels) / 20
        if best is None or off < best[0]:
            best = off, (points, pixels)
    return best[1] if best else None


def _off_picture(page: RasterPage, geometry: PageGeometry, matrix: NDArray[np.float64]) -> float:
    """How far, in page widths, the corners of the paper lie outside the picture."""
    rows, columns = page.pixels.shape
    corners = project(matrix, _corners((0, 0, geometry.width, geometry.height)))
    beyond = np.maximum(np.maximum(-corners, corners - [columns, rows]), 0)
    return float((beyond / [columns, rows]).sum())


def _similar(page: RasterPage, points: Points, pixels: Points) -> NDArray[np.float64]:
    """A turn, a shift and one scale, with the picture's own ratio of columns to lines: all that one code can tell."""
    ratio = np.array([1.0, page.dpi[0] / page.dpi[1]])
    square = pixels * ratio
    upright = points * [1, -1]  # points count upwards, pixels downwards
    here, there = upright - upright.mean(axis=0), square - square.mean(axis=0)
    z = (there[:, 0] + 1j * there[:, 1]) @ np.conj(here[:, 0] + 1j * here[:, 1]) / (here**2).sum()
    turn = np.array([[z.real, -z.imag], [z.imag, z.real]])
    linear = np.diag(1 / ratio) @ turn @ np.diag([1.0, -1.0])
    shift = pixels.mean(axis=0) - linear @ points.mean(axis=0)
    return np.vstack([np.column_stack([linear, shift]), [0, 0, 1]])


# --- squares --------------------------------------------------------------------------------------------------------


def _with_squares(page: RasterPage, geometry: PageGeometry, pairs: _Pairs) -> tuple[_Pairs, int]:
    """Add the squares, nearest to what is known first, each narrowing the search for the next; how many were found."""
    points, pixels = pairs
    found = 0
    left = sorted(geometry.squares, key=lambda box: _distance(points, box))
    one_code = len(points) == 4
    for box in left:
        matrix = _rough(page, points, pixels)
        reach = NEAR + FAR * _distance(points, box) * (1.0 if one_code else 0.3)
        middle = _find_square(page, matrix, box, reach)
        if middle is not None:
            found += 1
            points = np.vstack([points, np.repeat([_middle(box)], SQUARE_WEIGHT, axis=0)])
            pixels = np.vstack([pixels, np.repeat([middle], SQUARE_WEIGHT, axis=0)])
    return (points, pixels), found


def _rough(page: RasterPage, points: Points, pixels: Points) -> NDArray[np.float64]:
    """Where to look, as far as is known: a fax lies flat, and is found by a map that takes half the time."""
    if len(points) == 4:
        return _similar(page, points, pixels)
    return _affine(points, pixels) if page.one_bit else _map_of(points, pixels)


def _find_square(page: RasterPage, matrix: NDArray[np.float64], box: Box, reach: float) -> Points | None:
    """The middle, in pixels, of the solid square nearest to where `matrix` puts `box`; `reach` in points."""
    *corners, expected = project(matrix, np.vstack([_corners(box), _middle(box)]))
    size = np.ptp(corners, axis=0)  # of the bounding box, in pixels
    area = _area(corners)
    half = np.ceil(size / (box[2] - box[0]) * reach + size).astype(int)
    left, top = np.maximum(np.round(expected).astype(int) - half, 0)
    right, bottom = np.minimum(np.round(expected).astype(int) + half + 1, page.pixels.shape[::-1])
    if right - left < size[0] or bottom - top < size[1]:
        return None
    crop = page.pixels[top:bottom, left:right]
    dark = (crop < (ONE_BIT_THRESHOLD if page.one_bit else _threshold(crop))).view(np.uint8)
    opened = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(_opening(size), np.uint8))  # specks and strokes fall off
    aside, down, *extent = cv2.boundingRect(opened)  # most of it is white, and the middles of pieces are slow to find
    count, _, stats, centroids = cv2.connectedComponentsWithStats(
        opened[down : down + extent[1], aside : aside + extent[0]], connectivity=4
    )
    best, best_miss = None, np.inf
    for i in range(1, count):
        width, height, pixels = stats[i, cv2.CC_STAT_WIDTH], stats[i, cv2.CC_STAT_HEIGHT], stats[i, cv2.CC_STAT_AREA]
        fits = 0.55 < width / size[0] < 1.6 and 0.55 < height / size[1] < 1.6 and 0.5 < pixels / area < 1.7
        if not fits or pixels < 0.75 * width * height:
            continue
        at = centroids[i] + [left + aside + 0.5, top + down + 0.5]
        miss = float(np.abs(at - expected).max())
        if miss < best_miss:
            best, best_miss = at, miss
    return None if best is None else np.asarray(best, np.float64)


def _opening(size: Points) -> tuple[int, int]:
    """Rows and columns of the brush that must fit into a square: a third of it."""
    return max(2, round(size[1] / 3)), max(2, round(size[0] / 3))


def _threshold(crop: NDArray[np.uint8]) -> float:
    """Halfway between the darkest pixel and nine tenths of all."""
    counts = cv2.calcHist([crop], [0], None, [256], [0, 256]).ravel().cumsum()
    at = (crop.size - 1) * 0.9  # as np.percentile has it, which sorts
    below, above = np.searchsorted(counts, [int(at) + 1, int(np.ceil(at)) + 1])
    light = below + (above - below) * (at - int(at))
    return (float(light) + float(np.flatnonzero(counts)[0])) / 2


# --- geometry -------------------------------------------------------------------------------------------------------


def _affine(points: Points, pixels: Points) -> NDArray[np.float64]:
    """By the normal equations: a page's points are far from a line, and three unknowns are quickly solved."""
    ones = np.hstack([points, np.ones((len(points), 1))])
    return np.vstack([np.linalg.solve(ones.T @ ones, ones.T @ pixels).T, [0, 0, 1]])


def _residual(matrix: NDArray[np.float64], points: Points, pixels: Points) -> float:
    """Root mean square miss in points: pixels are measured by the map's own scale, across and down."""
    miss = project(matrix, points) - pixels
    linear = np.linalg.inv(matrix[:2, :2])
    back = miss @ linear.T
    return float(np.sqrt((back**2).sum(axis=1).mean()))


def _corners(box: Box) -> Points:
    """Top left, top right, bottom right, bottom left as printed: the order of `Seen.corners`."""
    x0, y0, x1, y1 = box
    return np.array([[x0, y1], [x1, y1], [x1, y0], [x0, y0]], dtype=np.float64)


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _distance(points: Points, box: Box) -> float:
    return float(np.hypot(*(points - _middle(box)).T).min())


def _area(corners: Sequence[Points]) -> float:
    """Of a quadrilateral, from its diagonals."""
    (x0, y0), (x1, y1) = corners[2] - corners[0], corners[3] - corners[1]
    return float(abs(x0 * y1 - x1 * y0) / 2)


def _spread(points: Points) -> bool:
    return bool((np.ptp(points, axis=0) > 300).all())
