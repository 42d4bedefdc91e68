"""Each refusal of an offer, one by one, and the offer that may be written."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cases.errors import Refused
from cases.in_force import Filed, in_force
from cases.matching import match, resolve, settle
from cases.offers import OfferTerms, assignment_of, refusals, require_offer
from cases.restrictions import MaxWeight, Never
from tests.cases.samples import TODAY, light_job, report, restriction, returned_form

TERMS = OfferTerms(
    worker_name="Jordan Sample",
    letter_date=TODAY,
    sent_by="first-class mail",
    position="Parts inspector (temporary)",
    duties=("Inspect finished parts at a bench",),
    requirements=("Bench inspection, 4 hours a day: sitting, lifting 1–10 lb sometimes",),
    location="Building B",
    schedule="Monday to Friday, 8:00 to noon",
    hours_per_day=4,
    days_per_week=5,
    overtime=False,
    wage="$21.40 an hour, your regular rate",
    start_date=date(2026, 11, 30),
    end_date=date(2026, 12, 11),
    supervisor_name="Morgan Placeholder",
    report_document="form-1",
    report_provider="Dr. Alex Sampleton",
    report_date=date(2026, 11, 19),
    stop_work_contact="Morgan Placeholder, 555-010-0150",
    answer_by=date(2026, 11, 27),
    answer_how="Sign below and return this letter",
)


def codes(terms=TERMS, said=None, *, settled=True, more=(), today=TODAY, work=None, **keys) -> set[str]:
    """Codes of all refusals for these terms, with every open pair settled by a person unless told otherwise."""
    filed = Filed(report=said or returned_form(), received=TODAY, confirmed=True)
    reports = in_force([filed, *more], TODAY)
    found = match(reports, work or light_job(), assignment_of(terms if terms.start_date else TERMS))
    if settled:
        now = datetime(2026, 11, 21, 9, 0)
        found = settle(found, [resolve(found, p.key, "R. C.", "asked", now) for p in found.undecided if p.resolvable])
    return {each.code for each in refusals(terms, reports, found, today=today, **keys)}


def test_a_complete_offer_may_be_written():
    """On the returned form, settled and complete, nothing stands against the offer."""
    assert codes() == set()


@pytest.mark.parametrize(
    "name",
    [
        "worker_name",
        "letter_date",
        "sent_by",
        "duties",
        "requirements",
        "location",
        "schedule",
        "hours_per_day",
        "days_per_week",
        "overtime",
        "start_date",
        "supervisor_name",
        "report_document",
        "report_provider",
        "report_date",
        "stop_work_contact",
        "answer_by",
        "answer_how",
        "training",
        "refusal",
        "accommodation",
    ],
)
def test_each_item_of_the_checklist_is_needed(name):
    """Leaving out any item of the core checklist is named."""
    empty = "" if isinstance(getattr(TERMS, name), str) else () if isinstance(getattr(TERMS, name), tuple) else None
    assert f"missing_{name}" in codes(TERMS.model_copy(update={name: empty}))


@pytest.mark.parametrize("wage", ["", "undecided", "Undecided.", "to be determined", "typical for this position"])
def test_undecided_wages(wage):
    """An offer without a decided wage fails the checklist (domain 9)."""
    assert codes(TERMS.model_copy(update={"wage": wage})) == {"wages_undecided"}


@pytest.mark.parametrize("position", ["", "unknown", "State unknown at this time"])
def test_unknown_position(position):
    """An offer of an unknown position is none (domain 9)."""
    assert codes(TERMS.model_copy(update={"position": position})) == {"position_unknown"}


def test_an_open_end_is_refused():
    """Neither end nor review date: refused, and the match says so too."""
    assert codes(TERMS.model_copy(update={"end_date": None})) == {"no_end_date", "undecided"}


@pytest.mark.parametrize(
    ("update", "code"),
    [
        ({"end_date": date(2026, 11, 29)}, "end_before_start"),
        ({"start_date": date(2026, 11, 20)}, "start_passed"),
        ({"answer_by": date(2026, 11, 20)}, "answer_by_passed"),
    ],
)
def test_dates_make_sense(update, code):
    """Days in the wrong order, or gone by, are named."""
    assert code in codes(TERMS.model_copy(update=update))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ({"signed": False}, "unsigned"),
        ({"signed": None}, "unsigned"),
        ({"signed_date": None, "exam_date": None}, "undated"),
        ({"status": "unknown"}, "status_unknown"),
        ({"status": "off_work"}, "off_work"),
        ({"status": "program_not_appropriate"}, "not_appropriate"),
        ({"expected_through": date(2026, 12, 1)}, "not_in_force"),
        ({"effective_from": date(2026, 12, 1)}, "not_in_force"),
        ({"max_hours_per_day": 3}, "hours_over_limit"),
        ({"max_days_per_week": 4}, "days_over_limit"),
    ],
)
def test_the_report_has_to_carry_the_offer(status, code):
    """Unsigned, undated, not in force, no work, or fewer hours than offered: each is named."""
    assert code in codes(said=returned_form(**status))


def test_overtime_the_report_forbids():
    """Overtime against a report that allows none is named."""
    assert "overtime" in codes(TERMS.model_copy(update={"overtime": True}), returned_form(overtime_ok=False))


def test_undecided_pairs_stop_the_offer():
    """Nothing settled: refused as undecided, and only that."""
    assert codes(settled=False) == {"undecided"}


def test_a_conflict_stops_the_offer():
    """A conflict is named, and no resolution hides it."""
    said = returned_form()
    said = said.model_copy(update={"restrictions": (*said.restrictions, restriction("handle", Never()))})
    assert "conflict" in codes(said=said)


def test_no_confirmed_report():
    """Without a confirmed report in force nothing is offered."""
    reports = in_force([Filed(report=returned_form(), received=TODAY)], TODAY)
    found = match(reports, light_job(), assignment_of(TERMS))
    assert {"unconfirmed", "undecided", "re_evaluation_pending"} <= {
        each.code for each in refusals(TERMS, reports, found, today=TODAY)
    }


def test_an_open_re_evaluation_stops_the_offer():
    """Told by the service, or seen in an unconfirmed report that may tighten."""
    assert codes(re_evaluation_open=True) == {"re_evaluation_pending"}
    tighter = Filed(report=report(restriction("lift", MaxWeight(value=5)), document="fax-2"), received=TODAY)
    assert "re_evaluation_pending" in codes(more=(tighter,))


def test_the_report_named_has_to_be_the_one_in_force():
    """An offer that relies on another document is refused."""
    assert codes(TERMS.model_copy(update={"report_document": "form-0"})) == {"report_not_in_force"}


def test_a_stale_match_is_refused():
    """A match of other days or hours than the offer's does not count."""
    reports = in_force([Filed(report=returned_form(), received=TODAY, confirmed=True)], TODAY)
    found = match(reports, light_job(), assignment_of(TERMS))
    longer = TERMS.model_copy(update={"end_date": date(2026, 12, 15)})
    assert "match_stale" in {each.code for each in refusals(longer, reports, found, today=TODAY)}


def test_refused_names_every_reason_and_nothing_medical():
    """The error carries all codes at once; its text can be logged."""
    said = returned_form()
    said = said.model_copy(update={"restrictions": (*said.restrictions, restriction("handle", Never()))})
    reports = in_force([Filed(report=said, received=TODAY, confirmed=True)], TODAY)
    found = match(reports, light_job(), assignment_of(TERMS))
    with pytest.raises(Refused) as refused:
        require_offer(TERMS.model_copy(update={"wage": "undecided"}), reports, found, today=TODAY)
    assert set(refused.value.reasons) == {"wages_undecided", "conflict", "undecided"}
    assert "handling" not in refused.value.message.casefold()
    assert "lifting" not in refused.value.message.casefold()
