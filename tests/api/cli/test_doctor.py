"""`workslip doctor`: each broken installation is named in a sentence that says what to do, and ends with code 3."""

from __future__ import annotations

import base64
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import make_url, text
from typer.testing import CliRunner

from api.cli import build
from api.cli.checks import database, examine, machine, programs, queue, secrets
from api.intake.receive import receive
from api.settings import Settings
from api.store.opening import Store
from cases.errors import Unavailable
from forms import child

Check = Callable[[Settings], str]


def told(check: Check, settings: Settings) -> str:
    """The sentence of a check that finds something."""
    with pytest.raises(Unavailable) as found:
        check(settings)
    assert found.value.message.endswith(".")
    return found.value.message


def changed(store: Store, **more: object) -> Settings:
    """The store's settings, some of them wrong."""
    return store.settings.model_copy(update=more)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are found."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    return tmp_path / "bin"


def program(folder: Path, name: str, says: str) -> None:
    """A program that only says that."""
    (folder / name).write_text(f"#!/bin/sh\necho '{says}'\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("check", "there", "said"),
    [
        (programs.tesseract, {}, "Install tesseract-ocr."),
        (programs.tesseract, {"tesseract": "deu"}, "Install tesseract-ocr-eng."),
        (programs.soffice, {}, "Install libreoffice-writer-nogui."),
        (programs.fonts, {}, "Install fontconfig."),
        (programs.fonts, {"fc-list": "DejaVu Sans"}, "Install fonts-liberation."),
    ],
)
def test_a_missing_program_is_named_with_its_package(path: Path, check: Check, there, said: str) -> None:
    """Not there, or there without what we need of it."""
    for name, says in there.items():
        program(path, name, says)
    assert said in told(check, Settings())


@pytest.mark.integration
def test_a_libreoffice_that_converts_nothing_is_named(path: Path) -> None:
    """It is there, and ends well without a PDF, as one without Writer does."""
    child._close_all()  # the fork server remembers the PATH it was started with
    program(path, "soffice", "")
    assert "made no PDF" in told(programs.soffice, Settings())
    child._close_all()


