"""Fax numbers: one spelling, and nothing guessed."""

from __future__ import annotations

import pytest

from api.outbox.numbers import fax_number
from cases.errors import BadInput


@pytest.mark.parametrize(
    "written",
    [
        "2125550162",
        "212-555-0162",
        "(212) 555-0162",
        "212.555.0162",
        "+1 212 555 0162",
        "1-212-555-0162",
        " 2125550162 ",
    ],
)
def test_one_number_has_one_spelling(written) -> None:
    """However it is written."""
    assert fax_number(written) == "+12125550162"


@pytest.mark.parametrize(
    "written",
    [
        "", "555-0162", "212-555-016", "212-555-01623", "112-555-0162", "212-155-0162", "911-555-0162", "212-911-0162",
        "+44 20 7946 0018", "212-555-0162 x3", "212-555-FAXX", "2125550162\n1", "²125550162", "٢١٢٥٥٥٠١٦٢",
        "212-555-0162,,1", "*70 212 555 0162", "-d 2125550162",
    ],
)  # fmt: skip
def test_what_would_have_to_be_guessed_is_refused(written) -> None:
    """Too short, too long, service codes, other countries, extensions, letters, other digits, dialling tricks."""
    with pytest.raises(BadInput):
        fax_number(written)
