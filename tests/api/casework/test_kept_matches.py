"""How jobs compare is kept under everything it rests on: what is shown is always what matching would say now."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

import pytest

from api.casework import kept_matches, matches
from api.casework.act import acting
from api.casework.in_force import in_force_on
from api.identity.users import principal_of_login
from api.store.tables import Case, Job
from cases.demands import Assignment
from tests.api.web.scenario import a_reply, bench_job, day, print_copy, send
from tests.api.web.test_papers import confirmed_case

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def matched(monkeypatch) -> list[str]:
    """Nothing is kept from another test; the titles of the jobs that were really matched, in their order."""
    titles, work_out = [], matches.match

    def watched(reports, job, *args, **more):
        titles.append(job.title)
        return work_out(reports, job, *args, **more)

    monkeypatch.setattr(kept_matches, "_kept", {})
    monkeypatch.setattr(matches, "match", watched)
    return titles


@pytest.fixture
def at_a_glance(store):
    """All jobs on file against what is in force for a case: title, outcome, number of pairs, sentences."""

    def look(case: dict) -> list[tuple[str, str, int, list[str]]]:
        with store.database.transaction() as session:
            who = principal_of_login(session, "casey")
        with acting(store, who) as act:
            found = in_force_on(act, act.find(Case, uuid.UUID(case["id"])), date.fromisoformat(day(0)))
            jobs = act.session.scalars(act.own(Job).order_by(Job.created_at)).all()
            compared = matches.compare_with(act, uuid.UUID(case["id"]), found, jobs, Assignment(start=found.as_of))
            return [(e.job.demands.title, e.outcome, e.pairs, e.reasons) for e in compared]

    return look


def test_the_same_question_is_worked_out_once(ours, store, at_a_glance, matched) -> None:
    """Two looks at two jobs are two matches."""
    case = confirmed_case(ours, store)
    ours.post("/jobs", json={"demands": bench_job()})

    assert at_a_glance(case) == at_a_glance(case)
    assert len(matched) == 1  # both jobs ask for the very same


def test_a_changed_job_a_settled_pair_and_a_new_form_are_other_questions(ours, store, at_a_glance) -> None:
    """Each of them changes what is shown, at once and to what is worked out anew."""
    case = confirmed_case(ours, store, nothing_positioning=False, avoid_prolonged_sitting=True)
    seen = [at_a_glance(case)]
    asked = {"assignment": {"start": day(0)}}
    for pair in ours.post(f"/cases/{case['id']}/match", json=asked).json()["pairs"]:
        if pair["outcome"] == "undecided" and pair["resolvable"]:
            settled = {"pair": pair["key"], "reason": "breaks every half hour"}
            assert ours.post(f"/cases/{case['id']}/match/settlements", json=asked | settled).status_code == 200
    seen.append(at_a_glance(case))
    with store.database.transaction() as session:
        job = session.get_one(Job, uuid.UUID(case["job_id"]))
        job.demands = job.demands.model_copy(update={"hours_per_day": 9})
    seen.append(at_a_glance(case))
    send(ours, store, a_reply(print_copy(store, case), avoid_bending=True), salt="tighter")
    seen.append(at_a_glance(case))

    assert all(one != other for one, other in itertools.pairwise(seen))
    kept_matches._kept.clear()
    assert at_a_glance(case) == seen[-1]


def test_memory_is_bounded(monkeypatch) -> None:
    """With room for two the third begins anew."""
    monkeypatch.setattr(kept_matches, "MOST", 2)
    for what in ("one", "two", "three", "two"):
        found = kept_matches.remembered([what], lambda what=what: kept_matches.Brief("compatible", 1, (what,)))
        assert found.sentences == (what,)
    assert len(kept_matches._kept) <= 2
