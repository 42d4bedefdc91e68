"""A server elsewhere, machines that share it, and a worker of jobs that only take time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from api.settings import Settings
from api.store.opening import Store, open_store
from tests.api.intake.conftest import ROOT, case, environment
from tests.external import External

__all__ = ["case"]  # a fixture of the mail room's
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="session")
def external(memory: Path) -> Iterator[External]:
    """PostgreSQL 15 on TCP."""
    with External(memory / "external") as server:
        yield server


@pytest.fixture
def shared(external: External, home: Path) -> Iterator[Store]:
    """A store on a new database of that server: made by our migrations, by nothing else."""
    name = f"shared_{uuid.uuid4().hex}"
    with psycopg.connect(external.url("postgres"), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    with open_store(Settings(home=home, database_url=external.url(name))) as store:
        yield store
    with psycopg.connect(external.url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")


@pytest.fixture
def timed(store: Store, tmp_path: Path) -> Iterator[Start]:
    """Start a worker of timed jobs (`timed.py`) on this test's store; it writes what it did into `tmp_path/done`."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**settings: str) -> subprocess.Popen[bytes]:
        env = environment(store, "", **settings) | {"TIMED_LOG": str(tmp_path / "done")}
        program = [sys.executable, ROOT / "tests/api/jobs/timed.py"]
        started.append(subprocess.Popen(program, env=env, stderr=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def moments(log: Path) -> list[tuple[float, str, int, int]]:
    """What timed jobs wrote: (seconds, begin or end, job, process), in their order."""
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return sorted((each["at"], each["what"], each["job"], each["process"]) for each in lines)


def write_moment(log: str, what: str, job: int) -> None:
    """A line that is whole or not there, whoever else writes."""
    import time

    line = json.dumps({"at": time.monotonic(), "what": what, "job": job, "process": os.getpid()}) + "\n"
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, line.encode())
    os.close(handle)
