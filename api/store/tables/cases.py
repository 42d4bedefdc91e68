"""A case and what is sent for it: job, signed release, packet, printed copies."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, coded, rules
from cases.demands import Job as JobDemands


class CaseState(StrEnum):
    """Where a return to work stands."""

    OPEN = "open"
    CLOSED = "closed"


class CopyState(StrEnum):
    """The life of one printed copy of a form."""

    ISSUED = "issued"
    RECEIVED = "received"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


class Job(Owned, Base):
    """A job or transitional assignment with its demands, as they were written down."""

    __tablename__ = "jobs"
    __table_args__ = rules()
    title: Mapped[str]
    demands: Mapped[JobDemands] = mapped_column(Held(JobDemands))


class Case(Owned, Base):
    """One injury of one worker. `job_id` is the job the worker held, or the assignment being considered.

    `jurisdiction` is the pack of the state whose law holds; none: the employer's.
    """

    __tablename__ = "cases"
    __table_args__ = rules(worker_id="workers", provider_id="providers", job_id="jobs")
    worker_id: Mapped[uuid.UUID]
    provider_id: Mapped[uuid.UUID | None]
    job_id: Mapped[uuid.UUID | None]
    injury_date: Mapped[date]
    claim_number: Mapped[str | None]
    jurisdiction: Mapped[str | None]
    state: Mapped[CaseState] = mapped_column(coded(CaseState), default=CaseState.OPEN)
    closed_on: Mapped[date | None]


class Release(Owned, Base):
    """A signed authority to release, on file: no packet goes out without one that names its provider and is in force.

    `file_sha256` addresses the scan in the file store. 45 CFR 164.508(c): provider, expiry and revocation matter.
    """

    __tablename__ = "releases"
    __table_args__ = rules(case_id="cases", provider_id="providers", recorded_by="users")
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    provider_id: Mapped[uuid.UUID]
    file_sha256: Mapped[str] = mapped_column(String(64))
    signed_on: Mapped[date]
    expires_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    recorded_by: Mapped[uuid.UUID | None]


class Packet(Owned, Base):
    """What was made for a provider: `files` is a list of {"name", "sha256"}, as the letter's enclosures name them."""

    __tablename__ = "packets"
    __table_args__ = rules(
        case_id="cases", provider_id="providers", release_id="releases", job_id="jobs", made_by="users"
    )
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    provider_id: Mapped[uuid.UUID]
    release_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID | None]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    made_by: Mapped[uuid.UUID | None]


class Letter(Owned, Base):
    """A letter that was written for a case, with what goes along; `kind` is its id in the catalogue.

    What it is about: the reply it asks about, the packet that was not answered, the offer that was. `files` is a list
    of {"name", "sha256"}.
    """

    __tablename__ = "letters"
    __table_args__ = rules(
        case_id="cases", reply_id="replies", packet_id="packets", offer_id="offers", made_by="users"
    )  # fmt: skip
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    kind: Mapped[str]
    reply_id: Mapped[uuid.UUID | None]
    packet_id: Mapped[uuid.UUID | None]
    offer_id: Mapped[uuid.UUID | None]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    made_by: Mapped[uuid.UUID]


class Copy(Owned, Base):
    """One printed copy of one form: the random id in its page codes, and the case it was printed for."""

    __tablename__ = "copies"
    __table_args__ = rules(UniqueConstraint("copy_id"), case_id="cases", packet_id="packets")
    copy_id: Mapped[str] = mapped_column(String(10))
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    packet_id: Mapped[uuid.UUID | None]
    form: Mapped[str]
    edition: Mapped[str]
    state: Mapped[CopyState] = mapped_column(coded(CopyState), default=CopyState.ISSUED)
    received_at: Mapped[datetime | None]
