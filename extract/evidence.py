"""The pictures beside the answers: each field as it arrived and as the blank has it, cut from the same place.

A crop shows some of the paper around the field, upright, so that a person sees what the reader saw.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from extract.anchors import drawn_blank
from extract.crops import DPI, pixels, shown
from extract.opened import MAX_PIXELS, Unreadable
from extract.page import Grey, RasterPage, Registered
from extract.reader import PageReadings
from extract.register import project
from forms.fields import Box


def with_pictures(page: Registered, content: PageReadings) -> PageReadings:
    """The same readings with each field's two crops: as it arrived and on the blank."""
    pictures = {name: (crop(page, r.box), _blank_crop(page, r.box)) for name, r in content.readings.items()}
    return replace(content, pictures=pictures)


def crop(page: Registered, box: Box) -> bytes:
    """The field on the page, as PNG."""
    x0, y0, x1, y1 = _shown(page, box)
    size = pixels((x0, y0, x1, y1))
    corners = project(page.to_pixels, np.array([[x0, y1], [x1, y1], [x1, y0]], np.float64)).astype(np.float32)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]]], np.float32)
    matrix = cv2.getAffineTransform(corners, target)
    return png(np.asarray(cv2.warpAffine(page.raster.pixels, matrix, size, flags=cv2.INTER_AREA, borderValue=255)))


def _blank_crop(page: Registered, box: Box) -> bytes:
    """The same place on the blank, as PNG; cut once for all pages of an edition."""
    return _cut_blank(page.edition.folder, page.geometry.number, _shown(page, box))


@lru_cache(maxsize=2048)
def _cut_blank(folder: Path, number: int, shown: Box) -> bytes:
    blank = drawn_blank(folder, number, DPI)
    x0, y0, x1, y1 = shown
    left, top = blank.corner((x0, y1))
    right, bottom = blank.corner((x1, y0))
    return png(np.ascontiguousarray(blank.pixels[top : max(bottom, top + 8), left : max(right, left + 8)]))


def _shown(page: Registered, box: Box) -> Box:
    return shown(page.geometry.width, page.geometry.height, box)


def squared(page: RasterPage) -> Grey:
    """A whole page at `DPI` both ways: a fax's pixels are up to twice as tall as wide. A point is DPI / 72 pixels.

    Raises Unreadable for what would be larger than any sheet of paper.
    """
    height, width = page.pixels.shape
    size = max(1, round(width * DPI / page.dpi[0])), max(1, round(height * DPI / page.dpi[1]))
    if size[0] * size[1] > MAX_PIXELS:
        raise Unreadable("too_many_pixels")
    return np.asarray(cv2.resize(page.pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def png(pixels: Grey) -> bytes:
    """A grey picture as PNG, packed quickly."""
    _, packed = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    return bytes(packed)
