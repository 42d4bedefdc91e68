"""A file is whole and on the disk, with its name, or it is not there; and one works in a folder at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from api.store import keys
from api.store.disk import alone_in, write_whole
from cases.errors import Unavailable


def test_bytes_and_name_are_on_the_disk_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file before it has its name, the folder after; of mode 0600, and nothing beside it."""
    seen: list[tuple[bool, bool]] = []

    def fsync(handle: int) -> None:
        seen.append((Path(f"/proc/self/fd/{handle}").readlink() == tmp_path, (tmp_path / "file").exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    write_whole(tmp_path / "file", b"content")

    assert seen == [(False, False), (True, True)]
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file, whole, and no other."""
    write_whole(tmp_path / "file", b"old")
    write_whole(tmp_path / "file", b"other", replace=False)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "file", b"new")

    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("file", b"old")]


def test_two_who_change_the_keys_at_once_lose_none(tmp_path: Path) -> None:
    """The second is told so; and old keys go only if the newest is the one for which the files were looked through."""
    keys.generate(tmp_path)
    with alone_in(tmp_path), pytest.raises(Unavailable, match="Somebody else"):
        keys.rotate(tmp_path, "files")
    found = keys.load(tmp_path, "files")[0]
    keys.rotate(tmp_path, "files")

    with pytest.raises(Unavailable, match="meanwhile"):
        keys.retire(tmp_path, "files", found)
    assert len(keys.load(tmp_path, "files")) == 2
