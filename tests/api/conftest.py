"""The service over a real database: a coordinator of each of two employers, and anybody else by their role."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.identity.keys import make_key
from api.identity.principals import Principal
from api.identity.roles import ROLES, TABLE, Reach, Role
from api.identity.users import add_user, employer_named
from api.store.opening import Store
from api.store.tables.base import now
from api.web import asking
from api.web.app import described


@pytest.fixture(scope="session")
def routes() -> FastAPI:
    """The application without a store: a hundred and fifty routes take half a second to build, once a process."""
    return described(docs=True)


@pytest.fixture
def app(routes: FastAPI, store: Store) -> FastAPI:
    """The application, over this test's database."""
    routes.state.store = store
    return routes


OURS = "Hudson Valley Orchards"


def _key(store: Store, employer: str, role: Role = Role.COORDINATOR, login: str = "casey") -> str:
    """A new user's key. A physician is no user: a coordinator's key stands for the link (see `desk`)."""
    name = "Casey Coordinator" if login == "casey" else f"{role.title()} Example"
    with store.database.transaction() as session:
        owner = employer_named(session, employer)
        user = add_user(session, owner, login, name, Role.AUDITOR if is_link(role) else role)
        return make_key(session, user, scopes=TABLE[role] if ROLES[role].scoped else None)


def is_link(role: Role) -> bool:
    """Whether somebody comes by a link and has no key."""
    return ROLES[role].reach is Reach.PACKET


def _desk(app: FastAPI, key: str) -> TestClient:
    client = TestClient(app, base_url="http://testserver/api/v1", raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {key}"
    return client


@pytest.fixture
def ours(app: FastAPI, store: Store) -> Iterator[TestClient]:
    """A client of our coordinator."""
    with _desk(app, _key(store, OURS)) as client:
        yield client


@pytest.fixture
def theirs(app: FastAPI, store: Store) -> Iterator[TestClient]:
    """A client of another employer's coordinator."""
    with _desk(app, _key(store, "Catskill Paper Mill")) as client:
        yield client


@pytest.fixture
def desk(app: FastAPI, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., TestClient]]:
    """`desk(Role.HR)`: a client of a new user of that role at our employer; `desk.user` is their id.

    An office's link has no door of its own yet: its principal is put in at the one place where a key becomes one.
    """
    links: dict[str, Principal] = {}
    found = asking.principal_of_key
    monkeypatch.setattr(asking, "principal_of_key", lambda s, secret, at: links.get(secret) or found(s, secret, at))
    with ExitStack() as open_desks:

        def sit_down(role: Role, packet: str | None = None) -> TestClient:
            key = _key(store, OURS, role, f"{role}-{uuid.uuid4().hex[:8]}")
            with store.database.transaction() as session:
                who = found(session, key, now())
            if is_link(role):
                links[key] = replace(who, role=role, packet=uuid.UUID(packet) if packet else uuid.uuid4())
            client = open_desks.enter_context(_desk(app, key))
            client.user = str(who.user)
            return client

        yield sit_down


@pytest.fixture
def nobody(app: FastAPI) -> Iterator[TestClient]:
    """A client without a key."""
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client
