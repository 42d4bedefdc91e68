"""What named persons decided: restrictions in force, re-evaluations, resolved pairs, offers."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, rules
from cases.restrictions import Report


class RestrictionSet(Owned, Base):
    """The restrictions of one confirmed report, in force for its case until it is superseded; medical content.

    `created_at` is the moment of confirmation. A reply has at most one set in force: a correction supersedes it.
    `first_by` confirmed it before `confirmed_by`, where the employer asks for two.
    """

    __tablename__ = "restriction_sets"
    __table_args__ = rules(
        Index("one_in_force_per_reply", "reply_id", unique=True, postgresql_where=text("superseded_at is null")),
        case_id="cases",
        reply_id="replies",
        confirmed_by="users",
        first_by="users",
        superseded_by="users",
    )
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    reply_id: Mapped[uuid.UUID]
    report: Mapped[Report] = mapped_column(Held(Report))
    confirmed_by: Mapped[uuid.UUID]
    first_by: Mapped[uuid.UUID | None]
    effective_from: Mapped[date | None]
    effective_through: Mapped[date | None]
    superseded_at: Mapped[datetime | None]
    superseded_by: Mapped[uuid.UUID | None]
    reason: Mapped[str] = mapped_column(default="")


class ReEvaluation(Owned, Base):
    """Something might tighten what is in force: while one is open, the case gets no new offer.

    `reply_id` is the unconfirmed reading that calls for it; none where a person (`opened_by`) asked for a new look.
    """

    __tablename__ = "re_evaluations"
    __table_args__ = rules(
        UniqueConstraint("case_id", "reply_id"),
        case_id="cases",
        reply_id="replies",
        opened_by="users",
        closed_by="users",
    )
    case_id: Mapped[uuid.UUID]
    reply_id: Mapped[uuid.UUID | None]
    reasons: Mapped[list[str]] = mapped_column(JSONB, default=list)  # codes, never words from the form
    opened_by: Mapped[uuid.UUID | None]
    opening_note: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None]
    closing_note: Mapped[str] = mapped_column(default="")


class PairResolution(Owned, Base):
    """A person settled an undecided pair of restriction and demand. A conflict cannot be settled this way.

    `pair` names the two source cells, as the match does.
    """

    __tablename__ = "pair_resolutions"
    __table_args__ = rules(
        UniqueConstraint("restriction_set_id", "job_id", "pair"),
        case_id="cases",
        restriction_set_id="restriction_sets",
        job_id="jobs",
        resolved_by="users",
    )
    case_id: Mapped[uuid.UUID]
    restriction_set_id: Mapped[uuid.UUID]
    job_id: Mapped[uuid.UUID]
    pair: Mapped[str]
    outcome: Mapped[str]  # compatible or conflict
    reason: Mapped[str]
    resolved_by: Mapped[uuid.UUID]


class Offer(Owned, Base):
    """An offer of modified duty that was written: its terms, the match it rests on, and its two files.

    `jurisdiction` is the pack it was held against; `supersedes_id` the offer in whose place it stands.
    `policy_warnings` are the employer's own rules that it may break (`cases.programs.policies`), as they were then.
    """

    __tablename__ = "offers"
    __table_args__ = rules(
        UniqueConstraint("supersedes_id"),
        case_id="cases",
        job_id="jobs",
        restriction_set_id="restriction_sets",
        made_by="users",
        withdrawn_by="users",
        supersedes_id="offers",
    )
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    job_id: Mapped[uuid.UUID]
    restriction_set_id: Mapped[uuid.UUID]
    terms: Mapped[dict[str, Any]] = mapped_column(JSONB)
    match: Mapped[dict[str, Any]] = mapped_column(JSONB)
    docx_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    made_by: Mapped[uuid.UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None]
    jurisdiction: Mapped[str] = mapped_column(default="general")
    supersedes_id: Mapped[uuid.UUID | None]
    policy_warnings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
