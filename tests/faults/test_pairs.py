"""The matrix is what it says it is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.faults.pairs import ELSEWHERE, PAIRS

HERE = Path(__file__).parent


def test_each_pair_is_tried_somewhere() -> None:
    """Here by the test of its family, or by the named test of its room: a test that was renamed is missed here."""
    families = {
        name for file in HERE.glob("test_*.py") for name in re.findall(r'^@of\("(\w+)"\)', file.read_text(), re.M)
    }
    assert {pair.family for pair in PAIRS} == families
    for pair in ELSEWHERE:
        file, _, function = pair.family.partition("::")
        assert f"def {function}(" in (HERE.parent / "api" / file).read_text(), pair.family


def test_the_matrix_is_as_large_as_was_asked() -> None:
    """Sixty pairs of a fault and a moment, no pair twice."""
    pairs = [(pair.family, pair.fault, pair.moment) for pair in (*PAIRS, *ELSEWHERE)]
    assert len(set(pairs)) == len(pairs) >= 60
