"""A backup brought back, into an empty installation: all of it is checked before anything is written, and after.

    files → the database, with what may have been sent since made a question: one transaction
          → what lies in the file store and no row knows: kept → everything checked once more → removals may go on

The backup does not know what happened after it was made. Papers that were about to leave may have left, so nobody sees
the rows before they are `unknown`, and their mailings paused; jobs that ran wait again. Documents may have come in,
where the file store has outlived the database, so no file is removed before those are on record. A restore that died is
begun again: before the database was there from the beginning, after that from where it was.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store import audit, keys
from api.store.backup import DUMP, MANIFEST, RESTORING, Kept, Manifest, Told, counted, place_of, verify_backup
from api.store.dumps import restore
from api.store.failpoints import failpoint
from api.store.files import Files, Stored, check_opens
from api.store.opening import Store, database_url, file_store, open_store
from api.store.references import referred, unreferred
from api.store.rotation import AT_A_TIME, portions
from api.store.session import PATIENT, connect
from api.store.tables import Employer, FoundFile
from api.store.tables.base import now
from cases.errors import Refused, Unavailable

HOUR: Final = 3600  # seconds; bytes that come in again make a file fresh once an hour
# A job that ran when the backup was made waits again, unless its twin waits already. What may have been sent since is a
# person's to find out: of what was ready, delivery by delivery; of what was still to be made, before they let the
# mailing go on.
SETTLE: Final = """
set search_path = public;
update procrastinate_jobs job set status = 'todo', worker_id = null where status = 'doing' and not exists (
    select 1 from procrastinate_jobs twin
    where twin.status = 'todo' and twin.queueing_lock = job.queueing_lock);
delete from procrastinate_workers;
update deliveries set state = 'unknown', code = 'restored', next_at = null where state in ('ready', 'sending');
update mailings set state = 'paused', reason = 'restored' where state in ('running', 'paused');
create table {table} as select '{backup}'::text as backup, '{began}'::timestamptz as began;
"""


class Restored(Manifest):
    """What was brought back; `found` files lay in the store that the backup does not know, and are kept."""

    found: int = 0


def restore_backup(settings: Settings, place: Path, told: Told = lambda _: None) -> Restored:
    """Bring that backup into the installation of these settings. Raises Refused if it is not empty.

    A restore of the same backup that was stopped after its database had come is completed.
    """
    masters, audit_keys = (keys.Keyring(settings.key_folder, name) for name in ("files", "audit"))
    with ExitStack() as stack:
        engine = connect(database_url(settings, stack), timeouts=PATIENT)
        stack.callback(engine.dispose)
        began = _begun(engine, place)
        if began is None:
            require_empty(engine)
        manifest = verify_backup(place, masters, audit_keys, told)
        if began is None:
            began = datetime.now(UTC)
            _files(file_store(settings, masters), place.parent / "files", manifest.files)
            failpoint("restore.files")
            url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            settle = SETTLE.format(table=RESTORING, backup=manifest.mac, began=began.isoformat())
            restore(url, _server(engine), place / DUMP, masters, then=settle)
            failpoint("restore.database")
        with open_store(settings) as store, Session(engine) as session:
            found = _keep_found(session, _found(store.files, manifest, began))
            failpoint("restore.found")
            _check(store, session, manifest, audit_keys)
            session.execute(text(f"drop table {RESTORING}"))
            session.commit()
    return Restored(**dict(manifest), found=found)


def _begun(engine: Engine, place: Path) -> datetime | None:
    """When the restore of this backup began whose database is here already, unfinished; None if there is none."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(RESTORING):
            return None
        mac, row = connection.execute(text(f"select backup, began from {RESTORING}")).one()  # noqa: S608 - ours
        began: datetime = row
    if Manifest.model_validate_json((place / MANIFEST).read_bytes()).mac != mac:
        raise Refused(
            "The restore of another backup was stopped here. Complete that one, or begin in an empty database.",
            code="not_empty",
        )
    return began


def require_empty(engine: Engine) -> None:
    """Raise Refused if there are tables: nothing of ours is ever written over."""
    with engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise Refused(
                "There is something in this database. A backup is brought back into an empty installation only: set "
                "WORKSLIP_HOME to a new folder, or WORKSLIP_DATABASE_URL to a new database.",
                code="not_empty",
            )


def _server(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("show server_version_num")) or 0) // 10000


def _files(files: Files, pool: Path, wanted: Sequence[Kept]) -> None:
    def bring(kept: Kept) -> None:
        if not files.has(kept.employer, kept.sha256):
            sealed = place_of(pool, kept.employer, kept.sha256).read_bytes()
            files.put_sealed(kept.employer, kept.sha256, sealed)

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        for portion in portions(wanted):
            list(threads.map(bring, portion))


def _found(files: Files, manifest: Manifest, began: datetime) -> Iterator[Stored]:
    """What lay in the store and may be newer than the backup: unknown to it, or put again since it was made."""
    known = {(each.employer, each.sha256) for each in manifest.files}
    since, until = manifest.made_at.timestamp() - HOUR, began.timestamp()
    for each in files.every():
        if (each.employer, each.sha256) not in known or since <= each.put_at < until:
            yield each


def _keep_found(session: Session, found: Iterator[Stored]) -> int:
    """A row for each of these that no row refers to. Of an employer that is not here, nothing is ever removed."""
    kept = 0
    employers = set(session.scalars(select(Employer.id)))
    for portion in portions(found):
        by_employer: dict[uuid.UUID, set[str]] = defaultdict(set)
        for each in portion:
            by_employer[each.employer].add(each.sha256)
        for employer in by_employer.keys() & employers:
            loose = unreferred(session, employer, by_employer[employer])
            rows = [{"id": uuid.uuid4(), "created_at": now(), "employer_id": employer, "sha256": s} for s in loose]
            if rows:
                session.execute(insert(FoundFile).on_conflict_do_nothing(), rows)
            kept += len(rows)
    session.commit()
    return kept


def _check(store: Store, session: Session, manifest: Manifest, audit_keys: Sequence[bytes]) -> None:
    """Everything once more, where it is now. Raises Unavailable, naming the first thing that is not as it was."""
    rows = counted(session)  # workers may have begun to add to them
    if any(rows.get(table, 0) < count for table, count in manifest.rows.items()):
        raise Unavailable("The restored tables have not as many rows as the backup says.", code="restore_failed")
    number, _, mac = manifest.audit.partition(":")
    verdict = audit.verify(session, audit_keys, {int(number): mac} if mac else {})
    if verdict.first_bad is not None:
        raise Unavailable(f"The audit log is damaged: row {verdict.first_bad}: {verdict.why}.", code="audit_bad")
    needed = {*referred(session), *((f.employer, f.sha256) for f in manifest.files)} - set(manifest.missing)
    session.commit()  # hours may go by over the files
    _check_files(store, needed)


def _check_files(store: Store, needed: Collection[tuple[uuid.UUID, str]]) -> None:
    def open_it(at: tuple[uuid.UUID, str]) -> None:
        check_opens(*at, store.files.sealed(*at), store.files.masters)

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        for portion in portions(sorted(needed)):
            list(threads.map(open_it, portion))
