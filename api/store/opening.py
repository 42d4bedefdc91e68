"""Open everything the service keeps: keys, database (embedded unless one is named), migrations, files.

with open_store(settings()) as store:
    with store.database.transaction() as session: ...
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg
from sqlalchemy.exc import OperationalError

from api.settings import Settings
from api.store import keys
from api.store.embedded import Embedded
from api.store.files import Files, LocalFiles
from api.store.migrate import migrate
from api.store.session import Database
from cases.errors import Unavailable


@dataclass(frozen=True)
class Store:
    """What is open. Its secrets stay out of its repr: that ends up in logs."""

    settings: Settings
    url: str = field(repr=False)
    database: Database
    files: Files
    page_keys: Sequence[bytes] = field(repr=False)
    audit_keys: Sequence[bytes] = field(repr=False)


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """The store, migrated; closed again at the end, the embedded server stopped if nobody else uses it."""
    page, files, audit = (keys.Keyring(settings.key_folder, name) for name in keys.NAMES)
    with ExitStack() as stack:
        url = database_url(settings, stack)
        database = Database(url, audit_keys=audit)
        stack.callback(database.close)
        _migrate(database)
        yield Store(settings, url, database, file_store(settings, files), page, audit)


def file_store(settings: Settings, masters: Sequence[bytes]) -> Files:
    """Where the settings say that the files are: an object store, or a folder of this machine."""
    if settings.files_url is None:
        return LocalFiles(settings.home / "files", masters)
    from api.store.objects import ObjectFiles, bucket  # for who has one: its client costs every command its import

    return ObjectFiles(bucket(settings), masters)


def database_url(settings: Settings, stack: ExitStack) -> str:
    """The named database, or the embedded one, which runs until `stack` is closed."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return stack.enter_context(Embedded(settings.home, user=settings.system_user)).url


def _migrate(database: Database) -> None:
    try:
        migrate(database.engine)
    except (OperationalError, psycopg.OperationalError):
        raise Unavailable(
            "The database does not answer, or refuses us. Check WORKSLIP_DATABASE_URL and that it runs.",
            code="database_down",
        ) from None
