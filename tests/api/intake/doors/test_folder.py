"""A hot folder: never a half-written file, nothing twice, nothing lost, no names."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from api.intake.doors import folder as rooms
from api.intake.doors import settling
from api.intake.doors.folder import Folder
from api.intake.doors.running import Running
from api.store.files import LocalFiles
from api.store.opening import Store
from api.store.tables import AuditEntry, Document
from cases.errors import Unavailable
from tests.api.intake.doors.conftest import SETTLE, contents, files_in, pdf, write_slowly

pytestmark = pytest.mark.integration
Run = Callable[..., subprocess.CompletedProcess[bytes]]


class Clock:
    """Time as the folder sees it, put forward by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(folder: Folder) -> Clock:
    """The folder's clock."""
    folder.settling.clock = made = Clock()
    return made


def look_after(folder: Folder, clock: Clock, seconds: float = SETTLE) -> None:
    """Look, let so much time pass, look again."""
    folder.look()
    clock.now += seconds
    folder.look()


def problems(root: Path) -> list[str]:
    """The codes in `failed`."""
    return sorted(json.loads(p.read_text())["code"] for p in (root / "failed").glob("*.problem.json"))


def test_a_file_is_taken_in_and_lies_in_done_under_its_documents_id(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """Its own name, which may be a patient's, is nowhere any more."""
    (root / "inbox" / "Robin Example.pdf").write_bytes(pdf("one"))

    look_after(folder, clock)

    assert contents(store) == [pdf("one")]
    with store.database.transaction() as session:
        document = session.scalars(select(Document)).one()
    day = document.created_at.date().isoformat()
    assert files_in(root) == [root / "done" / day / f"{document.id}.pdf"]
    assert document.source == "folder"


def test_a_file_is_left_alone_until_it_has_not_changed_for_a_while(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """Each change starts the delay anew; a clock that jumps changes nothing."""
    file = root / "inbox" / "a.pdf"
    for length in (10, 20, 30):
        file.write_bytes(pdf("one")[:length])
        look_after(folder, clock, SETTLE * 0.9)
        assert contents(store) == []
    file.write_bytes(pdf("one"))
    look_after(folder, clock)

    assert contents(store) == [pdf("one")]


@pytest.mark.parametrize("name", ["a.pdf.part", "b.TMP", "c.filepart", "d.crdownload", "~$e.pdf", ".f.pdf"])
def test_names_of_unfinished_files_are_left_alone(
    folder: Folder, clock: Clock, root: Path, store: Store, name: str
) -> None:
    """They stay where they are until their program renames them."""
    (root / "inbox" / name).write_bytes(pdf("one"))

    look_after(folder, clock)

    assert contents(store) == []
    assert (root / "inbox" / name).exists()


def test_a_file_that_is_open_for_writing_is_not_read_however_long_its_writer_pauses(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """The delay is over, but the kernel says that somebody still has it open."""
    with (root / "inbox" / "slow.pdf").open("wb") as out:
        out.write(pdf("one"))
        out.flush()
        look_after(folder, clock)
        look_after(folder, clock)
        assert contents(store) == []
        out.write(b"% more\n%%EOF\n")
    look_after(folder, clock)
    look_after(folder, clock)

    assert contents(store) == [pdf("one") + b"% more\n%%EOF\n"]


def test_where_nobody_can_say_who_writes_a_change_after_the_rename_is_still_seen(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a network share: the writer goes on in `processing`, and the file settles there again."""
    monkeypatch.setattr(rooms, "has_leases", lambda _: False)
    with (root / "inbox" / "slow.pdf").open("wb") as out:
        out.write(pdf("one"))
        out.flush()
        folder.look()
        clock.now += SETTLE
        monkeypatch.setattr(Folder, "_take_in", lambda *_: None)
        folder.look()
        monkeypatch.undo()
        monkeypatch.setattr(rooms, "has_leases", lambda _: False)
        assert files_in(root / "inbox") == []
        out.write(b"% more\n%%EOF\n")
    folder.look()
    assert contents(store) == []
    look_after(folder, clock)

    assert contents(store) == [pdf("one") + b"% more\n%%EOF\n"]


def test_a_file_without_its_end_is_given_more_time_and_then_taken_as_it_is(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """A share may pause for longer than the delay; a file that really is damaged is not kept from a person for ever."""
    (root / "inbox" / "cut.pdf").write_bytes(pdf("one")[:-6])
    look_after(folder, clock)
    look_after(folder, clock)
    assert contents(store) == []

    look_after(folder, clock, SETTLE * 12)

    assert contents(store) == [pdf("one")[:-6]]


def test_what_is_no_file_is_never_followed(
    folder: Folder, clock: Clock, root: Path, store: Store, tmp_path: Path
) -> None:
    """A link to a secret, a pipe that blocks whoever opens it, a folder: aside, with the reason."""
    (tmp_path / "secret").write_bytes(pdf("secret"))
    (root / "inbox" / "link.pdf").symlink_to(tmp_path / "secret")
    os.mkfifo(root / "inbox" / "pipe.pdf")
    (root / "inbox" / "scans").mkdir()
    (root / "inbox" / "scans" / "one.pdf").write_bytes(pdf("one"))

    look_after(folder, clock)

    assert contents(store) == []
    assert problems(root) == ["not_a_file"] * 3
    assert (tmp_path / "secret").exists()
    assert len(list((root / "failed").glob("*/one.pdf"))) == 1


def test_a_file_that_is_too_large_fails_without_being_read(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """It is kept as it is; its problem says what to do, and no name is in it."""
    large = root / "inbox" / "Robin Example.pdf"
    large.touch()
    os.truncate(large, 51 * 1024 * 1024)

    look_after(folder, clock)

    assert problems(root) == ["too_large"]
    assert contents(store) == []
    assert "Robin" not in "".join(p.name + p.read_text() for p in (root / "failed").glob("*.json"))
    assert [p.stat().st_size for p in (root / "failed").glob("*.bin")] == [51 * 1024 * 1024]


def test_the_same_bytes_again_are_one_document_and_every_copy_is_kept(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """Put in again later, or twice at once."""
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (root / "inbox" / name).write_bytes(pdf("one"))
    look_after(folder, clock)

    assert contents(store) == [pdf("one")]
    assert [p.read_bytes() for p in files_in(root / "done")] == [pdf("one")] * 3


def test_a_full_disk_leaves_the_file_where_it_is_until_there_is_room(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door shuts with an error (its loop waits and tries again); nothing is moved to `failed`."""
    (root / "inbox" / "a.pdf").write_bytes(pdf("one"))
    monkeypatch.setattr(LocalFiles, "free", lambda _: 0)
    with pytest.raises(Unavailable):
        look_after(folder, clock)
    assert len(files_in(root / "processing")) == 1
    monkeypatch.undo()

    folder.look()

    assert contents(store) == [pdf("one")]
    assert problems(root) == []


def refusing(monkeypatch: pytest.MonkeyPatch, name: str, *names: str) -> None:
    """Whatever may be done with these files is refused, as with another user's; the tests may run as root."""
    fine = getattr(Path, name)

    def refused(self: Path, *more: object, **named: object) -> object:
        if self.name in names:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return fine(self, *more, **named)

    monkeypatch.setattr(Path, name, refused)


def test_a_file_that_cannot_be_moved_keeps_no_other_waiting(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits by itself, with a sentence without its name, and is taken when it can be."""
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (root / "inbox" / name).write_bytes(pdf(name))
    refusing(monkeypatch, "rename", "a.pdf", "b.pdf")

    look_after(folder, clock)

    assert contents(store) == [pdf("c.pdf")]
    assert "2 of what lies in a hot folder cannot be read or moved: Permission denied." in folder.trouble
    assert folder.idle(), "it waits for nothing that it could do"
    monkeypatch.undo()
    look_after(folder, clock)
    assert contents(store) == [pdf("c.pdf")], "not at every look"
    look_after(folder, clock, 60)
    assert sorted(contents(store)) == [pdf(f"{n}.pdf") for n in "abc"]
    assert (folder.trouble, folder.idle()) == ("", True)


def test_a_file_that_cannot_be_put_away_is_received_and_leaves_no_empty_one(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Safe in the store; it stays in `processing` until it can be renamed, and is the same document then."""
    (root / "inbox" / "a.pdf").write_bytes(pdf("one"))
    folder.look()
    clock.now += SETTLE
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
        folder.look()
        assert files_in(root / "done") == []
        assert "Input/output error" in folder.trouble
    look_after(folder, clock, 60)

    assert contents(store) == [pdf("one")]
    assert [p.read_bytes() for p in files_in(root / "done")] == [pdf("one")]


def test_a_file_that_cannot_be_read_is_set_aside_after_a_few_tries_with_its_reason(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A damaged sector, a share's lost blocks: those behind it are taken meanwhile."""
    for name in ("a", "b"):
        (root / "inbox" / f"{name}.pdf").write_bytes(pdf(name))
    bad = (root / "inbox" / "a.pdf").stat().st_ino
    read = rooms._read
    failing = OSError(errno.EIO, "Input/output error")

    def damaged(handle: int, seen: tuple[int, int, int]) -> bytes:
        if os.fstat(handle).st_ino == bad:
            raise failing
        return read(handle, seen)

    monkeypatch.setattr(rooms, "_read", damaged)
    look_after(folder, clock)
    assert contents(store) == [pdf("b")]
    for _ in range(rooms.READ_TRIES):
        look_after(folder, clock)

    assert problems(root) == ["unreadable"]
    assert folder.idle()


def test_what_another_users_mail_room_left_is_a_sentence_and_stops_nothing(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its claim cannot be opened: neither a crash, nor taken for one that is still held."""
    dead = root / "processing" / "dead"
    dead.mkdir(parents=True)
    (dead / "abc").write_bytes(pdf("one"))
    os.utime(dead, (time.time() - 10, time.time() - 10))
    (root / "inbox" / "a.pdf").write_bytes(pdf("two"))
    refusing(monkeypatch, "iterdir", "dead")

    look_after(folder, clock)

    assert contents(store) == [pdf("two")]
    assert "Permission denied" in folder.trouble
    assert folder.idle()
    with pytest.raises(Unavailable, match="Run every mail room of this folder as one user"):
        folder.check()


def test_a_lease_that_the_kernel_refuses_on_anothers_file_is_said(
    folder: Folder, clock: Clock, root: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the owner of a file may ask who writes it: the delay alone counts then, and `check` says so."""
    (root / "inbox" / "a.pdf").write_bytes(pdf("one"))
    fcntl = settling.fcntl.fcntl
    others = (root / "inbox" / "a.pdf").stat().st_ino

    def refused(handle: int, command: int, *more: int) -> int:
        if command == settling.fcntl.F_SETLEASE and os.fstat(handle).st_ino == others:
            raise PermissionError(errno.EACCES, "Permission denied")
        return fcntl(handle, command, *more)

    monkeypatch.setattr(settling.fcntl, "fcntl", refused)

    assert folder.check().startswith("holds files of another user")
    look_after(folder, clock)
    assert contents(store) == [pdf("one")]
    assert folder.check() == ""


def test_folders_that_cannot_be_made_are_a_sentence(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The door's loop and `mailroom check` say who has to be let in, not the name of an exception."""
    refusing(monkeypatch, "mkdir", "processing")

    with pytest.raises(Unavailable, match="Let the user that runs Workslip write there"):
        folder.look()


def test_a_name_that_is_no_text_is_a_file_like_any_other(folder: Folder, root: Path, store: Store) -> None:
    """Bytes in no encoding, while the folder is watched: it is taken, and so is the one behind it."""
    with Running([folder]) as running:
        for name in (b"\xff\xfe.pdf", b"b.pdf"):
            (root / "inbox" / os.fsdecode(name)).write_bytes(pdf(str(name)))
        for _ in range(200):
            if len(files_in(root / "done")) == 2:
                break
            running.stop.wait(0.1)

    assert sorted(contents(store)) == sorted([pdf(str(b"\xff\xfe.pdf")), pdf(str(b"b.pdf"))])


def test_two_processes_on_one_share_take_each_file_once(
    folder: Folder, store: Store, root: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever renames it first has it; the other, which had just looked at it, finds it gone and goes on."""
    for number in range(10):
        (root / "inbox" / f"{number}.pdf").write_bytes(pdf(str(number)))
    other, fine = Folder(folder.door, store), folder._claim
    other.settling.clock = clock
    folder.look(), other.look()
    clock.now += SETTLE

    def beaten(file: Path) -> None:
        if int(file.stem) % 2:
            other._claim(file)
        fine(file)

    monkeypatch.setattr(folder, "_claim", beaten)
    folder.look()
    assert (len(files_in(root / "done")), len(files_in(other.mine))) == (5, 5)
    other.look()

    assert sorted(contents(store)) == sorted(pdf(str(n)) for n in range(10))
    assert len(files_in(root / "done")) == 10
    with store.database.transaction() as session:
        again = select(func.count()).where(AuditEntry.action == "document.received_again")
        assert session.scalar(again) == 0


def test_what_a_dead_process_had_taken_is_taken_over_after_a_time(
    folder: Folder, clock: Clock, root: Path, store: Store
) -> None:
    """Not before: it may only be slow."""
    dead = root / "processing" / "dead"
    dead.mkdir(parents=True)
    (dead / "abc").write_bytes(pdf("one"))
    look_after(folder, clock)
    assert contents(store) == []

    os.utime(dead, (time.time() - 10, time.time() - 10))
    look_after(folder, clock)

    assert contents(store) == [pdf("one")]
    assert not dead.exists()


def test_a_mail_room_killed_in_the_middle_loses_and_doubles_nothing(
    store: Store, employer: uuid.UUID, root: Path, mailroom: Run
) -> None:
    """Killed just after it took a file, and just after a file was safe: the next process finds what it held."""
    for number in range(3):
        (root / "inbox" / f"Robin Example {number}.pdf").write_bytes(pdf(str(number)))
    doors = f'[[folder]]\nname = "hot"\npath = "{root}"\nsettle = {SETTLE}\nabandoned = 0.3\n'

    killed = [mailroom(doors, "folder.claimed:2"), mailroom(doors, "folder.received:2")]
    after = mailroom(doors)

    assert [each.returncode for each in killed] == [-9, -9]
    assert after.returncode == 0, after.stderr
    assert sorted(contents(store)) == [pdf(str(n)) for n in range(3)]
    assert sorted(p.read_bytes() for p in files_in(root)) == [pdf(str(n)) for n in range(3)]
    assert problems(root) == []
    assert b"Robin" not in b"".join(each.stderr for each in (*killed, after))


def test_slow_writers_are_never_read_half(folder: Folder, root: Path, store: Store) -> None:
    """Programs write in pieces, pausing for longer than the delay, while the folder is watched."""
    wanted = [pdf(str(n), 4000) for n in range(4)]
    with Running([folder]) as running:
        writers = [write_slowly(root / "inbox" / f"{n}.pdf", c, pause=SETTLE * 2) for n, c in enumerate(wanted)]
        assert [w.wait(20) for w in writers] == [0] * 4
        for _ in range(200):
            if len(files_in(root / "done")) == 4:
                break
            running.stop.wait(0.1)

    assert sorted(contents(store)) == wanted
    assert not (root / "processing" / folder.claim).exists()
