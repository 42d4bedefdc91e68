"""Rows, levels and pick-ones of the forms a provider returns: three polarities, one model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.restrictions import FreeText, MaxBand, MaxWeight, Never, Required, Status, Strength
from extract.check import check, status_of
from extract.restrictions import derive
from forms.meaning import Allows, Ambiguous, Avoid, CanHandle, CanPerform, Medical
from forms.readings import ReadingStatus, Source
from tests.extract.provider_samples import (
    ASSIGNMENT,
    EXAM,
    JOB,
    LETTER,
    QUESTIONS,
    RETURNED,
    answered,
    derived,
    form_of,
    limits,
)
from tests.extract.samples import reading

WAITING = reading(None, "review", "handwritten")
DOUBT = reading(None, "review", "doubtful_mark")
LIMITED = {"status": "with_restrictions"}
NEVER = (Never(),)


def up_to(pounds, scale="temporary-assignment"):
    """A weight limit as the temporary assignment prints it."""
    return (MaxWeight(value=pounds, scale=scale),)


def reasons(name, **values):
    """What is to be said about a form that is answered like this."""
    return check(form_of(name), answered(name, **values))


def as_a_set(name, **values):
    """Restrictions without the readings they rest on, and without how the provider put it."""
    apart = {"from_": (), "strength": Strength.LIMIT}
    return {r.model_copy(update=apart) for r in derived(name, **values).restrictions}


# --- one state of a worker on three papers ----------------------------------------------------------------------------

AVOID = {a: f"avoid_{n}" for a, n in {
    "walk": "walking", "bend": "bending", "squat": "squatting", "twist": "twisting", "crawl": "crawling",
    "push": "pushing", "reach.overhead": "reaching_overhead",
}.items()}  # fmt: skip
CAN = {
    "walk": "walk", "bend": "stoop", "twist": "twist", "crawl": "crawl", "push": "push", "kneel": "kneel",
    "reach.overhead": "reach_above_shoulders", "sit": "sit", "stand": "stand", "drive": "drive",
    "climb.stairs": "climb_stairs",
}  # fmt: skip
SHARE = ("walk", "bend", "squat", "kneel", "sit", "stand", "drive")


def on_assignment(activities):
    """Avoid."""
    return as_a_set(ASSIGNMENT, **{AVOID[a]: True for a in activities})


def on_job(activities):
    """Can."""
    return as_a_set(JOB, **{CAN[a]: "no" for a in activities})


def on_exam(activities):
    """How much of the day; stairs are a box to avoid."""
    rows = {a: "not_at_all" for a in activities if a in SHARE}
    return as_a_set(EXAM, **LIMITED, **rows, not_fixed_stairs="climb.stairs" in activities)


@pytest.mark.parametrize(
    ("papers", "activities"),
    [
        ((on_assignment, on_job, on_exam), ("walk", "bend")),
        ((on_assignment, on_job), ("walk", "bend", "twist", "crawl", "push", "reach.overhead")),
        ((on_job, on_exam), ("walk", "bend", "kneel", "sit", "stand", "drive", "climb.stairs")),
        ((on_assignment, on_exam), ("walk", "bend", "squat")),
    ],
)
def test_one_state_of_a_worker_is_one_set_of_restrictions(papers, activities):
    """Avoid, can and how much give the same restrictions wherever the papers can say the same (feature 30)."""
    first, *others = (paper(activities) for paper in papers)
    assert {r.activity for r in first} == set(activities)
    assert all(other == first for other in others)


def test_what_is_free_is_free_on_all_three():
    """Unmarked in an answered section, "yes", and "constant" all clear the activity; nothing else does."""
    said = (
        derived(ASSIGNMENT, avoid_bending=True),
        derived(JOB, walk="yes"),
        derived(EXAM, **LIMITED, walk="constant"),
    )
    assert all("walk" in {c.activity for c in each.report.cleared} for each in said)
    assert not any("walk" in each.report.unclear for each in said)


# --- how much: classes and levels -------------------------------------------------------------------------------------


def test_a_class_is_kept_with_the_scale_that_our_printing_defines():
    """Occasional and frequent are thirds of the day by the DOT, as printed over the column."""
    found = limits(EXAM, **LIMITED, bend="occasional", stand="frequent")
    assert found == {
        "bend": (MaxBand(band="occasional", scale="dot"),),
        "stand": (MaxBand(band="frequent", scale="dot"),),
    }


def test_no_column_is_called_none():
    """The sample's "None" may mean no bending or no limitation; ours asks how much: not at all, or a share."""
    for field in form_of(EXAM).fields:
        if isinstance(field.meaning, Allows) and field.meaning.activity != "lift":
            assert [o.value for o in field.options] == ["not_at_all", "occasional", "frequent", "constant"]
            assert not any("none" in o.label.lower().split(",")[0] for o in field.options)
            assert field.meaning.options["not_at_all"] == NEVER


