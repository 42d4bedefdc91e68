"""Whatever free words a restriction holds, whoever never sees the report reads none of them, and reads of the limit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import restrictions as r
from cases import words
from cases.activities import CODES, TREATMENT
from cases.in_force import Filed, in_force
from generate.own_words import ASK, BY_US, Told, in_full, key_of, restriction
from generate.restricted_rows import limits
from tests.generate.offer_case import REPORT, TODAY

SECRET = "ZQX-LUPUS-77"
SAFE = st.sampled_from(
    [
        r.Never(),
        r.MaxWeight(value=17),
        r.MaxContinuous(minutes=31),
        r.MaxDaily(hours=3),
        r.Prolonged(),
        r.MaxSteps(count=9),
    ]
)
FREE = st.sampled_from(
    [
        r.FreeText(text=f"none, {SECRET}"), r.Required(what=SECRET), r.MaxWeight(value=17, frequency=SECRET),
        r.MaxWeight(value=17, lift_zone=SECRET), r.MaxForce(value=17, frequency=SECRET),
        r.MaxBand(band=SECRET, scale=SECRET), r.Environment(high=17, unit=SECRET),
    ]
)  # fmt: skip
RESTRICTIONS = st.builds(
    r.Restriction,
    activity=st.sampled_from(sorted(CODES)),
    qualifier=st.sampled_from([None, SECRET]),
    body_part=st.sampled_from([None, SECRET]),
    side=st.sampled_from(["left", "both", "unstated"]),
    limits=st.lists(SAFE | FREE, min_size=1, max_size=4).map(tuple),
)


def hides(item: r.Restriction) -> bool:
    """Whether the restriction holds words that are not ours, or tells of a treatment."""
    return SECRET in words.restriction(item) or item.activity in TREATMENT or any(_free(each) for each in item.limits)


def _free(limit: r.Limit) -> bool:
    return SECRET in limit.model_dump_json()


def told_without_its_words(item: r.Restriction) -> None:
    """No free word is read, something is, and what cannot be said in full says whom to ask."""
    said = restriction(item, ASK)

    assert SECRET not in said
    assert said.strip()
    asks = ASK.part in said or ASK.whole in said
    assert asks == hides(item) == (not in_full(item))
    if item.qualifier:
        assert "17" not in said  # half a limit would read as leave
    worded = restriction(item, Told(ASK.part, ASK.whole, {key_of(item): "in our words"}))
    assert ("in our words " + BY_US in worded) == asks
    filed = Filed(report=REPORT.model_copy(update={"restrictions": (item,)}), received=TODAY, confirmed=True)
    rows = [each.words for each in limits(in_force([filed], TODAY), ASK)]
    assert words.sentence_case(said) in rows
    assert not any(SECRET in each for each in rows)


@given(RESTRICTIONS)
@settings(max_examples=200, deadline=None)
def test_a_limit_is_told_without_its_words_and_never_lost(item: r.Restriction) -> None:
    """For any restriction a person may enter."""
    told_without_its_words(item)


@pytest.mark.soak
@given(RESTRICTIONS)
@settings(max_examples=10_000, deadline=None)
def test_the_same_at_length(item: r.Restriction) -> None:
    """Ten thousand of them."""
    told_without_its_words(item)


def test_a_key_names_what_is_said_and_nothing_else() -> None:
    """The same limit read again, or confirmed, keeps its name; another figure or another day has another."""
    item = r.Restriction(activity="walk", limits=(r.FreeText(text="level ground"),), from_=("a",))
    same = item.model_copy(update={"from_": ("b",), "review": r.Review.CONFIRMED})

    assert key_of(item) == key_of(same)
    for change in ({"side": "left"}, {"limits": (r.FreeText(text="level"),)}, {"effective_through": TODAY}):
        assert key_of(item.model_copy(update=change)) != key_of(item)
