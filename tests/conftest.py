"""A real PostgreSQL for every test that asks for one: one embedded server a session (and xdist worker), a fresh
database a test, cloned from a migrated template in about 50 ms. Nothing starts unless a fixture here is named.

    store      everything open: store.database, store.files, keys; for most tests
    session    one open transaction of it, committed at the end of the test
    employer   an employer's id, in the database already
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import structlog
from psycopg import sql
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store import keys
from api.store.embedded import Embedded
from api.store.files import LocalFiles
from api.store.migrate import migrate
from api.store.opening import Store
from api.store.session import Database, connect
from api.store.tables import Employer


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files are not named by their bytes: those differ from worker to worker, and fill screens."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a file run on one worker, so that what they share is made once; some files share a group's name."""
    numbers: dict[Path, int] = {}
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(str(numbers.setdefault(item.path, len(numbers)))))


def pytest_collection_finish() -> None:
    """What was imported lives to the end, and so does most of what a session caches: looked through at every
    collection as usual, it took a tenth of a worker's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not decide a test."""
    for name in [n for n in os.environ if n.startswith("WORKSLIP_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_log_from_before() -> Iterator[None]:
    """A command that a test runs here sets our logging up, on a stream that is closed when the test is over."""
    yield
    root = logging.getLogger()
    ours = [each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter)]
    for handler in ours:
        root.removeHandler(handler)
        root.setLevel(logging.WARNING)
        logging.captureWarnings(capture=False)


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder for servers' data: in memory if there is room, and never under pytest's own folder, which PostgreSQL's
    system user may not enter."""
    shared = Path("/dev/shm")
    roomy = shared.is_dir() and os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="workslip-test-", dir=shared if roomy else None))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(memory: Path) -> Iterator[Embedded]:
    """The embedded server of this session."""
    with Embedded(memory / "server") as running:
        yield running


@pytest.fixture(scope="session")
def template(server: Embedded) -> str:
    """The name of a migrated, empty database to clone."""
    url = make_url(server.url).set(database="template")
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("create database template")
    engine = connect(url.render_as_string(hide_password=False))
    migrate(engine)
    engine.dispose()
    return "template"


@contextmanager
def cloned(server: Embedded, template: str) -> Iterator[str]:
    """The URL of a database of its own, cloned from a template, with its password."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        made = sql.SQL("create database {} template {} strategy file_copy")  # in memory it takes half as long as a log
        made = made.format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(made)
    yield make_url(server.url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def opened(database_url: str, home: Path) -> Iterator[Store]:
    """The store on a database and a home with its keys."""
    page, files, audit = (keys.load(home / "keys", name) for name in keys.NAMES)
    database = Database(database_url, audit_keys=audit, pool_size=20)
    settings = Settings(home=home, database_url=database_url)
    yield Store(settings, database_url, database, LocalFiles(home / "files", files), page, audit)
    database.close()


@pytest.fixture
def database_url(server: Embedded, template: str) -> Iterator[str]:
    """The URL of this test's own database."""
    with cloned(server, template) as url:
        yield url


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A WORKSLIP_HOME with keys, for files; the database is elsewhere."""
    keys.generate(tmp_path / "home" / "keys")
    return tmp_path / "home"


@pytest.fixture
def store(database_url: str, home: Path) -> Iterator[Store]:
    """The store on this test's database, open."""
    with opened(database_url, home) as made:
        yield made


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """One open transaction."""
    with store.database.transaction() as open_session:
        yield open_session


@pytest.fixture
def employer(store: Store) -> uuid.UUID:
    """An employer, committed."""
    with store.database.transaction() as session:
        made = Employer(name="Hudson Valley Orchards")
        session.add(made)
    return made.id
