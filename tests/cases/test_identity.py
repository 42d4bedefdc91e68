"""The wrong-patient check: whose birth date did the office write?"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.identity import ambiguous, birth_date, readings
from tests.cases.samples import TODAY

MARCH_4 = date(1980, 3, 4)
BORN = st.dates(date(1930, 1, 1), date(2008, 12, 31))


@pytest.mark.parametrize(
    ("written", "order", "verdict"),
    [
        ("03041980", "mdy", "agree"),
        ("03/04/1980", "mdy", "agree"),
        (MARCH_4, "mdy", "agree"),
        ("030480", "mdy", "agree"),
        ("March 4, 1980", "unknown", "agree"),
        ("4 Mar 1980", "unknown", "agree"),
        ("1980-03-04", "unknown", "agree"),
        ("03/04/1980", "unknown", "unread"),
        ("04/03/1980", "unknown", "unread"),
        ("04031980", "mdy", "disagree"),
        ("03/05/1980", "unknown", "disagree"),
        ("03/04/1981", "mdy", "disagree"),
        (None, "mdy", "unread"),
        ("", "mdy", "unread"),
        ("13/40/1980", "mdy", "unread"),
        ("0304198", "mdy", "unread"),
        ("see chart", "unknown", "unread"),
        (date(1981, 3, 4), "mdy", "disagree"),
    ],
)
def test_written_against_the_case(written, order, verdict):
    """Agree only on one sure reading; disagree only if no reading fits; everything else is for a person."""
    assert birth_date(written, MARCH_4, order=order, today=TODAY) == verdict


@given(BORN, BORN)
def test_another_birth_date_never_agrees(written, on_case):
    """In our comb, another day than the case's never agrees, and the same day always does."""
    verdict = birth_date(written.strftime("%m%d%Y"), on_case, today=TODAY)
    assert verdict == ("agree" if written == on_case else "disagree")


@given(BORN, BORN, st.sampled_from(("%m/%d/%Y", "%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%d %B %Y")))
def test_agreement_in_any_spelling_is_never_wrong(written, on_case, spelling):
    """However a date is spelled, "agree" with an unknown order means the same day."""
    if birth_date(written.strftime(spelling), on_case, order="unknown", today=TODAY) == "agree":
        assert written == on_case


def test_ambiguous_dates():
    """03/04 has two readings, 13/04 has one, and a two-digit year may be of either century."""
    assert ambiguous("03/04/1980", today=TODAY)
    assert not ambiguous("13/04/1980", today=TODAY)
    assert readings("01/01/20", order="mdy", today=TODAY) == {date(1920, 1, 1), date(2020, 1, 1)}
