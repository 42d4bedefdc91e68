"""The sample programs as profiles, and an offer held against their rules of assignment."""

from __future__ import annotations

from datetime import date

import pytest

from cases.clocks.rules import RULES
from cases.offers import OfferTerms
from cases.programs.policies import SOURCES, Duty, Policies, policy_warnings
from cases.programs.profiles import ALWAYS, SAMPLES

START = date(2026, 3, 2)
ALL = Policies(
    no_overtime=True, base_rate_weeks=4, non_work_weeks=4, work_related_first=True, no_bidding=True,
    shown_restricted=True, wage_kept=True,
)  # fmt: skip
FINE = {
    "terms": {"overtime": False, "schedule": "Mon-Fri, restricted", "start_date": START, "end_date": date(2026, 3, 29)},
    "duty": {"kind": "alternate", "work_related": True, "keeps_wage": True, "bidding": False},
}


def warned(policies: Policies, terms: dict | None = None, duty: dict | None = None) -> set[str]:
    """The codes for an offer that is fine but for this."""
    found = policy_warnings(
        policies, OfferTerms(**FINE["terms"] | (terms or {})), Duty(**FINE["duty"] | (duty or {}))
    )  # fmt: skip
    assert all(each.source == SOURCES[each.code] for each in found)
    return {each.code for each in found}


def test_an_offer_that_keeps_every_rule_is_not_warned_of():
    """28 days are four weeks; alternate duty without overtime; everything said."""
    assert warned(ALL) == set()


@pytest.mark.parametrize(
    ("code", "terms", "duty"),
    [
        ("no_overtime", {"overtime": True}, {}),
        ("no_overtime", {"overtime": None}, {}),
        ("base_rate_weeks", {"end_date": date(2026, 3, 30)}, {}),
        ("base_rate_weeks", {"end_date": None}, {}),
        ("base_rate_weeks", {}, {"since": date(2026, 2, 27)}),
        ("work_related_first", {}, {"work_related": False}),
        ("no_bidding", {}, {"bidding": None}),
        ("shown_restricted", {"schedule": "Mon-Fri"}, {}),
        ("wage_kept", {}, {"keeps_wage": None}),
    ],
)
def test_each_rule_is_asked_about_alone_and_can_be_turned_off(code, terms, duty):
    """One thing changed, one warning; without the rule none. What nobody said is asked about."""
    assert warned(ALL, terms, duty) == {code}
    assert warned(Policies(), terms, duty) == set()


def test_a_cause_outside_work_gives_four_weeks():
    """Longer than that, and somebody hurt at work may wait: two rules at once; pay decided is no question."""
    found = warned(ALL, {"end_date": date(2026, 4, 30)}, {"work_related": False, "wage_decided": True})
    assert found == {"non_work_weeks", "work_related_first"}


def test_restricted_duty_may_have_overtime():
    """The guideline is about alternate duty."""
    assert warned(ALL, {"overtime": True}, {"kind": "restricted"}) == set()


def test_every_flag_has_its_source():
    """No rule of assignment without a place it comes from."""
    assert set(SOURCES) == set(Policies.model_fields)


@pytest.mark.parametrize(
    ("sample", "has", "has_not"),
    [
        ("construction", "modified-90", "authorization-90"),
        ("new-york", "plan-90", "modified-30"),
        ("restricted-description", "authorization-90", "wage-4w"),
        ("four-weeks", "wage-4w", "program-120"),
        ("120-days", "program-120", "plan-90"),
        ("recovery-support", "committee-4w", "modified-90"),
    ],
)
def test_programs_that_disagree_are_profiles_apart(sample, has, has_not):
    """Each has its own length, and none the other's."""
    active = {rule.id for rule in SAMPLES[sample].profile.active}
    assert has in active
    assert has_not not in active


def test_what_guards_the_worker_is_in_every_program():
    """Law, event triggers, the chase and what runs out; the first report waits for a state's number."""
    for sample in SAMPLES.values():
        assert ALWAYS - {rule.id for rule in sample.profile.active} == {"first-report"}, sample.id
    assert set(RULES) >= ALWAYS
