"""A backup is made while everything runs, and brought back elsewhere: every hash is equal and the audit chain holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import select, text
from sqlalchemy.engine import make_url

from api.intake import found
from api.intake.receive import receive
from api.jobs.queue import defer
from api.settings import Settings
from api.store import audit, restoring
from api.store import backup as backup_module
from api.store import session as session_module
from api.store.backup import MANIFEST, latest, make_backup, manifest_of, prune, verify_backup
from api.store.embedded import Embedded
from api.store.opening import Store, file_store, open_store
from api.store.removal import list_for_removal
from api.store.restoring import restore_backup
from api.store.session import conninfo
from api.store.sweeping import remove_listed, removing, sweep_orphans
from api.store.tables import AuditEntry, Channel, Delivery, Document, Mailing, MailingState, Provider, SendState, User
from cases.errors import BadInput, NotFound, Refused, Unavailable
from tests.api.intake.conftest import ROOT, OpenCase, case, environment, file_of, reply
from tests.api.store.objects_server import settings_for

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("s3")]
CANARY = "ZQX-LUPUS-77"
__all__ = ["case"]  # a fixture of the mail room's

# What everybody does meanwhile: files arrive, one after the other.
SENDER = """
import sys, uuid
from api.intake.receive import receive
from api.settings import settings
from api.store.opening import open_store
from tests.api.intake.conftest import file_of
with open_store(settings()) as store:
    for n in range(int(sys.argv[2])):
        receive(store, uuid.UUID(sys.argv[1]), file_of(salt=f"{n}"), source="upload")
        print(n, flush=True)
