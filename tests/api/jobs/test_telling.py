"""What a worker process says: a line for each attempt with ids and times, a code for a failure, and never a word."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import pytest

from api.intake.receive import receive
from api.jobs.board import lines
from api.jobs.telling import code_of
from api.store.opening import Store
from cases.errors import Refused
from tests.api.intake.conftest import ROOT, OpenCase, environment, file_of, reading, reply

CANARY = "ZQX-LUPUS-77"


@pytest.fixture
def planted(store: Store, case: OpenCase, tmp_path: Path) -> Path:
    """Documents with the canary in their words, in the sender and in an exception's text; what a worker that read them
    wrote."""
    words = {"comments": reading(CANARY), case.birth_field: reading(CANARY, status="review")}
    for n, more in enumerate(({}, {"named": {"name": CANARY}})):
        receive(store, case.employer_id, file_of(reply(case, fields=words, **more), salt=str(n)), source="fax",
                sender=CANARY)  # fmt: skip
    receive(store, case.employer_id, file_of(fail=True, salt=CANARY), source="upload", sender=CANARY)
    receive(store, case.employer_id, CANARY.encode(), source="upload", sender=CANARY)
    said = tmp_path / "said"
    with said.open("wb") as file:
        program = [sys.executable, ROOT / "tests/api/intake/scripted.py", "--logs"]
        env = environment(store, "", attempts="2", log_level="DEBUG")
        subprocess.run(program, env=env, stdout=file, stderr=file, timeout=90, check=True)
    return said


@pytest.mark.integration
def test_a_worker_tells_ids_times_and_codes_and_no_word(planted: Path, store: Store) -> None:
    """Down to DEBUG, of ours and of every library, on both outputs: the canary is nowhere."""
    text = planted.read_text()
    assert CANARY not in text
    said = [json.loads(line) for line in text.splitlines()]
    done = [each for each in said if each["event"] == "job.done" and each["task"] == "read_document"]
    failed = [each for each in said if each["event"] == "job.failed"]

    assert len(done) == 2
    assert len(failed) == 4  # two documents, two attempts each
    assert all(uuid.UUID(each["document"]) and each["milliseconds"] >= 0 and each["job"] for each in done + failed)
    assert {each["code"] for each in failed} == {"RuntimeError", "JSONDecodeError"}
    with store.database.transaction() as session:
        assert {line.code for line in lines(session, "failed")} == {"RuntimeError", "JSONDecodeError"}


def test_a_code_is_ours_or_the_kind_of_an_exception() -> None:
    """Never the text."""
    assert code_of(Refused(CANARY, code="unsigned")) == "unsigned"
    assert code_of(RuntimeError(CANARY)) == "RuntimeError"


@pytest.mark.integration
def test_a_worker_measures_itself_on_a_port_of_its_own(store: Store) -> None:
    """`workslip worker --metrics-port`: this machine may scrape it; a port that is taken is said in a sentence."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        probe.listen()
        port = probe.getsockname()[1]
        words = [sys.executable, "-c", "from api.cli import main; main()", "worker", "--metrics-port", str(port)]
        taken = subprocess.run(
            words, env=environment(store, ""), capture_output=True, text=True, timeout=60, check=False
        )
    assert (taken.returncode, str(port) in taken.stderr) == (3, True)
    with subprocess.Popen(words, env=environment(store, ""), stderr=subprocess.DEVNULL) as worker:
        text = scraped(port)
        worker.terminate()

    assert "process_cpu_seconds_total" in text
    assert "workslip_job_seconds" in text


def scraped(port: int) -> str:
    """What it says, once it listens."""
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
                return answer.read().decode()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)
