"""What the clocks of a case rest on and what they ask for: events nobody else keeps, tasks, an employer's settings.

Nothing medical has a place here: an event is a kind and a moment, without words.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base, Held, Owned, coded, rules
from cases.clocks.profile import Profile
from cases.clocks.tasks import TaskState
from cases.programs.policies import Policies


class CaseEvent(Owned, Base):
    """Something that happened in a case and stands nowhere else: a call, a missed appointment, a check-in.

    `kind` is a word of `cases.clocks.Happening`; `about` the offer or the assignment it is about; `through` the last
    day of what has one. Rows are only added; one that was wrong is withdrawn and stays on record.
    """

    __tablename__ = "case_events"
    __table_args__ = rules(
        UniqueConstraint("case_id", "kind", "happened_at", "about"),
        case_id="cases",
        recorded_by="users",
        withdrawn_by="users",
    )
    case_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    happened_at: Mapped[datetime]
    through: Mapped[date | None]
    about: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[uuid.UUID]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[uuid.UUID | None]
    withdrawal_note: Mapped[str] = mapped_column(default="")


class ClockTask(Owned, Base):
    """One occurrence of a rule that a person had to see. Its key makes it once, whatever restarts or runs twice.

    `state` follows the facts, until a person (`ended_by`) says that it is done or dismissed, with the `reason`.
    `letter_id` is the letter that was written for it; `missing` what keeps the machine from writing it, as codes.
    """

    __tablename__ = "clock_tasks"
    __table_args__ = rules(
        UniqueConstraint("employer_id", "case_id", "rule", "occurrence", name="uq_clock_tasks_key"),
        Index(
            "open_tasks_by_due", "employer_id", "due_at", "id", postgresql_where=text("state in ('open', 'blocked')")
        ),
        case_id="cases",
        letter_id="letters",
        ended_by="users",
    )
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    rule: Mapped[str]
    occurrence: Mapped[str]
    state: Mapped[TaskState] = mapped_column(coded(TaskState))
    opens_at: Mapped[datetime]
    due_at: Mapped[datetime]
    due_on: Mapped[date | None]
    hour_unknown: Mapped[bool] = mapped_column(default=False)
    letter_id: Mapped[uuid.UUID | None]
    letter_tried_at: Mapped[datetime | None]
    missing: Mapped[list[str]] = mapped_column(JSONB, default=list)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[uuid.UUID | None]
    reason: Mapped[str] = mapped_column(default="")


class ClockSettings(Owned, Base):
    """An employer's clocks and its rules of assignment; without a row they are the house's.

    `sender` is who writes the letters that a task names, as `casework.packets.Sender`, and `letters_by` the user in
    whose name: without them a task only says that its letter is missing. `revision` counts the changes.
    """

    __tablename__ = "clock_settings"
    __table_args__ = rules(UniqueConstraint("employer_id"), letters_by="users", changed_by="users")
    profile: Mapped[Profile] = mapped_column(Held(Profile))
    policies: Mapped[Policies] = mapped_column(Held(Policies))
    sender: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    letters_by: Mapped[uuid.UUID | None]
    changed_by: Mapped[uuid.UUID]
    revision: Mapped[int] = mapped_column(default=1)
