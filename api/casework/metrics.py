"""The metrics of an employer's program from what is on file, and the yearly evaluation for others to see."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from api.casework import case_facts
from api.casework.act import Act
from api.casework.case_facts import OfferAnswer
from api.casework.kept_facts import kept_or_made
from api.casework.osha import case_files
from api.store.tables import Case, CaseCost, CaseOutcome, ModifiedHours, ProgramYear, SatisfactionAnswer
from cases.metrics import (
    Answer,
    CaseFacts,
    Cost,
    Evaluation,
    Facts,
    Figure,
    Hours,
    Period,
    evaluation,
    figures,
)
from cases.metrics import ProgramYear as YearFacts
from cases.osha import CaseFile, summary

AT_ONCE: Final = 1_000  # cases


class Known(NamedTuple):
    """What is on file of several cases, by case."""

    logs: dict[uuid.UUID, CaseFile]
    modified: dict[uuid.UUID, tuple[date, ...]]
    answers: dict[uuid.UUID, OfferAnswer]
    restricted: dict[uuid.UUID, datetime]
    offered: dict[uuid.UUID, datetime]
    plan_days: dict[uuid.UUID, int]


class Span(BaseModel):
    """Which year, or which quarter of it."""

    model_config = ConfigDict(extra="forbid")

    year: int = Field(ge=1970, le=2200)
    quarter: int | None = Field(default=None, ge=1, le=4)


class MetricsShown(BaseModel):
    """The figures of a period; who sees them sees single cases, so they are not for handing out."""

    period: Period
    figures: list[Figure]


def metrics(act: Act, span: Span) -> MetricsShown:
    """Every metric of the period; "no data" where nobody has entered any."""
    facts = facts_of(act, Period.of(span.year, span.quarter))
    return MetricsShown(period=facts.period, figures=list(figures(facts)))


def yearly_evaluation(act: Act, year: int) -> Evaluation:
    """The evaluation of a year for management and representatives, with small groups withheld (003 VI)."""
    return evaluation(facts_of(act, Period.of(year)))


def facts_of(act: Act, period: Period) -> Facts:
    """Everything the figures of a period rest on: its injuries, those of the year before, money, hours, answers."""
    first = period.year_before().first
    injured = act.own(Case).where(Case.injury_date >= first, Case.injury_date <= period.last)
    in_order = injured.with_only_columns(Case.id).order_by(Case.injury_date, Case.id)
    injuries = [key for (key,) in act.session.execute(in_order)]
    return Facts(
        period=period,
        now=act.moment,
        cases=(*kept_or_made(act, injuries, partial(_made, act)), *_elsewhere(act, first, period.last)),
        costs=tuple(_cost(row) for row in act.session.scalars(act.own(CaseCost))),
        hours=tuple(_hours(row) for row in act.session.scalars(act.own(ModifiedHours))),
        answers=tuple(Answer(day=r.day, score=r.score) for r in act.session.scalars(act.own(SatisfactionAnswer))),
        years=tuple(_year(row) for row in act.session.scalars(act.own(ProgramYear))),
    )


def _made(act: Act, cases: Sequence[Case]) -> Iterator[CaseFacts]:
    """Some at a time: a query for each kind of row, and no more rows at once than fit."""
    outcomes = {row.case_id: row for row in act.session.scalars(act.own(CaseOutcome))}
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        ids, logs = [case.id for case in some], case_files(act, some)
        known = Known(
            logs,
            case_facts.modified_days(act, logs),
            case_facts.answers_of(act, ids),
            case_facts.restricted_at(act, ids),
            case_facts.offered_at(act, ids),
            case_facts.plan_days(act, ids),
        )
        yield from (_case(act, case, known, outcomes.get(case.id)) for case in some)


def _case(act: Act, case: Case, of: Known, outcome: CaseOutcome | None) -> CaseFacts:
    log, modified, answer = of.logs[case.id], of.modified[case.id], of.answers.get(case.id)
    known = bool(log.work) or bool(modified)
    return CaseFacts(
        case=str(case.id),
        worker=str(case.worker_id),
        injured=case.injury_date,
        restricted_at=of.restricted.get(case.id),
        offered_at=of.offered.get(case.id),
        answer=answer.said if answer else None,
        returned=outcome.returned_on if outcome and outcome.returned_on else case_facts.returned_on(log),
        modified_days=len(modified) if known else None,
        modified_over=outcome.modified_over if outcome else None,
        full_duty=case_facts.released_on(log.filed) or (outcome.full_duty_on if outcome else None),
        days_away=_days_away(act, log),
        plan_days=of.plan_days.get(case.id),
        employed=outcome.employed if outcome else None,
        accommodated=outcome.accommodated if outcome else None,
        own_job=outcome.own_job if outcome else None,
        recurrence=outcome.recurrence if outcome else None,
    )


def _days_away(act: Act, log: CaseFile) -> int | None:
    """The log's count; None while nothing at all says how the days after the injury were."""
    found = summary(log, max(act.today, log.injured))
    return None if "nothing_recorded" in found.questions else found.counts.away


def _elsewhere(act: Act, first: date, last: date) -> list[CaseFacts]:
    """Injuries of other years, as names only: a cost of this year can be theirs, and its worker counts once."""
    query = act.own(Case).where((Case.injury_date < first) | (Case.injury_date > last))
    names = act.session.execute(query.with_only_columns(Case.id, Case.worker_id, Case.injury_date))
    return [CaseFacts(case=str(case), worker=str(worker), injured=injured) for case, worker, injured in names]


def _cost(row: CaseCost) -> Cost:
    return Cost(kind=row.kind.value, case=str(row.case_id), paid=row.paid_on, cents=row.cents)


def _hours(row: ModifiedHours) -> Hours:
    return Hours(project=row.project, case=str(row.case_id), day=row.day, hours=row.hours, cents=row.cents)


def _year(row: ProgramYear) -> YearFacts:
    return YearFacts(
        year=row.year,
        premium_cents=row.premium_cents,
        emr=row.emr,
        average_employees=row.average_employees,
        hours_worked=row.hours_worked,
    )
