"""An envelope that went out and comes back whole by fax: every form finds its copy, the cover finds nobody."""

from __future__ import annotations

import numpy as np
import pytest

from extract import read_bytes
from forms.codes import new_copy_id
from forms.editions import Library
from generate.copies import personalise
from generate.envelopes import Inside, cover_and_papers
from generate.pdfs import Section, joined
from generate.samples import sample_values
from tests.fax import channel, paper
from tests.fax.files import pack
from tests.fax.profiles import TUNING
from tests.generate.offer_case import HEADING
from tests.generate.test_envelopes import DAY, KEY, TO

pytestmark = [pytest.mark.acceptance, pytest.mark.integration, pytest.mark.xdist_group("pages")]


def faxed(pdf: bytes, resolution: channel.Resolution) -> bytes:
    """Every page through one machine of the tests, as the file that arrives."""
    arrived = []
    for number, sheet in enumerate(paper.sheets(pdf)):
        seed = [TUNING.seed, 4_000, number]
        rng = np.random.default_rng(seed)
        nothing = np.zeros(sheet.pixels.shape, dtype=np.uint16)
        arrived.append(channel.fax(sheet, sheet.pixels, nothing, TUNING.machine(rng, rng, resolution, sheet), seed))
    return pack(arrived, "tiff-g4")


def filled(copy_id: str, number: int) -> bytes:
    """A packet of one form, completed on a screen."""
    edition = Library().current("provider-examination-report")
    form = personalise(edition, sample_values(edition.map, number), copy_id, KEY)
    return joined([Section("Form", form, fillable=True)], "Packet")


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_a_whole_envelope_comes_back_by_fax(resolution: channel.Resolution) -> None:
    """Two forms behind a cover: each is read as its own copy with all its pages; the cover is an unplaced page."""
    ids = [new_copy_id() for _ in range(2)]
    inside = [Inside(filled(each, number), f"W-{number}", 2) for number, each in enumerate(ids)]
    made = cover_and_papers(TO, HEADING, inside, "fax", DAY)
    result = read_bytes(faxed(made.pdf, resolution), "fax.tif", keys=(KEY,), evidence=False)
    placed = {d.copy_id: d.pages for d in result.documents if d.copy_id}
    first = made.parts[0].last + 1
    assert placed == {ids[0]: (first, first + 1), ids[1]: (first + 2, first + 3)}
    assert {page for d in result.documents for page in d.unplaced_pages} == set(range(1, first))
    assert all(d.code == "verified" for d in result.documents if d.copy_id)
