"""A page of last year's printing is read with last year's map."""

from __future__ import annotations

import io

import pypdf
import pytest

from extract.pipeline import read_in_process
from forms.definition import Definition
from forms.definitions import ALL
from forms.editions import Edition, Library
from forms.readings import Document, ReadingStatus, Source
from generate.blanks import compile_blank
from generate.copies import personalise
from generate.printing import keep

FORM, OLD = "transitional-assignment", "1c373ae6dd416174"
COPY = "QX7ABCDE23"
PRINTED = {"worker_name": "Ana Ruiz", "claim_number": "G 882 1042"}
FILLED = {
    "avoid_bending": "/Yes", "avoid_lift_over_25": "/Yes", "nothing_repetitive": "/Yes", "duration": "/weeks_3",
    "hours_per_day": "6", "begin_date": "03182027", "birth_date": "02291980", "signature_date": "03152027",
}  # fmt: skip
READ = {
    "avoid_bending": True, "avoid_lift_over_25": True, "nothing_repetitive": True, "duration": "weeks_3",
    "hours_per_day": 6.0, "begin_date": "2027-03-18", "birth_date": "1980-02-29", "signature_date": "2027-03-15",
    "avoid_walking": False, "days_per_week": None,
}  # fmt: skip


def filled(edition: Edition, values: dict[str, str]) -> bytes:
    """A copy of that edition as an office fills it with a program of its own."""
    writer = pypdf.PdfWriter(io.BytesIO(personalise(edition, PRINTED, COPY, None)))
    for page in writer.pages:
        writer.update_page_form_field_values(page, values, auto_regenerate=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def document_of(pdf: bytes, library: Library) -> Document:
    """The one document of a file."""
    (document,) = read_in_process(pdf, "reply.pdf", library, evidence=False).documents
    return document


@pytest.mark.integration
def test_a_stored_old_edition_is_read_and_named():
    """A reply on the first printing gives its values and restrictions, under the old edition's name."""
    library = Library()
    assert library.current(FORM).map.edition != OLD
    document = document_of(filled(library.get(FORM, OLD), FILLED), library)
    assert (document.form, document.edition, document.copy_id) == (FORM, OLD, COPY)
    assert {n: document.fields[n].value for n in READ} == READ
    assert {document.fields[n].source for n in READ} == {Source.ACROFORM}
    assert {document.fields[n].status for n in READ} == {ReadingStatus.ACCEPTED}
    assert {"bend", "lift"} <= {r.activity for r in document.restrictions}


def other_printing(form: Definition) -> Definition:
    """The form as it might have been: the sections in another order, and a box that was dropped since."""
    first, *blocks = form.pages[0]
    sections = [n for n, b in enumerate(blocks) if b.kind == "choices"]
    one, other = sections[:2]
    blocks[one], blocks[other] = blocks[other], blocks[one]
    box = blocks[one].boxes[0]
    was = box.model_copy(update={"name": "avoid_stairs", "label": "Stairs", "tip": "Stairs"})
    blocks[one] = blocks[one].model_copy(update={"boxes": (was, *blocks[one].boxes[1:])})
    return form.model_copy(update={"pages": ((first, *blocks),)})


@pytest.mark.integration
def test_a_printing_with_other_places_and_names_is_read_by_its_own_map(tmp_path):
    """Where boxes have moved and one has another name, each edition's reply is read where its own map says."""
    for form in (other_printing(ALL[FORM]), ALL[FORM]):
        keep(compile_blank(form), tmp_path)
    library = Library(tmp_path)
    (old,) = (e for e in library.all if e.map.edition != library.current(FORM).map.edition)
    assert old.map.places_of("avoid_bending") != library.current(FORM).map.places_of("avoid_bending")
    document = document_of(filled(old, FILLED | {"avoid_stairs": "/Yes"}), library)
    assert document.edition == old.map.edition
    assert document.fields["avoid_stairs"].value is True
    expected = {n: v for n, v in READ.items() if n in old.map.by_name}
    assert {n: document.fields[n].value for n in expected} == expected
    (place,) = old.map.places_of("avoid_bending")
    assert document.fields["avoid_bending"].box == place.box
