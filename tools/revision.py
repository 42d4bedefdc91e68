"""Write the next migration from the difference between the tables' classes and what the migrations make.

    .venv/bin/python -m tools.revision "A worker may have two addresses"

A throw-away embedded server is migrated and compared; look at what was written before you commit it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from alembic import command

from api.store.embedded import Embedded
from api.store.migrate import config, migrate, newest
from api.store.session import connect


def main(message: str) -> None:
    """Add a revision file to api/store/migrations/versions."""
    home = Path(tempfile.mkdtemp(prefix="workslip-revision-"))
    try:
        with Embedded(home) as server:
            engine = connect(server.url)
            migrate(engine)
            with engine.begin() as connection:
                number = f"{int(newest()) + 1:04}"
                command.revision(config(connection), message, autogenerate=True, rev_id=number)
            engine.dispose()
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    main(sys.argv[1])
