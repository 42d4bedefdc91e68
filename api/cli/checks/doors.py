"""The doors of the mail room: each is tried, as `workslip mailroom check` does."""

from __future__ import annotations

from api.intake.doors.config import doors
from api.settings import Settings
from api.store.opening import open_store
from cases.errors import Unavailable


def opened(settings: Settings) -> str:
    """Whether each hot folder can be worked in, and each mailbox be read."""
    named = doors(settings)
    if not named.folder and not named.mailbox:
        return "No hot folder and no mailbox is set up"
    from api.intake.doors.trying import tried  # for who has one: the mail client costs its import

    with open_store(settings) as store:
        found = list(tried(named, store))
    if shut := [each for each in found if not each.open]:
        raise Unavailable(" ".join(f"The door {each.door} is shut: {each.found}" for each in shut))
    notes = [f"; {each.door} {each.found}" for each in found if each.kind == "folder" and each.found]
    return f"{len(named.folder)} hot folders and {len(named.mailbox)} mailboxes are open{''.join(notes)}"


CHECKS = {"doors": opened}
