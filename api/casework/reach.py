"""Which rows exist for whom: a supervisor's cases, an office's packet. What is out of reach answers 404, like no row.

A table whose rows belong to a case says so with `case_id`. One that neither does nor is named here is out of reach for
everybody who does not see all of the employer's: a table that is forgotten hides rows, it never shows them.
"""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import ColumnElement, Select, false, select, true

from api.identity.principals import Principal
from api.identity.roles import Reach
from api.store.tables import (
    ApiKey,
    Assignment,
    AssignmentEvent,
    Case,
    ClockSettings,
    Job,
    LetterTemplate,
    Offer,
    OfferAnswer,
    Packet,
    PlanAnswer,
    PlanApproval,
    PlanAuthorisation,
    PlanHandout,
    PlanRevision,
    ReturnPlan,
    Supervision,
    User,
    Webhook,
    WebhookDelivery,
    WebhookMessage,
)
from api.store.tables.base import Owned

Table = TypeVar("Table", bound=Owned)
# About nobody's health; whether they may be asked for is for the action.
OF_NO_CASE = (
    Job, User, ApiKey, ClockSettings, LetterTemplate, Webhook, WebhookDelivery, WebhookMessage,
)  # fmt: skip
# Rows of something that belongs to a case: the column that names it. The medical part of a plan is not among them.
PARTS: dict[type[Owned], tuple[str, type[Owned]]] = {
    AssignmentEvent: ("assignment_id", Assignment),
    OfferAnswer: ("offer_id", Offer),
    **dict.fromkeys((PlanRevision, PlanApproval, PlanAuthorisation, PlanHandout, PlanAnswer), ("plan_id", ReturnPlan)),
}


def within(query: Select[Table], table: type[Table], who: Principal) -> Select[Table]:
    """The query, narrowed to what exists for the principal."""
    return query if who.reach is Reach.EMPLOYER else query.where(_reached(table, who))


def _reached(table: type[Owned], who: Principal) -> ColumnElement[bool]:
    if table in OF_NO_CASE and who.reach is not Reach.PACKET:
        return true()
    if who.reach is Reach.ASSIGNED:
        return _of_a_case(table, who)
    if who.reach is Reach.PACKET and table is Packet:
        return Packet.id == who.packet
    return false()


def _of_a_case(table: type[Owned], who: Principal) -> ColumnElement[bool]:
    """Rows of the cases that the user is assigned to supervise now."""
    assigned = select(Supervision.case_id).where(
        Supervision.employer_id == who.employer, Supervision.user_id == who.user, Supervision.ended_at.is_(None)
    )
    if table in PARTS:
        column, whole = PARTS[table]
        part: ColumnElement[bool] = getattr(table, column).in_(select(whole.id).where(_of_a_case(whole, who)))
        return part
    key = Case.id if table is Case else getattr(table, "case_id", None)
    return false() if key is None else key.in_(assigned)
