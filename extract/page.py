"""What travels between the reader's stages: a page's pixels, and a page lined up with its blank."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forms.codes import PageCode
from forms.editions import Edition
from forms.fields import Box, PageGeometry

Grey = NDArray[np.uint8]  # rows x columns, 0 black, 255 white


@dataclass(frozen=True)
class RasterPage:
    """One page of a file as it arrived: its own pixels, never resampled. `number` counts pages of the file from 1.

    `dpi` is (across, down): 204 x 98 for a standard-resolution fax. `one_bit` pages hold only 0 and 255.
    """

    number: int
    pixels: Grey
    dpi: tuple[float, float]
    one_bit: bool


@dataclass(frozen=True)
class Registered:
    """A page lined up with one page of an edition.

    `to_pixels` is the 3x3 homography from points of the blank (origin bottom left, y up) to pixels of `raster`
    (origin top left, y down, pixel centres at .5). `residual` is the root mean square error of the anchors in points.
    """

    raster: RasterPage
    edition: Edition
    geometry: PageGeometry
    code: PageCode | None
    to_pixels: NDArray[np.float64]
    residual: float

    def pixels_of(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixel positions (n, 2) of points (n, 2) of the blank."""
        ones = np.ones((len(points), 1))
        mapped = np.hstack([points, ones]) @ self.to_pixels.T
        result: NDArray[np.float64] = mapped[:, :2] / mapped[:, 2:]
        return result

    def corners_of(self, box: Box) -> NDArray[np.float64]:
        """The four corners of a box in pixels: top left, top right, bottom right, bottom left as printed."""
        x0, y0, x1, y1 = box
        return self.pixels_of(np.array([[x0, y1], [x1, y1], [x1, y0], [x0, y0]], dtype=np.float64))
