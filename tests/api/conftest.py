"""The service over a real database, with a coordinator of each of two employers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.identity.keys import make_key
from api.identity.users import add_user, employer_named
from api.store.opening import Store
from api.web.app import create_app


@pytest.fixture
def app(store: Store) -> FastAPI:
    """The application, over this test's database."""
    return create_app(store, docs=True)


def _key(store: Store, employer: str) -> str:
    with store.database.transaction() as session:
        user = add_user(session, employer_named(session, employer), "casey", "Casey Coordinator")
        return make_key(session, user)


def _desk(app: FastAPI, key: str) -> TestClient:
    client = TestClient(app, base_url="http://testserver/api/v1", raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {key}"
    return client


@pytest.fixture
def ours(app: FastAPI, store: Store) -> Iterator[TestClient]:
    """A client of our coordinator."""
    with _desk(app, _key(store, "Hudson Valley Orchards")) as client:
        yield client


@pytest.fixture
def theirs(app: FastAPI, store: Store) -> Iterator[TestClient]:
    """A client of another employer's coordinator."""
    with _desk(app, _key(store, "Catskill Paper Mill")) as client:
        yield client


@pytest.fixture
def nobody(app: FastAPI) -> Iterator[TestClient]:
    """A client without a key."""
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client
