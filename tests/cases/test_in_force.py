"""Which reports govern a date: newest exam by role, earlier limits where it is silent, nothing released by time."""

from __future__ import annotations

from datetime import date

import pytest

from cases.in_force import Filed, in_force, validity
from cases.matching import Outcome, match
from cases.restrictions import MaxWeight, Never, Review
from tests.cases.samples import ASSIGNMENT, TODAY, cleared, job, report, restriction, row

EARLIER, LATER = date(2026, 11, 5), date(2026, 11, 19)


def filed(said, *, confirmed=True, received=TODAY, **keys) -> Filed:
    """A report as it lies in the case."""
    return Filed(report=said, received=received, confirmed=confirmed, **keys)


def activities(reports) -> list[str]:
    """What is restricted now, by whichever document."""
    return [each.activity for voice in reports.voices for _, each in voice.restrictions]


def test_newest_exam_of_the_same_role_wins():
    """The later exam governs, whichever arrived last; what it restates or clears replaces what was."""
    old = filed(
        report(restriction("lift", MaxWeight(value=10)), restriction("bend"), document="old", exam_date=EARLIER)
    )
    new = filed(report(restriction("lift", MaxWeight(value=25)), cleared("bend"), document="new", exam_date=LATER))
    reports = in_force([new, old], TODAY)
    assert [voice.report.document for voice in reports.voices] == ["new"]
    assert activities(reports) == ["lift"]
    assert reports.documents == ("new",)


def test_silence_keeps_the_earlier_limit_with_its_own_document():
    """A section marked last time and untouched now is unclear: the earlier limit stays, and says where it stands."""
    old = filed(report(restriction("bend"), restriction("climb"), document="old", exam_date=EARLIER))
    new = filed(report(cleared("climb"), document="new", unclear=("bend",), exam_date=LATER))
    (voice,) = in_force([old, new], TODAY).voices
    assert [(document, each.activity) for document, each in voice.restrictions] == [("old", "bend")]


def test_a_box_cleared_in_part_keeps_the_earlier_limit():
    """An unmarked "over 50" does not end an earlier "over 10"."""
    old = filed(report(restriction("lift", MaxWeight(value=10)), document="old", exam_date=EARLIER))
    new = filed(report(cleared("lift", MaxWeight(value=50)), document="new", exam_date=LATER))
    assert activities(in_force([old, new], TODAY)) == ["lift"]


def test_the_schedule_is_carried_too():
    """Hours left blank now keep the earlier maximum, with the document that names it."""
    old = filed(report(document="old", exam_date=EARLIER, max_hours_per_day=4))
    new = filed(report(document="new", exam_date=LATER, max_hours_per_day=None))
    (voice,) = in_force([old, new], TODAY).voices
    assert voice.hours_per_day == ("old", 4)
    assert (
        match(in_force([old, new], TODAY), job(row("bend", "not_present"), hours=8), ASSIGNMENT).outcome == "conflict"
    )


def test_a_signed_full_release_ends_earlier_limits():
    """Full duty, explicit and signed, carries nothing over; unsigned it does not end anything."""
    old = filed(report(restriction("bend"), document="old", exam_date=EARLIER))
    for signed, expected in ((True, []), (False, ["bend"])):
        new = filed(report(document="new", status="full_duty", signed=signed, exam_date=LATER))
        assert activities(in_force([old, new], TODAY)) == expected


def test_rejected_counts_for_nothing():
    """Neither a rejected report nor a rejected restriction counts; both stay on record."""
    wrong = filed(report(restriction("bend"), document="wrong"), rejected=True)
    right = filed(report(restriction("climb", review=Review.REJECTED), restriction("kneel"), document="right"))
    assert activities(in_force([wrong, right], TODAY)) == ["kneel"]


def test_unconfirmed_reports_only_wait():
    """A report nobody confirmed governs nothing, however new."""
    old = filed(report(restriction("bend"), document="old", exam_date=EARLIER))
    new = filed(report(cleared("bend"), document="new", exam_date=LATER), confirmed=False)
    reports = in_force([old, new], TODAY)
    assert activities(reports) == ["bend"]
    assert [each.report.document for each in reports.pending] == ["new"]


def test_an_exam_in_the_future_governs_nothing_yet():
    """A slip in the date neither replaces the report in force nor disappears."""
    old = filed(report(restriction("bend"), document="old", exam_date=EARLIER))
    slip = filed(report(cleared("bend"), document="slip", exam_date=date(2062, 11, 19)))
    reports = in_force([old, slip], TODAY)
    assert activities(reports) == ["bend"]
    assert [each.report.document for each in reports.pending] == ["slip"]


