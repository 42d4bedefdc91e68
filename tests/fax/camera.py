"""Where each point of a sheet lands on a hand-held photograph: curl, perspective, lens.

points of the blank -> inches on the paper, from its middle -> space (the sheet bent as a cylinder, the camera tilted)
-> picture (pinhole and lens) -> pixels, perhaps turned. Drawing looks backwards, by Newton's method on a coarse grid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax.feed import Maps, turned_points
from tests.fax.paper import DPI, Points, Sheet

GRID = 16  # pixels between the nodes on which the way back is solved; between them it is straight enough
Range = tuple[float, float]


@dataclass(frozen=True)
class Bend:
    """A sheet that does not lie flat. `bend` and `twist` are how much its slope (radians) changes an inch, and how much
    that changes an inch, along a direction `along` (radians from the page's width)."""

    along: float = 0.0
    bend: float = 0.0
    twist: float = 0.0

    def lifted(self, paper: Points) -> NDArray[np.float64]:
        """Inches in space (n, 3) of inches on the paper (n, 2), both from the middle of the sheet."""
        way = np.array([np.cos(self.along), np.sin(self.along)])
        side = np.array([-way[1], way[0]])
        reached, height = (np.interp(paper @ way, self._table[0], t) for t in self._table[1:])
        beyond = paper @ way - np.clip(paper @ way, self._table[0][0], self._table[0][-1])
        flat = np.outer(reached + beyond, way) + np.outer(paper @ side, side)
        return np.column_stack([flat, height])

    @cached_property
    def _table(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Along the paper: inches on it, inches across the desk, inches above it."""
        s = np.linspace(-8.0, 8.0, 3201)
        near = np.clip(s, -7.0, 7.0)
        slope = self.bend * near + self.twist * near**2 / 2
        across, up = (np.concatenate([[0.0], np.cumsum((f[1:] + f[:-1]) / 2 * np.diff(s))]) for f in
                      (np.cos(slope), np.sin(slope)))  # fmt: skip
        middle = len(s) // 2
        return s, across - across[middle], up - up[middle]


@dataclass(frozen=True)
class View:
    """One photograph of one sheet. Angles in degrees, lengths in inches, `focal` and `centre` in pixels.

    `lens` is the barrel (negative) or cushion that the lens adds at the corner of the picture, as a share.
    """

    width: float  # points of the sheet
    height: float
    shape: tuple[int, int]  # rows, columns before turning
    pitch: float
    yaw: float
    roll: float
    away: float
    focal: float
    centre: tuple[float, float]
    lens: float = 0.0
    bend: Bend = Bend()
    quarter_turns: int = 0

    @property
    def arrived(self) -> tuple[int, int]:
        """Rows and columns of the finished picture."""
        rows, columns = self.shape
        return (columns, rows) if self.quarter_turns % 2 else (rows, columns)

    def pixels_of(self, points: Points) -> Points:
        """Pixels (n, 2) of points of the blank (n, 2), centres at .5: the truth of geometry."""
        points = np.asarray(points, dtype=np.float64)
        paper = np.column_stack([points[:, 0], self.height - points[:, 1]]) / 72.0
        return turned_points(self._seen(paper - self._middle), self.shape, self.quarter_turns)

    def sheet_map(self) -> Maps:
        """For each pixel of the unturned picture, where on the drawn sheet it looks."""
        rows, columns = self.shape
        x, y = (np.arange(0, n + 2 * GRID, GRID, dtype=np.float64) for n in (columns, rows))
        nodes = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        paper = (self._back(nodes) + self._middle) * DPI - 0.5
        coarse = paper.reshape(len(y), len(x), 2).astype(np.float32)
        at = np.meshgrid(*((np.arange(n, dtype=np.float32) + 0.5) / GRID for n in (columns, rows)))
        return (
            cv2.remap(coarse[..., 0], *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
            cv2.remap(coarse[..., 1], *at, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE),
        )

    def slopes(self) -> NDArray[np.float64]:
        """How the sheet leans along its bend, at 400 equally spaced inches on the paper: it shades the light."""
        s = np.linspace(-8.0, 8.0, 400)
        return self.bend.bend * s + self.bend.twist * s**2 / 2

    @property
    def _middle(self) -> NDArray[np.float64]:
        return np.array([self.width, self.height]) / 144.0

    @cached_property
    def _turn(self) -> NDArray[np.float64]:
        return rotation(self.pitch, self.yaw, self.roll)

    def _seen(self, paper: Points) -> Points:
        """Pixels of inches from the middle of the paper."""
        space = self.bend.lifted(paper) @ self._turn.T + [0.0, 0.0, self.away]
        flat = space[:, :2] / np.maximum(space[:, 2:], 1.0)
        corner = (np.hypot(*self.shape) / 2 / self.focal) ** 2
        round_ = 1 + self.lens * (flat**2).sum(axis=1, keepdims=True) / corner
        return np.asarray(flat * np.clip(round_, 0.8, 1.2) * self.focal + self.centre, dtype=np.float64)

    def _back(self, pixels: Points) -> Points:
        """Inches from the middle of the paper, for pixels of the unturned picture."""
        square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]) * self._middle
        start = cv2.findHomography(self._seen(square), square)[0]
        paper = cv2.perspectiveTransform(pixels[None], start)[0]
        step = 1e-3
        for _ in range(6):
            here = self._seen(paper)
            a, b = ((self._seen(paper + d) - here) / step for d in (np.array([step, 0.0]), np.array([0.0, step])))
            miss = pixels - here
            det = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
            det = np.where(np.abs(det) < 1.0, 1.0, det)
            move = np.column_stack([miss[:, 0] * b[:, 1] - miss[:, 1] * b[:, 0],
                                    miss[:, 1] * a[:, 0] - miss[:, 0] * a[:, 1]]) / det[:, None]  # fmt: skip
            paper = paper + np.clip(move, -2.0, 2.0)
        return paper


def rotation(pitch: float, yaw: float, roll: float) -> NDArray[np.float64]:
    """The 3x3 turn of the sheet before the camera."""
    (cp, cy, cr), (sp, sy, sr) = (f(np.radians([pitch, yaw, roll])) for f in (np.cos, np.sin))
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    result: NDArray[np.float64] = about_x @ about_y @ about_z
    return result


@dataclass(frozen=True)
class Stance:
    """Ranges of how people hold a phone over a page. `sizes` are (columns, rows) of pictures."""

    sizes: tuple[tuple[int, int], ...] = ((1200, 1600), (1536, 2048), (1944, 2592), (2448, 3264), (3000, 4000))
    share: Range = (0.6, 0.95)  # of the picture that the page takes
    tilt: float = 6.0  # degrees, deviation of pitch and yaw ...
    most: float = 16.0  # ... and at most
    roll: float = 3.0
    away: Range = (13.0, 20.0)
    lens: float = 0.008
    bend: float = 0.018  # deviation, radians an inch
    flat: float = 0.35  # share of sheets that lie flat
    twist: float = 0.002
    beyond: float = 0.004  # of the picture's size, by which a page may stick out of it

    def draw(self, call: np.random.Generator, rng: np.random.Generator, sheet: Sheet) -> View:
        """A view of one page (`rng`) with somebody's phone (`call`)."""
        columns, rows = self.sizes[int(call.integers(0, len(self.sizes)))]
        pitch, yaw = np.clip(rng.normal(0, self.tilt, 2), -self.most, self.most)
        along = float(rng.choice([0.0, np.pi / 2, np.pi / 2]) + rng.normal(0, 0.15))
        bend = Bend() if rng.random() < self.flat else Bend(along, rng.normal(0, self.bend), rng.normal(0, self.twist))
        lens = call.normal(0, self.lens)
        rough = View(
            sheet.width, sheet.height, (rows, columns), pitch, yaw, rng.normal(0, self.roll), rng.uniform(*self.away),
            1000.0, (0.0, 0.0), 0.0, bend, int(rng.choice([0, 0, 0, 0, 0, 1, 2, 3])),
        )  # fmt: skip
        return self._framed(rough, rng, lens)

    def _framed(self, rough: View, rng: np.random.Generator, lens: float) -> View:
        """The same view from where the page takes its share of the picture and, nearly, stays within it."""
        rows, columns = rough.shape
        t, one = np.linspace(-1, 1, 21), np.ones(21)
        rim = np.vstack([np.column_stack(side) for side in ((t, -one), (t, one), (-one, t), (one, t))])
        seen = rough._seen(rim * rough._middle)
        area = cv2.contourArea(cv2.convexHull(seen.astype(np.float32)))
        wanted = np.sqrt(rng.uniform(*self.share) * rows * columns / area)
        room = np.array([columns, rows]) * (1 + self.beyond)
        scale = min(wanted, *(room / np.ptp(seen, axis=0)))
        low, high = seen.min(axis=0) * scale, seen.max(axis=0) * scale
        spare = np.maximum(room - (high - low), 0)
        corner = -np.array([columns, rows]) * self.beyond / 2 + spare * np.clip(rng.normal(0.5, 0.2, 2), 0, 1)
        return replace(rough, focal=rough.focal * scale, lens=lens, centre=tuple(corner - low))
