"""The provider packet: what is in it, in which order, and that its list of enclosures is true."""

from __future__ import annotations

import io
import re

import numpy as np
import pdfplumber
import pikepdf
import pypdf
import pytest
from PIL import Image, ImageDraw

from cases.demands import Task
from cases.errors import BadInput, Refused
from forms.codes import new_copy_id, parse
from forms.editions import Library
from generate import packets
from generate.office import to_pdf
from generate.packets import REPLY, Packet, PacketContents, Sheets, build_packet, build_packets, release_to_sign
from tests.generate.offer_case import HEADING, job
from tests.generate.test_letters import GINA
from tests.generate.test_packets_on_file import pictures
from tests.generate.word_files import template, words

RECEIVING = Task(title="Receiving", hours_per_day=2, demands=job().tasks[0].demands[:3])
IDS = ("AAAAAAAAA2", "AAAAAAAAA3", "AAAAAAAAA4")


def signed_release() -> bytes:
    """A signed release as a fine fax: two pages of ink."""
    pages = [Image.new("1", (1734, 2156), 1) for _ in range(2)]
    ImageDraw.Draw(pages[0]).line([400, 1800, 900, 1700], fill=0, width=8)
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(204, 196), compression="group4")
    return out.getvalue()


def contents(**other: object) -> PacketContents:
    """A packet of two tasks, its copies numbered."""
    ids = iter(IDS)
    given = {"heading": HEADING, "release": signed_release(), "tasks": (*job().tasks, RECEIVING), "key": b"k" * 32}
    return PacketContents(**{**given, "new_id": lambda: next(ids), **other})


@pytest.fixture(scope="module")
def packet() -> Packet:
    """The packet of the sample case."""
    return build_packet(contents())


def text_of(pdf: bytes) -> list[str]:
    """The words of each page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() or "" for page in document.pages]


@pytest.mark.integration
def test_enclosures_list_exactly_what_is_there(packet: Packet) -> None:
    """The letter, the packet and its files name the same papers, with their true number of pages."""
    listed = packet.enclosures
    assert listed == [
        "Authority to Release Medical Information, signed (2 pages)",
        f"Physical Demands Task Assessment: Bench inspection ({len(text_of(packet.files[3][1]))} pages)",
        f"Physical Demands Task Assessment: Receiving ({len(text_of(packet.files[4][1]))} pages)",
        "Return to Work program, a summary (1 page)",
        f"The work there is: regular job and modified tasks ({len(text_of(packet.files[6][1]))} pages)",
        "Transitional Assignment form, to be completed (1 page)",
    ]
    letter = words(packet.files[0][1])
    assert re.findall(r"^.*\(\d+ pages?\)$", letter, re.M) == listed
    assert GINA in letter
    assert [name for name, _ in packet.files] == [
        "01-letter.docx", "01-letter.pdf", "02-authority-to-release-signed.pdf",
        "03-physical-demands-task-assessment.pdf", "04-physical-demands-task-assessment.pdf",
        "05-program-summary.pdf", "06-task-bank.pdf", "07-transitional-assignment.pdf",
    ]  # fmt: skip


@pytest.mark.integration
def test_every_paper_begins_on_an_odd_page_of_the_combined_pdf(packet: Packet) -> None:
    """Printed on both sides, no two papers share a sheet; bookmarks lead to each; nothing is lost on the way."""
    reader = pypdf.PdfReader(io.BytesIO(packet.combined_pdf))
    starts = [reader.get_destination_page_number(item) for item in reader.outline]
    assert len(starts) == 7
    assert all(start % 2 == 0 for start in starts)
    whole = pictures(packet.combined_pdf)
    for start, (_, pdf) in zip(starts, packet.files[1:], strict=True):
        for shown, own in zip(whole[start:], pictures(pdf), strict=False):
            assert np.abs(shown - own).max() < 50


@pytest.mark.integration
def test_assessments_show_the_job_and_its_heaviest_weight(packet: Packet) -> None:
    """The task, its hours and the heaviest actual weight beside its band are on the paper that goes out."""
    values = pypdf.PdfReader(io.BytesIO(packet.files[3][1])).get_fields() or {}
    form = Library().current("physical-demands-task-assessment").map
    weights = [f.name for f in form.fields if getattr(f.meaning, "part", "") == "actual_weight"]
    assert [values[name].value for name in weights if values[name].value] == ["8"]
    shown = text_of(packet.combined_pdf)[4]
    assert "Bench inspection" in shown
    assert "Warehouse associate" in shown


@pytest.mark.integration
def test_only_the_form_to_complete_can_be_filled_in_the_combined_pdf(packet: Packet) -> None:
    """An office that fills in the one big PDF fills in fields that our reader knows, and nothing of ours."""
    form = Library().current(REPLY).map
    with pikepdf.open(io.BytesIO(packet.combined_pdf)) as whole:
        assert {str(field.T) for field in whole.Root.AcroForm.Fields} == {field.name for field in form.fields}
        assert not any("/Annots" in page.obj for page in list(whole.pages)[:-1])


@pytest.mark.integration
def test_forms_are_headed_for_the_case_and_never_with_a_birth_date(packet: Packet) -> None:
    """Patient, date of injury, claim, physician, employer, contact and fax are ours; the birth date is the office's."""
    fields = pypdf.PdfReader(io.BytesIO(packet.files[-1][1])).get_fields() or {}
    filled = {name: str(field.value) for name, field in fields.items() if field.value not in (None, "", "/Off")}
    assert filled == {
        "worker_name": "Jordan Sample", "injury_date": "11/02/2026", "claim_number": "WC-000-123",
        "provider_name": "Dr. Alex Sampleton", "employer_name": "Northfield Fabrication, Inc.",
        "contact_name": "Casey Example", "letter_date": "11/20/2026", "reply_fax": "555-010-0141",
        "reply_phone": "555-010-0140",
    }  # fmt: skip


