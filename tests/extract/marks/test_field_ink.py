"""Writing lines and signatures: what is dotted or pale is a question, never "nothing written"."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from extract.marks import FieldInk, ink_in, page_exposure
from extract.page import Registered
from extract.reader import read_picture
from extract.signature import read_signature
from forms.fields import Place
from forms.readings import ReadingStatus
from tests.extract.marks import pages
from tests.fax.paper import DPI

WIDE = ("provider_signature", "other_handling", "comments")


def place_of(name: str) -> Place:
    """Where a field of page 1 lies."""
    return next(p for p in pages.edition().map.places if p.field == name)


def ink_of(page: Registered, name: str) -> FieldInk:
    """What the reader sees in a field."""
    return ink_in(page, place_of(name), page_exposure(page))


def speckled(page: Registered, dots: int) -> None:
    """Dots of noise all over the page."""
    rng = np.random.default_rng(3)
    rows, cols = page.raster.pixels.shape
    page.raster.pixels[rng.integers(0, rows, dots), rng.integers(0, cols, dots)] = 0


def dotted_word(picture: np.ndarray, corners: np.ndarray) -> None:
    """A written word of 14 mm of which a pale pen left dots of a quarter of a millimetre."""
    rng = np.random.default_rng(5)
    low, size = corners[0], corners[2] - corners[0]
    for x in np.arange(0, 14, 0.55):
        height = 0.45 + 0.25 * np.sin(x * 2.5) + rng.uniform(-0.1, 0.1)
        at = low + np.array([0.2 * size[0] + x / 25.4 * DPI, size[1] * height])
        col, row = at.round().astype(int).tolist()
        picture[row : row + 5, col : col + 5] = 30


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("noise", [0, 1500])
def test_a_dotted_word_in_a_wide_field_is_not_nothing(name, noise):
    """Where a pale pen arrives as dots that make no stroke, the line is not called empty."""
    page = pages.printed(pages.FINE, dotted_word, [place_of(name)])
    speckled(page, noise)
    assert not ink_of(page, name).bare


@pytest.mark.parametrize("name", WIDE)
@pytest.mark.parametrize("noise", [0, 1500])
def test_specks_all_over_a_page_are_no_writing(name, noise):
    """Noise that falls on the whole page alike leaves an empty line empty."""
    page = pages.printed(pages.FINE)
    speckled(page, noise)
    assert ink_of(page, name).bare


@pytest.mark.parametrize(("clump", "bare"), [(True, False), (False, True)])
def test_a_clump_larger_than_a_speck_is_not_nothing(clump, bare):
    """Among the specks of a dark copy a third of a figure adds up to nothing; but no speck is as large as its rest."""

    def rest(picture: np.ndarray, corners: np.ndarray) -> None:
        if clump:
            pages.line(picture, corners, (0.45, 0.5), (0.5, 0.5), width=0.4)

    page = pages.printed(pages.FINE, rest, [place_of("days_per_week")])
    speckled(page, 45_000)
    assert ink_of(page, "days_per_week").bare is bare


@pytest.mark.parametrize(("grey", "answer"), [(60, True), (222, None), (240, None), (None, False)])
def test_a_pencilled_signature_on_a_scan_is_never_unsigned(grey, answer):
    """On a grey scan dark ink is a signature, the palest pencil a question, and bare paper alone is "unsigned"."""

    def sign(picture: np.ndarray, corners: np.ndarray) -> None:
        spots = [(0.1, 0.8), (0.14, 0.2), (0.2, 0.75), (0.28, 0.7), (0.32, 0.15), (0.36, 0.8)]
        for a, b in pairwise(spots):
            pages.line(picture, corners, a, b, grey=grey or 255, width=0.4)

    place = place_of("provider_signature")
    reading = read_signature(place, ink_of(pages.printed(pages.SCAN, sign, [place]), place.field))
    assert reading.value is answer
    assert (reading.status, reading.reason) == (
        (ReadingStatus.REVIEW, "signature_unclear") if answer is None else (ReadingStatus.ACCEPTED, None)
    )


@pytest.mark.parametrize("dpi", [pages.FINE, pages.SCAN])
@pytest.mark.parametrize(("start", "bare"), [(-0.28, False), (None, True)])
def test_a_figure_just_beside_a_comb_of_one_cell_is_not_nothing(dpi, start, bare):
    """A hasty hand misses the cell by a whole figure: the comb is not called empty."""

    def write(picture: np.ndarray, corners: np.ndarray) -> None:
        if start is not None:
            pages.line(picture, corners, (start, 0.8), (start + 0.02, 0.3))
            pages.line(picture, corners, (start, 0.5), (start + 0.2, 0.5))

    place = place_of("days_per_week")
    assert ink_of(pages.printed(dpi, write, [place]), place.field).bare is bare


@pytest.mark.parametrize("dots", [40_000, 120_000])
def test_dirt_and_a_streak_are_no_signature(dots):
    """A page full of specks with a line of dirt down through the signature's place is not called signed."""
    page = pages.printed(pages.STANDARD)
    rng = np.random.default_rng(8)
    rows, cols = page.raster.pixels.shape
    for row, col in zip(rng.integers(0, rows, dots), rng.integers(0, cols - 6, dots), strict=True):
        page.raster.pixels[row, col : col + int(rng.integers(1, 6))] = 0
    middle = int(page.corners_of(place_of("provider_signature").box).mean(axis=0)[0])
    page.raster.pixels[:, middle : middle + 2] = 0
    reading = read_signature(place_of("provider_signature"), ink_of(page, "provider_signature"))
    assert reading.value is not True


