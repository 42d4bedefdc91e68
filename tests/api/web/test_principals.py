"""Every route asks for a principal through one dependency; /healthz is the one named exception."""

from __future__ import annotations

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.identity.roles import Action
from api.web.asking import act
from api.web.routes import ALL

pytestmark = pytest.mark.integration
OPEN = {"/healthz"}  # whether the process answers
ROUTES = [route for router in ALL for route in router.routes if isinstance(route, APIRoute)]


def _acts(dependant: Dependant) -> list[Dependant]:
    return [d for d in dependant.dependencies if d.call is act]


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name)
def test_every_route_names_its_action_through_the_one_dependency(route: APIRoute) -> None:
    """A route without the act, or whose act names no action, does not get in."""
    (asked,) = _acts(route.dependant)

    assert [Action(scope) for scope in asked.own_oauth_scopes or []], route.path


def test_nothing_else_is_served(app) -> None:
    """What is served beside the listed routes is /healthz; the schema and its pages only where they were asked for."""
    served = {getattr(route, "path", "") for route in app.routes}

    assert {p for p in served if p.startswith("/")} - {f"/api/v1{r.path}" for r in ROUTES} <= OPEN | {
        "/api/v1/openapi.json", "/api/v1/docs", "/docs/oauth2-redirect"
    }  # fmt: skip


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.name)
def test_a_stranger_gets_401(nobody, route: APIRoute) -> None:
    """No key, no answer: whatever the address."""
    path = "/api/v1" + route.path.replace("{", "").replace("}", "")
    for method in route.methods:
        answer = nobody.request(method, path, headers={"Content-Type": "application/pdf"})
        assert answer.status_code == 401, f"{method} {path}"
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["code"] == "unauthorized"
