"""The linter against its table: each finding where it has to come, and where it must not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cases.plans.against import outside, plan_against
from cases.plans.findings import CODES, start_blockers, week_blockers
from cases.plans.linting import lint
from tests.cases.plans.sample_plans import around, filed, from_table, plan, steps, the_report
from tests.cases.samples import restriction

TABLE = tomllib.loads((Path(__file__).parent / "lint.toml").read_text())["case"]


@pytest.mark.parametrize("case", TABLE, ids=lambda c: f"{c['finding']}: {c['because']}")
def test_a_case_of_the_table(case):
    """The named finding comes or does not, as the table says."""
    made, beside, policy = from_table(case)
    found = {each.code for each in lint(made, beside, policy)}
    assert (case["finding"] in found) is case["comes"], found


def test_the_table_has_every_code_both_ways():
    """No code is without a case where it comes and one where it does not."""
    for comes in (True, False):
        assert {case["finding"] for case in TABLE if case["comes"] is comes} == set(CODES)


def test_the_clean_plan_is_clean():
    """Nothing is found in a plan that has everything, and it may start."""
    assert lint(plan(), around()) == ()
    assert start_blockers(()) == ()


def test_sentences_are_sentences_without_a_word_of_the_report():
    """Every finding of the table says a whole sentence; none repeats what a provider wrote in words."""
    for case in TABLE:
        for each in lint(*from_table(case)):
            assert each.sentence[0].isupper() or each.sentence[0].isdigit()
            assert each.sentence.endswith(".")
    quoting = the_report().model_copy(
        update={"restrictions": (restriction("other", {"kind": "free_text", "text": "ZQX-LUPUS-77"}),)}
    )
    found = lint(plan(), around(filed=filed(quoting)))
    assert any(each.code == "week_question" for each in found)
    assert not any("ZQX" in each.model_dump_json() for each in found)


def test_tightened_restrictions_name_the_weeks_of_a_running_plan():
    """A new limit of 5 hours puts the weeks of 6 and 8 outside, and only those."""
    tighter = the_report(document="doc-2", exam_date="2026-11-20", signed_date="2026-11-20", max_hours_per_day=5)
    weeks = plan_against(plan(), filed(the_report(), tighter), around().jobs)
    assert outside(weeks) == (3, 4)


def test_a_report_of_the_middle_of_a_week_counts_from_its_exam():
    """The week is cut where the next exam begins to govern; what holds from Wednesday is not missed on Monday."""
    wednesday = the_report(document="doc-2", exam_date="2026-11-25", signed_date="2026-11-25", max_hours_per_day=3)
    (first, *_) = plan_against(plan(), filed(the_report(), wednesday), around().jobs)
    assert outside([first]) == (1,)


def test_unconfirmed_tightening_counts_before_anybody_confirmed_it():
    """A reading that nobody has looked at can forbid a week, and permits none."""
    tighter = the_report(document="doc-2", exam_date="2026-11-20", signed_date="2026-11-20", max_hours_per_day=5)
    (waiting,) = (each.model_copy(update={"confirmed": False}) for each in filed(tighter))
    weeks = plan_against(plan(), (*filed(the_report()), waiting), around().jobs)
    assert outside(weeks) == (3, 4)
    assert all(each.outcome != "compatible" for each in weeks)


def test_a_duty_is_not_answered_by_the_row_of_another():
    """The bench says how much it lifts; a second duty that says only how much it sits still has to be asked."""
    weeks = steps("4 h, 5 d: bench, standing watch x 4")
    (first, *_) = plan_against(plan(weeks=weeks), around().filed, around().jobs)
    assert "not_in_job" in {pair.code for pair in first.questions}


def test_questions_of_a_later_week_do_not_keep_the_first_from_starting():
    """A report reaches to week 2: the plan may start, and week 3 waits for a new report."""
    found = lint(plan(), around(filed=filed(the_report(expected_through="2026-12-06"))))
    assert {each.week for each in found} == {3, 4}
    assert not start_blockers(found, 1)
    assert not week_blockers(found, 2)
    assert week_blockers(found, 3)
