"""The OSHA log: the ledger of a case, what a named person decides about it, its entry, and the log of a year."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, Field
from sqlalchemy import extract, func, select

from api.casework.act import Act
from api.casework.sheets import csv_of
from api.casework.words import Line, Reason, Shown, Text, Written
from api.casework.work_records import work_of
from api.store.filed import filed_in
from api.store.tables import Case, Employer, Job, LogDecision, LogEntry, ProgramYear, Worker
from cases.errors import BadInput, Refused
from cases.in_force import in_force
from cases.matching import Outcome
from cases.osha import (
    QUESTIONS,
    CaseFile,
    Column,
    Counts,
    Establishment,
    LogLine,
    LogRow,
    Run,
    Totals,
    log_row,
    runs,
    summary,
    totals,
)
from cases.osha.decisions import Content, Decision, RoutineFunctions, latest
from cases.osha.functions import standing_pairs
from cases.osha.log import HEADINGS, Illness


class NewDecision(Written):
    """A decision about the log, with its reason (1904.7(b)(3)(ii) wants it recorded)."""

    decision: Content
    reason: Reason


class DecisionShown(Shown):
    """A decision on record. Of two about the same thing the newer one counts."""

    id: uuid.UUID
    case_id: uuid.UUID
    decision: Decision
    decided_by: uuid.UUID


class QuestionShown(BaseModel):
    """What is open; `days` hang on it, 0 if the whole case does."""

    code: str
    question: str
    days: int


class FunctionShown(BaseModel):
    """Why a restriction reaches a weekly function of the regular job, or why nobody can tell yet."""

    outcome: Outcome
    sentence: str
    question: str


class OshaShown(BaseModel):
    """A case as the log has it on a day. `recordable` is null while it hangs on an open question."""

    case: uuid.UUID
    on: date
    recordable: bool | None
    column: Column | None = Field(description="G death, H days away, I transfer or restriction, J other.")
    counts: Counts
    privacy: bool
    learned: date | None
    due: date | None = Field(description="Last day to enter it: seven calendar days (29 CFR 1904.29(b)(3)).")
    entered: EntryShown | None
    questions: list[QuestionShown]
    functions: list[FunctionShown]
    ledger: list[Run]
    decisions: list[DecisionShown]


class NewEntry(Written):
    """The columns of the log that a person fills: C, E, F and M. What is described is medical content."""

    job_title: Line
    place: Line = Field(description="Column E: where the event occurred.")
    described: Text = Field(min_length=1, description="Column F: injury, parts of body, object or substance.")
    illness: Illness = "injury"


class EntryShown(Shown):
    """A case's place on the log."""

    id: uuid.UUID
    case_id: uuid.UUID
    year: int
    number: int
    job_title: str
    place: str
    described: str
    illness: str
    entered_on: date


class LogShown(BaseModel):
    """The 300 log of a year. `missing` are recordable cases that nobody has entered, `open` those that might be."""

    year: int
    establishment: str
    rows: list[LogRow]
    totals: Totals
    missing: list[uuid.UUID]
    open: list[uuid.UUID]


class PrivacyName(BaseModel):
    """A line of the separate, confidential list of privacy cases (1904.29(b)(6))."""

    number: str
    name: str


def osha_of(act: Act, key: uuid.UUID, on: date | None = None) -> OshaShown:
    """The ledger, the counts and what is open, on that day or today."""
    case, day = act.find(Case, key), on or act.today
    if day < case.injury_date:
        raise BadInput("The log of a case begins with its injury; ask for a later day.", code="before_injury")
    papers = case_file(act, case)
    found, entry = summary(papers, day), _entry(act, case.id)
    return OshaShown(
        case=case.id,
        on=day,
        recordable=found.recordable,
        column=found.column,
        counts=found.counts,
        privacy=found.privacy,
        learned=found.learned,
        due=found.due,
        entered=EntryShown.model_validate(entry) if entry else None,
        questions=[QuestionShown(code=c, question=QUESTIONS[c], days=n) for c, n in sorted(found.questions.items())],
        functions=_functions(papers, day),
        ledger=list(runs(found.days)),
        decisions=[DecisionShown.model_validate(row) for row in _decisions(act, case.id)],
    )


