"""Which page is this, where no code says so? Its print is compared with the blanks of all editions.

Key points of the page and of every blank (SIFT) vote for where a blank would have to lie; the few blanks on which many
agree are lined up by their print, and one of them is believed only if nearly all of its words stand in their places,
and clearly more than of any other page. The edition is named at the foot of every page of ours: where another one is
named, the page is not read. A stranger's page called ours would be read wrongly; ours called a stranger's is looked at
by a person, so every doubt means "not ours".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from extract.anchors import draw_blank
from extract.flatten import flattened
from extract.identify import Seen
from extract.page import Grey, RasterPage, Registered
from extract.phrases import Printed, printed_on
from extract.register import register_by_print
from forms.editions import Edition, Library
from forms.fields import PageGeometry

DPI: Final = 50.0  # of the pictures whose key points are compared: word shapes survive a coarse fax, letters do not
SOFTNESS: Final = 0.7  # pixels of blur there, so that a dithered and a drawn page look alike
PAGE_POINTS, BLANK_POINTS = 600, 300  # key points kept, the strongest
FAINT: Final = 0.04  # contrast limit of SIFT, and its layers an octave: a third fewer than usual, a third faster
LAYERS: Final = 2
ALIKE: Final = 0.8  # cosine of two key points' looks from which they may be the same
SCALES: Final = (0.8, 1.25)  # a page may say a wrong resolution, or have lost a margin
TURN_STEP, MIDDLE_STEP = 20.0, 36.0  # degrees and points: votes closer than this agree
NEAR: Final = 4.5  # points from one map of the plane
FEWEST: Final = 16  # key points that agree on one map; strangers reach 12, ours have 29 and more on coarse faxes
TRIED: Final = 6  # blanks lined up at most; the others have fewer votes
WORDS: Final = 0.9  # share of a blank's words that have to stand in their places
AHEAD: Final = 0.05  # ... and how much more than of the next page

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Looked:
    """A page of ours by its look. `reason`: it must not be read, since its edition is another one or cannot be told."""

    page: Registered
    printed: Printed
    reason: str | None = None

    @property
    def number(self) -> int:
        """Which page of its form."""
        return self.page.geometry.number


def look(page: RasterPage, library: Library) -> Looked | None:
    """The page of ours that this is, lined up; None if it is surely none or not surely one."""
    fitting = [f for guess in _guesses(page, library) if (f := _fitting(page, guess)) is not None]
    if not fitting:
        return None
    best = max(fitting, key=lambda f: f.printed.share)
    same = [f for f in fitting if _page_of(f) == _page_of(best)]
    rivals = [f.printed.share for f in fitting if _page_of(f) != _page_of(best)]
    if best.printed.share < WORDS or best.printed.share < max(rivals, default=0.0) + AHEAD:
        return None
    return _edition_of([f for f in same if f.printed.share >= WORDS], library)


def line_up(page: RasterPage, edition: Edition, seen: tuple[Seen, ...]) -> Registered | None:
    """A page whose code says what it is, lined up by its look where its marks are lost or lie askew; None if it fails.

    A photograph's resolution is nobody's to know; that of the code is.
    """
    code = seen[0].code
    if code.page > len(edition.map.pages):
        return None
    geometry = edition.map.pages[code.page - 1]
    sized = replace(page, dpi=_dpi_of(page, geometry, seen))
    points = _key_points(np.asarray(cv2.resize(page.pixels, _size(sized), interpolation=cv2.INTER_AREA)), PAGE_POINTS)
    blank = _of_blank(edition.folder, geometry.number)
    if len(points.at) < FEWEST:
        return None
    matrix = _map(sized, geometry, *_votes(points, blank, points.looks @ blank.looks.T))
    found = register_by_print(page, edition, geometry, matrix) if matrix is not None else None
    return replace(found, code=code) if found else None


def _dpi_of(page: RasterPage, geometry: PageGeometry, seen: tuple[Seen, ...]) -> tuple[float, float]:
    """Of a grey page, whose pixels are square, by the size of its codes."""
    if page.one_bit:
        return page.dpi
    sides = np.concatenate([np.hypot(*(s.corners - np.roll(s.corners, 1, axis=0)).T) for s in seen])
    dpi = float(np.median(sides)) * 72 / (geometry.codes[0][2] - geometry.codes[0][0])
    return dpi, dpi


def prepare(library: Library) -> None:
    """Find the key points of every blank now, which takes a second or two, rather than at the first page."""
    for edition in library.all:
        for geometry in edition.map.pages:
            _of_blank(edition.folder, geometry.number)


def _page_of(found: Looked) -> tuple[str, int]:
    return found.page.edition.map.form, found.number


# --- which edition ----------------------------------------------------------------------------------------------------


def _edition_of(found: list[Looked], library: Library) -> Looked:
    """Of printings of one page the one that the foot names; unnamed ones only where it makes no difference."""
    named = [f for f in found if f.printed.names_edition == "this"]
    if len(named) == 1:
        return named[0]
    if not named and any(f.printed.names_edition == "another" for f in found):
        return Looked(found[0].page, found[0].printed, "unknown_edition")
    if not all(_same_page(found[0].page, f.page) for f in found):
        return Looked(found[0].page, found[0].printed, "edition_unclear")
    current = library.current(found[0].page.edition.map.form).folder
    return next((f for f in found if f.page.edition.folder == current), found[0])


def _same_page(one: Registered, other: Registered) -> bool:
    """Whether two printings of a page ask the same in the same places."""
    return one.geometry == other.geometry and _asked(one) == _asked(other)


def _asked(page: Registered) -> tuple[object, ...]:
    form = page.edition.map
    places = [p for p in form.places if p.page == page.geometry.number]
    return tuple((p, form.by_name[p.field]) for p in places)


# --- a guess, verified ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Guess:
    """A blank, and about where it would lie (points to pixels)."""

    edition: Edition
    geometry: PageGeometry
    matrix: Matrix


def _fitting(page: RasterPage, guess: _Guess) -> Looked | None:
    registered = register_by_print(page, guess.edition, guess.geometry, guess.matrix)
    registered = flattened(registered) if registered else None
    return Looked(registered, printed_on(registered)) if registered else None


# --- votes ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Points:
    """Key points: where (n, 2), how large (n), which way up (n, radians), and what they look like (n, 128)."""

    at: NDArray[np.float32]
    size: NDArray[np.float32]
    angle: NDArray[np.float32]
    looks: NDArray[np.float32]


def _guesses(page: RasterPage, library: Library) -> Iterator[_Guess]:
    """Blanks that may be this page, most votes first."""
    square = cv2.resize(page.pixels, _size(page), interpolation=cv2.INTER_AREA)
    points = _key_points(np.asarray(square, np.uint8), PAGE_POINTS)
    known = [(e, g, _of_blank(e.folder, g.number)) for e in library.all for g in e.map.pages]
    if len(points.at) < FEWEST or not known:
        return
    alike = points.looks @ np.vstack([blank.looks for *_, blank in known]).T
    ends = np.cumsum([len(blank.at) for *_, blank in known])[:-1]
    voted = [
        (*_votes(points, blank, scores), edition, geometry)
        for (edition, geometry, blank), scores in zip(known, np.split(alike, ends, axis=1), strict=True)
    ]
    for here, there, edition, geometry in sorted(voted, key=lambda v: -len(v[0]))[:TRIED]:
        matrix = _map(page, geometry, here, there)
        if matrix is not None:
            yield _Guess(edition, geometry, matrix)


def _size(page: RasterPage) -> tuple[int, int]:
    rows, columns = page.pixels.shape
    return max(8, round(columns * DPI / page.dpi[0])), max(8, round(rows * DPI / page.dpi[1]))


def _votes(
    page: _Points, blank: _Points, alike: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Pairs (page, blank) that agree on how the paper is turned and where its middle lies, the largest such set.

    One key point says all that by itself; a form repeats its boxes, but only one place has all of them in order.
    """
    nearest = alike.argmax(axis=1)
    scale = page.size / blank.size[nearest]
    may = (alike[np.arange(len(alike)), nearest] > ALIKE) & (scale > SCALES[0]) & (scale < SCALES[1])
    here, there = page.at[may], blank.at[nearest[may]]
    if not len(here):
        return here, there
    turn = page.angle[may] - blank.angle[nearest[may]]
    away = np.array([306.0, 396.0], np.float32) * DPI / 72 - there  # to the middle of a letter page; any point would do
    cos, sin = np.cos(turn), np.sin(turn)
    middle = here + np.stack([cos * away[:, 0] - sin * away[:, 1], sin * away[:, 0] + cos * away[:, 1]], axis=1)
    turns = round(360 / TURN_STEP)
    bins = np.round(np.column_stack([np.rad2deg(turn) / TURN_STEP % turns, middle / (MIDDLE_STEP * DPI / 72)]))
    kinds, counts = np.unique(bins, axis=0, return_counts=True)
    off = np.abs(bins - kinds[counts.argmax()])
    agreed = (np.minimum(off[:, 0], turns - off[:, 0]) <= 1) & (off[:, 1:] <= 1).all(axis=1)
    return here[agreed], there[agreed]


