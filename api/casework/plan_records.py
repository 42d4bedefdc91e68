"""A plan's rows as the rules of `cases/plans` see them: its history, and what it is held against today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TypeVar, cast

from sqlalchemy import Select

from api.casework.act import Act
from api.store.filed import filed
from api.store.settled import settled
from api.store.tables import (
    Case,
    Job,
    PlanAnswer,
    PlanApproval,
    PlanAuthorisation,
    PlanHandout,
    PlanMedicalPart,
    PlanRevision,
    PlanState,
    ReturnPlan,
    User,
)
from api.store.tables.base import Owned
from cases.errors import Conflict
from cases.matching import Resolution
from cases.plans.against import KnownJob
from cases.plans.findings import Finding
from cases.plans.linting import Around, lint
from cases.plans.plan import MedicalPart, Plan
from cases.plans.policy import PROFILES, Authorisation, Party, PlanPolicy
from cases.plans.revisions import Approval, Change, Given, History, Revision, Why, approved

Row = TypeVar("Row", bound=Owned)


def plan_row(act: Act, key: uuid.UUID) -> ReturnPlan:
    """The plan, kept from changing until the act is over. Conflict if it is closed: then nothing of it changes."""
    plan = act.find(ReturnPlan, key, locked=True)
    if plan.state is PlanState.CLOSED:
        raise Conflict("This plan is closed; begin another one.", code="plan_closed")
    return plan


def policy_of(plan: ReturnPlan) -> PlanPolicy:
    """The profile the plan was made under."""
    return PROFILES[plan.policy]


def history_of(act: Act, plan: ReturnPlan) -> History:
    """Revisions, approvals and copies handed out, each oldest first."""
    names = {user.id: user.name for user in act.session.scalars(act.own(User))}
    return History(
        revisions=tuple(_revision(row, names) for row in revision_rows(act, plan)),
        approvals=tuple(
            Approval(party=row.party, person=row.person, revision=row.revision, at=row.created_at)
            for row in _rows(act, _of(act, PlanApproval, plan), PlanApproval)
        ),
        given=tuple(
            Given(revision=row.revision, party=row.party, how=row.how, at=row.created_at)
            for row in _rows(act, _of(act, PlanHandout, plan), PlanHandout)
        ),
    )


def revision_rows(act: Act, plan: ReturnPlan) -> list[PlanRevision]:
    """Every revision, the first one first."""
    return list(act.session.scalars(_of(act, PlanRevision, plan).order_by(PlanRevision.number)))


def medical_of(act: Act, plan: ReturnPlan) -> MedicalPart:
    """The medical part as it was written last."""
    query = _of(act, PlanMedicalPart, plan).order_by(PlanMedicalPart.revision.desc()).limit(1)
    row = act.session.scalar(query)
    return row.medical if row else MedicalPart()


def around_of(act: Act, plan: ReturnPlan, history: History, today: date | None = None) -> Around:
    """What the current revision is held against: reports, jobs, answers, approvals that stand, authorisations."""
    case = act.find(Case, plan.case_id)
    return Around(
        today=today or act.today,
        filed=tuple(filed(act.session, case.id)),
        jobs=known_jobs(act, case, history.current.plan),
        settled=tuple(_answer(row) for row in _rows(act, _of(act, PlanAnswer, plan), PlanAnswer)),
        approved=approved(history),
        authorisations=tuple(
            Authorisation(on=row.created_at.date(), through=row.through, person=row.person, reason=row.reason)
            for row in _rows(act, _of(act, PlanAuthorisation, plan), PlanAuthorisation)
        ),
    )


def findings_of(act: Act, plan: ReturnPlan, history: History) -> tuple[Finding, ...]:
    """What the linter says of the current revision today."""
    return lint(history.current.plan, around_of(act, plan, history), policy_of(plan))


def known_jobs(act: Act, case: Case, plan: Plan) -> dict[str, KnownJob]:
    """The jobs that the duties name. NotFound for one that is not the employer's."""
    named = dict.fromkeys(duty.job for week in plan.weeks for duty in week.duties if duty.job is not None)
    rows = {key: act.find(Job, _uuid(key)) for key in named}
    return {
        key: KnownJob(job=row.demands, settled=tuple(settled(act.session, case.id, row.id)))
        for key, row in rows.items()
    }


def _uuid(key: str) -> uuid.UUID:
    """An id in a plan; what is none is the id of nothing."""
    try:
        return uuid.UUID(key)
    except ValueError:
        return uuid.UUID(int=0)


def _of(act: Act, table: type[Row], plan: ReturnPlan) -> Select[Row]:
    return act.own(table).where(table.plan_id == plan.id)  # type: ignore[attr-defined]


def _rows(act: Act, query: Select[Row], table: type[Row]) -> Iterable[Row]:
    return act.session.scalars(query.order_by(table.created_at, table.id))


def _revision(row: PlanRevision, names: dict[uuid.UUID, str]) -> Revision:
    change = Change(
        why=cast(Why, row.why),  # a code that the body's type let in
        note=row.note,
        author=names[row.made_by],
        agreed_by=frozenset(map(Party, row.agreed_by)),
        at=row.created_at,
    )
    return Revision(number=row.number, plan=row.plan, change=change)


def _answer(row: PlanAnswer) -> Resolution:
    outcome = "conflict" if row.outcome == "conflict" else "compatible"
    return Resolution(pair=row.pair, person=row.person, reason=row.reason, at=row.created_at, outcome=outcome)
