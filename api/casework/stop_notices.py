"""What a supervisor is told of work that is held back: limits in our own words, and nothing else that is medical.

29 CFR 1630.14(c): supervisors learn of restrictions and accommodations. Made from that view, never by blacking out.
"""

from __future__ import annotations

import uuid

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.intake.stopping import found_outside
from api.store.tables import Assignment, Case, Offer, Worker
from cases import words
from cases.assignments import State
from cases.errors import Conflict
from cases.in_force import InForce
from cases.matching import Pair
from cases.offers import OfferTerms
from cases.restrictions import Restriction
from generate.own_words import ASK, restriction

STOP = "Stop this work now. Do not assign it again until the coordinator says that it goes on."
BEING_READ = "A newer report is being looked at."
WHOLE = "The work as a whole, or its days and hours: ask the coordinator."


class StopNotice(BaseModel):
    """A note to the supervisor: who, which work, what not to assign."""

    assignment: uuid.UUID
    worker: str
    supervisor: str
    position: str
    says: list[str]
    limits: list[str] = Field(description="What must not be assigned, in restrictions only.")


def stop_notice(act: Act, key: uuid.UUID) -> StopNotice:
    """The note. Conflict if the work is not held back."""
    row = act.find(Assignment, key)
    if row.state is not State.SUSPENDED:
        raise Conflict("This work is not held back, so there is nothing to stop.", code="not_suspended")
    case = act.find(Case, row.case_id)
    found, reports = found_outside(act.session, row), in_force_on(act, case, act.today)
    return StopNotice(
        assignment=row.id,
        worker=act.session.get_one(Worker, case.worker_id).name,
        supervisor=OfferTerms.model_validate(act.find(Offer, row.offer_id).terms).supervisor_name,
        position=row.position,
        says=[STOP, BEING_READ] if reports.pending else [STOP],
        limits=_limits(reports, found.pairs, "") + _limits(reports, found.in_doubt, " (being looked at)"),
    )


def _limits(reports: InForce, pairs: tuple[Pair, ...], doubt: str) -> list[str]:
    """One line for each limit, from the vocabulary; what a report words itself is only said to be there."""
    said = [_limit(reports, pair) for pair in pairs]
    lines = [f"{words.sentence_case(restriction(each, ASK))}{doubt}" if each else f"{WHOLE}{doubt}" for each in said]
    return list(dict.fromkeys(lines))


def _limit(reports: InForce, pair: Pair) -> Restriction | None:
    """The restriction behind a pair; None for status, days and hours, and for what a doubtful mark would say."""
    every = [each for voice in reports.voices for each in voice.restrictions]
    every += [(held.report.document, each) for held in reports.pending for each in held.report.restrictions]
    cell = (pair.report.document, pair.report.where)
    return next((each for document, each in every if cell[1] and (document, each.from_) == cell), None)