def decide(act: Act, key: uuid.UUID, new: NewDecision) -> DecisionShown:
    """A named person decides, with the reason. NotFound for a regular job that is not the employer's."""
    case = act.find(Case, key, locked=True)
    if isinstance(new.decision, RoutineFunctions):
        _checked(act.find(Job, _uuid(new.decision.job)), new.decision)
    said = Decision(content=new.decision, person=act.who.name, reason=new.reason, on=act.today)
    row = act.add(LogDecision(case_id=case.id, decision=said, decided_by=act.who.user))
    act.record("log.decided", row, case=str(case.id), kind=new.decision.kind)
    return DecisionShown.model_validate(row)


def enter(act: Act, key: uuid.UUID, new: NewEntry) -> EntryShown:
    """Enter a case on the log of its year, or correct what is entered; number and day of entry stay.

    Refused for a case that is not recordable, or of which nobody has said what would make it so.
    """
    case = act.find(Case, key, locked=True)
    if not summary(case_file(act, case), act.today).recordable:
        act.refuse(
            "log.entry_refused", case, "Nothing makes this case recordable yet: decide its questions first.",
            code="not_recordable",
        )  # fmt: skip
    row = _entry(act, case.id) or _new_entry(act, case)
    row.job_title, row.place, row.described, row.illness = new.job_title, new.place, new.described, new.illness
    act.record("log.entered", act.add(row), case=str(case.id), year=row.year, number=row.number)
    return EntryShown.model_validate(row)


def log_of_year(act: Act, year: int) -> LogShown:
    """The log of a year as it stands today, by number, with the totals of 300A."""
    rows, missing, open_ = [], [], []
    entries = {row.case_id: row for row in act.session.scalars(act.own(LogEntry).where(LogEntry.year == year))}
    cases = _injured_in(act, year)
    papers = case_files(act, cases)
    for case in cases:
        found = summary(papers[case.id], max(act.today, case.injury_date))
        if entry := entries.get(case.id):
            rows += [row] if (row := log_row(_line(act, case, entry), found)) else []
        elif found.recordable is None:
            open_.append(case.id)
        elif found.recordable:
            missing.append(case.id)
    rows.sort(key=lambda row: row.number)
    return LogShown(
        year=year,
        establishment=act.session.get_one(Employer, act.who.employer).name,
        rows=rows,
        totals=totals(rows, _establishment(act, year)),
        missing=missing,
        open=open_,
    )


def log_csv(act: Act, year: int) -> bytes:
    """The same for a spreadsheet: the columns of the form, no cell a formula."""
    return csv_of(HEADINGS, [row.cells for row in log_of_year(act, year).rows])


def privacy_names(act: Act, year: int) -> list[PrivacyName]:
    """The confidential list: numbers and names of the year's privacy cases. Seeing it is on record."""
    entries = act.session.scalars(act.own(LogEntry).where(LogEntry.year == year).order_by(LogEntry.number))
    cases = [(entry, act.find(Case, entry.case_id)) for entry in entries]
    found = [
        PrivacyName(number=f"{year}-{entry.number:03}", name=act.find(Worker, case.worker_id).name)
        for entry, case in cases
        if summary(case_file(act, case), act.today).privacy
    ]
    act.record("log.privacy_list_seen", f"year:{year}", names=len(found))
    return found


def case_file(act: Act, case: Case) -> CaseFile:
    """What the log takes from a case: reports on file, work records, decisions, the regular job."""
    return case_files(act, [case])[case.id]


