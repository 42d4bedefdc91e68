"""Pages without a code: found by their look, read, believed no further; strangers' pages are left alone."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pypdfium2
import pytest

from extract import read_in_process
from extract.assemble import ReadPage, assemble
from extract.look import look
from extract.page import RasterPage
from extract.reader import PageReadings
from forms.definitions import ALL
from forms.editions import Library
from forms.readings import REASONS, ReadingStatus
from generate.blanks import compile_blank
from generate.copies import personalise
from generate.letters import render
from generate.office import to_pdf
from generate.printing import keep
from generate.word_copies import word_copy
from tests.extract.samples import BEND, EDITION, FORM, STAND, drawn, faxed, filled, one_bit, picture, tiff
from tests.fax.envelopes import seal
from tests.fax.profiles import TUNING
from tests.generate.filled_letters import filled as letter_values
from tests.generate.test_old_editions import FORM as OLD_FORM
from tests.generate.test_old_editions import OLD, other_printing

pytestmark = pytest.mark.integration
LIBRARY = Library()
DPI = 200


def documents_of(data, library=LIBRARY):
    """All documents of a file."""
    return read_in_process(data, "reply.tif", library, evidence=False).documents


def without_codes(pixels, geometry=EDITION.map.pages[0], dpi=DPI):
    """The drawn page with white paper over both codes."""
    bare, k = pixels.copy(), dpi / 72
    for x0, y0, x1, y1 in (*geometry.codes, geometry.typed_code):
        bare[
            round((geometry.height - y1) * k) - 3 : round((geometry.height - y0) * k) + 3,
            round(x0 * k) - 3 : round(x1 * k) + 3,
        ] = 255
    return bare


def arrived_without_codes(reply, edition=EDITION):
    """The pages of a simulated reply, codes wiped out where they arrived."""
    pages = []
    for page in reply.pages:
        pixels, k = page.arrived.pixels.copy(), np.array(page.arrived.dpi) / 72 * 4
        for x0, y0, x1, y1 in edition.map.pages[page.number - 1].codes:
            places = page.passage.pixels_of(np.array([(x0, y0), (x0, y1), (x1, y0), (x1, y1)]))
            (left, top), (right, bottom) = places.min(axis=0) - k, places.max(axis=0) + k
            pixels[max(0, int(top)) : int(bottom), max(0, int(left)) : int(right)] = 255
        pages.append(pixels)
    return pages


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_a_faxed_page_whose_codes_are_gone_is_found_read_and_sent_to_review(resolution):
    """The form and its fields are there, no copy, and a person has to find the case."""
    _, reply, _ = faxed(3, resolution)
    (document,) = documents_of(tiff(arrived_without_codes(reply), reply.pages[0].arrived.dpi))
    assert (document.form, document.edition) == (FORM.form, FORM.edition)
    assert (document.code, document.copy_id, document.status) == ("none", None, "review")
    assert "found_by_look" in document.reasons
    assert set(document.fields) == {f.name for f in FORM.fields if f.writer == "office"}
    assert any(r.status is ReadingStatus.ACCEPTED for r in document.fields.values())


@pytest.mark.parametrize("resolution", ["fine", "standard", "scan"])
def test_what_was_read_with_codes_is_read_without_them(resolution):
    """No box has another value, once the codes are gone, than it had with them."""
    _, reply, data = faxed(4, resolution)
    pages = arrived_without_codes(reply)
    bare = picture(pages[0], "PNG", dpi=reply.pages[0].arrived.dpi)
    (whole,), (document,) = documents_of(data), documents_of(bare)
    assert "found_by_look" in document.reasons
    for name, reading in document.fields.items():
        if reading.status is whole.fields[name].status is ReadingStatus.ACCEPTED:
            assert reading.value == whole.fields[name].value, name


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_without_a_code_is_found_however_it_lies(turns):
    """Upright, on either side, upside down: the same ticks."""
    page = np.ascontiguousarray(np.rot90(without_codes(drawn(filled())), turns))
    (document,) = documents_of(picture(page, "PNG", dpi=(DPI, DPI)))
    assert {n for n, r in document.fields.items() if r.value is True} == {BEND, STAND}


@pytest.mark.parametrize("cut", [(0, 1, 0.1, 1), (0.09, 1, 0, 1), (0, 1, 0, 0.88), (0, 0.9, 0.05, 0.95)])
def test_a_page_with_cropped_margins_is_found(cut):
    """Left, top, right, or bottom and both sides cut off by the scanner, codes and squares with them."""
    page = without_codes(drawn(filled()))
    (rows, columns), (top, bottom, left, right) = page.shape, cut
    part = page[round(top * rows) : round(bottom * rows), round(left * columns) : round(right * columns)]
    (document,) = documents_of(picture(np.ascontiguousarray(part), "PNG", dpi=(DPI, DPI)))
    assert document.fields[BEND].value is True
    assert "found_by_look" in document.reasons


@pytest.mark.parametrize("name", sorted(LIBRARY.forms))
def test_every_page_of_every_form_is_told_from_all_others(name):
    """The printed blank of each form, faxed coarsely: every page is found as itself, of the right edition."""
    edition = LIBRARY.current(name)
    for geometry in edition.map.pages:
        pixels = one_bit(drawn(edition.blank, 204, geometry.number - 1)[::2])
        found = look(RasterPage(1, pixels, (204.0, 102.0), True), LIBRARY)
        assert found is not None, geometry.number
        assert (found.page.edition.map.edition, found.number) == (edition.map.edition, geometry.number)
        assert found.reason is None


def test_an_old_blank_is_named_by_its_foot():
    """Last year's blank without a code is read as last year's, though this year's differs only in its foot."""
    old = LIBRARY.get(OLD_FORM, OLD)
    (document,) = documents_of(picture(drawn(old.blank), "PNG", dpi=(DPI, DPI)))
    assert (document.form, document.edition) == (OLD_FORM, OLD)


