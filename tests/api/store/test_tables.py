"""The tables' own fences: what the database refuses whatever a query forgot."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from api.store.opening import Store
from api.store.tables import Case, Employer, Job, Worker
from cases.demands import Demand, Task
from cases.demands import Job as JobDemands

pytestmark = pytest.mark.integration


def test_a_case_of_one_employer_cannot_name_a_worker_of_another(store: Store, employer: uuid.UUID) -> None:
    """The wrong tenant is refused by the database, and the error's text holds no value of a row."""
    other = Employer(id=uuid.uuid4(), name="Another")
    stranger = Worker(id=uuid.uuid4(), employer_id=other.id, name="ZQX", birth_date=date(1980, 5, 17))
    with store.database.transaction() as session:
        session.add(other)
        session.flush()
        session.add(stranger)

    def cross() -> None:
        with store.database.transaction() as session:
            session.add(Case(employer_id=employer, worker_id=stranger.id, injury_date=date(2026, 11, 2)))

    with pytest.raises(IntegrityError) as refused:
        cross()
    assert "2026" not in str(refused.value).split("[SQL")[-1]


def test_a_job_comes_back_as_it_was_written(session: Session, employer: uuid.UUID) -> None:
    """Demands are typed values, not loose JSON: what went in is what comes out."""
    demand = Demand(activity="bend", value="sometimes", cell="1. Bending")
    demands = JobDemands(title="Press operator", hours_per_day=8, tasks=(Task(title="Feed", demands=(demand,)),))
    row = Job(id=uuid.uuid4(), employer_id=employer, title=demands.title, demands=demands)
    session.add(row)
    session.flush()
    session.expire(row)

    assert session.get_one(Job, row.id).demands == demands
