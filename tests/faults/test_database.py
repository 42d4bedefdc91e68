"""The database goes away in the middle of things and comes back: nothing lost, nothing twice."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from api.settings import Settings
from api.store import keys
from api.store.embedded import Embedded
from api.store.opening import open_store
from tests.faults.conftest import employed
from tests.faults.database import LosingProxy, crash, end_backends
from tests.faults.installation import WITHIN, Installation, Nursery
from tests.faults.pairs import Pair, of
from tests.faults.test_workers import take_in

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
MANY = 12


def server_of(installation: Installation) -> Embedded:
    """A handle on the installation's server."""
    handle = Embedded(installation.store.settings.home)
    handle.open()
    return handle


@of("database_crash")
def test_a_database_that_crashes_comes_back_to_where_it_was(shootable: Installation, pair: Pair) -> None:
    """Stopped at once and started again while files come in, or while they are read."""
    shaken(shootable, pair, lambda server: crash(server, 0))


@of("database_gone")
def test_a_database_that_is_gone_for_a_while_delays_everything(shootable: Installation, pair: Pair) -> None:
    """Half a minute without it: uploads are refused, workers wait, then all goes on."""
    shaken(shootable, pair, lambda server: crash(server, 30))


@of("backends_ended")
def test_ended_connections_are_made_again(shootable: Installation, pair: Pair) -> None:
    """Every connection is ended by the server, three times."""

    def thrice(server: Embedded) -> None:
        for _ in range(3):
            end_backends(server)
            time.sleep(0.4)

    shaken(shootable, pair, thrice)


def shaken(installation: Installation, pair: Pair, fault) -> None:
    """Files come in, or are read, while the fault happens to the server."""
    server = server_of(installation)
    try:
        if pair.moment == "reading":
            take_in(installation, *(installation.file() for _ in range(MANY)))
            worker = installation.worker()
            time.sleep(1.5)
            fault(server)
            if worker.wait(2 * WITHIN) != 0:  # told that the database is down before it began
                installation.drain()
        else:
            uploaded(installation, server, fault)
            installation.drain()
    finally:
        server.close()
    installation.check(documents=MANY)


def uploaded(installation: Installation, server: Embedded, fault) -> None:
    """Clients hand in files again and again until each was acknowledged, with the fault in the middle."""
    contents = [installation.file() for _ in range(MANY)]
    with installation.web() as web:
        shooting = threading.Timer(0.3, fault, [server])
        shooting.start()
        end = time.monotonic() + 2 * WITHIN
        for content in contents:
            while not installation.hand_in(web, content):
                assert time.monotonic() < end
                time.sleep(0.3)
            time.sleep(0.05)
        shooting.join()


@pytest.fixture
def socket_folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="ws-") as folder:
        yield Path(folder)


@of("web_commit_lost")
def test_the_service_survives_a_lost_answer_to_its_commit(
    shootable: Installation, pair: Pair, socket_folder: Path
) -> None:
    """The server committed, nobody heard: the client sends it again, and it is one document."""
    server = server_of(shootable)
    with shootable.web() as web:  # migrated and warm, without the proxy
        assert shootable.hand_in(web, shootable.file())
    proxy = LosingProxy(socket_folder, server)
    shootable.url = through(proxy, shootable)
    content = shootable.file()
    with shootable.web() as web:
        proxy.lose(int(pair.moment))  # its start has commits of its own; who loses one there is started again
        while not shootable.hand_in(web, content):
            time.sleep(0.2)
        while not proxy.lost.is_set():  # later commits of other requests
            shootable.hand_in(web, content)
    proxy.close()
    shootable.url = ""
    shootable.drain()
    server.close()
    shootable.check(documents=2)


@of("worker_commit_lost")
def test_a_worker_survives_a_lost_answer_to_its_commit(
    shootable: Installation, pair: Pair, socket_folder: Path
) -> None:
    """A stage was committed and the worker does not know: read again by its key, nothing happens twice."""
    server = server_of(shootable)
    take_in(shootable, shootable.file(), shootable.file())
    proxy = LosingProxy(socket_folder, server, int(pair.moment))
    shootable.url = through(proxy, shootable)
    worker = shootable.worker()
    ended = worker.wait(2 * WITHIN)
    assert proxy.lost.is_set()
    proxy.close()
    shootable.url = ""
    if ended != 0:
        shootable.drain()
    server.close()
    shootable.check(documents=2)


def through(proxy: LosingProxy, installation: Installation) -> str:
    """The database's URL by way of the proxy."""
    url = make_url(installation.store.url).update_query_dict({"host": str(proxy.folder)})
    return url.render_as_string(hide_password=False)


@of("database_disk")
def test_a_database_on_a_full_disk_recovers_when_there_is_room(small: Installation, pair: Pair) -> None:
    """No room for more of its log: the server stops. With room again it starts, and has all that it said it had."""
    server = server_of(small)
    filler = small.store.settings.home / "filler"
    with small.web() as web:
        assert small.hand_in(web, small.file())
        fill(filler, leave=6 * 2**20)
        with pytest.raises(psycopg.OperationalError):
            write_on(server)
        refused = small.file()
        assert not small.hand_in(web, refused)
    filler.unlink()
    server.close()
    with Embedded(server.home), small.web() as web:
        assert small.hand_in(web, refused)
        small.drain()
        small.check(documents=2)


def write_on(server: Embedded) -> None:
    """Make the server begin new pieces of its log, as many writes would."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        for number in range(4):
            connection.execute(f"create table nothing_{number} (x int)")
            connection.execute("select pg_switch_wal()")


def fill(file: Path, leave: int) -> None:
    """Fill a disk up to so many bytes."""
    with file.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, shutil.disk_usage(file.parent).free - leave)


@pytest.fixture
def small(tmp_path: Path, nursery: Nursery) -> Iterator[Installation]:
    """An installation whose home, with its database, is a disk of 480 MB."""
    folder = Path(tempfile.mkdtemp(prefix="workslip-small-", dir="/dev/shm"))
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=480m", "tmpfs", folder], check=False).returncode:
        folder.rmdir()
        pytest.skip("only root may mount a small disk")
    folder.chmod(0o711)
    keys.generate(tmp_path / "keys")
    try:
        with open_store(Settings(home=folder, keys=tmp_path / "keys")) as store:
            yield employed(store, nursery)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
        folder.rmdir()
