"""A hot folder: `inbox → processing → done | failed`, folders beside each other, each step one rename.

    inbox/anything.pdf
    processing/<claim>/<random name>    a claim is one process's; a dead one's is taken over
    done/<day>/<document>.pdf           safe in the store and in the database
    failed/<random name>.pdf            with <random name>.problem.json beside it

A file is taken when it is finished (`settling.py`) and from then on has a random name: people put patients' names into
the names of files. What changes after all stays in `processing` until it has settled again. Nothing is ever deleted.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final

from watchfiles import watch

from api.intake.doors.config import FolderDoor
from api.intake.doors.kinds import kind_of, looks_cut
from api.intake.doors.settling import Look, Settling, has_leases, held_open, ignored, look_of, untold
from api.intake.doors.stuck import Stuck
from api.intake.receive import MEGABYTE, Received, owner_of, receive
from api.logs import logger
from api.store.failpoints import failpoint
from api.store.opening import Store
from api.store.tables.base import now
from cases.errors import BadInput, Unavailable

CUT_PATIENCE: Final = 12  # times the delay, for a file whose end seems to be missing
READ_TRIES: Final = 5
NO_LEASES: Final = "cannot tell who is still writing: only the delay keeps from half a file"
OTHERS_FILES: Final = (
    "holds files of another user, of which cannot be told who is still writing: only the delay keeps from half a file. "
    "Let the user that runs Workslip own them, or set `settle` to the longest pause of a writer"
)
CLAIM_SHUT: Final = (
    "What another mail room had begun lies in `processing` and cannot be opened. Run every mail room of this folder as "
    "one user, and give that user what lies there."
)
PROBLEMS: Final = {
    "not_a_file": "This is no file but a folder, a link or a device. Put the files themselves into the inbox.",
    "too_large": "The file is larger than we accept. Split it and put the parts into the inbox.",
    "unreadable": "The file cannot be read. Check who may read it, and the disk; then put it into the inbox again.",
}
_log = logger(__name__)


class NotYet(Exception):
    """The file is not finished after all: it has to settle again."""


class EndMissing(NotYet):
    """Nobody changes it, but its end seems to be still to come: it is given more time."""


@dataclass
class Folder:
    """One hot folder, as one process works on it."""

    door: FolderDoor
    store: Store
    settling: Settling = field(default_factory=Settling)
    claim: str = field(default_factory=lambda: uuid.uuid4().hex)
    leases: bool | None = None  # whether the file system can say who is still writing; None: not yet asked
    tries: dict[Path, int] = field(default_factory=dict)
    cut: set[Path] = field(default_factory=set)
    stuck: Stuck = field(init=False)
    changes: Iterator[object] | None = None

    def __post_init__(self) -> None:
        self.stuck = Stuck(self.door.name, lambda: self.settling.clock())

    @property
    def name(self) -> str:
        """The door's name, for logs."""
        return self.door.name

    @property
    def mine(self) -> Path:
        """Where what this process has taken lies until it is done."""
        return self.door.path / "processing" / self.claim

    def look(self) -> None:
        """Take in what is finished. Raises what keeps the whole door shut (disk full, database gone): try again."""
        employer = owner_of(self.store, self.door.employer)
        with _in_sentences():
            self._open()
        self.stuck.each(self._others(), self._take_over)
        self.stuck.each(self._inbox(), self._claim)
        self.stuck.each(_listed(self.mine), lambda file: self._take_in(file, employer))
        self._forget_what_is_gone()

    @property
    def trouble(self) -> str:
        """What it could not take in and why, in a sentence; nothing if there is nothing."""
        return self.stuck.sentence

    def wait(self, stop: Event) -> None:
        """Until something happens in the inbox, or it is time to look anyway."""
        if self.door.poll:
            stop.wait(self.door.every)
            return
        if self.changes is None:
            self.changes = watch(
                self.door.path / "inbox", stop_event=stop, recursive=False, debounce=200, yield_on_timeout=True,
                rust_timeout=min(1000, int(self.door.settle * 250) + 1), raise_interrupt=False,
            )  # fmt: skip
        try:
            next(self.changes)
        except Exception:  # it ends when we stop, and fails when the folder goes away: the next wait begins anew
            self.changes = None
            if not stop.is_set():
                raise

    def check(self) -> str:
        """Try what will be done, on a file of our own. Raises what is wrong; returns a finding, or nothing."""
        owner_of(self.store, self.door.employer)
        try:
            with _in_sentences():
                self._open()
                self._rename_a_probe()
            self._check_claims()
            if not self.leases:
                return NO_LEASES
            return OTHERS_FILES if any(map(untold, self._inbox())) else ""
        finally:
            self.close()

    def counts(self) -> dict[str, int]:
        """How many files lie where."""
        return {
            name: sum(p.is_file() and p.suffix != ".json" and not ignored(p.name) for p in place.rglob("*"))
            for name in ("inbox", "processing", "done", "failed")
            if (place := self.door.path / name).is_dir()
        }

    def idle(self) -> bool:
        """Whether nothing waits but what is stuck: neither in the inbox, nor in the hands of any process."""
        waiting = self._inbox() + [p for claim in (self.mine, *self._others()) for p in self._held_by(claim)]
        return not set(waiting) - self.stuck.found.keys()

    def _held_by(self, claim: Path) -> list[Path]:
        try:
            return _listed(claim)
        except OSError:
            return [claim]  # nobody knows what is in it

    def close(self) -> None:
        """Leave what is not done to whoever comes next, at once."""
        self.changes = None
        if self.mine.is_dir():
            os.utime(self.mine, (0, 0))
            _remove_if_empty(self.mine)

    def _open(self) -> None:
        """The folders, and a sign of life. The folder itself must be there: it may be a share that is not mounted."""
        if not self.door.path.is_dir():
            raise Unavailable("A hot folder is not there; is its disk or share mounted?", code="folder_missing")
        for name in ("inbox", "processing", "done", "failed"):
            (self.door.path / name).mkdir(mode=0o770, exist_ok=True)
        self.mine.mkdir(mode=0o700, exist_ok=True)
        os.utime(self.mine)
        if self.leases is None:
            self.leases = has_leases(self.mine.parent)
            if not self.leases:
                _log.warning("door.no_leases", door=self.name)  # a share: a slow writer is only told by the delay

    def _rename_a_probe(self) -> None:
        probe = self.door.path / "inbox" / f".probe-{self.claim}"
        probe.touch()
        try:
            for name in ("processing", "done", "failed"):
                probe = probe.rename(self.door.path / name / probe.name)
        finally:
            probe.unlink()

    def _take_over(self, other: Path) -> None:
        """What a dead process had claimed. Both times are the file system's own, so no clock has to be right."""
        if other.stat().st_mtime < self.mine.stat().st_mtime - self.door.abandoned:
            for file in _listed(other):
                file.rename(self.mine / file.name)
            _remove_if_empty(other)

    def _others(self) -> list[Path]:
        """The claims of other processes, dead or alive."""
        return [p for p in _listed(self.mine.parent) if p.is_dir() and p != self.mine]

    def _check_claims(self) -> None:
        try:
            for claim in self._others():
                _listed(claim)
        except OSError:
            raise Unavailable(CLAIM_SHUT, code="claim_shut") from None

    def _inbox(self) -> list[Path]:
        return [p for p in _listed(self.door.path / "inbox") if not ignored(p.name)]

    def _claim(self, file: Path) -> None:
        if self.settling.age(file, file.lstat()) >= self.door.settle:
            taken = self.mine / uuid.uuid4().hex
            file.rename(taken)
            self.settling.renamed(file, taken)
            failpoint("folder.claimed")

    def _forget_what_is_gone(self) -> None:
        there = {*self._inbox(), *_listed(self.mine), *self._others()}
        self.settling.keep_only(there)
        self.stuck.keep_only(there)
        self.tries = {file: n for file, n in self.tries.items() if file in there}
        self.cut &= there

    def _take_in(self, file: Path, employer: uuid.UUID) -> None:
        """One claimed file to its end. It may have been taken over meanwhile: then it is no longer here."""
        os.utime(self.mine)
        seen = file.lstat()
        age = self.settling.age(file, seen)
        if age == 0:
            self.cut.discard(file)
        if age < self.door.settle * (CUT_PATIENCE if file in self.cut else 1):
            return
        if problem := self._problem(seen):
            self._fail(file, problem)
            return
        try:
            with self._finished(file, look_of(seen)) as content:
                received = self._receive(content, employer)
                failpoint("folder.received")
                self._put_away(file, received, content)
        except EndMissing:
            self.cut.add(file)
        except NotYet:
            self.settling.since.pop(file, None)
        except BadInput as refused:
            self._fail(file, refused.code, refused.message)

    def _problem(self, seen: os.stat_result) -> str:
        """Why it is not even opened, or nothing."""
        if not stat.S_ISREG(seen.st_mode):
            return "not_a_file"
        return "too_large" if seen.st_size > self.store.settings.max_file * MEGABYTE else ""

    @contextmanager
    def _finished(self, file: Path, seen: Look) -> Iterator[bytes]:
        """The bytes of a finished file, which as far as the kernel can help nobody changes until this ends.

        Raises NotYet if somebody writes, if it is not what was looked at, or if its end seems to be still to come.
        """
        handle = self._opened(file)
        try:
            if self.leases and held_open(handle):
                raise NotYet
            content = self._read(file, handle, seen)
            if looks_cut(content) and file not in self.cut:
                raise EndMissing
            yield content
        finally:
            os.close(handle)

    def _opened(self, file: Path) -> int:
        try:
            return os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except FileNotFoundError:
            raise
        except OSError:
            raise self._not_read(file) from None

    def _read(self, file: Path, handle: int, seen: Look) -> bytes:
        try:
            return _read(handle, seen)
        except OSError:
            raise self._not_read(file) from None

    def _not_read(self, file: Path) -> NotYet | BadInput:
        """What is raised of a file that cannot be read: a few times it has to settle again."""
        self.tries[file] = self.tries.get(file, 0) + 1
        if self.tries[file] < READ_TRIES:
            return NotYet()
        return BadInput(PROBLEMS["unreadable"], code="unreadable")

    def _receive(self, content: bytes, employer: uuid.UUID) -> Received:
        try:
            received = receive(self.store, employer, content, source=self.door.source, sender=self.door.sender)
        except OSError:  # not this file's trouble
            raise Unavailable("The file store cannot be reached: nothing was taken in.", code="store_down") from None
        _log.info("door.received", door=self.name, document=str(received.document_id), bytes=len(content))
        return received

    def _put_away(self, file: Path, received: Received, content: bytes) -> None:
        day = self.door.path / "done" / now().date().isoformat()
        day.mkdir(mode=0o700, exist_ok=True)
        _rename_beside(file, day, str(received.document_id), kind_of(content) or "bin")

    def _fail(self, file: Path, code: str, sentence: str = "") -> None:
        """Out of the way, with its reason. The reason first: a file in `failed` always has one."""
        failed = self.door.path / "failed"
        said = {"code": code, "detail": sentence or PROBLEMS[code], "at": now().isoformat()}
        (failed / f"{file.name}.problem.json").write_text(json.dumps(said, indent=2) + "\n", encoding="utf-8")
        file.rename(failed / f"{file.name}{_ending(file)}")
        _log.warning("door.failed", door=self.name, code=code)


