"""Writing where the form asks for none is told to a person; holes, staples, stains and shadows are not writing."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from api.intake.sameness import fingerprint
from extract import read_in_process
from extract.check import status_of
from forms.editions import Library
from tests.extract.samples import drawn, filled, one_bit, tiff
from tests.fax.files import pack
from tests.fax.notes import ink_of_note, noting
from tests.fax.profiles import TUNING
from tests.fax.replies import simulate
from tests.fax.writing import typeface

pytestmark = pytest.mark.integration
LIBRARY = Library()
DPI = 200
MM = DPI / 25.4
WIDE, HIGH = 8.5 * DPI, 11 * DPI


def told(data):
    """Whether the only document of a file says that something is written elsewhere."""
    (document,) = read_in_process(data, "reply", LIBRARY, evidence=False).documents
    assert document.fields
    return "unasked_writing" in document.reasons


def page_with(draw, copy="0123456789"):
    """A blank copy of ours with something drawn on it: `draw(ImageDraw)`, 200 dots an inch."""
    sheet = Image.fromarray(drawn(filled({}, copy), DPI))
    draw(ImageDraw.Draw(sheet))
    return sheet


def words(text, x, y, size=11):
    """Draws words of a hand, their upper left corner `x` and `y` mm from that of the page."""
    font = typeface("fontpkg_caveat", round(size * DPI / 72))
    return lambda page: page.multiline_text((x * MM, y * MM), text, fill=0, font=font)


def as_png(sheet):
    """The page as a file."""
    out = io.BytesIO()
    sheet.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


NOTES = {
    "left of the form": words("no\nwork\nuntil\nseen", 4, 120),
    "right of it": words("call\nme\nfirst", 200, 90, 14),
    "below it": words("left hand only until the MRI", 60, 267),
    "between sections": words("one arm", 95, 75, 8),
}
DIRT = {
    "nothing": lambda page: None,
    "punch holes": lambda page: [page.ellipse((5 * MM, y * MM, 11 * MM, (y + 6) * MM), fill=0) for y in (95, 175)],
    "a hole's rim": lambda page: page.ellipse((5 * MM, 95 * MM, 11 * MM, 101 * MM), outline=0, width=3),
    "a staple": lambda page: page.line((6 * MM, 20 * MM, 15 * MM, 11 * MM), fill=0, width=4),
    "a fold": lambda page: page.line((0, 150 * MM, WIDE, 152 * MM), fill=0, width=2),
    "the edge of the paper": lambda page: page.rectangle((WIDE - 9 * MM, 0, WIDE, HIGH), fill=0),
    "a streak": lambda page: page.line((12 * MM, 0, 12 * MM, HIGH), fill=0, width=3),
    "a ring of coffee": lambda page: page.arc((150 * MM, 215 * MM, 215 * MM, 280 * MM), 90, 270, fill=0, width=7),
    "the fax's own line": words("NOV 28 2026 09:14 CLINIC 555 0147 P.1/1", 30, 2, 8),
}


@pytest.mark.parametrize("where", NOTES)
def test_a_note_where_nothing_is_asked_is_told(where):
    """Wherever the paper leaves room for words, words there are told."""
    assert told(as_png(page_with(NOTES[where])))


@pytest.mark.parametrize("what", DIRT)
def test_what_no_pen_wrote_is_no_note(what):
    """A page as offices send it asks nobody to look for a note."""
    assert not told(as_png(page_with(DIRT[what])))


def test_a_note_makes_a_person_look_and_two_replies_unlike():
    """A page is not accepted over a note, and no other page is its duplicate: nobody read what the note says."""
    assert status_of(("unasked_writing",)) == "review"
    for what, alike in ((DIRT["nothing"], True), (NOTES["below it"], False)):
        (document,) = read_in_process(as_png(page_with(what)), "reply", LIBRARY, evidence=False).documents
        crops = dict.fromkeys(document.fields, "0" * 64)
        assert (fingerprint(document, crops) is not None) is alike


def test_a_coarse_fax_shows_a_note():
    """Half of the lines are enough for words of usual size."""
    sheet = page_with(NOTES["left of the form"]).resize((1728, 1078))
    assert told(tiff([one_bit(np.asarray(sheet), 200)], (204, 98)))


@pytest.mark.parametrize("channel", ["fine", "standard", "scan", "photo"])
@pytest.mark.parametrize("number", [3, 4])
def test_notes_of_simulated_offices_are_told_and_their_absence_is_not(channel, number):
    """A simulated office's note is told on every way a page comes back, and the same page without one is not."""
    plain = simulate(filled({}), TUNING, number, channel)
    noted = simulate(filled({}), TUNING, number, channel, send=noting(TUNING, number, channel))
    kind = "tiff-g4" if plain.pages[0].arrived.one_bit else "png"
    assert ink_of_note(noted.pages[0]) > 0.5
    assert not told(pack([page.arrived for page in plain.pages], kind))
    assert told(pack([page.arrived for page in noted.pages], kind))
