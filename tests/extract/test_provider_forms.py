"""The round trip of the forms a provider returns: filled on a screen, read as a file, turned into restrictions."""

from __future__ import annotations

import pytest

from cases.restrictions import FreeText, MaxBand, MaxWeight, Never, Status
from extract import read_in_process
from extract.restrictions import derive
from forms.meaning import JobAsks
from forms.readings import ReadingStatus, Source
from tests.extract.provider_samples import BORN, EXAM, HOST, JOB, LETTER, QUESTIONS, form_of, sent
from tests.extract.samples import reading

pytestmark = pytest.mark.integration
VALUES = {
    JOB: {
        "worker_name": "Ana Ruiz", "function_1": "Answer the phone", "can_perform_1": "yes",
        "function_2": "Stack crates", "can_perform_2": "no",
        "job_lift_moderate": True, "lift_light": "yes", "lift_moderate": "no", "job_walk": True, "walk": "yes",
        "stoop": "no", "machinery_kind": "press", "machinery": "no", "next_visit": "2026-12-03",
    },
    EXAM: {
        "worker_name": "Ana Ruiz", "page_2_worker_name": "Ana Ruiz", "exam_date": "2026-11-12",
        "consistent": "yes", "work_related": "unsure", "diagnosis": "Lumbar strain", "treatment_plan": "Rest",
        "status": "with_restrictions", "lifting": "light", "bend": "not_at_all", "sit": "constant",
        "stand": "occasional", "not_ladders": True, "not_grasp_left": True, "next_visit": "2026-12-03",
        "next_visit_time": "10:30",
    },
    LETTER: {
        "worker_name": "Ana Ruiz", "release": "under_conditions", "conditions": "Seated tasks only",
        "printed_name": "R. Stone", "next_visit": "2026-12-03",
    },
    QUESTIONS: {
        "worker_name": "Ana Ruiz", "drowsy": True, "nothing_avoid": True, "duration": "weeks_2", "course": "slower",
        "full_duty_date": "2027-01-04",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def documents():
    """What is read from a filled copy of each form."""
    found = {}
    for name, values in VALUES.items():
        (found[name],) = read_in_process(sent(name, **values), "reply.pdf", evidence=False).documents
    return found


@pytest.mark.parametrize("name", sorted(VALUES))
def test_every_value_comes_back(documents, name):
    """Ticks, choices and dates of both writers are read as they were filled, words proposed; the signature is seen."""
    fields = documents[name].fields
    assert documents[name].form == name
    for field, value in VALUES[name].items():
        assert (fields[field].value or fields[field].guess) == value, field
        assert fields[field].source is Source.ACROFORM
    assert fields["birth_date"].value == BORN.isoformat()
    assert fields["provider_signature"].value is True
    boxes = [f.name for f in form_of(name).fields if f.kind in ("check", "radio")]
    assert {fields[n].status for n in boxes} == {ReadingStatus.ACCEPTED}
    assert [n for n in boxes if fields[n].value and n not in VALUES[name]] == []


def limits_of(document):
    """Activity and side -> limits."""
    return {(r.activity, r.side): r.limits for r in document.restrictions}


def test_the_examination_report_becomes_restrictions(documents):
    """Level, classes, sides; the class up to the whole day is no limit; nothing of page 1 is among them."""
    document = documents[EXAM]
    scale = {"scale": EXAM}
    assert limits_of(document) == {
        ("lift", "unstated"): (
            MaxWeight(value=20, frequency="occasional", **scale),
            MaxWeight(value=10, frequency="frequent", **scale),
        ),
        ("bend", "unstated"): (Never(),),
        ("stand", "unstated"): (MaxBand(band="occasional", scale="dot"),),
        ("climb.ladder", "unstated"): (Never(),),
        ("grasp", "left"): (Never(),),
    }
    assert document.work_status.status is Status.RESTRICTED
    assert document.work_status.exam_date.isoformat() == "2026-11-12"
    assert "Lumbar" not in document.report.model_dump_json()
    assert {"sit", "climb.stairs", "reach"} <= {c.activity for c in document.report.cleared}


def test_the_job_description_becomes_restrictions(documents):
    """Both writers are read apart, and only the provider's answers limit or clear."""
    document = documents[JOB]
    assert limits_of(document) == {
        ("other", "unstated"): (FreeText(text="cannot perform essential function 2: Stack crates"),),
        ("lift", "unstated"): (MaxWeight(value=15, scale="temporary-assignment"),),
        ("machinery", "unstated"): (Never(),),
        ("bend", "unstated"): (Never(),),
    }
    assert "walk" in {c.activity for c in document.report.cleared}
    ticks = {f.name for f in form_of(JOB).fields if isinstance(f.meaning, JobAsks)}
    rests_on = {n for r in document.restrictions for n in r.from_} | {
        n for c in document.report.cleared for n in c.from_
    }
    assert not ticks & rests_on


def test_the_letter_and_the_questions_become_one_status(documents):
    """Conditions wait for a person and then are words; an effect of medicine is a limit; both are signed."""
    letter = documents[LETTER]
    assert (letter.status, limits_of(letter)) == ("review", {})
    read = letter.fields | {"conditions": reading("Seated tasks only", source=Source.PERSON)}
    found = derive(form_of(LETTER), read, "doc-1")
    assert [r.limits for r in found.restrictions] == [(FreeText(text="Seated tasks only"),)]
    assert (letter.work_status.status, found.work_status.status) == (Status.RESTRICTED, Status.RESTRICTED)
    assert limits_of(documents[QUESTIONS]) == {("safety_sensitive", "unstated"): (Never(),)}
    assert documents[QUESTIONS].work_status.status is Status.RESTRICTED


def test_the_hosting_departments_signature_signs_nothing_of_the_providers():
    """Signed by the hosting department alone, the job description is unsigned."""
    (document,) = read_in_process(sent(JOB, signature=HOST, walk="yes"), "reply.pdf", evidence=False).documents
    assert document.fields["host_signature"].value is True
    assert "unsigned" in document.reasons
    assert document.report.cleared == ()
