"""The file store: bytes by employer and sha256 of the plain bytes, encrypted, safe once `put` has returned.

`Files` is the port; `LocalFiles` keeps them in a folder: temporary file, fsync, link into place, fsync of the folder.
A crash leaves at worst an unfinished temporary file, which `sweep` removes after a day.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from api.store.failpoints import failpoint
from api.store.keys import key_id
from api.store.sealing import rewrap, seal, unseal
from cases.errors import NotFound, Unavailable

DAY = 24 * 3600  # seconds


class Files(Protocol):
    """What the service asks of a file store, local or remote."""

    def put(self, employer: uuid.UUID, content: bytes) -> str:
        """Keep these bytes; return their sha256, lower-case hex. The same bytes twice are one file."""

    def get(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The bytes. Raises NotFound."""

    def has(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether they are here."""

    def free(self) -> int:
        """Bytes that can still be stored."""


class LocalFiles:
    """A folder of this machine: `<employer>/<two hex digits>/<sha256>`, all 0700 and 0600."""

    def __init__(self, folder: Path, masters: tuple[bytes, ...]) -> None:
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
            if place.exists():
                _fsync_folder(place.parent)  # who linked it may not have come so far
            else:
                _write(place, seal(content, _belonging(employer, sha256), self.masters[0]), replace=False)
        return sha256

    def get(self, employer: uuid.UUID, sha256: str) -> bytes:
        """The bytes, decrypted and authenticated."""
        return unseal(self._sealed(employer, sha256), _belonging(employer, sha256), self.masters)

    def has(self, employer: uuid.UUID, sha256: str) -> bool:
        """Whether they are here."""
        return self._place(employer, sha256).is_file()

    def free(self) -> int:
        """Bytes free for us on the folder's disk."""
        disk = os.statvfs(self.folder)
        return disk.f_bavail * disk.f_frsize

    def rewrap_all(self) -> int:
        """Bring every file under the newest master key; safe to stop and run again. Returns how many were changed."""
        changed = 0
        for place in self._places():
            belonging = _belonging(uuid.UUID(place.parts[-3]), place.name)
            sealed = place.read_bytes()
            if sealed[4:12] != key_id(self.masters[0]):
                _write(place, rewrap(sealed, belonging, self.masters), replace=True)
                changed += 1
        return changed

    def remove(self, employer: uuid.UUID, sha256: str, *, untouched: float = DAY) -> bool:
        """Remove a file if nobody has put it for so many seconds; whether it is gone."""
        place = self._place(employer, sha256)
        if place.exists() and time.time() - place.stat().st_mtime >= untouched:
            place.unlink(missing_ok=True)
        return not place.exists()

    def sweep(self, *, older_than: float = DAY) -> int:
        """Remove temporary files of crashed writers older than so many seconds. Returns how many."""
        old = [t for t in self.folder.glob("*/*/.new-*") if time.time() - t.stat().st_mtime > older_than]
        for temporary in old:
            temporary.unlink(missing_ok=True)
        return len(old)

    def _make_safe(self, folder: Path) -> None:
        """Make a folder and fsync its name into its parent: a file in a lost folder is lost too.

        Once for each process, also where the folder is there: who made it may not have come so far.
        """
        if folder not in self._safe:
            self._make_safe(folder.parent)
            folder.mkdir(mode=0o700, exist_ok=True)
            _fsync_folder(folder.parent)
            self._safe.add(folder)

    def _place(self, employer: uuid.UUID, sha256: str) -> Path:
        if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
            raise NotFound("That is no address of a file.")
        return self.folder / str(employer) / sha256[:2] / sha256

    def _places(self) -> Iterator[Path]:
        return (p for p in self.folder.glob("*/*/*") if not p.name.startswith("."))

    def _sealed(self, employer: uuid.UUID, sha256: str) -> bytes:
        try:
            return self._place(employer, sha256).read_bytes()
        except FileNotFoundError:
            raise NotFound("That file is not in the store.", code="file_missing") from None


def _write(place: Path, sealed: bytes, *, replace: bool) -> None:
    """Whole or not at all, and on the disk when it returns."""
    temporary = place.with_name(f".new-{uuid.uuid4().hex}")
    try:
        _write_and_fsync(temporary, sealed)
        if replace:
            temporary.replace(place)
        else:
            _link(temporary, place)
        failpoint("file.link")
    finally:
        temporary.unlink(missing_ok=True)
    _fsync_folder(place.parent)
    failpoint("file.folder")


def _belonging(employer: uuid.UUID, sha256: str) -> bytes:
    return employer.bytes + bytes.fromhex(sha256)


def _write_and_fsync(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        failpoint("file.temp")
        os.fsync(out.fileno())
        failpoint("file.fsync")


def _link(temporary: Path, place: Path) -> None:
    """Give the file its name, unless another writer of the same bytes was faster."""
    try:
        os.link(temporary, place)
    except FileExistsError:
        return


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


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
