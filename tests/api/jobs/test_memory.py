"""A worker gives back what its jobs have freed."""

import ctypes

import psutil
import pytest

from api.jobs.memory import give_back

MEBIBYTE = 2**20


def held() -> float:
    """What this process holds of the machine's memory, MiB."""
    return float(psutil.Process().memory_info().rss / MEBIBYTE)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library gives back by itself")
def test_what_was_freed_below_something_that_lives_on_goes_back_to_the_system() -> None:
    """Small objects that live on do not keep the freed pages below them."""
    pages, lives_on = [], []
    for _ in range(2_000):  # blocks too small for a mapping of their own: they come from the heap
        pages.append(b"x" * 60_000)
        lives_on.append(bytearray(1_000))  # a constant would be one object, and nothing would live in between
    pages.clear()
    before = held()
    assert give_back()
    assert before - held() > 50
    assert len(lives_on) == 2_000
