"""An installation that may be shot at: a database, files and keys, with the service and its workers as real processes.

What a client was told is safe is written down (`acknowledged`); `check` holds the invariants of `faults.md` against it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select, text

from api.jobs.queue import unfinished
from api.store import audit
from api.store.opening import Store
from api.store.tables import Document, DocumentStage, FieldReading, ReEvaluation, Reply
from tests.api.intake.conftest import ROOT, OpenCase, file_of, reply

# What did not succeed. Of a sweep, the next does all that is left: one that a dead worker held may have been given up
# for a newer one that waited already, and one from which the database went away is not tried again.
_LEFT_UNDONE = text("""
    select id, task_name, status, code from procrastinate_jobs job where status <> 'succeeded' and not (
        queueing_lock is not null and status = 'failed' and code = 'database_down') and not (
        queueing_lock is not null and status = 'aborted' and exists (
            select from procrastinate_jobs newer where newer.queueing_lock = job.queueing_lock
            and newer.id > job.id and newer.status = 'succeeded'))
""")
WITHIN = 60.0  # seconds for anything that has to happen
TAKEN_OVER_WITHIN = 30.0  # seconds, as faults.md has it


def until(true: Callable[[], object], seconds: float = WITHIN) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not become true in time"
        time.sleep(0.05)


class Nursery:
    """Starts processes by forking one that has everything imported (`nursery.py`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        words = [sys.executable, "-m", "tests.faults.nursery", str(folder)]
        self._running = subprocess.Popen(words, env=env, cwd=ROOT, text=True, **pipes)

    def begin(self, env: dict[str, str], *argv: str, fsize: int | None = None) -> Process:
        """A process of these words and this environment."""
        stdin, stdout = self._running.stdin, self._running.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"env": env, "argv": argv, "fsize": fsize}) + "\n")
        stdin.flush()
        return Process(int(stdout.readline()), self.folder)

    def close(self) -> None:
        """No more of them."""
        self._running.communicate()


@dataclass(frozen=True)
class Process:
    """A process of the nursery, with the verbs of Popen."""

    pid: int
    folder: Path

    def poll(self) -> int | None:
        """Its exit code once it has ended."""
        file = self.folder / str(self.pid)
        return int(file.read_text()) if file.exists() else None

    def wait(self, seconds: float = WITHIN) -> int:
        """Its exit code, at the latest in so many seconds."""
        until(lambda: self.poll() is not None, seconds)
        return int(self.poll() or 0)

    def send_signal(self, sign: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, sign)

    def terminate(self) -> None:
        """Ask it to leave."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Make it leave."""
        self.send_signal(signal.SIGKILL)


@dataclass(frozen=True)
class Web:
    """A running service."""

    process: Process
    port: int

    def upload(self, content: bytes, key: str) -> str | None:
        """Hand in a file; the document's id if it was acknowledged, None if anything else happened."""
        asked = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/documents",
            data=content,
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/pdf"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=40) as answer:
                assert answer.status == 202
                return str(answer.headers["Location"]).rsplit("/", 1)[1]
        except (OSError, urllib.error.HTTPError):
            return None

    def answers(self) -> bool:
        """Whether it is there."""
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
        return self.process.poll() is not None  # dead: no use in waiting


