"""The Committee's own four steps (seed 002): review an update, meet, keep the manager up to date, advise.

They begin with an update, and each goes round with every further one. Records hold codes and days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import Field

from cases.errors import Refused
from cases.recovery.recorded import Recorded
from cases.restrictions import Model


class CommitteeStep(StrEnum):
    """What the Committee does with an update."""

    REVIEW = "review"
    MEETING = "meeting"
    MANAGER_TOLD = "manager_told"
    ADVICE = "advice"


class Reviewed(Recorded):
    """Step 1. The update was looked at: whether work may be talked about now, whether something is a concern."""

    step: Literal[CommitteeStep.REVIEW] = CommitteeStep.REVIEW
    opportunity: bool
    concern: bool


class Met(Recorded):
    """Step 2. A meeting or a call about status, next steps and what a return needs."""

    step: Literal[CommitteeStep.MEETING] = CommitteeStep.MEETING
    held_on: date


class ManagerTold(Recorded):
    """Step 3. The representative told the manager how the recovery and the outlook stand."""

    step: Literal[CommitteeStep.MANAGER_TOLD] = CommitteeStep.MANAGER_TOLD
    told_on: date


class Advised(Recorded):
    """Step 4. Union executive, manager and Human Resources were advised about the return.

    `agreement_conflict`: the arrangement touches the collective agreement; then `executive_approved` has to come first.
    """

    step: Literal[CommitteeStep.ADVICE] = CommitteeStep.ADVICE
    agreement_conflict: bool
    executive_approved: bool = False


CommitteeRecord = Annotated[Reviewed | Met | ManagerTold | Advised, Field(discriminator="step")]
AFTER_A_REVIEW: Final = frozenset(CommitteeStep)


class CommitteeEntry(Model):
    """A step of the Committee: what it recorded, by whom, when."""

    record: CommitteeRecord
    person: str = Field(min_length=1)
    at: datetime


def next_committee_steps(told: Sequence[datetime], entries: Sequence[CommitteeEntry]) -> frozenset[CommitteeStep]:
    """What may be recorded now: nothing before the first update, and a review before all else after each update."""
    if not told:
        return frozenset()
    reviewed = [each.at for each in entries if each.record.step is CommitteeStep.REVIEW]
    return AFTER_A_REVIEW if reviewed and max(reviewed) >= max(told) else frozenset({CommitteeStep.REVIEW})


def require_committee_step(told: Sequence[datetime], entries: Sequence[CommitteeEntry], entry: CommitteeEntry) -> None:
    """Raise Refused if the step does not follow, or advises what the union's executive has not approved yet."""
    said = entry.record
    allowed = next_committee_steps(told, entries)
    if said.step not in allowed:
        text = "The Committee reviews the newest update first."
        raise Refused(text, code="wrong_step", reasons=tuple(sorted(allowed)))
    if isinstance(said, Advised) and said.agreement_conflict and not said.executive_approved:
        text = "The return touches the collective agreement: the union's local executive approves it before it goes on."
        raise Refused(text, code="union_first", reasons=("agreement_conflict",))
