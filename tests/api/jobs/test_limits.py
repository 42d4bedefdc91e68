"""Limits over all machines, seen from several real processes: faxes at a time, mails a minute; lanes of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from api.jobs.lanes import USUAL, lanes
from api.jobs.queue import DOCUMENTS, FAX, MAIL, counts, defer
from api.settings import Settings
from api.store.opening import Store
from cases.errors import BadInput
from tests.api.jobs.conftest import Start, moments

WITHIN = 60.0  # seconds


def until(true: Callable[[], object]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def put(store: Store, task: str, queue: str, *rests: str) -> None:
    """Queue timed jobs."""
    with store.database.transaction() as session:
        for rest in rests:
            defer(session, task, queue=queue, rest_id=rest)


def stand(store: Store) -> dict[str, int]:
    """How many jobs stand where."""
    with store.database.transaction() as session:
        return counts(session)


def at_once(log: Path, killed: dict[int, float]) -> int:
    """The most jobs that ran at a time. A killed process's jobs ended when it was killed."""
    found = moments(log)
    ended = {(job, process) for _, what, job, process in found if what == "end"}
    cut = [
        (killed[process], "end", job, process)
        for _, what, job, process in found
        if what == "begin" and (job, process) not in ended
    ]
    running = most = 0
    for _, what, _, _ in sorted([*found, *cut]):
        running += 1 if what == "begin" else -1
        most = max(most, running)
    return most


@pytest.mark.integration
def test_no_more_faxes_at_a_time_than_there_are_lines(store: Store, timed: Start, tmp_path: Path) -> None:
    """Three workers of four lanes each, two lines, one worker killed as it sends: never three at a time, all are sent,
    and the dead one's line is free again once its job was taken over."""
    put(store, "timed_fax", FAX, *["150"] * 20)
    workers = [timed(fax_lines="2", lanes="fax=4") for _ in range(3)]
    until(lambda: (tmp_path / "done").exists() and len(moments(tmp_path / "done")) > 4)
    victim = {process.pid: process for process in workers}[moments(tmp_path / "done")[-1][3]]
    victim.kill()
    killed = {victim.pid: time.monotonic()}
    victim.wait()
    until(lambda: stand(store) == {"succeeded": 20})

    assert at_once(tmp_path / "done", killed) == 2


@pytest.mark.integration
def test_no_more_mails_begin_in_a_minute_than_were_set(store: Store, timed: Start, tmp_path: Path) -> None:
    """Two workers, five a minute: five begin and no sixth; with the minute gone by, five more."""
    put(store, "timed_mail", MAIL, *["0"] * 12)
    workers = [timed(mail_per_minute="5", lanes="mail=4") for _ in range(2)]
    until(lambda: stand(store).get("succeeded") == 5)
    time.sleep(2.5)  # each worker has looked twice since
    assert stand(store) == {"succeeded": 5, "todo": 7}

    with store.database.transaction() as session:
        session.execute(text("update procrastinate_events set at = at - interval '61 seconds'"))
    until(lambda: stand(store).get("succeeded") == 10)
    time.sleep(1.5)
    assert stand(store) == {"succeeded": 10, "todo": 2}
    assert {worker.poll() for worker in workers} == {None}


@pytest.mark.integration
def test_a_full_queue_keeps_no_other_waiting(store: Store, timed: Start) -> None:
    """All faxes wait for the one line that is taken; documents are read meanwhile."""
    put(store, "timed_fax", FAX, "20000", *["1"] * 10)
    put(store, "timed_document", DOCUMENTS, *["1"] * 10)
    timed()
    until(lambda: stand(store).get("succeeded") == 10)

    assert stand(store) == {"doing": 1, "succeeded": 10, "todo": 10}


@pytest.mark.integration
def test_a_job_that_burns_python_is_not_taken_for_dead(store: Store, timed: Start, tmp_path: Path) -> None:
    """Four threads that never rest, for three times the silence that is allowed: the heart goes on beating."""
    put(store, "timed_document", DOCUMENTS, "burn-6000")
    first = timed(stalled_after="2.0", heartbeat="0.3")
    timed(stalled_after="2.0", heartbeat="0.3")
    until(lambda: stand(store) == {"succeeded": 1})

    assert [what for _, what, _, _ in moments(tmp_path / "done")] == ["begin", "end"]
    assert first.poll() is None


def test_lanes_are_the_usual_ones_unless_they_are_set() -> None:
    """What is named is changed, the rest stays; `only` leaves queues out."""
    assert lanes(Settings()) == dict(USUAL)
    assert lanes(Settings(workers=3, lanes="mail=9"), "documents,mail") == {"documents": 3, "mail": 9}


@given(st.text(alphabet="documentsmailfax=,0123456789- ", max_size=20))
def test_wrong_lanes_are_refused_in_words(said: str) -> None:
    """Whatever is written there: lanes of every queue, each of one job at least, or a sentence."""
    try:
        chosen = lanes(Settings(lanes=said))
    except BadInput:
        return
    assert set(chosen) == set(USUAL)
    assert all(0 < many <= 64 for many in chosen.values())


def test_an_unknown_queue_is_refused() -> None:
    """The sentence lists those that there are."""
    with pytest.raises(BadInput, match="documents, deliveries"):
        lanes(Settings(), "letters")
