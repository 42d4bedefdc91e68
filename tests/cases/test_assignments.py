"""A running assignment against a newer report: what forbids holds it back at once, what frees waits for a person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.assignments import LIVE, State, Why, begins, may_resume, moved, outside, remaining
from cases.errors import Conflict
from cases.in_force import Filed, in_force
from cases.matching import Outcome, match
from cases.restrictions import MaxWeight, Never, Report
from tests.cases.samples import ASSIGNMENT, TODAY, cleared, job, load, matched, report, restriction, row
from tests.cases.test_alarm import ROWS, SAYS, said
from tests.cases.test_algebra import job_of
from tests.cases.test_truth import FEW, MANY

WORK = job(load(0, 10), row("bend", "not_present"), row("handle", "often"))
HELD = Filed(report=report(restriction("lift", MaxWeight(value=10)), cleared("handle")), received=TODAY, confirmed=True)


def newer(*parts, doubtful: tuple[str, ...] = (), **status) -> Filed:
    """A report that nobody has confirmed."""
    return Filed(report=report(*parts, document="fax-2", **status), received=TODAY, doubtful=doubtful)


def now(*filed: Filed, readings=None):
    """What of the work these reports forbid."""
    return outside(in_force([HELD, *filed], TODAY), WORK, ASSIGNMENT, (), readings or {})


def test_nothing_new_holds_nothing_back():
    """Within what is in force, nothing is outside."""
    assert now().codes == ()


@pytest.mark.parametrize(
    "tighter",
    [
        newer(restriction("handle", Never())),
        newer(restriction("lift", Never())),
        newer(status="off_work"),
        newer(restriction("lift", MaxWeight(value=10)), max_hours_per_day=4),
    ],
)
def test_a_tighter_reading_holds_the_work_back_before_anybody_confirmed_it(tighter):
    """The pairs are named; each rests on the unconfirmed report."""
    found = now(tighter)
    assert found.codes == (Why.OUTSIDE,)
    assert {pair.report.document for pair in found.pairs} == {"fax-2"}


def test_a_looser_reading_changes_nothing_until_a_person_has_confirmed_it():
    """Fewer limits, not confirmed: what was outside stays outside."""
    heavy = job(load(10, 20), row("handle", "often"))
    looser = newer(restriction("lift", MaxWeight(value=50)), cleared("handle"), exam_date=date(2026, 11, 20))
    before = outside(in_force([HELD], TODAY), heavy, ASSIGNMENT)
    after = outside(in_force([HELD, looser], TODAY), heavy, ASSIGNMENT)
    assert {p.key for p in before.pairs} <= {p.key for p in after.pairs}


def test_a_doubtful_mark_is_held_as_a_restriction():
    """Read as marked it would forbid handling: the work waits, though nobody knows yet whether it is marked."""
    waiting = newer(restriction("lift", MaxWeight(value=10)), doubtful=("avoid_handling",), unclear=("handle",))
    at_worst = report(restriction("lift", MaxWeight(value=10)), restriction("handle"), document="fax-2")
    assert now(waiting).codes == ()
    found = now(waiting, readings={"fax-2": (at_worst,)})
    assert found.codes == (Why.MAY_BE_OUTSIDE,)
    assert [pair.code for pair in found.in_doubt] == ["never"]


def test_an_assignment_that_begins_on_changed_ground_is_held_back():
    """Accepted, and meanwhile a reading forbids it, or what was settled is open again: it does not start by itself."""
    fits = match(in_force([HELD], TODAY), WORK, ASSIGNMENT)
    not_asked = matched(report(restriction("lift", MaxWeight(value=10))), WORK)
    assert (fits.outcome, not_asked.outcome) == (Outcome.COMPATIBLE, Outcome.UNDECIDED)
    assert begins(now(newer(restriction("handle"))), fits) == (State.SUSPENDED, (Why.OUTSIDE,))
    assert begins(now(), not_asked) == (State.SUSPENDED, (Why.UNDECIDED,))
    assert begins(now(), fits) == (State.RUNNING, ())


def test_what_keeps_work_held_back_is_named_with_its_source():
    """A reading that waits, a conflict, an open pair: each is a reason not to go on."""
    tight = newer(restriction("handle"))
    reports = in_force([HELD, tight], TODAY)
    why = may_resume(now(tight), match(reports, WORK, ASSIGNMENT), re_evaluation_open=True)
    assert [each.code for each in why] == ["re_evaluation_pending", "conflict", "undecided"]
    assert all(each.citation for each in why)
    fits = match(in_force([HELD], TODAY), WORK, ASSIGNMENT)
    assert may_resume(now(), fits, re_evaluation_open=False) == ()


def test_what_is_over_stays_over():
    """Stopped or ended work does not run again; live work can be held back, go on, stop and end."""
    for over in set(State) - LIVE:
        for to in State:
            with pytest.raises(Conflict):
                moved(over, to)
    assert moved(State.SUSPENDED, State.RUNNING) is State.RUNNING
    with pytest.raises(Conflict):
        moved(State.RUNNING, State.RUNNING)


def test_only_the_days_that_remain_are_looked_at():
    """From today on; work past its end keeps its last day."""
    assert remaining(ASSIGNMENT, TODAY).start == ASSIGNMENT.start
    assert remaining(ASSIGNMENT, date(2026, 12, 1)).start == date(2026, 12, 1)
    assert remaining(ASSIGNMENT, ASSIGNMENT.end + timedelta(days=9)).start == ASSIGNMENT.end


def what_its_match_forbids(old, new, rows, doubt: bool) -> None:
    """If the work with the unconfirmed report counted is in conflict, it is outside; never less than without it."""
    held = Filed(report=said("old", old), received=TODAY, confirmed=True)
    waiting = Filed(report=said("new", new), received=TODAY, doubtful=("x",) if doubt else ())
    work = job_of(rows)
    with_it, without = in_force([held, waiting], TODAY), in_force([held], TODAY)
    found, before = outside(with_it, work, ASSIGNMENT), outside(without, work, ASSIGNMENT)
    assert bool(found.codes) == (match(with_it, work, ASSIGNMENT).outcome is Outcome.CONFLICT)
    assert {p.key for p in before.pairs} <= {p.key for p in found.pairs}  # looser frees nothing
    alone: Report = said("new", new)
    if match(in_force([Filed(report=alone, received=TODAY, confirmed=True)], TODAY), work, ASSIGNMENT).conflicts:
        assert found.codes  # what the new report forbids, it forbids before anybody has confirmed it
        assert may_resume(found, match(with_it, work, ASSIGNMENT), re_evaluation_open=False)


@FEW
@given(SAYS, SAYS, ROWS, st.booleans())
def test_a_tighter_reading_always_suspends_and_a_looser_one_never_frees(old, new, rows, doubt):
    """On random reports and work."""
    what_its_match_forbids(old, new, rows, doubt)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@MANY
@given(SAYS, SAYS, ROWS, st.booleans())
def test_a_tighter_reading_always_suspends_many(old, new, rows, doubt):
    """The same on 10,000 cases."""
    what_its_match_forbids(old, new, rows, doubt)
