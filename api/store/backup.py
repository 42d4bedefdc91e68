"""A backup while everything runs: the database as it was at one moment, and every file that it refers to.

    FOLDER/files/<employer>/<two hex digits>/<sha256>     sealed files, shared by the backups of this folder
    FOLDER/<moment>/database.sealed, manifest.json        one backup; `<moment>.partial` until it is whole

The database comes first: whatever its rows refer to was in the store before, and while a backup is made nothing is
removed. A file that is in the folder already is read there and checked, not copied again. No key is in a backup, and
nothing in it can be read without `files.key`; the manifest carries an HMAC of `audit.key`.
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import psycopg
from pydantic import BaseModel
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from api.store.disk import alone_in, fsync_folder, write_whole
from api.store.dumps import dump, sha256_of, unseal_stream
from api.store.failpoints import failpoint
from api.store.files import Stored, check_opens
from api.store.keys import key_id
from api.store.opening import Store
from api.store.references import referred
from api.store.rotation import AT_A_TIME, portions
from api.store.sealing import rewrap, sealed_with
from api.store.session import PATIENT, connect, conninfo
from api.store.tables import AuditEntry
from api.store.tables.base import Base
from cases.errors import BadInput, NotFound, Refused, Unavailable

REMOVAL_LOCK = 0x72656D6F  # held alone by who removes files, shared by who makes a backup
RESTORING = "workslip_restore"  # a table that is there while a restore is not finished: nothing is removed then
DUMP, MANIFEST = "database.sealed", "manifest.json"
Told = Callable[[int], None]


class Kept(BaseModel):
    """A file of a backup: whose, the sha256 of its plain bytes, and of the sealed ones as they lie there."""

    employer: UUID
    sha256: str
    size: int
    sealed_sha256: str


class Manifest(BaseModel):
    """What is in a backup. `audit` is the head of the audit log; `missing` files that rows refer to were not there."""

    made_at: datetime
    workslip: str
    revision: str
    server: int
    dump_sha256: str
    dump_size: int
    rows: dict[str, int]
    audit: str
    files: list[Kept]
    missing: list[tuple[UUID, str]] = []
    mac: str = ""

    def signed(self, key: bytes) -> Manifest:
        """The same with its HMAC."""
        said = self.model_copy(update={"mac": ""}).model_dump_json()
        mac = hmac.new(key, b"workslip backup 1:" + said.encode(), hashlib.sha256).hexdigest()
        return self.model_copy(update={"mac": mac})


def make_backup(store: Store, folder: Path, told: Told = lambda _: None, *, keep: int | None = None) -> Path:
    """Make one; returns its folder. `told` hears how many files are done. With `keep`, older ones than so many go.

    Raises Refused if files are missing; Unavailable if another backup is being made into the folder.
    """
    moment = datetime.now(UTC)
    place = folder / moment.strftime("%Y%m%dT%H%M%SZ")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone_in(folder):
            manifest = _made(store, place, moment, told)
            if keep is not None and not manifest.missing:
                _prune(folder, store.audit_keys, keep)
    except OSError as error:
        raise Unavailable(f"The backup cannot be written to {folder}: {error.strerror}.", code="disk_full") from error
    if manifest.missing:
        raise Refused(
            f"The backup {place} is made, but {len(manifest.missing)} files that the database refers to are not in the "
            "store; its manifest names them. Look for them in an older backup.",
            code="files_missing",
        )
    return place


def _made(store: Store, place: Path, moment: datetime, told: Told) -> Manifest:
    """Everything of it under another name, and its own name at the end."""
    folder, partial = place.parent, place.with_name(f"{place.name}.partial")
    _clear(folder)
    partial.mkdir(mode=0o700)
    with _nothing_removed(store):
        manifest, wanted = _dumped(store, partial, moment)
        failpoint("backup.dumped")
        manifest.files = list(_copied(store, folder / "files", told))
    manifest.missing = sorted(wanted - {(each.employer, each.sha256) for each in manifest.files})
    write_whole(partial / MANIFEST, manifest.signed(store.audit_keys[0]).model_dump_json(indent=1).encode())
    failpoint("backup.before_rename")
    partial.rename(place)
    fsync_folder(folder)
    return manifest


@contextmanager
def _nothing_removed(store: Store) -> Iterator[None]:
    """While nobody removes files. The lock goes with its connection, also when we die."""
    with psycopg.connect(conninfo(store.url), application_name="workslip backup", connect_timeout=5) as connection:
        connection.autocommit = True
        connection.execute("select pg_advisory_lock_shared(%s)", [REMOVAL_LOCK])
        yield


def _dumped(store: Store, partial: Path, moment: datetime) -> tuple[Manifest, set[tuple[UUID, str]]]:
    """The dump, and what the manifest says of the same snapshot; with it, the files that are needed.

    On a connection of its own: ours give a statement half a minute.
    """
    engine = connect(store.url, timeouts=PATIENT)
    try:
        with (
            engine.connect().execution_options(isolation_level="REPEATABLE READ") as beside,
            Session(beside) as session,
        ):
            server = int(session.scalar(text("show server_version_num")) or 0) // 10000
            snapshot = str(session.scalar(text("select pg_export_snapshot()")))
            dump(store.url, server, snapshot, partial / DUMP, store.files.masters)
            number, mac = session.execute(
                select(AuditEntry.number, AuditEntry.mac).order_by(AuditEntry.number.desc()).limit(1)
            ).one_or_none() or (0, b"")
            manifest = Manifest(
                made_at=moment, workslip=version("workslip"), server=server,
                revision=str(session.scalar(text("select version_num from alembic_version"))),
                dump_sha256=sha256_of(partial / DUMP), dump_size=(partial / DUMP).stat().st_size,
                rows=counted(session), audit=f"{number}:{mac.hex()}", files=[],
            )  # fmt: skip
            return manifest, set(referred(session))
    finally:
        engine.dispose()


def counted(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def _copied(store: Store, pool: Path, told: Told) -> Iterator[Kept]:
    """Every file of the store, in the folder."""
    done = 0
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        for portion in portions(store.files.every()):
            yield from (kept for kept in threads.map(lambda each: _keep(store, pool, each), portion) if kept)
            done += len(portion)
            told(done)


def _keep(store: Store, pool: Path, stored: Stored) -> Kept | None:
    """One file in the folder, under the newest master key; None if it has gone meanwhile, as a fresh orphan may."""
    place = place_of(pool, stored.employer, stored.sha256)
    sealed = _there(store, place, stored)
    if sealed is None:
        try:
            sealed = store.files.sealed(stored.employer, stored.sha256)
        except NotFound:
            return None
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(place, sealed)
    return Kept(
        employer=stored.employer, sha256=stored.sha256, size=len(sealed),
        sealed_sha256=hashlib.sha256(sealed).hexdigest(),
    )  # fmt: skip


def _there(store: Store, place: Path, stored: Stored) -> bytes | None:
    """The file as it is in the folder already, if it is whole; an old master key's is wrapped again there."""
    masters = store.files.masters
    if not place.exists():
        return None
    sealed = place.read_bytes()
    try:
        check_opens(stored.employer, stored.sha256, sealed, masters)
    except Unavailable:
        return None  # damaged there: it is copied anew
    if sealed_with(sealed) != key_id(masters[0]):
        sealed = rewrap(sealed, stored.employer.bytes + bytes.fromhex(stored.sha256), masters)
        write_whole(place, sealed)
    return sealed


