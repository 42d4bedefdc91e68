"""The door to the database: one request or one task is one transaction.

    database = Database(url)
    with database.transaction() as session:      # commits at the end, rolls back on any exception
        ...

The audit entries that were recorded in it are written last, just before the commit (`audit.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import ORMExecuteState, Session, sessionmaker

from api.store import audit

# A statement that takes half a minute is a mistake; a lock is given up before the statement is.
TIMEOUTS = "-c statement_timeout=30s -c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
# Of copies of everything, which take hours where there is much: whatever the server would set by itself.
PATIENT = "-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"


class AuditedSession(Session):
    """A session that writes the audit entries noted in it before it commits."""


audit.attach(AuditedSession)


@event.listens_for(AuditedSession, "do_orm_execute")
def _read_anew_what_is_locked(asked: ORMExecuteState) -> None:
    """Who waited for a lock has to see what the other did. SQLAlchemy would keep what was read of the row before."""
    if getattr(asked.statement, "_for_update_arg", None) is not None:
        asked.update_execution_options(populate_existing=True)


class Database:
    """A pool of connections. `url` is any PostgreSQL URL or `postgresql://` conninfo; we speak through psycopg 3."""

    def __init__(self, url: str, *, audit_keys: Sequence[bytes] = (), pool_size: int = 5) -> None:
        self.engine = connect(url, pool_size=pool_size)
        info = {"audit_keys": audit_keys}
        self._sessions = sessionmaker(self.engine, class_=AuditedSession, expire_on_commit=False, info=info)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed as one, or not at all."""
        with self._sessions.begin() as session:
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def connect(url: str, *, pool_size: int = 5, timeouts: str | None = None) -> Engine:
    """An engine with our timeouts, or with others. Parameters stay out of its error texts: they are medical content."""
    return create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=pool_size,
        hide_parameters=True,
        connect_args={"connect_timeout": 5, "options": timeouts or TIMEOUTS, "application_name": "workslip"},
    )


def conninfo(url: str) -> str:
    """The same address for psycopg itself. libpq does not read a `+` in a URL as the space that SQLAlchemy means."""
    parts = make_url(url)
    named: dict[str, str | int | None] = {
        "user": parts.username,
        "password": parts.password,
        "host": parts.host,
        "port": parts.port,
        "dbname": parts.database,
        **{name: value if isinstance(value, str) else ",".join(value) for name, value in parts.query.items()},
    }
    return make_conninfo("", **named)
