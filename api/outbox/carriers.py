"""The port to the channels: what is handed over, and what a channel says of it.

    carrier.send(parcel)  ->  Answer          one try
    carrier.find(parcel)  ->  Answer | None   what became of one whose answer was lost; None: it cannot be known

    SENT      the channel took it; `pending`: it says later whether it arrived
    READY     surely nothing left the house: it may be tried again
    FAILED    refused for good: a person looks
    UNKNOWN   the channel may have it

A carrier calls `parcel.handing()` as its last act before the channel may get anything. From then on only the channel
knows; before, nobody does. It raises if the attempt was taken over, and then nothing may be handed over.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from api.outbox.numbers import fax_number
from api.store.tables import Channel, SendState
from cases.errors import BadInput

SAID: Final = 500  # characters of a channel's answer that are kept
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def _nothing() -> None: ...


@dataclass(frozen=True)
class Parcel:
    """One delivery, ready to be handed over. `subject` and file names say nothing about a patient.

    `attempt` counts from 1. `reference` is what the channel called it, where an earlier look has said so.
    """

    id: uuid.UUID
    attempt: int
    channel: Channel
    address: str
    recipient: str
    subject: str
    text: str
    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    pages: int
    reference: str | None = None
    handed_at: datetime | None = None
    handing: Callable[[], None] = _nothing

    def __post_init__(self) -> None:
        lines = (self.address, self.recipient, self.subject, *(name for name, _ in self.files))
        if any(CONTROL.search(line) for line in lines) or CONTROL.search(self.text.replace("\n", "")):
            raise BadInput("An address, a subject or a file's name holds a line break.", code="line_break")


@dataclass(frozen=True)
class Answer:
    """What a channel said: `code` is ours, `said` its own words, `reference` its own name for the delivery."""

    state: SendState
    code: str | None = None
    reference: str | None = None
    said: str = ""
    pending: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "said", CONTROL.sub(" ", self.said).strip()[:SAID])
        if self.reference is not None:
            object.__setattr__(self, "reference", CONTROL.sub(" ", self.reference)[:100])


def fax_of(parcel: Parcel) -> tuple[str, bytes]:
    """The number and the one PDF of a fax. Raises BadInput for a number that is none, and for more papers or fewer."""
    number = fax_number(parcel.address)
    if len(parcel.files) != 1:
        raise BadInput("A fax is one PDF.", code="one_file")
    return number, parcel.files[0][1]


class Carrier(Protocol):
    """A channel: a mail server, a fax server, a folder."""

    def send(self, parcel: Parcel) -> Answer:
        """Hand it over, once, within a time limit. Whatever goes wrong on the way is an answer, not an error."""

    def find(self, parcel: Parcel) -> Answer | None:
        """What became of an attempt that was handed over and whose answer was lost, or is still to come."""
