"""Files that no row refers to any more, or never did: listed, and removed once nobody has put them for a day.

Somebody's row for a file that was put lately may not be committed yet. One process removes at a time, and none while a
backup is made or brought back. Whoever removes goes by the list, again and again, until it is empty.
"""

from __future__ import annotations

import time
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from sqlalchemy import ColumnClause, TableClause, func, select, text
from sqlalchemy.orm import Session

from api.store.backup import REMOVAL_LOCK, RESTORING
from api.store.failpoints import failpoint
from api.store.files import DAY, Files
from api.store.migrate import is_ours
from api.store.opening import Store
from api.store.references import drop_referred, unreferred
from api.store.session import PATIENT, connect, conninfo
from api.store.tables import FileRemoval
from cases.errors import Unavailable

SWEEP_LOCK = 0x73776565  # held by who looks for files without a row
AT_ONCE = 100  # files that are removed in one transaction
ORPHANS = TableClause("orphans", ColumnClause("employer"), ColumnClause("sha256"))
LIST_ORPHANS = """insert into file_removals (id, created_at, employer_id, address)
    select gen_random_uuid(), now(), employer, sha256 from orphans on conflict do nothing"""
_looked_at = -float(DAY)  # never


def remove_listed(store: Store, *, untouched: float = DAY) -> int:
    """Remove the files on the list that nothing refers to and that nobody has put lately. Returns how many went.

    Nothing goes while a newer version has the database: its tables may refer to what ours do not.
    """
    if not is_ours(store.database.engine):
        return 0
    gone, last = 0, uuid.UUID(int=0)
    while True:
        with removing(store), store.database.transaction() as session:
            listed = _listed(session, last)
            gone += _remove(store, session, listed, untouched)
        if not listed:
            return gone
        last = listed[-1].id


def _listed(session: Session, after: uuid.UUID) -> Sequence[FileRemoval]:
    """The next few of the list: each transaction is short, and none of it has to fit into memory."""
    query = select(FileRemoval).where(FileRemoval.id > after).order_by(FileRemoval.id).limit(AT_ONCE)
    return session.scalars(query).all()


def _remove(store: Store, session: Session, listed: Sequence[FileRemoval], untouched: float) -> int:
    by_employer: dict[uuid.UUID, list[str]] = defaultdict(list)
    for each in listed:
        by_employer[each.employer_id].append(each.address)
    loose = {(whose, s) for whose, addresses in by_employer.items() for s in unreferred(session, whose, addresses)}
    gone = 0
    for each in listed:
        if (each.employer_id, each.address) not in loose:
            session.delete(each)
        elif store.files.remove(each.employer_id, each.address, untouched=untouched):
            failpoint("removal.file")
            session.delete(each)
            gone += 1
    return gone


def sweep_orphans(store: Store, *, older_than: float = DAY) -> int:
    """List and remove files to which no row refers: of a crash before the commit, of work that was undone.

    The database compares, so that a million files fit. One process looks at a time: the others would find the same.
    """
    engine = connect(store.url, pool_size=1, timeouts=PATIENT)
    try:
        with Session(engine) as session, session.begin():
            if not session.scalar(select(func.pg_try_advisory_xact_lock(SWEEP_LOCK))):
                return 0
            _copy(session, store.files, older_than)
            # Of an employer who is not here, nothing is ours to judge.
            session.execute(text("delete from orphans where employer not in (select id from employers)"))
            drop_referred(session, ORPHANS)
            session.execute(text(LIST_ORPHANS))
    finally:
        engine.dispose()
    return remove_listed(store, untouched=older_than)


def _copy(session: Session, files: Files, older_than: float) -> None:
    """The addresses of all files that nobody has put lately, into a table of this transaction."""
    session.execute(text("create temporary table orphans (employer uuid, sha256 text) on commit drop"))
    driver = session.connection().connection.driver_connection
    assert driver is not None
    with driver.cursor().copy("copy orphans (employer, sha256) from stdin") as into:
        for each in files.every():
            if time.time() - each.put_at >= older_than:
                into.write_row((each.employer, each.sha256))
    session.execute(text("analyze orphans"))


def tidy(store: Store) -> None:
    """What a worker does every hour: finish what removals left; once a day, look for files without a row."""
    global _looked_at
    try:
        remove_listed(store)
        if time.monotonic() - _looked_at > DAY:
            sweep_orphans(store)
            _looked_at = time.monotonic()
    except Unavailable as error:
        if error.code != "busy":
            raise


@contextmanager
def removing(store: Store) -> Iterator[None]:
    """Alone at it, and while no backup is made or brought back. Raises Unavailable if it is somebody else's turn."""
    with psycopg.connect(conninfo(store.url), application_name="workslip removal", autocommit=True) as connection:
        held = connection.execute(
            "select pg_try_advisory_lock(%s), to_regclass(%s) is null", [REMOVAL_LOCK, RESTORING]
        ).fetchone()
        if held is None or not held[0]:
            raise Unavailable("A backup is being made, or files are being removed. Try again later.", code="busy")
        if not held[1]:
            raise Unavailable(
                "A restore was not finished, so nothing may be removed: files that it does not know may be documents. "
                "Run `workslip restore` with the same backup again.",
                code="restore_unfinished",
            )
        yield
