"""A plan over time: numbered revisions, who approved what, who has which revision (003 IV.E and IV.F).

A history only grows. An approval is of one revision and of the parts that its party looks at; the first revision that
changes one of them voids it for good, so that a plan changed there and back is approved anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

from pydantic import Field

from cases.errors import BadInput, Conflict, Refused
from cases.plans.findings import OF_APPROVAL, Finding
from cases.plans.plan import Plan
from cases.plans.policy import NAMES, Party, PlanPolicy
from cases.restrictions import Model

EVERYTHING: Final = frozenset(Plan.model_fields)
# 003 III.C: schedules, other work and other changes can touch the agreement; progress, actions and training do not.
OF_THE_AGREEMENT: Final = EVERYTHING - {"progress", "actions", "training"}
# Who approves a plan approves all of it; the union's executive only what can touch the agreement.
CONCERNS: Final[Mapping[Party, frozenset[str]]] = MappingProxyType(
    dict.fromkeys(Party, EVERYTHING) | {Party.UNION_EXECUTIVE: OF_THE_AGREEMENT}
)
# 003 IV.E: the original to Human Resources, copies to worker and supervisor; domain: the representative has one too.
RECIPIENTS: Final = (Party.HUMAN_RESOURCES, Party.WORKER, Party.SUPERVISOR, Party.REPRESENTATIVE)

Why = Literal[
    "first", "worker_asked", "supervisor_saw_struggle", "progress_faster", "progress_slower", "restrictions_tightened",
    "restrictions_loosened", "work_changed", "dates_moved", "agreement", "correction",
]  # fmt: skip


class Change(Model):
    """What a revision says of itself: a reason, a note, who wrote it, and who of the committee agreed to it."""

    why: Why
    note: str = Field(min_length=1, max_length=1000)
    author: str = Field(min_length=1)
    agreed_by: frozenset[Party] = frozenset()
    at: datetime


class Revision(Model):
    """The plan as it stood from a moment on. Numbers count from 1, without a gap."""

    number: int = Field(ge=1)
    plan: Plan
    change: Change


class Approval(Model):
    """A party approved a revision. `person` is who signed for it."""

    party: Party
    person: str = Field(min_length=1)
    revision: int = Field(ge=1)
    at: datetime


class Given(Model):
    """A revision was handed to a party: when, and how ("by hand", "house mail")."""

    revision: int = Field(ge=1)
    party: Party
    how: str = Field(min_length=1, max_length=200)
    at: datetime


class History(Model):
    """Everything that happened to a plan, oldest first."""

    revisions: tuple[Revision, ...] = Field(min_length=1)
    approvals: tuple[Approval, ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def current(self) -> Revision:
        """The revision that counts."""
        return self.revisions[-1]


def first_revision(plan: Plan, change: Change) -> History:
    """A new plan."""
    return History(revisions=(Revision(number=1, plan=plan, change=change),))


def revise(history: History, expected: int, plan: Plan, change: Change) -> History:
    """The history with one more revision.

    Conflict if `expected` is not the current number: somebody else revised it meanwhile. Refused for the supervisor
    alone, without the worker (003 IV.B, IV.F), and where nothing changed.
    """
    now = history.current
    if expected != now.number:
        raise Conflict(
            f"This plan is at revision {now.number} by now; read that one and make the change again.", code="stale_plan"
        )
    if plan == now.plan:
        raise Refused("Nothing in the plan changes; a revision says something new.", code="nothing_changed")
    _require_committee(change.agreed_by)
    new = Revision(number=now.number + 1, plan=plan, change=change)
    return history.model_copy(update={"revisions": (*history.revisions, new)})


def changed(before: Plan, after: Plan) -> frozenset[str]:
    """The parts of the plan (its fields) in which two revisions differ."""
    return frozenset(name for name in EVERYTHING if getattr(before, name) != getattr(after, name))


def stands(approval: Approval, revisions: Sequence[Revision]) -> bool:
    """Whether nothing that the approving party looks at has changed in any revision since."""
    plans = [each.plan for each in revisions if each.number >= approval.revision]
    steps = pairwise(plans)
    return bool(plans) and not any(changed(before, after) & CONCERNS[approval.party] for before, after in steps)


def approved(history: History) -> frozenset[Party]:
    """Who has approved the plan as it stands."""
    return frozenset(each.party for each in history.approvals if stands(each, history.revisions))


def voided(history: History) -> tuple[Approval, ...]:
    """Approvals that a later revision ended; they stay on record."""
    return tuple(each for each in history.approvals if not stands(each, history.revisions))


def approve(
    history: History, expected: int, approval: Approval, policy: PlanPolicy, findings: Sequence[Finding]
) -> History:
    """The history with one more approval.

    `findings` are the linter's, of the current revision. Conflict for another revision than the current one; Refused
    for a party that approves no plan, one that has approved already, a plan with findings about its content, and for
    anybody before the union's executive where the collective agreement is touched (002, step 4 of the Committee).
    """
    now = history.current
    if not expected == approval.revision == now.number:
        raise Conflict(f"This plan is at revision {now.number} by now; approve that one.", code="stale_plan")
    executive = approval.party is Party.UNION_EXECUTIVE and now.plan.agreement_conflict is True
    if approval.party not in policy.approvers and not executive:
        raise BadInput(f"This plan needs no approval by {NAMES[approval.party]}.", code="not_an_approver")
    if approval.party in approved(history):
        raise Conflict(f"{NAMES[approval.party].capitalize()} has approved this already.", code="already_approved")
    wrong = tuple(sorted({each.code for each in findings if each.kind == "finding"} - OF_APPROVAL))
    if wrong:
        text = "The plan was not approved: the linter has findings about it. Revise it, then ask again."
        raise Refused(text, code="plan_has_findings", reasons=wrong)
    if not executive and any(each.code == "agreement_conflict" for each in findings):
        text = "The plan touches the collective agreement; the union's local executive approves it before anybody else."
        raise Refused(text, code="union_first", reasons=("agreement_conflict",))
    return history.model_copy(update={"approvals": (*history.approvals, approval)})


def give(history: History, given: Given) -> History:
    """The history with one more copy handed over. Conflict for a revision that is not the current one."""
    if given.revision != history.current.number:
        raise Conflict("There is a newer revision; hand that one over.", code="stale_plan")
    return history.model_copy(update={"given": (*history.given, given)})


def recipients(policy: PlanPolicy) -> tuple[Party, ...]:
    """Who gets every revision: Human Resources, worker, supervisor, representative, and whoever else approves."""
    return tuple(dict.fromkeys((*RECIPIENTS, *policy.approvers)))


def still_to_give(history: History, policy: PlanPolicy) -> tuple[Party, ...]:
    """Who does not have the current revision yet."""
    have = {each.party for each in history.given if each.revision == history.current.number}
    return tuple(party for party in recipients(policy) if party not in have)


def _require_committee(agreed: frozenset[Party]) -> None:
    if not agreed - {Party.SUPERVISOR}:
        text = "The supervisor alone cannot change a plan; the committee meets, and its members agree."
        raise Refused(text, code="supervisor_alone")
    if Party.WORKER not in agreed:
        text = "The injured worker takes part in every decision about the plan; talk with them first."
        raise Refused(text, code="worker_not_asked")
    if len(agreed) < 2:
        text = "One party alone does not change a plan; name who else of the committee agreed."
        raise Refused(text, code="one_party_alone")
