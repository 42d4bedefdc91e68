"""Faults while packets are made, with every part real."""

from __future__ import annotations

import time
from contextlib import suppress

import psutil
import pytest

from api.casework import mailing_steps
from api.store.opening import Store
from tests.api.casework.mailing_scene import build, check_once
from tests.faults.installation import WITHIN, Nursery, Processes, shoot
from tests.faults.pairs import Pair, of

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
PACKETS = 2


@of("office_killed")
def test_a_killed_office_costs_a_start_and_no_packet(store: Store, nursery: Nursery, pair: Pair) -> None:
    """LibreOffice is shot while it writes the letters: they are written again, and each packet is made once."""
    scene = build(store, cases=PACKETS)
    mailing = scene.draft()
    with scene.acting() as act:
        mailing_steps.start(act, mailing)
    worker = Processes(store, nursery).worker(attempts="20")
    shot, end = 0, time.monotonic() + 2 * WITHIN
    while worker.poll() is None and time.monotonic() < end:
        shot += shot_offices(worker.pid) if not shot else 0
        time.sleep(0.05)
    assert worker.wait(WITHIN) == 0
    assert shot > 0
    check_once(scene, mailing, PACKETS)


def shot_offices(worker: int) -> int:
    """Shoot the LibreOffice processes below a worker that are at work; how many there were."""
    found = []
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(worker).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                if child.name() == "soffice.bin" and child.cpu_times().user > 0.3:
                    found.append(child)
    for office in found:
        shoot(office)
    return len(found)
