"""Bring a database to the newest revision, one process at a time; run again it changes nothing.

Revisions are numbered, so whether a database is at the newest one is known without Alembic, whose import would cost
every command four tenths of a second. There are no downgrades: a backup is the way back. `tools/revision.py` writes
the next revision.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from cases.errors import Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = Path(__file__).parent / "migrations" / "versions"
# Any number will do, as long as nothing else in this database takes the same advisory lock.
MIGRATION_LOCK = 0x776F726B


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", "api.store:migrations")
    made.attributes["connection"] = connection
    return made


def migrate(engine: Engine) -> None:
    """Run what is missing, in one transaction: a failure leaves the database as it was.

    Raises Unavailable if the database was migrated by a newer version of ours than this.
    """
    found = _revision(engine)
    if found == newest():
        return
    if found > newest():
        raise Unavailable(
            "A newer Workslip has used this database. Install that version here too.", code="newer_database"
        )
    from alembic import command

    with engine.begin() as connection:
        connection.execute(text("set local lock_timeout = 0"))
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        command.upgrade(config(connection), "head")


def check(engine: Engine) -> None:
    """Raise if the tables that are described differ from those that the migrations make."""
    from alembic import command

    with engine.connect() as connection:
        command.check(config(connection))


def newest() -> str:
    """The newest revision we know: the highest number of a file."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))


def is_ours(engine: Engine) -> bool:
    """Whether the database is at the revision that this version knows: a newer one may have tables we do not see."""
    return _revision(engine) == newest()


def _revision(engine: Engine) -> str:
    """The revision a database is at; empty if it has none of ours."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.scalar(text("select version_num from alembic_version")))
