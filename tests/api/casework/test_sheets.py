"""No cell of a sheet is a formula (threat T8). `make soak` runs 10,000 cells."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.casework.sheets import csv_of, safe

CELLS = st.text(
    alphabet=st.one_of(st.sampled_from("=+-@\t\r\n\0\"' ;,＝＋－＠|%'"), st.characters(exclude_categories=["Cs"])),
    max_size=12,
)
STARTS = tuple("=+-@\t\r\0＝＋－＠")


def stays_text(cell: str) -> None:
    """What a spreadsheet reads back has no row more, and starts with nothing it would run."""
    rows = list(csv.reader(io.StringIO(csv_of(["head"], [[cell]]).decode(), newline="")))
    assert len(rows) == 2
    (read,) = rows[1]
    assert not read.lstrip(" \"'").startswith(STARTS) or read.startswith("'")
    assert "\n" not in read


@settings(max_examples=300, deadline=None)
@example('"=1+1')
@example("\n=1+1")
@example("　＝1")
@given(CELLS)
def test_no_cell_is_a_formula(cell):
    """Whatever somebody wrote."""
    stays_text(cell)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@settings(max_examples=10_000, deadline=None)
@given(CELLS)
def test_no_cell_is_a_formula_many(cell):
    """The same on 10,000."""
    stays_text(cell)


def test_plain_words_stay_as_they_are():
    """Nothing is changed that need not be."""
    for cell in ("Sprained wrist, slipped tool", "2026-001", "O'Brien", "Hall B - east", "12"):
        assert safe(cell) == cell