def test_an_installation_without_forms_is_incomplete(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing could be read."""
    import forms.editions

    monkeypatch.setattr(forms.editions, "Library", type("Empty", (), {"all": ()}))
    assert "Install it again" in told(programs.forms, Settings())


def test_a_disk_that_is_nearly_full_is_named(tmp_path: Path) -> None:
    """Before it stops the database."""
    assert "Make room" in told(machine.disk, Settings(home=tmp_path, min_free=10**9))


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file stands where the folder should be: so it is for root too."""
    (tmp_path / "home").touch()
    assert "WORKSLIP_HOME" in told(machine.home, Settings(home=tmp_path / "home" / "workslip"))


def test_keys_are_missing_open_or_spoilt(home: Path) -> None:
    """Each in its own words."""
    settings = Settings(home=home)
    (home / "keys" / "files.key").chmod(0o640)
    assert "chmod 600" in told(secrets.present, settings)
    (home / "keys" / "files.key").chmod(0o600)
    (home / "keys" / "files.key").write_text("no key\n")
    assert "Put its copy back" in told(secrets.present, settings)
    (home / "keys" / "files.key").unlink()
    assert "workslip keygen" in told(secrets.present, settings)


@pytest.mark.integration
def test_keys_of_another_installation_are_found_out(store: Store, employer) -> None:
    """They are keys, but open nothing; a document whose file is damaged, or not there, is another thing."""
    assert secrets.files(store.settings) == "Nothing has been received yet"
    received = receive(store, employer, b"a page", source="upload")
    assert secrets.files(store.settings) == "The newest document can be opened"
    key = store.settings.key_folder / "files.key"
    own = key.read_bytes()
    key.write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
    assert "another installation" in told(secrets.files, store.settings)
    key.write_bytes(own)
    file = next(store.settings.home.glob(f"files/*/*/{received.sha256}"))
    whole = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(whole[:-1])
    assert "changed or damaged" in told(secrets.files, store.settings)
    file.unlink()
    assert "backup" in told(secrets.files, store.settings)


@pytest.mark.integration
def test_each_way_not_to_reach_the_database_has_its_words(store: Store) -> None:
    """No such host, nobody at the port, a wrong password; the password is in none of them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = make_url(store.url)
    for url, said in (
        ("postgresql://u:secret@nowhere.invalid/w", "There is no machine of the name"),
        (f"postgresql://u:secret@127.0.0.1:{port}/w", f"Nobody answers at 127.0.0.1, port {port}"),
        (own.set(password="secret").render_as_string(hide_password=False), "does not let us in"),
    ):
        sentence = told(database.database, changed(store, database_url=SecretStr(url)))
        assert said in sentence
        assert "secret" not in sentence


@pytest.mark.integration
def test_a_database_of_a_newer_version_is_named(store: Store) -> None:
    """Install that version."""
    with store.database.transaction() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    assert "newer Workslip" in told(database.database, in_url(store))


def in_url(store: Store) -> Settings:
    """The settings as they are when the database is elsewhere."""
    return changed(store, database_url=SecretStr(store.url))


@pytest.mark.integration
def test_clocks_that_disagree_are_named(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute ahead or behind."""
    now = database._now
    assert "agree" in database.clocks(in_url(store))
    for apart, way in ((60, "ahead of"), (-60, "behind")):
        monkeypatch.setattr(database, "_now", lambda apart=apart: now() + apart)
        assert f"60 s {way}" in told(database.clocks, in_url(store))


@pytest.mark.integration
def test_a_queue_without_a_worker_is_named(store: Store, employer) -> None:
    """Nobody is alive; somebody is, but for another queue; the right one is."""
    receive(store, employer, b"a page", source="upload")
    settings = in_url(store)
    assert "No worker is alive, and nothing" in queue.worked_on(settings)
    with store.database.transaction() as session:
        session.execute(text("update procrastinate_events set at = at - interval '5 minutes'"))
    assert "Start `workslip worker`" in told(queue.worked_on, settings)
    for of, fine in (("fax", False), ("documents", True)):
        with store.database.transaction() as session:
            session.execute(text("insert into procrastinate_workers (queue) values (:of)"), {"of": of})
        if fine:
            assert queue.worked_on(settings) == "2 queues are worked on"
        else:
            assert "--only" in told(queue.worked_on, settings)


@pytest.mark.integration
def test_a_job_in_the_hands_of_a_dead_worker_is_not_worked_on(store: Store, employer) -> None:
    """It stands as running, and nobody takes it over; a worker that has just begun has named no queue yet."""
    receive(store, employer, b"a page", source="upload")
    settings = in_url(store)
    with store.database.transaction() as session:
        session.execute(text("insert into procrastinate_workers (queue, last_heartbeat) values ('documents', now())"))
        session.execute(text("select workslip_fetch_job('documents', max(id), null, null) from procrastinate_workers"))
    assert queue.worked_on(settings) == "1 queues are worked on"
    with store.database.transaction() as session:
        session.execute(text("update procrastinate_workers set last_heartbeat = now() - interval '1 hour'"))
    assert "Start `workslip worker`" in told(queue.worked_on, settings)
    with store.database.transaction() as session:
        session.execute(text("insert into procrastinate_workers default values"))
    assert "worked on" in queue.worked_on(settings)


@pytest.mark.integration
def test_a_whole_installation_passes_and_a_broken_one_ends_with_3(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is typed: every finding a line; what is missing is named once more at the end."""
    monkeypatch.setenv("WORKSLIP_HOME", str(store.settings.home))
    monkeypatch.setenv("WORKSLIP_DATABASE_URL", store.url)
    fine = CliRunner().invoke(build(), ["doctor"])
    assert (fine.exit_code, "NO " in fine.output) == (0, False)
    assert len(fine.output.splitlines()) == len(list(examine(in_url(store))))

    (store.settings.key_folder / "audit.key").unlink()
    broken = CliRunner().invoke(build(), ["doctor"])
    assert isinstance(broken.exception, Unavailable)
    assert broken.exception.code == "not_ready"
    assert "keys" in broken.exception.message