def test_without_its_foot_an_old_blank_is_read_where_editions_ask_the_same():
    """The foot cut off: both editions fit, their maps agree, so the answers count for either."""
    old = LIBRARY.get(OLD_FORM, OLD)
    page = drawn(personalise(old, {BEND: True}, "QX7ABCDE23", None))
    page = np.ascontiguousarray(without_codes(page)[: round(page.shape[0] * 0.93)])
    (document,) = documents_of(picture(page, "PNG", dpi=(DPI, DPI)))
    assert document.fields[BEND].value is True
    assert {"found_by_look", "edition_unseen"} <= set(document.reasons)


def renamed(form, label="Stairs"):
    """The form as it might have been: one box asks something else."""
    first, *blocks = form.pages[0]
    at = next(n for n, b in enumerate(blocks) if b.kind == "choices")
    boxes = tuple(
        box.model_copy(update={"label": label, "name": "avoid_stairs"}) if box.name == BEND else box
        for box in blocks[at].boxes
    )
    blocks[at] = blocks[at].model_copy(update={"boxes": boxes})
    return form.model_copy(update={"pages": ((first, *blocks),)})


@lru_cache
def another_printing():
    """A blank of which no edition is kept: one box asks about stairs instead of bending."""
    return compile_blank(renamed(ALL[FORM.form]))


def test_a_printing_that_we_do_not_have_is_not_read():
    """Its foot names another edition: said so, nothing is read."""
    (document,) = documents_of(picture(drawn(another_printing().pdf), "PNG", dpi=(DPI, DPI)))
    assert (document.status, document.fields) == ("unreadable", {})
    assert set(document.reasons) == {"found_by_look", "unknown_edition"}


def test_a_printing_with_other_sections_is_no_page_of_ours():
    """Sections in another order: nothing is lined up with what it is not."""
    page = drawn(compile_blank(other_printing(ALL[FORM.form])).pdf)
    assert look(RasterPage(1, page, (float(DPI), float(DPI)), False), LIBRARY) is None


def test_a_box_whose_caption_is_another_is_never_believed():
    """Foot cut off, one caption changed: the answers on that line go to a person, whatever is marked."""
    page = drawn(another_printing().pdf)
    page = np.ascontiguousarray(page[: round(page.shape[0] * 0.93)])
    (document,) = documents_of(picture(page, "PNG", dpi=(DPI, DPI)))
    assert document.fields[BEND].reason == "print_differs"
    assert document.fields[BEND].status is ReadingStatus.REVIEW


def test_editions_that_ask_different_things_and_cannot_be_told_apart_are_not_read(tmp_path):
    """Two printings alike but for one word, and that word and the foot are gone: a person has to look."""
    for form in (renamed(ALL[FORM.form], "Bendin"), ALL[FORM.form]):
        keep(compile_blank(form), tmp_path)
    page = drawn(EDITION.blank)
    page = np.ascontiguousarray(page[: round(page.shape[0] * 0.93)])
    (document,) = documents_of(picture(page, "PNG", dpi=(DPI, DPI)), Library(tmp_path))
    assert set(document.reasons) == {"found_by_look", "edition_unclear"}
    assert not document.fields


