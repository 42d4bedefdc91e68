"""A page laid straight on its blank, for a person: a box of the form lies on the picture where the form has it.

Lined up anew each time it is looked at, as the reader lined it up; nothing of it is kept.
"""

from __future__ import annotations

import cv2
import numpy as np

from extract.crops import DPI
from extract.evidence import squared
from extract.identify import agree, identify
from extract.look import look
from extract.page import Grey, RasterPage, Registered
from extract.pdf import PdfFile
from extract.pipeline import lined_up
from forms.editions import Library


def straight(raster: RasterPage, library: Library, pdf: PdfFile | None) -> tuple[Grey, int | None]:
    """The page in points of its blank at `DPI`, and which page of the form it is; as it arrived, and None, if it is no
    page of ours."""
    page = _registered(raster, library, pdf)
    return (squared(raster), None) if page is None else (_laid(page), page.geometry.number)


def _registered(raster: RasterPage, library: Library, pdf: PdfFile | None) -> Registered | None:
    seen = identify(raster)
    if not seen:
        found = look(raster, library)
        return found.page if found else None
    edition = library.by_code(seen[0].code.edition) if agree(seen) else None
    return lined_up(raster, edition, seen, pdf) if edition else None


def _laid(page: Registered) -> Grey:
    k = DPI / 72
    height = page.geometry.height
    size = round(page.geometry.width * k), round(height * k)
    to_points = np.array([[1 / k, 0, 0], [0, -1 / k, height], [0, 0, 1]])
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpPerspective(page.raster.pixels, page.to_pixels @ to_points, size, flags=how, borderValue=255)
    return np.asarray(laid, dtype=np.uint8)
