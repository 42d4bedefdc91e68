"""A transaction that waited for a row sees what the row became."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from api.store.opening import Store
from api.store.tables import Job
from cases.demands import Job as Demands

pytestmark = pytest.mark.integration
WAYS = {
    "select": lambda session, key: session.scalar(select(Job).where(Job.id == key).with_for_update()),
    "several": lambda session, key: session.scalars(select(Job).with_for_update()).one(),
    "get": lambda session, key: session.get(Job, key, with_for_update=True),
    "get_one": lambda session, key: session.get_one(Job, key, with_for_update=True),
}


@pytest.fixture
def job(store: Store, employer: uuid.UUID) -> uuid.UUID:
    """A job called A."""
    with store.database.transaction() as session:
        row = Job(employer_id=employer, title="A", demands=Demands(title="A"))
        session.add(row)
        session.flush()
        return row.id


@pytest.mark.parametrize("way", WAYS)
def test_what_is_locked_is_read_anew(store: Store, job: uuid.UUID, way: str) -> None:
    """It was read before, somebody changed it, and now it is locked to be decided upon."""
    with store.database.transaction() as session:
        read = session.get_one(Job, job)
        assert read.title == "A"
        with store.database.transaction() as other:
            other.get_one(Job, job).title = "B"

        assert WAYS[way](session, job).title == "B"
        assert read.title == "B"


@pytest.mark.parametrize("way", WAYS)
def test_what_was_changed_here_is_not_lost_by_locking(store: Store, job: uuid.UUID, way: str) -> None:
    """A change of this transaction is written before the row is read anew."""
    with store.database.transaction() as session:
        session.get_one(Job, job).title = "C"

        assert WAYS[way](session, job).title == "C"
