"""A page's pixels, ready to be cut: windows of the page on the working grid, wherever the blank says something lies."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import PX_PER_MM, PX_PER_PT, Blank
from extract.page import Grey, Registered

FINEST = 1.25 * PX_PER_MM  # pixels/mm above which a page is reduced by area first, so that thin strokes are not skipped
COARSE = 130 / 25.4  # lines/mm under which a page counts as coarse (standard-resolution fax: 98 dpi down)

LIGHT = 70  # per cent of a grey window that are at least as dark as its bare paper
SHADE = 60.0  # greys by which lamp or shadow may change the paper from place to place
GRAIN = 0.08  # ink weaker than this is the paper's own grain
FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP

Windows = NDArray[np.float32]  # boxes x rows x columns, ink 0..1
Centres = NDArray[np.float64]  # n x 2, points of the blank


@dataclass(frozen=True)
class Sheet:
    """One page to cut windows from. `to_pixels` maps points of the blank to `pixels`; see `Registered`.

    `half` is the page averaged down, by `reduced` (across, down), to about half the working grid's resolution.
    `pixel` is the size of a page's pixel in mm (columns, rows of `pixels`).
    """

    pixels: Grey
    half: Grey
    reduced: tuple[int, int]
    to_pixels: NDArray[np.float64]
    blank: Blank
    pixel: tuple[float, float]
    one_bit: bool
    coarse: bool
    paper: float  # grey of bare paper, 0..255
    print: float  # grey of full print

    def ink(self, grey: NDArray[np.uint8]) -> Windows:
        """Grey windows as ink: 0 bare paper (of each window: lamps and shadows fall off), 1 the page's full print."""
        return self.above_grain(self.faint(grey))

    def faint(self, grey: NDArray[np.uint8]) -> Windows:
        """Ink with the paper's own grain left in it, to both sides of 0: where ink paler than that is looked for.

        On one bit there is neither.
        """
        if self.one_bit:
            return np.multiply(255 - grey, np.float32(1 / 255), dtype=np.float32)
        light = 255 - grey.astype(np.float32)
        paper = 255 - np.percentile(grey[:, ::2, ::2].reshape(len(grey), -1), LIGHT, axis=1)[:, None, None]
        paper = np.clip(paper, 255 - self.paper - SHADE, 255 - self.paper + SHADE).astype(np.float32)
        return np.asarray((light - paper) / np.maximum(255 - self.print - paper, 48), np.float32)

    def above_grain(self, faint: Windows) -> Windows:
        """What is ink in `faint` windows, without the paper's grain."""
        return faint if self.one_bit else np.asarray(np.clip((faint - GRAIN) / (1 - GRAIN), 0, 1), np.float32)

    def dark(self, grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The same in bytes, 0 to 255: two pictures are compared in three quarters of the time."""
        if self.one_bit:
            return np.asarray(255 - grey, np.uint8)
        return np.asarray(cv2.convertScaleAbs(self.ink(grey), alpha=255), np.uint8).reshape(grey.shape)

    def windows(
        self, corners: Centres, shape: tuple[int, int], scale: NDArray[np.float64] | None = None
    ) -> NDArray[np.uint8]:
        """Grey windows of `shape` (rows, columns) grid pixels, their top left corners at these points of the blank.

        `scale` (n x 2, across and down) stretches a window: 1.02 covers two per cent more of the page.
        """
        out = np.empty((len(corners), *shape), np.uint8)
        for matrix, window in zip(self._maps(corners, np.array([shape]), scale), out, strict=True):
            self._warp(self.pixels, matrix, window)
        return out

    def pieces(self, corners: Centres, shapes: NDArray[np.int64]) -> list[NDArray[np.uint8]]:
        """Grey windows as `windows` cuts them, but each of its own shape (n x 2: rows, columns)."""
        out = [np.empty((rows, columns), np.uint8) for rows, columns in shapes]
        for matrix, window in zip(self._maps(corners, shapes), out, strict=True):
            self._warp(self.pixels, matrix, window)
        return out

    def half_windows(self, corners: Centres, shape: tuple[int, int]) -> NDArray[np.uint8]:
        """Windows of `shape` pixels of half the grid's resolution as bytes of ink, for finding one's way."""
        maps = self._maps(corners, np.array([shape]) * 2)
        ratio = np.array([1 / self.reduced[0], 1 / self.reduced[1]])
        maps[:, :, 2] = (maps[:, :, 2] + maps[:, :, :2].sum(axis=2) / 2 + 0.5) * ratio - 0.5  # to indices of `half`
        maps[:, :, :2] *= 2 * ratio[:, None]
        out = np.empty((len(corners), *shape), np.uint8)
        for matrix, window in zip(maps, out, strict=True):
            self._warp(self.half, matrix, window)
        return self.dark(out)

    def _warp(self, pixels: Grey, matrix: NDArray[np.float64], window: Grey) -> None:
        """Fill one window."""
        cv2.warpAffine(pixels, matrix, window.shape[::-1], window, FLAGS, cv2.BORDER_CONSTANT, self.paper)

    def _maps(
        self, corners: Centres, shapes: NDArray[np.int64], scale: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """For each window the 2x3 map from its pixel indices to those of the page: the homography, locally linear.

        `shapes` (rows, columns) holds one shape for all windows or one for each.
        """
        half = shapes[:, ::-1] * [1, -1] / 2 / PX_PER_PT
        centre = corners + half
        steps = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        points = (centre[:, None, :] + steps).reshape(-1, 2)
        mapped = np.hstack([points, np.ones((len(points), 1))]) @ self.to_pixels.T
        pixels = (mapped[:, :2] / mapped[:, 2:]).reshape(-1, 3, 2)
        across, down = (pixels[:, 1] - pixels[:, 0]) / PX_PER_PT, (pixels[:, 0] - pixels[:, 2]) / PX_PER_PT
        if scale is not None:
            across, down = across * scale[:, :1], down * scale[:, 1:]
        origin = pixels[:, 0] - across * (shapes[:, 1:] - 1) / 2 - down * (shapes[:, :1] - 1) / 2 - 0.5
        return np.stack([across, down, origin], axis=2)


def sheet_of(page: Registered, blank: Blank) -> Sheet:
    """The page, reduced by area where it is much finer than the working grid, with its paper and print levels."""
    pixels, to_pixels = page.raster.pixels, page.to_pixels
    scale = _pixels_per_mm(page)
    factor = np.minimum(1.0, FINEST / scale)
    if factor.min() < 1:
        rows, cols = pixels.shape
        size = (max(1, round(cols * factor[0])), max(1, round(rows * factor[1])))
        to_pixels = np.diag([size[0] / cols, size[1] / rows, 1.0]) @ to_pixels
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    paper, dark = (255.0, 0.0) if page.raster.one_bit else _levels(pixels)
    by = (_halving(scale[0] * factor[0]), _halving(scale[1] * factor[1]))
    pixel = (1 / float(scale[0] * factor[0]), 1 / float(scale[1] * factor[1]))
    coarse = bool(scale.min() < COARSE)
    half = _reduced(pixels, by, page.raster.one_bit and factor.min() == 1)
    return Sheet(pixels, half, by, to_pixels, blank, pixel, page.raster.one_bit, coarse, paper, dark)


def _halving(pixels_per_mm: float) -> int:
    return max(1, round(float(pixels_per_mm) * 2 / PX_PER_MM))


def _reduced(pixels: Grey, by: tuple[int, int], pure: bool) -> Grey:
    """The page, `by` (across, down) pixels averaged into one. `pure`: it holds nothing but black and white."""
    rows, cols = pixels.shape[0] // by[1], pixels.shape[1] // by[0]
    cut = pixels[: rows * by[1], : cols * by[0]]
    way = cv2.INTER_LINEAR if pure and max(by) <= 2 else cv2.INTER_AREA  # between two pixels lies their mean: faster
    return np.asarray(cv2.resize(cut, (cols, rows), interpolation=way), np.uint8)


def _pixels_per_mm(page: Registered) -> NDArray[np.float64]:
    """Resolution across and down in pixels a millimetre of paper, from the registration itself: files lie about dpi."""
    x, y = page.geometry.width / 2, page.geometry.height / 2
    at = page.pixels_of(np.array([[x, y], [x + 1, y], [x, y + 1]]))
    spans = np.abs(at[1:] - at[:1])
    if spans[0, 0] + spans[1, 1] < spans[0, 1] + spans[1, 0]:  # the page lies on its side
        return np.array([spans[1, 0], spans[0, 1]]) * 72 / 25.4
    return np.array([spans[0, 0], spans[1, 1]]) * 72 / 25.4


def _levels(pixels: Grey) -> tuple[float, float]:
    """Grey of paper and of solid print: the commonest light grey, and what the darkest hundredth reaches."""
    counts = np.bincount(pixels[::2, ::2].ravel(), minlength=256)
    paper = float(np.argmax(counts[96:]) + 96)
    dark = float(np.searchsorted(np.cumsum(counts), counts.sum() * 0.01))
    return paper, min(dark, paper - 48)


def grid(points: float) -> int:
    """Grid pixels of a length in points."""
    return round(points * PX_PER_PT)
