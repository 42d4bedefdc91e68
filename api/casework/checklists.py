"""The checklist of a case's papers (004): what the service knows of them, and what a person says is filed."""

from __future__ import annotations

import uuid
from datetime import date

from pydantic import BaseModel

from api.casework import case_facts
from api.casework.act import Act
from api.casework.checkins import days_logged
from api.casework.osha import case_file, entered_on
from api.casework.words import Shown, Written
from api.store.tables import Case, CaseOutcome, Filing
from cases.checklist import CasePapers, Line, Paper, checklist, standing
from cases.errors import BadInput
from cases.osha import summary


class NewFiling(Written):
    """A paper that is filed, and since when (today)."""

    paper: Paper
    filed_on: date | None = None


class FilingShown(Shown):
    """A paper that a person said is filed."""

    id: uuid.UUID
    case_id: uuid.UUID
    paper: Paper
    filed_on: date
    recorded_by: uuid.UUID


class ChecklistShown(BaseModel):
    """The eight papers of a case, and how many stand how."""

    case: uuid.UUID
    lines: list[Line]
    standing: dict[str, int]


def checklist_of(act: Act, key: uuid.UUID) -> ChecklistShown:
    """The papers of a case, as they stand now."""
    case = act.find(Case, key)
    lines = checklist(papers_of(act, case), act.moment)
    return ChecklistShown(case=case.id, lines=list(lines), standing=standing(lines))


def file_paper(act: Act, key: uuid.UUID, new: NewFiling) -> FilingShown:
    """Say that a paper is filed."""
    case, day = act.find(Case, key), new.filed_on or act.today
    if not case.injury_date <= day <= act.today:
        raise BadInput("A paper is filed on a day from the injury until today.", code="bad_days")
    row = act.add(Filing(case_id=case.id, paper=new.paper, filed_on=day, recorded_by=act.who.user))
    act.record("paper.filed", row, case=str(case.id), paper=new.paper.value)
    return FilingShown.model_validate(row)


def papers_of(act: Act, case: Case) -> CasePapers:
    """What is known of them: papers on file, reports, offers, check-ins, the log."""
    log = case_file(act, case)
    found = summary(log, max(act.today, case.injury_date))
    query = act.own(Filing).where(Filing.case_id == case.id).order_by(Filing.created_at)
    said = {row.paper: row.filed_on for row in act.session.scalars(query)}
    of = (case.id,)
    answer = case_facts.answers_of(act, of).get(case.id)
    outcome = act.session.scalar(act.own(CaseOutcome).where(CaseOutcome.case_id == case.id))
    return CasePapers(
        injured=case.injury_date,
        filed=said,
        first_report_hours=case_facts.first_report_hours(act),
        visits=case_facts.visits(log.filed),
        letters=case_facts.exams(log.filed),
        restricted_at=case_facts.restricted_at(act, of).get(case.id),
        offered_at=case_facts.offered_at(act, of).get(case.id),
        answered_at=answer.at if answer else None,
        modified=case_facts.scheduled(log, case_facts.modified_days(act, {case.id: log})[case.id]),
        logged=days_logged(act, case.id),
        back_at_full_duty=outcome.full_duty_on if outcome else None,
        released=case_facts.released_on(log.filed) or said.get(Paper.RELEASE),
        recordable=found.recordable,
        osha_due=found.due,
        osha_entered=entered_on(act, case.id),
    )
