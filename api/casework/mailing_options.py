"""What holds for every row of a mailing, and which cases a mailing without a sheet is for."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Literal

from pydantic import Field

from api.casework.packets import NewPacket, Sender
from api.casework.words import Line, Whole, Written
from api.store.tables import Channel


class MailingOptions(Written):
    """What holds for every row. `channel` is for rows that name none: without it the provider's own way is taken.

    A delivery holds at most so many packets: a fax line that breaks after an hour has sent nothing.
    """

    title: Line
    sender: Sender
    channel: Channel | None = None
    summary: bool = Field(default=True, description="Enclose the summary of the program.")
    task_sheet: bool = Field(default=True, description="Enclose the sheet of regular and modified work.")
    again: bool = Field(default=False, description="Also where an unanswered packet went to this provider before.")
    enclose: Literal["attachment", "link"] | None = Field(
        default=None,
        description="In an e-mail: the papers, or a link to them that ends; null: as it is set.",
    )
    fax_packets: Whole = Field(default=5, ge=1, le=20)
    mail_packets: Whole = Field(default=10, ge=1, le=40)
    print_packets: Whole = Field(default=25, ge=1, le=40)

    @property
    def per_delivery(self) -> dict[Channel, int]:
        """How many packets go into one delivery."""
        return {Channel.FAX: self.fax_packets, Channel.MAIL: self.mail_packets, Channel.PRINT: self.print_packets}

    @property
    def packet(self) -> NewPacket:
        """What each packet is made by."""
        return NewPacket(sender=self.sender, summary=self.summary, task_sheet=self.task_sheet)


class Sought(Written):
    """Open cases: those that no packet was made for, those whose packet nobody answered, or whatever their packets.

    With `unanswered` the packets go again. What is left out does not narrow it.
    """

    packet: Literal["none", "unanswered", "any"] = "none"
    unanswered_days: Whole = Field(default=14, ge=0, le=3650, description="The newest packet is at least so old.")
    provider: uuid.UUID | None = None
    supervisor: uuid.UUID | None = None
    injured_from: date | None = None
    injured_to: date | None = None


class FromFilter(Written):
    """A mailing without a sheet."""

    options: MailingOptions
    sought: Sought
