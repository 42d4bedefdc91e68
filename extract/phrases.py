"""The words that a blank prints, piece by piece: do they stand on this page too?

A page of ours has nearly all of them, whatever was written between; another form has not, however alike its boxes
are. A piece that is missing casts doubt on the answers beside it: the printing may be another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from extract.anchors import draw_blank, drawn_blank, onto_blank
from extract.page import Grey, Registered
from extract.pieces import pieces_of
from extract.register import project
from forms.editions import Edition
from forms.fields import Box, PageGeometry

CUT_DPI, DPI = 200.0, 150.0  # for finding the pieces on the blank, and for comparing them
RULE: Final = 11.0  # points; longer straight strokes are frames and writing lines, not letters
SPACE: Final = 4.0  # points between words of one piece
HEIGHTS: Final = (4.0, 16.0)  # points, of a line of print
NARROWEST, WIDEST = 14.0, 60.0  # points; wider ones are cut, so that one word cannot hide among many
SOFTNESS: Final = 1.2  # pixels of blur at DPI: about a line of a coarse fax
REACH: Final = 4.0  # points a piece can be away from where the map of the whole page puts it
FOUND: Final = 0.6  # correlation from which a piece counts as found: coarse faxes keep .8, other words reach .6 rarely
NAMED, ANOTHER = 0.82, 0.75  # of the edition's four characters: their own keep .9, others reach .55, akin ones .72
FEWEST: Final = 20  # pieces that must be in the picture ...
VISIBLE: Final = 0.6  # ... and their share of all: less is a scrap of paper
BESIDE: Final = 3.0  # points above and below a field within which a piece belongs to its line

Named = Literal["this", "another", "unseen"]


@dataclass(frozen=True)
class Printed:
    """Which pieces of the blank's print a page shows. `share`: of those in the picture, 0 where they are too few."""

    share: float
    missing: tuple[Box, ...]
    names_edition: Named


def printed_on(page: Registered) -> Printed:
    """Look for every piece of the blank's print on the page."""
    pieces = _pieces(page.edition.folder, page.geometry)
    visible = [box for box in pieces if _in_picture(page, box)]
    scores = _scores(page, visible)
    enough = len(visible) >= max(FEWEST, VISIBLE * len(pieces))
    missing = tuple(box for box, score in zip(visible, scores, strict=True) if score < FOUND)
    share = 1 - len(missing) / len(visible) if enough else 0.0
    return Printed(share, missing, _named(page, visible, scores))


def doubted(page: Registered, printed: Printed) -> set[str]:
    """Fields of the page with a missing piece on their line; a piece on no field's line casts doubt on all of them."""
    places = [p for p in page.edition.map.places if p.page == page.geometry.number]
    found: set[str] = set()
    for _, low, _, high in printed.missing:
        beside = {p.field for p in places if p.box[1] - BESIDE < high and low < p.box[3] + BESIDE}
        found |= beside or {p.field for p in places}
    return found


def _named(page: Registered, visible: list[Box], scores: list[float]) -> Named:
    """Whether the foot names this edition; another one only where the rest of the foot is clear."""
    word = _edition_word(page.edition.folder, page.geometry.number)
    if word is None or not _in_picture(page, word):
        return "unseen"
    (score,) = _scores(page, [word])
    if score >= NAMED:
        return "this"
    foot = [s for box, s in zip(visible, scores, strict=True) if box[1] < word[3] and word[1] < box[3] < word[3] + 9
            and not (box[0] < word[2] and word[0] < box[2])]  # fmt: skip
    return "another" if score < ANOTHER and foot and min(foot) >= NAMED else "unseen"


def _scores(page: Registered, boxes: list[Box]) -> list[float]:
    """How well the page shows what the blank has in each box: correlation, 1 is the same."""
    if not boxes:
        return []
    blank = drawn_blank(page.edition.folder, page.geometry.number, DPI)
    here = cv2.GaussianBlur(onto_blank(page.raster, blank, page.to_pixels), (0, 0), SOFTNESS)
    known, far = _soft(page.edition.folder, page.geometry.number), round(REACH * DPI / 72)
    scores = []
    for box in boxes:
        left, top = blank.corner((box[0], box[3]))
        right, bottom = blank.corner((box[2], box[1]))
        area = here[max(0, top - far) : bottom + far, max(0, left - far) : right + far]
        if cv2.meanStdDev(area)[1][0, 0] < 1:
            scores.append(0.0)  # bare paper
        else:
            scores.append(float(cv2.matchTemplate(area, known[top:bottom, left:right], cv2.TM_CCOEFF_NORMED).max()))
    return scores


def _in_picture(page: Registered, box: Box) -> bool:
    rows, columns = page.raster.pixels.shape
    corners = project(page.to_pixels, np.array([(x, y) for x in box[::2] for y in box[1::2]], np.float64))
    return bool((corners >= 0).all() and (corners <= [columns, rows]).all())


@lru_cache(maxsize=32)
def _soft(folder: Path, number: int) -> Grey:
    return np.asarray(cv2.GaussianBlur(drawn_blank(folder, number, DPI).pixels, (0, 0), SOFTNESS), np.uint8)


# --- the blank's print ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _pieces(folder: Path, geometry: PageGeometry) -> tuple[Box, ...]:
    """Lines of print cut into pieces, in points; without codes and the typed code, which differ from copy to copy."""
    k = CUT_DPI / 72
    letters = _letters(draw_blank(folder, geometry.number, CUT_DPI).pixels, k)
    joined = cv2.morphologyEx(letters, cv2.MORPH_CLOSE, np.ones((1, round(SPACE * k)), np.uint8))
    _, _, stats = pieces_of(joined)
    lines = [(x / k, y / k, w / k, h / k) for x, y, w, h, _ in stats[1:]]
    return tuple(
        box
        for x, y, w, h in lines
        if HEIGHTS[0] < h < HEIGHTS[1] and w > NARROWEST
        for box in _cut(x, geometry.height - y - h, w, h)
        if not any(_touch(box, own) for own in (*geometry.codes, geometry.typed_code) if own)
    )


def _letters(pixels: Grey, k: float) -> NDArray[np.uint8]:
    """Ink that is no long straight stroke. `k`: pixels a point."""
    ink = (pixels < 128).astype(np.uint8)
    long = round(RULE * k)
    across, down = (cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones(s, np.uint8)) for s in ((1, long), (long, 1)))
    return np.asarray(ink & ~cv2.dilate(across | down, np.ones((3, 3), np.uint8)), np.uint8)


def _cut(x: float, y: float, wide: float, high: float) -> list[Box]:
    """One line of print as pieces of about equal width, each with a point of paper around it."""
    parts = max(1, round(wide / WIDEST))
    edges = np.linspace(x, x + wide, parts + 1).tolist()
    return [(a - 1, y - 1, b + 1, y + high + 1) for a, b in pairwise(edges)]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] + 4 and other[0] - 4 < one[2] and one[1] < other[3] + 4 and other[1] - 4 < one[3]


@lru_cache(maxsize=256)
def _edition_word(folder: Path, number: int) -> Box | None:
    """Where the blank prints the four characters of its edition; None where it does not (a stranger's form)."""
    edition = Edition(folder)
    document: Any = pypdfium2.PdfDocument(edition.blank)
    try:
        text = document[number - 1].get_textpage()
        at = text.search(edition.map.code, match_case=True, match_whole_word=True).get_next()
        boxes = [text.get_charbox(at[0] + n) for n in range(at[1])] if at else []
    finally:
        document.close()
    if not boxes:
        return None
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0) - 1, min(y0) - 1, max(x1) + 1, max(y1) + 1
