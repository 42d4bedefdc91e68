"""Each shape of clock on dates worked out by hand, in New York: clocks change on 8 March and 1 November 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from cases.clocks import Profile, Setting, State, wakes
from cases.clocks import clocks as clocks_of
from cases.clocks.rules import RULES
from tests.cases.clocks.samples import H, at, fact, items, one, only


def test_hours_are_elapsed_time_across_the_change_of_clocks():
    """24 hours after 10:00 on the eve of summer time is 11:00, and 9:00 on the eve of winter time (domain 9)."""
    spring = one(only("offer-24h"), "2026-03-07 12:00", fact(H.RESTRICTIONS_RECEIVED, "2026-03-07 10:00", "r"))
    autumn = one(only("offer-24h"), "2026-10-31 12:00", fact(H.RESTRICTIONS_RECEIVED, "2026-10-31 10:00", "r"))
    assert spring.due_at == at("2026-03-08 11:00")
    assert autumn.due_at == at("2026-11-01 09:00")


def test_a_day_lasts_until_the_employers_midnight():
    """Day 7 of an injury on Monday is the next Monday, whole, in the employer's zone, be it a weekend or not."""
    injury = fact(H.INJURY, "2026-03-02")
    assert one(only("osha-7d"), "2026-03-09 23:59", injury).state is State.DUE
    late = one(only("osha-7d"), "2026-03-10 00:00", injury)
    assert (late.state, late.due_on, late.due_at) == (
        State.LATE,
        date(2026, 3, 9),
        datetime(2026, 3, 10, 4, tzinfo=UTC),
    )
    saturday = one(only("osha-7d"), "2026-03-09 12:00", fact(H.INJURY, "2026-02-28"))
    assert (saturday.due_on, saturday.state) == (date(2026, 3, 7), State.LATE)


def test_an_injury_without_an_hour_counts_from_its_first_minute():
    """Never later than it may have been; the item says so, and notice with its hour settles it."""
    injury = fact(H.INJURY, "2026-03-02")
    found = one(only("notify-2h"), "2026-03-02 09:00", injury)
    assert (found.due_at, found.hour_unknown, found.state) == (at("2026-03-02 02:00"), True, State.LATE)
    known = one(only("notify-2h"), "2026-03-02 09:00", injury, fact(H.NOTICE, "2026-03-02 08:30"))
    assert (known.due_at, known.hour_unknown, known.state) == (at("2026-03-02 10:30"), False, State.DUE)


def test_who_was_told_before_notice_was_written_down_was_told():
    """The supervisor rang at 8:20, the coordinator wrote 8:30."""
    facts = (
        fact(H.INJURY, "2026-03-02"),
        fact(H.NOTICE, "2026-03-02 08:30"),
        fact(H.NOTIFIED, "2026-03-02 08:20"),
    )
    assert one(only("notify-2h"), "2026-03-02 09:00", *facts).state is State.DONE


def test_a_form_that_cannot_be_used_is_blocked_and_its_clock_runs():
    """Unsigned at 10:00, signed later: due 24 hours after the first page came, never later (domain 9)."""
    unsigned = fact(H.RESTRICTIONS_RECEIVED, "2026-03-02 10:00", "r", usable=False)
    found = one(only("offer-24h"), "2026-03-03 10:00", unsigned)
    assert (found.state, found.overdue) == (State.BLOCKED, True)
    signed = one(only("offer-24h"), "2026-03-03 09:59", fact(H.RESTRICTIONS_RECEIVED, "2026-03-02 10:00", "r"))
    assert (signed.state, signed.due_at) == (State.DUE, found.due_at)


def test_an_offer_meets_the_clocks_of_what_came_before_it_only():
    """Restrictions that come after an offer start a clock of their own."""
    facts = (
        fact(H.RESTRICTIONS_RECEIVED, "2026-03-02 10:00", "first"),
        fact(H.OFFER_MADE, "2026-03-02 15:00", "o"),
        fact(H.RESTRICTIONS_RECEIVED, "2026-03-16 10:00", "second"),
    )
    found = {item.occurrence: item.state for item in items(only("offer-24h"), "2026-03-16 12:00", *facts)}
    assert found == {"first": State.DONE, "second": State.DUE}


