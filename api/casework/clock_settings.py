"""An employer's clocks: which rules it has, with which numbers; its rules of assignment; who writes the letters."""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.casework.act import Act
from api.casework.packets import Sender
from api.casework.words import Line, Whole, Written
from api.store.tables import ClockSettings, ClockTask, Employer
from cases.clocks import Profile, Setting
from cases.clocks.profile import EVERY_DAY
from cases.clocks.rules import RULES
from cases.errors import Conflict, Refused
from cases.programs.policies import Policies
from cases.programs.profiles import SAMPLES, Sample

Weekday = Annotated[int, Field(ge=0, le=6)]


class WantedProfile(Written):
    """Zone (an IANA name), days of the week that are worked (Monday is 0), and what is said of each rule, by its id."""

    zone: Line = Profile().zone
    workdays: list[Weekday] = Field(default=list(EVERY_DAY), min_length=1, max_length=7)
    rules: dict[str, Setting] = Field(default_factory=dict, max_length=200)


class NewClockSettings(Written):
    """What the employer wants from now on. `revision` is that of the settings it has seen, 0 if there were none."""

    revision: Whole = Field(ge=0, le=2**31 - 1)
    profile: WantedProfile
    policies: Policies = Policies()
    sender: Sender | None = Field(
        default=None, description="Who writes the letters that tasks name. Without it a task says that one is missing."
    )


class ClockSettingsShown(BaseModel):
    """What counts for the employer."""

    revision: int
    profile: Profile
    policies: Policies
    sender: Sender | None


class RuleShown(BaseModel):
    """A rule as the table has it."""

    id: str
    shape: str
    task: str
    who: str
    source: str
    hours: float | None
    days: int | None
    lead: int | None
    letter: str | None
    on: bool


class ProgramsShown(BaseModel):
    """Every rule, and the sample programs to start from."""

    rules: list[RuleShown]
    samples: list[Sample]


def get_settings(act: Act) -> ClockSettingsShown:
    """The employer's settings, or the house's."""
    row = act.session.scalar(act.own(ClockSettings))
    if row is None:
        return ClockSettingsShown(revision=0, profile=Profile(), policies=Policies(), sender=None)
    return _shown(row)


def set_settings(act: Act, new: NewClockSettings) -> ClockSettingsShown:
    """Change them. Raises Conflict if somebody changed them since they were read, Refused for what cannot be set."""
    profile = _profile(new.profile)
    act.session.get_one(Employer, act.who.employer, with_for_update=True)  # one at a time, the first one too
    row = act.session.scalar(act.own(ClockSettings))
    if new.revision != (row.revision if row is not None else 0):
        raise Conflict("The clocks were changed in the meantime; read them again first.", code="stale")
    said = {
        "profile": profile,
        "policies": new.policies,
        "sender": new.sender.model_dump(mode="json") if new.sender else None,
        "letters_by": act.who.user if new.sender else None,
        "changed_by": act.who.user,
        "revision": new.revision + 1,
    }
    if row is None:
        row = act.add(ClockSettings(**said))
    for name, value in said.items():
        setattr(row, name, value)
    if new.sender is not None:
        _try_letters_again(act)
    act.record("clocks.set", row, revision=row.revision, rules=len(new.profile.rules))
    return _shown(row)


def get_programs() -> ProgramsShown:
    """The table of rules and the sample programs."""
    shown = [RuleShown.model_validate(rule, from_attributes=True) for rule in RULES.values()]
    return ProgramsShown(rules=shown, samples=list(SAMPLES.values()))


def profile_of(session: Session, employer: uuid.UUID) -> Profile:
    """The employer's clocks."""
    return session.scalar(select(ClockSettings.profile).where(ClockSettings.employer_id == employer)) or Profile()


def _profile(wanted: WantedProfile) -> Profile:
    try:
        return Profile.model_validate(wanted.model_dump())
    except ValidationError as error:
        why = "; ".join(each["msg"].removeprefix("Value error, ") for each in error.errors(include_input=False))
        raise Refused(f"These clocks cannot be set: {why}.", code="clocks_refused") from None


def _try_letters_again(act: Act) -> None:
    """What could not be written for want of a sender is tried by the next sweep."""
    act.session.execute(
        update(ClockTask)
        .where(ClockTask.employer_id == act.who.employer, ClockTask.missing == ["sender"])
        .values(missing=[], letter_tried_at=None)
    )


def _shown(row: ClockSettings) -> ClockSettingsShown:
    sender = Sender.model_validate(row.sender) if row.sender is not None else None
    return ClockSettingsShown(revision=row.revision, profile=row.profile, policies=row.policies, sender=sender)
