"""Each door in a thread of its own: through a database that restarts, a mail server that is away, a full disk.

A door that fails is tried again after 1, 2, 4 … seconds, a minute at most; the others go on meanwhile. What it had
begun lies where it lay, and is safe to begin again. Doors that are opened once are given up after a while, and say why.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Event, Thread
from typing import Final, Protocol

from api.intake.doors.config import Doors
from api.intake.doors.folder import Folder
from api.intake.doors.mailbox import Mailbox
from api.intake.doors.mails import Hooks
from api.logs import logger
from api.store.opening import Store
from cases.errors import WorkslipError

LONGEST: Final = 60.0  # seconds between two tries
ONCE_FAILURES: Final = 6  # tries in a row after which a door that was opened once is given up
ONCE_SECONDS: Final = 600.0  # for which a door that was opened once waits for others: writers, other mail rooms
_log = logger(__name__)


class Door(Protocol):
    """What the loop asks of a door."""

    @property
    def name(self) -> str:
        """Its name, for logs."""

    @property
    def trouble(self) -> str:
        """What it could not take in and why, in a sentence; nothing if there is nothing."""

    def look(self) -> None:
        """Take in what is there now. Raises what keeps the whole door shut."""

    def wait(self, stop: Event) -> None:
        """Until it is worth another look, or `stop` is set."""

    def idle(self) -> bool:
        """Whether nothing waits at this door."""

    def close(self) -> None:
        """Give back what it holds. It may be opened again."""


def opened(doors: Doors, store: Store, hooks: Hooks) -> list[Door]:
    """The doors as things that run. `hooks` is what others know of the mails that we sent."""
    folders: list[Door] = [Folder(door, store) for door in doors.folder]
    return [*folders, *(Mailbox(door, store, hooks) for door in doors.mailbox)]


class Running:
    """Doors at work, from `with Running(...)` until the end of it: then each finishes what it holds in its hands."""

    def __init__(self, doors: Sequence[Door], *, once: bool = False) -> None:
        self.stop = Event()
        self.troubles: dict[str, str] = {}  # by door: what it left, once it has closed
        self.threads = [Thread(target=self._keep, args=(d, once), name=f"door-{d.name}") for d in doors]

    def __enter__(self) -> Running:
        for thread in self.threads:
            thread.start()
        return self

    def _keep(self, door: Door, once: bool) -> None:
        if trouble := keep(door, self.stop, once):
            self.troubles[door.name] = trouble

    def join(self) -> None:
        """Wait until every door has closed."""
        for thread in self.threads:
            while thread.is_alive():  # in pieces, so that a signal is heard
                thread.join(0.2)

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.join()


def keep(door: Door, stop: Event, once: bool = False) -> str:
    """Keep one door open until `stop` is set; with `once`, until nothing waits at it. Returns what it left, if any."""
    failures, began, left = 0, time.monotonic(), ""
    _log.info("door.open", door=door.name)
    while not stop.is_set():
        try:
            door.look()
            failures = 0
            if once and door.idle():
                left = door.trouble
                break
            if once and time.monotonic() - began > ONCE_SECONDS:
                left = "Something is still being written, or in the hands of another mail room. Run it again."
                break
            door.wait(stop)
        except Exception as error:  # noqa: BLE001 - whatever it was, files wait; the log knows, and we try again
            failures += 1
            _log.warning("door.shut", door=door.name, error=type(error).__name__, code=getattr(error, "code", None))
            if once and failures == ONCE_FAILURES:
                left = error.message if isinstance(error, WorkslipError) else f"It failed: {type(error).__name__}."
                break
            stop.wait(min(LONGEST, 2.0 ** (failures - 1)))
    door.close()
    _log.info("door.closed", door=door.name)
    return left