@pytest.mark.parametrize("resolution", ["fine", "standard", "scan"])
def test_strangers_pages_are_left_alone(resolution):
    """A cover sheet, an office's own visit summary and an empty page beside a reply: none is called ours."""
    envelope = seal([faxed(7)[1]], TUNING, 2, resolution, extras=("cover", "other", "blank"))
    documents = documents_of(envelope.data)
    assert [d.pages for d in documents] == [(i,) for i, page in enumerate(envelope.pages, 1) if page.content == "reply"]
    assert not any("found_by_look" in d.reasons for d in documents)


def test_our_own_letters_and_word_copies_are_no_forms():
    """Letters that share a paragraph with our forms, Word copies that share their words: never called a form."""
    letters = [render(name, values) for name, values in letter_values().items()]
    for pdf in to_pdf([*letters, *(word_copy(form, "TEST") for form in ALL.values() if form.word)]):
        for page in range(len(pypdfium2.PdfDocument(pdf))):
            pixels = drawn(pdf, DPI, page)
            assert look(RasterPage(1, pixels, (float(DPI), float(DPI)), False), LIBRARY) is None


def test_a_whole_record_of_strangers_pages_is_not_looked_through(monkeypatch):
    """After so many pages that were none of ours the rest is listed without a look: one file may not take for ever."""
    monkeypatch.setattr("extract.pipeline.LOOKS", 2)
    bare, empty = one_bit(without_codes(drawn(filled()))), np.full((2200, 1700), 255, np.uint8)
    (document,) = documents_of(tiff([empty, bare, empty, bare], (DPI, DPI)))
    assert (document.pages, document.unplaced_pages) == ((2,), (1, 3, 4))


def test_the_print_of_a_page_without_a_code_tells_whom_it_is_about():
    """Name, injury date and claim number that we printed are kept as clues, and are no readings."""
    values = {"worker_name": "Ana Ruiz", "injury_date": "03/04/2026", "claim_number": "G 882 1042", BEND: True}
    page = without_codes(drawn(personalise(EDITION, values, "QX7ABCDE23", None)))
    (document,) = documents_of(picture(page, "PNG", dpi=(DPI, DPI)))
    assert document.named["worker_name"] == "Ana Ruiz"
    assert document.named["claim_number"] == "G 882 1042"
    assert "worker_name" not in document.fields


def test_a_page_with_its_code_names_nobody():
    """Where the code says whose it is, what we printed is not even looked at."""
    (document,) = documents_of(picture(drawn(filled()), "PNG", dpi=(DPI, DPI)))
    assert document.named == {}


def seen(number, page, edition=EDITION, **named):
    """A page of the file, found by its look."""
    return ReadPage(number, None, edition, PageReadings({}, named=named), look=page)


@pytest.mark.parametrize(
    ("pages", "documents"),
    [
        ([seen(1, 1), seen(2, 2)], [(1, 2)]),
        ([seen(1, 2), seen(2, 1)], [(1,), (2,)]),
        ([seen(1, 1), seen(3, 2)], [(1,), (3,)]),
        ([seen(1, 1), seen(2, 1), seen(3, 2)], [(1,), (2, 3)]),
        ([seen(1, 1), seen(2, 2, LIBRARY.get(OLD_FORM, OLD))], [(1,), (2,)]),
        ([seen(1, 1, worker_name="Ana Ruiz"), seen(2, 2, worker_name="Ana Rulz")], [(1, 2)]),
        ([seen(1, 1, worker_name="Ana Ruiz"), seen(2, 2, worker_name="Kit Specimen")], [(1,), (2,)]),
    ],
)
def test_only_the_next_page_right_behind_joins(pages, documents):
    """Out of order, apart in the file, of another printing or about somebody else: documents of their own."""
    assert [draft.numbers for draft in assemble(pages)] == documents


def test_pages_of_one_reply_without_codes_come_together():
    """A two-page blank, printed by somebody, filled and scanned: one document, both pages, for review."""
    edition = LIBRARY.current("provider-examination-report")
    pages = [one_bit(drawn(edition.blank, page=n)) for n in (0, 1)]
    (document,) = documents_of(tiff(pages, (DPI, DPI)))
    assert (document.form, document.pages) == (edition.map.form, (1, 2))
    assert "page_missing" not in document.reasons


def test_its_reasons_have_sentences():
    """What a page found by its look can carry is in the table of reasons."""
    ours = {"found_by_look", "edition_unseen", "edition_unclear", "unknown_edition", "print_differs"}
    assert ours <= REASONS.keys()
