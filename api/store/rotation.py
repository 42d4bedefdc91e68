"""A new master key for the stored files, while the service runs.

    keys.rotate      the new key in front: from now on every process seals with it, and still opens what is older
    rewrap_all       every file's own key is wrapped anew; safe to stop and to run again
    keys.retire      once a whole pass has found nothing under the old ones

A running process sees the new key at its next use of `files.key`; on other machines that file has to be replaced too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from api.store.files import Files
from cases.errors import Unavailable

AT_A_TIME = 8  # a remote store is waited for
PASSES = 3
PORTION = 1000  # files that are listed ahead
Item = TypeVar("Item")


def rewrap_all(files: Files) -> int:
    """Bring every file under the newest master key. Returns how many were under another."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return sum(sum(pool.map(files.rewrap, portion)) for portion in portions(files.every()))


def require_all(files: Files) -> None:
    """Wrap what is left; raise Unavailable unless a whole pass then finds nothing: only after that may a key go."""
    for _ in range(PASSES):
        if rewrap_all(files) == 0:
            return
    raise Unavailable(
        "There are always new files under an old key: a worker somewhere still seals with it. Give every machine the "
        "new files.key first.",
        code="key_in_use",
    )


def portions(items: Iterable[Item], size: int = PORTION) -> Iterator[list[Item]]:
    """The same items, so many at a time: a pool takes in all that it is given at once."""
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion
