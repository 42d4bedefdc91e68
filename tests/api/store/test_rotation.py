"""The master key changes while the service runs: every file opens before, meanwhile and after."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from api.store import keys
from api.store.files import LocalFiles
from api.store.keys import Keyring, key_id
from api.store.opening import file_store
from api.store.rotation import rewrap_all
from api.store.sealing import sealed_with
from cases.errors import Unavailable
from tests.api.store.objects_server import settings_for

ROOT = Path(__file__).parents[3]
EMPLOYER = uuid.uuid4()


@pytest.fixture
def running(home: Path) -> LocalFiles:
    """The store as a process has it that was started before anything was rotated."""
    return LocalFiles(home / "files", Keyring(home / "keys", "files"))


def keygen(home: Path, *options: str, failpoint: str = "") -> int:
    """`workslip keygen` as a process of its own; its exit code."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_HOME": str(home)}
    command = [sys.executable, "-c", "from api.cli import main; main()", "keygen", *options]
    run = subprocess.run(command, env=env | {"WORKSLIP_FAILPOINT": failpoint}, capture_output=True, check=False)
    return run.returncode


def under_newest(files: LocalFiles, home: Path) -> bool:
    """Whether every file is under the newest key."""
    newest = key_id(keys.load(home / "keys", "files")[0])
    return all(sealed_with(files.sealed(each.employer, each.sha256)) == newest for each in files.every())


@pytest.mark.integration
@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.soak)])
def test_no_file_is_lost_however_often_the_rotation_is_killed(running: LocalFiles, home: Path, count: int) -> None:
    """Killed in the middle, twice, and run again, while a process that knew only the old key reads and writes."""
    content = {running.put(EMPLOYER, str(n).encode()): str(n).encode() for n in range(count)}
    ended, faults = threading.Event(), list[str]()

    def serve() -> None:
        while not ended.is_set():
            for sha256, plain in list(content.copy().items())[:50]:
                if running.get(EMPLOYER, sha256) != plain:
                    faults.append(sha256)

    reader = threading.Thread(target=serve)
    reader.start()
    assert keygen(home, "--rotate", "files", failpoint=f"file.link:{count // 3}") == -9
    content[running.put(EMPLOYER, b"meanwhile")] = b"meanwhile"
    assert keygen(home, "--retire", failpoint=f"file.link:{count // 3}") == -9
    assert keygen(home, "--retire") == 0
    ended.set()
    reader.join()

    assert not faults
    assert len(keys.load(home / "keys", "files")) == 1
    assert under_newest(running, home)
    assert {sha256: running.get(EMPLOYER, sha256) for sha256 in content} == content


@pytest.mark.integration
@pytest.mark.xdist_group("s3")
def test_files_in_a_bucket_get_the_new_key_too(home: Path, s3_port: int) -> None:
    """Each object is replaced only as it was read; a process that was open before reads all of them."""
    running = file_store(settings_for(s3_port, home), Keyring(home / "keys", "files"))
    known = [running.put(EMPLOYER, bytes([n])) for n in range(50)]
    keys.rotate(home / "keys", "files")

    assert (rewrap_all(running), rewrap_all(running)) == (50, 0)
    keys.retire(home / "keys", "files")
    assert [running.get(EMPLOYER, sha256) for sha256 in known] == [bytes([n]) for n in range(50)]


def test_a_running_process_seals_with_the_new_key_at_once(running: LocalFiles, home: Path) -> None:
    """Otherwise it would go on making files that are lost when the old key is retired."""
    keys.rotate(home / "keys", "files")
    running.put(EMPLOYER, b"after")

    assert under_newest(running, home)


def test_a_retired_key_is_kept_aside_and_reads_what_is_old(running: LocalFiles, home: Path) -> None:
    """An old backup's file does not open; with the key put back it does."""
    sealed = running.sealed(EMPLOYER, running.put(EMPLOYER, b"content"))
    sha256 = next(running.every()).sha256
    first = keys.load(home / "keys", "files")[0]
    for _ in range(2):
        keys.rotate(home / "keys", "files")
        rewrap_all(running)
        keys.retire(home / "keys", "files")

    with pytest.raises(Unavailable, match=r"files\.key"):
        running.put_sealed(EMPLOYER, sha256, sealed)
    assert first in keys.load(home / "keys", "files", ".retired")
    with (home / "keys" / "files.key").open("ab") as file:
        file.write((home / "keys" / "files.retired").read_bytes())
    running.put_sealed(EMPLOYER, sha256, sealed)
    assert running.get(EMPLOYER, sha256) == b"content"


@pytest.mark.parametrize("name", keys.NAMES)
def test_every_kind_of_key_is_taken_up_without_a_restart(home: Path, name: str) -> None:
    """What is made from now on is made with the new one; what the old one made is still known."""
    ring = Keyring(home / "keys", name)
    (old,) = ring
    keys.rotate(home / "keys", name)

    assert ring[0] != old
    assert tuple(ring)[1] == old
    assert old.hex() not in repr(ring)


def test_a_key_file_that_vanished_stops_the_service_from_sealing(running: LocalFiles, home: Path) -> None:
    """A file sealed with a key that is nowhere any more would be lost at the next start."""
    (home / "keys" / "files.key").unlink()

    with pytest.raises(Unavailable):
        running.put(EMPLOYER, b"content")
