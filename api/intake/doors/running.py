"""Each door in a thread of its own: through a database that restarts, a mail server that is away, a full disk.

A door that fails is tried again after 1, 2, 4 … seconds, a minute at most; the others go on meanwhile. What it had
begun lies where it lay, and is safe to begin again.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event, Thread
from typing import Final, Protocol

from api.intake.doors.config import Doors
from api.intake.doors.folder import Folder
from api.intake.doors.mailbox import Mailbox
from api.intake.doors.mails import Hooks
from api.logs import logger
from api.store.opening import Store

LONGEST: Final = 60.0  # seconds between two tries
_log = logger(__name__)


class Door(Protocol):
    """What the loop asks of a door."""

    @property
    def name(self) -> str:
        """Its name, for logs."""

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
        self.threads = [Thread(target=keep, args=(d, self.stop, once), name=f"door-{d.name}") for d in doors]

    def __enter__(self) -> Running:
        for thread in self.threads:
            thread.start()
        return self

    def join(self) -> None:
        """Wait until every door has closed."""
        for thread in self.threads:
            while thread.is_alive():  # in pieces, so that a signal is heard
                thread.join(0.2)

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.join()


def keep(door: Door, stop: Event, once: bool = False) -> None:
    """Keep one door open until `stop` is set; with `once`, until nothing waits at it."""
    failures = 0
    _log.info("door.open", door=door.name)
    while not stop.is_set():
        try:
            door.look()
            failures = 0
            if once and door.idle():
                break
            door.wait(stop)
        except Exception as error:  # noqa: BLE001 - whatever it was, files wait; the log knows, and we try again
            failures += 1
            _log.warning("door.shut", door=door.name, error=type(error).__name__, code=getattr(error, "code", None))
            stop.wait(min(LONGEST, 2.0 ** (failures - 1)))
    door.close()
    _log.info("door.closed", door=door.name)