def _read(handle: int, seen: Look) -> bytes:
    """The bytes of what was looked at; NotYet if it changed since, or while it was read."""
    if look_of(os.fstat(handle)) != seen:
        raise NotYet
    with os.fdopen(os.dup(handle), "rb") as file:
        content = file.read(seen[1] + 1)
    if len(content) != seen[1] or look_of(os.fstat(handle)) != seen:
        raise NotYet
    return content


def _shut(error: OSError) -> str:
    if error.errno == errno.EXDEV:
        return "Its folders lie on different file systems, so no file can be renamed. Put them all on one."
    return f"It cannot be worked in: {error.strerror}. Let the user that runs Workslip write there."


def _ending(file: Path) -> str:
    """The ending of a name by what the file is; none for what is no file."""
    if not stat.S_ISREG(file.lstat().st_mode):
        return ""
    try:
        with file.open("rb") as opened:
            return f".{kind_of(opened.read(4096)) or 'bin'}"
    except OSError:
        return ".bin"


def _rename_beside(file: Path, folder: Path, name: str, ending: str) -> None:
    """Rename, never over another: the same document may be put away twice, also by two processes at once."""
    for number in range(1, 10_000):
        place = folder / (f"{name}.{ending}" if number == 1 else f"{name}-{number}.{ending}")
        try:
            os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            continue
        try:
            file.replace(place)
        except OSError:
            place.unlink(missing_ok=True)  # only its name was taken
            raise
        return
    raise Unavailable("A hot folder's `done` is full of copies of one document; put them elsewhere.", code="done_full")


def _listed(folder: Path) -> list[Path]:
    """What lies in it, in order; nothing if it is gone."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.ENOENT, errno.EEXIST):
            raise


@contextmanager
def _in_sentences() -> Iterator[None]:
    """What keeps the folder itself shut, for people."""
    try:
        yield
    except OSError as error:
        raise Unavailable(_shut(error), code="folder_shut") from None
