"""A long run of bad luck: workers killed again and again, the database restarted under them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from api.intake.receive import receive
from api.jobs.queue import unfinished
from api.settings import Settings
from api.store import audit, keys
from api.store.embedded import Embedded
from api.store.opening import Store, open_store
from api.store.tables import Document, DocumentStage, Employer, Reply
from tests.api.intake.conftest import ROOT, environment, file_of

pytestmark = [pytest.mark.integration, pytest.mark.soak, pytest.mark.timeout(600)]
DOCUMENTS = 400


@pytest.fixture
def own(memory: Path, tmp_path: Path) -> Iterator[Store]:
    """A store on a server of its own, since this test shoots at it."""
    keys.generate(tmp_path / "keys")
    with open_store(Settings(home=memory / "soak", keys=tmp_path / "keys")) as store:
        yield store


def start(store: Store) -> subprocess.Popen[bytes]:
    """A worker of the scripted reader. A document may be tried often here: it is the workers that are at fault."""
    program = [sys.executable, ROOT / "tests/api/intake/scripted.py"]
    own_keys = {"keys": str(store.settings.key_folder), "attempts": "100", "workers": "4"}
    return subprocess.Popen(program, env=environment(store, "", **own_keys), stderr=subprocess.DEVNULL)


def shoot(server: Embedded) -> None:
    """Take the database away without a word, and bring it back."""
    psutil.Process(int((server.data / "postmaster.pid").read_text().split("\n")[0])).send_signal(signal.SIGQUIT)
    time.sleep(1)
    with_lease = Embedded(server.home)
    with_lease.open()
    with_lease.close()


def test_every_document_ends_once_whatever_is_shot_at(own: Store) -> None:
    """Two workers, one of them killed every two seconds, three database crashes: 400 documents, each ended once."""
    chance = random.Random(7)
    with own.database.transaction() as session:
        employer = Employer(id=uuid.uuid4(), name="Soak")
        session.add(employer)
    found = {"file": "x", "document": 1, "pages": [1], "status": "review"}
    for n in range(DOCUMENTS):
        receive(own, employer.id, file_of(found, salt=str(n)), source="upload")

    workers = [start(own), start(own)]
    server = Embedded(own.settings.home)
    server.open()
    end = time.monotonic() + 400
    for turn in range(1000):
        time.sleep(2)
        if turn in (2, 5, 9):
            shoot(server)
        victim = chance.randrange(2)
        if turn < 15:
            os.kill(workers[victim].pid, signal.SIGKILL)
        if workers[victim].poll() is not None or turn < 15:
            workers[victim].wait()
            workers[victim] = start(own)
        with own.database.transaction() as session:
            if unfinished(session) == 0:
                break
        assert time.monotonic() < end
    for worker in workers:
        worker.terminate()
        worker.wait(60)
    server.close()

    with own.database.transaction() as session:
        assert session.scalar(select(func.count()).where(Document.ended_at.is_not(None))) == DOCUMENTS
        assert session.scalar(select(func.count()).select_from(Reply)) == DOCUMENTS
        assert session.scalar(select(func.count()).select_from(DocumentStage)) == 5 * DOCUMENTS
        assert audit.verify(session, own.audit_keys).first_bad is None
