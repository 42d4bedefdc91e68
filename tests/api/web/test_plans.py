"""Return-to-work plans over HTTP: made, linted, approved, started, revised, closed; and two papers of one plan."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from api.store.tables import AuditEntry
from cases.plans.policy import FOUR
from tests.api.web.scenario import day, open_case
from tests.api.web.test_entering import entry, hand_in

pytestmark = pytest.mark.integration
CANARY = "ZQX-LUPUS-77"
COMMITTEE = ["worker", "representative", "supervisor"]
ANSWERED = {"needed": False}
REVIEWED = {"step": "review", "opportunity": True, "concern": False}
PLANNED = {"step": "plan", "rests_on": 2, "with_member": True, "with_provider": True}


def a_plan(case: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Two weeks at the case's job, 4 and then 6 hours a day, from the day after tomorrow."""
    duty = [{"title": "Inspect parts", "job": case["job_id"]}]
    return {
        "start": day(2), "end": day(15), "objective": "pre_injury_job", "overtime": False,
        "progress": [{"what": "6 hours a day", "by_week": 2, "hours_per_day": 6}],
        "actions": [
            {"who": who, "what": "Talks about the week", "due": day(8), "review": day(9)}
            for who in ("worker", "supervisor")
        ],
        "duties_change": ANSWERED, "training": ANSWERED, "site_change": ANSWERED, "agreement_conflict": False,
        "weeks": [{"hours_per_day": h, "days_per_week": 5, "duties": duty} for h in (4, 6)],
        **more,
    }  # fmt: skip


def closing(**more: Any) -> dict[str, Any]:
    """A final meeting today that found another job."""
    said = {"held_on": day(0), "present": COMMITTEE, "outcome": "alternate_job", "own_jobs_looked_at": True}
    return {"closing": said | {"position": "Gate", "similar": True} | more}


def step(record: dict[str, Any], expected: int = 0, **more: Any) -> dict[str, Any]:
    """A step of recovery support to record."""
    return {"expected": expected, "record": record, **more}


# What the standing scenario of strangers sends (tests/api/web/test_strangers.py).
NOBODY = {"job_id": None}
BODIES: dict[str, Any] = {
    "make_plan": {"plan": a_plan(NOBODY)},
    "revise_plan": {"expected": 1, "plan": a_plan(NOBODY), "why": "correction", "note": "typing", "agreed_by": []},
    "answer_plan_question": {"pair": "x", "reason": "asked and answered"},
    "approve_plan": {"revision": 1, "party": "worker", "person": "Robin Example"},
    "authorise_plan": {"through": day(90), "person": "H. R.", "reason": "improving"},
    "distribute_plan": {"revision": 1, "party": "worker", "how": "by hand"},
    "close_plan": closing(),
    "print_plan": {},
    "record_recovery_step": step(PLANNED),
    "tell_the_committee": {"work": "modified", "next_update": day(20)},
    "record_committee_step": {"record": REVIEWED},
}


def case_in_force(http, store, **more: Any) -> dict[str, Any]:
    """A case with a confirmed report that a person entered: no lifting over 15 lb, 8 hours, 5 days."""
    case, document = open_case(http), hand_in(http, store)
    entered = http.post(f"/documents/{document}/entries", json=entry(case, **more))
    assert entered.status_code == 201, entered.text
    done = http.post(f"/replies/{entered.json()['id']}/confirmation", json={"note": "as on the page"})
    assert done.status_code == 200, done.text
    return case


