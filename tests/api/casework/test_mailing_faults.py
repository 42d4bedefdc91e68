"""kill -9 at every named moment of a mailing: once everything is restarted, each row has one packet in one delivery."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from api.casework import mailing_steps
from api.jobs.queue import counts
from api.store import audit
from api.store.tables import Delivery, Packet, PrintBatch
from tests.api.casework import mailing_scene
from tests.api.casework.mailing_scene import Scene, check_once, count
from tests.api.casework.quick_papers import SLOW
from tests.api.intake.conftest import ROOT, environment

pytestmark = pytest.mark.integration
NURSERY = str(ROOT / "tests/api/casework/quick_papers.py")
ROWS = 45  # two batches


@pytest.fixture
def scene(store) -> Scene:
    """Cases of two providers, one on paper and one by fax."""
    made = mailing_scene.build(store, cases=ROWS, providers=2)
    made.confirmed(0, fax="212-555-0199")
    return made


class Child:
    """A process of the nursery."""

    def __init__(self, nursery: subprocess.Popen[str], asked: dict[str, Any]) -> None:
        self.nursery = nursery
        self.pid = self._say(asked)

    def wait(self) -> int:
        """Its exit code."""
        return self._say({"wait": self.pid})

    def _say(self, asked: dict[str, Any]) -> int:
        assert self.nursery.stdin
        assert self.nursery.stdout
        self.nursery.stdin.write(json.dumps(asked) + "\n")
        self.nursery.stdin.flush()
        return int(self.nursery.stdout.readline())


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """Where processes come from: everything is imported once."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, NURSERY], env=env, text=True, **pipes) as running:
        yield running
        running.stdin.close()


@pytest.fixture
def worker(store, nursery) -> Callable[..., Child]:
    """Start a worker process; it drains the queue, or dies at the failpoint."""

    def begin(failpoint: str = "", slow: str = "0") -> Child:
        env = environment(store, failpoint, attempts="20") | {SLOW: slow}
        return Child(nursery, {"env": env, "words": []})

    return begin


@pytest.fixture
def start(store, nursery) -> Callable[..., int]:
    """`workslip mailing start` as a process of its own; its exit code."""

    def begin(mailing: object, failpoint: str = "") -> int:
        words = ["mailing", "start", str(mailing), "--as", "casey"]
        return Child(nursery, {"env": environment(store, failpoint), "words": words}).wait()

    return begin


def check_whole(scene: Scene, mailing: object, rows: int = ROWS) -> None:
    """Every row once, every job ended, and the audit chain verifies."""
    check_once(scene, mailing, rows)
    with scene.store.database.transaction() as session:
        ended = text("select distinct status::text from procrastinate_jobs where task_name = 'make_batch'")
        assert session.scalars(ended).all() == ["succeeded"]
        assert audit.verify(session, scene.store.audit_keys).first_bad is None
    assert {each.state for each in scene.deliveries(mailing)} == {"ready"}


@pytest.mark.parametrize(
    "moment",
    [
        "mailing.built", "mailing.before_commit:2", "mailing.committed",
        *(pytest.param(f"mailing.{each}", marks=pytest.mark.soak)
          for each in ("built:2", "before_commit", "committed:2")),
    ],
)  # fmt: skip
def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing(scene, worker, moment: str) -> None:
    """The next worker takes the batch over: what was committed is not made again, what was not is made once."""
    mailing = scene.draft()
    with scene.acting() as act:
        mailing_steps.start(act, mailing)
    assert worker(moment).wait() == -9
    assert worker().wait() == 0
    check_whole(scene, mailing)
    assert count(scene.store, PrintBatch) == 1


def test_a_start_killed_before_its_commit_can_be_started_again(scene, worker, start) -> None:
    """Ten thousand rows or three: planned whole, or not at all."""
    mailing = scene.draft()
    assert start(mailing, "mailing.planned") == -9
    assert scene.mailing(mailing).state == "draft"
    assert count(scene.store, Delivery) == 0
    assert start(mailing) == 0
    assert start(mailing) == 6  # it runs already
    assert worker().wait() == 0
    check_whole(scene, mailing)


def test_two_workers_and_a_pause_in_between_make_each_packet_once(scene, worker) -> None:
    """Paused while both are at it, resumed when they are not; the jobs that waited twice do their work once."""
    mailing = scene.draft()
    with scene.acting() as act:
        mailing_steps.start(act, mailing)
    both = [worker(slow="0.05"), worker(slow="0.05")]
    while not _somebody_is_at_it(scene):
        time.sleep(0.05)
    with scene.acting() as act:
        mailing_steps.pause(act, mailing)
    made = count(scene.store, Packet)
    assert [each.wait() for each in both] == [0, 0]
    assert count(scene.store, Packet) == made
    with scene.acting() as act:
        mailing_steps.resume(act, mailing)
    both = [worker(), worker()]
    assert [each.wait() for each in both] == [0, 0]
    check_whole(scene, mailing)


def _somebody_is_at_it(scene: Scene) -> bool:
    with scene.store.database.transaction() as session:
        return counts(session).get("doing", 0) > 0


@pytest.mark.soak
def test_a_worker_killed_again_and_again(scene, worker) -> None:
    """Ten times at no chosen moment."""
    mailing = scene.draft()
    with scene.acting() as act:
        mailing_steps.start(act, mailing)
    for n in range(10):
        doomed = worker(slow="0.02")
        time.sleep(1 + n / 5)
        os.kill(doomed.pid, 9)
        doomed.wait()
    assert worker().wait() == 0
    check_whole(scene, mailing)
