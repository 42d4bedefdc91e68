"""A page lined up by its print: quickly where its place is nearly known, and all the same where it is not."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from extract.anchors import match_print
from extract.page import Registered
from extract.pieces import pieces_of
from tests.extract.marks import pages


def moved_by(page: Registered, points: float) -> np.ndarray:
    """The page's own map, as if the page lay so many points to the right and above."""
    return page.to_pixels @ np.array([[1, 0, points], [0, 1, points], [0, 0, 1]], np.float64)


def worst(page: Registered, matrix: np.ndarray) -> float:
    """The most, in points, that a box lies off by this map."""
    boxes = np.array([p.box[:2] for p in pages.boxes()])
    off = replace(page, to_pixels=matrix).pixels_of(boxes) - page.pixels_of(boxes)
    return float(np.hypot(*(off / np.array(page.raster.dpi) * 72).T).max())


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize(("off", "near"), [(3.0, True), (3.0, False), (20.0, True), (20.0, False)])
def test_a_page_is_lined_up_by_its_print(dpi, off, near) -> None:
    """To less than a point; a page that lies farther off than was said is looked for farther away."""
    page = pages.printed(dpi)
    found = match_print(page.raster, page.edition, page.geometry, moved_by(page, off), near=near)
    assert found is not None
    assert worst(page, moved_by(page, off)) > off
    assert worst(page, found[0]) < 1.0


def test_a_page_without_our_print_lies_nowhere() -> None:
    """Bare paper: no map, however near it was said to be."""
    page = pages.printed(pages.FINE)
    bare = replace(page.raster, pixels=np.full_like(page.raster.pixels, 255))
    assert match_print(bare, page.edition, page.geometry, page.to_pixels, near=True) is None


def test_ink_that_touches_at_a_corner_is_one_piece() -> None:
    """Two pieces: a slanting line of three pixels, and a block apart from it."""
    ink = np.zeros((8, 8), np.uint8)
    ink[[0, 1, 2], [0, 1, 2]] = 1
    ink[5:7, 4:7] = 1
    count, labels, stats = pieces_of(ink)
    assert count == 3
    assert labels[0, 0] == labels[2, 2] != labels[5, 4]
    assert sorted(stats[1:, cv2.CC_STAT_AREA]) == [3, 6]
