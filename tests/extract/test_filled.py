"""A filled PDF: what it stores is accepted only where the page shows it."""

from __future__ import annotations

import io

import pikepdf
import pypdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from extract import read_in_process
from forms.readings import ReadingStatus, Source
from tests.extract.samples import (
    BEND,
    BIRTH_DATE,
    BORN,
    DURATION,
    FORM,
    KEY,
    SIGNATURE,
    SIGNED_ON,
    SIT,
    STAND,
    VALUES,
    changed,
    drawn,
    filled,
    widget,
)
from tests.fax.typed import flatten

pytestmark = pytest.mark.integration


def document_of(pdf, keys=()):
    """The one document of a file."""
    (document,) = read_in_process(pdf, "reply.pdf", keys=keys).documents
    return document


def test_every_value_is_read_as_it_was_filled():
    """Ticks, choice, numbers and dates come back accepted, from the form fields; empty ones as empty."""
    fields = document_of(filled()).fields
    assert fields[BEND].value is True
    assert fields[SIT].value is False
    assert fields[DURATION].value == "weeks_3"
    assert fields["hours_per_day"].value == 6.0
    assert fields[BIRTH_DATE].value == BORN.isoformat()
    assert fields["worker_name"].value == "Ana Ruiz"
    office = [f.name for f in FORM.fields if f.writer == "office" and f.kind != "signature"]
    assert {fields[n].status for n in office} == {ReadingStatus.ACCEPTED}
    assert {fields[n].source for n in office} == {Source.ACROFORM}


def test_the_code_is_verified_with_the_key_that_signed_it():
    """With the key verified, without it unverified; neither changes the status."""
    pdf = filled(copy="ABCDEFGHIJ", key=KEY)
    known, unknown = document_of(pdf, (b"another key", KEY)), document_of(pdf)
    assert (known.code, unknown.code) == ("verified", "unverified")
    assert known.copy_id == "ABCDEFGHIJ"
    assert known.status == unknown.status


def tick_without_look(document):
    """Stored as ticked, drawn as empty."""
    box = widget(document, SIT)
    box.V = pikepdf.Name(next(k for k in box.AP.N if k != "/Off"))


def look_without_tick(document):
    """Drawn as ticked, stored as empty."""
    box = widget(document, SIT)
    box.AS = pikepdf.Name(next(k for k in box.AP.N if k != "/Off"))


def swapped_look(document):
    """The look of "on" is the empty one."""
    box = widget(document, BEND)
    on = next(k for k in box.AP.N if k != "/Off")
    empty = document.make_stream(b"q Q", BBox=[0, 0, 9, 9], Subtype=pikepdf.Name.Form, Type=pikepdf.Name.XObject)
    box.AP = pikepdf.Dictionary(N=pikepdf.Dictionary({on: empty}))


def other_date(document):
    """Another birth date is stored than the page shows."""
    widget(document, BIRTH_DATE).V = pikepdf.String("02281980")


def other_number(document):
    """Eight hours are stored, six are shown."""
    widget(document, "hours_per_day").V = pikepdf.String("8")


def emptied(document):
    """Nothing is stored where the page shows a number."""
    widget(document, "hours_per_day").V = pikepdf.String("")


def invisible_value(document):
    """A value is stored and nothing is shown."""
    box = widget(document, "days_per_week")
    box.V = pikepdf.String("5")


def hidden(document):
    """The ticked box is hidden."""
    widget(document, BEND).F = 2


def moved(document):
    """A ticked box was moved beside another label."""
    box = widget(document, BEND)
    other = widget(document, SIT)
    box.Rect, other.Rect = other.Rect, box.Rect


def drawn_over(document):
    """Somebody drew a cross over an empty box with a drawing tool."""
    box = widget(document, SIT)
    x0, y0, x1, y1 = (float(v) for v in box.Rect)
    ink = f"2 w {x0} {y0} m {x1} {y1} l S {x0} {y1} m {x1} {y0} l S".encode()
    look = document.make_stream(ink, BBox=[0, 0, 612, 792], Subtype=pikepdf.Name.Form, Type=pikepdf.Name.XObject)
    document.pages[0].Annots.append(document.make_indirect(pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[0, 0, 612, 792], F=4,
        AP=pikepdf.Dictionary(N=look))))  # fmt: skip


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (tick_without_look, SIT), (look_without_tick, SIT), (swapped_look, BEND), (other_date, BIRTH_DATE),
        (other_number, "hours_per_day"), (emptied, "hours_per_day"), (invisible_value, "days_per_week"),
        (hidden, BEND), (moved, BEND), (moved, SIT), (drawn_over, SIT),
    ],
)  # fmt: skip
def test_stored_and_shown_that_differ_go_to_review(change, name):
    """Whichever of the two was tampered with, no value is taken and the reason is named."""
    document = document_of(changed(filled(), change))
    found = document.fields[name]
    assert (found.status, found.value, found.reason) == (ReadingStatus.REVIEW, None, "value_not_shown")
    assert document.status == "review"
    assert not [r for r in document.restrictions if name in r.from_]


