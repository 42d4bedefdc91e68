"""A filled demands paper as a job to match: the other way round than it is printed, and never looser than the paper."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.demands import Demand, Job
from cases.scales import presence
from extract.demands import UNREAD, demands_of
from forms.editions import Library
from forms.fields import Field, FormMap
from forms.meaning import Comments, DemandOf, Printed
from forms.readings import Demands, Reading, ReadingStatus
from forms.values import Given
from generate.task_values import FORM, values_of
from tests.cases.samples import cleared, job, matched, report, restriction
from tests.extract.samples import reading

TASK = Library().current(FORM).map
JOB = Library().current("job-description").map
OLD = [e.map for e in Library().all if e.map.form == FORM]
WHATS = {"task_title", "task_description", "task_hours_per_day", "task_with_breaks", "task_weekly_overtime",
         "task_analyst"}  # fmt: skip
NOTHING = {"hours": "0"}  # by scale; elsewhere "not_present"


def read(form: FormMap, values: dict[str, Given], **doubtful: Reading) -> Demands:
    """The demands of a paper with these values, all else surely empty."""
    readings = {f.name: reading(values.get(f.name)) for f in form.fields} | doubtful
    found = demands_of(form, readings)
    assert found is not None
    return found


def cells(form: FormMap, part: str = "value") -> list[Field]:
    """The fields of that part of all cells."""
    return [f for f in form.fields if isinstance(f.meaning, DemandOf) and f.meaning.part == part]


def absent(form: FormMap) -> dict[str, Given]:
    """Every row answered: none of it."""
    return {f.name: NOTHING.get(f.meaning.scale, "not_present") for f in cells(form)}


# --- there and back ---------------------------------------------------------------------------------------------------


def value_for(field: Field) -> st.SearchStrategy[Any]:
    """Something that a task can say in this field."""
    if field.kind == "radio":
        return st.sampled_from([o.value for o in field.options])
    if field.meaning.kind == "demand_of" and field.meaning.part != "description":
        return st.integers(0, 400) | st.sampled_from([0.5, 2.25, 17.5])
    if getattr(field.meaning, "what", "") in ("task_hours_per_day", "task_weekly_overtime"):
        return st.sampled_from([0.5, 2, 7.5, 8, 24])
    return st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40)


@st.composite
def tasks(draw: st.DrawFn, form: FormMap) -> dict[str, Given]:
    """The values of a task that the form can hold: any fields of its cells and its head, a title always."""
    head = [f for f in form.fields if isinstance(f.meaning, Printed) and f.meaning.what in WHATS]
    fields = [*head, *(f for f in form.fields if isinstance(f.meaning, DemandOf))]
    used = draw(st.sets(st.sampled_from([f.name for f in fields]), max_size=30)) | {"task_title"}
    return {name: draw(value_for(form.field(name))) for name in sorted(used)}


@pytest.mark.parametrize("form", OLD, ids=lambda m: m.edition)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_a_task_prints_is_what_the_paper_says(form: FormMap, data: st.DataObject):
    """values_of(task_of(x)) == x for every task that the form can hold, in every printing."""
    values = data.draw(tasks(form))
    found = read(form, values)
    assert values_of(found.job.tasks[0], form) == values
    assert found.left_out == {}


def test_a_task_comes_back_with_its_cells():
    """From a task to paper and back: the same demands, those of blank rows without a value, nothing else."""
    said = read(TASK, {"task_title": "Kitting", "job_title": "Packer", "lift_20_50": "sometimes",
                       "lift_20_50_actual_weight": "32 lb", "sit_per_day": "over_8"}).job  # fmt: skip
    (task,) = said.tasks
    assert (said.title, task.title) == ("Packer", "Kitting")
    assert [d for d in task.demands if d.value] == [
        Demand(activity="sit", measure="per_day", scale="hours", value="over_8",
               cell="1. Postures, sit, in the whole day"),
        Demand(activity="lift", value="sometimes", weight_low=20, weight_high=50, actual_weight=32,
               cell="2. Lifting and carrying, 21–50 lb"),
    ]  # fmt: skip
    assert {presence(d) for d in task.demands if not d.value} == {"blank"}
    assert len(task.demands) == len(cells(TASK))


def test_a_job_description_says_its_demands_with_their_notes():
    """The job's own scale, the load as weight, notes as words, the essential functions as the task."""
    found = read(JOB, {"job_title": "Stock clerk", "essential_functions": "Keep the shelves full", "analyst": "P. Lee",
                       "lifting": "occasional", "lifting_force": "40", "lifting_repetitions": "from_33_to_200",
                       "pushing": "frequent", "pushing_items": "hand truck", "crawling": "not_present"})  # fmt: skip
    (task,) = found.job.tasks
    assert (found.job.title, task.description, task.analyst) == ("Stock clerk", "Keep the shelves full", "P. Lee")
    said = {d.activity: d for d in task.demands if d.value}
    assert said["lift"] == Demand(activity="lift", scale="job-analysis", value="occasional", actual_weight=40,
                                  description="repetitions: 33–200", cell="Postures and loads, lifting")  # fmt: skip
    assert said["push"].description == "items: hand truck"
    assert presence(said["crawl"]) == "absent"


