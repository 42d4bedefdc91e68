"""Faults while something comes in: what was acknowledged is there, what was not can be sent again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.api.intake.conftest import ROOT
from tests.faults.installation import Installation, Web
from tests.faults.pairs import Pair, of

pytestmark = pytest.mark.integration
RECEIVE = (
    "import sys, uuid; from api.intake.receive import receive; from api.settings import settings;"
    "from api.store.opening import open_store\n"
    "with open_store(settings()) as store:\n"
    "    print(receive(store, uuid.UUID(sys.argv[1]), sys.stdin.buffer.read(), source='cli').document_id)"
)


@of("web_killed")
def test_a_killed_service_loses_nothing_that_it_acknowledged(installation: Installation, pair: Pair) -> None:
    """Killed at any moment of an upload; sent again, it is one document."""
    content = installation.file()
    with installation.web("" if pair.moment == "answered" else pair.moment) as web:
        assert installation.hand_in(web, content) == (pair.moment == "answered")
        web.process.kill()
        assert web.process.wait() == -9
    with installation.web() as web:
        assert installation.hand_in(web, content)
    installation.drain()
    installation.check(documents=1)


@of("syscall")
def test_a_kill_at_any_system_call_of_the_intake_can_be_sent_again(installation: Installation, pair: Pair) -> None:
    """The n-th fsync or link is the last thing the process does."""
    content = installation.file()
    assert traced(installation, pair, "signal=KILL", content).returncode != 0
    again = traced(installation, None, "", content)
    assert again.returncode == 0, again.stderr
    installation.acknowledged[again.stdout.decode().strip()] = content
    installation.drain()
    installation.check(documents=1)


@of("syscall_error")
def test_a_disk_that_refuses_stores_nothing_and_says_so(installation: Installation, pair: Pair) -> None:
    """An error of the disk is a sentence; nothing is half there; the next try works."""
    content = installation.file()
    refused = traced(installation, pair, f"error={pair.fault.split()[-1]}", content)
    assert refused.returncode != 0
    assert b"Unavailable" in refused.stderr
    again = traced(installation, None, "", content)
    assert again.returncode == 0, again.stderr
    installation.acknowledged[again.stdout.decode().strip()] = content
    installation.drain()
    installation.check(documents=1)


def traced(
    installation: Installation, pair: Pair | None, what: str, content: bytes
) -> subprocess.CompletedProcess[bytes]:
    """Take a file in by a process of its own, with a fault put into one of its system calls."""
    receive = [sys.executable, "-c", RECEIVE, str(installation.case.employer_id)]
    if pair is not None:
        call, nth = pair.moment.split(":")
        calls = "link,linkat" if call == "link" else call
        receive = ["strace", "-f", "-o", "/dev/null", "-e", f"inject={calls}:{what}:when={nth}", *receive]
    env = installation.environment()
    done = subprocess.run(receive, input=content, env=env, cwd=ROOT, capture_output=True, timeout=60, check=False)
    if b"ptrace" in done.stderr:
        pytest.skip("this machine lets nobody trace")
    return done


@of("file_too_large")
def test_a_write_that_is_cut_off_leaves_nothing(installation: Installation, pair: Pair) -> None:
    """The disk ends in the middle of a file: refused, no litter, and a smaller one is taken."""
    with installation.web(fsize=200_000) as web:
        assert not installation.hand_in(web, b"x" * 400_000)
        assert not list(installation.store.settings.home.glob("files/**/.new-*"))
        assert installation.hand_in(web, installation.file())
    installation.drain()
    installation.check()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 24 MB."""
    folder = Path(tempfile.mkdtemp(prefix="workslip-small-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder], check=False)
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)
    folder.rmdir()


@of("small_disk")
def test_a_full_disk_refuses_before_it_accepts(installation: Installation, pair: Pair, small_disk: Path) -> None:
    """Below the limit nothing is taken, and it says so; when there is room again, it is."""
    shutil.copytree(installation.store.settings.key_folder, small_disk / "keys")
    filler = small_disk / "filler"
    filler.write_bytes(os.urandom(22 * 2**20))
    content = installation.file()
    with installation.web("", home=str(small_disk), min_free="4") as web:
        assert not installation.hand_in(web, content)
        filler.unlink()
        assert web.upload(content, installation.key)
    assert len(list(small_disk.glob("files/*/*/*"))) == 1
    assert not list(small_disk.glob("files/*/*/.new-*"))
    installation.drain(home=str(small_disk))


@of("at_once")
def test_the_same_bytes_at_once_are_one_document(installation: Installation, pair: Pair) -> None:
    """Sixteen clients, one document, one job; every answer names it."""
    content = installation.file()
    with installation.web() as web, ThreadPoolExecutor(16) as clients:
        told = set(clients.map(lambda _: web.upload(content, installation.key), range(16)))
    assert len(told) == 1
    installation.acknowledged[str(told.pop())] = content
    installation.drain()
    installation.check(documents=1)


@of("cut_upload")
def test_an_upload_that_is_cut_short_stores_nothing(installation: Installation, pair: Pair) -> None:
    """A body that ends before its length, or goes on after it, is no document; the whole one is."""
    content = installation.file()
    with installation.web() as web:
        said = {"in the middle": len(content) * 2, "before its last byte": len(content) + 1}.get(pair.moment)
        answer = raw_upload(web, installation.key, content, said or len(content) - 1)
        assert b" 202 " not in answer or pair.moment == "longer than said"
        if b" 202 " not in answer:
            installation.check(documents=0)
        assert web.answers()
        assert installation.hand_in(web, content)
    installation.drain()


def raw_upload(web: Web, key: str, content: bytes, length: int) -> bytes:
    """Say one length and send another, then hang up; what was answered."""
    head = (
        f"POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/pdf\r\nContent-Length: {length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", web.port), timeout=20) as line:
        line.sendall(head.encode() + content)
        line.shutdown(socket.SHUT_WR)
        return line.recv(4096)
