"""What those see who never see the medical file: types of their own, each made from what it may hold, nothing else.

    CaseNamed · LimitsShown · OutlookShown · ReEvaluationNoted · MatchNoted · OfferTasks · AssignmentNoted

There is no field here for a diagnosis, a treatment, a birth date, a provider, a page, a note or a file's name, so none
can be filled in by mistake (domain 9: a supervisor's copy is made from the supervisor's view). Limits are the rows that
the supervisor's notice prints (`generate/restricted_rows.py`). Which role gets which view: `api/identity/roles.py`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.wording import told_of
from api.identity.roles import Fields
from api.store.filed import filed
from api.store.tables import Assignment, Case, CaseState, Offer, ReEvaluation, Reply, Worker
from cases.assignments import State
from cases.in_force import InForce, in_force
from cases.matching import Match, Outcome, Pair
from cases.offers import OfferTerms
from cases.outlook import next_update
from generate.house_letters import outlook
from generate.restricted_rows import Limited, abilities, limits

FURTHER: Final = "A further accommodation, ask the Program Contact"
# What may be named as provided (domain 1, `required`). Other words can be a provider's: they match what a report asks.
PROVIDED: Final = {"helper": "A helper", "sit/stand option": "Sitting or standing as needed", "ppe": "PPE"}
SENTENCES: Final = {
    Outcome.COMPATIBLE: "Within the restrictions.",
    Outcome.UNDECIDED: "Not decided: ask the Program Contact before assigning this.",
    Outcome.CONFLICT: "Beyond the restrictions: not to be assigned.",
}
WIDE: Final = frozenset({Fields.ALL, Fields.PLAN})  # who sees the personnel side of a case or an offer


class CaseNamed(BaseModel):
    """A case: whose it is, at which job, and whether it is open."""

    view: Literal["limits"] = "limits"
    id: uuid.UUID
    worker: str
    job_id: uuid.UUID | None
    state: CaseState


class LimitShown(BaseModel):
    """One limit, or one doubt, in our own words. Without a last day it holds until `until`."""

    words: str
    first: date | None = Field(description="Null: now.")
    last: date | None
    until: str


class AccommodationShown(BaseModel):
    """Something the employer provides with an offer that stands, and while the offered work runs."""

    words: str
    first: date | None
    last: date | None


class LimitsShown(BaseModel):
    """What limits a worker on a day, and what is provided. `limits` is empty only after a release to full duty.

    What is not listed is allowed only if `open` is false: else something newer is being looked at.
    """

    view: Literal["limits", "outlook"] = "limits"
    case: uuid.UUID
    on: date
    limits: list[LimitShown]
    accommodations: list[AccommodationShown]
    open: bool


class OutlookShown(LimitsShown):
    """The same for the Committee: abilities, prognosis without reasons, next medical update (002 step 9)."""

    view: Literal["outlook"] = "outlook"
    abilities: list[str]
    prognosis: str
    next_update: date | None


class ReEvaluationNoted(BaseModel):
    """That there is a re-evaluation; an open one blocks new offers. Why it was asked for is in the medical file."""

    view: Literal["limits"] = "limits"
    id: uuid.UUID
    case_id: uuid.UUID
    opened_at: datetime
    closed_at: datetime | None


class PairNoted(BaseModel):
    """What one demand of the job comes to. Demands are the job's own words; the report's stay in the file."""

    outcome: Outcome
    code: str
    sentence: str
    demand: str
    where: list[str]


class MatchNoted(BaseModel):
    """A match, worst first."""

    view: Literal["limits"] = "limits"
    case: uuid.UUID
    job: uuid.UUID
    outcome: Outcome
    pairs: list[PairNoted]


class OfferTasks(BaseModel):
    """The tasks and the schedule of an offer."""

    view: Literal["limits"] = "limits"
    id: uuid.UUID
    case: uuid.UUID
    job: uuid.UUID
    position: str
    duties: list[str]
    requirements: list[str]
    location: str
    schedule: str
    hours_per_day: float | None
    days_per_week: float | None
    overtime: bool | None
    start_date: date | None
    end_date: date | None
    ends_in_review: bool
    supervisor_name: str
    accommodations: list[AccommodationShown]
    made_at: datetime
    withdrawn_at: datetime | None


class AssignmentNoted(BaseModel):
    """Modified work: what it is, its days and hours, and whether it must not be worked now. Why is in the file; what
    must not be assigned is in the stop notice."""

    view: Literal["limits"] = "limits"
    id: uuid.UUID
    case: uuid.UUID
    offer: uuid.UUID
    job: uuid.UUID
    position: str
    state: State
    held_back: bool
    start: date
    end: date | None
    hours_per_day: float | None
    days_per_week: float | None
    overtime: bool | None
    over_on: date | None
    version: int


def case_named(act: Act, case: Case) -> CaseNamed:
    """A case without dates of an injury, claim or provider."""
    worker = act.session.get_one(Worker, case.worker_id)
    return CaseNamed(id=case.id, worker=worker.name, job_id=case.job_id, state=case.state)


def limits_shown(act: Act, case: Case, day: date, *, again: bool) -> LimitsShown:
    """What limits the worker on a day. `again`: a re-evaluation is open."""
    return LimitsShown(**_limits(act, case, *placed(act, case, day, again=again)))


def outlook_shown(act: Act, case: Case, day: date, *, again: bool) -> OutlookShown:
    """The same for the Committee."""
    reports, again = placed(act, case, day, again=again)
    return OutlookShown(
        **_limits(act, case, reports, again) | {"view": "outlook"},
        abilities=[] if again else abilities(reports),
        prognosis=outlook(reports, again=again),
        next_update=next_update(reports),
    )


def placed(act: Act, case: Case, day: date, *, again: bool) -> tuple[InForce, bool]:
    """The reports in force without those that lie in no case: their limits may be another person's. They are not told,
    and not left out unseen either: something is being looked at."""
    found = in_force(filed(act.session, case.id), day)
    mine = tuple(p for p in found.pending if act.session.get_one(Reply, uuid.UUID(p.report.document)).case_id)
    return found.model_copy(update={"pending": mine}), again or len(mine) < len(found.pending)


def reevaluation_noted(row: ReEvaluation) -> ReEvaluationNoted:
    """A re-evaluation without its notes."""
    return ReEvaluationNoted(id=row.id, case_id=row.case_id, opened_at=row.created_at, closed_at=row.closed_at)


def match_noted(case: uuid.UUID, job: uuid.UUID, found: Match) -> MatchNoted:
    """A match by demand, without what the report says."""
    worst_first = (*found.conflicts, *found.undecided, *found.compatible)
    return MatchNoted(case=case, job=job, outcome=found.outcome, pairs=[_pair(each) for each in worst_first])


def offer_tasks(offer: Offer) -> OfferTasks:
    """An offer without wage, claim, carrier and report."""
    terms = OfferTerms.model_validate(offer.terms)
    said = {name: getattr(terms, name) for name in OfferTasks.model_fields if name in OfferTerms.model_fields}
    return OfferTasks(
        **said | {"duties": list(terms.duties), "requirements": list(terms.requirements)},
        id=offer.id,
        case=offer.case_id,
        job=offer.job_id,
        accommodations=list(_provided(offer, terms)),
        made_at=offer.created_at,
        withdrawn_at=offer.withdrawn_at,
    )


def assignment_noted(row: Assignment) -> AssignmentNoted:
    """An assignment without the pairs that forbid it and without notes."""
    work = row.work
    return AssignmentNoted(
        id=row.id,
        case=row.case_id,
        offer=row.offer_id,
        job=row.job_id,
        position=row.position,
        state=row.state,
        held_back=row.state is State.SUSPENDED,
        start=work.start,
        end=work.end,
        hours_per_day=work.hours_per_day,
        days_per_week=work.days_per_week,
        overtime=work.overtime,
        over_on=row.over_on,
        version=row.version,
    )


def _limits(act: Act, case: Case, reports: InForce, again: bool) -> dict[str, object]:
    found = limits(reports, told_of(act, case, reports), looked_at_again=again)
    return {
        "case": case.id,
        "on": reports.as_of,
        "limits": [_limit(each) for each in found],
        "accommodations": list(_accommodations(act, case, reports.as_of)),
        "open": again or bool(reports.pending) or not reports.voices,
    }


def _limit(each: Limited) -> LimitShown:
    return LimitShown(words=each.words, first=each.first, last=each.last, until=each.until)


def _accommodations(act: Act, case: Case, day: date) -> Iterator[AccommodationShown]:
    standing = act.own(Offer).where(Offer.case_id == case.id, Offer.withdrawn_at.is_(None))
    for offer in act.session.scalars(standing.order_by(Offer.created_at)):
        terms = OfferTerms.model_validate(offer.terms)
        if terms.end_date is None or terms.end_date >= day:
            yield from _provided(offer, terms)


def _provided(offer: Offer, terms: OfferTerms) -> Iterator[AccommodationShown]:
    """What the offer's assignment provides; what has no word of ours is there all the same, to be asked for."""
    given = offer.match.get("assignment", {}).get("provided", [])
    for words in dict.fromkeys(PROVIDED.get(str(each).strip().casefold(), FURTHER) for each in given):
        yield AccommodationShown(words=words, first=terms.start_date, last=terms.end_date)


def _pair(pair: Pair) -> PairNoted:
    demand = pair.demand if pair.demand.where else None  # a cell of the job, else a sentence about the report
    return PairNoted(
        outcome=pair.outcome,
        code=pair.code,
        sentence=SENTENCES[pair.outcome],
        demand=demand.says if demand else "",
        where=list(demand.where) if demand else [],
    )
