"""Whole faxes, scans and envelopes through the reader: nothing wrong is accepted, nothing is dropped."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from extract import ocr, read_in_process
from extract.assemble import ReadPage, assemble
from extract.digits.gates import DOUBT_DATE
from extract.identify import identify
from extract.page import RasterPage
from forms.codes import sign
from forms.readings import REASONS, ReadingStatus
from tests.extract.samples import BIRTH_DATE, EDITION, FORM, SIGNATURE, drawn, faxed, filled, one_bit, picture, tiff
from tests.fax.envelopes import seal
from tests.fax.profiles import TUNING

pytestmark = pytest.mark.integration


def documents_of(data):
    """All documents of a file."""
    return read_in_process(data, "reply.tif", evidence=False).documents


def wrong_words(document, reply):
    """Dates and numbers that were accepted with another value than was written."""
    wrong = []
    for truth in reply.texts:
        found = document.fields.get(truth.field)
        if found is None or found.status is not ReadingStatus.ACCEPTED or truth.kind == "signature":
            continue
        written = truth.value or ""
        as_date = f"{written[4:]}-{written[:2]}-{written[2:4]}" if len(written) == 8 else None
        same = found.value == as_date if as_date else str(found.value or "").removesuffix(".0") == written
        if not same and truth.survived > 0.15:
            wrong.append((truth.field, written, found.value))
    return wrong


@pytest.mark.parametrize("resolution", ["fine", "standard", "scan"])
@pytest.mark.parametrize("number", [3, 4])
def test_a_penned_reply_is_read_without_a_wrong_value(resolution, number):
    """The page is found and lined up; signature and copy are right; no pen work becomes a date."""
    copy, reply, data = faxed(number, resolution)
    (document,) = documents_of(data)
    assert (document.form, document.copy_id) == (FORM.form, copy)
    assert document.fields[SIGNATURE].value in (True, None)
    assert document.fields[BIRTH_DATE].value is None
    assert not wrong_words(document, reply)
    assert set(document.fields) == {f.name for f in FORM.fields if f.writer == "office"}


@pytest.mark.parametrize("number", [5, 6])
def test_a_form_typed_printed_and_faxed_gives_no_wrong_date(number):
    """Typed digits are accepted when sure; whatever is accepted is what was typed."""
    _, reply, data = faxed(number, "fine", on_screen=True)
    (document,) = documents_of(data)
    assert not wrong_words(document, reply)


def test_one_figure_misread_by_ocr_alone_makes_a_date_a_question(monkeypatch):
    """Tesseract was sure of a 2 where a blurred photograph had a typed 1: the figures have to look like it, too."""
    _, _, data = faxed(5, "fine", on_screen=True)
    (document,) = documents_of(data)
    read = {name for name, found in document.fields.items() if found.source == "ocr" and found.status == "accepted"}
    words = type(ocr.engine()).words

    def mistaken(self, picture, mode, letters=None):
        return tuple(
            replace(word, text=f"{word.text[:-1]}{(int(word.text[-1]) + 9) % 10}") if letters else word
            for word in words(self, picture, mode, letters)
        )

    monkeypatch.setattr(type(ocr.engine()), "words", mistaken)
    (document,) = documents_of(data)
    assert read
    assert {document.fields[name].status for name in read} == {ReadingStatus.REVIEW}


def test_a_date_that_looks_typed_but_is_doubted_is_a_question(monkeypatch):
    """A careful hand passed for print, and its 1 for a 7: Tesseract and the networks agreed, the networks at .12."""
    _, _, data = faxed(5, "fine", on_screen=True)
    (document,) = documents_of(data)
    read = {name for name, found in document.fields.items() if found.source == "ocr" and found.status == "accepted"}
    monkeypatch.setattr("extract.text.doubt", lambda field, seen: DOUBT_DATE + 0.01)
    (document,) = documents_of(data)
    assert read
    assert {document.fields[name].reason for name in read} == {"unsure_text"}


def test_cover_other_pages_and_several_replies_in_one_file():
    """Two replies among a cover sheet, a visit summary and a blank page, shuffled: two documents, the rest listed."""
    replies = [faxed(7)[1], faxed(8)[1]]
    envelope = seal(replies, TUNING, 1, "fine", extras=("cover", "other", "blank"), shuffled=True)
    documents = documents_of(envelope.data)
    of_replies = [i for i, p in enumerate(envelope.pages, 1) if p.content == "reply"]
    assert [d.pages for d in documents] == [(n,) for n in of_replies]
    assert {d.copy_id for d in documents} == {faxed(7)[0], faxed(8)[0]}
    others = tuple(i for i, p in enumerate(envelope.pages, 1) if p.content != "reply")
    assert documents[0].unplaced_pages == others
    assert not documents[1].unplaced_pages


def test_the_same_page_twice_is_two_documents():
    """A second page 1 of the same copy begins another document; the service compares them."""
    page = one_bit(drawn(filled(copy="QQQQQQQQQQ")))
    documents = documents_of(tiff([page, page], dpi=(200, 200)))
    assert [(d.copy_id, d.pages, d.document) for d in documents] == [("QQQQQQQQQQ", (1,), 1), ("QQQQQQQQQQ", (2,), 2)]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_page_is_read_however_it_lies(turns):
    """Upright, on either side, upside down: the same ticks."""
    page = np.ascontiguousarray(np.rot90(drawn(filled()), turns))
    (document,) = documents_of(picture(page, "PNG", dpi=(200, 200)))
    marked = {n for n, r in document.fields.items() if r.value is True}
    (upright,) = documents_of(picture(drawn(filled()), "PNG", dpi=(200, 200)))
    assert marked == {n for n, r in upright.fields.items() if r.value is True}
    assert marked


def test_a_file_without_a_page_of_ours_is_one_line_with_its_pages():
    """A cover sheet alone: unreadable, no form found, the page listed."""
    (document,) = documents_of(tiff([np.full((2200, 1700), 255, np.uint8)]))
    assert (document.document, document.status, document.reasons) == (None, "unreadable", ("no_form_found",))
    assert document.unplaced_pages == (1,)


def covered(pixels, *boxes):
    """The page with white paper over some places (points)."""
    copy, k = pixels.copy(), 200 / 72
    for x0, y0, x1, y1 in boxes:
        copy[round((792 - y1) * k) : round((792 - y0) * k), round(x0 * k) : round(x1 * k)] = 255
    return copy


def test_one_code_is_enough():
    """With either code torn off, the page is still known and lined up."""
    page = drawn(filled(copy="ABCABCABCA"))
    for code in EDITION.map.pages[0].codes:
        (document,) = documents_of(picture(covered(page, code), "PNG", dpi=(200, 200)))
        assert document.copy_id == "ABCABCABCA"
        assert document.fields["avoid_bending"].value is True


def test_a_code_whose_modules_swelled_is_still_read():
    """A dark copy of a dark copy: ink grew by a third of a millimetre on every side, and the page is known."""
    page = one_bit(drawn(filled(copy="SWQLLENCQD")))
    fat = cv2.erode(page, np.ones((6, 6), np.uint8))
    (document,) = documents_of(tiff([fat], dpi=(200, 200)))
    assert document.copy_id == "SWQLLENCQD"


def test_the_other_code_is_looked_for_all_over_a_photograph():
    """A page that lies low in a tall picture: its second code is far from the corner, and both are found."""
    page = drawn(filled(), dpi=150)
    tall = np.full((2600, 1340), 90, np.uint8)
    tall[40 : 40 + page.shape[0], 40 : 40 + page.shape[1]] = page
    assert len(identify(RasterPage(1, tall, (200.0, 200.0), one_bit=False))) == 2


def test_a_small_page_in_a_large_picture_is_known():
    """A page that fills a quarter of its photograph, which nobody's resolution tells: both codes are found."""
    page = drawn(filled(), dpi=130)
    wide = np.full((2200, 3300), 90, np.uint8)
    wide[300 : 300 + page.shape[0], 1000 : 1000 + page.shape[1]] = page
    assert len(identify(RasterPage(1, wide, (300.0, 300.0), one_bit=False))) == 2