def test_the_45_day_call_counts_from_the_injury_and_is_not_made_before():
    """Domain 9: 45 days after 2 March is 16 April."""
    injury = fact(H.INJURY, "2026-03-02")
    assert one(only("call-45d"), "2026-04-15 23:00", injury).state is State.WAITING
    found = one(only("call-45d"), "2026-04-16 00:00", injury)
    assert (found.state, found.due_on) == (State.DUE, date(2026, 4, 16))


def test_modified_duty_counts_its_days_together():
    """20 days, a gap of five, and the 30th day is over on the tenth of the second stretch (domain 9)."""
    facts = (
        fact(H.ASSIGNMENT_STARTED, "2026-03-02", "a", "2026-03-21"),
        fact(H.ASSIGNMENT_ENDED, "2026-03-21", "a"),
        fact(H.ASSIGNMENT_STARTED, "2026-03-27", "b"),
    )
    found = one(only("modified-30"), "2026-04-01 00:00", *facts)
    assert (found.due_on, found.state) == (date(2026, 4, 6), State.WAITING)


def test_a_planned_end_that_passed_ends_nothing():
    """Nobody recorded that the worker stopped: the days go on counting, and the assignment is late."""
    running = fact(H.ASSIGNMENT_STARTED, "2026-03-02", "a", "2026-03-15")
    assert one(only("modified-30"), "2026-04-01 00:00", running).state is State.DUE
    assert one(only("assignment-end"), "2026-03-16 00:00", running).state is State.LATE


def test_days_off_work_are_no_modified_duty():
    """Two weeks off in the middle: the 30 days are over two weeks later."""
    facts = (
        fact(H.ASSIGNMENT_STARTED, "2026-03-02", "a"),
        fact(H.OFF_WORK, "2026-03-12"),
        fact(H.ASSIGNMENT_STARTED, "2026-03-26", "b"),
    )
    assert one(only("modified-30"), "2026-04-01 00:00", *facts).due_on == date(2026, 4, 15)


def test_a_contact_every_week_counts_from_the_last_one():
    """Off work on a Monday, spoken to on Thursday: the next talk is due the Thursday after."""
    facts = (fact(H.OFF_WORK, "2026-03-02"), fact(H.CONTACT_MADE, "2026-03-05 14:00"))
    first, second = items(only("contact-weekly"), "2026-03-10 08:00", *facts)
    assert (first.key, first.state) == (("contact-weekly", "2026-03-02"), State.DONE)
    assert (second.key, second.state, second.due_on) == (
        ("contact-weekly", "2026-03-05"),
        State.DUE,
        date(2026, 3, 12),
    )


def test_weeks_of_silence_are_one_task():
    """Nobody looked for a month: one late contact, not four (what a person can still use)."""
    found = one(only("contact-weekly"), "2026-04-02 08:00", fact(H.OFF_WORK, "2026-03-02"))
    assert (found.state, found.due_on) == (State.LATE, date(2026, 3, 9))


def test_the_weekly_contact_ends_when_the_worker_is_back():
    """An open one is cancelled, and one that never opened is not there."""
    off, back = fact(H.OFF_WORK, "2026-03-02"), fact(H.ASSIGNMENT_STARTED, "2026-03-08", "a")
    assert one(only("contact-weekly"), "2026-03-08 00:00", off, back).state is State.CANCELLED
    early = fact(H.ASSIGNMENT_STARTED, "2026-03-06", "a")
    assert items(only("contact-weekly"), "2026-03-08 00:00", off, early) == []


def test_daily_logs_keep_to_the_days_worked():
    """Friday's log kept, the next one is Monday's; with all days worked it is Saturday's."""
    facts = (fact(H.ASSIGNMENT_STARTED, "2026-03-06", "a"), fact(H.CHECK_IN, "2026-03-06 15:00"))
    week = only("check-in-daily").model_copy(update={"workdays": (0, 1, 2, 3, 4)})
    first, second = items(week, "2026-03-07 12:00", *facts)
    assert (first.due_on, first.state, second.due_on) == (date(2026, 3, 6), State.DONE, date(2026, 3, 9))
    assert items(only("check-in-daily"), "2026-03-07 12:00", *facts)[1].due_on == date(2026, 3, 7)


