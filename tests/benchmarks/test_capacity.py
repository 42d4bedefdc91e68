"""The capacity model: its formula agrees with the simulation, and more documents never need less."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.benchmarks.__main__ import HOME
from tests.benchmarks.capacity import SEED, bends, cores_for, formula, simulate, size
from tests.benchmarks.capacity_measures import Measures, packet_seconds

LIKE = Measures(
    read=2.5, pages=10, packet=0.2, commits=12, rows=90, log=60e3, table=30e3, file=50e3, append=0.003, appends=5,
    fetch=0.0015,
)  # fmt: skip
SLOW = Measures(**(vars(LIKE) | {"read": 9.0}))


def test_the_formula_agrees_with_the_simulation() -> None:
    """Resources are as busy, within 3 %; the longest wait, where documents pile up, is within 20 % of two weeks."""
    documents = 1_500_000
    cores = cores_for(documents, LIKE)
    worked, weeks = formula(documents, cores, LIKE), [simulate(documents, cores, LIKE, seed) for seed in (SEED, 1)]

    assert worked.longest > 60
    assert fmean(ran.longest for ran in weeks) == pytest.approx(worked.longest, rel=0.2)
    for name in ("core", "chain", "queue"):
        assert getattr(weeks[0], name) == pytest.approx(getattr(worked, name), rel=0.03)


def test_a_simulated_week_is_the_same_every_time() -> None:
    """Seeded; another seed is another week."""
    assert simulate(20_000, 1, LIKE) == simulate(20_000, 1, LIKE)
    assert simulate(20_000, 1, LIKE) != simulate(20_000, 1, LIKE, seed=2)


def test_nothing_is_lost_on_the_way() -> None:
    """With far too few cores the week's documents are still all read in the end, later."""
    few, many = simulate(400_000, 1, SLOW), simulate(400_000, 4, SLOW)

    assert few.documents == many.documents
    assert few.longest > many.longest


@given(st.integers(1_000, 20_000_000), st.floats(1.01, 3.0))
@example(1_423_298, 1.25)  # the busiest hour nearly fills one core
def test_more_documents_never_need_less(documents: int, more: float) -> None:
    """Cores, disk and log grow with the documents."""
    one, two = size(documents, LIKE), size(int(documents * more), LIKE)

    assert two.cores >= one.cores
    assert (two.database, two.files, two.log) >= (one.database, one.files, one.log)


def test_the_chain_bends_where_its_turns_fill_an_hour() -> None:
    """Twice as long a turn bends at half the documents."""
    slower = Measures(**(vars(LIKE) | {"append": 0.006}))
    assert bends(slower)["audit chain"] == pytest.approx(bends(LIKE)["audit chain"] / 2)


def test_packets_come_from_the_newest_race_on_file() -> None:
    """A packet costs some tenths of a second of a core."""
    assert 0.001 < packet_seconds(HOME) < 10