def test_a_form_that_asks_for_no_demands_has_none():
    """A doctor's report describes no job."""
    assert demands_of(Library().current("transitional-assignment").map, {}) is None


# --- doubt ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", [*cells(TASK), *cells(JOB)], ids=lambda f: f.name)
@pytest.mark.parametrize("how", ["doubtful", "blank", "never read"])
def test_a_cell_that_was_not_surely_read_holds_the_match_up(field: Field, how: str):
    """Whatever the machine would have guessed: that cell is named and undecided, not "not present"."""
    form = TASK if field in TASK.fields else JOB
    rows = absent(form)
    if field.meaning.measure == "at_one_time":  # a posture that takes no time in the whole day takes none at one time
        rows[field.name.replace("at_one_time", "per_day")] = "4"
    readings = {f.name: reading(rows.get(f.name)) for f in form.fields}
    readings[field.name] = reading(None, "review", "two_marks", guess="not_present") if how == "doubtful" else (
        reading(None))  # fmt: skip
    if how == "never read":
        del readings[field.name]
    found = demands_of(form, readings)
    assert found is not None
    (demand,) = (d for d in found.job.tasks[0].demands if d.cell == field.meaning.cell)
    assert demand.value is None
    names = {"doubtful": {field.name: "two_marks"}, "never read": {field.name: "not_read"}}
    assert found.left_out == names.get(how, {})
    if how != "blank" or demand.activity != "other":  # an "other" row that was left empty names nothing
        assert outcome(found.job, restriction(demand.activity)) in ("undecided", "conflict")
        assert outcome(found.job, cleared(demand.activity)) == "undecided"


def outcome(work: Job, said: Any) -> str:
    """Does this report permit that job for six hours a day?"""
    whole = work.model_copy(update={"hours_per_day": 6, "days_per_week": 5, "overtime": False})
    return str(matched(report(said), whole).outcome)


def test_a_paper_with_nothing_in_doubt_can_fit():
    """The same paper, every row answered "none of it", fits: what holds it up above is the one cell."""
    for form in (TASK, JOB):
        assert outcome(read(form, absent(form)).job, restriction("bend")) == "compatible"


@pytest.mark.parametrize("text", ["30 kg", "20-30", "about 30", "30/40", "thirty", "3O"])
def test_a_weight_that_is_no_plain_number_of_pounds_is_left_out(text: str):
    """Another unit, a range, words: the band stands without it, and the field is named."""
    found = read(TASK, absent(TASK) | {"lift_20_50": "often", "lift_20_50_actual_weight": text})
    (demand,) = (d for d in found.job.tasks[0].demands if d.value == "often")
    assert demand.actual_weight is None
    assert found.left_out == {"lift_20_50_actual_weight": "unfit_value"}


@pytest.mark.parametrize("words", [reading("lifts the drum on Fridays"), reading(None, "review", "handwritten")])
def test_comments_hold_the_match_up(words: Reading):
    """Words beside the rows may ask for more than the rows do: read or not, a person weighs them."""
    (field,) = (f for f in TASK.fields if isinstance(f.meaning, Comments))
    found = read(TASK, absent(TASK), **{field.name: words})
    (demand,) = (d for d in found.job.tasks[0].demands if d.cell == field.label)
    assert demand.description == (words.value or UNREAD)
    assert outcome(found.job, restriction("bend")) == "undecided"


def test_pages_that_did_not_arrive_leave_their_rows_open():
    """Page 2 is missing: its rows are named so, and none of them is taken for zero."""
    missing = {f.name: reading(None, "missing") for f in TASK.fields if TASK.places_of(f.name)[0].page == 2}
    found = read(TASK, absent(TASK), **missing)
    assert set(found.left_out.values()) == {"page_missing"}
    assert {d.value for d in found.job.tasks[0].demands if d.cell.startswith("3.")} == {None}


def test_a_head_that_was_not_read_is_named():
    """Hours and title that nobody has read are no hours and a title that says so."""
    unread = {n: reading(None, "review", "handwritten") for n in ("task_title", "task_hours_per_day")}
    found = read(TASK, {}, **unread)
    assert found.job.tasks[0].hours_per_day is None
    assert UNREAD in found.job.title
    assert set(found.left_out) == {"task_title", "task_hours_per_day"}
    assert {r.status for r in unread.values()} == {ReadingStatus.REVIEW}


def test_a_paper_is_read_into_a_job_that_the_service_takes():
    """What is shown is the job of `cases.demands`, word for word in JSON."""
    found = read(TASK, absent(TASK) | {"task_title": "Kitting"})
    assert Job.model_validate_json(found.job.model_dump_json()) == found.job
    assert matched(report(), found.job).pairs
    assert job().title
