"""The papers that stay in the house, against the lists of the samples they follow."""

from __future__ import annotations

from collections import Counter

import pytest

from cases.demands import Demand
from cases.scales import Span, presence, share
from forms.definition import Analysis, Definition, Facts, Grid, Prose, Table
from forms.definitions import (
    HOUSE_PAPERS,
    individual_plan,
    job_description,
    modified_duty,
    plan_worksheet,
    restricted_duty,
)
from forms.fields import Field
from forms.meaning import Approval, DemandNote, DemandOf, Identity, OfferAnswer, Printed

FORMS = [paper.FORM for paper in HOUSE_PAPERS]
JOB, RESTRICTED, WORKSHEET, PLAN, MODIFIED = FORMS


def labels(form: Definition, kind: type) -> list[str]:
    """The labels of all rows of a block kind, in order."""
    return [r.label for page in form.pages for b in page if isinstance(b, kind) for r in b.rows]


def names(form: Definition) -> list[str]:
    """The names of all fields, in order."""
    return [f.name for f in form.fields]


def fields(form: Definition) -> dict[str, Field]:
    """All fields by name."""
    return {f.name: f for f in form.fields}


def said(form: Definition) -> str:
    """Every printed paragraph of a form."""
    return " ".join(p for page in form.pages for b in page if isinstance(b, Prose) for p in b.paragraphs)


def test_they_are_the_five_papers_of_the_house():
    """Each paper has a Word copy, is not sent by fax, and nothing else of ours claims a Word copy."""
    assert [m.FORM for m in (job_description, restricted_duty, plan_worksheet, individual_plan, modified_duty)] == FORMS
    assert all(f.word and not f.patch and not f.reply for f in FORMS)


def test_the_number_of_fields_is_what_the_inventory_says():
    """A box that is lost or added by accident changes these numbers."""
    assert {f.id: len(f.fields) for f in FORMS} == {
        "job-description": 153,
        "restricted-duty-job-description": 21,
        "plan-development-worksheet": 57,
        "individual-return-to-work-plan": 96,
        "modified-duty-assignment": 35,
    }


# --- job description: 001, appendix B ------------------------------------------------------------------------------


def test_a_job_is_described_by_the_samples_rows():
    """Fifteen requirements with their sub-rows, in the sample's order; squatting and stooping are two rows here."""
    assert labels(JOB, Analysis) == [
        "Standing",
        "Sitting",
        "Driving",
        "Walking",
        "Lifting",
        "Carrying",
        "Pushing",
        "Pulling",
        "Squatting",
        "Stooping",
        "Crawling",
        "Climbing: stairs",
        "Climbing: ladders",
        "Reaching: overhead",
        "Reaching: below",
        "Kneeling",
        "Bending: knees",
        "Bending: elbows",
        "Bending: torso or back",
        "Hand: close grasp",
        "Hand: pinch",
        "Hand: fine manipulation",
    ]
    assert labels(JOB, Grid) == [
        "Noise",
        "Inside",
        "Outside",
        "Temperature changes",
        "Working hazards",
        "Dust, fumes, gases",
    ]
    asked = {"job_title", "essential_functions", "physical_demand_class", "tools", "accommodation"}
    assert asked <= set(names(JOB))


def test_every_requirement_has_the_samples_six_columns():
    """Share of time, force or weight, repetitions, distance or height, items, comments."""
    rows = [r for page in JOB.pages for b in page if isinstance(b, Analysis) for r in b.rows]
    for row in rows:
        share_, count, force, *words = row.fields
        assert (share_.kind, count.kind, force.kind) == ("radio", "radio", "text")
        assert isinstance(share_.meaning, DemandOf)
        assert [f.meaning.what for f in (count, *words)] == ["repetitions", "distance_or_height", "items", "comments"]
        assert len({f.meaning.cell for f in row.fields}) == 1


