"""Candidate cases of a reply that no code and no person has placed: shown beside it, for a person to choose from.

They are worked out anew each time the queue is looked at, so a case that was opened since is among them. Nothing is
kept, and no case knows of it.
"""

from __future__ import annotations

import uuid
from datetime import date

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, or_, select

from api.casework.act import Act
from api.casework.readings import Standing, written_birth_date
from api.intake.candidates import Candidate, Clues, KnownCase, Sign, clues_of, likeliest
from api.store.tables import Case, Reply, Worker

FEWEST_LETTERS = 3  # of a word of a name that cases are searched by
LOOKED_AT = 500  # cases; more share a word of their names only where employers are very large


class CandidateShown(BaseModel):
    """A case that a reply may belong to: what agrees with the paper, what the paper says otherwise."""

    case: uuid.UUID
    worker: str
    injury_date: date
    agrees: list[Sign]
    differs: list[Sign]


def candidates_of(act: Act, reply: Reply, fields: dict[str, Standing]) -> list[CandidateShown]:
    """Cases that a reply may belong to, the likeliest first; none where its case is known."""
    if reply.case_id is not None or reply.proposed_case_id is not None:
        return []
    clues = clues_of(reply.named, written_birth_date(fields.values()), act.today)
    return [_shown(found) for found in likeliest(clues, _known(act, clues))] if clues else []


def _known(act: Act, clues: Clues) -> list[KnownCase]:
    """The employer's cases that agree with anything: birth date, day of injury, number, a word of the name."""
    words = [w for w in clues.worker_name.split() if len(w) >= FEWEST_LETTERS]
    alike: list[ColumnElement[bool]] = [Worker.name.icontains(word, autoescape=True) for word in words]
    alike += [Worker.birth_date.in_(clues.birth_dates), Case.injury_date.in_(clues.injury_dates)]
    if clues.claim_number:
        number = func.regexp_replace(func.upper(Case.claim_number), "[^[:alnum:]]", "", "g")
        alike.append(number == clues.claim_number)
    query = select(Case, Worker).join(Worker, Worker.id == Case.worker_id)
    query = query.where(Case.employer_id == act.who.employer, or_(*alike)).order_by(Case.created_at.desc())
    return [
        KnownCase(case.id, worker.name, worker.birth_date, case.injury_date, case.claim_number)
        for case, worker in act.session.execute(query.limit(LOOKED_AT))
    ]


def _shown(found: Candidate) -> CandidateShown:
    return CandidateShown(
        case=found.case.id,
        worker=found.case.worker_name,
        injury_date=found.case.injury_date,
        agrees=list(found.agrees),
        differs=list(found.differs),
    )
