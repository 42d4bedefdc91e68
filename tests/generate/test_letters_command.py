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
    shown = run(build(), ["letters"]).stdout
    for item in LETTERS.values():
        assert item.title in shown
        assert item.reader in shown
        assert all(f"  {variable.name} " in shown and variable.about in shown for variable in item.variables)


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
