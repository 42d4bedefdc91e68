"""From reports to the count: statuses, weekly functions by matching, vague words, answers, what waits."""

from __future__ import annotations

from datetime import date

from cases.demands import Job, Task
from cases.in_force import Filed
from cases.osha import CaseFile, Kind, Says, Touches, Work, Worked, history_of, ledger, summary
from cases.osha.advice import advice_of
from cases.osha.decisions import Clarified, Decision, RoutineFunctions
from cases.restrictions import FreeText, MaxWeight, Status
from tests.cases.samples import job, load, report, restriction, row

EXAM = date(2026, 3, 2)
THROUGH = date(2026, 3, 16)
TODAY = date(2026, 4, 30)
PRESS = job(load(0, 10, actual_weight=8), load(10, 20, "not_present"), row("climb", "not_present"))


def filed(*said, confirmed: bool = True, day: date = EXAM, document: str = "doc-1", **status) -> Filed:
    """A report of that exam, in force from the exam on until the 16th unless `status` says otherwise."""
    dates = {"exam_date": day, "effective_from": day, "expected_through": THROUGH, "signed_date": day}
    return Filed(
        report=report(*said, document=document, **{**dates, **status}), received=day, confirmed=confirmed
    )  # fmt: skip


def decided(content, on: date = EXAM) -> Decision:
    """A decision of a named person."""
    return Decision(content=content, person="Casey Coordinator", reason="asked the supervisor", on=on)


REGULAR = decided(RoutineFunctions(job="job-1"))


def found(*reports: Filed, work: Job | None = PRESS, decisions: tuple[Decision, ...] = (REGULAR,), **more):
    """The summary of a case injured on the day of the exam."""
    return summary(CaseFile(injured=EXAM, filed=reports, job=work, decisions=decisions, **more), TODAY)


def test_a_limit_beyond_every_weekly_function_restricts_nothing():
    """No lifting over 50 lb, and the job lifts at most 10: 1904.7(b)(4)(iv)."""
    case = found(filed(restriction("lift", MaxWeight(value=50))))

    assert (case.counts.restricted, case.column) == (0, None)
    assert {each.rule for each in case.days} >= {"not_routine"}


def test_a_limit_on_a_weekly_function_counts_for_every_calendar_day():
    """3 to 16 March are 14 days, followed or not."""
    case = found(filed(restriction("lift", MaxWeight(value=5))))

    assert (case.counts.away, case.counts.restricted) == (0, 14)


def test_a_function_done_less_than_weekly_is_not_routine():
    """The same limit, where a person says that the lifting task comes once a month."""
    rare = PRESS.model_copy(update={"tasks": (*PRESS.tasks, Task(title="Ladder", demands=(row("climb", "often"),)))})
    no_climbing = filed(restriction("climb"))
    monthly = decided(RoutineFunctions(job="job-1", rare=("Ladder",)))

    assert found(no_climbing, work=rare).counts.restricted == 14
    assert found(no_climbing, work=rare, decisions=(monthly,)).counts.restricted == 0


def test_until_a_regular_job_is_named_nothing_is_found_to_be_free():
    """The case's job may be the assignment that was made to fit; so it counts, and the question says so."""
    case = found(filed(restriction("lift", MaxWeight(value=50))), decisions=())

    assert case.counts.restricted == 14
    assert case.questions["function_undecided"] == 14


def test_what_nobody_can_compare_counts_until_it_is_answered():
    """No demands on file, or a blank row under a limit: doubt goes toward recording."""
    limit = restriction("climb")
    blank = job(row("climb", None))

    for work in (None, job(), blank):
        assert found(filed(limit), work=work).counts.restricted == 14, work
    answer = decided(Clarified(report="doc-1", all_functions=True, full_shift=True))
    assert found(filed(limit), work=blank, decisions=(REGULAR, answer)).counts.restricted == 0


def test_fewer_hours_than_the_shift_are_a_restriction():
    """1904.7(b)(4)(i): kept from the full workday."""
    assert found(filed(max_hours_per_day=4)).counts.restricted == 14
    assert found(filed(max_hours_per_day=8)).counts.restricted == 0


def test_light_duty_alone_is_vague_and_recorded():
    """1904.7(b)(4)(vii), answered or not."""
    words = filed(restriction("other", FreeText(text="light duty")), max_hours_per_day=None, max_days_per_week=None)
    yes = decided(Clarified(report="doc-1", all_functions=True, full_shift=True))
    no = decided(Clarified(report="doc-1", all_functions=True, full_shift=False))

    assert found(words).counts.restricted == 14
    assert found(words).questions["vague"] == 14
    assert found(words, decisions=(REGULAR, yes)).counts.restricted == 0
    assert found(words, decisions=(REGULAR, no)).counts.restricted == 14
    assert "vague" not in found(words, decisions=(REGULAR, no)).questions


def test_off_work_then_restricted_then_released():
    """Three exams of one provider: each ends the one before."""
    case = found(
        filed(status=Status.OFF_WORK),
        filed(restriction("lift", MaxWeight(value=5)), day=date(2026, 3, 9), document="doc-2"),
        filed(
            day=date(2026, 3, 13), document="doc-3", status=Status.FULL_DUTY, max_hours_per_day=None,
            max_days_per_week=None, expected_through=None,
        ),
    )  # fmt: skip

    assert (case.counts.away, case.counts.restricted) == (6, 4)  # 3 to 8 March; 9 to 12 March
    assert case.questions.keys() == {"work_related"}


def test_a_next_visit_is_not_the_end_of_a_recommendation():
    """Without a written end it goes on to this day, and an estimate is asked for."""
    case = found(filed(status=Status.OFF_WORK, expected_through=None, next_visit=THROUGH))

    assert case.counts.away == (TODAY - EXAM).days
    assert case.counts.continuing
    assert "estimate" in case.questions


def test_a_limit_that_ends_earlier_than_its_report_stops_counting_there():
    """A step that is over restricts nothing."""
    case = found(filed(restriction("lift", MaxWeight(value=5), effective_through=date(2026, 3, 6))))

    assert case.counts.restricted == 4


def test_a_report_that_waits_is_a_question_and_no_count():
    """It may be another worker's; the deadline does not wait, so the log shows it."""
    case = found(filed(status=Status.OFF_WORK, confirmed=False))

    assert case.counts.away == 0
    assert "pending_report" in case.questions


def test_a_refused_description_is_never_off_work():
    """ "Not appropriate" refuses one assignment (domain 9): something is restricted, what is asked for."""
    (advice,) = advice_of(
        [filed(status=Status.PROGRAM_NOT_APPROPRIATE, max_hours_per_day=None, max_days_per_week=None)]
    )

    assert advice.says is Says.VAGUE
    assert advice.touches is Touches.UNDECIDED


def test_absent_while_restricted_counts_as_away_and_asks_whether_work_was_offered():
    """With suitable work refused it is a restricted day; without it, a day away."""
    limits = filed(restriction("lift", MaxWeight(value=5)))
    week = {"first": date(2026, 3, 3), "last": date(2026, 3, 9), "reported": EXAM}

    case = CaseFile(injured=EXAM, filed=(limits,), job=PRESS, decisions=(REGULAR,))
    absent = history_of(case.model_copy(update={"work": (Work(worked=Worked.ABSENT, **week),)}))
    refused = absent.model_copy(update={"work": (Work(worked=Worked.STAYED_HOME, **week),)})

    assert [d.question for d in ledger(absent, TODAY) if d.kind is Kind.AWAY] == ["suitable_work"] * 7
    assert not [d for d in ledger(refused, TODAY) if d.kind is Kind.AWAY]
