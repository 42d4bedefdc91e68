"""A backup brought back, into an empty installation: all of it is checked before anything is written, and after.

Files first, the database last and in one transaction: a restore that died is begun again. Then what was under way when
the backup was made is set right: jobs that ran wait again, and what may have been sent since is not sent a second time.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store import audit, keys
from api.store.backup import DUMP, Kept, Manifest, Told, counted, place_of, verify_backup
from api.store.dumps import restore
from api.store.failpoints import failpoint
from api.store.files import Files, check_opens
from api.store.opening import Store, database_url, file_store, open_store
from api.store.references import referred
from api.store.rotation import AT_A_TIME, portions
from api.store.session import connect
from cases.errors import Refused, Unavailable

# A job that ran when the backup was made waits again, unless its twin waits already.
REQUEUE = """
    update procrastinate_jobs job set status = 'todo', worker_id = null where status = 'doing' and not exists (
        select 1 from procrastinate_jobs twin
        where twin.status = 'todo' and twin.queueing_lock = job.queueing_lock)
"""
# The backup does not know what was sent after it was made: a person finds out, and resends.
UNSURE = (
    "update deliveries set state = 'unknown', code = 'restored', next_at = null where state in ('ready', 'sending')"
)


def restore_backup(settings: Settings, place: Path, told: Told = lambda _: None) -> Manifest:
    """Bring that backup into the installation of these settings. Raises Refused if it is not empty."""
    masters, audit_keys = (keys.Keyring(settings.key_folder, name) for name in ("files", "audit"))
    with ExitStack() as stack:
        engine = connect(database_url(settings, stack))
        stack.callback(engine.dispose)
        require_empty(engine)
        manifest = verify_backup(place, masters, audit_keys, told)
        _files(file_store(settings, masters), place.parent / "files", manifest.files)
        failpoint("restore.files")
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        restore(url, _server(engine), place / DUMP, masters)
        failpoint("restore.database")
        with open_store(settings) as store:
            _settle(store)
            _check(store, manifest, audit_keys)
    return manifest


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


def _settle(store: Store) -> None:
    with store.database.transaction() as session:
        session.execute(text(REQUEUE))
        session.execute(text("delete from procrastinate_workers"))
        session.execute(text(UNSURE))


def _check(store: Store, manifest: Manifest, audit_keys: Sequence[bytes]) -> None:
    """Everything once more, where it is now. Raises Unavailable, naming the first thing that is not as it was."""
    with store.database.transaction() as session:
        if counted(session) | manifest.rows != counted(session):  # a table of a newer version may be there besides
            raise Unavailable("The restored tables have not as many rows as the backup says.", code="restore_failed")
        number, _, mac = manifest.audit.partition(":")
        verdict = audit.verify(session, audit_keys, {int(number): mac} if mac else {})
        if verdict.first_bad is not None:
            raise Unavailable(f"The audit log is damaged: row {verdict.first_bad}: {verdict.why}.", code="audit_bad")
        _check_files(store, session, manifest)


def _check_files(store: Store, session: Session, manifest: Manifest) -> None:
    absent = set(manifest.missing)
    needed = sorted({*referred(session), *((f.employer, f.sha256) for f in manifest.files)} - absent)

    def open_it(at: tuple[uuid.UUID, str]) -> None:
        check_opens(*at, store.files.sealed(*at), store.files.masters)

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        for portion in portions(needed):
            list(threads.map(open_it, portion))
