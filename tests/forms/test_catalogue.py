"""The table of forms beside their definitions."""

from __future__ import annotations

from forms.catalogue import HANDLING
from forms.definitions import ALL


def test_every_form_says_who_fills_it_and_who_reads_it():
    """The table holds exactly the forms of `ALL`, and no entry is left empty."""
    assert set(HANDLING) == set(ALL)
    assert all(h.filled_by and h.read_by for h in HANDLING.values())
