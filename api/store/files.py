"""The file store: bytes by employer and sha256 of the plain bytes, encrypted, safe once `put` has returned.

`Files` is the port: the first four are what the service uses, the others are for the store's own work (backup, new
keys, purge). `LocalFiles` keeps files in a folder: temporary file, fsync, link into place, fsync of the folder; a crash
leaves at worst an unfinished temporary file, which `sweep` removes after a day. `objects.py` keeps them elsewhere.

A file can only be removed if nobody has put it for a while: who puts bytes that are here already makes the file fresh,
so that it cannot vanish between that and the row that will refer to it.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from api.store.disk import fsync_folder, write_whole
from api.store.keys import key_id
from api.store.sealing import rewrap, seal, sealed_with, unseal
from cases.errors import NotFound, Unavailable

DAY = 24 * 3600  # seconds
ADDRESS = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Stored:
    """A file of the store: whose, the sha256 of its plain bytes, its sealed size in bytes, when it was last put."""

    employer: uuid.UUID
    sha256: str
    size: int
    put_at: float  # seconds since 1970


class Files(Protocol):
    """What the service asks of a file store, local or remote. `masters` are its master keys, newest first."""

    masters: Sequence[bytes]

    def put(self, employer: uuid.UUID, content: bytes) -> str:
        """Keep these bytes; return their sha256, lower-case hex. The same bytes twice are one file."""

    def get(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The bytes. Raises NotFound."""

    def has(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether they are here."""

    def free(self) -> int:
        """Bytes that can still be stored. Raises Unavailable or OSError if the store does not answer."""

    def every(self, employer: uuid.UUID | None = None) -> Iterator[Stored]:
        """All files, or those of one employer, in no order; a file that is put meanwhile may be among them."""

    def sealed(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The file as it lies there, encrypted. Raises NotFound."""

    def put_sealed(self, employer: uuid.UUID, sha256: str, sealed: bytes) -> None:
        """Keep a file that another store has sealed. Raises Unavailable, keeping nothing, unless it opens here."""

    def rewrap(self, stored: Stored) -> bool:
        """Bring a file under the newest master key; whether it was under another. Readers always find it whole."""

    def remove(self, employer: uuid.UUID, sha256: str, *, untouched: float = DAY) -> bool:
        """Remove a file if nobody has put it for so many seconds; whether it is gone."""

    def sweep(self, *, older_than: float = DAY) -> int:
        """Remove what crashed writers left and is older than so many seconds. Returns how many."""


class LocalFiles:
    """A folder of this machine: `<employer>/<two hex digits>/<sha256>`, all 0700 and 0600."""

    def __init__(self, folder: Path, masters: Sequence[bytes]) -> None:
        self.folder = folder
        self.masters = masters
        self._safe: set[Path] = {folder}  # folders whose names this process has seen onto the disk
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def put(self, employer: uuid.UUID, content: bytes) -> str:
        """Keep these bytes. When this returns, they survive a power cut."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(employer, sha256)
        with _in_sentences():
            self._make_safe(place.parent)
            if self._freshened(place):
                fsync_folder(place.parent)  # who linked it may not have come so far
            else:
                write_whole(place, seal(content, belonging(employer, sha256), self.masters[0]), replace=False)
        return sha256

    def get(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The bytes, decrypted and authenticated."""
        return unseal(self.sealed(employer, sha256), belonging(employer, sha256), self.masters)

    def has(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether they are here."""
        return self._place(employer, sha256).is_file()

    def free(self) -> int:
        """Bytes free for us on the folder's disk."""
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def every(self, employer: uuid.UUID | None = None) -> Iterator[Stored]:
        """All files whose names are addresses."""
        for place in self.folder.glob(f"{employer or '*'}/*/*"):
            if ADDRESS.fullmatch(place.name) and (found := _described(place)):
                yield found

    def sealed(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The file as it lies there."""
        try:
            return self._place(employer, sha256).read_bytes()
        except FileNotFoundError:
            raise missing() from None

    def put_sealed(self, employer: uuid.UUID, sha256: str, sealed: bytes) -> None:
        """Keep a file that another store has sealed."""
        place = self._place(employer, sha256)
        check_opens(employer, sha256, sealed, self.masters)
        with _in_sentences():
            self._make_safe(place.parent)
            write_whole(place, sealed, replace=True)

    def rewrap(self, stored: Stored) -> bool:
        """Bring a file under the newest master key. It stays as old as it was."""
        place, to = self._place(stored.employer, stored.sha256), belonging(stored.employer, stored.sha256)
        with self._held(fcntl.LOCK_EX), _in_sentences():
            if not place.exists():
                return False
            sealed, age = place.read_bytes(), place.stat()
            if sealed_with(sealed) == key_id(self.masters[0]):
                return False
            write_whole(place, rewrap(sealed, to, self.masters), replace=True)
            os.utime(place, ns=(age.st_atime_ns, age.st_mtime_ns))
        return True

    def remove(self, employer: uuid.UUID, sha256: str, *, untouched: float = DAY) -> bool:
        """Remove a file if nobody has put it for so many seconds."""
        place = self._place(employer, sha256)
        with self._held(fcntl.LOCK_EX), _in_sentences():
            if place.exists() and time.time() - place.stat().st_mtime < untouched:
                return False
            place.unlink(missing_ok=True)
            if place.parent.exists():
                fsync_folder(place.parent)
        return True

    def sweep(self, *, older_than: float = DAY) -> int:
        """Remove temporary files of crashed writers older than so many seconds. Returns how many."""
        old = [t for t in self.folder.glob("*/*/.new-*") if time.time() - t.stat().st_mtime > older_than]
        for temporary in old:
            temporary.unlink(missing_ok=True)
        return len(old)

    def _freshened(self, place: Path) -> bool:
        """Whether the file is here; if it is, it counts as put now."""
        with self._held(fcntl.LOCK_SH):
            try:
                os.utime(place)
            except FileNotFoundError:
                return False
        return True

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        """The store's lock: shared by those who make a file fresh, alone for who removes or replaces one."""
        handle = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, how)
            yield
        finally:
            os.close(handle)

    def _make_safe(self, folder: Path) -> None:
        """Make a folder and fsync its name into its parent: a file in a lost folder is lost too.

        Once for each process, also where the folder is there: who made it may not have come so far.
        """
        if folder not in self._safe:
            self._make_safe(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            fsync_folder(folder.parent)
            self._safe.add(folder)

    def _place(self, employer: uuid.UUID, sha256: str) -> Path:
        check_address(sha256)
        return self.folder / str(employer) / sha256[:2] / sha256


def belonging(employer: uuid.UUID, sha256: str) -> bytes:
    """What a sealed file is bound to: it opens nowhere else."""
    return employer.bytes + bytes.fromhex(sha256)


def check_address(sha256: str) -> None:
    """Raise NotFound unless it is an address: nothing outside the store can be named."""
    if not ADDRESS.fullmatch(sha256):
        raise NotFound("That is no address of a file.")


def check_opens(employer: uuid.UUID, sha256: str, sealed: bytes, masters: Sequence[bytes]) -> bytes:
    """The plain bytes. Raises Unavailable if it does not open, or if it holds other bytes than its name says."""
    plain = unseal(sealed, belonging(employer, sha256), masters)
    if hashlib.sha256(plain).hexdigest() != sha256:
        raise Unavailable("A stored file holds other bytes than its name says.", code="file_damaged")
    return plain


def missing() -> NotFound:
    """What is said of a file that is not here."""
    return NotFound("That file is not in the store.", code="file_missing")


def _described(place: Path) -> Stored | None:
    try:
        stat = place.stat()
    except FileNotFoundError:  # removed since it was listed
        return None
    return Stored(uuid.UUID(place.parts[-3]), place.name, stat.st_size, stat.st_mtime)


@contextmanager
def _in_sentences() -> Iterator[None]:
    """The disk's errors, for people."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            said, code = (
                "The disk of the file store is full: nothing was stored. Make room and send it again.",
                "disk_full",
            )
        else:
            said, code = "The file store cannot be written: nothing was stored. Try again later.", "store_down"
        raise Unavailable(said, code=code) from error
