"""The safe door: whatever a file does to the reader, there is a named answer and the next file is read."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from cases.errors import BadInput
from extract import ENGINE_SETTING, page_pictures, read_bytes
from extract.opened import Unreadable
from forms.child import ChildLimits
from forms.readings import Document
from tests.extract.samples import BEND, filled, picture
from tests.extract.test_opened import locked, many_pages, png_of

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("reader")]


def test_a_good_file_is_read_through_the_door():
    """The documents and pictures of the child arrive whole."""
    result = read_bytes(filled(), "reply.pdf")
    (document,) = result.documents
    assert document.fields[BEND].value is True
    assert result.pictures[document.fields[BEND].evidence].startswith(b"\x89PNG")
    assert result.pages == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty_file"), (b"no form at all", "unsupported_type"), (filled()[:9_000], "truncated"),
        (locked("secret"), "encrypted"), (png_of(60_000, 60_000), "too_many_pixels"),
        (many_pages(5_000), "too_many_pages"),
    ],
)  # fmt: skip
def test_poison_has_a_name_and_the_next_file_is_read(data, reason):
    """One line for the file, with the reason; then a good file as if nothing had been."""
    (document,) = read_bytes(data, "poison").documents
    assert (document.document, document.status, document.reasons) == (None, "unreadable", (reason,))
    assert read_bytes(filled(), "next.pdf", evidence=False).documents[0].document == 1


def large():
    """A page of 72 million pixels: more than a small child can hold, whatever its fork server left it."""
    return picture(np.full((9000, 8000), 255, np.uint8), "PNG")


@pytest.mark.parametrize(
    ("data", "limits", "reason"),
    [
        (filled(), ChildLimits(wall_seconds=0.01), "timed_out"),
        (large(), ChildLimits(memory=60_000_000), "reader_crashed"),
        (filled(), ChildLimits(output=100), "too_large"),
    ],
    ids=["slow", "hungry", "wordy"],
)
def test_a_reader_at_its_limits_gives_up_with_a_reason(data, limits, reason):
    """Too slow, too hungry, too much: a document that says so, not an exception."""
    (document,) = read_bytes(data, "reply", limits=limits).documents
    assert document.reasons == (reason,)


def test_any_page_can_be_looked_at():
    """Pages of any file as pictures, all or some; a locked file is refused with its reason."""
    assert [p[:4] for p in page_pictures(many_pages(3))] == [b"\x89PNG"] * 3
    assert len(page_pictures(many_pages(3), pages=[2])) == 1
    with pytest.raises(BadInput) as refused:
        page_pictures(locked("secret"))
    assert refused.value.code == "encrypted"
    assert not isinstance(refused.value, Unreadable)


def test_both_ocr_engines_read_alike(monkeypatch):
    """The portable engine gives the same values as the fast one."""
    fast = read_bytes(filled(), "reply.pdf", evidence=False).documents[0]
    monkeypatch.setenv(ENGINE_SETTING, "pytesseract")
    portable = read_bytes(filled(), "reply.pdf", evidence=False).documents[0]
    assert {n: (r.value, r.status) for n, r in fast.fields.items()} == {
        n: (r.value, r.status) for n, r in portable.fields.items()
    }


def run(*arguments):
    """`workslip read …` in a process of its own."""
    program = "from api.cli import main; main()"
    return subprocess.run([sys.executable, "-c", program, "read", *map(str, arguments)], capture_output=True, text=True)


def test_the_command_prints_one_json_object_a_document(tmp_path):
    """JSON Lines on stdout, in the public schema; a bad file is a line like any other, exit code 0."""
    good, bad = tmp_path / "reply.pdf", tmp_path / "bad.pdf"
    good.write_bytes(filled())
    bad.write_bytes(b"%PDF-1.7 cut off")
    done = run(good, bad, "--json", "--evidence", tmp_path / "pictures")
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert first["copy"]
    assert Document.model_validate(first).fields[BEND].value is True
    assert (second["document"], second["reasons"]) == (None, ["truncated"])
    assert (tmp_path / "pictures" / "reply.pdf" / first["fields"][BEND]["evidence"]).is_file()


def test_the_command_prints_sentences_for_people(tmp_path):
    """Without --json: the form, what needs a look in words, the restrictions."""
    file = tmp_path / "reply.pdf"
    file.write_bytes(filled())
    shown = run(file).stdout
    assert "There is no signature where the provider signs." in shown
    assert "bend: never" in shown


def test_the_command_says_which_file_is_not_there(tmp_path):
    """A wrong path is a sentence on stderr and exit code 2."""
    done = run(tmp_path / "nowhere.pdf")
    assert done.returncode == 2
    assert "cannot be opened" in done.stderr


def test_reading_needs_neither_database_nor_web(tmp_path):
    """`workslip read` loads no SQLAlchemy and no FastAPI, in the caller or in the child."""
    file = tmp_path / "reply.pdf"
    file.write_bytes(filled())
    program = (
        "import sys; from typer.testing import CliRunner; from api.cli import build;"
        f"done = CliRunner().invoke(build(), ['read', {str(file)!r}, '--json']);"
        "assert done.exit_code == 0, done.output; import extract.inside;"
        "print(sorted({'sqlalchemy', 'fastapi', 'starlette', 'psycopg', 'procrastinate'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_page_is_shown_as_wide_and_tall_as_its_paper():
    """A standard fax has pixels twice as tall as wide; the picture for a person has square ones, 150 to the inch."""
    out = io.BytesIO()
    Image.new("1", (1728, 1078), 1).save(out, "TIFF", dpi=(204, 98), compression="group4")

    (page,) = page_pictures(out.getvalue())

    with Image.open(io.BytesIO(page)) as picture:
        assert picture.size == (round(1728 * 150 / 204), round(1078 * 150 / 98))
