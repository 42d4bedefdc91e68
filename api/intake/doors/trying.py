"""Try every door once, for `workslip mailroom check` and `workslip doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from api.intake.doors.config import Doors
from api.intake.doors.folder import Folder
from api.intake.doors.imap import checked
from api.store.opening import Store
from cases.errors import WorkslipError


@dataclass(frozen=True)
class Tried:
    """One door. `found`: why it is shut; else a note on a folder, or how many mails lie in a mailbox."""

    door: str
    kind: str
    open: bool
    found: str | int


def tried(named: Doors, store: Store) -> Iterator[Tried]:
    """Rename a file of our own through each folder's places, log in to each mailbox."""
    for folder in named.folder:
        yield _tried(folder.name, "folder", Folder(folder, store).check)
    for box in named.mailbox:
        yield _tried(box.name, "mailbox", partial(checked, box))


def _tried(name: str, kind: str, check: Callable[[], str | int]) -> Tried:
    try:
        return Tried(name, kind, True, check())
    except WorkslipError as error:
        return Tried(name, kind, False, error.message)