def test_a_page_whose_marks_are_gone_and_that_leans_is_lined_up_by_its_look():
    """One code, no square, photographed from aside: key points of the print take their place."""
    geometry = EDITION.map.pages[0]
    page = covered(drawn(filled(copy="LEANLEANLE")), geometry.codes[0], *geometry.squares)
    rows, columns = page.shape
    square = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32)
    lean = np.array([(230, 60), (columns - 230, 60), (columns - 30, rows - 60), (30, rows - 60)], np.float32)
    seen = cv2.warpPerspective(page, cv2.getPerspectiveTransform(square, lean), (columns, rows), borderValue=120)
    (document,) = documents_of(picture(seen, "PNG", dpi=(200, 200)))
    assert document.copy_id == "LEANLEANLE"
    assert document.fields["avoid_bending"].value is True


def test_without_squares_the_print_itself_lines_the_page_up():
    """All four squares cut off: the blank's print takes their place."""
    page = drawn(filled())
    (document,) = documents_of(picture(covered(page, *EDITION.map.pages[0].squares), "PNG", dpi=(200, 200)))
    assert document.fields["avoid_bending"].value is True


def test_a_code_on_other_paper_is_not_read():
    """Our codes pasted on a page that is not the form: it does not fit, so nothing is read from it."""
    page, k = drawn(filled()), 200 / 72
    strange = np.full_like(page, 255)
    x0, y0, x1, y1 = EDITION.map.pages[0].codes[0]
    rows = slice(round((792 - y1) * k) - 8, round((792 - y0) * k) + 8)
    columns = slice(round(x0 * k) - 8, round(x1 * k) + 8)
    strange[rows, columns] = page[rows, columns]
    (document,) = documents_of(picture(strange, "PNG", dpi=(200, 200)))
    assert (document.status, document.reasons) == ("unreadable", ("page_unregistered",))
    assert {r.status for r in document.fields.values()} == {ReadingStatus.REVIEW}