@pytest.mark.integration
def test_copies_are_reported_for_the_record(packet: Packet) -> None:
    """Each printed copy is named with its edition and id, and the id is the one on its pages."""
    assert [copy.copy_id for copy in packet.copies] == list(IDS)
    assert packet.copies[-1].form == REPLY
    line = re.search(r"(?:[A-Z2-7]{4} ){5}[A-Z2-7]{4}", " ".join(text_of(packet.copies[-1].pdf)))
    assert line
    assert parse(line[0]).copy_id == IDS[-1]


@pytest.mark.integration
def test_file_names_and_titles_hold_no_name_and_no_case(packet: Packet) -> None:
    """What a mail log or a print queue shows says nothing about the worker."""
    seen = " ".join(name for name, _ in packet.files)
    for pdf in [packet.combined_pdf, *(data for name, data in packet.files if name.endswith(".pdf"))]:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            seen += " ".join(str(value) for value in document.docinfo.values())
    assert not any(word in seen for word in ("Jordan", "Sample", "WC-000", "Alex", "Receiving", "November"))


@pytest.mark.integration
def test_the_same_contents_and_ids_give_the_same_packet(packet: Packet) -> None:
    """A job that runs twice makes the same files; a packet among others is as it is alone, own template or ours.

    Of letters that LibreOffice laid out together only the fonts tell: they hold the letters' signs, not one letter's.
    """
    own = template("{{ worker_name }} {{ enclosures | length }}")
    again, other = build_packets([contents(), contents(template=own, tasks=(RECEIVING,))])
    assert build_packet(contents()) == packet
    laid_out = ("01-letter.pdf", "06-task-bank.pdf")
    assert [f for f in again.files if f[0] not in laid_out] == [f for f in packet.files if f[0] not in laid_out]
    assert text_of(again.combined_pdf) == text_of(packet.combined_pdf)
    assert (again.enclosures, again.copies) == (packet.enclosures, packet.copies)
    assert words(other.files[0][1]).startswith("Jordan Sample 5")
    assert len(other.enclosures) == 5


@pytest.mark.integration
def test_sheets_can_stay_at_home_and_equal_ones_are_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short fax has neither; in a mailing, one start of LibreOffice converts every letter and each sheet once."""
    runs: list[int] = []
    monkeypatch.setattr(packets, "to_pdf", lambda files: runs.append(len(files)) or to_pdf(files))
    short, *full = build_packets([contents(sheets=Sheets(summary=False, tasks=False)), contents(), contents()])
    assert runs == [5]  # three letters, one summary, one sheet of tasks
    assert [name for name, _ in short.files[4:]] == [
        "04-physical-demands-task-assessment.pdf",
        "05-transitional-assignment.pdf",
    ]
    assert all(re.findall(r"^.*\(\d+ pages?\)$", words(each.files[0][1]), re.M) == each.enclosures for each in full)
    assert "Sorting rejected parts" in " ".join(text_of(dict(full[0].files)["06-task-bank.pdf"]))


@pytest.mark.integration
def test_the_list_of_enclosures_stays_true_where_a_sheet_is_longer_than_usual() -> None:
    """Forty tasks take a third page: the letter that said two is written again."""
    many = tuple(RECEIVING.model_copy(update={"title": f"Task {n}"}) for n in range(40))
    alone = Sheets(summary=False)
    made = build_packet(contents(tasks=many, sheets=alone, new_id=new_copy_id))
    pages = len(text_of(dict(made.files)["43-task-bank.pdf"]))
    assert pages > 2
    assert f"The work there is: regular job and modified tasks ({pages} pages)" in words(made.files[0][1])
    assert re.findall(r"^.*\(\d+ pages?\)$", words(made.files[0][1]), re.M) == made.enclosures


@pytest.mark.integration
def test_the_release_to_sign_is_headed_and_unsigned() -> None:
    """The worker gets the authority with the names on it; what the worker decides and signs is empty."""
    copy = release_to_sign(HEADING)
    fields = pypdf.PdfReader(io.BytesIO(copy.pdf)).get_fields() or {}
    filled = {name for name, field in fields.items() if field.value not in (None, "", "/Off")}
    assert {"worker_name", "worker_address", "provider_name", "employer_name", "injury_date"} <= filled
    form = Library().current("authority-to-release").map
    assert not {f.name for f in form.fields if f.writer == "office"} & filled


def test_no_packet_without_a_described_job() -> None:
    """The letter says the job is enclosed: without a task assessment there is no packet."""
    with pytest.raises(Refused) as refused:
        build_packet(contents(tasks=()))
    assert refused.value.reasons == ("no_tasks",)


@pytest.mark.integration
def test_no_packet_with_a_release_that_cannot_be_read() -> None:
    """A damaged release is not enclosed as if it were there."""
    with pytest.raises(BadInput):
        build_packet(contents(release=b"not a scan"))
