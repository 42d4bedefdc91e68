"""An installation of a run's own: an embedded PostgreSQL, keys and files in a folder that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.settings import Settings
from api.store import keys
from api.store.opening import Store, open_store


@contextmanager
def fresh_store(folder: Path) -> Iterator[Store]:
    """Its store, open."""
    keys.generate(folder / "keys")
    folder.chmod(0o711)  # the embedded server's system user passes through
    with open_store(Settings(home=folder)) as store:
        yield store
