"""A page of last year's printing is read with last year's map."""

from __future__ import annotations

import io

import pypdf
import pytest

from cases.restrictions import MaxBand
from extract.pipeline import read_in_process
from forms.definition import Definition
from forms.definitions import ALL
from forms.editions import Edition, Library
from forms.fields import Option
from forms.meaning import Allows, Ambiguous
from forms.readings import REASONS, Document, ReadingStatus, Source
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


# --- an old printing whose words can be read two ways (domain 4, traps: the "None" column) ----------------------------

REPORT = "provider-examination-report"
LEVELS = ("None", "Occasional", "Frequent", "Constant")


def with_a_none_column(form: Definition) -> Definition:
    """The report as the sample prints it: "circle the level of limitation: None, Occasional, Frequent, Constant"."""
    options = tuple(Option(value=word.lower(), label=word) for word in LEVELS)

    def row(each):
        (asked,) = each.fields
        tip = f"{each.label}, level of limitation"
        old = {"options": options, "tip": tip, "meaning": Ambiguous(activity=asked.meaning.activity)}
        return each.model_copy(update={"fields": (asked.model_copy(update=old),)})

    def block(each):
        if each.kind != "shares":
            return each
        said = {"ask": "circle the level of limitation", "rows": tuple(row(r) for r in each.rows)}
        return each.model_copy(update=said)

    return form.model_copy(update={"pages": tuple(tuple(block(b) for b in page) for page in form.pages)})


@pytest.mark.integration
def test_the_none_column_of_an_old_printing_goes_to_a_person(tmp_path):
    """ "None" of it, or no limitation? The mark is plain, the words are not: named, and neither a limit nor leave."""
    for form in (with_a_none_column(ALL[REPORT]), ALL[REPORT]):
        keep(compile_blank(form), tmp_path)
    library = Library(tmp_path)
    (old,) = (e for e in library.all if e.map.edition != library.current(REPORT).map.edition)
    said = {"bend": "/none", "kneel": "/occasional", "status": "/with_restrictions"}
    document = document_of(filled(old, said), library)
    for name, picked in (("bend", "none"), ("kneel", "occasional")):
        reading = document.fields[name]
        assert (reading.status, reading.value, reading.reason) == (ReadingStatus.REVIEW, None, "ambiguous_wording")
        assert reading.guess == picked
    assert document.status == "review"
    assert "ambiguous_wording" in document.reasons
    assert "ask the office" in REASONS["ambiguous_wording"]
    assert {"bend", "kneel", "squat"} <= set(document.report.unclear)
    assert not {"bend", "kneel"} & {r.activity for r in document.restrictions}
    assert not {"bend", "kneel"} & {c.activity for c in document.report.cleared}


@pytest.mark.integration
def test_our_own_printing_says_how_much_of_the_day_and_is_read():
    """ "How much of the day may the patient …": not at all, or the thirds of the Dictionary of Occupational Titles."""
    edition = Library().current(REPORT)
    rows = [f for f in edition.map.fields if isinstance(f.meaning, Allows) and "occasional" in f.meaning.options]
    assert rows
    for row in rows:
        assert row.tip.startswith("How much of the day may the patient")
        assert not [o.label for o in row.options if o.label.casefold().startswith("none")]
    said = {"bend": "/occasional", "status": "/with_restrictions"}
    document = document_of(filled(edition, said), Library())
    assert document.fields["bend"].value == "occasional"
    (bend,) = (r for r in document.restrictions if r.activity == "bend")
    assert bend.limits == (MaxBand(band="occasional", scale="dot"),)
