"""The embedded server: private, shared by lease, and back after whatever happened to it."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from api.store.embedded import Embedded
from api.store.system_user import system_user
from cases.errors import BadInput, Unavailable

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def home(memory: Path) -> Path:
    """A home with a space in its name, used by one test after the other; no server is left running."""
    return memory / "with a space"


def pid_of(server: Embedded) -> int:
    """The postmaster's process."""
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


def answers(server: Embedded) -> bool:
    """Whether a query is answered."""
    try:
        with psycopg.connect(server.conninfo()) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_it_runs_while_anybody_holds_a_lease_and_stops_with_the_last(home: Path) -> None:
    """Two users, one server; data is still there at the next start."""
    first, second = Embedded(home), Embedded(home)
    first.open()
    second.open()
    pid = pid_of(first)

    assert first.close() is False
    assert answers(second)
    assert second.close() is True
    assert not Path(f"/proc/{pid}").exists() or not answers(second)


def test_nobody_else_on_the_machine_gets_in(home: Path) -> None:
    """A password is needed even for who reaches the socket, and only its owner reaches the socket."""
    with Embedded(home) as server:
        without = {"host": str(server.socket), "user": "workslip", "dbname": "workslip"}
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**without)

        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "pg.password").stat().st_mode) == 0o600
        assert stat.S_IMODE(server.data.stat().st_mode) == 0o700


def test_no_row_reaches_its_log(home: Path) -> None:
    """A statement that fails is logged without its text and without its values."""
    twice = "insert into t values ('ZQX-LUPUS-77'), ('ZQX-LUPUS-77')"
    with Embedded(home) as server:
        with psycopg.connect(server.conninfo(), autocommit=True) as connection:
            connection.execute("create temp table t (x text primary key)")
            for failing in (twice, "select cast('ZQX-LUPUS-77' as int)", "select 'ZQX-LUPUS-77' +"):
                with pytest.raises(psycopg.Error):
                    connection.execute(failing)

        logs = b"".join(file.read_bytes() for file in (server.data / "log").iterdir())
        assert b"database system is ready" in logs
        assert b"LUPUS" not in logs


def test_a_client_that_was_killed_gives_its_lease_back(home: Path) -> None:
    """The kernel returns it, so the next one to leave stops the server."""
    program = (
        "import os, sys, pathlib; from api.store.embedded import Embedded;"
        "Embedded(pathlib.Path(sys.argv[1])).open(); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).parents[3]
    killed = subprocess.run([sys.executable, "-c", program, home], cwd=root, check=False)
    assert killed.returncode == -signal.SIGKILL

    server = Embedded(home)
    server.open()
    assert server.close() is True


def test_it_starts_again_after_a_crash_even_if_its_number_was_taken_since(home: Path) -> None:
    """postmaster.pid names this very process: PostgreSQL alone would refuse to start."""
    crashed = Embedded(home)
    crashed.open()
    os.kill(pid_of(crashed), signal.SIGKILL)
    while answers(crashed):
        time.sleep(0.05)
    pid_file = crashed.data / "postmaster.pid"
    pid_file.write_text("\n".join([str(os.getpid()), *pid_file.read_text().split("\n")[1:]]))

    with Embedded(home) as server:
        assert answers(server)
    crashed.close()


def test_a_long_path_gets_a_short_private_socket_folder(memory: Path) -> None:
    """A socket's path is limited to about a hundred bytes; the folder used instead is ours alone."""
    with Embedded(memory / ("long" * 30)) as server:
        assert answers(server)
        assert not server.socket.is_relative_to(memory)
        assert stat.S_IMODE(server.socket.stat().st_mode) == 0o700
    shutil.rmtree(server.socket)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs PostgreSQL himself")
def test_root_runs_it_as_a_system_user(home: Path) -> None:
    """PostgreSQL refuses root; a folder that its user cannot enter is named in a sentence."""
    with Embedded(home) as server:
        assert server.data.owner() == server.user != "root"
    closed = Path(tempfile.mkdtemp(prefix="workslip-test-"))  # 0700: the system user cannot pass
    with pytest.raises(Unavailable, match="WORKSLIP_HOME"):
        Embedded(closed / "home").open()
    with pytest.raises(BadInput):
        system_user("root")
    shutil.rmtree(closed)
