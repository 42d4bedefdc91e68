"""Faults on the way out: workers killed, mail servers that cut off, a database that goes away, a mailing stopped and
resumed. What was sent is sent once, and what nobody knows waits for somebody who does."""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from api.outbox.channels import carriers_of
from api.outbox.seen import note_seen
from api.outbox.sweeping import sweep
from api.store.tables import Channel, Delivery, Mailing, MailingState, SendState
from api.store.tables.base import now
from tests.api.outbox.conftest import QUICK, ROOT, drain, environment, with_settings
from tests.api.outbox.mail_server import running

pytestmark = pytest.mark.integration
LANES = 4  # mails that one worker is at, at a time


@pytest.fixture(scope="module")
def listening():
    """A mail server."""
    with running() as box:
        yield box


@pytest.fixture
def box(listening, office):
    """It, empty and obliging, and the office's store set up for it."""
    listening.doing, listening.delay = "accept", 0.0
    listening.got.clear()
    office.how = {"mail_host": "127.0.0.1", "mail_port": listening.port, "mail_from": "papers@mill.example"}
    office.store = with_settings(office.store, **office.how, **QUICK)
    return listening


def received(box) -> Counter[str]:
    """How often each mail came, by its Message-ID."""
    return Counter(mail["Message-ID"] for _, mail in box.got)


def states(store) -> Counter[str]:
    """How many deliveries stand where."""
    with store.database.transaction() as session:
        return Counter(state for (state,) in session.execute(text("select state from deliveries")))


MOMENTS = [
    "send.handing",
    "send.handed",
    *(pytest.param(moment, marks=pytest.mark.soak) for moment in ("send.claimed", "send.noted")),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_at_any_moment_sends_no_second_mail(office, worker, box, moment) -> None:
    """Before it was handed over it is sent again; afterwards nobody knows, unless it was written down.

    Other lanes may be handing over at the moment of the kill, whatever the moment of the lane that dies: with all of
    them in the dark, more than the lanes hold is sent.
    """
    keys = [office.delivery(Channel.MAIL) for _ in range(LANES + 2)]
    assert worker(moment, **office.how).returncode == -9
    drain(office.store)

    assert max(received(box).values()) == 1
    for key in keys:
        row = office.row(key)
        assert row.state in (SendState.SENT, SendState.UNKNOWN)
        if row.state is SendState.SENT:
            assert received(box)[f"<delivery.{key.hex}@mill.example>"] == 1
    assert states(office.store)["unknown"] <= LANES
    office.verified()


def test_accepted_and_the_answer_lost(office, box) -> None:
    """Fault 15: unknown; no run, sweep or retry sends it again; the copy in our mailbox says that it left."""
    key, box.doing = office.delivery(Channel.MAIL), "close"
    drain(office.store)
    box.doing = "accept"
    sweep(office.store, carriers_of(office.store.settings))
    drain(office.store)

    assert (office.row(key).state, office.row(key).code) == (SendState.UNKNOWN, "connection_lost")
    ((message_id, times),) = received(box).items()
    assert times == 1
    with office.store.database.transaction() as session:
        assert note_seen(session, message_id)
    assert office.row(key).state is SendState.SENT
    office.verified()


@pytest.mark.parametrize("doing", ["silent", "data:451 Try later", "mail:421 Going down"])
def test_a_mail_server_that_is_down_is_waited_for(office, box, doing) -> None:
    """Put off with a job for later; then it is back, and everything arrives once."""
    keys, box.doing = [office.delivery(Channel.MAIL) for _ in range(3)], doing
    patience = 0.5 if doing == "silent" else 30.0  # what answers late on a busy machine is not down
    alive = 10.0  # nobody dies here: a worker that a busy machine holds up for half a second is not to be taken over
    drain(with_settings(office.store, mail_timeout=patience, stalled_after=alive))
    assert states(office.store) == {"ready": 3}
    assert box.got == []

    box.doing = "accept"
    with office.store.database.transaction() as session:
        session.execute(update(Delivery).values(next_at=now() - timedelta(seconds=1)))
        session.execute(text("update procrastinate_jobs set scheduled_at = null where status = 'todo'"))
    drain(with_settings(office.store, stalled_after=alive))
    assert states(office.store) == {"sent": 3}
    assert sorted(received(box).values()) == [1, 1, 1]
    assert [each.state for each in office.attempts(keys[0])] == [SendState.READY, SendState.SENT]


def test_the_database_goes_away_in_the_middle(office, box) -> None:
    """Every connection is cut while mails are on their way: each answer is written down when it is back."""
    box.delay = 0.05
    for _ in range(12):
        office.delivery(Channel.MAIL)
    child = _start(office)
    _until(lambda: len(box.got) >= 3)
    with office.store.database.transaction() as session:
        session.execute(
            text("""
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
        """)
        )
    assert child.wait(60) == 0

    assert sorted(received(box).values()) == [1] * 12
    assert states(office.store) == {"sent": 12}
    office.verified()


def test_two_workers_take_over_from_a_dead_third(office, box) -> None:
    """Killed in the middle of a batch: the others finish it, and at most what was in its hands is unknown."""
    box.delay = 0.05
    for _ in range(16):
        office.delivery(Channel.MAIL)
    first, others = _start(office), []
    _until(lambda: len(box.got) >= 3)
    first.kill()
    first.wait(10)
    others = [_start(office) for _ in range(2)]
    assert [each.wait(60) for each in others] == [0, 0]

    assert max(received(box).values()) == 1
    found = states(office.store)
    assert found["sent"] + found["unknown"] == 16
    assert found["unknown"] <= LANES
    office.verified()


def stop_and_go_on(office, box, count: int, at: int) -> None:
    """Fault 16: paused at so many, then resumed."""
    with office.store.database.transaction() as session:
        made = Mailing(
            id=uuid.uuid4(), employer_id=office.employer, title="Autumn", key="k", options={}, made_by=office.user,
            state=MailingState.RUNNING,
        )  # fmt: skip
        session.add(made)
    for _ in range(count):
        office.delivery(Channel.MAIL, mailing_id=made.id)
    child = _start(office)
    _until(lambda: len(box.got) >= at, seconds=60 + at)
    office.change(Mailing, made.id, state=MailingState.PAUSED)
    when_stopped = len(box.got)
    assert child.wait(600) == 0
    assert len(box.got) <= when_stopped + LANES
    assert len(box.got) < count
    office.change(Mailing, made.id, state=MailingState.RUNNING)
    while states(office.store)["ready"]:
        sweep(office.store, carriers_of(office.store.settings))
        drain(office.store)

    assert states(office.store) == {"sent": count}
    assert len(received(box)) == count
    assert set(received(box).values()) == {1}


def test_a_mailing_is_paused_and_resumed(office, box) -> None:
    """It stops within one mail of each lane, goes on where it was, and nothing is sent twice."""
    box.delay = 0.05
    stop_and_go_on(office, box, count=30, at=5)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_mailing_of_ten_thousand_is_paused_and_resumed(office, box) -> None:
    """The same with 10,000."""
    stop_and_go_on(office, box, count=10_000, at=3_000)


def _start(office) -> subprocess.Popen[bytes]:
    env = environment(office.store, "", **office.how)
    program = [sys.executable, ROOT / "tests/api/outbox/worker.py"]
    return subprocess.Popen(program, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _until(so, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < end
        time.sleep(0.01)