def test_codes_that_disagree_route_nowhere():
    """Two codes of different copies on one page: no copy is named."""
    page, other = drawn(filled(copy="AAAAAAAAAB")), drawn(filled(copy="AAAAAAAAAC"))
    half = page.shape[0] // 2
    page[half:] = other[half:]
    (document,) = documents_of(picture(page, "PNG", dpi=(200, 200)))
    assert (document.status, document.reasons, document.copy_id) == ("unreadable", ("codes_disagree",), None)


def test_pages_of_a_copy_come_together_whatever_their_order():
    """Pages 2, 1, then 1 and 2 of the same copy again: two documents of two pages each."""
    pages = [ReadPage(n, sign("SS3Q", "ABCDEFGHIJ", p, None)) for n, p in ((1, 2), (2, 1), (3, 1), (4, 2))]
    assert [d.numbers for d in assemble(pages)] == [(2, 1), (3, 4)]


def test_every_reason_that_is_given_has_its_sentence():
    """No document carries a code that the table of reasons does not explain."""
    for number, resolution in ((3, "fine"), (3, "standard")):
        (document,) = documents_of(faxed(number, resolution)[2])
        codes = {*document.reasons, *(r.reason for r in document.fields.values() if r.reason)}
        assert codes <= REASONS.keys()


def test_evidence_shows_the_field_and_the_same_place_of_the_blank():
    """Each reading names its picture; both pictures have about the same size."""
    import cv2

    result = read_in_process(faxed(3)[2], "reply.tif")
    for found in result.documents[0].fields.values():
        crop, blank = (
            cv2.imdecode(np.frombuffer(result.pictures[name], np.uint8), cv2.IMREAD_GRAYSCALE)
            for name in (found.evidence, found.evidence.replace(".png", ".blank.png"))
        )
        assert abs(crop.shape[0] - blank.shape[0]) <= 2
        assert abs(crop.shape[1] - blank.shape[1]) <= 2