def test_the_physician_is_asked_only_while_the_worker_consents():
    """No consent, no clock; withdrawn, it ends; its last day ends it too."""
    off, given = fact(H.OFF_WORK, "2026-03-02"), fact(H.CONSENT_GIVEN, "2026-03-05", "c")
    profile = only("physician-biweekly")
    assert items(profile, "2026-03-30 12:00", off) == []
    assert one(profile, "2026-03-18 12:00", off, given).due_on == date(2026, 3, 19)
    withdrawn = one(profile, "2026-03-30 12:00", off, given, fact(H.CONSENT_WITHDRAWN, "2026-03-18 09:00", "c"))
    assert withdrawn.state is State.CANCELLED
    short = fact(H.CONSENT_GIVEN, "2026-03-05", "c", "2026-03-16")
    assert items(profile, "2026-03-30 12:00", off, short) == []


def test_an_examination_counts_from_the_last_one_even_before_modified_duty():
    """Examined on 1 March, assigned on the 10th: again by 31 March."""
    facts = (fact(H.EXAMINED, "2026-03-01"), fact(H.ASSIGNMENT_STARTED, "2026-03-10", "a"))
    assert one(only("reexam-30d"), "2026-03-22 12:00", *facts).due_on == date(2026, 3, 31)


def test_the_ladder_of_an_unanswered_packet():
    """Day 7, 10 and 14; the reply ends what is open, and another packet's ladder goes on."""
    profile = only("second-request", "chase-call", "chase-escalate")
    sent = fact(H.PACKET_SENT, "2026-03-02 11:00", "p")
    days = [(item.rule.id, item.due_on.day) for item in items(profile, "2026-03-20 12:00", sent)]
    assert days == [("second-request", 9), ("chase-call", 12), ("chase-escalate", 16)]
    reply = fact(H.REPLY_RECEIVED, "2026-03-11 10:00", "p")
    answered = [item.state for item in items(profile, "2026-03-20 12:00", sent, reply)]
    assert answered == [State.DONE] * 3
    other = [item.state for item in items(profile, "2026-03-20 12:00", fact(H.PACKET_SENT, "2026-03-02", "q"), reply)]
    assert other == [State.LATE] * 3


def test_what_runs_out_is_shown_before_and_done_by_what_follows():
    """A week before its last day; a report that lasts longer takes its place, one that is shorter does not."""
    old = fact(H.RESTRICTIONS, "2026-03-02", "r", "2026-03-31")
    profile = only("restrictions-end")
    assert one(profile, "2026-03-23 12:00", old).state is State.WAITING
    assert one(profile, "2026-03-24 12:00", old).state is State.DUE
    longer = fact(H.RESTRICTIONS, "2026-03-25", "s", "2026-04-30")
    assert [i.state for i in items(profile, "2026-03-26 12:00", old, longer)] == [State.DONE, State.WAITING]
    shorter = fact(H.RESTRICTIONS, "2026-03-25", "s", "2026-03-28")
    assert [i.state for i in items(profile, "2026-03-26 12:00", old, shorter)] == [State.DUE, State.DUE]


def test_an_extended_assignment_has_a_new_end_of_its_own():
    """The old end is done with, the new one is another occurrence."""
    old, new = (fact(H.ASSIGNMENT_STARTED, "2026-03-02", "a", last) for last in ("2026-03-31", "2026-04-30"))
    found = {i.occurrence: i.state for i in items(only("assignment-end"), "2026-04-25 12:00", old, new)}
    assert found == {"a:2026-03-31": State.DONE, "a:2026-04-30": State.DUE}


