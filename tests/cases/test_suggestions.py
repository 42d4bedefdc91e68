"""Suggestions change the work, never a limit, and come true: whoever applies one gets what it says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.demands import Assignment, Job, Task
from cases.in_force import Filed, InForce, in_force
from cases.matching import Match, Outcome, match
from cases.matching.suggestions import Suggestion, questions, suggestions
from cases.restrictions import MaxBand, MaxDaily, MaxWeight, Report, Required
from tests.cases.samples import ASSIGNMENT, TODAY, cleared, job, load, posture, report, restriction, row
from tests.cases.test_algebra import SAID, demands
from tests.cases.test_truth import FEW


def reports_of(said: Report) -> InForce:
    """One confirmed report in force."""
    return in_force([Filed(report=said, received=TODAY, confirmed=True)], TODAY)


def suggested(said: Report, work: Job, assignment: Assignment = ASSIGNMENT) -> tuple[Match, tuple[Suggestion, ...]]:
    """The match of a job and what would make it fit."""
    reports = reports_of(said)
    found = match(reports, work, assignment)
    return found, suggestions(reports, work, found, lambda *changed: match(reports, *changed))


def sentences(said: Report, work: Job, assignment: Assignment = ASSIGNMENT) -> list[str]:
    """What is suggested, best first."""
    return [each.sentence for each in suggested(said, work, assignment)[1]]


def test_a_heavy_lift_is_given_to_someone_else():
    """The 25 lb lift goes to a colleague, and the rest of the job fits."""
    said = report(restriction("lift", MaxWeight(value=20)), cleared("handle"))
    work = job(load(20, 50, actual_weight=25), row("handle", "often"))
    assert sentences(said, work) == ["Fits if lifting 21–50 lb is given to someone else."]


def test_fewer_hours():
    """A report that allows four hours is kept at four hours."""
    assert "Fits if it is 4 hours a day." in sentences(report(max_hours_per_day=4), job(row("bend", "not_present")))


def test_a_class_one_step_lower():
    """Twisting three hours a day is kept when "often" becomes "sometimes"."""
    said = report(restriction("twist", MaxBand(band="occasional", scale="dot")))
    assert sentences(said, job(row("twist", "often"))) == ["Fits if twisting is kept to sometimes."]


def test_hours_of_a_posture_are_kept_lower():
    """Three hours of standing become the two that are allowed; the stretch stays as it was."""
    said = report(restriction("stand", MaxDaily(hours=2)), cleared("stand"))
    found = sentences(said, job(posture("stand", "1", "3")[1]))
    assert found[0] == "Fits if standing is kept to 2 h a day in all."


def test_a_task_left_out():
    """Where a job has another task, the one in conflict can be left out."""
    tasks = (Task(title="Store", demands=(load(50, 100),)), Task(title="Desk", demands=(load(0, 10, "not_present"),)))
    work = job().model_copy(update={"tasks": tasks})
    assert "Fits if the task “Store” is left out." in sentences(report(restriction("lift", MaxWeight(value=10))), work)


def test_what_is_required_can_be_provided():
    """Recorded as missing it is a conflict; provided it fits."""
    said = report(restriction("sit", Required(what="helper")), cleared("bend"))
    without = ASSIGNMENT.model_copy(update={"not_provided": ("Helper",)})
    assert sentences(said, job(row("bend", "sometimes")), without) == ["Fits if helper is provided."]


def test_two_conflicts_take_both_changes():
    """Where one change leaves another conflict, all of them together are offered, and what each alone leaves."""
    said = report(restriction("lift", MaxWeight(value=10)), restriction("bend"))
    found = sentences(said, job(load(20, 50), row("bend", "often")))
    assert found[0] == "Fits if lifting 21–50 lb is given to someone else; bending is given to someone else."
    assert "Fewer conflicts if bending is given to someone else. 1 of 2 are left." in found


def test_off_work_has_no_suggestion():
    """No change of the work helps a worker who is off work."""
    assert sentences(report(status="off_work"), job(row("bend", "often"))) == []


def test_every_undecided_pair_has_its_question():
    """What is open is asked, of the provider or of the employer."""
    said = report(restriction("lift", MaxWeight(value=25)))
    found, _ = suggested(said, job(load(20, 50), row("bend", "often")))
    asked = {each.pair: each for each in questions(found)}
    assert set(asked) == {pair.key for pair in found.undecided}
    assert all(each.question and each.ask for each in asked.values())


def not_more(new: Job, old: Job) -> bool:
    """Whether a job asks nowhere for more than another, row by row."""
    order = ("not_present", "sometimes", "often", "always")

    def amount(each) -> float:
        return float(each.value) if each.scale == "hours" else order.index(each.value)

    kept = {task.title: task for task in new.tasks}
    rows = [
        pair
        for task in old.tasks
        if task.title in kept
        for pair in zip(kept[task.title].demands, task.demands, strict=True)
    ]
    return len(new.tasks) <= len(old.tasks) and all(
        amount(a) <= amount(b) and a.model_copy(update={"value": b.value}) == b for a, b in rows
    )


@FEW
@given(SAID, st.lists(demands(), min_size=1, max_size=4), st.sampled_from((4.0, 8.0)))
def test_a_suggestion_comes_true_and_touches_no_limit(said, rows, most):
    """Applied, it gives the outcome and the counts it says; the job asks for less, the reports are the same."""
    tasks = tuple(
        Task(title=f"T{n}", demands=(each.model_copy(update={"cell": f"row {n}"}),)) for n, each in enumerate(rows)
    )
    work = job().model_copy(update={"tasks": tasks})
    words = report(*said[0], *said[1], max_hours_per_day=most)
    reports = reports_of(words)
    found = match(reports, work, ASSIGNMENT)
    for each in suggestions(reports, work, found, lambda *changed: match(reports, *changed)):
        after = match(reports_of(words), each.job, each.assignment)
        assert (after.outcome, len(after.conflicts), len(after.undecided)) == (
            each.outcome,
            each.conflicts,
            each.undecided,
        )
        assert each.conflicts < len(found.conflicts)
        assert each.sentence.startswith("Fits") == (each.outcome is Outcome.COMPATIBLE)
        assert not_more(each.job, work)
        assert (each.assignment.hours_per_day or 0) <= (found.assignment.hours_per_day or 0)
        assert (each.assignment.start, each.assignment.end) == (ASSIGNMENT.start, ASSIGNMENT.end)