def make(http, case: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A plan on file."""
    answer = http.post(f"/cases/{case['id']}/plans", json={"plan": a_plan(case, **more)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def codes(http, plan: dict[str, Any]) -> set[str]:
    """What the linter says."""
    return {each["finding"]["code"] for each in http.get(f"/plans/{plan['id']}/findings").json()["findings"]}


def settle_questions(http, plan: dict[str, Any]) -> None:
    """A person answers what is undecided in every week."""
    for each in http.get(f"/plans/{plan['id']}/findings").json()["findings"]:
        pair = each["finding"]["pair"]
        if pair:
            http.post(f"/plans/{plan['id']}/answers", json={"pair": pair, "reason": "asked the office"})


def approve(http, plan: dict[str, Any], *parties: str):
    """The answers to approvals of the current revision."""
    number = http.get(f"/plans/{plan['id']}").json()["revision"]
    return [
        http.post(f"/plans/{plan['id']}/approvals", json={"revision": number, "party": each, "person": "P. Person"})
        for each in parties
    ]


def revise(http, plan: dict[str, Any], expected: int, said: dict[str, Any], agreed=COMMITTEE):
    """The answer to a revision."""
    body = {"expected": expected, "plan": said, "why": "worker_asked", "note": "as discussed", "agreed_by": agreed}
    return http.post(f"/plans/{plan['id']}/revisions", json=body)


def problem(answer, status: int, code: str) -> dict[str, Any]:
    """A refusal of that kind."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()


def test_a_plan_from_draft_to_its_start(ours, store) -> None:
    """Linted, its questions answered by a person, approved by all four, handed out, started."""
    plan = make(ours, case_in_force(ours, store))
    start = f"/plans/{plan['id']}/start"
    assert "not_approved" in problem(ours.post(start), 409, "plan_not_ready")["reasons"]
    settle_questions(ours, plan)
    assert codes(ours, plan) == {"not_approved"}

    assert [a.status_code for a in approve(ours, plan, *FOUR)] == [201] * 4
    assert codes(ours, plan) == set()
    for party in ("human_resources", "worker", "supervisor", "representative", "manager"):
        handed = ours.post(f"/plans/{plan['id']}/handouts", json={"revision": 1, "party": party, "how": "by hand"})
    assert handed.json()["to_give"] == []
    started = ours.post(start)
    assert (started.status_code, started.json()["state"]) == (200, "running")
    problem(ours.post(start), 409, "already_started")


def test_a_week_beyond_the_limit_is_named_and_keeps_the_plan_from_approval(ours, store) -> None:
    """10 hours where the report allows 8: a finding, the week's number, and no approval."""
    case = case_in_force(ours, store)
    weeks = a_plan(case)["weeks"]
    plan = make(ours, case, weeks=[weeks[0], weeks[1] | {"hours_per_day": 10}])
    found = ours.get(f"/plans/{plan['id']}/findings").json()
    assert found["outside"] == [2]
    assert [w["outcome"] for w in found["weeks"]][1] == "conflict"
    (refused,) = approve(ours, plan, "worker")
    assert "week_conflict" in problem(refused, 409, "plan_has_findings")["reasons"]


def test_an_open_re_evaluation_keeps_a_plan_from_starting(ours, store) -> None:
    """Pain at work: what was approved waits until somebody has looked."""
    case = case_in_force(ours, store)
    plan = make(ours, case)
    settle_questions(ours, plan)
    approve(ours, plan, *FOUR)
    ours.post(f"/cases/{case['id']}/re-evaluations", json={"reason": "pain at work"})
    answer = problem(ours.post(f"/plans/{plan['id']}/start"), 409, "plan_not_ready")
    assert answer["reasons"] == ["re_evaluation_open"]


def test_revisions_are_numbered_kept_and_void_approvals(ours, store) -> None:
    """A stale number is a conflict, the supervisor alone is refused, and every revision is still there."""
    case = case_in_force(ours, store)
    plan = make(ours, case)
    settle_questions(ours, plan)
    approve(ours, plan, *FOUR)
    problem(revise(ours, plan, 1, a_plan(case, agreed="x"), ["supervisor"]), 409, "supervisor_alone")
    made = revise(ours, plan, 1, a_plan(case, agreed="half days at first"))
    assert made.status_code == 201, made.text
    assert (made.json()["revision"], made.json()["approved"]) == (2, [])
    assert len(made.json()["voided"]) == 4
    problem(revise(ours, plan, 1, a_plan(case, agreed="y")), 409, "stale_plan")
    problem(approve_old(ours, plan), 409, "stale_plan")
    kept = ours.get(f"/plans/{plan['id']}/revisions").json()
    assert [each["number"] for each in kept] == [1, 2]
    assert [each["plan"]["agreed"] for each in kept] == ["", "half days at first"]


def approve_old(http, plan):
    """An approval of the first revision."""
    return http.post(f"/plans/{plan['id']}/approvals", json={"revision": 1, "party": "worker", "person": "P. Person"})


def test_of_those_who_revise_at_once_one_does(ours, store) -> None:
    """Four who read revision 1: one writes revision 2, the others are told that it is there."""
    case = case_in_force(ours, store)
    plan = make(ours, case)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(revise, ours, plan, 1, a_plan(case, agreed=f"words {n}")) for n in range(4)]
        answers = [each.result() for each in asked]
    assert sorted(a.status_code for a in answers) == [201, 409, 409, 409]
    assert len(ours.get(f"/plans/{plan['id']}/revisions").json()) == 2


def test_the_union_comes_first(ours, store) -> None:
    """002, Committee 4: where the agreement is touched nobody approves before the local executive."""
    case = case_in_force(ours, store)
    plan = make(ours, case, agreement_conflict=True)
    settle_questions(ours, plan)
    (refused,) = approve(ours, plan, "worker")
    problem(refused, 409, "union_first")
    assert [a.status_code for a in approve(ours, plan, "union_executive", *FOUR)] == [201] * 5