def test_an_unconfirmed_report_can_make_a_conflict_never_a_fit():
    """What it forbids counts at once; what it permits waits for a person."""
    work = job(row("bend", "sometimes"))
    governs = filed(report(cleared("bend"), document="old", exam_date=EARLIER))
    forbids = filed(report(restriction("bend", review=Review.EXTRACTED), document="new"), confirmed=False)
    assert match(in_force([governs, forbids], TODAY), work, ASSIGNMENT).outcome is Outcome.CONFLICT
    alone = match(in_force([filed(report(cleared("bend")), confirmed=False)], TODAY), work, ASSIGNMENT)
    assert {pair.code for pair in alone.undecided} == {"no_report", "pending_report"}
    assert not any(pair.resolvable for pair in alone.undecided)


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        (restriction("bend"), restriction("bend"), "conflict"),
        (restriction("bend"), cleared("bend"), "undecided"),
        (cleared("bend"), cleared("bend"), "compatible"),
        (restriction("bend"), cleared("twist"), "conflict"),
        (cleared("bend"), cleared("twist"), "compatible"),
    ],
)
def test_rule_15_two_roles(one, other, outcome):
    """Two that forbid conflict, two that differ are undecided, and who was not asked contradicts nobody."""
    said = [filed(report(one, document="a")), filed(report(other, document="b", provider_role="ime"))]
    assert match(in_force(said, TODAY), job(row("bend", "often")), ASSIGNMENT).outcome == outcome


def test_rule_15_off_work_against_restricted_is_undecided():
    """One role takes the worker off work, another releases with restrictions: nobody decides for them."""
    said = [
        filed(report(status="off_work", document="a")),
        filed(report(cleared("bend"), document="b", provider_role="ime")),
    ]
    assert match(in_force(said, TODAY), job(row("bend", "often")), ASSIGNMENT).outcome == "undecided"


def test_rule_15_same_role_same_exam_two_documents():
    """Two documents of one exam that differ are undecided; the same one faxed twice is one voice."""
    one, twin = filed(report(restriction("bend"), document="a")), filed(report(restriction("bend"), document="b"))
    other = filed(report(cleared("bend"), document="c"))
    assert len(in_force([one, twin], TODAY).voices) == 1
    found = match(in_force([one, other], TODAY), job(row("bend", "often")), ASSIGNMENT)
    assert [pair.code for pair in found.undecided] == ["providers_differ"]


def test_the_treating_provider_speaks_first():
    """Whichever report came first, the treating provider's is the one an offer relies on."""
    said = [filed(report(document="b", provider_role="ime")), filed(report(document="a"))]
    assert [voice.report.document for voice in in_force(said, TODAY).voices] == ["a", "b"]


def test_an_expired_report_of_another_role_asks_a_person():
    """An old emergency note past its day does not hold up the treating provider's report for ever."""
    note = filed(report(document="er", provider_role="emergency", exam_date=EARLIER, expected_through=LATER))
    now = filed(report(cleared("bend"), document="now", exam_date=LATER))
    found = match(in_force([note, now], TODAY), job(row("bend", "often")), ASSIGNMENT)
    assert [(pair.code, pair.resolvable) for pair in found.undecided] == [("one_expired", True)]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ({}, "in_force"),
        ({"expected_through": date(2026, 12, 10)}, "expired"),
        ({"expected_through": None}, "no_end"),
        ({"expected_through": None, "next_visit": date(2026, 12, 11)}, "in_force"),
        ({"expected_through": None, "permanence": "permanent"}, "in_force"),
        ({"effective_from": date(2026, 11, 24)}, "not_yet"),
        ({"effective_from": None, "exam_date": None, "signed_date": None}, "no_start"),
    ],
)
def test_validity(status, expected):
    """First and last day are both included; without a written end the next visit is one."""
    assert validity(report(**status), date(2026, 11, 23), date(2026, 12, 11)) == expected


def test_a_restriction_past_its_own_day_is_undecided():
    """A limit that ended before the assignment asks whether it still holds; it is not released (rule 14)."""
    ended = restriction("bend", Never(), effective_through=date(2026, 11, 22))
    found = match(in_force([filed(report(ended))], TODAY), job(row("bend", "often")), ASSIGNMENT)
    assert [pair.code for pair in found.undecided] == ["restriction_expired"]
