"""Notes beside the form: how many are told to a person, and how often a page without one is asked about.

Each reply is sent twice, as it is and with a note on its first page. What is asked about without a note is mostly ink,
too: a mark far beside its box, print that a bad line moved. It counts as needless all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Final

from tests.benchmarks.bounds import rate
from tests.benchmarks.channels import CHANNELS
from tests.benchmarks.reader import read
from tests.benchmarks.specimens import copy
from tests.fax.files import pack
from tests.fax.notes import ink_of_note, noting
from tests.fax.profiles import PROFILES
from tests.fax.replies import How, Reply, simulate

FILES, FIRST = 60, 62_000
FORMS = ("transitional-assignment", "provider-examination-report")
TOLD: Final = "unasked_writing"
ARRIVED: Final = 0.5  # share of a note's ink from which somebody could read it


@dataclass(frozen=True)
class Noted:
    """One reply: whether a person is told without a note and with it, and how much of the note arrived."""

    form: str
    channel: How
    needless: bool
    told: bool
    arrived: float


def run(numbers: Sequence[int], profile: str, workers: int) -> list[Noted]:
    """Every reply of each form over every channel."""
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(partial(_noted, profile=profile), product(FORMS, CHANNELS, numbers), chunksize=4))


def report(found: Sequence[Noted]) -> str:
    """A line for each form and channel."""
    lines = [_line(each, [f for f in found if (f.form, f.channel) == each]) for each in product(FORMS, CHANNELS)]
    return "\n".join(
        ["form, channel | told, of notes of which half arrived | of others | asked without a note", *lines]
    )


def _noted(case: tuple[str, How, int], profile: str) -> Noted:
    form, channel, number = case
    world, paper = PROFILES[profile], copy(PROFILES[profile], number, form)
    plain = simulate(paper, world, number, channel)
    noted = simulate(paper, world, number, channel, send=noting(world, number, channel))
    return Noted(form, channel, _is_told(plain), _is_told(noted), ink_of_note(noted.pages[0]))


def _is_told(reply: Reply) -> bool:
    pages = [page.arrived for page in reply.pages]
    return any(TOLD in document.reasons for document in read(pack(pages, "tiff-g4" if pages[0].one_bit else "pdf"), ""))


def _line(which: tuple[str, How], found: Sequence[Noted]) -> str:
    whole, part = [f for f in found if f.arrived >= ARRIVED], [f for f in found if f.arrived < ARRIVED]
    told = [rate(sum(f.told for f in each), len(each)) for each in (whole, part)]
    return " | ".join([", ".join(which), *map(str, told), str(rate(sum(f.needless for f in found), len(found)))])
