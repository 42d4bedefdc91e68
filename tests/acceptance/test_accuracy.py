"""The reduced accuracy run: the same reader, judge and measuring profile as `make bench`, on a dozen files each."""

from __future__ import annotations

import pytest

from tests.benchmarks import accuracy

pytestmark = [pytest.mark.acceptance, pytest.mark.integration]
FIRST, FILES = 10_000, 12  # not the files of the full run: whoever looks at a failure here has seen these


@pytest.mark.parametrize("resolution", ["fine", "standard"])
def test_nothing_wrong_is_accepted_and_nothing_is_dropped(resolution):
    """On simulated faxes that nobody tuned on, no accepted value is wrong and every page is accounted for."""
    result = accuracy.run(resolution, range(FIRST, FIRST + FILES))
    told = accuracy.report(result)
    assert not result.wrong, told
    assert not result.dropped, told
    boxes = result.boxes
    assert len(boxes) >= 20 * FILES
    assert sum(a.outcome == "right" for a in boxes) > 0.3 * len(boxes), told  # a reader that only asks is no reader