@pytest.mark.parametrize(
    ("level", "occasional", "frequent"),
    [
        ("sedentary", MaxWeight(value=10, operator="<", frequency="occasional", scale=EXAM), 5),
        ("light", MaxWeight(value=20, frequency="occasional", scale=EXAM), 10),
        ("medium", MaxWeight(value=50, frequency="occasional", scale=EXAM), 20),
        ("heavy", MaxWeight(value=100, frequency="occasional", scale=EXAM), 50),
    ],
)
def test_levels_have_the_numbers_this_form_prints(level, occasional, frequent):
    """Medium is 20 lb frequently here, not the dictionary's 25, and sedentary is less than 10."""
    often = MaxWeight(value=frequent, frequency="frequent", scale=EXAM)
    assert limits(EXAM, **LIMITED, lifting=level) == {"lift": (occasional, often)}


def test_no_most_is_made_up_for_very_heavy():
    """The form prints "over 100 lb" occasionally, which is no maximum, and 100 lb frequently, which is one."""
    often = MaxWeight(value=100, frequency="frequent", scale=EXAM)
    assert limits(EXAM, **LIMITED, lifting="very_heavy") == {"lift": (often,)}


def test_two_levels_contradict():
    """Two marks in a pick-one: no value, a contradiction, status unknown."""
    twice = reading(None, "review", "two_marks")
    assert "contradiction" in reasons(EXAM, **LIMITED, lifting=twice, bend="occasional")
    found = derived(EXAM, **LIMITED, lifting=twice, bend="occasional")
    assert found.work_status.status is Status.UNKNOWN
    assert "lift" in found.report.unclear


# --- yes and no -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("light", "moderate", "expected", "decided"),
    [
        ("no", None, NEVER, True),
        ("yes", "no", up_to(15), True),
        ("yes", "yes", up_to(45), True),
        (None, "yes", up_to(45), True),
        ("yes", None, up_to(15), True),
        (None, "no", up_to(15), False),
        (DOUBT, "yes", up_to(45), False),
        ("yes", DOUBT, up_to(15), False),
        (None, None, None, False),
    ],
)
def test_weight_rows_make_a_ladder(light, moderate, expected, decided):
    """The lowest no ends what is allowed, else the highest yes; a row nobody answered below it leaves it open."""
    found = derived(JOB, lift_light=light, lift_moderate=moderate)
    assert {r.activity: r.limits for r in found.restrictions} == ({"lift": expected} if expected else {})
    assert ("lift" in found.report.unclear) is not decided
    assert "lift" not in {c.activity for c in found.report.cleared}


def test_yes_above_a_no_contradicts():
    """Nobody who may not lift 15 lb may lift 45: the stricter answer stands, and a person looks."""
    assert "contradiction" in reasons(JOB, lift_light="no", lift_moderate="yes")
    assert limits(JOB, lift_light="no", lift_moderate="yes") == {"lift": NEVER}


def test_lifting_ends_at_45_pounds_and_carrying_need_not():
    """The form asks about heavy carrying only: three times yes clears carrying, twice yes never clears lifting."""
    found = derived(
        JOB, lift_light="yes", lift_moderate="yes", carry_light="yes", carry_moderate="yes", carry_heavy="yes"
    )
    assert {r.activity: r.limits for r in found.restrictions} == {"lift": up_to(45)}
    assert {c.activity for c in found.report.cleared} == {"carry"}


