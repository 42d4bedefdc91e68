"""The database: reachable, willing, not newer than we are, and with the same idea of the time."""

from __future__ import annotations

from typing import Final

from sqlalchemy import make_url, text

from api.cli.checks.reaching import reach
from api.jobs.queue import counts
from api.settings import Settings
from api.store.opening import open_store
from cases.errors import Unavailable, WorkslipError

OLDEST: Final = 150000  # as the server numbers its versions
ASTRAY: Final = 5.0  # seconds between two clocks; a worker counts as dead after a silence of ten


def database(settings: Settings) -> str:
    """Whether it answers, lets us in, and has our tables."""
    _reach(settings)
    try:
        with open_store(settings) as store, store.database.transaction() as session:
            version, number = session.execute(
                text("select current_setting('server_version'), current_setting('server_version_num')::int")
            ).one()
            jobs = ", ".join(f"{many} {status}" for status, many in counts(session).items())
    except WorkslipError as error:
        if error.code == "database_down" and settings.database_url is not None:
            raise Unavailable(
                "The database answers, but does not let us in. Check user, password and the database's name in "
                "WORKSLIP_DATABASE_URL."
            ) from None
        raise
    if number < OLDEST:
        raise Unavailable(f"PostgreSQL {version} is too old. Use version 15 or later.")
    kind = "named by WORKSLIP_DATABASE_URL" if settings.database_url else f"embedded, in {settings.home}"
    return f"PostgreSQL {version}, {kind}, migrated; jobs: {jobs or 'none'}"


def clocks(settings: Settings) -> str:
    """Whether this machine and the database's agree on the time: deadlines are kept by one, heartbeats by the other."""
    with open_store(settings) as store, store.database.transaction() as session:
        apart = float(session.scalar(text("select extract(epoch from clock_timestamp())"))) - _now()
    if abs(apart) > ASTRAY:
        way = "behind" if apart > 0 else "ahead of"
        raise Unavailable(
            f"This machine's clock is {abs(apart):.0f} s {way} the database's. Set both by a time server (NTP)."
        )
    return "This machine and the database agree on the time"


def _now() -> float:
    import time

    return time.time()


def _reach(settings: Settings) -> None:
    """Raise with a sentence if nobody is at the address that the settings name; a socket's file is no address."""
    if settings.database_url is None:
        return
    url = make_url(settings.database_url.get_secret_value())
    if not url.host or url.host.startswith("/"):
        return
    reach(url.host, url.port or 5432, "PostgreSQL", "WORKSLIP_DATABASE_URL")


CHECKS = {"database": database, "clocks": clocks}
