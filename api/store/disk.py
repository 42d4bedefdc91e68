"""Files of this machine that are whole or not there, also after a power cut; and folders that one process works in.

temporary file → fsync → its name → fsync of the folder
"""

from __future__ import annotations

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from api.store.failpoints import failpoint
from cases.errors import Unavailable


def write_whole(place: Path, content: bytes, *, replace: bool = True) -> None:
    """Write a file of mode 0600, whole or not at all; it is on the disk when this returns. Raises OSError.

    Without `replace`, a file that has the name already keeps it. A crash leaves at worst a `.new-…` beside it.
    """
    temporary = place.with_name(f".new-{uuid.uuid4().hex}")
    try:
        _write(temporary, content)
        if replace:
            temporary.replace(place)
        else:
            with suppress(FileExistsError):  # another writer of the same bytes was faster
                os.link(temporary, place)
        failpoint("file.link")
    finally:
        temporary.unlink(missing_ok=True)
    fsync_folder(place.parent)
    failpoint("file.folder")


def _write(file: Path, content: bytes) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        failpoint("file.temp")
        os.fsync(out.fileno())
        failpoint("file.fsync")


def fsync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """While nobody else is in that folder by this door; the kernel lets go of it if we die. Raises Unavailable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Unavailable(f"Somebody else works in {folder} just now. Try again later.", code="busy") from None
