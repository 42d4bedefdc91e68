"""The fast ranking agrees with the match on every task, whatever reports are in force."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.demands import Demand, Task
from cases.in_force import Filed, in_force
from cases.matching import match
from cases.matching.ranking import as_job, prepare, rank
from cases.restrictions import MaxDaily, MaxHourly, MaxWeight, Never, Required, Restriction, Review
from tests.cases.samples import ASSIGNMENT, TODAY, cleared, light_job, report, restriction, returned_form, row
from tests.cases.test_algebra import CLEARED, RESTRICTIONS, demands
from tests.cases.test_truth import FEW, MANY

KNOWN = ASSIGNMENT.model_copy(update={"hours_per_day": 8, "days_per_week": 5, "overtime": False})
SPANNING = st.builds(
    Restriction,
    activity=st.sampled_from(("stand", "walk", "reach", "use_of_limb", "lift", "drive")),
    together=st.sampled_from(((), ("walk",), ("grasp",), ("carry",))),
    limits=st.sampled_from(
        (
            (Never(),), (MaxDaily(hours=2),), (MaxHourly(minutes=20),), (Required(what="helper"),),
            (MaxWeight(value=20, over_hours=2),), (MaxWeight(value=20, unless="helper"), MaxWeight(value=50)),
        )
    ),
    review=st.sampled_from((Review.CONFIRMED, Review.EXTRACTED, Review.REJECTED)),
    side=st.sampled_from(("right", "unstated")),
    effective_through=st.sampled_from((None, date(2026, 11, 22))),
)  # fmt: skip
SAYS = st.tuples(
    st.lists(RESTRICTIONS | SPANNING, max_size=3),
    st.lists(CLEARED, max_size=3),
    st.lists(st.sampled_from(("walk", "lift", "reach.overhead")), max_size=1),
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(("restricted",) * 5 + ("full_duty", "off_work", "unknown")),
            "signed": st.sampled_from((True, True, True, False)),
            "provider_role": st.sampled_from(("treating", "ime")),
            "exam_date": st.sampled_from((date(2026, 11, 12), date(2026, 11, 19))),
        }
    ),
    st.booleans(),
)


@st.composite
def rows(draw: st.DrawFn) -> Demand:
    """Any row; some name two activities, some are handled at once, some stand empty."""
    found = draw(demands())
    changes = draw(
        st.sampled_from(
            ({}, {}, {}, {"also": ("kneel",)}, {"together": "load"}, {"value": None}, {"activity": "drive"},
             {"activity": "stand", "measure": "per_day", "scale": "hours", "value": "2"}, {"activity": "other"})
        )
    )  # fmt: skip
    return found.model_copy(update=changes)


TASKS = st.lists(
    st.builds(
        Task,
        title=st.just("T"),
        hours_per_day=st.sampled_from((None, 3.0)),
        demands=st.lists(rows(), max_size=5).map(tuple),
    ),
    min_size=1,
    max_size=4,
)


def ranking_agrees(said, tasks, hours) -> None:
    """Every task comes out as `match` says."""
    filed = [
        Filed(
            report=report(*some, *free, unclear=tuple(open_), document=f"doc {n}", **status),
            received=TODAY,
            confirmed=confirmed,
        )
        for n, (some, free, open_, status, confirmed) in enumerate(said)
    ]
    reports, assignment = in_force(filed, TODAY), KNOWN.model_copy(update={"hours_per_day": hours})
    bank = {str(n): task for n, task in enumerate(tasks)}
    ranked = {each.task: each.outcome for each in rank(reports, prepare(bank), assignment)}
    assert ranked == {name: match(reports, as_job(task), assignment).outcome for name, task in bank.items()}


@FEW
@given(st.lists(SAYS, max_size=3), TASKS, st.sampled_from((8.0, None)))
def test_the_ranking_agrees_with_the_match(said, tasks, hours):
    """For one report or several, confirmed or not, signed or not, of one role or two."""
    ranking_agrees(said, tasks, hours)


@pytest.mark.soak
@MANY
@given(st.lists(SAYS, max_size=3), TASKS, st.sampled_from((8.0, None)))
def test_the_ranking_agrees_with_the_match_many(said, tasks, hours):
    """The same on 10,000 cases."""
    ranking_agrees(said, tasks, hours)


def test_the_best_comes_first_and_says_what_is_wrong_with_the_rest():
    """What fits, then what is open with its activities, then what is in conflict with its own."""
    reports = in_force(
        [Filed(report=report(restriction("bend"), cleared("walk")), received=TODAY, confirmed=True)], TODAY
    )
    bank = {
        "stoop": Task(title="Stoop", demands=(row("bend", "often"), row("walk", "often"))),
        "ask": Task(title="Ask", demands=(row("bend", "not_present"), row("see", "often"))),
        "walk": Task(title="Walk", demands=(row("bend", "not_present"), row("walk", "often"))),
    }
    found = rank(reports, prepare(bank), KNOWN)
    assert [(each.task, str(each.outcome)) for each in found] == [
        ("walk", "compatible"), ("ask", "undecided"), ("stoop", "conflict"),
    ]  # fmt: skip
    assert (found[1].undecided, found[2].conflicts) == (("see",), ("bend",))


def test_the_returned_form_against_the_light_job():
    """The sample form ranks its sample job as it matches it."""
    reports = in_force([Filed(report=returned_form(), received=TODAY, confirmed=True)], TODAY)
    (task,) = light_job().tasks
    at_four = KNOWN.model_copy(update={"hours_per_day": 4})
    (ranked,) = rank(reports, prepare({"bench": task}), at_four)
    assert ranked.outcome is match(reports, as_job(task), at_four).outcome
