"""An act finds a row once; what is locked is asked for again, and what is gone is not found."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from api.casework.act import Act, acting
from api.identity.users import principal_of_login
from api.store.tables import Provider
from cases.errors import NotFound

pytestmark = pytest.mark.integration


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """The statements that reach the database."""
    heard: list[str] = []

    def hear(_connection, _cursor, statement, *_more) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


@pytest.fixture
def act(ours, store) -> Iterator[Act]:
    """An act of our coordinator."""
    with store.database.transaction() as session:
        who = principal_of_login(session, "casey")
    with acting(store, who) as begun:
        yield begun


@pytest.fixture
def office(ours) -> uuid.UUID:
    """A provider on file."""
    made = ours.post("/providers", json={"name": "Dr. Alex Sampleton", "practice": "Example", "address": "22 Clinic"})
    return uuid.UUID(made.json()["id"])


def test_a_row_is_asked_for_once(office, act, asked) -> None:
    """The second finding is the same row, and no question."""
    found = act.find(Provider, office)
    asked.clear()

    assert act.find(Provider, office) is found
    assert not asked


def test_a_row_that_is_held_is_asked_for_again(office, act, asked) -> None:
    """Who holds it decides on what it is now."""
    act.find(Provider, office)
    asked.clear()
    act.find(Provider, office, locked=True)

    assert any("FOR UPDATE" in statement for statement in asked)


def test_a_row_that_was_taken_away_is_not_found(office, act) -> None:
    """Also in the act that took it away."""
    act.session.delete(act.find(Provider, office))
    act.session.flush()

    with pytest.raises(NotFound):
        act.find(Provider, office)


def test_what_is_not_ones_own_is_not_found_however_often_one_asks(act) -> None:
    """Nothing is remembered of what was refused."""
    for _ in range(2):
        with pytest.raises(NotFound):
            act.find(Provider, uuid.uuid4())
