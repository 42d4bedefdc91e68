"""Two machines, each with a home of its own, one PostgreSQL 15 and one file store: what one leaves the other finishes.

The file store is a folder that both have mounted.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select, text

from api.intake.receive import receive
from api.jobs.queue import counts
from api.store import audit, migrate
from api.store.opening import Store
from api.store.tables import Document, DocumentStage, Employer, Reply
from tests.api.intake.conftest import ROOT, environment, file_of

pytestmark = pytest.mark.integration
FOUND = {"file": "x", "document": 1, "pages": [1], "status": "review"}
USUAL_TIMES = {"heartbeat": "2", "stalled_after": "10"}  # as the settings have them
Machine = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def machine(shared: Store, tmp_path: Path) -> Iterator[Machine]:
    """Start a worker on another machine; it drains the queue."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**settings: str) -> subprocess.Popen[bytes]:
        home = tmp_path / f"machine {len(started)}"
        shutil.copytree(shared.settings.key_folder, home / "keys")
        (home / "files").symlink_to(shared.settings.home / "files")
        env = environment(shared, "", home=str(home), **settings)
        program = [sys.executable, ROOT / "tests/api/intake/scripted.py"]
        started.append(subprocess.Popen(program, env=env, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def take_in(store: Store, many: int, mark: Path, what: str = "freeze") -> None:
    """So many documents; who reads the first one stops, or is held up, and makes the mark."""
    with store.database.transaction() as session:
        session.add(employer := Employer(id=uuid.uuid4(), name="Hudson Valley Orchards"))
    receive(store, employer.id, file_of(FOUND, **{what: str(mark)}), source="upload")
    for n in range(many - 1):
        receive(store, employer.id, file_of(FOUND, salt=str(n)), source="upload")


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Wait until it has stopped itself."""
    while psutil.Process(process.pid).status() != psutil.STATUS_STOPPED:
        time.sleep(0.05)


def check_each_ended_once(store: Store, documents: int) -> None:
    """One reply and four stages of each, no job left, the audit chain whole."""
    with store.database.transaction() as session:
        assert session.scalar(select(func.count()).where(Document.ended_at.is_not(None))) == documents
        assert session.scalar(select(func.count()).select_from(Reply)) == documents
        assert session.scalar(select(func.count()).select_from(DocumentStage)) == 5 * documents
        assert counts(session) == {"succeeded": documents}
        assert audit.verify(session, store.audit_keys).first_bad is None


def test_the_schema_needs_nothing_newer_than_15(shared: Store) -> None:
    """Our migrations make there exactly the tables that are described."""
    with shared.database.transaction() as session:
        assert str(session.scalar(text("show server_version"))).startswith("15.")
    migrate.check(shared.database.engine)


def test_what_a_dead_machine_held_the_other_finishes(shared: Store, machine: Machine, tmp_path: Path) -> None:
    """kill -9 in the middle of a document, no word to anybody: every document ends once."""
    take_in(shared, 6, tmp_path / "frozen")
    dead = machine(stalled_after="2", heartbeat="0.5")
    stopped(dead)
    dead.kill()

    assert machine(stalled_after="2", heartbeat="0.5").wait(60) == 0
    check_each_ended_once(shared, 6)


def test_a_machine_that_was_away_changes_nothing(shared: Store, machine: Machine, tmp_path: Path) -> None:
    """Stopped for longer than the silence that is allowed, taken over, continued: it finds out, and works on."""
    take_in(shared, 6, tmp_path / "frozen")
    late = machine(stalled_after="2", heartbeat="0.5")
    stopped(late)
    assert machine(stalled_after="2", heartbeat="0.5").wait(60) == 0
    late.send_signal(signal.SIGCONT)

    assert late.wait(60) == 0
    check_each_ended_once(shared, 6)


@pytest.mark.soak
def test_within_half_a_minute_with_the_usual_settings(shared: Store, machine: Machine, tmp_path: Path) -> None:
    """From kill -9 of one machine until what it held has ended on the other, which was at work all the time."""
    take_in(shared, 6, tmp_path / "held", "hold")
    dead = machine(**USUAL_TIMES)
    while not (tmp_path / "held").exists():
        time.sleep(0.05)
    alive = machine(**USUAL_TIMES)
    while stand(shared).get("succeeded") != 5:
        time.sleep(0.05)
    dead.kill()
    began = time.monotonic()
    assert alive.wait(60) == 0
    lasted = time.monotonic() - began

    check_each_ended_once(shared, 6)
    sys.stdout.write(f"ended {lasted:.1f} s after the death\n")
    assert lasted < 30


def stand(store: Store) -> dict[str, int]:
    """How many jobs stand where."""
    with store.database.transaction() as session:
        return counts(session)
