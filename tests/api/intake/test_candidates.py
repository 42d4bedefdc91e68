"""Whose reply may it be? Cases are proposed by what the paper names, and only proposed."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.intake.candidates import ALONE, MOST, WEIGHTS, KnownCase, clues_of, likeliest

TODAY = date(2026, 11, 26)
BORN, HURT = date(1980, 5, 17), date(2026, 11, 2)
NAMED = {"worker_name": "Ana Ruiz", "injury_date": "11/02/2026", "claim_number": "G 882-1042"}


def known(name="Ana Ruiz", born=BORN, hurt=HURT, claim="G8821042"):
    """A case on file."""
    return KnownCase(uuid.uuid4(), name, born, hurt, claim)


def proposed(*cases, named=NAMED, born=None):
    """The candidates for a paper that names these."""
    return likeliest(clues_of(named, born, TODAY), cases)


def test_all_signs_agree():
    """Number, name and day of injury as printed, the birth date as the office typed it."""
    (found,) = proposed(known(), born=BORN)
    assert set(found.agrees) == set(WEIGHTS)
    assert found.differs == ()


@pytest.mark.parametrize("name", ["Ana Rulz", "RUIZ, Ana", "ana  ruiz"])
def test_a_name_is_found_however_it_is_spelt(name):
    """A misread letter, the last name first, capitals: still she."""
    (found,) = proposed(known(claim=None), named={"worker_name": name})
    assert found.agrees == ("worker_name",)


def test_another_birth_date_is_shown_as_what_differs():
    """The same name, somebody else's birth date: a candidate, behind the one that agrees, and it says why."""
    namesake, right = known(born=date(1991, 1, 2), claim=None), known(claim=None)
    first, second = proposed(namesake, right, born=BORN)
    assert (first.case, second.case) == (right, namesake)
    assert second.differs == ("birth_date",)


def test_a_day_of_injury_alone_proposes_nobody():
    """On a bad day many are hurt."""
    assert proposed(known("Kit Specimen", claim=None), named={"injury_date": "11/02/2026"}) == []


def test_the_written_birth_date_counts_and_not_the_printed_one():
    """What the office wrote stands above what is printed on the paper."""
    clues = clues_of({"birth_date": "01/02/1991"}, BORN, TODAY)
    assert clues.birth_dates == {BORN}


def test_a_paper_that_names_nobody_proposes_nobody():
    """No clue, no candidate."""
    assert not clues_of({}, None, TODAY)
    assert proposed(known(), named={}) == []


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)
said = st.one_of(words, st.sampled_from([*NAMED.values(), "Ana Rulz", "05/17/1980"]))  # junk, and what agrees
days = st.one_of(st.dates(), st.sampled_from([BORN, HURT]))
cases = st.builds(KnownCase, st.uuids(), said, days, days, st.one_of(st.none(), said))


@given(st.dictionaries(st.sampled_from([*NAMED, "birth_date"]), said), st.lists(cases, max_size=12))
@example(NAMED, [known() for _ in range(MOST + 3)])
def test_whatever_is_read_no_more_than_a_few_are_proposed_and_each_for_a_reason(named, on_file):
    """Any junk of OCR: at most MOST cases, the likeliest first, each with enough that agrees."""
    clues = clues_of(named, None, TODAY)
    found = likeliest(clues, on_file)
    weights = [candidate.weight for candidate in found]
    assert len(found) == min(MOST, sum(bool(likeliest(clues, [each])) for each in on_file))
    assert weights == sorted(weights, reverse=True)
    assert all(weight >= ALONE for weight in weights)
