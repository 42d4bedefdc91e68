"""Does a job fit what is in force for a case? And what a named person may settle about it, and what not."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.in_force import Evidence, evidence_of, in_force_on, sets_of
from api.casework.kept_matches import Brief, remembered
from api.casework.readings import Standing, standing
from api.casework.views import MatchNoted, match_noted
from api.casework.words import Line, Reason, Written
from api.identity.roles import Action, Fields
from api.store.settled import settled, settled_of
from api.store.tables import Case, Job, PairResolution, Reply
from cases.comparing import tightening
from cases.demands import Assignment
from cases.demands import Job as JobDemands
from cases.errors import BadInput, Refused
from cases.in_force import InForce
from cases.matching import Cell, Match, Outcome, Pair, Resolution, match, resolve, settle
from cases.matching.suggestions import Suggestion, suggestions
from cases.restrictions import Report

NO_REPORT = "No report is confirmed for this case, so there is nothing to settle yet: confirm a signed one first."


class Question(Written):
    """Which job, from when to when. What the assignment leaves open is taken from the job; no job: the case's."""

    job: uuid.UUID | None = None
    assignment: Assignment


class CellShown(BaseModel):
    """A source cell, and for a report's cell the boxes on its pages."""

    says: str
    where: list[str]
    evidence: list[Evidence]


class PairShown(BaseModel):
    """One restriction against one demand."""

    key: str
    outcome: Outcome
    finding: Outcome
    code: str
    sentence: str
    report: CellShown
    demand: CellShown
    question: str
    ask: str
    resolvable: bool
    resolution: Resolution | None


class SuggestionShown(BaseModel):
    """A change of the work, and what matching comes to with it: how many conflicts and questions would be left."""

    code: str
    sentence: str
    outcome: Outcome
    conflicts: int
    undecided: int
    assignment: Assignment


class MatchShown(BaseModel):
    """A match, worst first: conflicts, what is undecided, what fits; and what would make it fit."""

    case: uuid.UUID
    job: uuid.UUID
    outcome: Outcome
    pending: list[str]
    pairs: list[PairShown]
    suggestions: list[SuggestionShown]


@dataclass(frozen=True)
class Compared:
    """A job held against what is in force, in brief: how it comes out, of how many pairs, and why, most pressing first.

    `reasons` speak of the report: only for who sees the medical file, and none where it fits.
    """

    job: Job
    outcome: Outcome
    pairs: int
    reasons: list[str]


class Settling(Question):
    """A person's word on an undecided pair. `compatible` or `conflict`, with the reason."""

    pair: Line
    outcome: Literal["compatible", "conflict"] = "compatible"
    reason: Reason


def match_case(act: Act, key: uuid.UUID, asked: Question) -> MatchShown | MatchNoted:
    """Match a job against what is in force on the assignment's first day."""
    case = act.find(Case, key)
    job = job_of(act, case, asked.job)
    found = matched(act, case, job, asked.assignment)
    if act.who.sees(Action.MATCH) is Fields.ALL:
        return show_match(act, case, job, found)
    return match_noted(case.id, job.id, found)


def compare_with(
    act: Act, key: uuid.UUID, reports: InForce, jobs: Sequence[Job], assignment: Assignment
) -> list[Compared]:
    """Several jobs at a glance, against what was looked up for the assignment's first day. Nothing is suggested."""
    whole, words = act.who.sees(Action.MATCH) is Fields.ALL, settled_of(act.session, key, [job.id for job in jobs])
    waiting, held = tightening(reports), reports.model_dump_json()
    found = []
    for job in jobs:
        rests_on = (held, assignment.model_dump_json(), job.demands.model_dump_json(), *_said(words[job.id]))
        make = partial(_brief, reports, job.demands, assignment, waiting, words[job.id])
        brief = remembered(rests_on, make)
        found.append(Compared(job, brief.outcome, brief.pairs, list(brief.sentences) if whole else []))
    return found


def settle_pair(act: Act, key: uuid.UUID, word: Settling) -> MatchShown:
    """A named person settles an undecided pair. Refused, and recorded, for a conflict and for what takes a paper."""
    case = act.find(Case, key, locked=True)
    job = job_of(act, case, word.job)
    found = matched(act, case, job, word.assignment)
    if not sets_of(act, case.id):
        act.refuse("match.settling_refused", case, NO_REPORT, code="needs_report", job=str(job.id))
    try:
        word_given = resolve(found, word.pair, act.who.name, word.reason, act.moment, word.outcome)
    except Refused as no:
        act.refuse("match.settling_refused", case, no.message, code=no.code, job=str(job.id))
    _keep(act, case, job, found.pair(word.pair), word_given)
    act.record("match.settled", case, job=str(job.id), pair=word.pair, outcome=word.outcome)
    return show_match(act, case, job, matched(act, case, job, word.assignment))


