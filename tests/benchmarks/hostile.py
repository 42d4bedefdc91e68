"""Damaged files: bytes of our own files flipped, cut, wiped and swapped, each read through the public door.

What must hold of every one: an answer in bounded time, with reasons that have a sentence, and never an exception. And
since a damaged fax is also a page that arrived otherwise than it was sent: an answer that is accepted from a damaged
file and is not what the whole file says is counted by name.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from extract import read_bytes
from forms.definitions import ALL
from forms.readings import REASONS, Document, ReadingStatus
from generate.word_copies import word_copy
from tests.benchmarks.specimens import KEY, copy, edition
from tests.fax import offices, paper, typed
from tests.fax.files import FileKind, pack
from tests.fax.profiles import TUNING
from tests.fax.replies import How, simulate

CASES = 10_000
SEED = 20261126
NUMBER = 95_000  # of the reply that all kinds of files show
SLOW = 60.0  # seconds: the wall limit of one file; what takes longer hung
WORDY = "job-description"
PAPER: tuple[tuple[How, FileKind], ...] = (
    ("fine", "tiff-g4"), ("standard", "tiff-g3"), ("fine", "pdf"), ("scan", "png"), ("scan", "jpeg"),
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What one damaged file came to. `changed`: answers accepted otherwise than from the whole file."""

    name: str
    status: str
    reasons: tuple[str, ...]
    seconds: float
    changed: tuple[str, ...]
    raised: str = ""


@cache
def wholes() -> dict[str, bytes]:
    """Our own files before the damage: one reply in every kind of file that we read, and a house paper in Word."""
    personal = copy(TUNING, NUMBER)
    filled = typed.fill(personal, offices.answers(TUNING.rng(NUMBER), paper.widgets(personal)))
    files = {"filled.pdf": filled, "flat.pdf": typed.flatten(filled)}
    for how, kind in PAPER:
        reply = simulate(personal, TUNING, NUMBER, how)
        files[f"{how}.{kind}"] = pack([page.arrived for page in reply.pages], kind)
    files["house.docx"] = word_copy(ALL[WORDY], edition(WORDY).map.code)
    return files


def damaged(data: bytes, rng: np.random.Generator) -> bytes:
    """The file with one kind of damage: bytes flipped (everywhere, or in its head), cut, wiped, doubled or swapped."""
    raw, kind = np.frombuffer(data, np.uint8).copy(), int(rng.integers(0, 6))
    if kind <= 1:
        reach = len(raw) if kind else min(len(raw), 1024)
        at = rng.integers(0, reach, int(np.exp(rng.uniform(0, np.log(200)))))
        raw[at] ^= rng.integers(1, 256, len(at)).astype(np.uint8)
        return raw.tobytes()
    if kind == 2:
        return data[: int(rng.integers(0, len(data)))]
    start, other = sorted(int(x) for x in rng.integers(0, len(data), 2))
    length = int(np.exp(rng.uniform(0, np.log(8_192))))
    if kind == 3:
        raw[start : start + length] = 0
        return raw.tobytes()
    if kind == 4:
        return data[:start] + data[start : start + length] * 2 + data[start + length :]
    part, there = data[start : start + length], data[other : other + length]
    return data[:start] + there + data[start + length : other] + part + data[other + length :]


def one(number: int) -> Outcome:
    """Damage and read one file. `number` seeds the damage and takes the kinds of files in turn."""
    rng = np.random.default_rng([SEED, number])
    name, data = list(wholes().items())[number % len(wholes())]
    broken = damaged(data, rng)
    start = time.monotonic()
    try:
        documents = read_bytes(broken, name, keys=(KEY,), evidence=False).documents
    except Exception as problem:  # noqa: BLE001 - that is what is counted
        return Outcome(name, "raised", (), time.monotonic() - start, (), type(problem).__name__)
    taken = time.monotonic() - start
    statuses = "+".join(sorted({d.status for d in documents}))
    reasons = tuple(sorted({r for d in documents for r in d.reasons}))
    return Outcome(name, statuses, reasons, taken, tuple(_changed(documents, name)))


@cache
def _whole(name: str) -> dict[str, Any]:
    documents = read_bytes(wholes()[name], name, keys=(KEY,), evidence=False).documents
    return _accepted(documents[0])


def _accepted(document: Document) -> dict[str, Any]:
    return {n: r.value for n, r in document.fields.items() if r.status is ReadingStatus.ACCEPTED}


def _changed(documents: Iterable[Document], name: str) -> Iterator[str]:
    """Answers that the whole file gives otherwise; those that it leaves to a person cannot be compared."""
    whole = _whole(name)
    for document in documents:
        yield from (n for n, value in _accepted(document).items() if n in whole and whole[n] != value)


def run(numbers: Sequence[int], workers: int = 1) -> list[Outcome]:
    """All cases, in their order."""
    if workers == 1:
        return [one(n) for n in numbers]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(one, numbers, chunksize=8))


def report(found: Sequence[Outcome]) -> str:
    """Counts by kind of file and outcome, and everything that must not be by name."""
    hung, raised = [o for o in found if o.seconds > SLOW], [o for o in found if o.raised]
    nameless = {r for o in found for r in o.reasons} - REASONS.keys()
    changed = [(i, o) for i, o in enumerate(found) if o.changed]
    seconds = np.array([o.seconds for o in found])
    lines = [
        f"{len(found):,} damaged files: {len(raised)} raised, {len(hung)} took more than {SLOW:.0f} s,"
        f" {len(nameless)} reasons without a sentence",
        f"seconds a file: median {np.median(seconds):.2f}, 99 in 100 {np.quantile(seconds, 0.99):.2f},"
        f" longest {seconds.max():.2f}",
        f"files with an answer accepted otherwise than from the whole file: {len(changed)}",
        *(f"  OTHERWISE {i} {o.name}: {', '.join(o.changed[:4])}" for i, o in changed),
        "", "outcomes by kind of file:",
        *(f"  {name} {status}: {count}" for (name, status), count in sorted(_tally(found, "status").items())),
        "", "reasons of files that could not be read or whose reader stopped:",
        *(f"  {reason}: {count}" for reason, count in Counter(
            r for o in found if o.status == "unreadable" for r in o.reasons).most_common()),
    ]  # fmt: skip
    return "\n".join(lines)


def _tally(found: Sequence[Outcome], what: str) -> Counter[tuple[str, str]]:
    return Counter((o.name, getattr(o, what)) for o in found)
