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
from api.casework.words import Text, Written
from api.intake.candidates import Candidate, Clues, KnownCase, Sign, clues_of, likeliest
from api.store.tables import Case, Reply, Worker

FEWEST_LETTERS = 3  # of a word of a name that cases are searched by
SHOWN = 12  # cases of a search; who finds more looks for more
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


class Sought(Written):
    """What a person reads on a page, to find whose it is. Nothing typed finds nothing."""

    name: Text = ""
    born: date | None = None
    injured: date | None = None


def look_up(act: Act, sought: Sought) -> list[CandidateShown]:
    """Cases that agree with anything of it, what agrees with most first; each says what agrees and what differs."""
    clues = Clues(
        worker_name=sought.name,
        claim_number="",
        birth_dates=frozenset({sought.born} if sought.born else ()),
        injury_dates=frozenset({sought.injured} if sought.injured else ()),
    )
    found = [_shown(held) for each in _known(act, clues) if (held := _held(sought, each)).agrees] if clues else []
    return sorted(found, key=lambda each: (len(each.differs), -len(each.agrees), each.worker))[:SHOWN]


def _held(sought: Sought, known: KnownCase) -> Candidate:
    verdicts: dict[Sign, bool] = {}
    if sought.name:
        words = known.worker_name.casefold()
        verdicts["worker_name"] = all(word in words for word in sought.name.casefold().split())
    if sought.born:
        verdicts["birth_date"] = sought.born == known.birth_date
    if sought.injured:
        verdicts["injury_date"] = sought.injured == known.injury_date
    agrees, differs = (tuple(sign for sign, same in verdicts.items() if same is wanted) for wanted in (True, False))
    return Candidate(known, agrees, differs)
