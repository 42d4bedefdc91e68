"""How a job came out against what is in force, in brief, kept in memory under a digest of everything that it rests on.

Matching is a function of its arguments alone, and takes some milliseconds a job; who works on a case looks at its page
many times a day. What is found again was worked out from the very same report, job, assignment and words of persons;
any change of one of them has another digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cases.matching import Outcome

MOST: Final = 5_000  # briefs kept, of all employers; a kilobyte or two each


@dataclass(frozen=True)
class Brief:
    """The outcome, of how many pairs, and what the most pressing ones say."""

    outcome: Outcome
    pairs: int
    sentences: tuple[str, ...]


_kept: dict[bytes, Brief] = {}


def remembered(rests_on: Sequence[str], make: Callable[[], Brief]) -> Brief:
    """The brief of what `rests_on` says in full; `make` works it out where it was not."""
    digest = hashlib.sha256("\x1f".join(rests_on).encode()).digest()
    found = _kept.get(digest)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        found = _kept[digest] = make()
    return found
