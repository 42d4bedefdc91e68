"""What holds of the clocks whatever happened: Hypothesis draws the facts. `make soak` runs 10,000 of each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.clocks import OPEN, Fact, Happening, Profile, Setting, State, clocks, due
from cases.clocks.rules import RULES
from cases.clocks.running import Running
from cases.clocks.tasks import Kept, news, still_asked
from tests.cases.clocks.samples import ZONE

FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
EVERYTHING = Profile(rules={name: Setting(on=True) for name in RULES} | {"first-report": Setting(on=True, hours=24)})

DAYS = st.dates(date(2026, 2, 20), date(2026, 4, 30))
MOMENTS = st.builds(
    lambda day, minute: datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(minutes=minute),
    DAYS, st.integers(0, 1439),
)  # fmt: skip
FACTS = st.lists(
    st.one_of(
        st.builds(
            Fact, kind=st.sampled_from(Happening), at=MOMENTS, about=st.sampled_from("abc"),
            through=st.none() | DAYS, usable=st.booleans(),
        ),
        st.builds(
            Fact, kind=st.sampled_from(Happening), on=DAYS, about=st.sampled_from("abc"), through=st.none() | DAYS
        ),
    ),
    max_size=25,
)  # fmt: skip
RULE = st.sampled_from(sorted(RULES))


def states(facts, now, **more):
    """What the engine says, by key."""
    return {item.key: item for item in due(facts, EVERYTHING, now, **more)}


def order_and_repetition(facts, now, seed):
    """Facts in any order, each said twice: the same answer, and each key once."""
    again = [*facts, *facts]
    Random(seed).shuffle(again)
    found = due(facts, EVERYTHING, now)
    assert {item.key: item for item in found} == states(again, now)
    assert len({item.key for item in found}) == len(found)


def keys_do_not_depend_on_the_time(facts, now, later):
    """Whenever one asks, the same occurrences are there; only their states differ."""
    assert states(facts, now).keys() == states(facts, later).keys()


def turning_a_rule_off_removes_only_its_items(facts, now, rule):
    """Nothing else changes."""
    off = EVERYTHING.model_copy(update={"rules": EVERYTHING.rules | {rule: Setting(on=False)}})
    left = {item.key: item for item in due(facts, Profile.model_validate(off.model_dump()), now)}
    assert left == {key: item for key, item in states(facts, now).items() if key[0] != rule}


def what_is_met_never_comes_back(facts, now, later):
    """Done is done, at whatever time one asks, before or after."""
    for key, item in states(facts, now).items():
        if item.state is State.DONE:
            assert states(facts, later)[key].state not in OPEN


def settled_by_hand_is_over(facts, now, later):
    """A task that a person did is not asked for again, and only what repeats goes on from it."""
    before = states(facts, now)
    for key in [key for key, item in before.items() if item.state in OPEN][:3]:
        after = states(facts, later, settled={key: now})
        assert key not in after or after[key].state not in OPEN
        assert {k for k in before if k[0] != key[0]} == {k for k in after if k[0] != key[0]}


def a_second_sweep_has_nothing_to_do(facts, now):
    """And what the short look leaves out changes nothing in what is kept."""
    kept = {}
    for told in news({}, due(facts, EVERYTHING, now)):
        kept[told.key] = Kept(told.state, told.item.due_at, told.item.due_on)
    assert list(news(kept, due(facts, EVERYTHING, now))) == []
    short = [c.at(now) for c in clocks(facts, EVERYTHING, after=still_asked(kept, now.date()))]
    assert list(news(kept, short)) == []


def fact_by_fact_is_all_at_once(facts):
    """What is kept in memory says what the facts together say."""
    running = Running(EVERYTHING)
    for each in facts:
        running.add([each])
    assert {(c.rule.id, c.occurrence): c for c in running.clocks} == {
        (c.rule.id, c.occurrence): c for c in clocks(facts, EVERYTHING)
    }


@FEW
@given(FACTS, MOMENTS, MOMENTS, st.integers(), RULE)
def test_what_always_holds(facts, now, later, seed, rule):
    """All of the above on drawn facts, contradictory ones among them."""
    _all(facts, now, later, seed, rule)


@pytest.mark.soak
@pytest.mark.timeout(3000)
@MANY
@given(FACTS, MOMENTS, MOMENTS, st.integers(), RULE)
def test_what_always_holds_many(facts, now, later, seed, rule):
    """The same on 10,000 cases."""
    _all(facts, now, later, seed, rule)


def _all(facts, now, later, seed, rule):
    order_and_repetition(facts, now, seed)
    keys_do_not_depend_on_the_time(facts, now, later)
    turning_a_rule_off_removes_only_its_items(facts, now, rule)
    what_is_met_never_comes_back(facts, now, later)
    settled_by_hand_is_over(facts, now, later)
    fact_by_fact_is_all_at_once(facts)
    a_second_sweep_has_nothing_to_do(facts, now)
