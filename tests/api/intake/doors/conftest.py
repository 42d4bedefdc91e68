"""Hot folders with short delays, programs that write slowly, and the mail room as a process of its own."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from api.intake.doors.config import FolderDoor
from api.intake.doors.folder import Folder
from api.store.opening import Store
from api.store.tables import Document
from tests.api.intake.conftest import ROOT, environment

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
