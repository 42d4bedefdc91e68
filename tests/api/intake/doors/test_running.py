"""Doors live through outages, each by itself, and stop when they are told."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import psycopg
import pytest

from api.intake.doors import running
from api.intake.doors.folder import Folder
from api.intake.doors.running import Running
from api.store.opening import Store
from api.store.session import conninfo
from tests.api.intake.doors.conftest import contents, pdf

pytestmark = pytest.mark.integration


@dataclass
class Troubled:
    """A door that fails so many times before it works."""

    failures: int
    name: str = "troubled"
    trouble: str = ""
    looks: list[float] = field(default_factory=list)
    closed: bool = False
    busy: bool = False

    def look(self) -> None:
        """Fail, or not any more."""
        self.looks.append(time.monotonic())
        if len(self.looks) <= self.failures:
            raise ConnectionError("on purpose")

    def wait(self, stop: Event) -> None:
        """A little."""
        stop.wait(0.01)

    def idle(self) -> bool:
        """Always, unless it is busy for ever."""
        return not self.busy

    def close(self) -> None:
        """Said."""
        self.closed = True


def test_a_door_that_fails_is_tried_again_after_longer_and_longer_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one beside it goes on at once; both are closed in the end."""
    monkeypatch.setattr(running, "LONGEST", 0.02)
    bad, good = Troubled(3), Troubled(0, name="fine")
    with Running([bad, good], once=True) as doors:
        doors.join()

    assert (len(bad.looks), len(good.looks)) == (4, 1)
    assert bad.closed
    assert good.closed


@pytest.mark.parametrize(
    ("door", "left"),
    [
        (Troubled(0), {}),
        (Troubled(99), {"troubled": "It failed: ConnectionError."}),
        (Troubled(0, busy=True), {"troubled": "Something is still being written"}),
        (Troubled(0, trouble="Two files cannot be moved."), {"troubled": "Two files cannot be moved."}),
    ],
)
def test_doors_that_are_opened_once_come_to_an_end(
    monkeypatch: pytest.MonkeyPatch, door: Troubled, left: dict[str, str]
) -> None:
    """Whatever is wrong: they are given up after a while, and what they left is said."""
    monkeypatch.setattr(running, "LONGEST", 0.02)
    monkeypatch.setattr(running, "ONCE_SECONDS", 0.1)
    with Running([door], once=True) as doors:
        for thread in doors.threads:
            thread.join(10)
        ended = [not thread.is_alive() for thread in doors.threads]

    assert ended == [True]
    assert door.closed
    assert doors.troubles.keys() == left.keys()
    assert all(doors.troubles[name].startswith(said) for name, said in left.items())


def test_a_database_that_drops_every_connection_costs_no_file(folder: Folder, root: Path, store: Store) -> None:
    """As a restart does: the door shuts, opens again, and takes in what lay there."""
    with Running([folder]) as doors, psycopg.connect(conninfo(store.url), autocommit=True) as other:
        for number in range(3):
            (root / "inbox" / f"{number}.pdf").write_bytes(pdf(str(number)))
            doors.stop.wait(0.2)
            other.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
        for _ in range(200):
            if len(list((root / "done").rglob("*.pdf"))) == 3:
                break
            doors.stop.wait(0.1)

    assert sorted(contents(store)) == [pdf(str(n)) for n in range(3)]
