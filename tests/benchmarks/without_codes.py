"""Pages whose codes did not arrive: how many are found by their look, how many as what they are not, and how long it
takes; beside them strangers' pages, none of which is ours.

Every form in turn, as a copy of ours and as a blank that somebody printed, filled by an office and sent; the codes are
wiped out where they arrived.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from cases.errors import BadInput
from extract.look import look, prepare
from extract.page import RasterPage
from forms.editions import Edition
from tests.benchmarks.reader import LIBRARY
from tests.benchmarks.specimens import copy
from tests.fax.channel import Arrived
from tests.fax.envelopes import stranger
from tests.fax.profiles import PROFILES, Profile
from tests.fax.replies import How, ReplyPage, simulate

FILES, FIRST = 20, 40_000
RESOLUTIONS: tuple[How, ...] = ("fine", "standard", "scan")
AIR = 4.0  # points wiped out around a code


@dataclass
class Found:
    """Pages by what became of them, and milliseconds of processor time a page, by whether it was ours."""

    resolution: How
    pages: Counter[str] = field(default_factory=Counter)
    took: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})


def run(numbers: Sequence[int], profile: str) -> list[Found]:
    """Look at every page of so many replies at each resolution, and at two strangers' pages a reply."""
    prepare(LIBRARY)
    return [_at(resolution, numbers, PROFILES[profile]) for resolution in RESOLUTIONS]


def report(found: Sequence[Found]) -> str:
    """A line for each resolution."""
    head = "resolution | pages of ours | found | another edition named | as another page | strangers | called ours | ms, ours / strangers"  # noqa: E501
    return "\n".join([head, *(_line(each) for each in found)])


def _at(resolution: How, numbers: Sequence[int], profile: Profile) -> Found:
    found = Found(resolution)
    for number in numbers:
        edition = LIBRARY.all[number % len(LIBRARY.all)]
        for page in simulate(_paper(profile, number, edition), profile, number, resolution).pages:
            _look(found, _without_codes(page, edition), edition, page.number)
        for turn, content in enumerate(("cover", "other")):
            _look(found, stranger(content, profile, number, turn, resolution), None, 0)
    return found


def _paper(profile: Profile, number: int, edition: Edition) -> bytes:
    """A copy of ours where the form is printed now and takes the made-up values, otherwise the blank."""
    current = LIBRARY.current(edition.map.form).folder == edition.folder
    try:
        return copy(profile, number, edition.map.form) if number % 2 and current else edition.blank
    except BadInput:  # a value of the copy does not fit on this form
        return edition.blank


def _look(found: Found, arrived: Arrived, edition: Edition | None, number: int) -> None:
    began = time.process_time()
    seen = look(RasterPage(1, arrived.pixels, arrived.dpi, arrived.one_bit), LIBRARY)
    found.took[edition is not None].append(1000 * (time.process_time() - began))
    if edition is None:
        found.pages["called ours" if seen else "left alone"] += 1
    elif seen is None:
        found.pages["not found"] += 1
    elif (seen.page.edition.map.form, seen.number) != (edition.map.form, number):
        found.pages["another page"] += 1
    else:
        named = seen.printed.names_edition == "this"
        other = seen.reason is not None or (named and seen.page.edition.folder != edition.folder)
        found.pages["another edition" if other else "found"] += 1


def _without_codes(page: ReplyPage, edition: Edition) -> Arrived:
    arrived = page.arrived
    for x0, y0, x1, y1 in edition.map.pages[page.number - 1].codes:
        corners = page.passage.pixels_of(np.array([(x0, y0), (x0, y1), (x1, y0), (x1, y1)]))
        air = np.array(arrived.dpi) / 72 * AIR
        (left, top), (right, bottom) = np.maximum(corners.min(axis=0) - air, 0), corners.max(axis=0) + air
        arrived.pixels[int(top) : int(bottom), int(left) : int(right)] = 255
    return arrived


def _line(found: Found) -> str:
    n = found.pages
    ours, strangers = len(found.took[True]), len(found.took[False])
    times = " / ".join(f"{np.median(found.took[whose]):.0f}" for whose in (True, False))
    counts = [ours, n["found"], n["another edition"], n["another page"], strangers, n["called ours"]]
    return " | ".join([found.resolution, *map(str, counts), times])