def test_a_weight_belongs_to_one_row():
    """The sample prints 15 and 45 lb in two rows each; ours begin above where the one before ends."""
    for activity in ("lift", "carry"):
        rungs = [
            f.meaning
            for f in form_of(JOB).fields
            if isinstance(f.meaning, CanHandle) and f.meaning.activity == activity
        ]
        rungs.sort(key=lambda rung: rung.low)
        assert [r.high for r in rungs[:-1]] == [r.low for r in rungs[1:]]
        assert rungs[0].low == 0


def test_yes_and_no_in_one_row_contradict():
    """Both boxes marked: neither counts, and the activity stays unclear."""
    both = reading(None, "review", "two_marks")
    assert "contradiction" in reasons(JOB, walk=both, stoop="no")
    assert "walk" in derived(JOB, walk=both, stoop="no").report.unclear


def test_a_part_allowed_of_what_is_forbidden_contradicts():
    """No stooping, yes to repeated bending."""
    assert "contradiction" in reasons(JOB, stoop="no", repeated_bending="yes", walk="no")


def test_a_part_forbidden_keeps_its_name_and_a_part_allowed_clears_nothing():
    """ "No" to repeated bending is no ban on bending; "yes" to it is no leave for all bending."""
    (no,) = derived(JOB, repeated_bending="no").restrictions
    assert (no.activity, no.qualifier, no.limits) == ("bend", "repeated bending", NEVER)
    assert "bend" not in {c.activity for c in derived(JOB, repeated_bending="yes").report.cleared}


def test_yes_to_a_named_machine_is_no_leave_for_every_machine():
    """What the supervisor specified is allowed, not the whole kind; "no" forbids the kind."""
    assert "machinery" not in {c.activity for c in derived(JOB, machinery="yes").report.cleared}
    assert limits(JOB, machinery="no") == {"machinery": NEVER}


def test_a_refused_function_stays_words():
    """ "No" to an essential function is never decided by machine; its words are told where they were read."""
    (plain,) = derived(JOB, can_perform_3="no").restrictions
    assert plain.limits == (FreeText(text="cannot perform essential function 3"),)
    (told,) = derived(JOB, can_perform_3="no", function_3="Stack crates").restrictions
    assert told.limits == (FreeText(text="cannot perform essential function 3: Stack crates"),)


def test_the_supervisors_tick_is_not_the_providers_answer():
    """What the job takes says nothing about the patient: neither a limit nor a clearance rests on it."""
    ticks = {f.name: True for f in form_of(JOB).fields if f.name.startswith("job_")}
    with_ticks, without = derived(JOB, walk="no", sit="yes", **ticks), derived(JOB, walk="no", sit="yes")
    assert with_ticks == without


# --- sides, words, silence --------------------------------------------------------------------------------------------


def test_a_side_is_kept_and_a_composite_row_expands():
    """ "Push/pull, right" restricts both on that side, from one box; the other side's empty box clears neither."""
    found = derived(EXAM, **LIMITED, not_push_pull_right=True)
    assert {(r.activity, r.side, r.from_) for r in found.restrictions} == {
        ("push", "right", ("not_push_pull_right",)),
        ("pull", "right", ("not_push_pull_right",)),
    }
    assert {c.activity for c in found.report.cleared} == {"climb.stairs", "climb.ladder", "reach", "grasp"}


def test_an_untouched_row_is_undecided_whatever_stands_beside_it():
    """Rows answer by themselves: one answer clears no other row."""
    found = derived(EXAM, **LIMITED, bend="not_at_all", sit="constant")
    assert {"squat", "kneel", "stand", "walk", "drive", "lift"} <= set(found.report.unclear)
    assert reasons(EXAM, **LIMITED, bend="not_at_all", next_visit="2026-12-01") == ("untouched_section",)


@pytest.mark.parametrize(("form", "words"), [(EXAM, "other_limits"), (JOB, "additional_restrictions")])
def test_unread_words_clear_nothing(form, words):
    """A line that nobody has read yet may hold any limit."""
    rows = {"walk": "constant", **LIMITED} if form == EXAM else {"walk": "yes"}
    assert derived(form, **rows).report.cleared
    assert not derived(form, **rows, **{words: WAITING}).report.cleared


def test_unsigned_clears_nothing():
    """Yes without a signature is nobody's yes; no counts all the same."""
    found = derived(JOB, walk="yes", stoop="no", provider_signature=False)
    assert not found.report.cleared
    assert {r.activity for r in found.restrictions} == {"bend"}
    assert found.work_status.status is Status.UNKNOWN


