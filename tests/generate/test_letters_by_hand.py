"""Letters to complete by hand: Word files with content controls, of the same words, read back by their tags."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from docx import Document

from generate import letters
from generate.word import check
from templates.catalogue import LETTERS, letter
from tests.generate.word_files import controls, filled_in, words
from tools.letter_controls import BLANK_ROWS

BOX = "\N{NO-BREAK SPACE}\t "  # what stands for a box to tick by pen
BY_HAND = [name for name, item in LETTERS.items() if item.by_hand]


def test_the_letters_that_a_person_completes_have_such_a_file() -> None:
    """Call script, day letters, notices and the Committee's update; letters that the program fills have none."""
    assert set(BY_HAND) == {
        "follow-up-call", "day-30-physician", "day-60-carrier", "day-90-decision", "supervisor-notice",
        "full-duty-release", "committee-update",
    }  # fmt: skip


@pytest.mark.parametrize("letter_id", BY_HAND)
def test_every_variable_has_its_control_and_no_tag_is_left(letter_id: str) -> None:
    """The names of the catalogue are the tags of the controls; rows have a number and a cell."""
    item = letter(letter_id)
    check(item.docx_by_hand)
    tags = {tag for tag, _ in controls(item.docx_by_hand)}
    asked = {v.name for v in item.variables if v.cells is None}
    for variable in item.variables:
        asked |= {f"{variable.name}.{n}.{cell}" for n in range(1, BLANK_ROWS + 1) for cell in variable.cells or ()}
    assert {tag for tag in tags if not tag.startswith(("tick.", "write."))} == asked
    assert not any(sign in words(item.docx_by_hand) for sign in ("{{", "{%", "}}", "%}"))


@pytest.mark.parametrize("letter_id", BY_HAND)
def test_controls_are_told_apart(letter_id: str) -> None:
    """Word needs a number of its own for each control, and names of at most 64 signs."""
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    body = Document(io.BytesIO(letter(letter_id).docx_by_hand)).element.body
    numbers = [each.get(f"{space}val") for each in body.iter(f"{space}id")]
    assert len(set(numbers)) == len(numbers) > 0
    for name in ("alias", "tag"):
        assert all(0 < len(each.get(f"{space}val")) <= 64 for each in body.iter(f"{space}{name}"))
    for sort in ("tick.", "write."):
        tags = [tag for tag, _ in controls(letter(letter_id).docx_by_hand) if tag.startswith(sort)]
        assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("letter_id", BY_HAND)
@pytest.mark.integration
def test_the_words_are_those_of_the_template(letter_id: str) -> None:
    """Whoever completes the letter by hand sends the same sentences as the program does."""
    item = letter(letter_id)
    text = {v.name: str(v.sample).replace("\n", ", ") for v in item.variables if isinstance(v.sample, str)}
    by_hand = words(filled_in(item.docx_by_hand, text))
    lists = [
        str(part)
        for v in item.variables
        for line in (v.sample if isinstance(v.sample, list) else v.sample.splitlines()[:-1])
        for part in (line.values() if isinstance(line, dict) else [line])
    ]
    ours = [line.strip(BOX) for line in words(letters.render(letter_id, item.samples)).splitlines()]
    sentences = [line for line in ours if len(line) > 40 and not any(each in line for each in [*lists, "\tPage"])]
    assert sentences
    assert [line for line in sentences if line not in by_hand] == []


@pytest.mark.parametrize("letter_id", BY_HAND)
def test_what_a_person_fills_in_is_read_back(letter_id: str) -> None:
    """Every control, ticks included, gives back what was put into it."""
    docx = letter(letter_id).docx_by_hand
    values = {tag: "☒" if tag.startswith("tick.") else f"Value of {tag} & <more>" for tag, _ in controls(docx)}
    assert dict(controls(filled_in(docx, values))) == values


@pytest.mark.integration
def test_controls_outlive_another_word_processor(tmp_path: Path) -> None:
    """Saved again by LibreOffice, names and values are still there. (7.4 does not keep boxes to tick apart.)"""
    docx = letter("supervisor-notice").docx_by_hand
    put = {tag: f"Value of {tag}" for tag, _ in controls(docx)}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "notice.docx").write_bytes(filled_in(docx, put))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "in" / "notice.docx")], check=True, capture_output=True, timeout=120)
    assert dict(controls((tmp_path / "notice.docx").read_bytes())) == put
