"""`workslip match` with two files: no database, clear errors; a case is told from files by its id."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import build
from api.errors import outcome_of
from cases.errors import BadInput
from tests.cases.test_exchange import EXAMPLES


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The two documents of the page, as files."""
    paths = [tmp_path / "restrictions.json", tmp_path / "demands.json"]
    for path, document in zip(paths, EXAMPLES, strict=True):
        path.write_text(json.dumps(document))
    return [str(path) for path in paths]


def run(*words: str) -> str:
    """What the command prints; the error it ends with is raised."""
    done = CliRunner().invoke(build(), ["match", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.stdout


def test_two_files_are_matched(files) -> None:
    """JSON for programs; for people the outcome, each pair, and what would make it fit."""
    found = json.loads(run(*files, "--json"))
    assert (found["format"], found["outcome"]) == (1, "conflict")
    shown = run(*files)
    assert shown.startswith("conflict\n")
    assert "→ Fits if lifting 21–50 lb is given to someone else." in shown


def test_options_stand_for_the_assignment_of_the_file(files) -> None:
    """Hours given on the line are those that are matched."""
    found = json.loads(run(*files, "--hours", "5", "--json"))
    assert "over_schedule" in [pair["code"] for pair in found["pairs"]]
    Path(files[1]).write_text(json.dumps({k: v for k, v in EXAMPLES[1].items() if k != "assignment"}))
    with pytest.raises(BadInput, match="from which day"):
        run(*files, "--json")
    assert json.loads(run(*files, "--from", "2026-11-23", "--to", "2026-12-11", "--json"))["outcome"] == "conflict"


@pytest.mark.parametrize("name", ["restrictions", "demands", "match"])
def test_the_schemas_are_printed(name) -> None:
    """What is published is what the program prints."""
    assert json.loads(run("--schema", name))["$id"] == f"urn:workslip:{name}:1"


WORDS = '{"format": 1, "reports": [{"report": "ZQX-LUPUS"}]}'


@pytest.mark.parametrize("content", ["", "{", '{"format": 9}', "[]", WORDS])
def test_a_bad_file_ends_in_a_sentence(files, content) -> None:
    """No traceback, the exit code of bad input, and nothing of the file in the text."""
    Path(files[0]).write_text(content)
    with pytest.raises(BadInput) as caught:
        run(*files)
    assert outcome_of(caught.value).exit_code == 2
    assert "ZQX" not in caught.value.message


def test_words_that_are_neither_files_nor_a_case() -> None:
    """One word that is no id, or three, are explained."""
    for words in (["nonsense"], ["a", "b", "c"], []):
        with pytest.raises(BadInput, match="two files"):
            run(*words)


def test_matching_files_loads_neither_database_nor_web(files) -> None:
    """A machine that only matches needs no database."""
    code = (
        "import sys; from api.cli import build; from typer.testing import CliRunner;"
        f"done = CliRunner().invoke(build(), ['match', *{files!r}, '--json']); assert done.exit_code == 0, done;"
        "print(sorted({'sqlalchemy', 'fastapi', 'starlette', 'psycopg', 'procrastinate'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