def test_two_weeks_of_watching_after_each_release():
    """One look in the first week does not stand for the second."""
    facts = (fact(H.FULL_RELEASE, "2026-03-02", "f"), fact(H.WATCH_CHECKED, "2026-03-06 10:00"))
    found = {i.rule.id: (i.state, i.due_on) for i in items(only("watch-1w", "watch-2w"), "2026-03-15 12:00", *facts)}
    assert found == {
        "watch-1w": (State.DONE, date(2026, 3, 9)),
        "watch-2w": (State.DUE, date(2026, 3, 16)),
    }


def test_the_end_of_a_case_ends_all_but_what_the_law_asks():
    """Closing a file is no reason to leave the OSHA log empty."""
    facts = (fact(H.INJURY, "2026-03-02"), fact(H.CLOSED, "2026-03-05"))
    found = {i.rule.id: i.state for i in items(only("osha-7d", "call-45d"), "2026-04-30 12:00", *facts)}
    assert found == {"osha-7d": State.LATE, "call-45d": State.CANCELLED}


def test_a_wall_clock_that_goes_back_brings_nothing_back():
    """Done an hour ahead of what the wall says now is done."""
    facts = (fact(H.INJURY, "2026-03-02"), fact(H.OSHA_ENTERED, "2026-03-04 10:00"))
    assert one(only("osha-7d"), "2026-03-04 09:00", *facts).state is State.DONE


def test_the_first_report_has_no_rule_without_a_state():
    """Until the employer says how many hours its state gives (domain 9)."""
    injury = fact(H.INJURY, "2026-03-02 08:00")
    assert items(only("first-report"), "2026-03-03 12:00", injury) == []
    assert one(only(first_report={"hours": 48}), "2026-03-03 12:00", injury).due_at == at("2026-03-04 08:00")


def test_four_weeks_count_only_without_a_work_related_cause():
    """001 policy guideline 5 is about the others."""
    running, profile = fact(H.ASSIGNMENT_STARTED, "2026-03-02", "a"), only("non-work-4w")
    assert items(profile, "2026-04-30 12:00", running) == []
    private = fact(H.NOT_WORK_RELATED, "2026-03-01 10:00")
    assert one(profile, "2026-03-25 12:00", running, private).due_on == date(2026, 3, 30)


def test_120_days_and_then_every_30():
    """001 sample program 3: extended in time on day 118, reviewed again by day 148."""
    facts = (fact(H.ASSIGNMENT_STARTED, "2026-01-01", "a"), fact(H.AUTHORIZED, "2026-04-29 10:00"))
    first, second = items(only("program-120"), "2026-05-20 12:00", *facts)
    assert (first.due_on, second.due_on) == (date(2026, 5, 1), date(2026, 5, 29))


def test_a_case_is_looked_at_again_when_something_turns():
    """The next moment at which a state changes by itself; none when all is done."""
    running = clocks_of([fact(H.INJURY, "2026-03-02")], only("call-45d"))
    assert wakes(running, at("2026-03-03 00:00")) == at("2026-04-16 00:00")
    assert wakes(running, at("2026-04-16 00:00")) == at("2026-04-17 00:00")
    assert wakes(running, at("2026-04-17 00:00")) is None


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("osha-7d", {"days": 8}),
        ("osha-7d", {"hours": 169}),
        ("contact-weekly", {"hours": 5}),
        ("restrictions-end", {"days": 5}),
        ("offer-24h", {"hours": 5, "days": 1}),
        ("offer-24h", {"first": 1}),
        ("nothing-of-ours", {"on": True}),
    ],
)
def test_numbers_that_do_not_fit_a_rule_are_refused(rule, said):
    """The law can be made shorter, not longer; days are no hours."""
    with pytest.raises(ValidationError):
        Profile(rules={rule: Setting(**said)})


def test_a_zone_that_is_none_is_refused():
    """And days of the week go from 0 to 6."""
    with pytest.raises(ValidationError):
        Profile(zone="Middle/Earth")
    with pytest.raises(ValidationError):
        Profile(workdays=(7,))


def test_every_rule_says_where_it_comes_from():
    """Source and sentence; letters exist in the catalogue."""
    from templates.catalogue import LETTERS

    for rule in RULES.values():
        assert rule.source, rule.id
        assert rule.task.endswith((".", "?")), rule.id
        assert rule.letter is None or rule.letter in LETTERS
