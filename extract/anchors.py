"""Line a page up by its print: patches of the known blank are looked for around where they should be.

The page is drawn onto the blank's own grid with the map known so far; each pass looks at a finer scale and in a
smaller circle, and keeps what one map of the plane explains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from extract.page import Grey, RasterPage
from forms.editions import Edition
from forms.fields import Box, PageGeometry

LARGE: Final = 30.0  # points, half the side of a patch
Pass = tuple[float, float, float, float, int]  # dpi, reach, RANSAC limit, half the side of a patch, every how many-th
PASSES: Final[tuple[Pass, ...]] = (
    (50.0, 36.0, 3.0, LARGE, 1),
    (100.0, 12.0, 2.0, LARGE, 1),
    (150.0, 6.0, 1.4, LARGE, 1),
)
NEAR: Final[tuple[Pass, ...]] = ((150.0, 6.0, 1.4, 20.0, 2),)  # does alone where all places are known to a few points
STEP: Final = 42.0  # points between the middles of patches
FEWEST: Final = 8  # patches that must agree ...
SHARE: Final = 0.5  # ... and their share of those that were found
ALIKE: Final = 0.35  # correlation from which a patch counts as found


@dataclass(frozen=True)
class Drawn:
    """A page of a blank as a grey picture without its fields. `height` in points."""

    pixels: Grey
    dpi: float
    height: float

    @cached_property
    def soft(self) -> Grey:
        """The same a little out of focus, as a page is once it was scanned."""
        return np.asarray(cv2.GaussianBlur(self.pixels, (3, 3), 0), np.uint8)

    def corner(self, point: tuple[float, float]) -> tuple[int, int]:
        """Column and row of a point."""
        return round(point[0] * self.dpi / 72), round((self.height - point[1]) * self.dpi / 72)


Fitted = tuple[NDArray[np.float64], float]  # a map from points to pixels, and its root mean square error in points


def match_print(
    page: RasterPage, edition: Edition, geometry: PageGeometry, matrix: NDArray[np.float64], *, near: bool = False
) -> Fitted | None:
    """A better map than `matrix`, or None if the print is not there.

    `near`: all places are known to a few points. That is quick; what it does not find is looked for farther away.
    """
    ways = (NEAR, PASSES) if near else (PASSES,)
    fitted = (_fitted(page, edition, geometry, matrix, passes) for passes in ways)
    return next((found for found in fitted if found is not None), None)


def _fitted(
    page: RasterPage,
    edition: Edition,
    geometry: PageGeometry,
    matrix: NDArray[np.float64],
    passes: Sequence[Pass],
) -> Fitted | None:
    residual = np.inf
    for dpi, reach, limit, half, every in passes:
        blank = drawn_blank(edition.folder, geometry.number, dpi)
        here = onto_blank(page, blank, matrix)
        points, moved = moves(blank, here, patches(edition.folder, geometry, dpi, half)[::every], reach, half)
        if len(points) < FEWEST:
            return None
        fitted, inside = cv2.findHomography(points, moved, cv2.RANSAC, limit)
        if fitted is None or inside.sum() < max(FEWEST, SHARE * len(points)):
            return None
        kept = inside.ravel().astype(bool)
        refined, _ = cv2.findHomography(points[kept], moved[kept])
        residual = _miss(refined, points[kept], moved[kept])
        matrix = matrix @ refined
    return matrix / matrix[2, 2], residual


def onto_blank(page: RasterPage, blank: Drawn, matrix: NDArray[np.float64]) -> Grey:
    """The page drawn on the blank's grid: what lies where the blank has it."""
    to_page = from_grid(matrix, blank.dpi, blank.height)
    pixels, shrink = page.pixels, np.hypot(*to_page[:2, :2]).min()
    if shrink > 1.5:  # many page pixels to one of the grid: soften first, or thin strokes are skipped
        pixels = np.asarray(cv2.blur(pixels, (max(1, round(shrink)), max(1, round(shrink)))), np.uint8)
    size = blank.pixels.shape[::-1]
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(pixels, to_page, size, flags=flags, borderValue=255), np.uint8)


