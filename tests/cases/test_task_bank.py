"""The task bank: all of the sources' entries, with demands that can be matched and never promise too much."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from cases.demands import Assignment, Job
from cases.in_force import Filed, in_force
from cases.matching import match
from cases.programs.bank import BankTask, by_id, in_columns, light, typical
from cases.programs.task_bank import ASSIGNMENTS, CATEGORIES, TASK_BANK
from cases.restrictions import MaxWeight, Never, Report, Restriction, Review, Status, Strength, WorkStatus
from cases.scales import presence

TODAY = date(2026, 11, 20)


def outcome(entry: BankTask, *restrictions: Restriction):
    """The entry against a signed report with these restrictions."""
    status = WorkStatus(
        status=Status.RESTRICTED, signed=True, exam_date=TODAY, effective_from=TODAY,
        expected_through=date(2026, 12, 18), provider_name="Dr. Alex Sampleton",
    )  # fmt: skip
    report = Report(document="d", status=status, restrictions=restrictions)
    job = Job(title=entry.title, hours_per_day=8, days_per_week=5, overtime=False, tasks=(entry.task,))
    filed = [Filed(report=report, received=TODAY, confirmed=True)]
    return match(in_force(filed, as_of=TODAY), job, Assignment(start=TODAY, end=date(2026, 12, 1)))


def forbid(activity: str) -> Restriction:
    """Not at all, from a report that a person confirmed."""
    return Restriction(
        activity=activity, limits=(Never(),), strength=Strength.PROHIBITED, review=Review.CONFIRMED, **{"from": ("x",)}
    )


def test_both_sources_are_there_whole() -> None:
    """Eight kinds of work of the playbook and the twelve assignments of the sample program, each with its source."""
    assert (len(CATEGORIES), len(ASSIGNMENTS), len(TASK_BANK)) == (8, 12, 20)
    assert all(entry.source and entry.examples and entry.worth for entry in TASK_BANK.values())
    assert all(entry.accommodates for entry in CATEGORIES.values())


def test_work_that_only_fills_the_day_is_not_accepted() -> None:
    """Every entry says why somebody needs the work done."""
    with pytest.raises(ValidationError):
        BankTask(id="x", title="Watch films", examples=("sit",), worth="", source="nobody")


@pytest.mark.parametrize("entry", CATEGORIES.values(), ids=str)
def test_what_the_source_says_the_work_does_without_is_written_as_absent(entry: BankTask) -> None:
    """ "No lifting" and "no climbing" are demands of zero, so that such a restriction fits by the rules."""
    absent = {each.activity for each in entry.demands if presence(each) == "absent" and each.weight_high is None}
    for said, activity in (("no lifting", "lift"), ("no climbing", "climb"), ("no bending", "bend")):
        if said in entry.accommodates:
            assert activity in absent
            assert not outcome(entry, forbid(activity)).conflicts
    assert all(each.value != "always" for each in entry.demands)


@pytest.mark.parametrize("entry", TASK_BANK.values(), ids=str)
def test_no_entry_fits_by_itself_where_a_demand_is_missing(entry: BankTask) -> None:
    """A restriction of something that the bank does not assess stays a question: estimates clear nothing."""
    found = outcome(entry, forbid("radiation"))
    assert any("radiation" in pair.report.says for pair in found.undecided)


def test_reconditioning_assumes_nothing() -> None:
    """What a provider writes for one person has no typical demands, so it is never compatible by itself."""
    entry = TASK_BANK["reconditioning"]
    assert entry.demands == ()
    assert outcome(entry, forbid("lift")).outcome == "undecided"
    assert entry.row["often"] == "as the provider sets it"


def test_light_loads_meet_a_ten_pound_limit() -> None:
    """Lifting up to ten pounds is within a limit of ten, and above one of five it is not known to be."""
    entry = TASK_BANK["inventory"]
    ten, five = (
        Restriction(activity="lift", limits=(MaxWeight(value=v),), review=Review.CONFIRMED, **{"from": ("x",)})
        for v in (10, 5)
    )
    assert not [pair for pair in outcome(entry, ten).undecided if "lift" in pair.report.says]
    assert not outcome(entry, ten).conflicts
    assert any("lift" in pair.report.says for pair in outcome(entry, five).undecided)


def test_demands_are_said_in_three_columns() -> None:
    """Often, sometimes, not at all; lifting and carrying of one weight are one; a blank row is not named."""
    said = in_columns(typical(always="sit", often="stand", not_present="climb") + light(10))
    assert said == {
        "often": "sitting (all day), standing",
        "sometimes": "lifting and carrying 1–10 lb",
        "not_at_all": "climbing, lifting and carrying over 10 lb",
    }


def test_an_id_is_given_once() -> None:
    """Two entries of one id are a mistake in the data, not a silent replacement."""
    with pytest.raises(AssertionError):
        by_id((TASK_BANK["gate"], TASK_BANK["gate"]))
