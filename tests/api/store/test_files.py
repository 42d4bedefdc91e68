"""The file store: encrypted, whole or not there at all, and readable after the master key was changed."""

from __future__ import annotations

import errno
import os
import re
import secrets
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.store import keys
from api.store.files import LocalFiles
from cases.errors import NotFound, Unavailable

EMPLOYER = uuid.uuid4()
MASTER = secrets.token_bytes(32)


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    """An empty store under one master key."""
    return LocalFiles(tmp_path / "files", (MASTER,))


def stored(files: LocalFiles) -> list[Path]:
    """Every file in its folder, temporary ones too."""
    return [p for p in files.folder.rglob("*") if p.is_file()]


@given(st.binary(max_size=2000))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_what_is_put_is_what_is_got(files: LocalFiles, content: bytes) -> None:
    """Any bytes, none included, come back unchanged, under the sha256 of the plain bytes."""
    assert files.get(EMPLOYER, files.put(EMPLOYER, content)) == content


def test_nothing_readable_lies_on_the_disk(files: LocalFiles) -> None:
    """A stolen disk holds no word of a stored file, and no other user may read even that."""
    files.put(EMPLOYER, b"diagnosis ZQX-LUPUS-77 " * 50)

    (file,) = stored(files)
    assert b"LUPUS" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_the_same_bytes_put_sixteen_times_at_once_are_one_file(files: LocalFiles) -> None:
    """All answers are the same address, and no temporary file is left."""
    content = secrets.token_bytes(100_000)
    with ThreadPoolExecutor(16) as pool:
        addresses = set(pool.map(lambda _: files.put(EMPLOYER, content), range(16)))

    assert len(addresses) == 1
    assert [p.name for p in stored(files)] == list(addresses)


def test_a_file_opens_only_where_it_belongs(files: LocalFiles) -> None:
    """Moved to another employer, or changed in one bit, it does not open."""
    sha256 = files.put(EMPLOYER, b"content")
    other = uuid.uuid4()
    place, elsewhere = files.folder / str(EMPLOYER), files.folder / str(other)
    place.rename(elsewhere)
    with pytest.raises(Unavailable, match="changed or damaged"):
        files.get(other, sha256)

    elsewhere.rename(place)
    (file,) = stored(files)
    changed = bytearray(file.read_bytes())
    for at in (0, 5, 20, 60, len(changed) - 1):
        flipped = bytes(changed[:at]) + bytes([changed[at] ^ 1]) + bytes(changed[at + 1 :])
        file.write_bytes(flipped)
        with pytest.raises(Unavailable):
            files.get(EMPLOYER, sha256)


@pytest.mark.parametrize("address", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64])
def test_an_address_that_is_none_is_not_found(files: LocalFiles, address: str) -> None:
    """Nothing outside the store can be reached through an address."""
    with pytest.raises(NotFound):
        files.get(EMPLOYER, address)


def test_files_stay_readable_through_a_new_master_key(files: LocalFiles) -> None:
    """Both keys while wrapping again, safe to repeat; the new one alone afterwards; the old one alone no more."""
    addresses = [files.put(EMPLOYER, f"file {n}".encode()) for n in range(20)]
    new = secrets.token_bytes(32)
    both = LocalFiles(files.folder, (new, MASTER))

    assert [sum(map(both.rewrap, both.every())) for _ in range(2)] == [20, 0]
    assert [LocalFiles(files.folder, (new,)).get(EMPLOYER, a) for a in addresses][7] == b"file 7"
    with pytest.raises(Unavailable, match=r"files\.key"):
        files.get(EMPLOYER, addresses[0])


@pytest.mark.parametrize(("step", "code"), [("fsync", "disk_full"), ("link", "disk_full"), ("fsync", "store_down")])
def test_a_full_or_broken_disk_leaves_nothing_behind(
    files: LocalFiles, monkeypatch: pytest.MonkeyPatch, step: str, code: str
) -> None:
    """The error says what happened; no half file and no temporary file stays, and the next try works."""

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC if code == "disk_full" else errno.EIO, "on purpose")

    files.put(EMPLOYER, b"\0")  # the folders are made
    with monkeypatch.context() as patched:
        patched.setattr(os, step, fail)
        with pytest.raises(Unavailable) as caught:
            files.put(EMPLOYER, b"content")
    assert caught.value.code == code
    assert len(stored(files)) == 1
    assert files.get(EMPLOYER, files.put(EMPLOYER, b"content")) == b"content"


@pytest.mark.integration
def test_bytes_and_names_are_on_the_disk_before_put_returns(tmp_path: Path) -> None:
    """As the kernel saw it: content fsynced, then linked, then each folder's name fsynced, and only then the answer."""
    program = (
        "import pathlib, sys, uuid; from api.store.files import LocalFiles;"
        "LocalFiles(pathlib.Path(sys.argv[1]), (bytes(range(32)),)).put(uuid.UUID(int=1), b'x'); print('stored')"
    )
    log = tmp_path / "strace"
    traced = ["strace", "-f", "-y", "-e", "trace=fsync,link,linkat,write", "-o", log, sys.executable, "-c", program]
    root = Path(__file__).parents[3]
    done = subprocess.run([*traced, tmp_path / "files"], cwd=root, capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr:
        pytest.skip("this machine lets nobody trace")
    calls = [line.split(" ", 1)[1].strip() for line in log.read_text().splitlines()]
    places = {"content": r"fsync\(.*/\.new-", "link": r"link(at)?\(.*\.new-", "folder": r"fsync\(.*/[0-9a-f]{2}>",
              "employer": r"fsync\(.*/[0-9a-f-]{36}>", "answer": r"write\(.*stored"}  # fmt: skip
    at = {name: max(n for n, call in enumerate(calls) if re.match(pattern, call)) for name, pattern in places.items()}

    assert at["content"] < at["link"] < at["folder"] < at["answer"]
    assert at["employer"] < at["answer"]


def test_leftovers_of_a_crash_are_swept_after_a_day(files: LocalFiles) -> None:
    """A fresh temporary file may be a writer at work and stays; an old one goes; stored files stay."""
    sha256 = files.put(EMPLOYER, b"content")
    (file,) = stored(files)
    old, fresh = file.with_name(".new-old"), file.with_name(".new-fresh")
    old.touch()
    fresh.touch()
    os.utime(old, (time.time() - 100_000,) * 2)

    assert files.sweep() == 1
    assert fresh.exists()
    assert files.get(EMPLOYER, sha256) == b"content"


def test_keys_are_made_once_and_rotated_in_front(tmp_path: Path) -> None:
    """Made again nothing changes; rotated the old one stays readable behind the new one."""
    assert len(keys.generate(tmp_path)) == 3
    (first,) = keys.load(tmp_path, "files")
    assert keys.generate(tmp_path) == []
    keys.rotate(tmp_path, "files")

    assert keys.load(tmp_path, "files")[1] == first
    assert len(keys.load(tmp_path, "files")) == 2


@pytest.mark.parametrize("content", ["", "secret", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Zm9v\nYmFy"])
def test_a_key_that_is_no_key_is_refused(tmp_path: Path, content: str) -> None:
    """A default, an empty or a half-written key does not start the service."""
    keys.generate(tmp_path)
    (tmp_path / "page.key").write_text(content)

    with pytest.raises(Unavailable):
        keys.load(tmp_path, "page")


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """The sentence says what to do."""
    keys.generate(tmp_path)
    (tmp_path / "audit.key").chmod(0o644)

    with pytest.raises(Unavailable, match="chmod 600"):
        keys.load(tmp_path, "audit")