"""


@pytest.fixture
def elsewhere(server: Embedded, store: Store, tmp_path: Path) -> Iterator[Settings]:
    """An empty installation with the keys of ours: another database, another folder."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    url = make_url(server.url).set(database=name).render_as_string(hide_password=False)
    yield Settings.model_validate(
        {"home": tmp_path / "elsewhere", "database_url": url, "keys": store.settings.key_folder}
    )
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def running(*command: object, env: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process beside us; waited for at the end."""
    with subprocess.Popen(list(map(str, command)), env=env, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process


def plain_files(store: Store) -> dict[tuple[uuid.UUID, str], bytes]:
    """Everything in the file store, decrypted."""
    return {(e.employer, e.sha256): store.files.get(e.employer, e.sha256) for e in store.files.every()}


def test_a_backup_under_load_comes_back_elsewhere_with_every_hash_equal(
    store: Store, case: OpenCase, elsewhere: Settings, tmp_path: Path
) -> None:
    """Files arrive and a worker reads while it is made: what it holds is one moment, whole, and works on from there."""
    env = environment(store, "")
    receive(store, case.employer_id, file_of(reply(case)), source="upload")
    with running(sys.executable, "-c", SENDER, case.employer_id, 25, env=env) as sender:
        assert sender.stdout is not None
        for _ in range(3):
            sender.stdout.readline()
        with running(sys.executable, ROOT / "tests/api/intake/scripted.py", env=env):
            place = make_backup(store, tmp_path / "backups")
            sender.stdout.read()

    manifest = restore_backup(elsewhere, place)

    assert not manifest.missing
    assert manifest.rows["documents"] >= 4
    with open_store(elsewhere) as there, there.database.transaction() as session:
        documents = session.scalars(select(Document)).all()
        assert len(documents) == manifest.rows["documents"]
        for document in documents:
            assert len(there.files.get(document.employer_id, document.sha256)) == document.size
        assert not session.scalar(text("select count(*) from procrastinate_jobs where status = 'doing'"))
        verdict = audit.verify(session, there.audit_keys)
        assert f"{verdict.rows}:{verdict.head}" == manifest.audit
        ours, theirs = plain_files(store), plain_files(there)
        assert theirs.items() <= ours.items()
        assert {(f.employer, f.sha256) for f in manifest.files} == set(theirs)
    with open_store(elsewhere) as there:
        worker = [sys.executable, ROOT / "tests/api/intake/scripted.py"]
        env = environment(there, "", keys=str(elsewhere.keys))
        assert subprocess.run(worker, env=env, cwd=ROOT, timeout=120, check=False).returncode == 0
        with there.database.transaction() as session:
            assert not session.scalar(select(Document.id).where(Document.ended_at.is_(None)))


def test_no_word_of_it_is_readable_in_a_stolen_backup(store: Store, case: OpenCase, tmp_path: Path) -> None:
    """Neither files nor rows nor keys: nothing in the folder holds the diagnosis, and the keys are not there."""
    receive(store, case.employer_id, CANARY.encode() * 50, source="upload")
    with store.database.transaction() as session:
        session.execute(text("update workers set name = :name"), {"name": f"Robin {CANARY}"})

    make_backup(store, tmp_path / "backups")

    written = b"".join(f.read_bytes() for f in (tmp_path / "backups").rglob("*") if f.is_file())
    assert CANARY.encode() not in written
    for key in store.settings.key_folder.iterdir():
        assert key.read_bytes().strip() not in written
    assert all(f.stat().st_mode & 0o077 == 0 for f in (tmp_path / "backups").rglob("*") if f.is_file())


def test_a_second_backup_copies_only_what_is_new(
    store: Store, employer: uuid.UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is in the folder is checked there, a damaged file copied anew; old backups go with what only they had."""
    folder = tmp_path / "backups"
    old = store.files.put(employer, b"old")
    first = make_backup(store, folder)
    asked: list[str] = []
    sealed = store.files.sealed
    monkeypatch.setattr(store.files, "sealed", lambda whose, sha256: asked.append(sha256) or sealed(whose, sha256))
    new = store.files.put(employer, b"new")
    renamed = first.rename(first.with_name("20200101T000000Z"))

    make_backup(store, folder)
    assert asked == [new]
    (folder / f"files/{employer}/{old[:2]}/{old}").write_bytes(b"damaged")
    latest(folder).rename(folder / "20210101T000000Z")
    make_backup(store, folder)
    assert asked == [new, old]
    assert verify_backup(latest(folder), store.files.masters, store.audit_keys)

    assert renamed.exists()
    assert store.files.remove(employer, old, untouched=0)
    latest(folder).rename(folder / "20220101T000000Z")
    make_backup(store, folder)
    assert prune(folder, store.audit_keys, keep=1) == 1
    assert [p.name for p in (folder / "files").glob("*/*/*")] == [new]
    assert len(list(folder.glob("*/" + MANIFEST))) == 1


def test_two_backups_into_one_folder_never_mix(
    store: Store, employer: uuid.UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is told to come again, and takes nothing of the first's away; so is who lets old ones go meanwhile."""
    folder, met = tmp_path / "backups", list[str]()
    receive(store, employer, b"content", source="upload")

    def meanwhile(moment: str) -> None:
        for other in (lambda: make_backup(store, folder), lambda: prune(folder, store.audit_keys, keep=1)):
            with pytest.raises(Unavailable, match="Somebody else") as caught:
                other()
            met.append(f"{moment} {caught.value.code}")

    monkeypatch.setattr(backup_module, "failpoint", meanwhile)
    place = make_backup(store, folder)

    assert met == 2 * ["backup.dumped busy"] + 2 * ["backup.before_rename busy"]
    assert verify_backup(place, store.files.masters, store.audit_keys)
    assert [each.name for each in folder.iterdir() if each.name != "files"] == [place.name]


def spoil_dump(place: Path) -> str:
    """Cut its last byte off."""
    content = (place / "database.sealed").read_bytes()
    (place / "database.sealed").write_bytes(content[:-1])
    return "database.sealed"


def spoil_file(place: Path) -> str:
    """Change a bit of a file."""
    file = next((place.parent / "files").glob("*/*/*"))
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return file.name


def lose_file(place: Path) -> str:
    """Take a file away."""
    file = next((place.parent / "files").glob("*/*/*"))
    file.unlink()
    return file.name


def spoil_manifest(place: Path) -> str:
    """Leave a file out of the manifest."""
    said: dict[str, Any] = json.loads((place / MANIFEST).read_text())
    said["files"].pop()
    (place / MANIFEST).write_text(json.dumps(said))
    return MANIFEST


@pytest.mark.parametrize("spoil", [spoil_dump, spoil_file, lose_file, spoil_manifest])
def test_a_damaged_backup_is_refused_and_named_before_anything_is_written(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path, spoil: Callable[[Path], str]
) -> None:
    """Cut, changed, incomplete: the sentence says which part, and the new place stays empty."""
    receive(store, employer, b"content", source="upload")
    place = make_backup(store, tmp_path / "backups")
    named = spoil(place)

    with pytest.raises(Unavailable, match=named) as caught:
        restore_backup(elsewhere, place)

    assert caught.value.code == "backup_damaged"
    assert not list(file_store(elsewhere, store.files.masters).every())
    with pytest.raises(Unavailable, match=named):
        verify_backup(place, store.files.masters, store.audit_keys)


def test_a_backup_is_never_brought_into_what_is_in_use(store: Store, employer: uuid.UUID, tmp_path: Path) -> None:
    """A database with tables is refused; so is a folder without a backup; a stranger's keys open nothing."""
    receive(store, employer, b"content", source="upload")
    with pytest.raises(BadInput):
        latest(tmp_path)
    place = make_backup(store, tmp_path / "backups")

    with pytest.raises(Refused, match="empty"):
        restore_backup(store.settings, place)
    with pytest.raises(Unavailable, match="another installation"):
        manifest_of(place, [bytes(range(32))])


def test_a_file_that_the_rows_need_and_that_is_gone_is_said_at_once(
    store: Store, employer: uuid.UUID, tmp_path: Path
) -> None:
    """The backup is kept, for it is the best there is, but nobody is told that all is well."""
    received = receive(store, employer, b"content", source="upload")
    assert store.files.remove(employer, received.sha256, untouched=0)

    with pytest.raises(Refused, match="1 files"):
        make_backup(store, tmp_path / "backups")

    assert manifest_of(latest(tmp_path / "backups"), store.audit_keys).missing == [(employer, received.sha256)]


@pytest.mark.parametrize("moment", ["restore.files", "restore.database", "restore.found"])
def test_a_restore_that_was_killed_can_be_begun_again(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path, moment: str
) -> None:
    """Whatever was there, it goes on and ends; until then no file is removed. Once it has ended, there is something."""
    receive(store, employer, b"content", source="upload")
    make_backup(store, tmp_path / "backups")
    program = "from api.cli import main; main()"
    assert elsewhere.database_url is not None
    env = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_HOME": str(elsewhere.home),
        "WORKSLIP_KEYS": str(elsewhere.keys), "WORKSLIP_DATABASE_URL": elsewhere.database_url.get_secret_value(),
    }  # fmt: skip
    command = [sys.executable, "-c", program, "restore", str(tmp_path / "backups"), "--json"]

    killed = subprocess.run(command, env=env | {"WORKSLIP_FAILPOINT": moment}, capture_output=True, check=False)
    if moment != "restore.files":
        with open_store(elsewhere) as there, pytest.raises(Unavailable, match="was not finished"), removing(there):
            pass
    again = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    third = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert killed.returncode == -9, killed.stderr
    assert again.returncode == 0, again.stderr
    assert (json.loads(again.stdout)["files"], json.loads(again.stdout)["found"]) == (1, 0)
    assert json.loads(third.stderr)["code"] == "not_empty"
    with open_store(elsewhere) as there, removing(there):
        pass


class Killed(BaseException):
    """This process ends here, as far as what is tested can tell."""


def test_what_may_have_been_sent_since_the_backup_is_not_sent_again(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A delivery that was about to leave is a question for a person, a mailing that ran waits for one, a job that ran
    waits again: from the first moment at which anybody sees the rows, also if the restore dies just then."""
    with store.database.transaction() as session:
        user = User(employer_id=employer, login="casey", name="Casey")
        provider = Provider(employer_id=employer, name="Dr. Example")
        session.add_all([user, provider])
        session.flush()
        sent = {"employer_id": employer, "provider_id": provider.id, "address": "x", "asked_by": user.id}
        for state in (MailingState.RUNNING, MailingState.PAUSED, MailingState.DRAFT, MailingState.DONE):
            mailing = Mailing(
                employer_id=employer, title="x", key=state, options={}, made_by=user.id, sought=None, state=state
            )
            session.add(mailing)
        for state in (SendState.READY, SendState.SENDING, SendState.SENT, SendState.MAKING):
            session.add(Delivery(key=state, channel=Channel.FAX, state=state, **sent))
        job = defer(session, "read_document", document_id=str(uuid.uuid4()))
        session.execute(text("update procrastinate_jobs set status = 'doing' where id = :id"), {"id": job})

    place = make_backup(store, tmp_path / "backups")
    monkeypatch.setattr(restoring, "failpoint", dies_at("restore.database"))

    with pytest.raises(Killed):
        restore_backup(elsewhere, place)

    with open_store(elsewhere) as there, there.database.transaction() as session:
        states = {row.key: row.state for row in session.scalars(select(Delivery))}
        assert states == {
            "ready": SendState.UNKNOWN, "sending": SendState.UNKNOWN, "sent": SendState.SENT,
            "making": SendState.MAKING,
        }  # fmt: skip
        mailings = {row.key: (row.state.value, row.reason) for row in session.scalars(select(Mailing))}
        paused = ("paused", "restored")
        assert mailings == {"running": paused, "paused": paused, "draft": ("draft", None), "done": ("done", None)}
        assert session.scalars(text("select status::text from procrastinate_jobs")).all() == ["todo"]


def dies_at(moment: str) -> Callable[[str], None]:
    """A failpoint that ends what is under way."""

    def at(name: str) -> None:
        if name == moment:
            raise Killed

    return at


def test_what_is_newer_than_the_restored_database_is_never_swept(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path
) -> None:
    """The file store outlived its database: documents that came after the backup, and those that came again after it
    was an orphan in it, lie there without a row. What the backup knows to be purged still goes."""
    receive(store, employer, b"in the backup", source="upload")
    again, purged = store.files.put(employer, b"orphan"), store.files.put(employer, b"purged")
    with store.database.transaction() as session:
        list_for_removal(session, employer, [purged])
    place = make_backup(store, tmp_path / "backups")
    newer = receive(store, employer, b"after the backup", source="upload").sha256
    receive(store, employer, b"orphan", source="upload")
    survived = elsewhere.model_copy(update={"home": store.settings.home})
    for each in (newer, purged):
        os.utime(store.files.folder / str(employer) / each[:2] / each, (1, 1))

    restored = restore_backup(survived, place)

    with open_store(survived) as there:
        sweep_orphans(there, older_than=0)
        assert there.files.get(employer, newer) == b"after the backup"
        assert there.files.get(employer, again) == b"orphan"
        assert not there.files.has(employer, purged)
        make_backup(there, tmp_path / "backups")
    assert restored.found == 2


def test_what_a_restore_found_is_taken_in_or_let_go_by_a_person(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path
) -> None:
    """A fax that came after the backup becomes a document again, once; what is let go is removed; nothing else is."""
    place = make_backup(store, tmp_path / "backups")
    fax, picture = (store.files.put(employer, content) for content in (b"%PDF-1.7 a fax %%EOF", b"a picture"))
    survived = elsewhere.model_copy(update={"home": store.settings.home})
    restore_backup(survived, place)

    with open_store(survived) as there:
        assert {each.sha256: each.kind for each in found.list_found(there, employer)} == {fax: "pdf", picture: None}
        assert found.look(there, employer, picture) == b"a picture"
        received = found.take_in(there, employer, fax)
        with pytest.raises(NotFound):
            found.take_in(there, employer, fax)
        found.let_go(there, employer, picture)
        os.utime(store.files.folder / str(employer) / picture[:2] / picture, (1, 1))
        remove_listed(there)
        with there.database.transaction() as session:
            assert session.scalars(select(Document.sha256)).all() == [fax]
            kept = {entry.action for entry in session.scalars(select(AuditEntry))}
            assert {"file.looked_at", "file.let_go"} <= kept
        assert received.new
        assert found.list_found(there, employer) == []
        assert (there.files.has(employer, fax), there.files.has(employer, picture)) == (True, False)


def test_a_backup_and_a_restore_may_take_their_time(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither our own limits of idle transactions nor the server's end them."""
    receive(store, employer, b"content", source="upload")
    for url in (store.url, elsewhere.database_url.get_secret_value()):
        with psycopg.connect(conninfo(url), autocommit=True) as connection:
            name = sql.Identifier(connection.info.dbname)
            connection.execute(sql.SQL("alter database {} set idle_in_transaction_session_timeout = 20").format(name))
    monkeypatch.setattr(session_module, "TIMEOUTS", "-c idle_in_transaction_session_timeout=300ms")
    check = restoring.check_opens
    monkeypatch.setattr(restoring, "check_opens", lambda *given: time.sleep(0.6) or check(*given))

    place = make_backup(store, tmp_path / "backups")

    assert restore_backup(elsewhere, place).rows["documents"] == 1


def test_a_bucket_is_backed_up_into_a_folder_and_comes_back_as_one(
    store: Store, employer: uuid.UUID, elsewhere: Settings, tmp_path: Path, s3_port: int
) -> None:
    """From an object store to another one, by way of a disk."""
    far = file_store(settings_for(s3_port, store.settings.home), store.files.masters)
    ours = Store(**{**vars(store), "files": far})
    received = receive(ours, employer, b"content", source="upload")
    names = ("files_url", "files_endpoint", "files_access_id", "files_access_key")
    bucket = settings_for(s3_port, store.settings.home)
    there_settings = elsewhere.model_copy(update={name: getattr(bucket, name) for name in names})

    restore_backup(there_settings, make_backup(ours, tmp_path / "backups"))

    with open_store(there_settings) as there:
        assert there.files.get(employer, received.sha256) == b"content"
        assert len(list(there.files.every())) == 1
