"""A house paper that comes back as a Word file: which printing it is, its fields as readings, and a person's."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import build
from cases.errors import BadInput
from extract import page_pictures, read_bytes
from extract.pipeline import read_in_process
from forms.definitions import ALL, HOUSE_PAPERS
from forms.editions import Library
from forms.fields import FormMap
from forms.readings import Document, ReadingStatus, Source
from forms.values import Given, written
from generate.samples import sample_values
from generate.word_copies import word_copy
from tests.extract.test_word import control, docx, run
from tests.generate.word_files import part, template, with_part

PAPERS = [paper.FORM.id for paper in HOUSE_PAPERS]
MODIFIED = Library().current("modified-duty-assignment").map
PLAN = Library().current("individual-return-to-work-plan").map
BODY = "word/document.xml"


def copy_of(form: FormMap, values: dict[str, Given] | None = None, **more: str) -> bytes:
    """The Word copy of a house paper in the edition that is printed now."""
    return word_copy(ALL[form.form], form.code, values or {}, **more)


def document_of(data: bytes) -> Document:
    """The one document of a file."""
    (document,) = read_in_process(data, "paper", evidence=False).documents
    return document


def edited(data: bytes, old: str, new: str) -> bytes:
    """The file with something in its document replaced, as an editor does it."""
    body = part(data, BODY)
    assert old.encode() in body
    return with_part(data, BODY, body.replace(old.encode(), new.encode(), 1))


@pytest.mark.parametrize("paper", PAPERS)
def test_a_filled_copy_gives_its_values_as_a_filled_pdf_does(paper: str):
    """Form and edition by the words at its foot; each field its value, its place on the printed form, and "word"."""
    form = Library().current(paper).map
    values = {f: v for f, v in sample_values(form).items() if form.field(f).kind != "signature"}
    document = document_of(copy_of(form, values))
    assert (document.form, document.edition, document.document, document.code) == (paper, form.edition, 1, "none")
    fields = document.fields
    assert set(fields) == {f.name for f in form.fields if f.kind != "signature"}
    assert {r.source for r in fields.values()} == {Source.WORD}
    assert all(any(r.page == p.page for p in form.places_of(name)) for name, r in fields.items())
    ours = {n: v for n, v in values.items() if form.field(n).kind != "text" or form.field(n).writer == "us"}
    assert {n: written(form.field(n), as_given(fields[n].value)) for n in ours} == {
        n: written(form.field(n), v) for n, v in ours.items()
    }
    assert {fields[n].status for n in fields.keys() - (values.keys() - ours.keys())} == {ReadingStatus.ACCEPTED}


def as_given(value: bool | float | str | None) -> Given:
    """A reading's number as a person gives it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.mark.parametrize("paper", PAPERS)
def test_a_house_paper_restricts_nothing_and_goes_to_a_person(paper: str):
    """However surely it was read: no restriction, nothing cleared, status review with the reason."""
    document = document_of(copy_of(Library().current(paper).map, sample_values(Library().current(paper).map)))
    assert (document.status, document.restrictions) == ("review", ())
    assert "no_report" in document.reasons
    assert document.report is not None
    assert (document.report.cleared, document.report.restrictions) == ((), ())
    assert document.report.status.status == "unknown"


def test_words_of_the_worker_are_for_a_person_and_a_refusal_is_read():
    """The answer is a box and is read; why the worker declines is proposed, never taken as read."""
    document = document_of(copy_of(MODIFIED, {"answer": "decline", "answer_reason": "no lifting over 5 lb"}))
    assert document.fields["answer"].value == "decline"
    reason = document.fields["answer_reason"]
    assert (reason.status, reason.value, reason.reason, reason.guess) == (
        "review", None, "free_words", "no lifting over 5 lb",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "old", "new", "reason"),
    [
        ("week_1_hours", 4, ">4<", ">12345<", "out_of_range"),
        ("week_1_hours", 4, ">4<", ">a few<", "unfit_value"),
        ("plan_start", "2027-01-04", "01/04/2027", "01/05/2027", "field_at_odds"),
        ("objective", "other", ">D  Other<", ">E  Rest<", "field_at_odds"),
        ("objective", "other", 'w:value="other"', 'w:value="rest"', "unfit_value"),
    ],
)
def test_what_does_not_fit_its_field_is_doubtful_and_named(field: str, value: Given, old: str, new: str, reason: str):
    """Too long, no number, another date than is stored, a choice of nobody's: a question, never a value."""
    whole = copy_of(PLAN, {field: value})
    assert document_of(whole).fields[field].status is ReadingStatus.ACCEPTED
    reading = document_of(edited(whole, old, new)).fields[field]
    assert (reading.status, reading.value, reading.reason) == (ReadingStatus.REVIEW, None, reason)


