"""A photographed sheet curls, light falls on it unevenly, a hand shakes: draw such a page anew, flat, even and sharp.

Patches of the blank's print say how far each part of the page lies from where one map of the plane puts it. What they
say has to be smooth, as paper is: polynomials of the third degree across and down. Everything after this stage sees a
flat page. Faxes (one bit) are left alone: lines that were lost are no curl, and `marks/snap.py` knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.anchors import Drawn, draw_blank, moves, onto_blank, patches
from extract.page import Grey, RasterPage, Registered
from extract.register import WORST_RESIDUAL

Points = NDArray[np.float64]

LOOKED_DPI: Final = 150.0  # at which the print is looked at
PASSES: Final = ((75.0, 16.0), (LOOKED_DPI, 5.0))  # dpi, reach in points
DEGREE: Final = 3
FINER: Final = 2  # the blank is drawn that much finer and averaged: PDFium moves letters to whole pixels
FEWEST: Final = 24  # patches that must agree on the curl: two and a half for each of its coefficients
SHARE: Final = 0.5  # ... and their share of those that were found
AGREE: Final = 1.5  # points by which a patch may miss the curl of all others; one that does is left out
FLAT: Final = 1.0  # points; a page that nowhere lies farther off than this is flat: boxes are looked for in 5.7
SURELY_FLAT: Final = 0.7  # points; likewise at the first, coarser look, which is good to .2 points
UNEVEN: Final = 0.85  # light of the darker parts, as a share of the lighter ones, under which a page is evened out
DEEPEST: Final = 0.3  # a shadow leaves as much of the light; what is darker is ink, or no paper at all
BLURS: Final = (0.1, 0.14, 0.18, 0.22, 0.26, 0.32)  # mm, deviation of the blur that the print is compared with
EVERY: Final = 5  # so many patches, one tells the blur
BLURRED: Final = 0.2  # mm; print softer than this spills into boxes, and is sharpened ...
SHARPER: Final = 2.0  # ... by this much of what the blur took away
FINEST: Final = 300.0  # dots an inch of a page drawn anew
LIGHT_DPI: Final = 50.0  # at which the light is looked at
REACH: Final = 11.0  # mm: print and ink are smaller than this, shadows are larger
WHITE: Final = 240.0  # grey of paper that was evened out
GRID: Final = 16  # pixels between nodes of a map


@dataclass(frozen=True)
class Curl:
    """How far (points) each point of the blank lies from where the plane has it: a polynomial of its place.

    `coefficients` (10 x 2 for degree 3) go with the powers of the place in half pages from the middle.
    """

    coefficients: NDArray[np.float64]
    size: tuple[float, float]

    def of(self, points: Points) -> Points:
        """Where points (n, 2) of the blank lie on the plane."""
        return points + _powers(points, self.size) @ self.coefficients


def flattened(page: Registered) -> Registered | None:
    """The page as it would be if it had lain flat in even light; the very same page where it did.

    None if its print lies neither in a plane nor on a smooth sheet: whatever it is, it cannot be read safely. Where too
    little print is to be seen, the marks of the page decide by themselves.
    """
    if page.raster.one_bit:
        return page
    small = _reduced(page)
    curl, miss = _curl(small)
    if curl is None:
        return page if miss <= WORST_RESIDUAL else None
    light, blur = _light(small), _blur(small, curl)
    if _most(page, curl) <= FLAT and light is None and blur < BLURRED:
        return page
    drawn = _drawn(page, curl, light)
    if blur >= BLURRED:
        drawn = _sharpened(drawn, blur)
    return replace(drawn, residual=miss)


def warm(page: Registered) -> None:
    """Draw and keep now what the pages of an edition are compared with: a tenth of a second a page."""
    for dpi, _ in PASSES:
        _blank(page.edition.folder, page.geometry.number, dpi)
        patches(page.edition.folder, page.geometry, dpi)


def _reduced(page: Registered) -> Registered:
    """The page no finer than it has to be for finding one's way."""
    factor = LOOKED_DPI / _finest(page)
    if factor > 0.8:
        return page
    rows, columns = page.raster.pixels.shape
    size = round(columns * factor), round(rows * factor)
    pixels = np.asarray(cv2.resize(page.raster.pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    scale = np.diag([size[0] / columns, size[1] / rows, 1.0])
    return replace(page, raster=replace(page.raster, pixels=pixels), to_pixels=scale @ page.to_pixels)


# --- curl -------------------------------------------------------------------------------------------------------------


def _curl(page: Registered) -> tuple[Curl | None, float]:
    """The curl that most patches agree on and their root mean square miss in points; None where too few are seen."""
    size = page.geometry.width, page.geometry.height
    curl: Curl | None = None
    miss = np.inf
    for dpi, reach in PASSES:
        blank = _blank(page.edition.folder, page.geometry.number, dpi)
        seen = onto_blank(page.raster, blank, page.to_pixels)
        here = seen if curl is None else _uncurled(seen, blank.height, dpi, curl)
        points, moved = moves(blank, here, patches(page.edition.folder, page.geometry, dpi), reach)
        if len(points) < FEWEST:
            return None, page.residual
        fitted = _agreed(points, moved if curl is None else curl.of(moved), size)
        if fitted is None:
            return None, np.inf
        curl, miss = fitted
        if _most(page, curl) < SURELY_FLAT:
            break
    return curl, miss


def _agreed(points: Points, moved: Points, size: tuple[float, float]) -> tuple[Curl, float] | None:
    """The polynomial through most of the moves: patches that miss it are left out, the worst first."""
    powers, kept = _powers(points, size), np.ones(len(points), bool)
    for limit in (6 * AGREE, 3 * AGREE, AGREE, AGREE):
        coefficients, *_ = np.linalg.lstsq(powers[kept], (moved - points)[kept], rcond=None)
        off = np.hypot(*(powers @ coefficients - (moved - points)).T)
        kept = off < limit
        if kept.sum() < max(FEWEST, SHARE * len(points)):
            return None
    return Curl(np.asarray(coefficients, np.float64), size), float(np.sqrt((off[kept] ** 2).mean()))


def _powers(points: Points, size: tuple[float, float]) -> NDArray[np.float64]:
    x, y = (np.clip(points[:, k] / size[k] * 2 - 1, -1.1, 1.1) for k in (0, 1))
    return np.stack([x**i * y**j for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i)], axis=1)


def _uncurled(seen: Grey, height: float, dpi: float, curl: Curl) -> Grey:
    """A page drawn on the blank's grid, moved by what is known of its curl so far."""
    k = dpi / 72
    return _remapped(seen, seen.shape, lambda p: _grid(curl.of(_points(p, height, k)), height, k))


def _points(pixels: Points, height: float, k: float) -> Points:
    return np.column_stack([pixels[:, 0] / k, height - pixels[:, 1] / k])


def _grid(points: Points, height: float, k: float) -> Points:
    return np.column_stack([points[:, 0] * k, (height - points[:, 1]) * k])


def _most(page: Registered, curl: Curl) -> float:
    """The farthest that any place of the page lies off the plane, in points."""
    boxes = np.array([p.box for p in page.edition.map.places if p.page == page.geometry.number])
    if not len(boxes):
        return 0.0
    middles = np.column_stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)])
    return float(np.hypot(*(curl.of(middles) - middles).T).max())


