"""Pages of a long file are read side by side, and nobody can tell from the result."""

from __future__ import annotations

import os

import pytest

from extract import shares
from extract.opened import Unreadable


@pytest.fixture
def four_cores(monkeypatch):
    """A machine on which four processes read."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(4)))


@pytest.mark.parametrize("pages", [1, 7, 8, 33, 100])
def test_pages_come_back_in_their_order(four_cores, pages):
    """Whoever read it, page 17 is the seventeenth."""
    assert list(shares.each_page(pages, lambda number: number * 10)) == [n * 10 for n in range(1, pages + 1)]


def test_a_long_file_is_read_by_several_processes(four_cores):
    """A core each, as long as each has pages enough; a short file stays where it is."""
    assert len(set(shares.each_page(40, lambda _: os.getpid()))) == 4
    assert set(shares.each_page(5, lambda _: os.getpid())) == {os.getpid()}


def test_why_a_page_cannot_be_read_is_told_as_if_read_here(four_cores):
    """A named reason stays that reason."""

    def read(number: int) -> int:
        if number == 21:
            raise Unreadable("damaged")
        return number

    with pytest.raises(Unreadable) as refused:
        list(shares.each_page(40, read))
    assert refused.value.code == "damaged"


def test_a_process_that_dies_takes_the_file_with_it(four_cores):
    """Pages that nobody read are never passed over in silence."""
    with pytest.raises(ChildProcessError):
        list(shares.each_page(40, lambda number: os._exit(3) if number == 30 else number))
