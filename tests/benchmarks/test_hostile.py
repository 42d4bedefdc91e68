"""Damaged files: a few of the ten thousand that the full run reads."""

from __future__ import annotations

import numpy as np

from forms.readings import REASONS
from tests.benchmarks import hostile


def test_a_damaged_file_gets_an_answer_with_reasons_in_bounded_time():
    """Whatever happened to a file on its way, the door answers, names why in a sentence, and accepts nothing new."""
    found = hostile.run(range(24))
    assert not [o.raised for o in found if o.raised]
    assert max(o.seconds for o in found) < hostile.SLOW
    assert {r for o in found for r in o.reasons} <= REASONS.keys()
    assert not [o for o in found if o.changed]


def test_the_damage_is_what_its_seed_says():
    """The same case damages in the same way, so that a finding can be looked at again."""
    data = bytes(range(256)) * 40
    first, again, other = (hostile.damaged(data, np.random.default_rng(n)) for n in (1, 1, 2))
    assert first == again != other
