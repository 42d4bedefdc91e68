"""Word to PDF through a real LibreOffice."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pdfplumber
import pikepdf
import psutil
import pytest

from cases.errors import Unavailable
from forms import child
from generate import letters, office
from templates.catalogue import LETTERS, letter
from tests.forms.test_child import wait_until
from tests.generate.word_files import template


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return [page.extract_text() for page in document.pages]


TWO_PAGES = {"offer-modified-duty": 2, "task-bank": 2}


@pytest.mark.integration
def test_our_letters_become_tagged_pdfs_of_one_and_two_pages() -> None:
    """In one call, in order: a page each, the offer and the task bank two; tagged, titled, without traces.

    The copies to complete by hand open as well, with their prompts.
    """
    by_hand = [name for name in LETTERS if letter(name).by_hand]
    docx = [letters.render(name, letter(name).samples) for name in LETTERS]
    made = office.to_pdf(docx + [letter(name).docx_by_hand for name in by_hand])
    pdfs, prompts = dict(zip(LETTERS, made, strict=False)), made[len(LETTERS) :]
    sheets = {name: pages(pdf) for name, pdf in pdfs.items()}
    assert {name: len(page) for name, page in sheets.items()} == dict.fromkeys(LETTERS, 1) | TWO_PAGES
    assert "Please complete the enclosed Transitional Assignment form" in sheets["treating-physician"][0]
    assert "I accept this temporary work" in sheets["offer-modified-duty"][1]
    assert "{" not in "".join(page for sheet in sheets.values() for page in sheet)
    assert all("[worker name]" in pages(pdf)[0] for pdf in prompts)
    for name, pdf in pdfs.items():
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert opened.Root.MarkInfo.Marked
            assert dict(opened.docinfo) == {"/Title": letter(name).title}
            assert not re.search(rb"LibreOffice|CreationDate|CreateDate", opened.Root.Metadata.read_bytes())


@pytest.mark.integration
def test_the_answer_and_its_signature_share_a_page_however_long_the_table() -> None:
    """ "Return this page" is true wherever the match table ends."""
    values = letter("offer-modified-duty").samples
    rows = values["matches"]
    docx = [letters.render("offer-modified-duty", {**values, "matches": rows * n}) for n in (2, 4, 5, 7)]
    for pdf in office.to_pdf(docx):
        (answer,) = [page for page in pages(pdf) if "Your answer" in page]
        assert "Signature of Jordan Sample" in answer
        assert "I accept" in answer
        assert "I decline" in answer


@pytest.mark.integration
def test_same_letter_gives_the_same_pdf() -> None:
    """Neither the clock nor the run shows in a PDF: the same Word file is the same PDF."""
    docx = [template("Once"), template("Twice")]
    assert office.to_pdf(docx) == office.to_pdf(docx)


def test_nothing_to_convert_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list asks nothing of LibreOffice."""
    monkeypatch.setenv("PATH", "")
    assert office.to_pdf([]) == []


def test_missing_libreoffice_is_said_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice the error names the package to install."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unavailable, match="libreoffice-writer-nogui"):
        office.to_pdf([template("x")])


@pytest.fixture
def other_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """`other_office(script)`: a soffice that does this instead, and the folder where it lies."""
    program = tmp_path / "program" / "soffice"

    def install(script: str) -> Path:
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
        child._close_all()  # the fork server remembers the PATH it was started with
        return program.parent

    yield install
    child._close_all()


def _sleeping(seconds: str) -> bool:
    """Whether that child is there."""
    return any(each.info["cmdline"] == ["sleep", seconds] for each in psutil.process_iter(["cmdline"]))


@pytest.mark.integration
def test_a_libreoffice_that_hangs_is_ended_with_its_children(
    other_office: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the time that a conversion may take, nothing of it is left running."""
    monkeypatch.setattr(office, "START_SECONDS", 1)
    monkeypatch.setattr(office, "SECONDS_EACH", 0)
    seconds = str(100_000 + os.getpid())  # by which its child is known
    other_office(f"sleep {seconds} &\nwait")
    with ThreadPoolExecutor(1) as pool:
        stuck = pool.submit(office.to_pdf, [template("x")])
        wait_until(lambda: _sleeping(seconds))
        failed = stuck.exception()
    assert isinstance(failed, child.ChildFailed)
    assert failed.reason == "timed_out"
    wait_until(lambda: not _sleeping(seconds))  # it was killed; init may take a moment to notice


@pytest.mark.integration
def test_libreoffice_reads_and_writes_nothing_beside_its_folder(
    tmp_path: Path, other_office: Callable[[str], Path]
) -> None:
    """Whatever a Word file makes it do, keys and other people's files are out of its reach."""
    if child.sandbox_level() < 3:
        pytest.skip("this kernel cannot take the disk away")
    key = tmp_path.parent / f"{tmp_path.name}.key"
    key.write_text("secret")
    tries = f"cat {key} || echo gone > {key} || echo new > /tmp/{key.name}"
    here = other_office(f'if {tries}; then exit; fi\ncp "${{0%/*}}/blank.pdf" 0.pdf')
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(here / "blank.pdf")
    (made,) = office.to_pdf([template("x")])  # it makes one only if every try failed
    assert made.startswith(b"%PDF")
    assert key.read_text() == "secret"
    assert not Path("/tmp", key.name).exists()


@pytest.mark.integration
def test_a_start_that_ends_without_a_word_is_tried_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice now and then leaves nothing behind on a cold machine; the second start makes the letter."""
    real, starts = office._run, []

    def first_silent(here: Path, names: list[str], profile: Path) -> None:
        starts.append(profile)
        if len(starts) > 1:
            real(here, names, profile)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(office, "_run", first_silent)
    docx = letters.render("treating-physician", letter("treating-physician").samples)
    _, pdf = office.convert({"sizes": [len(docx)]}, docx)
    assert pdf.startswith(b"%PDF")
    assert len(set(starts)) == 2
