"""How paper travels under the scanner, and where each point of the blank ends up.

points of the blank -> inches on the paper -> inches on the glass (skew, stretch, shear, bow) -> scanned pixels
(uneven feed) -> received pixels (lost and repeated lines). Every step can be undone: drawing looks backwards, truth
looks forwards. Pixel centres are at .5.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.paper import DPI, Grey, Points

Maps = tuple[NDArray[np.float32], NDArray[np.float32]]


@dataclass(frozen=True)
class Feed:
    """One passage under the scanner. Angles in degrees, lengths in inches, `dpi` (across, down) of the scan."""

    dpi: tuple[float, float]
    shape: tuple[int, int]  # rows, columns of the scan
    skew: float = 0.0
    offset: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    shear: float = 0.0
    bow: float = 0.0  # paper that curls sideways: half a wave over the page
    feed: tuple[float, ...] = ()  # extra inches fed at equally spaced heights of the page: the roller slips
    upside_down: bool = False


class Geometry(Protocol):
    """Where points of the blank ended up, whatever way the sheet took."""

    def pixels_of(self, points: Points) -> Points:
        """Pixels (n, 2) of the finished picture, of points of the blank (n, 2)."""
        ...


@dataclass(frozen=True)
class Passage:
    """A feed for one sheet: knows both directions. `kept` lists, for each received row, the scanned row it shows."""

    feed: Feed
    width: float  # points
    height: float
    kept: NDArray[np.int64]
    quarter_turns: int = 0  # the finished picture was turned this often, counter-clockwise

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of what arrives."""
        rows, columns = len(self.kept), self.feed.shape[1]
        return (columns, rows) if self.quarter_turns % 2 else (rows, columns)

    def pixels_of(self, points: Points) -> Points:
        """Received pixels (n, 2) of points of the blank (n, 2): the truth a reader's registration is held against."""
        scanned = self.scanned(points)
        received = np.column_stack([scanned[:, 0], self._received_row(scanned[:, 1])])
        return turned_points(received, (len(self.kept), self.feed.shape[1]), self.quarter_turns)

    def scanned(self, points: Points) -> Points:
        """Pixels of the scan before any line was lost."""
        points = np.asarray(points, dtype=np.float64)
        paper = np.column_stack([points[:, 0], self.height - points[:, 1]]) / 72.0
        glass = (paper - self._centre) @ self._matrix.T + self._centre + self.feed.offset
        glass[:, 0] += self._bow(glass[:, 1])
        heights, slips = self._slips
        glass[:, 1] += np.interp(glass[:, 1], heights, slips)
        return glass * self.feed.dpi - (self._left, 0.0)

    def sheet_map(self) -> Maps:
        """For each scanned pixel, where on the drawn sheet it looks (maps for `cv2.remap`)."""
        rows, columns = self.feed.shape
        x = (np.arange(columns) + 0.5 + self._left) / self.feed.dpi[0] - self._centre[0] - self.feed.offset[0]
        heights, slips = self._slips
        y = np.interp((np.arange(rows) + 0.5) / self.feed.dpi[1], heights + slips, heights)
        left, y_glass = self._bow(y), y - self._centre[1] - self.feed.offset[1]
        (a, b), (c, d) = np.linalg.inv(self._matrix)
        # paper = back @ (x - bow, y_glass) + centre, split into what a column and what a row adds
        of_row = [k * y_glass - j * left + m for j, k, m in ((a, b, self._centre[0]), (c, d, self._centre[1]))]
        maps = [
            np.add.outer((row * DPI - 0.5).astype(np.float32), (j * x * DPI).astype(np.float32))
            for row, j in zip(of_row, (a, c), strict=True)
        ]
        return maps[0], maps[1]

    def homography(self, around: Points) -> NDArray[np.float64]:
        """The 3x3 map, points of the blank to received pixels, that fits best on the given points (4 or more)."""
        around = np.asarray(around, dtype=np.float64)
        found, _ = cv2.findHomography(around, self.pixels_of(around))
        result: NDArray[np.float64] = np.asarray(found, dtype=np.float64)
        return result

    @property
    def _centre(self) -> NDArray[np.float64]:
        return np.array([self.width, self.height]) / 144.0

    @property
    def _left(self) -> float:
        """Pixels cut off at the left: a fax line holds 1728, a letter page is 6 wider."""
        return (self.width / 72.0 * self.feed.dpi[0] - self.feed.shape[1]) / 2.0

    @property
    def _matrix(self) -> NDArray[np.float64]:
        angle = np.radians(self.feed.skew + (180.0 if self.feed.upside_down else 0.0))
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        shape = np.array([[self.feed.scale[0], self.feed.shear], [0.0, self.feed.scale[1]]])
        result: NDArray[np.float64] = shape @ turn  # the roller stretches what already lies askew
        return result

    @property
    def _slips(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        slips = np.asarray(self.feed.feed or (0.0, 0.0))
        return np.linspace(-0.5, self.height / 72.0 + 0.5, len(slips)), slips

    def _bow(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.feed.bow * np.sin(np.pi * y / (self.height / 72.0))

    def _received_row(self, row: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where a scanned row (fractional) arrived: the first received row that is not before it."""
        whole = np.floor(row).astype(np.int64)
        first = np.searchsorted(self.kept, whole, side="left")
        past = np.maximum(row - len(self.kept), 0.0) * (first >= len(self.kept))
        return first + (row - whole) + np.where(first >= len(self.kept), np.floor(past), 0.0)


def scan(page: Grey, maps: Maps, blur: float) -> NDArray[np.float32]:
    """What the sensor sees, 0..255: blurred (sigma in sheet pixels), then sampled on the scanner's grid.

    Outside the sheet is the white roller; `scanner` adds shadows.
    """
    soft = cv2.GaussianBlur(page, (0, 0), blur) if blur > 0.1 else page
    seen = cv2.remap(soft, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return seen.astype(np.float32)


def scan_labels(labels: NDArray[np.uint16], maps: Maps) -> NDArray[np.uint16]:
    """Labels of the sheet on the scanner's grid, each pixel the nearest one."""
    seen = cv2.remap(labels, *maps, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(seen, dtype=np.uint16)


def turned(pixels: Grey, quarter_turns: int) -> Grey:
    """The finished picture, turned counter-clockwise."""
    return np.ascontiguousarray(np.rot90(pixels, quarter_turns))


def turned_points(points: Points, shape: tuple[int, int], quarter_turns: int) -> Points:
    """Where pixels of a picture of `shape` (rows, columns) are after it was turned likewise."""
    for _ in range(quarter_turns % 4):
        points = np.column_stack([points[:, 1], shape[1] - points[:, 0]])
        shape = (shape[1], shape[0])
    return points
