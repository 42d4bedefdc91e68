"""How a mailing is shown: where it stands in figures, its rows with their reasons in words, its envelopes."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from api.casework import mailing_reasons as why
from api.casework.words import Shown
from api.store.tables import Channel, MailingRow, MailingState, RowState, SendState


class ReasonShown(BaseModel):
    """Why a row is bad: a code, and its sentence."""

    code: str
    sentence: str


class RowShown(BaseModel):
    """A row of a mailing. `delivery_state` is how far what holds its packet is."""

    number: int
    state: RowState
    reasons: list[ReasonShown]
    case: uuid.UUID | None
    provider: uuid.UUID | None
    job: uuid.UUID | None
    channel: Channel | None
    packet: uuid.UUID | None
    delivery: uuid.UUID | None
    delivery_state: SendState | None


class BadRow(BaseModel):
    """A row of a sheet that cannot be sent."""

    number: int
    reasons: list[ReasonShown]


class SheetShown(BaseModel):
    """What a mailing of a sheet would be: how many rows it has, and which of them are bad."""

    rows: int
    good: int
    bad: list[BadRow]


class EnvelopeShown(BaseModel):
    """A delivery, before it is made or after: which rows of the sheet would go, or went, to which address."""

    number: int = Field(description="Counts from 1, in the order in which they are made.")
    provider: uuid.UUID
    channel: Channel
    address: str
    rows: list[int]
    delivery: uuid.UUID | None
    state: SendState | None
    code: str | None


class ReasonCount(ReasonShown):
    """How many rows have it."""

    rows: int


class BatchShown(BaseModel):
    """A portion that is made at a time."""

    number: int
    channel: Channel
    deliveries: int
    made: int


class Progress(BaseModel):
    """How far a mailing is. `percent` of its good rows have left or need nothing more from the machine."""

    rows: dict[RowState, int]
    reasons: list[ReasonCount]
    channels: dict[Channel, int]
    providers: int
    deliveries: dict[SendState, int]
    percent: float
    waits_for_a_person: int = Field(description="Deliveries to be posted, or whose fate somebody has to find out.")
    oldest_waiting: datetime | None = Field(description="Since when the oldest delivery has waited for its turn.")
    made_a_minute: float | None = Field(description="Packets made in the last five minutes, a minute.")
    batches: list[BatchShown]


class MailingShown(Shown):
    """A mailing. `reason` says why the machine paused it."""

    id: uuid.UUID
    title: str
    key: str
    state: MailingState
    reason: str | None
    created_at: datetime
    made_by: uuid.UUID
    started_by: uuid.UUID | None
    started_at: datetime | None
    approved_by: uuid.UUID | None
    approved_at: datetime | None
    ended_at: datetime | None


class MailingWhole(MailingShown):
    """A mailing with its progress."""

    progress: Progress


class RowWindow(BaseModel):
    """Which rows are wanted: at most `limit`, after the row of that number."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=1000)
    after: int = Field(default=0, ge=0, le=2**31 - 1)
    state: RowState | None = None
    sent: SendState | None = Field(default=None, description="Rows whose packet's delivery stands so.")


class RowPage(BaseModel):
    """Rows in the order of the sheet. `next` is null on the last page."""

    items: list[RowShown]
    next: int | None


class EnvelopeWindow(BaseModel):
    """Which envelopes are wanted: at most `limit`, after the one of that number."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=100, ge=1, le=1000)
    after: int = Field(default=0, ge=0, le=2**31 - 1)


class EnvelopePage(BaseModel):
    """Envelopes in their order. `next` is null on the last page."""

    items: list[EnvelopeShown]
    next: int | None


def reasons_shown(codes: Sequence[str]) -> list[ReasonShown]:
    """Codes with their sentences."""
    return [ReasonShown(code=code, sentence=why.sentence(code)) for code in codes]


def row_shown(row: MailingRow, delivery_state: SendState | None) -> RowShown:
    """A row as it is shown."""
    return RowShown(
        number=row.number,
        state=row.state,
        reasons=reasons_shown(row.reasons),
        case=row.case_id,
        provider=row.provider_id,
        job=row.job_id,
        channel=row.channel,
        packet=row.packet_id,
        delivery=row.delivery_id,
        delivery_state=delivery_state,
    )
