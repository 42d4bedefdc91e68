"""1,000 mixed files through a hot folder and a mailbox, with slow writers, repeated deliveries and killed mail rooms.

    .venv/bin/python -m tests.benchmarks.mailroom [FILES] [KILLS]

Everything is real: an embedded PostgreSQL, an IMAP server, writers and mail rooms as processes. What is counted is
what `tests/api/intake/doors/test_crowd.py` asserts; the output goes to tests/benchmarks/results.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import uuid
from datetime import UTC, datetime
from pathlib import Path

from api.settings import Settings
from api.store import keys
from api.store.embedded import Embedded
from api.store.opening import open_store
from api.store.tables import Employer
from tests.api.intake.doors.crowd import Counted, send_crowd
from tests.api.intake.doors.post import running

FILES, KILLS = 1000, 12
HOME = Path(__file__).parent / "results"


def run(files: int = FILES, kills: int = KILLS) -> Counted:
    """Start the servers, send the crowd, count."""
    work = Path(tempfile.mkdtemp(prefix="workslip-mailroom-"))
    work.chmod(0o711)
    try:
        keys.generate(work / "keys")
        (work / "post").mkdir()
        with Embedded(work / "server") as server, running(work / "post") as post:
            named = Settings(home=work / "home", keys=work / "keys", database_url=server.url)
            with open_store(named) as store:
                with store.database.transaction() as session:
                    session.add(Employer(id=uuid.uuid4(), name="Crowd"))
                return send_crowd(store, post, work / "hot", work / "crowd", files, kills)
    finally:
        shutil.rmtree(work)


def main() -> None:
    """Run and keep the output."""
    given = [int(each) for each in sys.argv[1:3]]
    stamp = f"{datetime.now(UTC):%Y-%m-%d}"
    said = f"The mail room, {stamp}: a crowd of files through every door at once\n\n{run(*given).report()}"
    sys.stdout.write(said)
    HOME.mkdir(exist_ok=True)
    (HOME / f"{stamp}-mailroom.txt").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    main()
