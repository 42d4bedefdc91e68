"""The queue of what needs a person, worst first: a restriction that may tighten, then whose it is, then the rest.

Within a reply the doubtful fields come in the order of danger: what may be a restriction before what is not, and the
least sure first. The machine's guess is not shown.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, func, select
from sqlalchemy import case as when

from api.casework.act import Act
from api.casework.candidates import CandidateShown, candidates_of
from api.casework.readings import Standing, doubts_of, standing, standing_of
from api.casework.reasons import Reason, reasons_of
from api.casework.replies import FieldShown, show_field
from api.casework.two_persons import first_of
from api.store.tables import ReEvaluation, Reply, ReplyState
from forms.meaning import (
    Allows,
    Ambiguous,
    Avoid,
    CanHandle,
    CanPerform,
    Comments,
    Conditions,
    LimitOf,
    NotAppropriate,
    NothingToAvoid,
    OtherToAvoid,
    Schedule,
    StatusOf,
)

# Whose it is comes before what it says, except where something in force may have to be tightened.
ORDER = (ReplyState.QUARANTINE, ReplyState.IDENTITY, ReplyState.UNPLACED, ReplyState.REVIEW, ReplyState.READY)
LOOKED_AT = 20  # replies, for the next one
RESTRICTING = (
    Avoid, LimitOf, NothingToAvoid, OtherToAvoid, Schedule, NotAppropriate, Comments,
    Allows, Ambiguous, CanHandle, CanPerform, StatusOf, Conditions,
)  # fmt: skip


class ReviewShown(BaseModel):
    """One reply that waits: why, and its doubtful fields, worst first. `may_tighten`: no new offer until it is done.

    `candidates`: cases it may belong to where nothing says whose it is; a person attaches it to one, or to another.
    """

    reply: uuid.UUID
    document: uuid.UUID
    state: ReplyState
    case: uuid.UUID | None
    proposed_case: uuid.UUID | None
    received_at: datetime
    may_tighten: bool
    reasons: list[Reason]
    doubtful: list[FieldShown]
    candidates: list[CandidateShown] = []
    first_by: uuid.UUID | None = Field(default=None, description="Who confirmed it first, where two have to.")


class Queue(BaseModel):
    """The head of the queue, and how many replies wait in all."""

    waiting: int
    items: list[ReviewShown]


class QueueWindow(BaseModel):
    """How much of the queue, and of which case."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    case: uuid.UUID | None = None


def list_reviews(act: Act, wanted: QueueWindow, states: Sequence[ReplyState] = ORDER) -> Queue:
    """What needs a person, worst first; if asked, only replies in certain states."""
    query = act.own(Reply).where(Reply.state.in_(states))
    if wanted.case is not None:
        query = query.where((Reply.case_id == wanted.case) | (Reply.proposed_case_id == wanted.case))
    waiting = act.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    found = act.session.execute(_in_order(act, query).limit(wanted.limit)).all()
    standing = _standing_of(act, [row for row, _ in found])
    return Queue(waiting=waiting, items=[_shown(act, row, standing[row.id], tightens) for row, tightens in found])


def _standing_of(act: Act, replies: Sequence[Reply]) -> dict[uuid.UUID, dict[str, Standing]]:
    """What the queue needs of each: every field where a case is looked for or a first word is held against it."""
    whole = [each for each in replies if each.first_word_by or not (each.case_id or each.proposed_case_id)]
    rest = [each for each in replies if each not in whole]
    return standing_of(act, whole) | doubts_of(act, rest)


def next_review(act: Act, behind: uuid.UUID) -> uuid.UUID | None:
    """The first reply of the queue but that one which does not wait for another person's word."""
    query = act.own(Reply).where(Reply.state.in_(ORDER), Reply.id != behind)
    for row, _ in act.session.execute(_in_order(act, query).limit(LOOKED_AT)):
        if row.first_word_by is None or first_of(act, row, standing(act, row)) != act.who.user:
            return row.id
    return None


def _in_order(act: Act, query: Select[Reply]) -> Select[Reply, bool]:
    """Replies in the queue's order, each with whether it may tighten what is in force."""
    opened = act.own(ReEvaluation).where(ReEvaluation.reply_id == Reply.id, ReEvaluation.closed_at.is_(None)).exists()
    rank = when({state.value: at for at, state in enumerate(ORDER)}, value=Reply.state)
    return query.add_columns(opened).order_by(opened.desc(), rank, Reply.created_at, Reply.id)


def worst_first(fields: list[Standing]) -> list[Standing]:
    """Doubtful fields in the order of danger."""
    return sorted((f for f in fields if f.doubtful), key=lambda f: (not _restricts(f), f.reading.confidence, f.name))


def _restricts(each: Standing) -> bool:
    return each.field is not None and isinstance(each.field.meaning, RESTRICTING)


def _shown(act: Act, reply: Reply, fields: dict[str, Standing], tightens: bool) -> ReviewShown:
    return ReviewShown(
        reply=reply.id,
        document=reply.document_id,
        state=reply.state,
        case=reply.case_id,
        proposed_case=reply.proposed_case_id,
        received_at=reply.created_at,
        may_tighten=tightens,
        reasons=reasons_of(reply.reasons),
        doubtful=[show_field(each) for each in worst_first(list(fields.values()))],
        candidates=candidates_of(act, reply, fields),
        first_by=first_of(act, reply, fields),
    )