def from_grid(matrix: NDArray[np.float64], dpi: float, height: float) -> NDArray[np.float64]:
    """The map from indices of a blank's grid to those of a page; `matrix` maps points (as `height` is) to pixels."""
    k = 72 / dpi
    to_points = np.array([[k, 0, k / 2], [0, -k, height - k / 2], [0, 0, 1]])
    to_page = np.array([[1, 0, -0.5], [0, 1, -0.5], [0, 0, 1]]) @ matrix @ to_points
    return np.asarray(to_page, np.float64)


def moves(
    blank: Drawn, here: Grey, known: tuple[tuple[float, float], ...], reach: float, half: float = LARGE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where the patches are (points of the blank) and where they were found (points as the map has it so far).

    `known` are their middles, `half` is half their side, `reach` how far they may be off, all in points.
    """
    soft_here = cv2.GaussianBlur(here, (3, 3), 0)
    side, far = round(half * blank.dpi / 72), round(reach * blank.dpi / 72)
    points, moved = [], []
    for point in known:
        column, row = blank.corner(point)
        top, left = row - side - far, column - side - far
        if top < 0 or left < 0:
            continue
        area = soft_here[top : row + side + far, left : column + side + far]
        patch = blank.soft[row - side : row + side, column - side : column + side]
        if area.shape != (2 * (side + far), 2 * (side + far)) or cv2.meanStdDev(area)[1][0, 0] < 4:
            continue
        scores = cv2.matchTemplate(area, patch, cv2.TM_CCOEFF_NORMED)
        _, score, _, at = cv2.minMaxLoc(scores)
        if score < ALIKE:
            continue
        dx, dy = _finely(scores, at)
        points.append(point)
        moved.append((point[0] + (dx - far) * 72 / blank.dpi, point[1] - (dy - far) * 72 / blank.dpi))
    return np.array(points, np.float64).reshape(-1, 2), np.array(moved, np.float64).reshape(-1, 2)


def _finely(scores: NDArray[np.float32], at: tuple[int, int]) -> tuple[float, float]:
    """The peak to a fraction of a pixel, by a parabola through its neighbours."""
    x, y = at
    fine = []
    for value, line in ((x, scores[y]), (y, scores[:, x])):
        if 0 < value < len(line) - 1:
            before, peak, after = (float(v) for v in line[value - 1 : value + 2])
            bend = before - 2 * peak + after
            fine.append(value + (0.5 * (before - after) / bend if bend else 0.0))
        else:
            fine.append(float(value))
    return fine[0], fine[1]


def _miss(matrix: NDArray[np.float64], points: NDArray[np.float64], moved: NDArray[np.float64]) -> float:
    mapped = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return float(np.sqrt(((mapped[:, :2] / mapped[:, 2:] - moved) ** 2).sum(axis=1).mean()))


@lru_cache(maxsize=64)
def patches(folder: Path, geometry: PageGeometry, dpi: float, half: float = LARGE) -> tuple[tuple[float, float], ...]:
    """Middles of patches with print in both directions, where nobody writes and nothing differs from copy to copy."""
    blank = drawn_blank(folder, geometry.number, dpi)
    side = round(half * dpi / 72)
    found = []
    for y in np.arange(geometry.height - half - 18, half + 18, -STEP):
        for x in np.arange(half + 18, geometry.width - half - 18, STEP):
            column, row = blank.corner((float(x), float(y)))
            patch = blank.pixels[row - side : row + side, column - side : column + side].astype(np.float32)
            across, down = patch.mean(axis=0).std(), patch.mean(axis=1).std()
            if min(across, down) > 3 and not any(_near(box, float(x), float(y), half) for box in geometry.codes):
                found.append((float(x), float(y)))
    return tuple(found)


def _near(box: Box, x: float, y: float, half: float) -> bool:
    return box[0] - half < x < box[2] + half and box[1] - half < y < box[3] + half


@lru_cache(maxsize=32)
def drawn_blank(folder: Path, number: int, dpi: float) -> Drawn:
    """A page of an edition's blank, drawn without its fields; the last ones are kept."""
    return draw_blank(folder, number, dpi)


def draw_blank(folder: Path, number: int, dpi: float) -> Drawn:
    """The same, drawn anew: for what is looked at once and kept in another form."""
    document: Any = pypdfium2.PdfDocument(Edition(folder).blank)
    try:
        page = document[number - 1]
        bitmap = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False)
        pixels = np.array(bitmap.to_numpy(), np.uint8).reshape(bitmap.height, bitmap.width)
        return Drawn(pixels, dpi, float(page.get_height()))
    finally:
        document.close()
