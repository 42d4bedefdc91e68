"""The three secrets of an installation, each in a file of mode 0600: one key a line, base64, the newest first.

    page.key    signs the codes on printed pages        files.key   master key: wraps the key of every file
    audit.key   chains the audit log

A `Keyring` is such a file as it is at this moment: a running service works with a new key from its next use on.
They are neither in the database nor in a backup of it: keep a copy elsewhere. Without `files.key` no file can be read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import overload

from api.store.disk import alone_in, write_whole
from cases.errors import Unavailable

NAMES = ("page", "files", "audit")
LENGTH = 32  # bytes


def key_id(key: bytes) -> bytes:
    """Eight bytes that name a key and tell nothing about it."""
    return hashlib.sha256(b"workslip key id:" + key).digest()[:8]


def load(folder: Path, name: str, ending: str = ".key") -> tuple[bytes, ...]:
    """The keys of that name, newest first. Raises Unavailable if there are none or if others may read them."""
    file = folder / f"{name}{ending}"
    if not file.is_file():
        raise Unavailable(f"There is no key file {file}. Run `workslip keygen` once.", code="no_keys")
    if file.stat().st_mode & 0o077:
        raise Unavailable(f"Other users may read {file}. Run `chmod 600` on it.", code="open_keys")
    keys = tuple(_decoded(line, file) for line in file.read_text(encoding="ascii").split())
    if not keys:
        raise Unavailable(f"The key file {file} is empty. Put its copy back.", code="no_keys")
    return keys


class Keyring(Sequence[bytes]):
    """The keys of a file as it is now, newest first: it is read again when it has become another file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._keys: tuple[bytes, ...] = ()
        self._seen: tuple[int, int] | None = None
        self._now()

    def __repr__(self) -> str:
        return f"Keyring({self._name})"

    def __len__(self) -> int:
        return len(self._now())

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[bytes, ...]: ...
    def __getitem__(self, at: int | slice) -> bytes | tuple[bytes, ...]:
        return self._now()[at]

    def _now(self) -> tuple[bytes, ...]:
        file = self._folder / f"{self._name}.key"
        seen = (file.stat().st_ino, file.stat().st_mtime_ns) if file.is_file() else None
        if seen is None or seen != self._seen:
            self._keys, self._seen = load(self._folder, self._name), seen
        return self._keys


def _decoded(line: str, file: Path) -> bytes:
    try:
        key = base64.b64decode(line, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != LENGTH or len(set(key)) < 8:  # a random key has about 30 different bytes
        raise Unavailable(f"The key file {file} holds something that is no key. Put its copy back.", code="bad_keys")
    return key


def generate(folder: Path) -> list[Path]:
    """Make the keys that are missing; never touch one that is there. Returns the files made."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone_in(folder):
        missing = [name for name in NAMES if not (folder / f"{name}.key").exists()]
        return [_write(folder / f"{name}.key", (secrets.token_bytes(LENGTH),)) for name in missing]


def rotate(folder: Path, name: str) -> Path:
    """Put a new key in front. The old ones stay: what they made must remain readable.

    One process at a time: of two that put theirs in front of the same old ones, the first's would be lost, with all
    that was sealed under it meanwhile. Raises Unavailable.
    """
    with alone_in(folder):
        return _write(folder / f"{name}.key", (secrets.token_bytes(LENGTH), *load(folder, name)))


def retire(folder: Path, name: str, found: bytes | None = None) -> Path:
    """Take the old keys out of use, into `<name>.retired` beside it: what was sealed long ago may still need them.

    Raises Unavailable if another key than `found` is the newest by now: what is under that one is not known to be all.
    """
    with alone_in(folder):
        newest, *old = load(folder, name)
        if found not in (None, newest):
            raise Unavailable("A new key has come in front meanwhile. Begin again.", code="key_in_use")
        retired = folder / f"{name}.retired"
        before = load(folder, name, ".retired") if retired.exists() else ()
        _write(retired, (*old, *before))
        return _write(folder / f"{name}.key", (newest,))


def _write(file: Path, keys: tuple[bytes, ...]) -> Path:
    """Replace a key file whole, or not at all: half a key file is lost data."""
    write_whole(file, b"".join(base64.b64encode(key) + b"\n" for key in keys))
    return file
