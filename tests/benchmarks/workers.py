"""One worker and two on the same queue, in one run: one document at a time each, read by the real reader; and jobs that
only wait, as for somebody else's server.

Real processes, a PostgreSQL of their own on the disk, real faxed pages. Workers are there and warm before the jobs
come; time runs from the jobs' commit to the last one's end, as the queue's own events have it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from api.intake.receive import receive
from api.jobs import board
from api.jobs.queue import DOCUMENTS, defer
from api.store.opening import Store
from api.store.tables import Employer
from tests.benchmarks.installation import fresh_store
from tests.benchmarks.specimens import copy
from tests.fax.files import pack
from tests.fax.profiles import TUNING
from tests.fax.replies import simulate

FIRST = 710_000  # numbers of replies that no other run uses
FILES = 60
PAGES = 12  # different ones; the same bytes of another employer are another document
REST = 100  # milliseconds that a waiting job waits
ROOT = Path(__file__).parents[2]
WORKER = ("-c", "from api.cli import main; main()", "worker", "--only", "documents")
TIMED = (str(ROOT / "tests" / "api" / "jobs" / "timed.py"),)


@dataclass(frozen=True)
class Race:
    """Jobs a second with one worker and with two."""

    what: str
    jobs: int
    one: float
    two: float

    @property
    def ratio(self) -> float:
        """How many times one worker goes into two."""
        return self.two / self.one


@contextmanager
def installation() -> Iterator[Store]:
    """A new one on the disk, gone afterwards."""
    inside = tempfile.TemporaryDirectory(prefix="workslip-bench-", dir="/var/tmp")
    with inside as folder, fresh_store(Path(folder)) as store:
        yield store


def faxes(count: int = PAGES) -> list[bytes]:
    """Faxed replies, fine, as TIFF."""
    numbers = range(FIRST, FIRST + count)
    arrived = [simulate(copy(TUNING, n), TUNING, n, "fine") for n in numbers]
    return [pack([page.arrived for page in fax.pages], "tiff-g4") for fax in arrived]


def take_in(store: Store, files: Sequence[bytes], count: int) -> None:
    """So many documents of as many employers as that takes."""
    employer = uuid.uuid4()
    for n in range(count):
        if n % len(files) == 0:
            with store.database.transaction() as session:
                session.add(Employer(id=(employer := uuid.uuid4()), name=f"Employer {n}"))
        receive(store, employer, files[n % len(files)], source="fax")


@contextmanager
def workers(store: Store, many: int, program: Sequence[str]) -> Iterator[None]:
    """So many worker processes, alive; told to stop at the end."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_HOME": str(store.settings.home)}
    env |= {"WORKSLIP_DATABASE_URL": store.url, "WORKSLIP_WORKERS": "1", "TIMED_LOG": os.devnull}
    started = [subprocess.Popen([sys.executable, *program], env=env, stderr=subprocess.DEVNULL) for _ in range(many)]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(60)


def drained(store: Store) -> None:
    """Wait until no document waits or is read; other queues are not served here."""
    while True:
        with store.database.transaction() as session:
            here = [line for line in board.queues(session) if line.queue == DOCUMENTS]
        if not any(line.waiting + line.later + line.running for line in here):
            return
        time.sleep(0.1)


def rate(store: Store, many: int, program: Sequence[str], put: Callable[[int], None], jobs: int) -> float:
    """Jobs a second of so many workers. The first jobs only warm them up."""
    with workers(store, many, program):
        put(2 * many)
        drained(store)
        while _serving(store) < many:
            time.sleep(0.1)
        with store.database.transaction() as session:
            before = session.scalar(text("select max(id) from procrastinate_jobs"))
        put(jobs)
        drained(store)
    took = text("""
        select extract(epoch from max(at) filter (where type = 'succeeded') - min(at) filter (where type = 'started'))
        from procrastinate_events where job_id > :before
    """)
    with store.database.transaction() as session:
        return jobs / float(session.scalar(took, {"before": before}))


def _serving(store: Store) -> int:
    """Processes that are alive and serve documents."""
    with store.database.transaction() as session:
        return sum(each.queue == DOCUMENTS for each in board.workers(session, store.settings.stalled_after))


def run(jobs: int = FILES) -> list[Race]:
    """Both races."""
    files = faxes(min(jobs, PAGES))
    with installation() as store:

        def documents(count: int) -> None:
            take_in(store, files, count)

        def waiting(count: int) -> None:
            with store.database.transaction() as session:
                for _ in range(count):
                    defer(session, "timed_document", queue=DOCUMENTS, rest_id=str(REST))

        return [
            Race(f"waiting {REST} ms", 4 * jobs, *(rate(store, n, TIMED, waiting, 4 * jobs) for n in (1, 2))),
            Race("reading a faxed page", jobs, *(rate(store, n, WORKER, documents, jobs) for n in (1, 2))),
        ]


def report(races: list[Race]) -> str:
    """The figures in a few lines."""
    lines = ["One worker and two on the same queue, one job at a time each, in one run", ""]
    for race in races:
        reached = "" if race.ratio >= 1.8 else "  NOT REACHED"
        lines.append(
            f"{race.what:24} {race.jobs:5} jobs   one {race.one:6.2f}/s   two {race.two:6.2f}/s   "
            f"{race.ratio:.2f} times (1.8 asked){reached}"
        )
    lines.append(f"\n{os.cpu_count()} cores; the database and the file store are on the same machine")
    return "\n".join(lines)