@dataclass
class Processes:
    """The processes of a store; `url` is how they reach its database, if not as we do."""

    store: Store
    nursery: Nursery
    url: str = ""

    def environment(self, failpoint: str = "", **settings: str) -> dict[str, str]:
        """The environment of a process: this installation, short times."""
        quick = {"heartbeat": "0.2", "stalled_after": "1.5", "attempts": "5", "min_free": "1"}
        home = {"database_url": self.url or self.store.url, "home": str(self.store.settings.home),
                "keys": str(self.store.settings.key_folder)}  # fmt: skip
        named = {f"WORKSLIP_{name.upper()}": value for name, value in (quick | home | settings).items()}
        return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_FAILPOINT": failpoint, **named}

    @contextmanager
    def web(self, failpoint: str = "", *, fsize: int | None = None, **settings: str) -> Iterator[Web]:
        """The service; with `fsize`, no file it writes may be larger."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        env = self.environment(failpoint, **settings)
        process = self.nursery.begin(env, "serve", "--port", str(port), fsize=fsize)
        running = Web(process, port)
        try:
            until(running.answers)
            yield running
        finally:
            process.terminate()
            with suppress(AssertionError):
                process.wait()
            process.kill()
            process.wait()

    def worker(self, failpoint: str = "", **more: str) -> Process:
        """A worker that leaves when nothing is left to do. Names in capitals go into its environment as they are."""
        settings = {name: value for name, value in more.items() if not name.isupper()}
        env = self.environment(failpoint, **settings) | {n: v for n, v in more.items() if n.isupper()}
        return self.nursery.begin(env, "worker")

    def drain(self, **more: str) -> None:
        """Work until nothing is left."""
        assert self.worker(**more).wait(3 * WITHIN) == 0

    def left(self) -> int:
        """How many jobs wait or run."""
        with self.store.database.transaction() as session:
            return unfinished(session)


@dataclass
class Installation(Processes):
    """One employer with a case, and what its clients were told."""

    case: OpenCase = field(kw_only=True)
    key: str = field(kw_only=True)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    sent: int = 0

    def file(self, **more: Any) -> bytes:
        """A reply that says the same as every other, in bytes of its own: the first is new, the rest are duplicates."""
        self.sent += 1
        return file_of(reply(self.case), salt=str(self.sent), **more)

    def hand_in(self, web: Web, content: bytes) -> bool:
        """Upload a file, and remember that it was acknowledged if it was."""
        told = web.upload(content, self.key)
        if told is not None:
            self.acknowledged[told] = content
        return told is not None

    def check(self, documents: int | None = None) -> None:
        """Nothing accepted is lost, nothing happened twice, every job ended, no litter stays, the chain holds."""
        wanted = len(self.acknowledged) if documents is None else documents
        with self.store.database.transaction() as session:
            kept = {str(d.id): d for d in session.scalars(select(Document))}
            assert len(kept) == wanted
            for told, content in self.acknowledged.items():
                assert self.store.files.get(self.case.employer_id, kept[told].sha256) == content
            assert all(d.ended_at is not None for d in kept.values())
            assert session.scalar(select(func.count()).select_from(DocumentStage)) == 5 * wanted
            replies = session.scalar(select(func.count()).select_from(Reply))
            assert session.scalar(select(func.count()).select_from(FieldReading)) == 2 * (replies or 0)
            opened = session.scalar(select(func.count()).select_from(ReEvaluation))
            assert opened == min(1, wanted)  # the same answers again are a duplicate: nothing is applied twice
            left = session.execute(_LEFT_UNDONE).all()
            assert not left, left
            assert audit.verify(session, self.store.audit_keys).first_bad is None
        self.store.files.sweep(older_than=-1)
        assert not list(self.store.settings.home.glob("files/**/.new-*"))


def stopped(process: Process) -> bool:
    """Whether a process has been stopped by a signal."""
    with suppress(psutil.NoSuchProcess):
        return bool(psutil.Process(process.pid).status() == psutil.STATUS_STOPPED)
    return False


def new_key(store: Store, employer: uuid.UUID) -> str:
    """A coordinator's key."""
    from api.identity.keys import make_key
    from api.identity.roles import Role
    from api.identity.users import add_user
    from api.store.tables import Employer

    with store.database.transaction() as session:
        user = add_user(session, session.get_one(Employer, employer), "casey", "Casey Coordinator", Role.COORDINATOR)
        return make_key(session, user)


def shoot(process: psutil.Process, how: int = signal.SIGKILL) -> None:
    """Send a signal to a process that may be gone."""
    with suppress(psutil.NoSuchProcess):
        process.send_signal(how)
