"""`workslip demands`: from filled papers to a job that a case can be matched against."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import build
from cases.demands import Job
from cases.errors import BadInput
from forms.codes import new_copy_id
from forms.definitions import ALL
from forms.editions import Library
from generate.copies import personalise
from generate.task_values import FORM
from generate.word_copies import word_copy
from tests.api.cli.test_casework import files, workslip  # noqa: F401 - fixtures
from tests.api.web.scenario import BIRTH, bench_job, day
from tests.extract.test_demands import absent

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("reader")]

TASK = Library().current(FORM)
JOB = Library().current("job-description")


def task_paper(title: str, **values: object) -> bytes:
    """A task assessment with every row answered, by default "none of it"."""
    head = {"task_title": title, "job_title": "Packer", "task_hours_per_day": 3}
    return personalise(TASK, absent(TASK.map) | head | values, new_copy_id(), None)


@pytest.fixture
def papers(tmp_path: Path):
    """Write papers; their paths."""

    def write(*contents: bytes) -> list[str]:
        paths = [tmp_path / f"{n}.bin" for n in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        return [str(path) for path in paths]

    return write


def test_the_papers_of_a_job_become_one_job(papers) -> None:
    """Two tasks, each with its own rows; a row that was left blank has no value. Words for people without --json."""
    paths = papers(task_paper("Pack", lift_0_10="often"), task_paper("Sweep", bending=None))
    done = CliRunner().invoke(build(), ["demands", *paths, "--json"])
    job = Job.model_validate_json(done.stdout)
    assert (job.title, [t.title for t in job.tasks]) == ("Packer", ["Pack", "Sweep"])
    assert [d.value for t in job.tasks for d in t.demands if d.activity == "bend"] == ["not_present", None]
    assert done.stderr == ""
    shown = CliRunner().invoke(build(), ["demands", *paths]).stdout
    assert "lifting 1–10 lb: often" in shown
    assert "bending: blank" in shown


def test_a_word_copy_of_the_job_description_is_taken_too(papers) -> None:
    """The Word copy that a supervisor filled in says the same as its PDF would."""
    copy = word_copy(ALL[JOB.map.form], JOB.map.code, {"job_title": "Packer", "standing": "frequent"})
    job = Job.model_validate_json(CliRunner().invoke(build(), ["demands", *papers(copy), "--json"]).stdout)
    assert [(d.activity, d.value, d.scale) for d in job.tasks[0].demands if d.value] == [
        ("stand", "frequent", "job-analysis")
    ]


def test_what_is_no_such_paper_is_a_sentence(papers) -> None:
    """No demands at all, or papers of two jobs: refused, saying what to do."""
    other = personalise(Library().current("transitional-assignment"), {}, new_copy_id(), None)
    assert "None of these files" in str(CliRunner().invoke(build(), ["demands", *papers(other)]).exception)
    two = papers(task_paper("Pack"), task_paper("Sort", job_title="Sorter"))
    done = CliRunner().invoke(build(), ["demands", *two, "--json"])
    assert isinstance(done.exception, BadInput)
    assert done.exception.code == "several_jobs"
    named = CliRunner().invoke(build(), ["demands", *two, "--json", "--title", "Floater"])
    assert Job.model_validate_json(named.stdout).title == "Floater"


def test_a_paper_that_was_read_is_matched(workslip, files, papers, tmp_path: Path) -> None:  # noqa: F811 - fixtures
    """From the filled paper to a case and its match: a row that was left blank is what the matcher asks about."""
    said = CliRunner().invoke(build(), ["demands", *papers(task_paper("Pack", bending=None)), "--json"]).stdout
    (tmp_path / "job.json").write_text(said)
    worker = files("worker.json", {"name": "Robin Example", "birth_date": BIRTH.isoformat()})
    case = workslip(
        "case", "add", "--json", "--worker", worker, "--job", tmp_path / "job.json", "--injury-date", day(-20)
    )
    found = workslip("match", case["id"], "--json", "--from", day(3), "--hours", 3, "--days", 5)
    assert found["outcome"] == "undecided"
    (blank,) = (p for p in found["pairs"] if p["code"] == "blank")
    assert "bending" in blank["demand"]["says"]
    assert json.loads(said)["title"] == "Packer" != bench_job()["title"]