def test_a_changed_name_of_the_worker_is_seen():
    """What we pre-filled and somebody changed behind the page is not taken either."""

    def change(document):
        widget(document, "worker_name").V = pikepdf.String("Somebody Else")

    assert document_of(changed(filled(), change)).fields["worker_name"].reason == "value_not_shown"


def test_hidden_and_unknown_fields_are_told():
    """Fields that cannot be seen, and fields that the form does not have, are named reasons."""

    def add(document):
        extra = document.make_indirect(pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("secret"),
            V=pikepdf.String("full duty"), Rect=[10, 10, 60, 20], F=2))  # fmt: skip
        document.pages[0].Annots.append(extra)
        document.Root.AcroForm.Fields.append(extra)

    reasons = document_of(changed(filled(), add)).reasons
    assert {"hidden_fields", "unknown_fields"} <= set(reasons)


def test_a_changed_printed_page_is_told():
    """A white patch over one printed label and new words on it: the page is not the blank we sent."""

    def relabel(document):
        document.pages[0].contents_add(b"q 1 g 60 640 200 60 re f 0 g 70 645 30 8 re f Q")

    assert "changed_blank" in document_of(changed(filled(), relabel)).reasons
    assert "changed_blank" not in document_of(filled()).reasons


def test_two_filled_copies_in_one_file_stay_two():
    """Fields of the same name on two pages belong each to its own document."""
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(filled(copy="AAAAAAAAAB")))
    writer.append(io.BytesIO(filled(VALUES | {BEND: False, SIT: True}, copy="AAAAAAAAAC")))
    out = io.BytesIO()
    writer.write(out)
    first, second = read_in_process(out.getvalue(), "two.pdf").documents
    assert (first.copy_id, first.pages, second.copy_id, second.pages) == ("AAAAAAAAAB", (1,), "AAAAAAAAAC", (2,))
    assert second.fields[SIT].value is not False
    assert second.fields[BEND].value is not True


def test_a_flattened_copy_reads_the_same():
    """Without form fields the page is a picture; typed dates stand because OCR and the text layer agree."""
    document = document_of(flatten(filled()))
    assert document.fields[BEND].value is True
    assert document.fields[STAND].value is True
    assert document.fields[DURATION].value == "weeks_3"
    assert document.fields[BIRTH_DATE].value == BORN.isoformat()
    assert document.fields[SIGNED_ON].source is Source.OCR
    assert document.fields["hours_per_day"].value == 6.0
    assert document.fields[SIGNATURE].value is False


def test_a_text_layer_that_lies_is_not_believed():
    """A flattened page whose text layer says another date than its pixels: review."""

    def lie(document):
        page = document.pages[0]
        place = FORM.places_of(BIRTH_DATE)[0].box
        page.contents_add(b"q 1 g %d %d %d %d re f Q" % (place[0] + 1, place[1] + 1, 116, 17))
        font = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                                         BaseFont=pikepdf.Name.Courier))  # fmt: skip
        page.obj.Resources.Font[pikepdf.Name.Lie] = font
        page.contents_add(b"q BT /Lie 12 Tf 3 Tr %d %d Td (01021999) Tj ET Q" % (place[0] + 4, place[1] + 5))

    found = document_of(changed(flatten(filled()), lie)).fields[BIRTH_DATE]
    assert found.value != "1999-01-02"


def test_a_scanners_own_text_layer_proves_nothing():
    """A searchable scan: the scanner wrote digits behind handwriting. Two guesses are not a typed date."""
    page = drawn(filled(VALUES | {BIRTH_DATE: None}))
    pen = Image.fromarray(page)
    x0, _, x1, y1 = (v * 200 / 72 for v in FORM.places_of(BIRTH_DATE)[0].box)
    for i, digit in enumerate("02291980"):  # as a hand sets them: no two alike in height and place
        at = x0 + (i + 0.3) * (x1 - x0) / 8 + (i % 3) * 5, 2200 - y1 + 8 + (i * 7 % 11)
        ImageDraw.Draw(pen).text(at, digit, fill=0, font=ImageFont.load_default(26 + i % 4 * 4))
    out = io.BytesIO()
    pen.save(out, "PDF", resolution=200)

    def behind(document):
        place = FORM.places_of(BIRTH_DATE)[0].box
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier)
        document.pages[0].obj.Resources[pikepdf.Name.Font] = pikepdf.Dictionary(Lie=document.make_indirect(font))
        at = place[0] + 4, place[1] + 5
        document.pages[0].contents_add(b"q BT /Lie 12 Tf 3 Tr %d %d Td (02291980) Tj ET Q" % at)

    assert document_of(changed(out.getvalue(), behind)).fields[BIRTH_DATE].reason == "handwritten"
