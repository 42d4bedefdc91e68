"""`workslip mailroom`, and the hook that a fax server calls."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from typer.testing import CliRunner

from api.cli import build
from api.cli.checks.doors import opened
from api.intake.doors import running
from api.intake.doors.config import doors
from api.settings import Settings
from api.store.opening import Store
from api.store.tables import AuditEntry, Document
from cases.errors import BadInput
from tests.api.intake.conftest import ROOT, environment
from tests.api.intake.doors.conftest import Account, contents, pdf
from tests.api.intake.doors.post import mail

pytestmark = pytest.mark.integration


def fax() -> bytes:
    """A page as a fax server keeps it: TIFF, G3, 204 × 98 dots to the inch."""
    made = io.BytesIO()
    page = Image.new("1", (1728, 1078), 1)
    page.paste(0, (200, 200, 900, 220))
    page.save(made, "TIFF", compression="group3", dpi=(204, 98))
    return made.getvalue()


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    """The script as the command prints it, installed."""
    script = tmp_path / "faxrcvd"
    script.write_text(CliRunner().invoke(build(), ["mailroom", "hook", "faxrcvd"]).stdout)
    script.chmod(0o755)
    return script


def called(hook: Path, store: Store, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    """The hook as the fax server calls it, in the folder above recvq."""
    command = tmp = hook.parent / "workslip"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from api.cli import main; main()" "$@"\n')
    command.chmod(0o755)
    given = environment(store, "") | {"WORKSLIP_HOOK_PAUSES": "0 0.1", "WORKSLIP_COMMAND": str(tmp)} | env
    return subprocess.run([hook, *arguments], cwd=hook.parent, env=given, capture_output=True, check=False, timeout=60)


def test_a_fax_is_taken_in_by_the_hook_with_its_number(hook: Path, store: Store, employer: uuid.UUID) -> None:
    """A TIFF in recvq becomes a document; the call's number is in the audit log, the file stays where it is."""
    (hook.parent / "recvq").mkdir()
    queued = hook.parent / "recvq" / "fax000000042.tif"
    queued.write_bytes(fax())

    done = called(hook, store, "recvq/fax000000042.tif", "ttyS0", "000000042", "", "5550100", "Example Orthopedics")

    assert done.returncode == 0, done.stderr
    assert contents(store) == [queued.read_bytes()]
    with store.database.transaction() as session:
        document = session.scalars(select(Document)).one()
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "document.received")).one()
    assert (document.source, document.sender) == ("fax", "5550100")
    assert entry.details["reference"] == "000000042"


def test_a_fax_that_cannot_be_taken_in_stays_and_the_hook_says_so(hook: Path, store: Store) -> None:
    """Tried again, then a failing exit code; the only copy is not touched."""
    queued = hook.parent / "fax.tif"
    queued.write_bytes(fax())

    failed = called(hook, store, "fax.tif", "ttyS0", "000000043", "", "5550100", WORKSLIP_MAX_FILE="0")

    assert failed.returncode == 1
    assert failed.stderr.count(b"WORKSLIP_MAX_FILE") == 2
    assert queued.read_bytes() == fax()
    assert called(hook, store, "nothing.tif", "ttyS0", "000000044", "no carrier").returncode == 0


def test_check_tries_every_door_and_status_counts(
    account: Account, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line for each door; one that is shut says why, and the exit code is 3. `workslip doctor` looks the same way."""
    account.deliver(mail(), mail(pdf("one"), number=2))
    account.look()
    (root / "inbox" / "a.pdf").write_bytes(pdf("a"))
    lines = [f"{k} = {json.dumps(v)}" for k, v in account.settings.items()]
    told = "\n".join(["[[folder]]", 'name = "hot"', f'path = "{root}"', "[[mailbox]]", *lines])
    gone = '\n[[folder]]\nname = "gone"\npath = "/nonexistent"\n'
    for name, value in environment(account.store, "", doors=str(tmp_path / "doors.toml")).items():
        monkeypatch.setenv(name, value)

    (tmp_path / "doors.toml").write_text(told)
    fine = CliRunner().invoke(build(), ["mailroom", "check", "--json"])
    counted = CliRunner().invoke(build(), ["mailroom", "status", "--json"])
    looked_at = opened(Settings(doors=tmp_path / "doors.toml"))
    (tmp_path / "doors.toml").write_text(told + gone)
    shut = CliRunner().invoke(build(), ["mailroom", "check"])

    assert looked_at.startswith("1 hot folders and 1 mailboxes are open")
    assert [json.loads(line)["open"] for line in fine.stdout.splitlines()] == [True, True]
    folder, box = (json.loads(line) for line in counted.stdout.splitlines())
    assert (folder["inbox"], folder["done"]) == (1, 0)
    assert (box["taken"], box["set_aside"], box["waiting"]) == (1, 1, 1)
    assert "is its disk or share mounted" in shut.stdout
    assert getattr(shut.exception, "code", "") == "door_shut"
    assert [p.name for p in (root / "inbox").iterdir()] == ["a.pdf"]


def test_run_once_ends_and_says_which_door_stayed_shut(
    store: Store, employer: uuid.UUID, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is not mounted beside a folder that works: one is emptied, the other is a line and exit code 3."""
    (root / "inbox" / "a.pdf").write_bytes(pdf("a"))
    (tmp_path / "doors.toml").write_text(
        f'[[folder]]\nname = "hot"\npath = "{root}"\nsettle = 0.1\n[[folder]]\nname = "gone"\npath = "/nonexistent"\n'
    )
    for name, value in environment(store, "", doors=str(tmp_path / "doors.toml")).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(running, "LONGEST", 0.02)

    done = CliRunner().invoke(build(), ["mailroom", "run", "--once"])

    assert contents(store) == [pdf("a")]
    assert "gone\tA hot folder is not there; is its disk or share mounted?" in done.stderr
    assert "hot\t" not in done.stderr
    assert getattr(done.exception, "code", "") == "door_shut"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("[[folder]]\nname='a'\npath='/x'\ninterval=3", "folder.0.interval"),
        ("[[folder]]\nname='a'\npath='/x'\n[[folder]]\nname='a'\npath='/y'", "same name"),
        ("[[mailbox]]\nname='a'\nhost='h'\nuser='u'\npassword='p'", "password_file"),
        ("[[folder]", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_of_doors_is_named(tmp_path: Path, said: str, sentence: str) -> None:
    """At the start, before anything runs."""
    (tmp_path / "doors.toml").write_text(said)

    with pytest.raises(BadInput, match=sentence):
        doors(Settings(doors=tmp_path / "doors.toml"))


def test_a_worker_takes_in_what_comes_to_its_doors(store: Store, employer: uuid.UUID, root: Path) -> None:
    """One process for everything: the doors open with it and close with it."""
    (root / "inbox" / "a.pdf").write_bytes(pdf("a"))
    doors_file = root.parent / "doors.toml"
    doors_file.write_text(f'[[folder]]\nname = "hot"\npath = "{root}"\nsettle = 0.1\n')
    program = [sys.executable, "-c", "from api.cli import main; main()", "worker"]
    env = environment(store, "", doors=str(doors_file))
    with subprocess.Popen(program, env=env, cwd=ROOT, stderr=subprocess.DEVNULL) as worker:
        for _ in range(300):
            if contents(store):
                break
            try:
                worker.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
        worker.terminate()
        assert worker.wait(30) == 0

    assert contents(store) == [pdf("a")]
