"""What jobs have freed goes back to the system, so that a worker's memory follows its work and not its history.

glibc keeps freed blocks in a heap for each thread, and one small object that lives on keeps all below it: a worker that
had made a thousand packets held twice what it needed. Other C libraries give back by themselves; there nothing happens.
"""

from __future__ import annotations

import ctypes
from typing import Final

EVERY: Final = 5.0  # seconds between two times; one takes a few milliseconds
_ARENA_MAX: Final = -8  # M_ARENA_MAX of malloc.h
_HEAPS: Final = 2


def few_heaps() -> bool:
    """Let all threads share two heaps. To be called before there are threads; whether this C library has such."""
    libc = ctypes.CDLL(None)
    return hasattr(libc, "mallopt") and bool(libc.mallopt(_ARENA_MAX, _HEAPS))


def give_back() -> bool:
    """Give free memory back to the system; whether there was any, and a C library that can."""
    libc = ctypes.CDLL(None)
    return hasattr(libc, "malloc_trim") and bool(libc.malloc_trim(0))