@pytest.mark.parametrize("name", ["days_per_week", "birth_date", "other_handling"])
def test_a_place_that_does_not_look_like_its_blank_is_not_called_empty(name):
    """Where lost lines or a bad registration put a field somewhere else, nothing there proves nothing."""
    page = pages.printed(pages.STANDARD)
    assert ink_of(page, name).bare
    moved = np.array([[1, 0, 47.0], [0, 1, 61.0], [0, 0, 1]]) @ page.to_pixels
    assert not ink_of(type(page)(page.raster, page.edition, page.geometry, None, moved, 0.1), name).bare


@pytest.mark.parametrize(("left", "nothing_written"), [(1.0, True), (0.5, False)])
def test_where_figures_came_in_pieces_no_line_is_called_empty(left, nothing_written):
    """A pen writes finer than it marks: written figures of which bits arrived say that others may have vanished."""

    def write(picture: np.ndarray, corners: np.ndarray) -> None:
        wide, high = corners[2] - corners[0]
        if wide < 2 * high:  # a tick box
            return pages.cross(picture, corners)
        for at, top in ((at, top) for at in np.arange(0.5, 8) / 8 for top in (0.1, 0.36, 0.62)):
            pages.line(picture, corners, (at, top), (at, top + 0.26 * left), width=0.3)
        return None

    page = pages.printed(pages.FINE, write, [place_of("birth_date"), *pages.boxes()[:8]])
    readings = read_picture(page, None).readings
    found = {name: readings[name].status for name in ("days_per_week", "not_appropriate_reason", "provider_signature")}
    expected = ReadingStatus.ACCEPTED if nothing_written else ReadingStatus.REVIEW
    assert found == dict.fromkeys(found, expected)
    if not nothing_written:
        assert readings["days_per_week"].reason == "thin_page"


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD])
def test_a_rule_in_steps_and_streaks_are_no_signature(dpi):
    """A rule that lies askew shows beside its place, dirt on the sensor crosses it: wide, high, and nobody's hand."""
    page = pages.printed(dpi)
    corners = page.corners_of(place_of("provider_signature").box)
    (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
    steps = np.linspace(left, right, 9).astype(int)
    for n, (a, b) in enumerate(pairwise(steps)):
        page.raster.pixels[(top + bottom) // 2 - n : (top + bottom) // 2 - n + 3, a : b + 2] = 0
    for column in (left + (right - left) // 2, left + 2 * (right - left) // 3):
        page.raster.pixels[:, column : column + 2] = 0
    reading = read_signature(place_of("provider_signature"), ink_of(page, "provider_signature"))
    assert reading.value is not True


@pytest.mark.parametrize("dpi", [pages.FINE, pages.STANDARD, pages.SCAN])
@pytest.mark.parametrize("middle", [(0.3, 1.5), (1.0, 2.0)], ids=["down through it", "over its whole"])
def test_the_ring_of_a_cup_is_no_signature(dpi, middle):
    """An arc as broad as a felt pen that runs through the signature's place is nobody's name."""

    def ring(picture: np.ndarray, corners: np.ndarray) -> None:
        high = float(corners[2, 1] - corners[0, 1])
        x, y = (corners[0] + high * np.array(middle)).astype(int).tolist()
        cv2.circle(picture, (x, y), round(high * 2), 60, round(1.2 / 25.4 * DPI), cv2.LINE_AA)

    place = place_of("provider_signature")
    ink = ink_of(pages.printed(dpi, ring, [place]), place.field)
    assert ink.present
    assert read_signature(place, ink).value is None


def test_print_in_a_place_that_was_not_found_is_no_signature():
    """Where a curled page put the place over other print, that is nobody's name, however it winds."""

    def lettering(picture: np.ndarray, corners: np.ndarray) -> None:
        left, top = corners.min(axis=0).astype(int).tolist()
        right, bottom = corners.max(axis=0).astype(int).tolist()
        picture[top - 40 : bottom + 60, left - 40 : right + 40] = 255
        cv2.putText(picture, "Return to", (left + 30, bottom - 25), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 2.2, 20, 4)

    place = place_of("provider_signature")
    page = pages.printed(pages.SCAN, lettering, [place])
    reading = read_signature(place, ink_of(page, place.field))
    assert (reading.status, reading.reason) == (ReadingStatus.REVIEW, "signature_unclear")