def place_of(pool: Path, employer: UUID, sha256: str) -> Path:
    """Where a backup has a file."""
    return pool / str(employer) / sha256[:2] / sha256


def latest(folder: Path) -> Path:
    """The newest whole backup of a folder, or the folder itself if it is one. Raises BadInput if there is none."""
    if (folder / MANIFEST).is_file():
        return folder
    found = sorted(manifest.parent for manifest in folder.glob("*/" + MANIFEST) if manifest.parent.suffix != ".partial")
    if not found:
        raise BadInput(f"There is no backup in {folder}.", code="no_backup")
    return found[-1]


def manifest_of(place: Path, audit_keys: Sequence[bytes]) -> Manifest:
    """The manifest, checked against its HMAC. Raises Unavailable if it is not what was written."""
    try:
        manifest = Manifest.model_validate_json((place / MANIFEST).read_bytes())
    except (OSError, ValueError):
        raise Unavailable(f"{place / MANIFEST} cannot be read.", code="backup_damaged") from None
    if not any(hmac.compare_digest(manifest.signed(key).mac, manifest.mac) for key in audit_keys):
        raise Unavailable(
            f"{place / MANIFEST} is not what was written, or audit.key is another installation's.",
            code="backup_damaged",
        )
    return manifest


def verify_backup(
    place: Path, masters: Sequence[bytes], audit_keys: Sequence[bytes], told: Told = lambda _: None
) -> Manifest:
    """Open everything: the dump to its end, every file. Raises Unavailable, naming what is damaged."""
    manifest = manifest_of(place, audit_keys)
    faults = [DUMP] if _dump_fault(place, manifest, masters) else []
    done, pool = 0, place.parent / "files"
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        for portion in portions(manifest.files):
            faults += [fault for fault in threads.map(lambda kept: _fault(pool, kept, masters), portion) if fault]
            done += len(portion)
            told(done)
    if faults:
        raise Unavailable(
            f"The backup {place} is damaged: {', '.join(faults[:5])}{' and more' if len(faults) > 5 else ''}. "
            "Take an older one, or make a new one.",
            code="backup_damaged",
            reasons=tuple(faults),
        )
    return manifest


def _dump_fault(place: Path, manifest: Manifest, masters: Sequence[bytes]) -> bool:
    try:
        if sha256_of(place / DUMP) != manifest.dump_sha256:
            return True
        with (place / DUMP).open("rb") as source:
            for _ in unseal_stream(source, masters):
                pass
    except OSError:
        return True
    return False


def _fault(pool: Path, kept: Kept, masters: Sequence[bytes]) -> str:
    """The name of a file that is gone, cut, changed, or another's. That a key is not here is raised: no damage."""
    place = place_of(pool, kept.employer, kept.sha256)
    try:
        check_opens(kept.employer, kept.sha256, place.read_bytes(), masters)
    except OSError:
        return str(place.relative_to(pool.parent))
    except Unavailable as error:
        if error.code == "no_keys":
            raise
        return str(place.relative_to(pool.parent))
    return ""


def prune(folder: Path, audit_keys: Sequence[bytes], keep: int) -> int:
    """Remove all but the newest backups, then the files that none of them has. Returns how many files went."""
    with alone_in(folder):
        return _prune(folder, audit_keys, keep)


def _prune(folder: Path, audit_keys: Sequence[bytes], keep: int) -> int:
    backups = sorted(manifest.parent for manifest in folder.glob("*/" + MANIFEST))
    for old in backups[:-keep]:
        shutil.rmtree(old)
    named = {(str(f.employer), f.sha256) for b in backups[-keep:] for f in manifest_of(b, audit_keys).files}
    loose = [f for f in (folder / "files").glob("*/*/*") if (f.parts[-3], f.name) not in named]
    for file in loose:
        file.unlink()
    return len(loose)


def _clear(folder: Path) -> None:
    """Remove what backups that died left."""
    for partial in folder.glob("*.partial"):
        shutil.rmtree(partial)
    for temporary in (folder / "files").glob("*/*/.new-*"):
        temporary.unlink()
