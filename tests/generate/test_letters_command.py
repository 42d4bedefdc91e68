"""`workslip letters`: the list, the copy to edit, the trial of an edited one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import build
from cases.errors import BadInput, NotFound
from templates.catalogue import LETTERS, letter
from tests.generate.word_files import template, words

run = CliRunner().invoke


def test_the_list_names_every_letter_and_every_variable() -> None:
    """A coordinator sees each letter, who reads it, and what each name in double braces means."""
    listed = " ".join(run(build(), ["letters"]).stdout.split())
    for item in LETTERS.values():
        assert f"{item.id} {item.title} Read by: {', '.join(item.readers)}" in listed
        shown = run(build(), ["letters", item.id]).stdout
        assert item.reader in shown
        assert all(f"  {variable.name} " in shown and variable.about in shown for variable in item.variables)
        assert all(variable.name in listed for variable in item.variables)


def test_json_is_the_catalogue() -> None:
    """A program gets the same list, with samples."""
    listed = json.loads(run(build(), ["letters", "--json"]).stdout)
    assert [item["id"] for item in listed] == list(LETTERS)
    assert listed[0]["variables"][0] == letter(listed[0]["id"]).variables[0].model_dump()


def test_the_word_file_is_copied_to_edit(tmp_path: Path) -> None:
    """--out writes our own Word file."""
    out = tmp_path / "ours.docx"
    assert run(build(), ["letters", "treating-physician", "--out", str(out)]).exit_code == 0
    assert out.read_bytes() == letter("treating-physician").docx


@pytest.mark.integration
def test_an_edited_file_is_tried_and_filled_with_samples(tmp_path: Path) -> None:
    """--try checks an edited file; with --out it also writes a trial letter."""
    mine, trial = tmp_path / "mine.docx", tmp_path / "trial.docx"
    mine.write_bytes(template("Hello {{ worker_name }}"))
    assert run(build(), ["letters", "treating-physician", "--try", str(mine)]).exit_code == 0
    run(build(), ["letters", "treating-physician", "--try", str(mine), "--out", str(trial)])
    assert "Hello Jordan Sample" in words(trial.read_bytes())


@pytest.mark.integration
def test_a_file_that_cannot_be_used_and_a_letter_that_is_not_there_are_named(tmp_path: Path) -> None:
    """The error says what is wrong before anybody sends such a letter."""
    bad = tmp_path / "bad.docx"
    bad.write_bytes(template("{{ worker_nam }}"))
    assert isinstance(run(build(), ["letters", "treating-physician", "--try", str(bad)]).exception, BadInput)
    assert isinstance(run(build(), ["letters", "treating-physician", "--try", "nowhere.docx"]).exception, BadInput)
    assert isinstance(run(build(), ["letters", "no-such-letter"]).exception, NotFound)
    assert run(build(), ["letters", "--out", str(tmp_path / "x")]).exit_code == 2


def test_the_copy_to_complete_by_hand_is_written(tmp_path: Path) -> None:
    """--by-hand writes the Word file with content controls; a letter without one says so."""
    out = tmp_path / "call.docx"
    assert run(build(), ["letters", "follow-up-call", "--by-hand", "--out", str(out)]).exit_code == 0
    assert out.read_bytes() == letter("follow-up-call").docx_by_hand
    missing = run(build(), ["letters", "task-bank", "--by-hand", "--out", str(out)])
    assert isinstance(missing.exception, NotFound)


@pytest.mark.integration
def test_a_sample_is_written_as_word_file_and_as_pdf(tmp_path: Path) -> None:
    """--sample shows a letter before anybody sends it, in Word and on paper."""
    docx, pdf = tmp_path / "sample.docx", tmp_path / "sample.pdf"
    run(build(), ["letters", "supervisor-notice", "--sample", "--out", str(docx)])
    assert "Lifting: at most 10 lb" in words(docx.read_bytes())
    run(build(), ["letters", "supervisor-notice", "--sample", "--pdf", "--out", str(pdf)])
    assert pdf.read_bytes().startswith(b"%PDF")


@pytest.mark.integration
def test_samples_of_all_letters_go_into_a_folder(tmp_path: Path) -> None:
    """Without a name --sample writes all of them."""
    assert run(build(), ["letters", "--sample", "--out", str(tmp_path / "all")]).exit_code == 0
    assert {file.stem for file in (tmp_path / "all").iterdir()} == set(LETTERS)


@pytest.mark.parametrize(
    "asked",
    [
        ["task-bank", "--sample"],
        ["task-bank", "--pdf", "--out", "x"],
        ["--by-hand", "--out", "x"],
        ["task-bank", "--sample", "--by-hand", "--out", "x"],
    ],
)
def test_options_that_do_not_fit_together_are_refused(asked: list[str]) -> None:
    """A command that cannot mean anything is a usage error, and nothing is written."""
    assert run(build(), ["letters", *asked]).exit_code == 2