def job_of(act: Act, case: Case, key: uuid.UUID | None) -> Job:
    """The named job, or the case's own."""
    wanted = key or case.job_id
    if wanted is None:
        raise BadInput("The case names no job; say which one to match.", code="no_job")
    return act.find(Job, wanted)


def matched(act: Act, case: Case, job: Job, assignment: Assignment) -> Match:
    """The match with what persons settled."""
    found = match(in_force_on(act, case, assignment.start), job.demands, assignment)
    return settle(found, settled(act.session, case.id, job.id))


def _said(words: Sequence[Resolution]) -> list[str]:
    return [each.model_dump_json() for each in words]


def _brief(
    reports: InForce, job: JobDemands, assignment: Assignment, waiting: tuple[Report, ...], words: list[Resolution]
) -> Brief:
    found = settle(match(reports, job, assignment, waiting=waiting), words)
    pressing = found.conflicts or found.undecided
    pairs = len(found.conflicts) + len(found.undecided) + len(found.compatible)
    return Brief(found.outcome, pairs, tuple(pair.sentence for pair in pressing))


def show_match(act: Act, case: Case, job: Job, found: Match) -> MatchShown:
    """The answer for a match: each report cell with its boxes."""
    fields: dict[str, dict[str, Standing]] = {}
    worst_first = (*found.conflicts, *found.undecided, *found.compatible)
    return MatchShown(
        case=case.id,
        job=job.id,
        outcome=found.outcome,
        pending=list(found.pending),
        pairs=[show_pair(act, pair, fields) for pair in worst_first],
        suggestions=[
            SuggestionShown.model_validate(each, from_attributes=True) for each in _suggested(act, case, job, found)
        ],
    )


def cell_evidence(act: Act, cell: Cell, fields: dict[str, dict[str, Standing]]) -> list[Evidence]:
    """The boxes behind a report's cell. `fields` keeps what was looked up before, by reply."""
    if cell.document is None:
        return []
    if cell.document not in fields:
        fields[cell.document] = standing(act, act.find(Reply, uuid.UUID(cell.document)))
    return evidence_of(fields[cell.document], uuid.UUID(cell.document), cell.where)


def _suggested(act: Act, case: Case, job: Job, found: Match) -> tuple[Suggestion, ...]:
    """What would make it fit, matched against the same reports and with what persons settled."""
    reports, words = in_force_on(act, case, found.assignment.start), settled(act.session, case.id, job.id)

    def again(demands: JobDemands, assignment: Assignment) -> Match:
        return settle(match(reports, demands, assignment), words)

    return suggestions(reports, job.demands, found, again)


def show_pair(act: Act, pair: Pair, fields: dict[str, dict[str, Standing]]) -> PairShown:
    """A pair with the boxes behind its report's cell."""
    return PairShown(
        key=pair.key,
        outcome=pair.outcome,
        finding=pair.finding,
        code=pair.code,
        sentence=pair.sentence,
        report=CellShown(
            says=pair.report.says,
            where=list(pair.report.where),
            evidence=cell_evidence(act, pair.report, fields),
        ),
        demand=CellShown(says=pair.demand.says, where=list(pair.demand.where), evidence=[]),
        question=pair.question,
        ask=pair.ask,
        resolvable=pair.resolvable,
        resolution=pair.resolution,
    )


def _keep(act: Act, case: Case, job: Job, pair: Pair, given: Resolution) -> None:
    """Store it with the restriction set it speaks of; the newest word on a pair replaces the one before."""
    sets = sets_of(act, case.id)
    of = next((held for held in sets if str(held.reply_id) == pair.report.document), sets[-1])
    query = act.own(PairResolution).where(
        PairResolution.restriction_set_id == of.id, PairResolution.job_id == job.id, PairResolution.pair == pair.key
    )
    row = act.session.scalar(query.with_for_update()) or PairResolution(
        case_id=case.id, restriction_set_id=of.id, job_id=job.id, pair=pair.key
    )
    row.outcome, row.reason = given.outcome, given.reason
    row.resolved_by, row.created_at = act.who.user, act.moment
    act.add(row)
