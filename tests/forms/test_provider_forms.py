"""The four forms a provider returns beside the transitional assignment, item by item against the samples."""

from __future__ import annotations

import pytest

from forms.definitions import ALL
from forms.meaning import (
    Allows,
    Avoid,
    CanHandle,
    CanPerform,
    DateOf,
    Identity,
    JobAsks,
    Medical,
    NothingToAvoid,
    Signature,
    StatusOf,
)
from forms.wording import GENETIC_INFORMATION
from templates.catalogue import GINA

JOB, EXAM = "temporary-assignment-job-description", "provider-examination-report"
LETTER, QUESTIONS = "provider-release-letter", "supplementary-questions"
RETURNED = (JOB, EXAM, LETTER, QUESTIONS)

# Sample program, "Restricted duty Job Description 2": every row that has a yes and a no, with its field here.
SAMPLE_ROWS = {
    "Lifting, moderate": "lift_moderate", "Lifting, light": "lift_light", "Carrying, heavy": "carry_heavy",
    "Carrying, moderate": "carry_moderate", "Carrying, light": "carry_light",
    "Reaching above shoulders": "reach_above_shoulders", "Straight pulling": "pull_straight",
    "Pulling hand over hand": "pull_hand_over_hand", "Dual simultaneous grasping": "grasp_with_both",
    "Operating mechanical equipment": "machinery", "Operating office equipment": "office_equipment",
    "Operating a motor vehicle": "drive", "Other": "other_requirement", "Walking": "walk", "Standing": "stand",
    "Sitting": "sit", "Crawling": "crawl", "Twisting": "twist", "Pushing": "push", "Stooping": "stoop",
    "Kneeling": "kneel", "Ability to read": "read", "Ability to type": "type", "Ability to write": "write",
    "Hearing": "hear", "Speaking": "speak", "Climbing stairs": "climb_stairs", "Simple grasp": "grasp_simple",
    "Repeated bending": "repeated_bending",
}  # fmt: skip


def boxes(name):
    """How many boxes to tick the form has."""
    return sum(len(f.options) or 1 for f in ALL[name].fields if f.kind in ("check", "radio"))


def with_meaning(name, *kinds):
    """Fields whose meaning is of these kinds."""
    return [f for f in ALL[name].fields if isinstance(f.meaning, kinds)]


def test_the_job_description_has_every_row_of_the_sample_twice():
    """Each physical row has the supervisor's tick, written by us, and the provider's yes and no, kept apart."""
    rows = with_meaning(JOB, Allows, CanHandle)
    assert {f.name for f in rows} == set(SAMPLE_ROWS.values())
    assert all([o.value for o in f.options] == ["yes", "no"] and f.writer == "office" for f in rows)
    ticks = with_meaning(JOB, JobAsks)
    assert {f.meaning.row for f in ticks} == {f.name for f in rows}
    assert all(f.writer == "us" and f.name != f.meaning.row for f in ticks)


def test_the_job_description_names_eight_functions():
    """Words of the supervisor, yes or no of the provider."""
    asked = with_meaning(JOB, CanPerform)
    assert [f.meaning.of for f in asked] == [f"function_{n}" for n in range(1, 9)]
    assert {ALL[JOB].fields[[f.name for f in ALL[JOB].fields].index(f.meaning.of)].writer for f in asked} == {"us"}


def test_the_examination_report_asks_what_the_sample_asks():
    """Three findings, three statuses, five levels and two ends, seven rows of four, four kinds with two boxes each."""
    assert [len(f.options) for f in with_meaning(EXAM, Medical) if f.options] == [3, 3, 3]
    assert [len(f.options) for f in with_meaning(EXAM, StatusOf)] == [3]
    rows = {f.name: [o.value for o in f.options] for f in with_meaning(EXAM, Allows)}
    levels = ["sedentary", "light", "medium", "heavy", "very_heavy"]
    assert rows.pop("lifting") == ["no_lifting", *levels, "no_limit"]
    assert list(rows) == ["bend", "squat", "kneel", "sit", "stand", "walk", "drive"]
    assert all(options == ["not_at_all", "occasional", "frequent", "constant"] for options in rows.values())
    boxed = [(f.meaning.activity, f.meaning.also, f.meaning.side) for f in with_meaning(EXAM, Avoid)]
    assert sorted(boxed) == sorted([
        ("climb.stairs", (), "unstated"), ("climb.ladder", (), "unstated"), ("reach", (), "right"),
        ("reach", (), "left"), ("grasp", (), "right"), ("grasp", (), "left"), ("push", ("pull",), "right"),
        ("push", ("pull",), "left"),
    ])  # fmt: skip
    assert {f.name for f in with_meaning(EXAM, Medical)} == {
        "history", "consistent", "work_related", "affects_recovery", "explanation", "diagnosis", "treatment_plan",
    }  # fmt: skip


def test_the_examination_report_can_be_filed_in_two_parts():
    """Nothing medical stands on the page that says which work is safe, and no limit on the medical page."""
    medical, work = (tuple(f for block in page for f in block.fields) for page in ALL[EXAM].pages)
    assert not any(isinstance(f.meaning, Medical) for f in work)
    assert not any(isinstance(f.meaning, Allows | Avoid | StatusOf) for f in medical)


def test_the_letter_asks_one_question():
    """Three answers of which one is picked, four lines of conditions, the effective date, and a line to sign on."""
    (answer,) = with_meaning(LETTER, StatusOf)
    assert [o.value for o in answer.options] == ["as_described", "under_conditions", "not_released"]
    by_name = {f.name: f for f in ALL[LETTER].fields}
    assert by_name["conditions"].lines == 4
    assert by_name["effective_date"].meaning == DateOf(what="effective_from")
    assert with_meaning(LETTER, Signature)


def test_the_questions_ask_what_the_playbook_asks():
    """What can the patient do, what to avoid, how long, when to look again, what would help; medicine and devices."""
    names = {f.name for f in ALL[QUESTIONS].fields}
    assert {"can_do", "must_avoid", "duration", "next_visit", "would_help", "full_duty_date", "course"} <= names
    assert {f.meaning.activity for f in with_meaning(QUESTIONS, Avoid)} == {
        "safety_sensitive", "device_at_work", "medication_required", "dressing_change",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "here"), [(JOB, 103), (EXAM, 56), (LETTER, 3), (QUESTIONS, 16)])
def test_the_inventory_counts_these_boxes(name, here):
    """The number of boxes to tick that the inventory of `forms/` tells."""
    assert boxes(name) == here


@pytest.mark.parametrize("name", RETURNED)
def test_the_office_writes_the_check(name):
    """Birth date, signature and its date are asked of the office; every section of boxes can be answered "nothing"."""
    required = [f.meaning for f in ALL[name].fields if f.required]
    assert required == [Signature(), DateOf(what="signed_date"), Identity(what="birth_date")]
    assert all(f.writer == "office" for f in ALL[name].fields if f.required)
    sections = {f.section for f in ALL[name].fields if f.section}
    assert {f.section for f in with_meaning(name, NothingToAvoid)} == sections


def test_the_genetic_information_paragraph_is_the_regulations():
    """Forms and letters print the same words of 29 CFR 1635.8(b)(1)(i)(B)."""
    assert GENETIC_INFORMATION == GINA
    assert GENETIC_INFORMATION in ALL[EXAM].model_dump_json()
    assert GENETIC_INFORMATION in ALL[JOB].model_dump_json()
