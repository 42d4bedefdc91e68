"""What the gate lets through, on random reports and terms: judged by rules written apart from the code under test."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.in_force import Filed, in_force
from cases.matching import Match, match, resolve, settle
from cases.offers import OfferTerms, assignment_of, refusals
from cases.restrictions import MaxWeight, Never
from tests.cases.samples import TODAY, light_job, restriction, returned_form
from tests.cases.test_offers import TERMS
from tests.cases.test_truth import FEW, MANY

NOW = datetime(2026, 11, 21, 9, 0)
MOSTLY = (True,) * 6
STATUS = st.fixed_dictionaries(
    {
        "signed": st.sampled_from((*MOSTLY, False, None)),
        "status": st.sampled_from((*("restricted",) * 8, "unknown", "off_work", "program_not_appropriate")),
        "expected_through": st.sampled_from((None, None, *(TODAY + timedelta(days=n) for n in (-1, 19, 20, 27, 90)))),
        "effective_from": st.sampled_from((*(TODAY - timedelta(days=1),) * 4, TODAY + timedelta(days=10))),
        "max_hours_per_day": st.sampled_from((4, 4, 4, 8, 3, None)),
        "exam_date": st.sampled_from((*(date(2026, 11, 19),) * 5, date(2026, 12, 30))),
    }
)
ALSO = st.lists(
    st.sampled_from(
        (
            restriction("handle", Never()), restriction("crawl", Never()), restriction("lift", MaxWeight(value=5)),
            restriction("lift", MaxWeight(value=20)), restriction("noise", Never()),
        )
    ),
    max_size=1,
)  # fmt: skip
NEWER = st.one_of(st.none(), st.none(), st.none(), st.tuples(STATUS, ALSO, st.booleans(), st.booleans()))
OFTEN = st.sampled_from((*MOSTLY, False))
DAYS = st.tuples(st.sampled_from((-1, 0, 9, 9, 9)), st.sampled_from((0, 11, 11, 11, 40)))


def a_report(status: dict[str, Any], also: list, document: str = "form-1"):
    """The returned form with this status and one more limit."""
    form = returned_form(document, **status)
    return form.model_copy(update={"restrictions": (*form.restrictions, *also)})


def settled(found: Match, by_hand: bool) -> Match:
    """Every pair that a person may settle, settled, or none."""
    open_pairs = [p for p in found.undecided if p.resolvable] if by_hand else []
    return settle(found, [resolve(found, p.key, "R. C.", "asked", NOW) for p in open_pairs])


LET_THROUGH: Counter[bool] = Counter()


def judged(status, also, newer, days, confirmed: bool, by_hand: bool) -> None:
    """What the gate accepts is signed, confirmed, in force for every day, settled, and nothing newer waits."""
    first = TODAY + timedelta(days=days[0])
    terms = TERMS.model_copy(update={"start_date": first, "end_date": first + timedelta(days=days[1])})
    filed = [Filed(report=a_report(status, also), received=TODAY, confirmed=confirmed)]
    if newer is not None:
        later = a_report({**newer[0], "exam_date": TODAY}, newer[1], "fax-2")
        filed.append(Filed(report=later, received=TODAY, confirmed=newer[2], doubtful=("x",) if newer[3] else ()))
        if newer[2]:
            terms = terms.model_copy(update={"report_document": "fax-2"})
    reports = in_force(filed, TODAY)
    found = settled(match(reports, light_job(), assignment_of(terms)), by_hand)
    accepted = not refusals(terms, reports, found, today=TODAY)
    LET_THROUGH[accepted] += 1
    if accepted:
        rested_on(terms, filed, found)


def rested_on(terms: OfferTerms, filed: list[Filed], found: Match) -> None:
    """The report behind an accepted offer, and the match."""
    (report,) = [each for each in filed if each.report.document == terms.report_document]
    said = report.report.status
    assert report.confirmed
    assert said.signed is True
    assert said.status == "restricted"
    assert said.effective_from <= terms.start_date
    assert terms.start_date >= TODAY
    assert said.expected_through is None or terms.end_date <= said.expected_through
    assert not found.conflicts
    assert not found.undecided
    waiting = [each for each in filed if not each.confirmed]
    assert not any(each.doubtful for each in waiting)


@FEW
@given(STATUS, ALSO, NEWER, DAYS, OFTEN, OFTEN)
def test_what_the_gate_lets_through_rests_on_a_good_report(status, also, newer, days, confirmed, by_hand):
    """No accepted offer rests on an expired, unsigned or unconfirmed report, has a conflict or an open pair."""
    judged(status, also, newer, days, confirmed, by_hand)


@FEW
@given(st.fixed_dictionaries({"signed": st.just(True)}), st.just([]), st.just((9, 11)))
def test_the_gate_lets_good_offers_through(status, also, days):
    """So that the rule above can fail: the same judge sees offers accepted."""
    before = LET_THROUGH[True]
    judged(status, also, None, days, confirmed=True, by_hand=True)
    assert LET_THROUGH[True] == before + 1


@pytest.mark.soak
@pytest.mark.timeout(3600)
@MANY
@given(STATUS, ALSO, NEWER, DAYS, OFTEN, OFTEN)
def test_what_the_gate_lets_through_many(status, also, newer, days, confirmed, by_hand):
    """The same on 10,000 cases."""
    judged(status, also, newer, days, confirmed, by_hand)
