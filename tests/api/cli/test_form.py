from __future__ import annotations

import io
import json
import subprocess
import sys

import pypdf
import pytest
from typer.testing import CliRunner

from api.cli import build
from api.store.keys import generate
from cases.errors import Refused
from extract.word import word_values
from forms import codes
from forms.definitions import ALL
from forms.editions import Library

RUN = CliRunner()


def test_a_form_is_printed_with_values(tmp_path):
    """`workslip form` writes a fillable PDF that holds the values of the JSON file."""
    values = tmp_path / "values.json"
    values.write_text(json.dumps({"worker_name": "Ada Probst", "avoid_bending": True, "begin_date": "2027-03-18"}))
    out = tmp_path / "form.pdf"
    done = RUN.invoke(build(), ["form", "transitional-assignment", "--out", str(out), "--values", str(values)])
    assert done.exit_code == 0
    fields = pypdf.PdfReader(io.BytesIO(out.read_bytes())).get_fields()
    assert (fields["worker_name"].value, fields["avoid_bending"].value) == ("Ada Probst", "/Yes")


def test_every_call_is_another_copy_and_a_key_signs_it(tmp_path):
    """Two prints are two copies; with a key file the code that can be typed is verified by that key."""
    generate(tmp_path / "keys")
    ids = set()
    for n in (1, 2):
        args = ["form", "transitional-assignment", "--out", str(tmp_path / f"{n}.pdf"), "--json"]
        done = RUN.invoke(build(), [*args, "--key-file", str(tmp_path / "keys" / "page.key")])
        ids.add(json.loads(done.stdout)["copy"])
        text = pypdf.PdfReader(tmp_path / f"{n}.pdf").pages[0].extract_text()
        assert json.loads(done.stdout)["copy"][:2] in text.replace(" ", "")
    assert len(ids) == 2
    assert all(len(i) == 10 and set(i) <= set(codes.ALPHABET) for i in ids)