def case_files(act: Act, cases: Sequence[Case]) -> dict[uuid.UUID, CaseFile]:
    """The same for several cases, with a query for each kind of row."""
    ids = [case.id for case in cases]
    reports, work, said = filed_in(act.session, ids), work_of(act, ids), _decisions_in(act, ids)
    regular = {case.id: _regular(case, said[case.id]) for case in cases}
    named = [job for job in regular.values() if job is not None]
    jobs = {job.id: job.demands for job in act.session.scalars(act.own(Job).where(Job.id.in_(named)))}
    return {
        case.id: CaseFile(
            injured=case.injury_date,
            filed=reports[case.id],
            work=work[case.id],
            job=jobs[job] if (job := regular[case.id]) else None,
            decisions=said[case.id],
        )
        for case in cases
    }


def _regular(case: Case, decisions: tuple[Decision, ...]) -> uuid.UUID | None:
    """The job that a person named as the regular one, else the case's."""
    routine = latest(decisions, RoutineFunctions)
    return _uuid(routine.job) if routine else case.job_id


def _decisions_in(act: Act, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[Decision, ...]]:
    found: dict[uuid.UUID, list[Decision]] = {key: [] for key in cases}
    query = act.own(LogDecision).where(LogDecision.case_id.in_(cases))
    for row in act.session.scalars(query.order_by(LogDecision.created_at, LogDecision.id)):
        found[row.case_id].append(row.decision)
    return {key: tuple(decisions) for key, decisions in found.items()}


def entered_on(act: Act, case: uuid.UUID) -> date | None:
    """The day a case was entered on the log."""
    row = _entry(act, case)
    return row.entered_on if row else None


def _functions(papers: CaseFile, day: date) -> list[FunctionShown]:
    pairs = standing_pairs(in_force(papers.filed, day), papers.job, latest(papers.decisions, RoutineFunctions))
    return [FunctionShown(outcome=p.outcome, sentence=p.sentence, question=p.question) for p in pairs]


def _decisions(act: Act, case: uuid.UUID) -> list[LogDecision]:
    query = act.own(LogDecision).where(LogDecision.case_id == case)
    return list(act.session.scalars(query.order_by(LogDecision.created_at, LogDecision.id)))


def _entry(act: Act, case: uuid.UUID) -> LogEntry | None:
    return act.session.scalar(act.own(LogEntry).where(LogEntry.case_id == case))


def _new_entry(act: Act, case: Case) -> LogEntry:
    """The next number of the year; the employer's row is locked so that two entries do not take the same one."""
    act.session.get_one(Employer, act.who.employer, with_for_update=True)
    year = case.injury_date.year
    own = (LogEntry.employer_id == act.who.employer, LogEntry.year == year)
    highest = act.session.scalar(select(func.max(LogEntry.number)).where(*own)) or 0
    return LogEntry(
        case_id=case.id, year=year, number=highest + 1, entered_on=act.today, entered_by=act.who.user
    )  # fmt: skip


def _injured_in(act: Act, year: int) -> list[Case]:
    query = act.own(Case).where(extract("year", Case.injury_date) == year)
    return list(act.session.scalars(query.order_by(Case.injury_date, Case.id)))


def _line(act: Act, case: Case, entry: LogEntry) -> LogLine:
    return LogLine.model_validate(
        {
            "number": entry.number,
            "name": act.find(Worker, case.worker_id).name,
            "job_title": entry.job_title,
            "injured": case.injury_date,
            "where": entry.place,
            "described": entry.described,
            "illness": entry.illness,
            "entered_on": entry.entered_on,
        }
    )


def _establishment(act: Act, year: int) -> Establishment:
    row = act.session.scalar(act.own(ProgramYear).where(ProgramYear.year == year))
    if row is None:
        return Establishment()
    return Establishment(average_employees=row.average_employees, hours_worked=row.hours_worked)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadInput("The job of a decision is named by its id.", code="bad_job") from None


def _checked(job: Job, said: RoutineFunctions) -> None:
    """A task that the job does not have would silently leave the real one routine."""
    unknown = set(said.rare) - {task.title for task in job.demands.tasks}
    if unknown:
        raise Refused("The job has no task of that title; name its tasks as they are on file.", code="unknown_task")