def test_human_resources_let_a_plan_run_longer(ours, store) -> None:
    """120 days are too long until they authorise them (001 II.B.2)."""
    case = case_in_force(ours, store)
    duty = a_plan(case)["weeks"][0]
    plan = make(ours, case, end=day(91), weeks=[duty] * 13)
    assert "too_long" not in codes(ours, plan)
    plan = make(ours, case, end=day(92), weeks=[duty] * 13)
    assert "too_long" in codes(ours, plan)
    body = {"through": day(120), "person": "H. Resources", "reason": "still improving"}
    answer = ours.post(f"/plans/{plan['id']}/authorisations", json=body)
    assert answer.status_code == 201, answer.text
    assert "too_long" in codes(ours, plan)  # their word of today reaches 90 days
    problem(
        ours.post(f"/plans/{plan['id']}/authorisations", json=body | {"through": day(-1)}), 422, "authorisation_over"
    )


def test_closing_says_what_is_to_be_done(ours, store) -> None:
    """Recovered takes a release; another job closes it, and nothing of a closed plan changes."""
    case = case_in_force(ours, store)
    plan = make(ours, case)
    at = f"/plans/{plan['id']}/closing"
    refused = problem(ours.post(at, json=closing(outcome="recovered")), 409, "closing_refused")
    assert refused["reasons"] == ["not_released"]
    closed = ours.post(at, json=closing())
    assert closed.status_code == 200, closed.text
    assert {"osha_log", "close_file", "match"} <= {task["code"] for task in closed.json()["tasks"]}
    assert closed.json()["plan"]["state"] == "closed"
    problem(ours.post(at, json=closing()), 409, "plan_closed")
    problem(revise(ours, plan, 1, a_plan(case, agreed="x")), 409, "plan_closed")


def everything_in(pdf: bytes) -> bytes:
    """Every object and stream of a file."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        parts = [each.unparse(resolved=True) for each in document.objects]
        return b"\n".join([pdf, *parts, *(o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream))])


def test_the_plan_part_holds_nothing_of_the_medical_part(ours, store) -> None:
    """A diagnosis planted in every medical field: in the medical part, and in no other answer or paper."""
    case = case_in_force(ours, store)
    medical = {
        "job_injury": CANARY, "provider_name": CANARY, "provider_phone": CANARY, "limitations": CANARY,
        "abilities": CANARY, "treatment_ways": ["work-hardening"],
    }  # fmt: skip
    made = ours.post(f"/cases/{case['id']}/plans", json={"plan": a_plan(case), "medical": medical})
    at = f"/plans/{made.json()['id']}"
    paper = ours.post(f"{at}/papers/plan", json={"location": "Building B"})
    assert paper.content.startswith(b"%PDF")
    shown = [made.text, ours.get(at).text, ours.get(f"{at}/findings").text, ours.get(f"{at}/revisions").text]
    for text in (*shown, ours.get(f"/cases/{case['id']}/plans").text):
        assert CANARY not in text
        assert "hardening" not in text
    inside = everything_in(paper.content)
    assert not [piece for piece in (CANARY, "hardening", "1980") if piece.encode() in inside]
    assert b"Robin Example" in inside

    assert ours.get(f"{at}/medical-part").json()["limitations"] == CANARY
    assert CANARY.encode() in everything_in(ours.post(f"{at}/papers/medical", json={}).content)
    refused = ours.post(
        f"/cases/{case['id']}/plans", json={"plan": a_plan(case, accommodations=[{"way": "extended-therapy"}])}
    )
    assert refused.status_code == 422
    with store.database.transaction() as session:
        rows = [f"{r.action} {r.subject} {r.details}" for r in session.scalars(select(AuditEntry))]
    assert len(rows) > 5
    assert not any(CANARY in row for row in rows)


def test_too_many_weeks_for_the_form_are_said_so(ours, store) -> None:
    """The form has 13 rows; a longer plan is kept all the same."""
    case = case_in_force(ours, store)
    plan = make(ours, case, end=day(120), weeks=[a_plan(case)["weeks"][0]] * 17)
    problem(ours.post(f"/plans/{plan['id']}/papers/plan", json={}), 422, "too_many_weeks")


def test_a_job_of_nobody_is_not_named(ours, store) -> None:
    """A duty that names a job which is not there, or whose name is no id."""
    case = case_in_force(ours, store)
    for name in ("6b1c1c9a-1111-4111-8111-111111111111", "bench"):
        said = a_plan({"job_id": name})
        problem(ours.post(f"/cases/{case['id']}/plans", json={"plan": said}), 404, "not_found")


def test_unknown_profile(ours, store) -> None:
    """A profile is one of those with a source."""
    case = case_in_force(ours, store)
    problem(ours.post(f"/cases/{case['id']}/plans", json={"plan": a_plan(case), "policy": "x"}), 422, "unknown_policy")


def test_the_ways_to_accommodate_are_told(ours) -> None:
    """Eleven, each with its source."""
    ways = ours.get("/ways-to-accommodate").json()
    assert len(ways) == 11
    assert len(ours.get("/ways-to-accommodate", params={"lasts": "permanent"}).json()) == 2
    assert all(way["source"] for way in ways)
