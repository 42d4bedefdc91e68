"""Faults while documents are read: each ends once, whoever dies, sleeps or is in a hurry."""

from __future__ import annotations

import signal
import time
from contextlib import suppress

import psutil
import pytest
from sqlalchemy import select

from api.intake.receive import receive
from api.store.tables import DocumentStage
from tests.faults.installation import (
    TAKEN_OVER_WITHIN,
    WITHIN,
    Installation,
    shoot,
    stopped,
    until,
)
from tests.faults.pairs import Pair, of

pytestmark = pytest.mark.integration


def take_in(installation: Installation, *contents: bytes) -> None:
    """Take in files without a service in between."""
    for content in contents:
        received = receive(installation.store, installation.case.employer_id, content, source="upload")
        installation.acknowledged[str(received.document_id)] = content


@of("worker_killed")
def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing(installation: Installation, pair: Pair) -> None:
    """A second worker takes the document over and brings it to one end."""
    take_in(installation, installation.file())
    assert installation.worker(pair.moment).wait(WITHIN) == -9
    installation.drain()
    installation.check()


@of("third_dies")
def test_two_workers_finish_what_a_third_died_of(installation: Installation, pair: Pair) -> None:
    """One of three is killed in the middle; the others have done everything within half a minute."""
    take_in(installation, *(installation.file() for _ in range(8)))
    dying = installation.worker(pair.moment, stalled_after="5")
    assert dying.wait(WITHIN) == -9
    died = time.monotonic()
    others = [installation.worker(stalled_after="5"), installation.worker(stalled_after="5")]
    assert [other.wait(WITHIN) for other in others] == [0, 0]
    assert time.monotonic() - died < TAKEN_OVER_WITHIN
    installation.check()


@of("slept")
def test_a_worker_that_slept_through_its_takeover_changes_nothing(installation: Installation, pair: Pair) -> None:
    """Stopped, taken over, continued: the late one finds that it no longer counts."""
    take_in(installation, installation.file())
    late = installation.worker(f"{pair.moment}:1:stop")
    until(lambda: stopped(late))
    try:
        # What it holds open in the database keeps others from the same row until it goes on, or the server ends it.
        other = installation.worker()
        time.sleep(3)
        late.send_signal(signal.SIGCONT)
        assert late.wait(2 * WITHIN) == 0
        assert other.wait(2 * WITHIN) == 0
    finally:
        late.kill()
    installation.check()


@of("clock")
def test_a_clock_that_jumps_neither_repeats_nor_stops_anything(installation: Installation, pair: Pair) -> None:
    """One worker's clock is an hour off, another one's is right."""
    take_in(installation, *(installation.file() for _ in range(4)))
    shift = "3600" if "ahead" in pair.fault else "-3600"
    off, right = installation.worker(FAULT_CLOCK=shift), installation.worker()
    assert [off.wait(WITHIN), right.wait(WITHIN)] == [0, 0]
    installation.check()


@of("child_killed")
def test_a_killed_reading_child_costs_an_attempt_and_no_document(installation: Installation, pair: Pair) -> None:
    """The process that holds the untrusted bytes is shot; the document is read again, and ends."""
    from forms.editions import Library

    blank = Library().current("transitional-assignment").blank
    take_in(installation, blank)
    worker = installation.worker(FAULT_REAL_READER="1")
    shot, end = False, time.monotonic() + WITHIN
    while worker.poll() is None and time.monotonic() < end:
        shot = shot or shot_a_reader(worker.pid)
        time.sleep(0.02)
    assert worker.wait(WITHIN) == 0
    assert shot
    assert installation.left() == 0


def shot_a_reader(worker: int) -> bool:
    """Shoot the first child of a worker that has something in its hands."""
    with suppress(psutil.NoSuchProcess):
        for child in psutil.Process(worker).children(recursive=True):
            if child.cpu_times().user > 0.3:
                shoot(child)
                return True
    return False


@of("deployed")
def test_a_new_version_goes_on_where_the_old_one_was(installation: Installation, pair: Pair) -> None:
    """What an older edition of a stage did still stands: the next version does what is left, and nothing again."""
    take_in(installation, installation.file())
    assert installation.worker(pair.moment).wait(WITHIN) == -9
    with installation.store.database.transaction() as session:
        done = list(session.scalars(select(DocumentStage)))
        assert done
        for stage in done:
            stage.edition = f"{stage.stage}-of-the-last-version"
    installation.drain()
    installation.check()
    with installation.store.database.transaction() as session:
        editions = set(session.scalars(select(DocumentStage.edition)))
    assert {stage.edition for stage in done} <= editions