@lru_cache(maxsize=96)
def _blank(folder: Path, number: int, dpi: float) -> Drawn:
    """A page of a blank, drawn finer and averaged."""
    if dpi < LOOKED_DPI:
        fine = _blank(folder, number, LOOKED_DPI)
        size = round(fine.pixels.shape[1] * dpi / LOOKED_DPI), round(fine.pixels.shape[0] * dpi / LOOKED_DPI)
    else:
        fine = draw_blank(folder, number, dpi * FINER)
        size = round(fine.pixels.shape[1] / FINER), round(fine.pixels.shape[0] / FINER)
    return Drawn(np.asarray(cv2.resize(fine.pixels, size, interpolation=cv2.INTER_AREA), np.uint8), dpi, fine.height)


# --- light ------------------------------------------------------------------------------------------------------------


def _light(page: Registered) -> NDArray[np.float32] | None:
    """Grey of bare paper over the page, at `LIGHT_DPI`; None where it is much the same all over."""
    blank = _blank(page.edition.folder, page.geometry.number, LIGHT_DPI)
    seen = cv2.medianBlur(onto_blank(page.raster, blank, page.to_pixels), 3)
    side = round(REACH / 25.4 * LIGHT_DPI) | 1
    paper = cv2.morphologyEx(seen, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8), borderType=cv2.BORDER_REPLICATE)
    dark, bright = (max(float(v), 16.0) for v in np.percentile(paper, (2, 90)))
    if dark > UNEVEN * bright:
        return None
    light = np.maximum(cv2.GaussianBlur(paper, (0, 0), 1.5), np.float32(DEEPEST * bright))
    return np.asarray(light, np.float32)