def test_the_edition_at_the_foot_chooses_the_map():
    """An edition that this installation does not have, or that is another form's, is said so, and nothing is read."""
    unknown = document_of(word_copy(ALL[MODIFIED.form], "AAAA"))
    assert (unknown.document, unknown.status, unknown.reasons) == (1, "unreadable", ("unknown_edition",))
    foreign = document_of(word_copy(ALL[MODIFIED.form], Library().current("job-description").map.code))
    assert foreign.reasons == ("unknown_edition",)


def test_a_part_says_what_is_not_in_it():
    """The plan part by itself: its fields are read, those of the medical part are missing, and that is said."""
    document = document_of(copy_of(PLAN, {"plan_start": "2027-01-04"}, part="plan"))
    assert document.fields["plan_start"].value == "2027-01-04"
    assert document.fields["limitations"].status is ReadingStatus.MISSING
    assert "fields_missing" in document.reasons


def test_a_field_that_the_form_does_not_have_is_said():
    """Somebody's own control is counted, not read."""
    own = edited(copy_of(MODIFIED), "<w:body>", f"<w:body>{control('<w:text/>', run('x'), tag='somebody')}")
    document = document_of(own)
    assert "unknown_fields" in document.reasons
    assert "somebody" not in document.fields


def test_lost_tags_have_a_reason_and_no_field_reads_as_empty():
    """Without tags nobody knows what stands where: every field goes to a person, none is taken for empty."""
    whole = copy_of(MODIFIED, {"answer": "accept"})
    bare = part(whole, BODY)
    for name in (f.name for f in MODIFIED.fields):
        bare = bare.replace(f'<w:tag w:val="{name}"/>'.encode(), b"")
    document = document_of(with_part(whole, BODY, bare))
    assert (document.form, document.status) == (MODIFIED.form, "unreadable")
    assert "tags_lost" in document.reasons
    assert {(r.status, r.reason) for r in document.fields.values()} == {(ReadingStatus.REVIEW, "tags_lost")}


STRANGERS = {
    "a letter": (template("Dear colleague"), "word_not_ours"),
    "two footers": (
        with_part(copy_of(MODIFIED), "word/footer9.xml", part(copy_of(MODIFIED), "word/footer1.xml").replace(
            b"modified-duty-assignment", b"job-description")), "word_not_ours",
    ),
    "cut short": (copy_of(MODIFIED)[:-200], "bad_word_file"),
    "an entity": (docx("", head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "bad_word_file"),
    "a bomb": (with_part(copy_of(MODIFIED), BODY, b"<a>" + b" " * 30_000_000 + b"</a>"), "bad_word_file"),
    "another zip": (with_part(b"PK\x05\x06" + bytes(18), "a.xml", b"<a/>"), "unsupported_type"),
}  # fmt: skip


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.integration
@pytest.mark.xdist_group("reader")
def test_a_word_file_that_is_none_of_ours_is_set_aside_with_its_reason(name: str):
    """Through the safe door: one line with the reason, and the next file is read."""
    data, reason = STRANGERS[name]
    (document,) = read_bytes(data, "stranger").documents
    assert (document.document, document.status, document.reasons) == (None, "unreadable", (reason,))
    assert read_bytes(copy_of(MODIFIED), "next").documents[0].form == MODIFIED.form


@pytest.mark.integration
@pytest.mark.xdist_group("reader")
def test_a_word_file_is_known_by_its_content_and_never_drawn(tmp_path: Path):
    """`workslip read` takes a copy under any name; pages to look at there are none, and that is a sentence."""
    file = tmp_path / "scan.tif"
    file.write_bytes(copy_of(MODIFIED, {"answer": "accept"}))
    done = CliRunner().invoke(build(), ["read", str(file), "--json"])
    told = json.loads(done.stdout)
    assert (told["form"], told["fields"]["answer"]["value"], told["fields"]["answer"]["source"]) == (
        MODIFIED.form, "accept", "word",
    )  # fmt: skip
    assert "Word copy: review" in CliRunner().invoke(build(), ["read", str(file)]).stdout
    with pytest.raises(BadInput) as refused:
        page_pictures(file.read_bytes())
    assert refused.value.code == "no_pages"


@pytest.mark.integration
def test_a_copy_that_libreoffice_saved_is_still_known(tmp_path: Path):
    """Saved again by LibreOffice the copy names its form and edition; its answers are read, or said to be lost."""
    file = tmp_path / "paper.docx"
    file.write_bytes(copy_of(MODIFIED, {"answer": "accept", "worker_name": "Zoë Ruiz"}))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "saved"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    document = document_of((tmp_path / "saved" / "paper.docx").read_bytes())
    assert (document.form, document.edition) == (MODIFIED.form, MODIFIED.edition)
    read = (document.fields["answer"].value, document.fields["worker_name"].value) == ("accept", "Zoë Ruiz")
    assert read != ("tags_lost" in document.reasons)
