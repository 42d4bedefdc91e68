"""Marks: what the ink in a box says, and when it cannot say anything.

Running order: sheet (the page on a working grid) -> snap (find each box) -> strips (take the known print out) ->
exposure (how did this page come out?) -> features (figures of the ink) -> model (what it looks like) -> captions (was
it the words that somebody marked, or changed?) -> decide (marked, empty, doubtful).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extract.marks.blank import Blank, blank_of
from extract.marks.captions import caption_ink
from extract.marks.decide import completed, decide, open_to_words, reaches_of_marks
from extract.marks.exposure import exposure_of, frame_darkness, hides_marks, loses_ink, pen_arrives
from extract.marks.features import Figures, figures
from extract.marks.field_ink import field_ink
from extract.marks.gates import LOST
from extract.marks.model import looks
from extract.marks.reading import BoxReading, Exposure, FieldInk, Key
from extract.marks.sheet import Sheet, sheet_of
from extract.marks.snap import Snapped, lost_share, snap
from extract.marks.strips import Strips, strips
from extract.page import Registered
from forms.fields import Place, is_penned

__all__ = [
    "Blank", "BoxReading", "Exposure", "FieldInk", "Key", "blank_of", "ink_in", "page_exposure", "read_boxes",
    "read_sheet",
]  # fmt: skip


def read_boxes(page: Registered, blank: Blank | None = None) -> dict[Key, BoxReading]:
    """Every tick box and radio option of one page: (field, option or None) -> what its ink tells.

    `blank` is the page's own blank (`blank_of(edition, page)`), by default looked up from `page`.
    """
    return read_sheet(sheet_of(page, blank or _blank(page)), page)[0]


def read_sheet(sheet: Sheet, page: Registered) -> tuple[dict[Key, BoxReading], Exposure]:
    """Boxes and exposure of a sheet in one go, for callers that need both."""
    groups, exposure = described(sheet, page)
    likely = [looks().of(cut, table) for _, _, cut, table in groups]
    penned = _penned(groups, likely, page)
    hidden = hides_marks(penned, exposure, sheet.one_bit)
    found: dict[Key, BoxReading] = {}
    for (places, snapped, _, table), each in zip(groups, likely, strict=True):
        asked, marks = open_to_words(table, each), reaches_of_marks(table, each)
        words = caption_ink(sheet, places, snapped.shift, exposure.specks, asked, marks)
        found |= decide(places, snapped, table | words, each, hidden)
    lost = loses_ink(penned, exposure, sheet.one_bit)
    whole = not lost and pen_arrives(penned)
    return found, replace(exposure, thin=exposure.thin or hidden, pen_lost=lost, pen_arrives=whole)


def _penned(groups: list[Described], likely: list[NDArray[np.float64]], page: Registered) -> list[NDArray[np.float64]]:
    """The looks of boxes that people may mark: a tick that we printed tells nothing of anybody's pen."""
    fields = page.edition.map.by_name
    penned = [[is_penned(fields[p.field]) for p in places] for places, *_ in groups]
    return [each[np.array(own, bool)] for each, own in zip(likely, penned, strict=True)]


def page_exposure(page: Registered, blank: Blank | None = None) -> Exposure:
    """How the page came out: would a light mark have survived? Guards every "there is nothing here"."""
    sheet = sheet_of(page, blank or _blank(page))
    return exposed(sheet, page, [frame_darkness(cut) for _, _, cut in measure(sheet, page)])


def ink_in(page: Registered, place: Place, exposure: Exposure, blank: Blank | None = None) -> FieldInk:
    """Ink beyond the print in a text field, comb or signature space of this page."""
    return field_ink(sheet_of(page, blank or _blank(page)), place, exposure)


Group = tuple[list[Place], Snapped, Strips]
Described = tuple[list[Place], Snapped, Strips, Figures]


def measure(sheet: Sheet, page: Registered) -> list[Group]:
    """Find and cut every box of the page, those of one size together: they are measured as one stack."""
    groups = []
    for places in _by_size(page):
        snapped = snap(sheet, places)
        groups.append((places, snapped, strips(sheet, places, snapped)))
    return groups


def described(sheet: Sheet, page: Registered) -> tuple[list[Described], Exposure]:
    """Every figure that a decision looks at but those of the words beside boxes, group by group, and the page's
    exposure as its print shows it."""
    groups = measure(sheet, page)
    frames = [frame_darkness(cut) for _, _, cut in groups]
    exposure = exposed(sheet, page, frames)
    lost = lost_share([snapped for _, snapped, _ in groups], [_on_picture(page, places) for places, *_ in groups])
    tables = []
    for (places, snapped, cut), darkness in zip(groups, frames, strict=True):
        table = completed(figures(cut), snapped, darkness, exposure, sheet.one_bit, lost)
        tables.append((places, snapped, cut, table))
    return tables, replace(exposure, thin=exposure.thin or lost > LOST)


def _on_picture(page: Registered, places: list[Place]) -> NDArray[np.bool_]:
    """Which of these places lie on the picture as a whole."""
    corners = np.array([page.corners_of(place.box) for place in places])
    size = page.raster.pixels.shape[::-1]
    return np.asarray(((corners >= 0) & (corners <= size)).all(axis=(1, 2)), bool)


def exposed(sheet: Sheet, page: Registered, frames: Sequence[NDArray[np.float64]]) -> Exposure:
    """The page's exposure, from its boxes' frames (`frame_darkness` of each group), its patch and its bare paper."""
    return exposure_of(sheet, page.geometry, page.edition.map, np.concatenate(frames) if frames else None)


def _blank(page: Registered) -> Blank:
    return blank_of(page.edition, page.geometry.number)


def _by_size(page: Registered) -> list[list[Place]]:
    form, sizes = page.edition.map, defaultdict(list)
    fields = form.by_name
    for place in form.places:
        if place.page == page.geometry.number and fields[place.field].kind in ("check", "radio"):
            x0, y0, x1, y1 = place.box
            sizes[round(x1 - x0, 1), round(y1 - y0, 1)].append(place)
    return list(sizes.values())