# --- sharpness --------------------------------------------------------------------------------------------------------


def _blur(page: Registered, curl: Curl) -> float:
    """How soft (mm) the blank's print would have to be to look like this page's: of `BLURS` what most patches say."""
    dpi, known = LOOKED_DPI, patches(page.edition.folder, page.geometry, LOOKED_DPI)
    blank = _blank(page.edition.folder, page.geometry.number, dpi)
    k = dpi / 72
    seen = _remapped(
        page.raster.pixels, blank.pixels.shape, lambda p: page.pixels_of(curl.of(_points(p, blank.height, k)))
    )
    half, far = round(10 * k), 4
    alike = []
    for column, row in (blank.corner(point) for point in known[::EVERY]):
        there = slice(row - half - far, row + half + far), slice(column - half - far, column + half + far)
        here, patch = seen[there], blank.pixels[there]
        if here.shape != (2 * (half + far),) * 2 or np.ptp(patch) < 128:
            continue
        soft = (cv2.GaussianBlur(patch, (0, 0), mm / 25.4 * dpi)[far:-far, far:-far] for mm in BLURS)
        alike.append([float(cv2.matchTemplate(here, s, cv2.TM_CCOEFF_NORMED).max()) for s in soft])
    return BLURS[int(np.median(alike, axis=0).argmax())] if alike else 0.0


def _sharpened(page: Registered, blur: float) -> Registered:
    """What the blur took from the page's contrast, given back."""
    pixels = page.raster.pixels.astype(np.float32)
    lost = pixels - cv2.GaussianBlur(pixels, (0, 0), blur / 25.4 * page.raster.dpi[0])
    sharp = np.clip(pixels + SHARPER * lost, 0, 255).astype(np.uint8)
    return replace(page, raster=replace(page.raster, pixels=sharp))


# --- drawing ----------------------------------------------------------------------------------------------------------


def _drawn(page: Registered, curl: Curl, light: NDArray[np.float32] | None) -> Registered:
    """The page on a sheet of its own, as fine as it is where it is finest."""
    width, height = page.geometry.width, page.geometry.height
    dpi = min(FINEST, _finest(page))
    k, shape = dpi / 72, (round(height * dpi / 72), round(width * dpi / 72))
    picture = _remapped(page.raster.pixels, shape, lambda p: page.pixels_of(curl.of(_points(p, height, k))))
    if light is not None:
        even = cv2.resize(light, shape[::-1], interpolation=cv2.INTER_LINEAR)
        picture = np.clip(picture * (WHITE / even), 0, 255).astype(np.uint8)
    matrix = np.array([[k, 0, 0], [0, -k, height * k], [0, 0, 1]])
    raster = RasterPage(page.raster.number, picture, (dpi, dpi), one_bit=False)
    return replace(page, raster=raster, to_pixels=matrix)


def _finest(page: Registered) -> float:
    """Dots an inch of paper where the picture is finest."""
    width, height = page.geometry.width, page.geometry.height
    at = np.array([[x, y] for x in (36, width / 2, width - 36) for y in (36, height / 2, height - 36)], np.float64)
    across, down = ((page.pixels_of(at + step) - page.pixels_of(at)) for step in ([1.0, 0.0], [0.0, 1.0]))
    return float(np.sqrt(np.abs(across[:, 0] * down[:, 1] - across[:, 1] * down[:, 0]).max()) * 72)


def _remapped(pixels: Grey, shape: tuple[int, ...], way: Callable[[Points], Points]) -> Grey:
    """A picture of `shape`, each of whose pixels is fetched where `way` (pixel centres (n, 2) to the same) says."""
    rows, columns = shape[:2]
    x, y = (np.arange(0, n + 2 * GRID, GRID, dtype=np.float64) for n in (columns, rows))
    nodes = way(np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)).astype(np.float32) - np.float32(0.5)
    coarse = nodes.reshape(len(y), len(x), 2)
    at = np.meshgrid(*((np.arange(n, dtype=np.float32) + 0.5) / GRID for n in (columns, rows)))
    across, down = (cv2.remap(np.ascontiguousarray(coarse[..., k]), at[0], at[1], cv2.INTER_LINEAR) for k in (0, 1))
    fetched = cv2.remap(pixels, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(fetched, np.uint8)
