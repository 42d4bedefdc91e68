"""/cases/{case}/osha and /osha: the ledger of a case, decisions and its entry; the 300 log of a year."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.casework import osha, work_records
from api.casework.act import Act
from api.casework.osha import (
    DecisionShown,
    EntryShown,
    LogShown,
    NewDecision,
    NewEntry,
    OshaShown,
    PrivacyName,
)
from api.casework.work_records import NewWorkRecord, WorkRecordShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import CSV, attachment
from api.web.problems import documented

router = APIRouter(tags=["osha"])
See = Annotated[Act, doing(Action.SEE_LOG)]
Decide = Annotated[Act, doing(Action.DECIDE_LOG)]
Record = Annotated[Act, doing(Action.RECORD_WORK)]
Year = Annotated[int, Path(ge=1970, le=2200)]


@router.get("/cases/{case}/osha", responses=documented(404))
def get_osha(
    case: UUID, act: Annotated[Act, doing(Action.SEE_COUNT)], on: Annotated[date | None, Query()] = None
) -> OshaShown:
    """The day counts of a case, each run of days with its paragraph, and what is open."""
    return osha.osha_of(act, case, on)


@router.post("/cases/{case}/osha/decisions", status_code=201, responses=documented(404, 409))
def decide_osha(case: UUID, new: NewDecision, act: Decide) -> DecisionShown:
    """Decide something about the log, with the reason."""
    return osha.decide(act, case, new)


@router.put("/cases/{case}/osha/entry", responses=documented(404, 409))
def enter_case(case: UUID, new: NewEntry, act: Decide) -> EntryShown:
    """Enter a case on the log of its year, or correct its entry."""
    return osha.enter(act, case, new)


@router.post("/cases/{case}/work", status_code=201, responses=documented(404))
def record_work(case: UUID, new: NewWorkRecord, act: Record) -> WorkRecordShown:
    """Record days worked or missed after the injury."""
    return work_records.record_work(act, case, new)


@router.get("/cases/{case}/work", responses=documented(404))
def list_work(case: UUID, act: Record) -> list[WorkRecordShown]:
    """The records of days of a case."""
    return work_records.list_work(act, case)


@router.post("/work-records/{record}/withdrawal", responses=documented(404, 409))
def withdraw_work(record: UUID, act: Record) -> WorkRecordShown:
    """Take a wrong record back."""
    return work_records.withdraw_work(act, record)


@router.get("/osha/{year}/log")
def get_log(year: Year, act: See) -> LogShown:
    """The 300 log of a year, and the totals of 300A."""
    return osha.log_of_year(act, year)


@router.get("/osha/{year}/log.csv", response_class=Response, responses=CSV)
def get_log_csv(year: Year, act: See) -> Response:
    """The same as a sheet with the columns of the form."""
    return attachment(osha.log_csv(act, year), "text/csv; charset=utf-8", f"osha-300-{year}.csv")


@router.get("/osha/{year}/privacy-cases")
def get_privacy_names(year: Year, act: Decide) -> list[PrivacyName]:
    """The confidential list of the privacy cases' names; seeing it is on record."""
    return osha.privacy_names(act, year)