def test_repetition_classes_do_not_overlap_and_say_their_period():
    """The sample prints 33-200 and 200: one count, two classes, and no period."""
    count = fields(JOB)["lifting_repetitions"]
    assert [o.label for o in count.options] == ["0–32", "33–200", "over 200"]
    assert "in a workday" in count.tip
    assert {b.scales[1] for page in JOB.pages for b in page if isinstance(b, Analysis)} == {"Repetitions in a workday"}


def test_a_share_of_the_day_becomes_a_demand():
    """Each printed class is one of the job-analysis scale, "not at all" is absence, and a blank row says nothing."""
    standing = fields(JOB)["standing"]
    meaning = standing.meaning
    demands = [
        Demand(activity=meaning.activity, scale=meaning.scale, value=o.value, cell=meaning.cell)
        for o in standing.options
    ]
    assert [presence(d) for d in demands] == ["absent", "present", "present", "present"]
    shares = [share(o.value, meaning.scale) for o in standing.options[1:]]
    assert shares == [Span(0, 1 / 3), Span(1 / 3, 2 / 3), Span(2 / 3, 1)]
    assert presence(Demand(activity="stand", scale=meaning.scale, cell=meaning.cell)) == "blank"


def test_loads_carry_their_weight():
    """What is lifted or carried is a demand's weight; a push is a note to its row."""
    weights = [f.name for f in JOB.fields if isinstance(f.meaning, DemandOf) and f.meaning.part == "actual_weight"]
    assert weights == ["lifting_force", "carrying_force"]
    assert fields(JOB)["pushing_force"].meaning == DemandNote(
        activity="push", what="force", cell="Postures and loads, pushing"
    )


# --- restricted duty: 001, restricted duty job description 1 --------------------------------------------------------


def test_restricted_duty_has_the_samples_lines():
    """Position, supervisor, responsibilities, a lifting restriction and three more, the next appointment, with whom."""
    asked = {"position", "supervisor_name", "responsibilities", "next_visit", "next_visit_with"}
    assert asked <= set(names(RESTRICTED))
    assert [n for n in names(RESTRICTED) if n in ("lift_limit", "restriction_2", "restriction_3", "restriction_4")] == [
        "lift_limit",
        "restriction_2",
        "restriction_3",
        "restriction_4",
    ]


def test_restricted_duty_is_acknowledged_by_four_and_ends():
    """Employee, supervisor, union and Human Resources sign and date it; 90 days are the end without Human Resources."""
    assert approvals(RESTRICTED) == ["employee", "supervisor", "representative", "human_resources"]
    assert "next visit" in said(RESTRICTED)
    assert "90 days" in said(RESTRICTED)


def approvals(form: Definition) -> list[str]:
    """Who approves; each has a signature and a date."""
    found = [(f.meaning.who, f.meaning.part, f.kind) for f in form.fields if isinstance(f.meaning, Approval)]
    assert found[::2] == [(who, "signature", "signature") for who, _, _ in found[::2]]
    assert found[1::2] == [(who, "date", "date") for who, _, _ in found[::2]]
    return [who for who, _, _ in found[::2]]


# --- worksheet and plan: 003, appendices E and F -------------------------------------------------------------------


def test_the_worksheet_has_the_samples_head_and_tables():
    """Eight facts, abilities with restriction and its end, comments, operations by shift, department, group, name."""
    assert names(WORKSHEET)[:8] == [
        "worker_name",
        "staff_number",
        "worker_phone",
        "shift_department_group",
        "job_class",
        "seniority",
        "operation",
        "supervisor_name",
    ]
    assert names(WORKSHEET)[8:11] == ["ability_1", "restriction_1", "restriction_1_ends"]
    assert "committee_comments" in names(WORKSHEET)
    for column in ("shift", "department", "group", "name", "fits"):
        assert {f"operation_{n}_{column}" for n in range(1, 7)} <= set(names(WORKSHEET))


