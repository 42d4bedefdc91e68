"""Re-evaluations: something unconfirmed might ask for more than what is in force, so no new offer until it is settled.

A machine may open one. Only a named person closes one that calls for a look, and says why.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.readings import standing
from api.casework.reasons import Reason as WhyCode
from api.casework.reasons import reasons_of
from api.casework.saying import doubtful, report_of
from api.casework.views import ReEvaluationNoted, reevaluation_noted
from api.casework.words import Reason, Written
from api.identity.roles import Action, Fields
from api.intake.stopping import hold_back
from api.store.filed import filed
from api.store.tables import Case, ReEvaluation, Reply
from api.webhooks.events import Event
from cases.comparing import may_tighten
from cases.errors import Conflict
from cases.in_force import in_force

MAY_TIGHTEN = "may_tighten"
BY_HAND = "opened_by_hand"


class Opening(Written):
    """Why a person wants a new look: a call from the office, pain at work, a task that was added."""

    reason: Reason


class Closing(Written):
    """Why nothing stands in the way any more."""

    reason: Reason


class ReEvaluationShown(BaseModel):
    """One re-evaluation of a case."""

    id: uuid.UUID
    case_id: uuid.UUID
    reply_id: uuid.UUID | None
    reasons: list[WhyCode]
    opened_at: datetime
    opened_by: uuid.UUID | None
    opening_note: str
    closed_at: datetime | None
    closed_by: uuid.UUID | None
    closing_note: str


def list_reevaluations(act: Act, case: uuid.UUID) -> list[ReEvaluationShown] | list[ReEvaluationNoted]:
    """Every re-evaluation of a case, the newest first."""
    query = act.own(ReEvaluation).where(ReEvaluation.case_id == act.find(Case, case).id)
    rows = act.session.scalars(query.order_by(ReEvaluation.created_at.desc())).all()
    if act.who.sees(Action.SEE_REEVALUATIONS) is Fields.ALL:
        return [_shown(row) for row in rows]
    return [reevaluation_noted(row) for row in rows]


def open_by_hand(act: Act, case: uuid.UUID, why: Opening) -> ReEvaluationShown | ReEvaluationNoted:
    """A person asks for a new look; until it is closed, the case gets no new offer."""
    row = ReEvaluation(
        case_id=act.find(Case, case).id,
        reasons=[BY_HAND],
        opened_by=act.who.user,
        opening_note=why.reason,
    )
    act.record("reevaluation.opened", act.add(row), case=str(row.case_id))
    _announce(act, row)
    return _shown(row) if act.who.sees(Action.OPEN_REEVALUATION) is Fields.ALL else reevaluation_noted(row)


def close_by_hand(act: Act, key: uuid.UUID, why: Closing) -> ReEvaluationShown:
    """A person settles it."""
    row = act.find(ReEvaluation, key, locked=True)
    if row.closed_at is not None:
        raise Conflict("This re-evaluation is closed already.", code="already_closed")
    _close(act, row, why.reason)
    return _shown(row)


def close_for(act: Act, reply: Reply, note: str) -> None:
    """The reply was confirmed or rejected by the acting person: nothing of it is pending any more.

    What it forbids it forbids all the same: work that a person confirmed it against before is held back here.
    """
    if reply.case_id is not None:
        hold_back(act.session, reply.case_id, act.who.user, reply.id)
    query = act.own(ReEvaluation).where(ReEvaluation.reply_id == reply.id, ReEvaluation.closed_at.is_(None))
    for row in act.session.scalars(query.with_for_update()):
        _close(act, row, note)


def open_ones(act: Act, case: uuid.UUID) -> list[ReEvaluation]:
    """Those that stand in the way of a new offer."""
    return list(
        act.session.scalars(act.own(ReEvaluation).where(ReEvaluation.case_id == case, ReEvaluation.closed_at.is_(None)))
    )


def raise_if_tighter(act: Act, reply: Reply) -> None:
    """Open (or open again) the re-evaluation of a reply that might tighten what is in force for its case.

    Running work that it forbids is held back at once.
    """
    case = reply.case_id or reply.proposed_case_id
    if case is None or not _might_tighten(act, reply, case):
        return
    hold_back(act.session, case, act.who.user, reply.id)
    row = act.session.scalar(
        act.own(ReEvaluation).where(ReEvaluation.case_id == case, ReEvaluation.reply_id == reply.id).with_for_update()
    )
    if row is None:
        row = act.add(ReEvaluation(case_id=case, reply_id=reply.id, reasons=[MAY_TIGHTEN]))
    elif row.closed_at is None:
        return
    row.reasons, row.closed_at, row.closed_by = [MAY_TIGHTEN], None, None
    act.record("reevaluation.opened", row, case=str(case))
    _announce(act, row)


def close_elsewhere(act: Act, reply: Reply, case: Case, note: str) -> None:
    """A person put the reply into `case`: no other case waits for it any more."""
    query = act.own(ReEvaluation).where(
        ReEvaluation.reply_id == reply.id, ReEvaluation.case_id != case.id, ReEvaluation.closed_at.is_(None)
    )
    for row in act.session.scalars(query.with_for_update()):
        _close(act, row, note)


def _might_tighten(act: Act, reply: Reply, case: uuid.UUID) -> bool:
    others = [each for each in filed(act.session, case) if each.report.document != str(reply.id)]
    held = in_force(others, act.today)
    return bool(may_tighten(held, report_of(act, reply), doubtful(standing(act, reply))))


def _close(act: Act, row: ReEvaluation, note: str) -> None:
    row.closed_at, row.closed_by, row.closing_note = act.moment, act.who.user, note
    act.record("reevaluation.closed", row)


def _announce(act: Act, row: ReEvaluation) -> None:
    act.announce(
        Event.RE_EVALUATION_OPENED, case=row.case_id, re_evaluation=row.id, reply=row.reply_id, reasons=row.reasons
    )  # fmt: skip


def _shown(row: ReEvaluation) -> ReEvaluationShown:
    return ReEvaluationShown(
        id=row.id,
        case_id=row.case_id,
        reply_id=row.reply_id,
        reasons=reasons_of(row.reasons),
        opened_at=row.created_at,
        opened_by=row.opened_by,
        opening_note=row.opening_note,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closing_note=row.closing_note,
    )
