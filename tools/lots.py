"""Work cut into lots, one file each: made on several processes, told as it goes. A lot that is there stays as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def make(lot: Callable[[T], int], work: Sequence[T], workers: int, what: str) -> None:
    """`lot` answers how many of `what` it made."""
    with ProcessPoolExecutor(workers) as pool:
        for done, made in enumerate(pool.map(lot, work), 1):
            sys.stdout.write(f"{done} of {len(work)} files, {made} {what}\n")
            sys.stdout.flush()