def test_the_plan_covers_ninety_days():
    """The sample's twelve weeks are 84 days and the limit is 90: a thirteenth row; hours, days and duties in each."""
    weeks = next(b for b in PLAN.pages[2] if isinstance(b, Table))
    assert [r.label for r in weeks.rows] == [str(n) for n in range(1, 14)]
    assert 7 * len(weeks.rows) >= 90 > 7 * (len(weeks.rows) - 1)
    assert all([f.kind for f in r.fields] == ["digits", "digits", "text"] for r in weeks.rows)


def test_four_approve_the_plan():
    """The program's text asks for four approvals where its form has three lines: the representative has one too."""
    assert approvals(PLAN) == ["employee", "supervisor", "manager", "representative"]


def test_the_plan_asks_what_the_sample_asks():
    """Head, limitations, abilities, objective A to D, actions with two dates, three questions with what is needed."""
    asked = set(names(PLAN))
    assert {"employer_name", "location", "worker_name", "birth_date", "claim_number", "job_injury"} <= asked
    assert {"injury_date", "worker_phone", "plan_start", "plan_finish", "finish_event"} <= asked
    assert {"limitations", "provider_name", "provider_contacted", "abilities", "agreed_objective"} <= asked
    assert [o.label[0] for o in fields(PLAN)["objective"].options] == ["A", "B", "C", "D"]
    for who in ("staff", "supervisor"):
        assert {f"{who}_action_1", f"{who}_action_1_due", f"{who}_action_1_review"} <= asked
    assert {"duties_change", "duties_change_which", "training", "training_which"} <= asked
    assert {"site_change", "site_change_which"} <= asked


def test_the_parts_of_the_plan_stand_on_pages_of_their_own():
    """Every page belongs to one part, so that each can be filed without the other."""
    assert [(p.id, p.pages) for p in PLAN.parts] == [("medical", (1,)), ("plan", (2, 3))]
    assert "personnel" in PLAN.parts[0].keep
    owners = Counter(page for part in PLAN.parts for page in part.pages)
    assert owners == dict.fromkeys(range(1, len(PLAN.pages) + 1), 1)


def test_nothing_medical_stands_in_the_plan_part():
    """Birth date, injury, claim, physician, limitations, abilities are on the medical pages only; the name on all."""
    medical = {"birth_date", "injury_date", "job_injury", "claim_number", "provider_name", "limitations", "abilities"}
    by_page = [
        {f.meaning.what for b in page for f in b.fields if isinstance(f.meaning, Printed)} for page in PLAN.pages
    ]
    assert medical <= by_page[0]
    assert not medical & (by_page[1] | by_page[2])
    assert all({"worker_name", "revision"} <= page for page in by_page)


# --- modified duty: 004, step 3 ------------------------------------------------------------------------------------


def test_an_assignment_has_the_playbooks_items_and_an_answer():
    """Worker, injury date, restrictions, tasks with schedule, supervisor, start, re-evaluation; accept or decline."""
    asked = set(names(MODIFIED))
    assert {"worker_name", "injury_date", "restrictions_attached", "supervisor_name"} <= asked
    assert {"start_date", "re_evaluation", "task_1", "task_1_days", "task_1_hours"} <= asked
    answer = fields(MODIFIED)["answer"]
    assert answer.meaning == OfferAnswer()
    assert [o.value for o in answer.options] == ["accept", "decline"]
    assert answer.writer == "office"
    assert approvals(MODIFIED) == ["employee", "supervisor"]


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_a_house_paper_never_stands_in_for_the_offices_check(form: Definition):
    """The birth date that an office writes is a check; a paper that we fill in proves nothing and claims nothing."""
    assert not any(isinstance(f.meaning, Identity) for f in form.fields)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.id)
def test_every_row_fills_its_table(form: Definition):
    """Heads, shares and every row's fields count alike; facts have a share for each field."""
    for block in (b for page in form.pages for b in page):
        if isinstance(block, Table):
            assert {len(block.heads), len(block.shares), *(len(r.fields) + 1 for r in block.rows)} == {len(block.heads)}
        if isinstance(block, Facts):
            assert [len(r) for r in block.rows] == [len(s) for s in block.shares]
