"""Hot folders with short delays, programs that write slowly, and the mail room as a process of its own."""

from __future__ import annotations

import select as select_
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from api.cli.own_mail import own_mail
from api.intake.doors.config import FolderDoor, MailboxDoor
from api.intake.doors.folder import Folder
from api.intake.doors.mailbox import Mailbox
from api.intake.doors.mails import Hooks
from api.store.opening import Store
from api.store.tables import Document, ReceivedMail
from tests.api.intake.conftest import ROOT, environment
from tests.api.intake.doors.post import PASSWORD, Post, running

SETTLE = 0.15  # seconds; the rest of the times in these tests follow from it
SLOW_WRITER = """
import pathlib, sys, time
content, place = sys.stdin.buffer.read(), pathlib.Path(sys.argv[1])
with place.open("wb") as out:
    for at in range(0, len(content), int(sys.argv[3])):
        out.write(content[at : at + int(sys.argv[3])])
        out.flush()
        time.sleep(float(sys.argv[2]))
"""


def pdf(text: str, size: int = 300) -> bytes:
    """Bytes that begin and end as a PDF does; every text is another file."""
    return b"%PDF-1.4\n% " + text.encode() + b"\n" + b"%" * size + b"\n%%EOF\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A hot folder's own folder, with its inbox."""
    (tmp_path / "hot" / "inbox").mkdir(parents=True)
    return tmp_path / "hot"


@pytest.fixture
def folder(store: Store, employer: uuid.UUID, root: Path) -> Folder:
    """The hot folder, as this process works on it."""
    return Folder(FolderDoor(name="hot", path=root, settle=SETTLE, abandoned=0.4), store)


def write_slowly(place: Path, content: bytes, pause: float = 0.05, pieces: int = 4) -> subprocess.Popen[bytes]:
    """A real process that writes in pieces, with a pause after each."""
    size = str(-(-len(content) // pieces))
    program = [sys.executable, "-S", "-c", SLOW_WRITER, str(place), str(pause), size]
    writer = subprocess.Popen(program, stdin=subprocess.PIPE)
    writer.stdin.write(content)
    writer.stdin.close()
    return writer


def contents(store: Store) -> list[bytes]:
    """The bytes of every document, in the order they came."""
    with store.database.transaction() as session:
        rows = session.scalars(select(Document).order_by(Document.created_at)).all()
    return [store.files.get(row.employer_id, row.sha256) for row in rows]


def files_in(folder: Path) -> list[Path]:
    """Every file beneath a folder."""
    return sorted(p for p in folder.rglob("*") if not p.is_dir())


@pytest.fixture
def mailroom(store: Store, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run `workslip mailroom run --once` with these doors (TOML), or until the named failpoint kills it."""

    def run(doors: str, failpoint: str = "") -> subprocess.CompletedProcess[bytes]:
        (tmp_path / "doors.toml").write_text(doors)
        program = [sys.executable, "-c", "from api.cli import main; main()", "mailroom", "run", "--once"]
        env = environment(store, failpoint, doors=str(tmp_path / "doors.toml"))
        return subprocess.run(program, env=env, cwd=ROOT, capture_output=True, timeout=60, check=False)

    return run


@pytest.fixture(scope="session")
def post(memory: Path) -> Iterator[Post]:
    """A real IMAP server of this session. Not under pytest's own folder, which its users may not enter."""
    folder = memory / "post"
    folder.mkdir()
    with running(folder) as started:
        yield started


@dataclass
class Account:
    """A mailbox of its own for each test: what the door needs to read it, and the door itself."""

    post: Post
    user: str
    settings: dict[str, Any]
    store: Store
    hooks: Hooks = field(default_factory=own_mail)

    @property
    def door(self) -> Mailbox:
        """The account, as a new process reads it."""
        return Mailbox(MailboxDoor(**self.settings), self.store, self.hooks)

    def look(self) -> None:
        """Look once, as a process that starts and stops."""
        door = self.door
        try:
            door.look()
        finally:
            door.close()

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the inbox."""
        self.post.deliver(self.user, *mails)

    def count(self, folder: str) -> int:
        """How many mails lie there."""
        return self.post.count(self.user, folder)

    def rows(self) -> list[ReceivedMail]:
        """What was noted, in the order it was."""
        with self.store.database.transaction() as session:
            return list(session.scalars(select(ReceivedMail).order_by(ReceivedMail.created_at)))


@pytest.fixture
def account(post: Post, store: Store, employer: uuid.UUID, tmp_path: Path) -> Account:
    """An empty mailbox of our employer's."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    user = f"u{uuid.uuid4().hex[:12]}"
    settings = {
        "name": "replies", "host": "127.0.0.1", "port": post.port, "tls": "none", "user": user,
        "password_file": str(tmp_path / "password"), "timeout": 5, "every": 5,
    }  # fmt: skip
    return Account(post, user, settings, store)


@contextmanager
def cut_after(port: int, bytes_of_answers: int) -> Iterator[int]:
    """A port that leads to `port`, and hangs up when the server has said so many bytes."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        Thread(target=_cut, args=(door, port, bytes_of_answers), daemon=True).start()
        yield door.getsockname()[1]


def _cut(door: socket.socket, port: int, left: int) -> None:
    with suppress(OSError):
        client, _ = door.accept()
        with client, socket.create_connection(("127.0.0.1", port)) as server:
            while left > 0:
                for ready in select_.select([client, server], [], [], 5)[0]:
                    said = ready.recv(512)
                    if ready is server:
                        said = said[:left]
                        left -= len(said)
                    (client if ready is server else server).sendall(said)
                    if not said:
                        return
