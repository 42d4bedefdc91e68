"""From reports to the count: statuses, weekly functions by matching, vague words, answers, what waits."""

from __future__ import annotations

from datetime import date

import pytest

from cases.demands import Job, Task
from cases.in_force import Filed
from cases.osha import CaseFile, Kind, Says, Touches, Work, Worked, history_of, ledger, summary
from cases.osha.advice import advice_of
from cases.osha.decisions import Clarified, Decision, Estimate, Leaving, Permanent, RoutineFunctions
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


def test_the_seven_days_run_from_the_day_the_recommendation_came():
    """It makes the case recordable at once, before the first recommended day: 1904.29(b)(3)."""
    case = found(filed(status=Status.OFF_WORK, effective_from=date(2026, 3, 5)))

    assert (case.learned, case.due) == (EXAM, date(2026, 3, 9))


def test_after_leaving_because_of_the_injury_the_estimate_counts():
    """1904.7(b)(3)(viii): the total is estimated; without an estimate it is asked for."""
    gone = decided(Leaving(on=date(2026, 3, 16), because_of_injury=True))
    whole = decided(Estimate(days="away", through=date(2026, 3, 26)))
    off = filed(status=Status.OFF_WORK)

    assert found(off, decisions=(gone,)).counts.away == 14
    assert "estimate" in found(off, decisions=(gone,)).questions
    assert found(off, decisions=(gone, whole)).counts.away == 24


def test_a_later_exam_takes_no_day_away_that_counted_before_it():
    """A begin date before its own exam may be a slip; looking back a report can only tighten."""
    off = filed(status=Status.OFF_WORK)
    later = filed(
        restriction("lift", MaxWeight(value=5)), day=date(2026, 3, 9), effective_from=date(2026, 3, 3), document="doc-2"
    )
    case = found(off, later)
    assert (case.counts.away, case.counts.restricted) == (6, 8)

    back = filed(status=Status.OFF_WORK, day=date(2026, 3, 9), effective_from=date(2026, 3, 3), document="doc-2")
    assert found(filed(restriction("lift", MaxWeight(value=5))), back).counts.away == 14


def test_an_unsigned_release_ends_no_count():
    """Full duty takes a signed one; without it the words are vague, and asked about."""
    release = {
        "day": date(2026, 3, 9), "document": "doc-2", "status": Status.FULL_DUTY, "max_hours_per_day": None,
        "max_days_per_week": None,
    }  # fmt: skip
    off = filed(status=Status.OFF_WORK)

    assert found(off, filed(**release)).counts.away == 6
    assert found(off, filed(**release)).counts.restricted == 0
    assert found(off, filed(**release, signed=False)).counts.restricted > 0
    assert "vague" in found(off, filed(**release, signed=False)).questions


def test_a_permanent_limit_has_no_end_until_the_employer_made_the_change_permanent():
    """The report alone stops nothing; the employer's decision does: 1904.7(b)(4)(xi)."""
    limits = filed(restriction("lift", MaxWeight(value=5)), permanence="permanent")
    kept = decided(Permanent(on=date(2026, 3, 12)))

    assert found(limits).counts.restricted == (TODAY - EXAM).days
    assert found(limits, decisions=(REGULAR, kept)).counts.restricted == 9


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


@pytest.mark.parametrize("told", [None, Status.RESTRICTED, Status.FULL_DUTY])
def test_days_on_which_modified_work_was_held_back_are_away_until_somebody_says_what_was_done(told):
    """They ask; a record of such a day counts instead, the mildest too; a full release asks nothing."""
    limits = [] if told is Status.FULL_DUTY else [restriction("lift", MaxWeight(value=5))]
    papers = (filed(*limits, status=told),) if told else ()
    two = {"first": date(2026, 3, 3), "last": date(2026, 3, 4), "reported": EXAM}
    held = Work(worked=Worked.ABSENT, held=True, **two)
    done = Work(worked=Worked.TRANSFER, first=date(2026, 3, 4), last=date(2026, 3, 4), reported=EXAM)
    case = CaseFile(injured=EXAM, filed=papers, job=PRESS, decisions=(REGULAR,), work=(held, done))

    days = {each.day: each for each in ledger(history_of(case), TODAY)}

    away, instead = days[date(2026, 3, 3)], days[date(2026, 3, 4)]
    expected = (Kind.NONE, "") if told is Status.FULL_DUTY else (Kind.AWAY, "held_back")
    assert (away.kind, away.question) == expected
    assert (instead.kind, instead.question) == (Kind.RESTRICTED, "")
