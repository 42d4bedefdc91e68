"""The eight papers of the checklist: done, due, late, and where each is filed (004)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cases.checklist import CasePapers, Line, Paper, Status, checklist, standing

INJURED = date(2026, 3, 2)
RECEIVED = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


def at(day: int, hour: int = 12) -> datetime:
    """A moment of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


LATER = at(20)


def line(paper: Paper, now: datetime = LATER, **known) -> Line:
    """One line of the case's checklist."""
    (found,) = [each for each in checklist(CasePapers(injured=INJURED, **known), now) if each.paper is paper]
    return found


def test_the_checklist_has_its_eight_papers_and_says_where_each_is_filed():
    """In the order of 004, none without a place."""
    lines = checklist(CasePapers(injured=INJURED), at(2))

    assert [each.paper for each in lines] == list(Paper)
    assert len(lines) == 8
    assert all(each.filed_where for each in lines)
    assert standing(lines) == {"due": 1, "no_rule": 1, "waiting": 6}


@pytest.mark.parametrize(
    ("filed", "now", "status"),
    [(None, 2, "due"), (None, 3, "late"), (2, 3, "done"), (4, 9, "done_late")],
)
def test_the_incident_report_is_due_on_the_day_of_the_injury(filed, now, status):
    """Filed the next day is filed late, and stays so."""
    known = {Paper.INCIDENT_REPORT: date(2026, 3, filed)} if filed else {}
    assert line(Paper.INCIDENT_REPORT, at(now), filed=known).status == status


def test_the_first_report_has_no_rule_without_a_state():
    """24 to 48 hours "varies by state": nobody is told a deadline that nobody set."""
    assert line(Paper.FIRST_REPORT).status is Status.NO_RULE
    assert line(Paper.FIRST_REPORT).due is None
    assert line(Paper.FIRST_REPORT, at(5), first_report_hours=48).status is Status.LATE
    assert line(Paper.FIRST_REPORT, at(4), first_report_hours=48).status is Status.DUE
    assert line(Paper.FIRST_REPORT, at(9), filed={Paper.FIRST_REPORT: date(2026, 3, 8)}).status is Status.DONE


def test_every_visit_wants_its_letter():
    """A visit that passed without one is late and counted; a later exam covers an earlier appointment."""
    visits = (date(2026, 3, 3), date(2026, 3, 16))

    missing = line(Paper.RESTRICTION_LETTER, visits=visits, letters=visits[:1])
    assert (missing.status, missing.missing, missing.due) == (Status.LATE, 1, visits[1])
    assert line(Paper.RESTRICTION_LETTER, visits=visits, letters=(*visits[:1], date(2026, 3, 17))).status == "done"
    assert line(Paper.RESTRICTION_LETTER, at(16), visits=visits, letters=visits[:1]).status is Status.DUE


def test_the_offer_is_due_24_hours_after_the_restrictions():
    """To the minute, and elapsed time."""
    assert line(Paper.OFFER, at(4, 15), restricted_at=RECEIVED).status is Status.DUE
    assert line(Paper.OFFER, at(4, 16), restricted_at=RECEIVED).status is Status.LATE
    assert line(Paper.OFFER, restricted_at=RECEIVED, offered_at=at(4, 15)).status is Status.DONE
    assert line(Paper.OFFER, restricted_at=RECEIVED, offered_at=at(4, 16)).status is Status.DONE_LATE


def test_the_answer_is_due_on_the_day_of_the_offer():
    """A signed slip of the next day is late."""
    assert line(Paper.ANSWER).status is Status.WAITING
    assert line(Paper.ANSWER, at(4, 18), offered_at=at(4)).status is Status.DUE
    assert line(Paper.ANSWER, offered_at=at(4)).status is Status.LATE
    assert line(Paper.ANSWER, offered_at=at(4), answered_at=at(4, 17)).status is Status.DONE
    assert line(Paper.ANSWER, offered_at=at(4), answered_at=at(5)).status is Status.DONE_LATE


def test_every_scheduled_day_of_modified_duty_wants_a_log():
    """Days without one are counted; today's is due, not late."""
    days = tuple(date(2026, 3, n) for n in (9, 10, 11))

    assert line(Paper.DAILY_LOG, at(11), modified=days, logged=days[:2]).status is Status.DUE
    late = line(Paper.DAILY_LOG, at(11), modified=days, logged=days[2:])
    assert (late.status, late.missing, late.due) == (Status.LATE, 2, days[0])
    assert line(Paper.DAILY_LOG, at(12), modified=days, logged=days).status is Status.DONE


def test_back_at_full_duty_without_a_release_is_late():
    """Nobody returns to full duty without the paper."""
    assert line(Paper.RELEASE).status is Status.WAITING
    assert line(Paper.RELEASE, back_at_full_duty=date(2026, 3, 12)).status is Status.LATE
    assert line(Paper.RELEASE, back_at_full_duty=date(2026, 3, 12), released=date(2026, 3, 11)).status is Status.DONE
    assert line(Paper.RELEASE, back_at_full_duty=date(2026, 3, 12), released=date(2026, 3, 13)).status == "done_late"


def test_the_osha_entry_follows_the_log():
    """Not recordable: not needed. Undecided: waiting. Else by the day the log names."""
    assert line(Paper.OSHA_ENTRY, recordable=False).status is Status.NOT_NEEDED
    assert line(Paper.OSHA_ENTRY).status is Status.WAITING
    due = {"recordable": True, "osha_due": date(2026, 3, 10)}
    assert line(Paper.OSHA_ENTRY, at(10), **due).status is Status.DUE
    assert line(Paper.OSHA_ENTRY, at(11), **due).status is Status.LATE
    assert line(Paper.OSHA_ENTRY, osha_entered=date(2026, 3, 9), **due).status is Status.DONE
