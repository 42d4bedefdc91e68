"""Word copies: the same definition, each field a content control that reads back."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pdfplumber
import pytest
from lxml import etree

from cases.errors import BadInput, NotFound
from extract.word import word_values
from forms.definition import Definition, Line, field
from forms.definitions import ALL, HOUSE_PAPERS
from forms.fields import Field
from forms.values import Given
from generate import office
from generate.content_controls import LONGEST_TITLE, W14, W
from generate.word import check
from generate.word_copies import word_copy

FORMS = [paper.FORM for paper in HOUSE_PAPERS]
PLAN = ALL["individual-return-to-work-plan"]
KINDS = {"text": f"{{{W}}}text", "digits": f"{{{W}}}text", "date": f"{{{W}}}date"}
KINDS |= {"radio": f"{{{W}}}dropDownList", "check": f"{{{W14}}}checkbox"}


def sample(asked: Field, number: int) -> Given:
    """A value of the field's kind, with letters that Word has to escape."""
    if asked.kind == "radio":
        return asked.options[number % len(asked.options)].value
    if asked.kind == "text":
        return f"<Zoë & {number}>" if asked.lines == 1 else f"line {number}\n\nŁódź, line 3"
    return {"check": True, "date": date(2026, 12, 1 + number % 28), "digits": number % 10}[asked.kind]


def filled(form: Definition) -> dict[str, Given]:
    """A value for every field that is not signed."""
    return {f.name: sample(f, n) for n, f in enumerate(form.fields) if f.kind != "signature"}


def controls(docx: bytes) -> dict[str, etree._Element]:
    """The properties of every control, by tag."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
    found = list(root.iter(f"{{{W}}}sdtPr"))
    named = {about.find(f"{{{W}}}tag").get(f"{{{W}}}val"): about for about in found}
    assert len(named) == len(found)
    return named


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_every_field_is_one_control_of_its_kind(form: Definition):
    """Texts, dates, boxes and lists are controls tagged with the field's name; a signature is a line."""
    found = controls(word_copy(form, "TEST"))
    assert list(found) == [f.name for f in form.fields if f.kind != "signature"]
    for asked in form.fields:
        if asked.kind != "signature":
            assert found[asked.name].find(KINDS[asked.kind]) is not None
            assert len(asked.name) <= LONGEST_TITLE
    ids = [about.find(f"{{{W}}}id").get(f"{{{W}}}val") for about in found.values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_filled_controls_read_back_equal(form: Definition):
    """What is filled in comes back, field by field; what is not comes back empty, and nothing is in doubt."""
    given = filled(form)
    wanted = {k: v.isoformat() if isinstance(v, date) else str(v) for k, v in given.items()}
    back = word_values(word_copy(form, "TEST", given))
    assert (back.values, back.doubtful, back.unnamed) == (wanted, (), 0)
    empty = word_values(word_copy(form, "TEST"))
    assert (set(empty.values.values()), empty.doubtful) == ({None}, ())


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_the_same_copy_has_the_same_bytes_and_is_a_plain_word_file(form: Definition):
    """Equal values give equal bytes, and our own check of foreign Word files finds nothing in them."""
    copy = word_copy(form, "TEST", filled(form))
    assert copy == word_copy(form, "TEST", filled(form))
    check(copy)


def test_a_box_reads_back_ticked_and_empty():
    """A check box of a definition is a Word check box, on and off."""
    box = Line(fields=(field("check", "agreed", "Agreed"),))
    form = FORMS[1].model_copy(update={"pages": ((box,),)})
    assert word_values(word_copy(form, "TEST", {"agreed": True})).values["agreed"] is True
    assert word_values(word_copy(form, "TEST")).values["agreed"] is False


def test_a_form_that_is_sent_out_has_no_word_copy():
    """What a provider fills in is read by its printed geometry; the refusal says what to leave out."""
    with pytest.raises(BadInput, match="--word"):
        word_copy(ALL["transitional-assignment"], "TEST")


def test_a_part_can_be_written_by_itself():
    """The medical part and the plan part share the name and the revision, and no control."""
    medical, plan = (set(word_values(word_copy(PLAN, "T", part=p)).values) for p in ("medical", "plan"))
    assert "limitations" in medical
    assert "week_13_duties" in plan
    assert not medical & plan
    with pytest.raises(NotFound, match="medical, plan"):
        word_copy(PLAN, "T", part="other")
    with pytest.raises(NotFound, match="none"):
        word_copy(FORMS[0], "T", part="medical")


def test_a_value_that_does_not_fit_is_refused():
    """An unknown field, a wrong date, a signature: refused by name, without the value."""
    for values in ({"nobody": "x"}, {"birth_date": "secret"}, {"employee_signature": "secret"}):
        with pytest.raises(BadInput) as refusal:
            word_copy(PLAN, "T", values)
        assert "secret" not in str(refusal.value)


@pytest.mark.integration
def test_word_copies_open_in_libreoffice():
    """One start converts all, blank and filled: as many pages as the form has, each part on pages of its own."""
    copies = [word_copy(f, "TEST", values) for f in FORMS for values in ({}, filled(f))]
    for number, pdf in enumerate(office.to_pdf(copies)):
        form = FORMS[number // 2]
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            pages = [page.extract_text() for page in document.pages]
        assert form.title in pages[0]
        if number % 2 == 0:
            assert len(pages) == len(form.pages), form.id
        assert all("Word copy of edition TEST" in page for page in pages)
        if form is PLAN:
            (first,) = [n for n, text in enumerate(pages) if "Plan part" in text]
            assert not any(re.search("Limitations|Date of birth", text) for text in pages[first:])
            assert all("Duties" not in text for text in pages[:first])
