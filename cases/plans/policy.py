"""How long a plan may run and who approves it: the employer's program says so, and the samples disagree (domain 9).

A profile is a value with its source; nothing else in the program knows a number of days.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from pydantic import Field

from cases.plans.days import later
from cases.restrictions import Model


class Party(StrEnum):
    """Who has a say in a plan. The union executive is asked only where a plan touches the collective agreement."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    REPRESENTATIVE = "representative"  # of employees
    UNION = "union"
    HUMAN_RESOURCES = "human_resources"
    UNION_EXECUTIVE = "union_executive"
    CONTACT = "contact"  # the program contact, who writes plans and approves none
    CARRIER = "carrier"


NAMES: Final[Mapping[Party, str]] = MappingProxyType(
    {
        Party.WORKER: "the injured worker",
        Party.SUPERVISOR: "the supervisor",
        Party.MANAGER: "the manager",
        Party.REPRESENTATIVE: "the representative of employees",
        Party.UNION: "the union",
        Party.HUMAN_RESOURCES: "Human Resources",
        Party.UNION_EXECUTIVE: "the union's local executive",
        Party.CONTACT: "the program contact",
        Party.CARRIER: "the carrier",
    }
)
FOUR: Final = (Party.WORKER, Party.SUPERVISOR, Party.MANAGER, Party.REPRESENTATIVE)  # 003 IV.E
FOUR_OF_THE_DESCRIPTION: Final = (Party.WORKER, Party.SUPERVISOR, Party.UNION, Party.HUMAN_RESOURCES)  # 001 II.B.1


class PlanPolicy(Model):
    """A profile. `days` a plan may run on its own, calendar days, first and last included.

    `extension_days`: how long after Human Resources' last authorisation it may run on; None: as long as the
    authorisation itself says.
    """

    id: str
    title: str
    days: int = Field(ge=1)
    extension_days: int | None = Field(default=None, ge=1)
    approvers: tuple[Party, ...] = Field(default=FOUR, min_length=1)
    source: str


class Authorisation(Model):
    """Human Resources' word that a plan may run longer: given on a day, through a day at the most."""

    on: date
    through: date
    person: str = Field(min_length=1)
    reason: str = Field(min_length=1)


PROFILES: Final[Mapping[str, PlanPolicy]] = MappingProxyType(
    {
        each.id: each
        for each in (
            PlanPolicy(
                id="ninety-days",
                title="90 days, then Human Resources",
                days=90,
                extension_days=90,
                source="New York model program, IV.E, “usually” (seed 003); restricted duty job description 1, time "
                "limit (seed 001)",
            ),
            PlanPolicy(
                id="ninety-days-description",
                title="90 days, acknowledged as the restricted job description",
                days=90,
                extension_days=90,
                approvers=FOUR_OF_THE_DESCRIPTION,
                source="Sample program 1, II.B.1 and II.B.2 (seed 001, appendix A)",
            ),
            PlanPolicy(
                id="four-weeks",
                title="4 weeks, then Human Resources decides",
                days=28,
                source="Sample return-to-work policy, guidelines 1, 2, 5 and 6 (seed 001, appendix A)",
            ),
            PlanPolicy(
                id="hundred-twenty-days",
                title="120 days, then reviews every 30 days",
                days=120,
                extension_days=30,
                source="Sample program 3, scope (seed 001, appendix A)",
            ),
        )
    }
)
USUAL: Final = PROFILES["ninety-days"]


def last_day(policy: PlanPolicy, start: date, authorisations: Sequence[Authorisation] = ()) -> date:
    """The last day on which a plan that starts on `start` may still run (001 II.B.2: so long after the last word)."""
    own = later(start, policy.days - 1)
    if not authorisations:
        return own
    newest = max(authorisations, key=lambda each: each.on)
    cap = newest.through
    if policy.extension_days is not None:
        cap = min(cap, later(newest.on, policy.extension_days))
    return max(own, cap)
