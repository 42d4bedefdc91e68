"""The nine steps: which may follow which, what each has to record, and no way around the talk with the member."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.errors import Conflict, Refused
from cases.recovery.steps import (
    FOLLOWS,
    Adjusted,
    Asked,
    Closed,
    Discussed,
    Entry,
    Intervened,
    Monitored,
    Planned,
    Recovery,
    Reported,
    Step,
    Supported,
    committee_due,
    concerned,
    next_steps,
    record,
    tell_committee,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = date(2026, 11, 23)
PLANNED = Planned(rests_on=2, with_member=True, with_provider=True)
HEARD = Discussed(held_on=DAY, concerns=False)
WORRIED = Discussed(held_on=DAY, concerns=True)
SUPPORTED = Supported(contact_every=7, care_in_time=True, expectations_heard=True, help_needed=False)
INTERVENED = Intervened(recommended_by_provider=True)
REPORTED = Reported(reports=1, sent_on=DAY, concerns=False)
WELL = Monitored(contact_on=DAY, as_expected=True)
SLOW = Monitored(contact_on=DAY, as_expected=False)
ADJUSTED, ASKED = Adjusted(noted=True), Asked(asked_on=DAY, with_release=True)
RECORDS = (
    PLANNED, HEARD, WORRIED, SUPPORTED, INTERVENED, REPORTED, WELL, SLOW, ADJUSTED, ASKED, Closed(why="returned"),
    Reported(reports=1, sent_on=DAY, concerns=True), Monitored(contact_on=DAY, as_expected=True, concerns=True),
)  # fmt: skip
FEW, MANY = settings(max_examples=200, deadline=None), settings(max_examples=10_000, deadline=None)


def done(*records, recovery: Recovery | None = None) -> Recovery:
    """The recovery after these steps."""
    recovery = recovery or Recovery()
    for each in records:
        recovery = record(recovery, len(recovery.entries), Entry(record=each, person="C. Contact", at=AT))
    return recovery


def test_all_steps_in_their_order():
    """From the plan to monitoring, more information, an adjustment, and the talk about it."""
    whole = done(PLANNED, HEARD, SUPPORTED, INTERVENED, REPORTED, SLOW, ASKED, ADJUSTED, HEARD, SUPPORTED, WELL)
    assert whole.step is Step.MONITORING
    assert done(Closed(why="returned"), recovery=whole).step is Step.CLOSED


def test_a_concern_leads_back_to_the_plan():
    """Seed 002 step 2: it is evaluated anew, and talked through anew."""
    worried = done(PLANNED, WORRIED)
    assert next_steps(worried) == {Step.PLAN, Step.CLOSED}
    with pytest.raises(Refused) as refused:
        done(SUPPORTED, recovery=worried)
    assert refused.value.code == "wrong_step"
    assert done(PLANNED, HEARD, SUPPORTED, recovery=worried).step is Step.SUPPORT


def test_a_concern_while_monitoring_leads_back_too():
    """The member may raise one at any contact."""
    later = done(
        PLANNED, HEARD, SUPPORTED, Monitored(contact_on=DAY, as_expected=True, concerns=True)
    )  # fmt: skip
    assert concerned(later)
    assert next_steps(later) == {Step.PLAN, Step.CLOSED}


@pytest.mark.parametrize(
    ("before", "bad", "why"),
    [
        ((), Planned(rests_on=1, with_member=False, with_provider=True), "without_member"),
        ((PLANNED, HEARD, SUPPORTED), Intervened(recommended_by_provider=False), "not_recommended"),
        ((PLANNED, HEARD, SUPPORTED, WELL), Adjusted(noted=False), "not_noted"),
        ((PLANNED, HEARD, SUPPORTED, SLOW), Asked(asked_on=DAY, with_release=False), "no_release"),
        ((PLANNED, HEARD, SUPPORTED, WELL), ASKED, "as_expected"),
    ],
)
def test_a_step_records_what_it_needs(before, bad, why):
    """What a step has to hold is asked for by name, and nothing is recorded without it."""
    with pytest.raises(Refused) as refused:
        done(*before, bad)
    assert refused.value.reasons == (why,)


def test_somebody_else_was_faster():
    """A step recorded on what has changed meanwhile is a conflict."""
    with pytest.raises(Conflict):
        record(done(PLANNED), 0, Entry(record=HEARD, person="C. Contact", at=AT))


def test_the_committee_hears_at_least_every_four_weeks():
    """Step 9: 28 days after the first step, then after each update; nothing is due once it is closed."""
    begun = done(PLANNED)
    assert committee_due(begun) == DAY + timedelta(days=28)
    told = tell_committee(begun, AT + timedelta(days=10))
    assert committee_due(told) == DAY + timedelta(days=38)
    assert committee_due(done(Closed(why="not_needed"), recovery=told)) is None
    assert committee_due(Recovery()) is None


def test_every_step_can_be_reached_and_left():
    """The table names every step, and only the end leads nowhere."""
    assert set(FOLLOWS) == {None, *Step}
    assert set().union(*FOLLOWS.values()) | {Step.CLOSED} == set(Step)
    assert [step for step, following in FOLLOWS.items() if not following] == [Step.CLOSED]


def no_way_around(choices: list) -> None:
    """After each plan and each adjustment the member hears it and has no concern, before anything else goes on."""
    recovery, agreed = Recovery(), False
    for said in choices:
        before = recovery
        try:
            recovery = done(said, recovery=recovery)
        except Refused:
            assert recovery == before
            continue
        if said.step in (Step.PLAN, Step.ADJUSTMENT):
            agreed = False
        elif said.step is Step.DISCUSSION:
            agreed = not said.concerns
        elif said.step is not Step.CLOSED:
            assert agreed, [each.record.step for each in recovery.entries]
        if getattr(said, "concerns", False):
            agreed = False
        assert recovery.entries[: len(before.entries)] == before.entries


@FEW
@given(st.lists(st.sampled_from(RECORDS), max_size=40))
def test_no_path_skips_the_talk_with_the_member(choices):
    """Whatever is tried in whatever order."""
    no_way_around(choices)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(st.lists(st.sampled_from(RECORDS), max_size=60))
def test_no_path_skips_the_talk_with_the_member_many(choices):
    """The same on 10,000 paths."""
    no_way_around(choices)
