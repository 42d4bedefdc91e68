"""The nine steps of a recovery plan as a state machine (seed 002): which may follow which, and what each records.

    plan → discussion → support → intervention → reporting → monitoring → information → adjustment → discussion …
                 ↘ the member has concerns, then or later: back to the plan, which is evaluated anew

Nothing begins before the member has heard the plan and has no open concern. A step's record holds codes, days and
counts; what kind of intervention it is, is medical and has no field here (it is kept in the medical tier).
Telling the Committee (step 9) is no state: it runs beside the others and is due at least every four weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final, Literal

from pydantic import Field

from cases.errors import Conflict, Refused
from cases.recovery.committee_steps import CommitteeEntry, require_committee_step
from cases.recovery.recorded import Recorded
from cases.restrictions import Model


class Step(StrEnum):
    """The steps that follow one another; the ninth, the Committee's update, runs beside them."""

    PLAN = "plan"
    DISCUSSION = "discussion"
    SUPPORT = "support"
    INTERVENTION = "intervention"
    REPORTING = "reporting"
    MONITORING = "monitoring"
    ADJUSTMENT = "adjustment"
    INFORMATION = "information"
    CLOSED = "closed"


class Planned(Recorded):
    """Step 1. What the plan was worked out from, and whether member and provider took part in it.

    `rests_on` counts the papers of the file; what they say stays in them.
    """

    step: Literal[Step.PLAN] = Step.PLAN
    rests_on: int = Field(ge=1)
    with_member: bool
    with_provider: bool


class Discussed(Recorded):
    """Step 2. The plan was talked through with the member, who has concerns or has none."""

    step: Literal[Step.DISCUSSION] = Step.DISCUSSION
    held_on: date
    concerns: bool


class Supported(Recorded):
    """Step 3. How often there is contact, in days, and what was asked: care, expectations, further help."""

    step: Literal[Step.SUPPORT] = Step.SUPPORT
    contact_every: int = Field(ge=1, le=31)
    care_in_time: bool
    expectations_heard: bool
    help_needed: bool


class Intervened(Recorded):
    """Step 4. Something was set going that a provider recommends; what it is stands in the medical file."""

    step: Literal[Step.INTERVENTION] = Step.INTERVENTION
    recommended_by_provider: bool


class Reported(Recorded):
    """Step 5. Copies of the services' reports went to the treating physician and were discussed with the member."""

    step: Literal[Step.REPORTING] = Step.REPORTING
    reports: int = Field(ge=0)
    sent_on: date
    concerns: bool


class Monitored(Recorded):
    """Step 6. A contact with the member: whether the recovery goes as expected."""

    step: Literal[Step.MONITORING] = Step.MONITORING
    contact_on: date
    as_expected: bool
    concerns: bool = False


class Adjusted(Recorded):
    """Step 7. The plan was changed; the change is kept in the case, and talked through with the member again."""

    step: Literal[Step.ADJUSTMENT] = Step.ADJUSTMENT
    noted: bool


class Asked(Recorded):
    """Step 8. The treating physician was asked for more, because the recovery is not as expected."""

    step: Literal[Step.INFORMATION] = Step.INFORMATION
    asked_on: date
    with_release: bool


class Closed(Recorded):
    """The support has ended."""

    step: Literal[Step.CLOSED] = Step.CLOSED
    why: Literal["returned", "not_needed", "member_declined", "vocational"]


Record = Annotated[
    Planned | Discussed | Supported | Intervened | Reported | Monitored | Adjusted | Asked | Closed,
    Field(discriminator="step"),
]


class Entry(Model):
    """A step as it was done: what it recorded, by whom, when."""

    record: Record
    person: str = Field(min_length=1)
    at: datetime


class Recovery(Model):
    """A recovery plan: its steps, oldest first, only ever added to; when the Committee was told, and what it did."""

    entries: tuple[Entry, ...] = ()
    committee_told: tuple[datetime, ...] = ()
    committee: tuple[CommitteeEntry, ...] = ()

    @property
    def step(self) -> Step | None:
        """Where it stands; None before the plan is made."""
        return self.entries[-1].record.step if self.entries else None


