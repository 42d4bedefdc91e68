"""What holds for every history: the cap, the injury's day, order, more days, years. `make soak` runs 10,000 of each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.osha import Advice, History, Kind, LedgerDay, Says, Touches, Work, Worked, counts, ledger, runs
from cases.osha.counts import Column, column
from cases.osha.decisions import Authority, Estimate, Leaving
from cases.osha.rules import CAP, QUESTIONS, RULES

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
INJURED = date(2025, 11, 7)
AS_OF = date(2026, 8, 31)
ROLES = ("treating", "ime")


def on(offset: int) -> date:
    """So many days after the injury."""
    return INJURED + timedelta(days=offset)


offsets = st.integers(-3, 320)
lengths = st.one_of(st.none(), st.integers(0, 250))


@st.composite
def advices(draw: st.DrawFn) -> Advice:
    """Any recommendation, open or not."""
    first, length = draw(offsets), draw(lengths)
    exam = on(first + draw(st.integers(-5, 2)))
    return Advice(
        first=on(first),
        last=None if length is None else on(first + length),
        source=draw(st.sampled_from("abc")),
        professional=draw(st.sampled_from(ROLES)),
        given=exam,
        received=exam,
        says=draw(st.sampled_from(Says)),
        touches=draw(st.sampled_from(Touches)),
    )


@st.composite
def works(draw: st.DrawFn, kinds: tuple[Worked, ...] = tuple(Worked)) -> Work:
    """Any record of days worked or missed."""
    first = draw(offsets)
    last = on(first + draw(st.integers(0, 60)))
    return Work(first=on(first), last=last, worked=draw(st.sampled_from(kinds)), reported=on(first))


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Any history, with the decisions that stop or lengthen a count."""
    days = offsets.map(on)
    return History(
        injured=INJURED,
        advice=tuple(draw(st.lists(advices(), max_size=5))),
        work=tuple(draw(st.lists(works(), max_size=5))),
        authorities=tuple(
            draw(st.lists(st.builds(Authority, professional=st.sampled_from(ROLES), first=days), max_size=2))
        ),
        permanent=draw(st.one_of(st.none(), days)),
        leaving=draw(st.one_of(st.none(), st.builds(Leaving, on=days, because_of_injury=st.booleans()))),
        estimate=draw(
            st.one_of(st.none(), st.builds(Estimate, days=st.sampled_from(("away", "restricted")), through=days))
        ),
        days_off=draw(st.sampled_from(((5, 6), (), (2,), (0, 1, 2, 3, 4, 5, 6)))),
    )


def holds_of_any(history: History) -> None:
    """The cap, the injury's day, the split, the box, the folding, and that every code is a documented one."""
    days = ledger(history, AS_OF)
    found = counts(days, history, AS_OF)
    assert found.away + found.restricted == min(CAP, found.uncapped)
    assert days[0].day == INJURED
    assert days[0].kind is Kind.NONE
    assert [each.day for each in days] == [on(n) for n in range(len(days))]
    assert sum(year.away for year in found.by_year) == found.away
    assert sum(year.restricted for year in found.by_year) == found.restricted
    assert (column(found, None) is Column.AWAY) == (found.away > 0)
    assert sum(run.days for run in runs(days)) == len(days)
    assert {each.rule for each in days} <= set(RULES)
    assert {each.question for each in days} - {""} <= set(QUESTIONS)


@FEW
@given(histories())
def test_what_holds_of_any_history(history):
    """Never more than 180, never the day of the injury; years add up to the whole; days away decide the box."""
    holds_of_any(history)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(histories())
def test_what_holds_of_any_history_many(history):
    """The same on 10,000 histories."""
    holds_of_any(history)


def order_is_nothing(history: History, random) -> None:
    """The same ledger from the same periods in any order."""
    advice, work = list(history.advice), list(history.work)
    random.shuffle(advice)
    random.shuffle(work)
    shuffled = history.model_copy(update={"advice": tuple(advice), "work": tuple(work)})
    assert ledger(shuffled, AS_OF) == ledger(history, AS_OF)


@FEW
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_periods_does_not_matter(history, random):
    """Papers come in any order."""
    order_is_nothing(history, random)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_periods_does_not_matter_many(history, random):
    """The same on 10,000 histories."""
    order_is_nothing(history, random)


def more_is_never_less(history: History, more: Work) -> None:
    """A record of a restricted day more: the case never counts fewer days in all.

    Apart from a permanent change: after it a record of restricted work on a day off says that the day off was no day
    away, and such work does not count any more.
    """
    history = history.model_copy(update={"permanent": None})
    before = counts(ledger(history, AS_OF), history, AS_OF)
    longer = history.model_copy(update={"work": (*history.work, more)})
    after = counts(ledger(longer, AS_OF), longer, AS_OF)
    assert after.away + after.restricted >= before.away + before.restricted


RESTRICTED = (Worked.PARTIAL, Worked.KEPT, Worked.TRANSFER)


@FEW
@given(histories(), works(RESTRICTED))
def test_a_record_of_a_restricted_day_never_lowers_the_count(history, more):
    """Whatever else is on file."""
    more_is_never_less(history, more)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(histories(), works(RESTRICTED))
def test_a_record_of_a_restricted_day_never_lowers_the_count_many(history, more):
    """The same on 10,000 histories."""
    more_is_never_less(history, more)


def neither_column_falls(kinds: list[Kind], at: int) -> None:
    """In the ledger itself: a free day that becomes restricted lowers neither column."""
    history = History(injured=INJURED)
    days = [LedgerDay(day=on(n), kind=kind, rule="full_shift") for n, kind in enumerate(kinds)]
    at %= len(days)
    changed = [*days]
    if changed[at].kind is Kind.NONE:
        changed[at] = changed[at].model_copy(update={"kind": Kind.RESTRICTED})
    before, after = counts(days, history, AS_OF), counts(changed, history, AS_OF)
    assert after.away >= before.away
    assert after.restricted >= before.restricted


LEDGERS = st.lists(st.sampled_from(Kind), min_size=1, max_size=300)


@FEW
@given(LEDGERS, st.integers(0, 299))
def test_a_restricted_day_more_lowers_neither_column(kinds, at):
    """Not even where the cap is reached: days away come first."""
    neither_column_falls(kinds, at)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(LEDGERS, st.integers(0, 299))
def test_a_restricted_day_more_lowers_neither_column_many(kinds, at):
    """The same on 10,000 ledgers."""
    neither_column_falls(kinds, at)


def followed_or_not(first: int, length: int, worked: Work) -> None:
    """Days away that a professional recommends count the same whatever was done on them."""
    told = Advice(
        first=on(first), last=on(first + length), source="a", professional="treating", given=INJURED,
        received=INJURED, says=Says.AWAY,
    )  # fmt: skip
    days = ledger(History(injured=INJURED, advice=(told,), work=(worked,)), AS_OF)
    assert all(each.kind is Kind.AWAY for each in days if told.holds(each.day) and each.day > INJURED)


@FEW
@given(st.integers(0, 100), st.integers(0, 100), works())
def test_a_recommendation_counts_whether_it_is_followed_or_not(first, length, worked):
    """1904.7(b)(3)(ii)."""
    followed_or_not(first, length, worked)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@MANY
@given(st.integers(0, 100), st.integers(0, 100), works())
def test_a_recommendation_counts_whether_it_is_followed_or_not_many(first, length, worked):
    """The same on 10,000."""
    followed_or_not(first, length, worked)