@pytest.mark.parametrize("values", ["[1]", "{", '{"nobody": 1}', '{"duration": ["weeks_2"]}'])
def test_values_that_cannot_be_used_are_refused(tmp_path, values: str):
    """A file that is not one JSON object of known fields stops with exit code 2 and writes nothing."""
    file = tmp_path / "values.json"
    file.write_text(values)
    args = [sys.executable, "-c", "from api.cli import main; main()", "form", "transitional-assignment"]
    done = subprocess.run(
        [*args, "--out", str(tmp_path / "f.pdf"), "--values", str(file)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.strip()
    assert not (tmp_path / "f.pdf").exists()


def test_the_identity_check_is_never_printed(tmp_path):
    """A birth date in the values is refused: written by us it would prove nothing."""
    (tmp_path / "values.json").write_text('{"birth_date": "1980-02-29"}')
    args = ["form", "transitional-assignment", "--out", str(tmp_path / "f.pdf")]
    done = RUN.invoke(build(), [*args, "--values", str(tmp_path / "values.json")])
    assert isinstance(done.exception, Refused)
    assert not (tmp_path / "f.pdf").exists()


def test_forms_are_listed():
    """`workslip forms --json` gives one line of JSON for each form."""
    rows = [json.loads(line) for line in RUN.invoke(build(), ["forms", "--json"]).stdout.splitlines()]
    assert "transitional-assignment" in [r["form"] for r in rows]
    assert all(r["pages"] >= 1 for r in rows)


def test_the_table_says_who_fills_who_reads_and_what_is_needed():
    """Each of the twelve forms tells its edition, its hands, the values that we print, and whether Word has a copy."""
    rows = [json.loads(line) for line in RUN.invoke(build(), ["forms", "--json"]).stdout.splitlines()]
    assert {r["form"] for r in rows} == set(ALL)
    for row in rows:
        assert row["edition"] == Library().current(row["form"]).map.edition
        assert row["filled_by"]
        assert row["read_by"]
        assert row["needs"]
        assert row["word"] == ALL[row["form"]].word
    table = RUN.invoke(build(), ["forms"]).stdout
    assert all(row[key] in table for row in rows for key in ("form", "edition", "filled_by", "read_by"))
    assert table.count("also in Word") == sum(row["word"] for row in rows) > 0


def test_the_schema_of_the_values_is_printed():
    """`workslip form ID --schema` prints JSON Schema and needs no output file."""
    schema = json.loads(RUN.invoke(build(), ["form", "transitional-assignment", "--schema"]).stdout)
    assert schema["properties"]["avoid_bending"]["type"] == ["boolean", "null"]


@pytest.mark.parametrize("command", [["form", "transitional-assignment", "--out", "FILE"], ["forms"]])
def test_printing_loads_neither_database_nor_web(tmp_path, command: list[str]):
    """`workslip form` and `workslip forms` work where SQLAlchemy and FastAPI are not even installed."""
    args = [str(tmp_path / "f.pdf") if a == "FILE" else a for a in command]
    code = f"""
import sys
sys.modules["sqlalchemy"] = sys.modules["fastapi"] = None
from api.cli import build
build()({args!r}, standalone_mode=False)
heavy = {{"starlette", "psycopg", "procrastinate"}}
assert not heavy & {{m.split(".")[0] for m in sys.modules}}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_house_paper_has_a_word_copy(tmp_path):
    """`workslip form ID --word` writes the values into content controls, and one part alone if asked."""
    values, out = tmp_path / "values.json", tmp_path / "plan.docx"
    values.write_text(json.dumps({"worker_name": "Ada Probst", "plan_start": "2027-03-18", "objective": "other"}))
    args = ["form", "individual-return-to-work-plan", "--word", "--out", str(out)]
    assert RUN.invoke(build(), [*args, "--values", str(values), "--json"]).exit_code == 0
    found = word_values(out.read_bytes()).values
    assert [found[name] for name in ("worker_name", "plan_start", "objective")] == ["Ada Probst", "2027-03-18", "other"]
    assert RUN.invoke(build(), [*args, "--part", "plan"]).exit_code == 0
    assert "limitations" not in word_values(out.read_bytes()).values


@pytest.mark.parametrize(("part", "pages"), [("medical", 1), ("plan", 2)])
def test_a_part_is_printed_by_itself(tmp_path, part: str, pages: int):
    """`--part` gives those pages of the PDF alone; values of the other part are given and not printed."""
    values, out = tmp_path / "values.json", tmp_path / "part.pdf"
    values.write_text(
        json.dumps({"worker_name": "Ada Probst", "limitations": "CANARY-M", "agreed_objective": "CANARY-P"})
    )
    args = ["form", "individual-return-to-work-plan", "--part", part, "--out", str(out), "--json"]
    done = RUN.invoke(build(), [*args, "--values", str(values)])
    assert json.loads(done.stdout)["part"] == part
    reader = pypdf.PdfReader(out)
    fields = reader.get_fields()
    assert len(reader.pages) == pages
    assert ("limitations" in fields, "agreed_objective" in fields) == (part == "medical", part == "plan")
    assert ("CANARY-M" in str(fields), "CANARY-P" in str(fields)) == (part == "medical", part == "plan")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["transitional-assignment", "--word"], "has no Word copy"),
        (["individual-return-to-work-plan", "--part", "work"], "its parts are: medical, plan"),
        (["transitional-assignment", "--part", "plan"], "its parts are: none"),
        (["job-description", "--word", "--part", "plan"], "its parts are: none"),
    ],
)
def test_a_word_copy_that_does_not_exist_is_refused(tmp_path, args: list[str], said: str):
    """A form that is sent out, an unknown part in Word or PDF: one sentence, and nothing is written."""
    done = RUN.invoke(build(), ["form", *args, "--out", str(tmp_path / "f.docx")])
    assert said in str(done.exception)
    assert not (tmp_path / "f.docx").exists()


def test_a_sample_of_a_form_is_filled_and_unsigned(tmp_path):
    """`workslip form ID --sample` fills a form with invented values; a house paper's Word copy too."""
    out = tmp_path / "filled.pdf"
    done = RUN.invoke(build(), ["form", "provider-release-letter", "--sample", "--out", str(out)])
    assert done.exit_code == 0
    fields = pypdf.PdfReader(out).get_fields()
    assert fields["worker_name"].value
    assert fields["provider_signature"].value is None
    args = ["form", "modified-duty-assignment", "--sample", "--word", "--out", str(tmp_path / "filled.docx")]
    assert RUN.invoke(build(), args).exit_code == 0
    assert word_values((tmp_path / "filled.docx").read_bytes()).values["worker_name"]


@pytest.mark.parametrize("option", ["--values", "--key-file"])
def test_a_sample_takes_no_values_and_no_key(tmp_path, option: str):
    """A sample that is signed, or half real, could pass for a form of a case: refused."""
    args = ["form", "transitional-assignment", "--sample", "--out", str(tmp_path / "f.pdf"), option, "x.json"]
    assert "A sample has values of its own" in str(RUN.invoke(build(), args).exception)
    assert not (tmp_path / "f.pdf").exists()