def test_nothing_marked_is_told():
    """A signed form without any answer."""
    assert "nothing_marked" in reasons(JOB)
    assert "nothing_marked" in reasons(EXAM)
    assert "nothing_marked" in reasons(LETTER)


# --- status -----------------------------------------------------------------------------------------------------------


def test_full_duty_is_a_release_only_where_nothing_limits():
    """Alone it releases; beside a limit, a doubtful row or unread words it is unknown and for review."""
    alone = derived(EXAM, status="full_duty")
    assert (alone.work_status.status, alone.report.unclear) == (Status.FULL_DUTY, ())
    assert "no_end_date" not in reasons(EXAM, status="full_duty")
    assert derived(EXAM, status="full_duty", walk="constant").work_status.status is Status.FULL_DUTY
    for beside in ({"bend": "occasional"}, {"lifting": "heavy"}, {"not_ladders": True}, {"other_limits": WAITING},
                   {"bend": DOUBT}, {"not_ladders": DOUBT}, {"lifting": reading(None, "missing")}):  # fmt: skip
        assert derived(EXAM, status="full_duty", **beside).work_status.status is Status.UNKNOWN
        assert status_of(reasons(EXAM, status="full_duty", **beside)) == "review"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"status": "full_duty", "bend": "occasional"}, "contradiction"),
        ({"status": "with_restrictions"}, "contradiction"),
        ({"bend": "occasional"}, "no_status"),
        ({"status": "with_restrictions", "bend": "occasional"}, "no_end_date"),
        ({"exam_date": "2026-11-20"}, "contradiction"),
    ],
)
def test_each_failure_of_the_report_has_its_reason(values, reason):
    """Limits beside full duty, none below "within the limits below", no status, no end, an exam after the signature."""
    assert reason in reasons(EXAM, **values)
    assert status_of(reasons(EXAM, **values)) == "review"


def test_not_yet_is_off_work():
    """The report's own "unable to return" is about work at all."""
    assert derived(EXAM, status="unable").work_status.status is Status.OFF_WORK


@pytest.mark.parametrize(
    ("values", "status", "words"),
    [
        (
            {"release": "as_described"},
            Status.RESTRICTED,
            "released to the duties of the enclosed description, and to no other work",
        ),
        ({"release": "under_conditions", "conditions": "seated only"}, Status.RESTRICTED, "seated only"),
        ({"release": "not_released"}, Status.PROGRAM_NOT_APPROPRIATE, None),
        ({"release": reading(None, "review", "two_marks")}, Status.UNKNOWN, None),
        ({}, Status.UNKNOWN, None),
    ],
)
def test_the_letter_has_one_status(values, status, words):
    """Each answer is about the description only: never full duty, never off work (feature 2)."""
    found = derived(LETTER, **values)
    assert found.work_status.status is status
    assert [r.limits for r in found.restrictions] == ([(FreeText(text=words),)] if words else [])
    assert not found.report.cleared


@pytest.mark.parametrize(
    "values",
    [
        {"release": "as_described", "conditions": WAITING},
        {"release": "not_released", "conditions": "seated only"},
        {"release": "under_conditions"},
    ],
)
def test_conditions_belong_to_their_answer(values):
    """Conditions beside another answer, or an answer under conditions without any: a contradiction."""
    assert "contradiction" in reasons(LETTER, **values)
    assert derived(LETTER, **values).work_status.status is Status.UNKNOWN


def test_an_unsigned_letter_says_nothing():
    """The sample has no line to sign on; ours has, and without it there is no status."""
    found = derived(LETTER, release="as_described", provider_signature=False)
    assert found.work_status.status is Status.UNKNOWN
    assert "unsigned" in reasons(LETTER, release="as_described", provider_signature=False)


def test_the_questions_read_back_as_limits():
    """Effects of medicine and devices are limits or needs; words stay words; the length gives the last day."""
    found = derived(QUESTIONS, drowsy=True, device=True, must_avoid="no ladders", duration="weeks_2")
    assert {r.activity: r.limits for r in found.restrictions} == {
        "safety_sensitive": NEVER,
        "device_at_work": (Required(what="wearing the device at work"),),
        "other": (FreeText(text="no ladders"),),
    }
    assert found.work_status.status is Status.RESTRICTED
    assert found.work_status.expected_through.isoformat() == "2026-11-26"
    assert "contradiction" in reasons(QUESTIONS, nothing_avoid=True, must_avoid=WAITING)