# Which steps may follow. Support may be enough: no intervention is needed, and so none is reported.
FOLLOWS: Final[Mapping[Step | None, frozenset[Step]]] = MappingProxyType(
    {
        None: frozenset({Step.PLAN}),
        Step.PLAN: frozenset({Step.DISCUSSION}),
        Step.DISCUSSION: frozenset({Step.SUPPORT}),
        Step.SUPPORT: frozenset({Step.INTERVENTION, Step.MONITORING}),
        Step.INTERVENTION: frozenset({Step.REPORTING, Step.MONITORING}),
        Step.REPORTING: frozenset({Step.MONITORING}),
        Step.MONITORING: frozenset({Step.MONITORING, Step.ADJUSTMENT, Step.INFORMATION, Step.INTERVENTION, Step.PLAN}),
        Step.ADJUSTMENT: frozenset({Step.DISCUSSION}),
        Step.INFORMATION: frozenset({Step.ADJUSTMENT, Step.MONITORING, Step.PLAN}),
        Step.CLOSED: frozenset(),
    }
)
COMMITTEE_EVERY: Final = timedelta(weeks=4)  # step 9, "at a minimum"


def next_steps(recovery: Recovery) -> frozenset[Step]:
    """The steps that may be recorded now. A concern that the member has raised leads back to the plan only."""
    if recovery.step is Step.CLOSED:
        return frozenset()
    if not recovery.entries:
        return FOLLOWS[None]
    if concerned(recovery):
        return frozenset({Step.PLAN, Step.CLOSED})
    return FOLLOWS[recovery.step] | {Step.CLOSED}


def concerned(recovery: Recovery) -> bool:
    """Whether the last step heard a concern of the member that nobody has answered with a new look at the plan."""
    return bool(recovery.entries) and getattr(recovery.entries[-1].record, "concerns", False)


def record(recovery: Recovery, expected: int, entry: Entry) -> Recovery:
    """The recovery with one more step.

    Conflict if `expected` is not the number of steps so far. Refused for a step that does not follow, and for one
    whose record lacks what it has to have.
    """
    if expected != len(recovery.entries):
        text = "Somebody has recorded a step meanwhile; look at it first."
        raise Conflict(text, code="stale_recovery")
    step = entry.record.step
    allowed = next_steps(recovery)
    if step not in allowed:
        text = f"The step “{step}” does not follow here; possible now: {', '.join(sorted(allowed)) or 'nothing'}."
        raise Refused(text, code="wrong_step", reasons=tuple(sorted(allowed)))
    lacking = _lacking(recovery, entry.record)
    if lacking:
        raise Refused(f"The step “{step}” was not recorded. {lacking[1]}", code="step_incomplete", reasons=lacking[:1])
    return recovery.model_copy(update={"entries": (*recovery.entries, entry)})


def tell_committee(recovery: Recovery, at: datetime) -> Recovery:
    """The recovery after an update of the Committee (step 9)."""
    return recovery.model_copy(update={"committee_told": (*recovery.committee_told, at)})


def record_committee(recovery: Recovery, entry: CommitteeEntry) -> Recovery:
    """The recovery with one more step of the Committee. Refused where it does not follow."""
    require_committee_step(recovery.committee_told, recovery.committee, entry)
    return recovery.model_copy(update={"committee": (*recovery.committee, entry)})


def committee_due(recovery: Recovery) -> date | None:
    """The day by which the Committee hears again: four weeks after the last update, or after the first step."""
    if not recovery.entries or recovery.step is Step.CLOSED:
        return None
    last = max((*recovery.committee_told, recovery.entries[0].at))
    return last.date() + COMMITTEE_EVERY


def _lacking(recovery: Recovery, said: Record) -> tuple[str, str] | None:
    """What keeps a record from counting: a code and a sentence."""
    match said:
        case Planned() if not said.with_member:
            return "without_member", "A recovery plan is worked out together with the member."
        case Intervened() if not said.recommended_by_provider:
            return "not_recommended", "Only what a provider recommends is set going."
        case Adjusted() if not said.noted:
            return "not_noted", "A change of the plan is noted in the case."
        case Asked() if not said.with_release:
            return "no_release", "A physician is asked only with the member's signed release."
        case Asked() if _as_expected(recovery):
            return "as_expected", "The recovery goes as expected; more is asked for where it does not."
    return None


def _as_expected(recovery: Recovery) -> bool:
    """What the newest contact said; without one nothing unexpected is on record."""
    contacts = (each.record for each in reversed(recovery.entries) if isinstance(each.record, Monitored))
    return next((contact.as_expected for contact in contacts), True)
