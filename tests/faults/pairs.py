"""The matrix: every (fault, moment) that is tried, as one table. `python -m tests.faults` prints it.

A pair marked quick runs in every `make test`; all of them run in `make soak`. `number` is the fault's in `faults.md`'s
order: 1 killed, 2 killed at a system call, 3 the disk says no, 5 database disk full, 7 one of several dies, 8 a worker
sleeps, 9 database restarted, 10 connection lost at a commit, 11 the same at once, 13 the clock jumps, 14 poison,
15 answer lost, 16 cancelled, 17 object store, 18 new version, 19 backup, 20 cut upload.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Pair:
    """A fault at a moment. `family` is the test that tries it."""

    family: str
    number: int
    fault: str
    moment: str
    quick: bool = False

    @property
    def name(self) -> str:
        """What pytest calls it."""
        return f"{self.number}-{self.fault}-{self.moment}".replace(" ", "-")


def _family(family: str, number: int, fault: str, *moments: str) -> tuple[Pair, ...]:
    """The moments of one fault; those that begin with `!` run in every `make test`."""
    return tuple(Pair(family, number, fault, each.lstrip("!"), each.startswith("!")) for each in moments)


STAGES = tuple(
    f"stage.{stage}.{at}"
    for stage in ("read", "join", "place", "propose", "end")
    for at in ("begin", "before_commit", "committed")
)
QUICK_STAGES = {"stage.read.before_commit", "stage.place.committed", "stage.propose.before_commit"}

PAIRS: tuple[Pair, ...] = (
    *_family("web_killed", 1, "web killed", "file.temp", "file.fsync", "!file.link", "file.folder", "intake.stored",
             "!intake.before_commit", "intake.committed", "!answered"),
    *_family("worker_killed", 1, "worker killed", "job.claimed", "stage.read.looked",
             *(f"!{each}" if each in QUICK_STAGES else each for each in STAGES), "!job.ended"),
    *_family("syscall", 2, "killed at a system call", "!fsync:1", "fsync:2", "fsync:3", "link:1"),
    *_family("syscall_error", 3, "the disk says EIO", "!fsync:1", "fsync:2", "link:1"),
    *_family("syscall_error", 3, "the disk says ENOSPC", "!link:1", "fsync:1"),
    *_family("file_too_large", 4, "no room for the file", "!during a write"),
    *_family("small_disk", 4, "file store full", "before a write"),
    *_family("database_disk", 5, "database disk full", "during uploads"),
    *_family("third_dies", 7, "one of three workers dies", "!stage.read.looked", "stage.place.before_commit",
             "stage.end.committed"),
    *_family("slept", 8, "a worker sleeps through its takeover", "!stage.read.before_commit", "stage.place.begin",
             "stage.place.before_commit", "stage.propose.before_commit", "stage.end.before_commit", "job.ended"),
    *_family("database_crash", 9, "database restarted at once", "uploading", "!reading"),
    *_family("database_gone", 9, "database gone for a while", "uploading", "reading"),
    *_family("backends_ended", 10, "every connection ended", "uploading", "!reading"),
    *_family("web_commit_lost", 10, "answer to a commit lost, web", "1", "!2", "3"),
    *_family("worker_commit_lost", 10, "answer to a commit lost, worker", "3", "4", "!5", "6", "7", "8", "9", "10"),
    *_family("at_once", 11, "sixteen uploads at once", "!same bytes"),
    *_family("clock", 13, "the clock is an hour ahead", "!reading"),
    *_family("clock", 13, "the clock is an hour behind", "reading"),
    *_family("child_killed", 14, "the reading child is killed", "!reading"),
    *_family("cut_upload", 20, "upload cut short", "!in the middle", "before its last byte"),
    *_family("cut_upload", 20, "upload of a wrong length", "longer than said"),
)  # fmt: skip


def of(family: str) -> Any:
    """The parameters of a family's test."""
    mine = [pair for pair in PAIRS if pair.family == family]
    return pytest.mark.parametrize(
        "pair", [pytest.param(p, id=p.name, marks=() if p.quick else pytest.mark.soak) for p in mine]
    )
