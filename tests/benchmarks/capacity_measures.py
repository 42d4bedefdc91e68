"""What one document and one packet cost here, measured: seconds of a core, rows, commits, log, bytes, the chain.

The document goes the whole way: received, queued, read by the real reader from a faxed page, placed, proposed, ended.
Counts and bytes do not depend on how busy the machine is; seconds of a core hardly do.
"""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from api.intake.process import Processor
from api.intake.reading import Looked
from api.intake.receive import receive
from api.jobs.queue import DOCUMENTS, defer
from api.store import audit
from api.store.opening import Store
from api.store.tables import Employer
from extract import read_in_process
from forms.editions import Library
from tests.benchmarks.timing import cpu_seconds
from tests.benchmarks.workers import faxes, installation

DOCUMENTS_READ = 12
APPENDS = 400
WRITERS = 8
FETCHES = 400


@dataclass(frozen=True)
class Measures:
    """For one document, unless it says otherwise. Times in seconds, sizes in bytes."""

    read: float  # of a core
    pages: float
    packet: float  # of a core, for one packet of a mailing
    commits: float
    rows: float  # written: inserted, changed, deleted
    log: float  # write-ahead log
    table: float  # growth of tables and indexes
    file: float  # in the file store
    append: float  # a turn at the audit chain: lock, read the head, write, commit with its fsync
    appends: float  # turns at the chain
    fetch: float  # taking a job and writing its end, one connection after the other


def measure(packet: float, count: int = DOCUMENTS_READ) -> Measures:
    """Everything, on a new installation on this machine's disk. `packet` comes from the race of packets."""
    files = faxes(count)
    with installation() as store:
        counted = _through(store, files)
        return Measures(packet=packet, append=_append(store), fetch=_fetch(store), **counted)


def packet_seconds(results: Path) -> float:
    """Seconds of a core for a packet in a mailing of 1,000, from the newest race that was kept."""
    newest = max(results.glob("*-speed.txt"))
    found = re.search(r"^packet, in a mailing of 1,000\s+([\d.]+)", newest.read_text(), re.MULTILINE)
    assert found, f"{newest.name} has no race of packets"
    return float(found[1]) / 1000


def _through(store: Store, files: list[bytes]) -> dict[str, float]:
    """Each file from the door to its end; what the database counted on the way. The first one only warms up.

    The reader works in this process, without the limits of its child: on a busy machine it would run into them."""
    with store.database.transaction() as session:
        session.add(employer := Employer(id=uuid.uuid4(), name="Hudson Valley Orchards"))
    library = Library()

    def look(content: bytes) -> Looked:
        found = read_in_process(content, "document", library, keys=store.page_keys)
        return Looked(tuple(found.documents), found.pictures)

    processor = Processor(store, look)

    def go(content: bytes) -> None:
        received = receive(store, employer.id, content, source="fax")
        processor.process(received.document_id, lambda session: None)

    go(files[0] + b"\0")
    before, began = _counters(store), cpu_seconds()
    pages_before = _pages(store)
    for content in files:
        go(content)
    spent = cpu_seconds() - began
    after = _counters(store)
    many = len(files)
    counted = {name: (after[name] - before[name]) / many for name in after}
    pages = (_pages(store) - pages_before) / many
    return {"read": spent / many, "pages": pages, **counted}


def _pages(store: Store) -> int:
    with store.database.transaction() as session:
        return int(session.scalar(text("select coalesce(sum(cardinality(pages)), 0) from replies")) or 0)


def _counters(store: Store) -> dict[str, float]:
    """The database's own counts, and what lies on the disk."""
    with store.database.engine.connect() as connection:
        connection.execute(text("select pg_stat_force_next_flush()"))
        connection.commit()
        row = connection.execute(
            text("""
            select xact_commit, tup_inserted + tup_updated + tup_deleted, pg_current_wal_lsn() - '0/0'::pg_lsn,
                pg_database_size(current_database()), (select count(*) from audit_log)
            from pg_stat_database where datname = current_database()
        """)
        ).one()
    kept = sum(file.stat().st_size for file in (store.settings.home / "files").rglob("*") if file.is_file())
    names = ("commits", "rows", "log", "table", "appends")
    return dict(zip(names, map(float, row), strict=True)) | {"file": float(kept)}


def _append(store: Store) -> float:
    """Seconds of a turn at the chain, many writers waiting for it: they go one after the other."""
    with store.database.transaction() as session:
        session.add(employer := Employer(id=uuid.uuid4(), name="Catskill Paper Mill"))

    def write() -> None:
        for _ in range(APPENDS // WRITERS):
            with store.database.transaction() as session:
                audit.record(session, employer.id, "system:bench", "document.read", "document:0", count=1)

    return _wall(write, WRITERS) / APPENDS


def _fetch(store: Store) -> float:
    """Seconds for taking a job and writing its end, at one connection."""
    with store.database.transaction() as session:
        for _ in range(FETCHES):
            defer(session, "read_document", queue=DOCUMENTS, document_id="1")
        worker = session.scalar(text("insert into procrastinate_workers default values returning id"))

    def work() -> None:
        take = text("select id from workslip_fetch_job('documents', :worker, null, null)")
        end = text("select procrastinate_finish_job_v1(:job, 'succeeded', false)")
        with store.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for _ in range(FETCHES):
                job = connection.scalar(take, {"worker": worker})
                connection.execute(end, {"job": job})

    return _wall(work, 1) / FETCHES


def _wall(work: Callable[[], Any], threads: int) -> float:
    """Seconds on the wall."""
    running = [threading.Thread(target=work) for _ in range(threads)]
    began = time.monotonic()
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return time.monotonic() - began
