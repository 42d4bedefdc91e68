"""Every route asks for a principal through one dependency; the few that do not are named."""

from __future__ import annotations

import pytest
from fastapi.routing import RouteContext, iter_route_contexts
from sqlalchemy import select

from api.identity import roles
from api.identity.keys import hash_of
from api.identity.roles import Action
from api.store.tables import ApiKey, User
from api.store.tables.base import now
from api.web.app import described
from api.web.asking import act
from api.web.desk.asking import desk

pytestmark = pytest.mark.integration
OPEN = {
    "/healthz",  # whether the process answers
    "/readyz",
    "/metrics",  # has a token of its own
    "/links/{secret}",  # papers for an office: its secret is what it asks for (tests/api/outbox/test_links.py)
}
# Pages for who is not signed in yet, and what every page loads.
OPEN_PAGES = {
    "/sign-in", "/sign-in/code", "/sign-in/outside", "/sign-in/outside/back", "/sign-out",
    "/first-run", "/static/{digest}/{name}",
    # an office's link is all it takes (tests/api/web/desk/test_office.py)
    "/office/{secret}", "/office/{secret}/form", "/office/{secret}/file", "/office/{secret}/paper",
}  # fmt: skip
PREFIX = "/api/v1"
SERVED = list(iter_route_contexts(described().routes))  # as the application itself walks them
ROUTES = [route for route in SERVED if route.path.startswith(PREFIX)]


def path_of(route: RouteContext) -> str:
    """A route's path as a client of /api/v1 writes it."""
    return route.path.removeprefix(PREFIX)


def action_of(route: RouteContext) -> Action:
    """What a route does, as it declares it."""
    (asked,) = [d for d in route.dependant.dependencies if d.call is act]
    (scope,) = asked.own_oauth_scopes
    return Action(scope)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name)
def test_every_route_names_its_action_through_the_one_dependency(route: RouteContext) -> None:
    """A route without the act, or whose act names no action, does not get in."""
    (asked,) = [d for d in route.dependant.dependencies if d.call is act]

    assert [Action(scope) for scope in asked.own_oauth_scopes], route.path


def test_only_the_named_routes_ask_for_nobody() -> None:
    """What has no act is on the list, and the list has nothing else."""
    asking = (act, desk)
    without = {route.path for route in SERVED if not any(d.call in asking for d in route.dependant.dependencies)}

    assert without == OPEN | OPEN_PAGES


PAGES = [route for route in SERVED if any(d.call is desk for d in route.dependant.dependencies)]


@pytest.mark.parametrize("page", PAGES, ids=lambda r: r.name)
def test_every_page_names_its_action(page: RouteContext) -> None:
    """Only Today, which looks at the rest itself, and one's own account are for everybody who is signed in."""
    (asked,) = [d for d in page.dependant.dependencies if d.call is desk]

    assert [Action(scope) for scope in asked.own_oauth_scopes] or page.path == "/" or page.path.startswith("/you")


def test_the_schema_is_served_only_where_it_was_asked_for() -> None:
    """Here it is; nothing else beside the routes and what watches is open to a stranger."""
    more = {route.path for route in iter_route_contexts(described(docs=True).routes)} - {r.path for r in SERVED}

    assert more == {f"{PREFIX}/openapi.json"}
    assert len(ROUTES) > 40


def test_a_stranger_gets_401(nobody) -> None:
    """No key, no answer: whatever the address and the method."""
    for route in ROUTES:
        path = route.path.replace("{", "").replace("}", "")
        for method in route.methods:
            answer = nobody.request(method, path, headers={"Content-Type": "application/pdf"})
            assert answer.status_code == 401, f"{method} {path}"
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.json()["code"] == "unauthorized"


def test_healthz_says_nothing_about_anybody(nobody) -> None:
    """The one open door answers whether the process is up, and no more."""
    assert nobody.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("end", ["revoked", "expired", "disabled"])
def test_a_key_that_ended_opens_nothing(ours, store, end: str) -> None:
    """Revoked, past its day, or of a user who left: 401 from then on."""
    assert ours.get("/cases").status_code == 200
    with store.database.transaction() as session:
        key, user = session.scalars(select(ApiKey)).one(), session.scalars(select(User)).one()
        key.revoked_at = now() if end == "revoked" else None
        key.expires_at = now() if end == "expired" else None
        user.disabled_at = now() if end == "disabled" else None

    assert ours.get("/cases").status_code == 401


def test_a_key_is_nowhere_in_the_store(ours, store) -> None:
    """Only its digest is kept."""
    secret = ours.headers["Authorization"].removeprefix("Bearer ")
    with store.database.transaction() as session:
        row = session.scalars(select(ApiKey)).one()

    assert secret.startswith("wsk_")
    assert len(secret) > 40
    assert row.hash == hash_of(secret)
    assert secret.encode() not in row.hash


def test_an_action_that_no_role_allows_is_forbidden(ours, monkeypatch) -> None:
    """The role table decides, and the answer says whom to ask."""
    monkeypatch.setitem(roles.TABLE, roles.Role.COORDINATOR, {Action.SEE_CASES: roles.Fields.ALL})

    assert ours.get("/cases").status_code == 200
    refused = ours.post("/workers", json={"name": "x", "birth_date": "1980-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
