"""Which page of which form is this? The DataMatrix codes say, looked for in the corners first, then everywhere.

A page may lie on its side or upside down, and on a standard-resolution fax a code has half its lines: the crop is
softened and brought to one scale before the decoder sees it, and lost lines are mended before it gives up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from cases.errors import BadInput
from extract.page import Grey, RasterPage
from forms import codes
from forms.codes import PageCode

# Corner windows as shares of the page's width and height: a code 18 mm wide, 18 mm from the edge, with room for a fax
# header that pushes the page down, for skew and for pages photographed with some table around them.
WINDOW: Final = (0.34, 0.26)
SOFT_DPI: Final = 102.0  # four pixels a module of a code 18 mm wide
HALF: Final = 0.499  # of a page's resolution: down to it no pixel is skipped by the way that is five times as fast
SOFTNESS: Final = 1.0  # standard deviation of the blur in pixels of the softened picture
SWOLLEN: Final = 0.5  # mm that the modules (.9 mm) of a dark copy are thinned by
WHITE_LINE: Final = 0.04  # share of ink under which a line between two inked lines counts as lost
WHOLE_LOOKS: Final = 2  # ways of looking at a whole fax; a code that was not in its corner is rare there
INKED: Final = 0.15


@dataclass(frozen=True)
class Seen:
    """One code as it was seen: its 24 characters and its corners in pixels of the page, in the symbol's own order.

    Corners run top left, top right, bottom right, bottom left *as printed*, so they tell how the page lies.
    """

    code: PageCode
    corners: NDArray[np.float64]


def identify(page: RasterPage) -> tuple[Seen, ...]:
    """The codes of ours on a page: two on a good page, one on a damaged one, none on a stranger's."""
    for corners in (("top right", "bottom left"), ("top left", "bottom right")):
        found = _distinct([s for corner in corners for s in _in_window(page, _window(page, corner))])
        if len(found) > 1 or (found and page.one_bit):
            return found
        if found:  # on a photograph the other code may lie anywhere, and both are needed to see how the page leans
            return _distinct([*found, *_in_window(page, _whole(page))])
    return _distinct(list(_in_window(page, _whole(page))))


def agree(seen: tuple[Seen, ...]) -> bool:
    """Whether all codes of a page say the same."""
    return len({s.code for s in seen}) <= 1


def _whole(page: RasterPage) -> tuple[int, int, int, int]:
    return 0, 0, page.pixels.shape[1], page.pixels.shape[0]


def _window(page: RasterPage, corner: str) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in pixels."""
    rows, columns = page.pixels.shape
    wide, high = round(columns * WINDOW[0]), round(rows * WINDOW[1])
    left = columns - wide if "right" in corner else 0
    top = rows - high if "bottom" in corner else 0
    return left, top, left + wide, top + high


def _in_window(page: RasterPage, window: tuple[int, int, int, int]) -> Iterator[Seen]:
    """Codes in a window, by the first way of looking that finds any."""
    left, top, right, bottom = window
    crop = page.pixels[top:bottom, left:right]
    looks = _looks(crop, page.dpi)
    few = page.one_bit and crop.shape == page.pixels.shape
    for picture, scale in islice(looks, WHOLE_LOOKS if few else None):
        found = list(_decode(picture, scale, (left, top)))
        if found:
            yield from found
            return


def _looks(crop: Grey, dpi: tuple[float, float]) -> Iterator[tuple[Grey, NDArray[np.float64]]]:
    """Pictures to try in turn, each with its pixels per page pixel (across, down).

    Softened to about half a module and brought to four pixels a module, a code survives what a fax does to it better
    than at full resolution. Pages that lie about their resolution are caught by the finer and the coarser looks.
    """
    yield _softened(crop, dpi, SOFT_DPI)
    yield _softened(_mended(crop), dpi, SOFT_DPI * 1.2)
    yield _softened(crop, dpi, SOFT_DPI * 2)
    yield _softened(crop, dpi, SOFT_DPI / 1.5)
    yield _softened(_thinned(crop, dpi), dpi, SOFT_DPI * 1.2)


def _softened(crop: Grey, dpi: tuple[float, float], target: float) -> tuple[Grey, NDArray[np.float64]]:
    scale = target / np.array(dpi)
    size = (max(8, round(crop.shape[1] * scale[0])), max(8, round(crop.shape[0] * scale[1])))
    way = cv2.INTER_LINEAR if scale.min() >= HALF else cv2.INTER_AREA
    small = cv2.resize(crop, size, interpolation=way)
    soft = np.asarray(cv2.GaussianBlur(small, (0, 0), SOFTNESS), np.uint8)
    return soft, np.array(size) / crop.shape[::-1]


def _thinned(crop: Grey, dpi: tuple[float, float]) -> Grey:
    """Ink drawn in from all sides: dark copies of copies swell until a code's white modules close."""
    across, down = (max(1, round(SWOLLEN / 25.4 * n)) for n in dpi)
    return np.asarray(cv2.dilate(crop, np.ones((down, across), np.uint8)), np.uint8)


def _mended(crop: Grey) -> Grey:
    """Lines that came out white between two inked ones are filled from the line above: a fax loses whole lines."""
    ink = (crop < 128).mean(axis=1)
    lost = (ink[1:-1] < WHITE_LINE) & (ink[:-2] > INKED) & (ink[2:] > INKED)
    mended = crop.copy()
    for row in np.flatnonzero(lost) + 1:
        mended[row] = mended[row - 1]
    return mended


def _decode(picture: Grey, scale: NDArray[np.float64], origin: tuple[int, int]) -> Iterator[Seen]:
    for symbol in zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormat.DataMatrix, try_invert=False, try_downscale=False
    ):
        try:
            code = codes.parse(symbol.text)
        except BadInput:
            continue  # somebody else's code
        at = symbol.position
        corners = [at.top_left, at.top_right, at.bottom_right, at.bottom_left]
        yield Seen(code, np.array([[p.x + 0.5, p.y + 0.5] for p in corners]) / scale + origin)


def _distinct(found: list[Seen]) -> tuple[Seen, ...]:
    """The same symbol seen through two windows counts once."""
    kept: list[Seen] = []
    for seen in found:
        middle = seen.corners.mean(axis=0)
        if all(np.abs(k.corners.mean(axis=0) - middle).max() > 10 for k in kept):
            kept.append(seen)
    return tuple(kept)
