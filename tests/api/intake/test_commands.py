"""The commands, as a person types them on a bare machine: from keys to a file that has ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.store.embedded import Embedded
from tests.api.intake.conftest import ROOT

pytestmark = pytest.mark.integration


class Machine:
    """A machine with a home of its own, on which commands are typed."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def types(self, *command: str, code: int = 0, **settings: str) -> str:
        """What the command prints; it must end with that code."""
        done = subprocess.run(
            [sys.executable, "-c", "from api.cli import main; main()", *command],
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_HOME": str(self.home), **settings},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr


def test_from_keys_to_a_file_that_has_ended(memory: Path, tmp_path: Path) -> None:
    """keygen, an employer, ingest twice, a worker, jobs, audit: each says what it did; tampering is named."""
    machine = Machine(memory / f"machine {uuid.uuid4().hex[:6]}")
    assert "workslip keygen" in machine.types("jobs", code=3)
    assert len(machine.types("keygen").split()) == 3 * len(str(machine.home).split())
    machine.types("user", "employer", "Hudson Valley Orchards")
    file = tmp_path / "Robin Example.txt"
    file.write_bytes(b"not a form")

    first, again = (json.loads(machine.types("ingest", str(file))) for _ in range(2))
    assert (first["new"], again["new"], first["document"]) == (True, False, again["document"])
    machine.types("worker", "--drain")
    jobs = [json.loads(line) for line in machine.types("jobs", "--json").splitlines()]
    (job,) = (each for each in jobs if each["task"] == "read_document")  # a worker sweeps and tidies beside
    assert (job["status"], job["ids"]) == ("succeeded", {"document_id": first["document"]})

    verdict: dict[str, Any] = json.loads(machine.types("audit", "verify", "--json"))
    assert verdict["first_bad"] is None
    tamper(machine.home)
    assert "row 2" in machine.types("audit", "verify", code=5)


def tamper(home: Path) -> None:
    """Change a row of the audit log, as somebody with the database's password can."""
    with Embedded(home) as server, psycopg.connect(server.conninfo()) as connection:
        connection.execute("alter table audit_log disable trigger user")
        connection.execute("update audit_log set actor = 'system:other' where number = 2")


def test_doctor_names_what_is_missing(memory: Path) -> None:
    """Without keys and programs it says so, in sentences that tell what to do, and ends with code 3."""
    machine = Machine(memory / "nothing here")
    said = machine.types("doctor", code=3, PATH="/nonexistent")

    assert "tesseract" in said
    assert "keys" in said


def test_a_setting_that_is_wrong_is_named(memory: Path) -> None:
    """The sentence names the variable, and not what was in it."""
    said = Machine(memory / "nothing here").types("jobs", code=2, WORKSLIP_MAX_FILE="secret")

    assert "WORKSLIP_MAX_FILE" in said
    assert "secret" not in said
