"""One job against one case: verdicts with their boxes for who keeps the file, in the job's own words for others."""

from __future__ import annotations

import re
from datetime import date

import pytest

from api.identity.roles import Role
from api.web.desk.words import ISO_DAY, written_day
from tests.api.web.desk.conftest import CANARY, confirm
from tests.api.web.scenario import bench_job, day

pytestmark = pytest.mark.integration


@pytest.fixture
def heavy(ours) -> str:
    """A job with a task beside the bench in which 30 lb are lifted; its id."""
    lift = {"activity": "lift", "weight_low": 20, "weight_high": 30, "actual_weight": 30, "value": "often"}
    job = bench_job()
    job["title"] = "Loading dock"
    job["tasks"].append({"title": "Unload trucks", "demands": [lift | {"cell": "2. Lifting, 21-30 lb"}]})
    return ours.post("/jobs", json={"demands": job}).json()["id"]


def test_each_task_has_its_verdict_and_each_restriction_its_box(seat, case, heavy) -> None:
    """The task that conflicts comes first, says which figures, and leads to the box on the page."""
    page = seat().see(f"/cases/{case['id']}/match/{heavy}")

    assert page.index("Unload trucks") < page.index("Bench inspection")
    assert "10 lb" in page
    assert "Unload trucks: 2. Lifting, 21-30 lb" in page
    assert "#f-avoid_lift_over_10" in page
    assert "Make an offer of it" not in page


def test_a_supervisor_reads_verdicts_on_the_jobs_own_words_and_no_word_of_the_file(
    seat, ours, store, case, heavy
) -> None:
    """What conflicts, and nothing of why: no box, no report, no comment of the office."""
    confirm(ours, store, case, comments=f"{CANARY} to be watched")
    here = seat(Role.SUPERVISOR)
    ours.post(f"/cases/{case['id']}/supervisors", json={"user": str(here.user)})
    page = here.see(f"/cases/{case['id']}/match/{heavy}")

    assert f"/cases/{case['id']}/match/{heavy}" in here.see(f"/cases/{case['id']}")
    assert "Beyond the restrictions: not to be assigned." in page
    assert not [word for word in (CANARY, "/returns/", "Settle this", "Sampleton") if word in page]


def test_days_in_a_match_are_written_as_everywhere_here(seat, case) -> None:
    """In what a person reads; the fields of the form hold them as browsers want them."""
    page = seat().see(f"/cases/{case['id']}/match/{case['job_id']}?start={day(1)}")

    read = re.sub(r"<[^>]+>", " ", page)
    assert f"from {written_day(date.fromisoformat(day(1)))} to an unstated day" in read
    assert not ISO_DAY.search(read)


def test_days_that_there_are_not_are_said_and_stay_in_the_form(seat, case) -> None:
    """The sentence, what was typed, and the match of today meanwhile."""
    answer = seat().get(f"/cases/{case['id']}/match/{case['job_id']}?start=2026-02-31&hours=6")

    assert answer.status_code == 422
    assert "There is no such day. Correct the start." in answer.text
    assert 'value="2026-02-31"' in answer.text


def test_a_conflict_is_settled_by_nobody(seat, ours, case, heavy) -> None:
    """Whoever sends such a form is told what it takes; the match stays as it was, and what was written is there."""
    here = seat()
    found = ours.post(f"/cases/{case['id']}/match", json={"job": heavy, "assignment": {"start": day(1)}}).json()
    pair = next(each["key"] for each in found["pairs"] if each["outcome"] == "conflict")
    answer = here.submit(
        f"/cases/{case['id']}/match/{heavy}/settlement", pair=pair, outcome="compatible", reason="It will do.",
        start=day(1),
    )  # fmt: skip

    assert answer.status_code == 422
    assert "A conflict cannot be settled by a person" in answer.text
