"""Packets of a mailing, their letters laid out together, beside the loop of one letter per start of LibreOffice.

Both ways make the same packets: release, two assessments, the sheets of the program, the form, a letter in Word and
PDF. All but the conversion is the same code, so the loop is as good as it can be. Memory is that of every process at
work, looked at while batch follows batch.
"""

from __future__ import annotations

import io
import os
import platform
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from unittest.mock import patch

import psutil
import pypdfium2

from generate import packets
from generate.office import to_pdf
from generate.packets import Packet, PacketContents, build_packets
from tests.benchmarks.races_packets import a_release
from tests.benchmarks.specimens import copy_id
from tests.fax.profiles import TUNING
from tests.generate.offer_case import HEADING, job

SEED = 20_261_126
PACKETS, BATCH = 400, 40
LOOP = 8  # packets of the loop: each costs the same, so a few are enough
GOAL = 500_000_000  # bytes that one process may have at most
NAMES = ("Alvarez", "Brodie", "Çelik", "Đặng", "Ekström", "Fitzgerald", "Grabowska", "Hôpital", "Ivanova", "Jørgensen")


@dataclass
class Way:
    """One way of making packets: how many, in which time, with how much memory in which process."""

    name: str
    made: int
    seconds: float
    cpu: float
    peaks: dict[str, int] = field(default_factory=dict)  # program -> bytes of its largest process
    after: list[int] = field(default_factory=list)  # bytes of this process after each batch

    @property
    def rate(self) -> float:
        """Packets a second."""
        return self.made / self.seconds

    @property
    def each(self) -> float:
        """Seconds of processor time for a packet."""
        return self.cpu / self.made


def run(count: int = PACKETS, loop: int = LOOP) -> tuple[Way, Way]:
    """Both ways, the first packets of both being the same; raises AssertionError if they differ in a word."""
    one_by_one, alone = _measured("a letter a start", [[number] for number in range(loop)], _alone)
    batches = [list(range(at, min(at + BATCH, count))) for at in range(0, count, BATCH)]
    together, first = _measured(f"batches of {BATCH}", batches, build_packets)
    assert [_words(each) for each in first[: len(alone)]] == [_words(each) for each in alone]
    return together, one_by_one


def report(ways: tuple[Way, Way]) -> str:
    """The two beside each other."""
    together, loop = ways
    lines = [
        f"Packets of a mailing, seed {SEED}: {together.made} in batches of {BATCH}, {loop.made} with one start of "
        "LibreOffice a letter; the same code but for the conversion, the same words on every page",
        f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}",
        "",
        f"{'way':<20}{'packets':>8}{'a second':>10}{'CPU s each':>12}",
    ]
    lines += [f"{w.name:<20}{w.made:>8}{w.rate:>10.2f}{w.each:>12.3f}" for w in (together, loop)]
    lines += [
        f"{'ratio':<20}{'':>8}{together.rate / loop.rate:>10.1f}{loop.each / together.each:>12.1f}",
        "",
        "Memory of the batches, MB of the largest process: "
        + ", ".join(f"{name} {_mb(size)}" for name, size in sorted(together.peaks.items()))
        + f" ({'kept' if max(together.peaks.values()) <= GOAL else 'NOT KEPT'}: at most {_mb(GOAL)} each)",
        "This process after each batch, MB: " + " ".join(_mb(size) for size in together.after),
    ]
    return "\n".join(lines)


def _measured(
    name: str, batches: Sequence[list[int]], make: Callable[[list[PacketContents]], list[Packet]]
) -> tuple[Way, list[Packet]]:
    """Make the batches one after another; what was made is dropped, but for the first packets."""
    make([_contents(999_999)])  # what is started or read once
    way, first = Way(name, sum(map(len, batches)), 0.0, 0.0), list[Packet]()
    start = time.monotonic()
    with _Watch(way.peaks) as watch:
        for batch in batches:
            made = make([_contents(number) for number in batch])
            assert all(each.combined_pdf.startswith(b"%PDF") for each in made)
            first += made[: max(0, LOOP - len(first))]
            way.after.append(psutil.Process().memory_info().rss)
            del made
    way.seconds = time.monotonic() - start
    way.cpu = watch.cpu
    return way, first


def _alone(contents: list[PacketContents]) -> list[Packet]:
    with patch.object(packets, "to_pdf", lambda files: [to_pdf([file])[0] for file in files]):
        return build_packets(contents)


def _contents(number: int) -> PacketContents:
    chance = random.Random(f"{SEED}-{number}")
    name = f"{chance.choice('ABCDEFGHKLMNPRSTVW')}. {chance.choice(NAMES)}"
    heading = HEADING.model_copy(update={"worker_name": name, "claim_number": f"WC-{number:06}"})
    ids = iter(copy_id(TUNING, 1_000_000 + 10 * number + i) for i in range(10))
    task = job().tasks[0]
    return PacketContents(heading, a_release(), (task, task), b"k" * 32, new_id=lambda: next(ids))


def _words(packet: Packet) -> list[str]:
    with pypdfium2.PdfDocument(io.BytesIO(packet.combined_pdf)) as document:
        return [page.get_textpage().get_text_range() for page in document]


class _Watch:
    """Looks at this process and all below it, ten times a second: nobody waits for limited children, so no system
    call tells what they used. Of a short one the last moments are missed."""

    def __init__(self, peaks: dict[str, int]) -> None:
        self.peaks, self.over = peaks, threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.first: dict[tuple[int, float], float] = {}
        self.last: dict[tuple[int, float], float] = {}

    @property
    def cpu(self) -> float:
        """Seconds of processor time that all of them used, as far as it was seen."""
        return sum(self.last.values()) - sum(self.first.values())

    def __enter__(self) -> _Watch:
        for process in _all():
            self._note(process)
        self.first = dict(self.last)
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.over.wait(0.1):
            for process in _all():
                self._note(process)

    def _note(self, process: psutil.Process) -> None:
        try:
            with process.oneshot():
                name, size, times = process.name(), process.memory_info().rss, process.cpu_times()
                self.last[process.pid, process.create_time()] = times.user + times.system
        except psutil.NoSuchProcess:
            return
        self.peaks[name] = max(size, self.peaks.get(name, 0))


def _all() -> list[psutil.Process]:
    me = psutil.Process()
    return [me, *me.children(recursive=True)]


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"
