"""A mailing of ten thousand packets by worker processes that are killed: counted at the end, with memory and speed.

    sheet of N rows, one of them bad → started and approved → two workers, one of them killed -9 five times
    → mails whose answer was lost found by their copies; those that never left settled by a person and sent once more
    → print batches posted → counted

Everything is real: an embedded PostgreSQL and a file store of its own, LibreOffice, a mail server, a folder for faxes.
A packet is a letter, the signed release, a task assessment and the form. Offices are a twentieth as many as packets, a
third each on paper, by fax and by e-mail. The kills come at moments drawn from a seed, each among the packets of
another sixth. Times are of a busy machine unless the result says otherwise.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import psutil
from aiosmtpd.controller import Controller
from sqlalchemy import func, select, update

from api.casework import mailing_again, mailing_steps, sending
from api.casework.mailing_again import Resending
from api.casework.mailing_prints import post_batch
from api.casework.sending import Settling
from api.outbox.seen import was_ours
from api.store import audit
from api.store.opening import Store
from api.store.tables import (
    Channel,
    Copy,
    Delivery,
    DeliveryItem,
    MailingRow,
    Packet,
    PrintBatch,
    Provider,
    RowState,
    SendState,
)
from api.store.tables.base import now
from tests.api.casework import mailing_scene
from tests.api.casework.mailing_scene import Scene
from tests.benchmarks.installation import fresh_store

PACKETS: Final = 10_001
EACH: Final = 20  # packets of an office
WORKERS, KILLS, SEED = 2, 5, 20261126
EVERY: Final = 0.25  # seconds between two looks at memory
BAD: Final = "WC-of-nobody"
ROOT: Final = Path(__file__).parents[2]


@dataclass
class Mails:
    """A mail server that counts what it took, by message id."""

    taken: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        head = envelope.content.split(b"\r\n\r\n", 1)[0].decode(errors="replace")
        self.taken[next((line for line in head.splitlines() if line.lower().startswith("message-id")), "none")] += 1
        return "250 taken"


@dataclass
class Memory:
    """The most that each kind of process held, MiB, and how many of them there were."""

    peak: dict[str, float] = field(default_factory=dict)
    every: dict[int, list[float]] = field(default_factory=dict)

    def look(self, workers: list[subprocess.Popen[bytes]]) -> None:
        """Look once at every worker and at what it has started."""
        for worker in workers:
            try:
                found = psutil.Process(worker.pid)
                kinds = [("worker", found), *((child.name()[:15], child) for child in found.children(recursive=True))]
                for kind, process in kinds:
                    held = process.memory_info().rss / 2**20
                    self.peak[kind] = max(self.peak.get(kind, 0.0), held)
                    if kind == "worker":
                        self.every.setdefault(worker.pid, []).append(held)
            except psutil.NoSuchProcess:
                continue

    def flat(self) -> str:
        """Of the worker that lived longest: what it held usually in each quarter of its life, and at the most."""
        longest = max(self.every.values(), key=len, default=[])
        quarters = np.array_split(np.array(longest or [0.0]), 4)
        usual = ", ".join(f"{np.median(part):.0f}" for part in quarters if len(part))
        return f"{usual} MiB usually in the quarters of the longest life ({len(longest) * EVERY:.0f} s)"


@dataclass(frozen=True)
class Ran:
    """What a run came to. `counts` by name; `doubled` is anything that exists twice."""

    packets: int
    planned: float  # seconds
    seconds: float
    kills: int
    counts: dict[str, int]
    doubled: dict[str, int]
    memory: Memory


def run(packets: int = PACKETS, minutes: float = 24 * 60) -> Ran:
    """Make a mailing of so many rows, one of them bad; stop after so many minutes, and count what there is."""
    with tempfile.TemporaryDirectory(prefix="workslip-mailing-") as folder, fresh_store(Path(folder)) as store:
        faxes, mails = Path(folder) / "fax", Mails()
        faxes.mkdir()
        port = _free_port()
        server = Controller(mails, hostname="127.0.0.1", port=port)
        server.start()
        try:
            return _run(store, packets, _environment(store, faxes, port), faxes, mails, 60 * minutes)
        finally:
            server.stop()


def report(ran: Ran) -> str:
    """The run in words."""
    lines = [
        f"A mailing of {ran.packets:,} rows, one of them bad; {WORKERS} workers, killed -9 {ran.kills} times",
        f"planned in {ran.planned:.1f} s; made in {ran.seconds:.0f} s: {ran.counts['packets'] / ran.seconds:.2f} a s",
        *(f"{name:>24}  {n:,}" for name, n in ran.counts.items()),
        *(f"{name:>24}  {n:,} twice" for name, n in ran.doubled.items()),
        *(f"{kind:>24}  {peak:,.0f} MiB at most" for kind, peak in sorted(ran.memory.peak.items())),
        f"{'memory of a worker':>24}  {ran.memory.flat()}",
    ]
    return "\n".join(lines)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _environment(store: Store, faxes: Path, port: int) -> dict[str, str]:
    mail = {"MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(port), "MAIL_FROM": "rtw@example.com", "MAIL_PER_MINUTE": "0",
            "MAIL_PLAIN_HOSTS": "127.0.0.1"}  # fmt: skip
    named = {"HOME": str(store.settings.home), "KEYS": str(store.settings.key_folder), "ATTEMPTS": "20"}
    named |= mail | {"FAX_BY": "folder", "FAX_FOLDER": str(faxes), "STALLED_AFTER": "5"}
    return os.environ | {"PYTHONPATH": str(ROOT)} | {f"WORKSLIP_{name}": value for name, value in named.items()}


def _run(store: Store, packets: int, env: dict[str, str], faxes: Path, mails: Mails, longest: float) -> Ran:
    scene = mailing_scene.build(store, cases=packets - 1, providers=max(3, packets // EACH))
    _give_addresses(scene)
    mailing = scene.draft(_sheet(scene))
    begun = time.perf_counter()
    with scene.acting() as act:
        state = mailing_steps.start(act, mailing).state
    if state == "waiting":
        with scene.acting(scene.second) as act:
            mailing_steps.approve(act, mailing)
    planned = time.perf_counter() - begun
    memory, crew = Memory(), _Crew(env)
    seconds, kills = _see_through(scene, mailing, crew, memory, packets, longest)
    unknown = _deliveries(scene, mailing, Delivery.state == SendState.UNKNOWN)
    _find_out(store, mails)
    again = _settle(scene, mailing)
    if again:
        _see_through(scene, mailing, crew, memory, packets, longest, KILLS)
    _post(scene, mailing)
    counts, doubled = _counted(scene, mailing, faxes, mails)
    counts["settled by a person"] = again
    counts["found by their copies"] = unknown - again
    return Ran(packets, planned, seconds, kills, counts, doubled, memory)


def _find_out(store: Store, mails: Mails) -> None:
    """What our own mailbox tells: the copy of each mail that the server took."""
    for line in mails.taken:
        with store.database.transaction() as session:
            was_ours(session, line.partition(":")[2].strip(), frozenset())


def _settle(scene: Scene, mailing: uuid.UUID) -> int:
    """A person finds that what no copy was seen of did not arrive, and sends its rows again. How many deliveries."""
    with scene.store.database.transaction() as session:
        unknown = select(Delivery.id).where(Delivery.mailing_id == mailing, Delivery.state == SendState.UNKNOWN)
        lost = session.scalars(unknown).all()
        rows = session.scalars(select(MailingRow.number).where(MailingRow.delivery_id.in_(lost))).all()
    for delivery in lost:
        with scene.acting() as act:
            sending.settle(act, delivery, Settling(arrived=False, how="mailbox"))
    for row in rows:
        with scene.acting() as act:
            mailing_again.resend(act, mailing, row, Resending(reason="not_received"), "after the run")
    return len(lost)


def _post(scene: Scene, mailing: uuid.UUID) -> None:
    """A person prints and posts every batch."""
    with scene.store.database.transaction() as session:
        batches = session.scalars(select(PrintBatch.id).where(PrintBatch.mailing_id == mailing)).all()
    for batch in batches:
        with scene.acting() as act:
            post_batch(act, batch)


def _give_addresses(scene: Scene) -> None:
    """A third of the offices each on paper, by fax and by e-mail, with addresses that were confirmed."""
    ways: list[dict[str, Any]] = [{"channel": Channel.PRINT}, {"channel": Channel.FAX}, {"channel": Channel.MAIL}]
    with scene.store.database.transaction() as session:
        for n, provider in enumerate(scene.providers):
            by = {"fax_confirmed_by": scene.second.user, "fax_confirmed_at": now(), "fax": f"+1 212 555 {n:04}"}
            by |= {"email_confirmed_by": scene.second.user, "email_confirmed_at": now(), "email": f"o{n}@example.com"}
            session.execute(update(Provider).where(Provider.id == provider).values(**ways[n % 3] | by))


def _sheet(scene: Scene) -> bytes:
    """Every case, and in the middle a row that is nobody's."""
    claims = [f"WC-{n}" for n in range(len(scene.cases))]
    claims.insert(len(claims) // 2, BAD)
    return scene.csv([[claim] for claim in claims])


@dataclass
class _Crew:
    """The workers, as processes."""

    env: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def fill(self) -> None:
        """As many as there are to be."""
        self.workers = [each for each in self.workers if each.poll() is None]
        while len(self.workers) < WORKERS:
            words = [sys.executable, "-c", "from api.cli import main; main()", "worker"]
            self.workers.append(subprocess.Popen(words, env=self.env, stderr=subprocess.DEVNULL))

    def kill_one(self, chance: random.Random) -> None:
        """As a power cut would."""
        victim = chance.choice(self.workers)
        victim.kill()
        victim.wait()

    def stop(self) -> None:
        """Tell all to end, and wait."""
        for each in self.workers:
            each.terminate()
        for each in self.workers:
            each.wait(120)


def _see_through(
    scene: Scene, mailing: uuid.UUID, crew: _Crew, memory: Memory, packets: int, longest: float, kills: int = 0
) -> tuple[float, int]:  # fmt: skip
    """Work until nothing waits for the machine, with a kill in each sixth; seconds until then, and kills."""
    chance, begun = random.Random(SEED), time.perf_counter()
    moments = [(n + chance.random()) / (KILLS + 1) * packets for n in range(KILLS)]
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(EVERY):
            memory.look(list(crew.workers))

    watcher = threading.Thread(target=watch)
    crew.fill()
    watcher.start()
    try:
        while _left(scene, mailing) and time.perf_counter() - begun < longest:
            if kills < KILLS and (_made(scene) >= moments[kills] or not _making(scene, mailing)):
                crew.kill_one(chance)
                kills += 1
            crew.fill()
            time.sleep(chance.uniform(0.3, 1.5))
        return time.perf_counter() - begun, kills
    finally:
        ended.set()
        watcher.join()
        crew.stop()


def _made(scene: Scene) -> int:
    return mailing_scene.count(scene.store, Packet)


def _making(scene: Scene, mailing: uuid.UUID) -> int:
    return _deliveries(scene, mailing, Delivery.state == SendState.MAKING)


def _left(scene: Scene, mailing: uuid.UUID) -> int:
    """Deliveries that wait for the machine: to be made, and to be sent."""
    machine = Delivery.state.in_((SendState.READY, SendState.SENDING)) & (Delivery.channel != Channel.PRINT)
    return _deliveries(scene, mailing, (Delivery.state == SendState.MAKING) | machine)


def _deliveries(scene: Scene, mailing: uuid.UUID, which: Any) -> int:
    with scene.store.database.transaction() as session:
        return session.scalar(select(func.count()).where(Delivery.mailing_id == mailing, which)) or 0


def _counted(
    scene: Scene, mailing: uuid.UUID, faxes: Path, mails: Mails
) -> tuple[dict[str, int], dict[str, int]]:  # fmt: skip
    """What there is at the end, and what of it there is twice."""
    with scene.store.database.transaction() as session:
        rows = dict(session.execute(_by(MailingRow.state, MailingRow.mailing_id == mailing)).all())
        states = session.execute(_by(Delivery.state, Delivery.mailing_id == mailing)).all()
        lying = select(DeliveryItem.packet_id).join(Delivery, Delivery.id == DeliveryItem.delivery_id)
        items = session.scalars(lying.where(Delivery.state != SendState.FAILED)).all()
        cases = session.scalars(select(Packet.case_id)).all()
        copies = session.scalars(select(Copy.copy_id)).all()
        sent = session.scalars(lying.where(Delivery.state == SendState.SENT)).all()
        whole = audit.verify(session, scene.store.audit_keys).first_bad is None
    counts = {"packets": len(cases), "rows made": rows.get(RowState.MADE, 0), "rows bad": rows.get(RowState.BAD, 0)}
    counts |= {
        "packets sent": len(sent),
        "packets in deliveries": len(items),
        "copies": len(copies),
        "audit chain whole": int(whole),
    }
    counts |= {f"deliveries {state.value}": n for state, n in states}
    counts |= {"faxes in the folder": len(list(faxes.glob("*.pdf"))), "mails taken": sum(mails.taken.values())}
    found = {"packets of a case": cases, "packets in deliveries": items, "packets sent": sent, "copies": copies}
    doubled = {name: len(each) - len(set(each)) for name, each in found.items()}
    return counts, doubled | {"mails": sum(mails.taken.values()) - len(mails.taken)}


def _by(column: Any, which: Any) -> Any:
    return select(column, func.count()).where(which).group_by(column)
