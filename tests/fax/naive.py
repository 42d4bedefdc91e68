"""The baseline that the fax machine must disappoint: ORB features, one homography, one ink threshold, never a doubt.

It is what a first afternoon gives: the page is made square, matched to the drawn blank, and a box with more than an
eighth of dark pixels inside its frame is called marked.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.fax import paper
from tests.fax.channel import Arrived
from tests.fax.offices import Key
from tests.fax.paper import Box, Grey

SCALE = 200.0  # dots an inch that pages are brought to
INK = 1 / 8  # share of dark pixels that makes a mark; the best one on the tuning pages
INSET = 1.6  # points left out along the frame


def read(pdf: bytes, page: int, arrived: Arrived, truth: bool = False) -> dict[Key, bool]:
    """Every box of a page of the form as marked or not. With `truth` the alignment is given, and only ink is judged.

    A page that ORB cannot match is read where it lies, as the first afternoon's program would.
    """
    sheet = paper.sheets(pdf)[page - 1]
    square = _square(arrived)
    place = _known(arrived) if truth else _matched(sheet.pixels, square)
    boxes = [w for w in paper.widgets(pdf) if w.page == page and w.kind in ("check", "radio")]
    return {w.key: _ink(square, place, w.box, sheet.height) > INK for w in boxes}


def _square(arrived: Arrived) -> Grey:
    across, down = (SCALE / d for d in arrived.dpi)
    result: Grey = cv2.resize(arrived.pixels, None, fx=across, fy=down, interpolation=cv2.INTER_AREA)
    return result


def _matched(blank: Grey, square: Grey) -> NDArray[np.float64]:
    """Homography from inches of the blank (y down) to pixels, by ORB and RANSAC."""
    as_it_lies = np.diag([SCALE, SCALE, 1.0])
    small = cv2.resize(blank, None, fx=SCALE / paper.DPI, fy=SCALE / paper.DPI, interpolation=cv2.INTER_AREA)
    orb = cv2.ORB_create(3000)
    found = [orb.detectAndCompute(cv2.GaussianBlur(p, (0, 0), 1.2), None) for p in (small, square)]
    (here, one), (there, two) = found
    if one is None or two is None or len(there) < 8:
        return as_it_lies
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING, crossCheck=True).match(one, two)
    pairs = sorted(pairs, key=lambda m: m.distance)[:600]
    if len(pairs) < 8:
        return as_it_lies
    a = np.array([here[m.queryIdx].pt for m in pairs]) / SCALE
    b = np.array([there[m.trainIdx].pt for m in pairs])
    fit, _ = cv2.findHomography(a, b, cv2.RANSAC, 4.0)
    return as_it_lies if fit is None else np.asarray(fit, dtype=np.float64)


def _known(arrived: Arrived) -> NDArray[np.float64]:
    """The best single homography there is, from the truth."""
    width, height = arrived.passage.width, arrived.passage.height
    grid = np.array([(x, y) for x in np.linspace(40, width - 40, 6) for y in np.linspace(40, height - 40, 8)])
    inches = np.column_stack([grid[:, 0], height - grid[:, 1]]) / 72.0
    there = arrived.passage.pixels_of(grid) * (SCALE / arrived.dpi[0], SCALE / arrived.dpi[1])
    fit, _ = cv2.findHomography(inches, there)
    return np.asarray(fit, dtype=np.float64)


def _ink(square: Grey, place: NDArray[np.float64], box: Box, height: float) -> float:
    """Share of dark pixels in the box, frame left out."""
    x0, y0, x1, y1 = box[0] + INSET, height - box[3] + INSET, box[2] - INSET, height - box[1] - INSET
    side = 24
    grid = np.array([(x, y, 72.0) for y in np.linspace(y0, y1, side) for x in np.linspace(x0, x1, side)]) / 72.0
    there = grid @ place.T
    spots = (there[:, :2] / there[:, 2:]).astype(np.float32).reshape(side, side, 2)
    seen = cv2.remap(square, spots, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return float((seen < 128).mean())