def _map(
    page: RasterPage, geometry: PageGeometry, here: NDArray[np.float32], there: NDArray[np.float32]
) -> Matrix | None:
    """Points of the blank to pixels of the page, if enough pairs lie on one map."""
    if len(here) < FEWEST:
        return None
    points = (there + 0.5) * [72 / DPI, -72 / DPI] + [0, geometry.height]
    limit = NEAR * DPI / 72
    found, inside = cv2.estimateAffine2D(points, here + 0.5, method=cv2.RANSAC, ransacReprojThreshold=limit)
    if found is None or inside.sum() < FEWEST:
        return None
    columns, rows = _size(page)
    back = np.diag([page.pixels.shape[1] / columns, page.pixels.shape[0] / rows, 1.0])
    return np.asarray(back @ np.vstack([found, [0, 0, 1]]), np.float64)


@lru_cache(maxsize=1024)  # 160 KB a page
def _of_blank(folder: Path, number: int) -> _Points:
    return _key_points(draw_blank(folder, number, DPI).pixels, BLANK_POINTS)


def _key_points(picture: Grey, most: int) -> _Points:
    finder = cv2.SIFT.create(nfeatures=most, contrastThreshold=FAINT, nOctaveLayers=LAYERS)
    found, looks = finder.detectAndCompute(cv2.GaussianBlur(picture, (0, 0), SOFTNESS), None)
    of = np.array([(*k.pt, k.size, np.deg2rad(k.angle)) for k in found], np.float32).reshape(-1, 4)
    seen = np.zeros((0, 128), np.float32) if looks is None else np.asarray(looks, np.float32)
    shares = seen / np.maximum(seen.sum(axis=1, keepdims=True), 1)
    return _Points(of[:, :2], of[:, 2], of[:, 3], np.sqrt(shares))  # square roots of shares: their product is a cosine
