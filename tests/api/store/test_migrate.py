"""Migrations: the same from any start, and in step with the tables and with the installed job queue."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import procrastinate
import psycopg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url

from api.store import migrate
from api.store.embedded import Embedded
from api.store.session import connect
from api.store.tables import Base
from cases.errors import Unavailable

pytestmark = pytest.mark.integration


def test_migrations_describe_the_tables(database_url: str) -> None:
    """A migrated database has exactly what the tables' classes say: nothing is left to generate."""
    engine = connect(database_url)
    migrate.check(engine)
    engine.dispose()


def test_migrating_again_and_all_at_once_changes_nothing(server: Embedded) -> None:
    """Six processes that start together end with one schema."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("create database six")
    url = make_url(server.url).set(database="six").render_as_string(hide_password=False)
    engines = [connect(url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(migrate.migrate, engines))
    with engines[0].connect() as connection:
        assert connection.scalar(text("select version_num from alembic_version")) == migrate.newest()
    for engine in engines:
        engine.dispose()


def test_the_highest_number_is_the_head_of_one_line(database_url: str) -> None:
    """Revisions follow one another by number; two people who took the same one find out here."""
    engine = connect(database_url)
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(migrate.config(connection))
        assert script.get_heads() == [migrate.newest()]
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(database_url: str) -> None:
    """An old program must not work on tables it does not know; the sentence says what to do."""
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(Unavailable, match="newer Workslip"):
        migrate.migrate(engine)
    engine.dispose()


def test_the_frozen_job_schema_is_the_installed_one() -> None:
    """A newer Procrastinate needs a revision of ours before it may be pinned."""
    frozen = Path(migrate.__file__).parent / "migrations" / "versions" / "procrastinate_3_10.sql"
    installed = Path(procrastinate.__file__).parent / "sql" / "schema.sql"

    assert _words(frozen) == _words(installed)


def _words(file: Path) -> list[str]:
    return re.sub(r"--.*", "", file.read_text(encoding="utf-8")).split()


def test_every_row_has_an_employer() -> None:
    """No table of ours can hold a row that belongs to nobody."""
    without = {t.name for t in Base.metadata.sorted_tables if "employer_id" not in t.columns}

    assert without == {"employers"}


def test_references_stay_within_an_employer() -> None:
    """Each reference but the one to the employer itself carries the employer's id along."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            assert "employer_id" in key.column_keys, f"{table.name}: {key.column_keys}"
