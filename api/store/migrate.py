"""Bring a database to the newest revision, one process at a time; run again it changes nothing.

There are no downgrades: a backup is the way back. `tools/revision.py` writes the next revision.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

# Any number will do, as long as nothing else in this database takes the same advisory lock.
MIGRATION_LOCK = 0x776F726B


def config(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", "api.store:migrations")
    made.attributes["connection"] = connection
    return made


def migrate(engine: Engine) -> None:
    """Run what is missing, in one transaction: a failure leaves the database as it was."""
    with engine.begin() as connection:
        connection.execute(text("set local lock_timeout = 0"))
        connection.execute(text("set local statement_timeout = 0"))
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        command.upgrade(config(connection), "head")


def check(engine: Engine) -> None:
    """Raise if the tables that are described differ from those that the migrations make."""
    with engine.connect() as connection:
        command.check(config(connection))


def newest() -> str:
    """The newest revision we know."""
    made = Config()
    made.set_main_option("script_location", "api.store:migrations")
    return str(ScriptDirectory.from_config(made).get_current_head())