# --- what must never happen -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RETURNED)
def test_nothing_medical_flows_into_restrictions(name):
    """History, findings, diagnosis and treatment change nothing of what is derived, whatever stands there."""
    form = form_of(name)
    medical = [f for f in form.fields if isinstance(f.meaning, Medical)]
    canaries = {f.name: f.options[0].value if f.options else "CANARY no lifting" for f in medical}
    base = {"walk": "no"} if name == JOB else {"bend": "not_at_all", **LIMITED} if name == EXAM else {}
    assert derived(name, **base, **canaries) == derived(name, **base)
    assert len(medical) == (7 if name == EXAM else 0)


ROWS = [
    f.name for n in (JOB, EXAM) for f in form_of(n).fields if isinstance(f.meaning, Allows | CanHandle | CanPerform)
]
BOXES = [f.name for f in form_of(EXAM).fields if isinstance(f.meaning, Avoid)]


@settings(max_examples=80, deadline=None)
@given(st.data(), st.sampled_from([JOB, EXAM]))
def test_one_lost_answer_never_loosens(data, name):
    """A row that is doubted, or left empty, clears no more than before, and each limit it held is listed as unclear."""
    form = form_of(name)
    rows = [f for f in form.fields if isinstance(f.meaning, Allows | CanHandle)]
    boxes = [f.name for f in form.fields if isinstance(f.meaning, Avoid)]
    picks = {f.name: data.draw(st.sampled_from([None, *(o.value for o in f.options)])) for f in rows}
    ticks = {box: data.draw(st.booleans()) for box in boxes}
    given_values = {**picks, **ticks, **(LIMITED if name == EXAM else {})}
    lost = data.draw(st.sampled_from([*(f.name for f in rows), *boxes]))
    emptied = lost in picks and not isinstance(form.field(lost).meaning, CanHandle) and data.draw(st.booleans())
    readings = answered(name, **given_values)
    after = readings | {lost: reading(None) if emptied else DOUBT}
    before, now = derive(form, readings, "doc-1").report, derive(form, after, "doc-1").report
    assert {c.from_ for c in now.cleared} <= {c.from_ for c in before.cleared}
    gone = {(r.activity, r.limits) for r in before.restrictions} - {(r.activity, r.limits) for r in now.restrictions}
    assert {activity for activity, _ in gone} <= set(now.unclear)
    assert now.status.status is not Status.FULL_DUTY


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nothing_in_doubt_is_ever_free(data):
    """Whatever is answered around it: an activity whose row or box is in doubt is unclear and not cleared."""
    name = data.draw(st.sampled_from([JOB, EXAM]))
    form = form_of(name)
    asked = [f for f in form.fields if isinstance(f.meaning, Allows | CanHandle | Avoid)]
    free = {f.name: False if f.kind == "check" else f.options[-1 if name == EXAM else 0].value for f in asked}
    doubted = data.draw(st.sampled_from(asked))
    found = derive(form, answered(name, **(free | {doubted.name: DOUBT}), **(LIMITED if name == EXAM else {})), "doc-1")
    assert doubted.meaning.activity in found.report.unclear
    assert not any(doubted.name in c.from_ for c in found.report.cleared)
    assert DOUBT.status is ReadingStatus.REVIEW


def test_a_mark_under_ambiguous_words_stays_open_whoever_reads_it():
    """Trap: "None" under "level of limitation". A person who reads the mark has not read the words: still unclear."""
    form = form_of(EXAM)
    old = tuple(
        f.model_copy(update={"meaning": Ambiguous(activity="bend")}) if f.name == "bend" else f for f in form.fields
    )
    printing = form.model_copy(update={"fields": old})
    readings = answered(EXAM, **LIMITED, lifting="light", bend=reading("occasional", source=Source.PERSON))
    said = derive(printing, readings, "x").report
    assert "bend" in said.unclear
    assert "bend" not in {r.activity for r in said.restrictions} | {c.activity for c in said.cleared}
    assert "ambiguous_wording" in check(printing, readings)
