"""A case with a printed copy, files that a scripted reader understands, and workers as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.store.opening import Store
from api.store.tables import Case, Copy, Worker
from forms.codes import new_copy_id
from forms.editions import Library
from forms.meaning import Identity

BIRTH = date(1980, 5, 17)
ROOT = Path(__file__).parents[3]
# Seconds for a worker: one that stopped in the middle of a transaction keeps its rows for sixty (`session.TIMEOUTS`).
PATIENCE = 150


@dataclass(frozen=True)
class OpenCase:
    """A case and the copy that was printed for it."""

    employer_id: uuid.UUID
    case_id: uuid.UUID
    copy_id: str
    form: str
    edition: str
    birth_field: str


@pytest.fixture
def case(store: Store, employer: uuid.UUID) -> OpenCase:
    """A worker born on BIRTH, an open case, one issued copy of the form that is printed now."""
    described = Library().current("transitional-assignment").map
    copy_id = new_copy_id()
    with store.database.transaction() as session:
        worker = Worker(id=uuid.uuid4(), employer_id=employer, name="Robin Example", birth_date=BIRTH)
        session.add(worker)
        session.flush()
        opened = Case(id=uuid.uuid4(), employer_id=employer, worker_id=worker.id, injury_date=date(2026, 11, 2))
        session.add(opened)
        session.flush()
        session.add(
            Copy(
                employer_id=employer, copy_id=copy_id, case_id=opened.id, form=described.form, edition=described.edition
            )
        )
    birth = next(f.name for f in described.fields if isinstance(f.meaning, Identity) and f.meaning.what == "birth_date")
    return OpenCase(employer, opened.id, copy_id, described.form, described.edition, birth)


def reading(value: object, *, status: str = "accepted", source: str = "acroform", **more: Any) -> dict[str, Any]:
    """One field as a reader gives it."""
    confidence = 1.0 if status == "accepted" else 0.5
    return {
        "value": value, "status": status, "confidence": confidence, "source": source, "page": 1,
        "box": [0, 0, 9, 9], **more,
    }  # fmt: skip


def reply(case: OpenCase, *, number: int = 1, **more: Any) -> dict[str, Any]:
    """A clean reply to the case's copy, typed, with the right birth date and one restriction."""
    return {
        "file": "x", "document": number, "pages": [number], "form": case.form, "edition": case.edition,
        "copy": case.copy_id, "code": "verified", "status": "accepted",
        "fields": {"avoid_bending": reading(True), case.birth_field: reading(BIRTH.isoformat())},
        "restrictions": [{"activity": "bend", "limits": [{"kind": "never"}], "from": ["avoid_bending"]}],
        **more,
    }  # fmt: skip


def file_of(*replies: dict[str, Any], salt: str = "", **more: Any) -> bytes:
    """A file for the scripted reader. Another `salt` makes other bytes that say the same."""
    return json.dumps({"documents": replies, "salt": salt, **more}).encode()


@pytest.fixture
def worker(store: Store) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run a worker process until the queue is empty, or until the named failpoint kills it."""

    def run(failpoint: str = "", **settings: str) -> subprocess.CompletedProcess[bytes]:
        program = [sys.executable, ROOT / "tests/api/intake/scripted.py"]
        env = environment(store, failpoint, **settings)
        return subprocess.run(program, env=env, capture_output=True, timeout=PATIENCE, check=False)

    return run


def environment(store: Store, failpoint: str, **settings: str) -> dict[str, str]:
    """The settings of a child process: this test's store, and short times."""
    quick = {"WORKSLIP_HEARTBEAT": "0.1", "WORKSLIP_STALLED_AFTER": "0.6", "WORKSLIP_ATTEMPTS": "5"}
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_DATABASE_URL": store.url,
        "WORKSLIP_HOME": str(store.settings.home), "WORKSLIP_FAILPOINT": failpoint, **quick,
        **{f"WORKSLIP_{name.upper()}": value for name, value in settings.items()},
    }  # fmt: skip
