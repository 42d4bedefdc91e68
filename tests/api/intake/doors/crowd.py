"""Many files at once through every door: slow writers, mails delivered again and again, mail rooms that are killed.

Half of the files are put into a hot folder by programs that write in pieces and pause for longer than the delay; half
come as attachments. A fifth of the files are put in again under another name, and mails are delivered up to three
times with other headers. Two mail rooms share all doors; now and then one is killed and another started.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from api.store import audit
from api.store.opening import Store
from api.store.tables import Document, MailOutcome, ReceivedMail
from tests.api.intake.conftest import ROOT, environment
from tests.api.intake.doors.post import PASSWORD, Post, mail

SETTLE = 0.3  # seconds
WRITERS = 4
MAIL_ROOMS = 2
# Writes its share of the files, several at a time in pieces, each with pauses longer than the delay.
WRITER = """
import pathlib, random, sys, time
source, inbox, number, many, pause, at_once = sys.argv[1:]
chance = random.Random(int(number))
waiting = [p for n, p in enumerate(sorted(pathlib.Path(source).iterdir())) if n % int(many) == int(number)]
opened = []
while waiting or opened:
    while waiting and len(opened) < int(at_once):
        content = waiting.pop().read_bytes()
        named = pathlib.Path(inbox) / f"Robin Example {number}-{len(waiting)}.pdf"
        opened.append((named.open("wb"), content, len(content) // 3))
    time.sleep(float(pause) * chance.choice((0.1, 0.1, 1.3)))
    out, content, most = opened.pop(chance.randrange(len(opened)))
    size = chance.randint(1, most)
    out.write(content[:size])
    out.flush()
    if content[size:]:
        opened.append((out, content[size:], most))
    else:
        out.close()
"""


@dataclass(frozen=True)
class Counted:
    """What came of it. `half`: documents whose bytes nobody sent whole; `double`: effects that happened twice."""

    files: int
    puts: int
    mails: int
    deliveries: int
    kills: int
    documents: int
    half: int
    double: int
    lost: int
    left: int  # files that lie neither in done nor in the store's hands, and mails still in the inbox
    chain: bool
    seconds: float

    def report(self) -> str:
        """In a few lines."""
        return (
            f"{self.files:,} files: {self.puts:,} times put into a hot folder by slow writers, {self.mails:,} sent by "
            f"mail and delivered {self.deliveries:,} times\n"
            f"{MAIL_ROOMS} mail rooms on the same doors, {self.kills} killed and replaced\n\n"
            f"documents {self.documents:,}\nhalf reads {self.half}\ndouble {self.double}\nlost {self.lost}\n"
            f"left behind {self.left}\naudit chain {'verifies' if self.chain else 'BROKEN'}\n"
            f"wall {self.seconds:.0f} s on a shared machine\n"
        )


def send_crowd(store: Store, post: Post, root: Path, work: Path, files: int, kills: int, seed: int = 7) -> Counted:
    """Send so many files, wait until the doors are quiet, and count."""
    chance, user, began = random.Random(seed), f"crowd{seed}", time.monotonic()
    every = [_pdf(chance, number) for number in range(files)]
    put = every[: files // 2] + chance.sample(every[: files // 2], files // 10)
    mails = [mail(content, number=n) for n, content in enumerate(every[files // 2 :])]
    sent = [m for m in mails for _ in range(chance.choice((1, 1, 2, 3)))]
    (work / "source").mkdir(parents=True)
    for number, content in enumerate(put):
        (work / "source" / f"{number:05}").write_bytes(content)
    (root / "inbox").mkdir(parents=True, exist_ok=True)
    doors = _doors(work, root, post, user)
    with ExitStack() as stack:
        rooms = [stack.enter_context(_room(store, doors)) for _ in range(MAIL_ROOMS)]
        writers = [stack.enter_context(_writer(work / "source", root / "inbox", n)) for n in range(WRITERS)]
        for at in range(0, len(sent), 20):
            batch = sent[at : at + 20]
            post.deliver(user, *(f"Received: by mx{chance.randint(1, 9)}.example\r\n".encode() + m for m in batch))
        killed = _shoot(chance, store, doors, rooms, writers, stack, kills, seconds=1 + files / 110)
        _wait_until_quiet(store, post, user, root, len(put), len(sent))
        for room in rooms:
            room.terminate()
    return _count(store, post, user, root, every, put, mails, sent, killed, time.monotonic() - began)


def _pdf(chance: random.Random, number: int) -> bytes:
    inside = chance.randbytes(chance.randint(200, 20_000)).hex()
    return f"%PDF-1.4\n% {number} {inside}\n%%EOF\n".encode("ascii")


def _doors(work: Path, root: Path, post: Post, user: str) -> Path:
    (work / "password").write_text(PASSWORD)
    told = f"""
[[folder]]
name = "hot"
path = "{root}"
settle = {SETTLE}
abandoned = 3
[[mailbox]]
name = "replies"
host = "127.0.0.1"
port = {post.port}
tls = "none"
user = "{user}"
password_file = "{work / "password"}"
every = 2
"""
    (work / "doors.toml").write_text(told)
    return work / "doors.toml"


def _room(store: Store, doors: Path) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-c", "from api.cli import main; main()", "mailroom", "run"]
    more = {"doors": str(doors), "keys": str(store.settings.key_folder)}
    return subprocess.Popen(program, env=environment(store, "", **more), cwd=ROOT, stderr=subprocess.DEVNULL)


def _writer(source: Path, inbox: Path, number: int) -> subprocess.Popen[bytes]:
    said = [source, inbox, number, WRITERS, SETTLE, 12]
    return subprocess.Popen([sys.executable, "-S", "-c", WRITER, *map(str, said)])


def _shoot(chance, store, doors, rooms, writers, stack, kills: int, seconds: float) -> int:
    """Kill a mail room now and then, in whatever it does, and start another."""
    for _ in range(kills):
        time.sleep(chance.uniform(0.5, 1.5) * seconds)
        victim = chance.randrange(len(rooms))
        rooms[victim].kill()
        rooms[victim] = stack.enter_context(_room(store, doors))
    assert [writer.wait(600) for writer in writers] == [0] * WRITERS
    return kills


def _wait_until_quiet(store: Store, post: Post, user: str, root: Path, puts: int, deliveries: int) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        noted, _ = _mails(store)
        done = sum(p.is_file() for p in (root / "done").rglob("*")) if (root / "done").is_dir() else 0
        if done == puts and noted == deliveries and post.count(user, "INBOX") == 0:
            return
        time.sleep(1)


def _mails(store: Store) -> tuple[int, int]:
    """Rows, and mails that were taken."""
    with store.database.transaction() as session:
        taken = select(func.count()).where(ReceivedMail.outcome == MailOutcome.TAKEN)
        return session.scalar(select(func.count()).select_from(ReceivedMail)) or 0, session.scalar(taken) or 0


def _count(store, post, user, root, every, put, mails, sent, kills: int, seconds: float) -> Counted:
    with store.database.transaction() as session:
        rows = session.scalars(select(Document)).all()
        chain = audit.verify(session, store.audit_keys).first_bad is None
        jobs = session.execute(text("select args->>'document_id' from procrastinate_jobs")).scalars().all()
    found = Counter(store.files.get(row.employer_id, row.sha256) for row in rows)
    done = [p.read_bytes() for p in (root / "done").rglob("*") if p.is_file()]
    noted, taken = _mails(store)
    wanted = set(every)
    left = sum(p.is_file() for name in ("inbox", "processing", "failed") for p in (root / name).rglob("*"))
    return Counted(
        files=len(every), puts=len(put), mails=len(mails), deliveries=len(sent), kills=kills, documents=len(rows),
        half=len(set(found) - wanted) + len(set(done) - wanted),
        double=sum(n - 1 for n in found.values()) + abs(len(jobs) - len(rows)) + abs(taken - len(mails)),
        lost=len(wanted - set(found)) + abs(len(done) - len(put)) + abs(noted - len(sent)),
        left=left + post.count(user, "INBOX") + abs(post.count(user, "Processed") - len(sent)), chain=chain,
        seconds=seconds,
    )  # fmt: skip
