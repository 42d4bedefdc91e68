"""What the outbox knows of mails that come back into our own mailbox. Whatever opens the doors hands it to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.intake.doors.mails import Hooks


def own_mail() -> Hooks:
    """The copies of what we sent, and bounces."""
    from api.intake.doors.mails import Hooks
    from api.outbox.seen import note_bounced, was_ours

    return Hooks(seen=was_ours, bounced=note_bounced)
