"""Whether a file is finished: it has not changed for a while, and nobody holds it open for writing.

The second can only be asked of a local file system, by a lease: the kernel refuses one while a writer has the file
open, and makes a new writer wait until it is given back. A network share has no leases; there the delay alone counts.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

IGNORED_ENDS = (".part", ".tmp", ".filepart", ".crdownload")
IGNORED_STARTS = ("~$", ".")
Look = tuple[int, int, int]  # inode, size in bytes, time of the last change in nanoseconds


def ignored(name: str) -> bool:
    """Whether programs call files so that they are still writing."""
    return name.startswith(IGNORED_STARTS) or name.lower().endswith(IGNORED_ENDS)


def look_of(stat: os.stat_result) -> Look:
    """What must not change while we look at a file."""
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


@dataclass
class Settling:
    """For how long each file has looked the same, by a clock that nobody can put back."""

    clock: Callable[[], float] = time.monotonic
    since: dict[Path, tuple[Look, float]] = field(default_factory=dict)

    def age(self, file: Path, stat: os.stat_result) -> float:
        """Seconds since the file was first seen as it is now."""
        look, moment = look_of(stat), self.clock()
        seen, first = self.since.get(file, (None, moment))
        if seen != look:
            first = moment
        self.since[file] = look, first
        return moment - first

    def renamed(self, old: Path, new: Path) -> None:
        """The same file under another name."""
        if old in self.since:
            self.since[new] = self.since.pop(old)

    def keep_only(self, files: Iterable[Path]) -> None:
        """Forget those that are gone."""
        there = set(files)
        self.since = {file: seen for file, seen in self.since.items() if file in there}


def held_open(handle: int) -> bool | None:
    """Whether somebody has this file (opened for reading) open for writing. If not, the lease is ours until we close.

    None where it cannot be told: the kernel gives no lease on another user's file, some file systems none at all.
    """
    try:
        # A broken lease is told by a signal, and the default one would end us; this one is ignored unless handled.
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    return False


def has_leases(folder: Path) -> bool:
    """Whether leases work here: tried on a file of our own, since a share without them may refuse every one."""
    probe = folder / f".probe-{uuid.uuid4().hex}"
    writer = os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        while_writing = _held(probe)
    finally:
        os.close(writer)
    try:
        return while_writing is True and _held(probe) is False
    finally:
        probe.unlink(missing_ok=True)


def untold(file: Path) -> bool:
    """Whether the kernel does not say of this file whether somebody writes it."""
    try:
        return _held(file) is None
    except OSError:  # not even read: that is another finding
        return False


def _held(file: Path) -> bool | None:
    handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        return held_open(handle)
    finally:
        os.close(handle)
