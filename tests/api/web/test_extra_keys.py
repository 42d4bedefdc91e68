"""Mass assignment (T12): a key that a body does not have is refused, on every operation that takes a body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.identity.roles import TABLE, Role
from api.web.app import described
from tests.api.web.test_principals import ROUTES, action_of
from tests.api.web.test_strangers import ask, objects_of

pytestmark = pytest.mark.integration
DOCUMENT = described().openapi()
EXTRA = {"employer_id": "1", "role": "administrator", "state": "confirmed", "id": "1"}  # what somebody would try
HELD = {"NewUser": {"role"}, "NewRole": {"role"}, "NewProvider": {"role"}}  # bodies that have such a key themselves


def bodies() -> list[tuple[str, str]]:
    """Operation and schema name of every JSON body."""
    found = []
    for path in DOCUMENT["paths"].values():
        for operation in path.values():
            for kind, content in operation.get("requestBody", {}).get("content", {}).items():
                if kind == "application/json":
                    schema = content["schema"]  # or one that may be left out: that, or null
                    (named,) = [each["$ref"] for each in schema.get("anyOf", [schema]) if "$ref" in each]
                    found.append((operation["operationId"], named.rpartition("/")[2]))
    return found


def inner(name: str, seen: set[str]) -> set[str]:
    """The schemas that a body is made of."""
    if name not in seen:
        seen.add(name)
        text = json.dumps(DOCUMENT["components"]["schemas"][name])
        for other in DOCUMENT["components"]["schemas"]:
            if f'"#/components/schemas/{other}"' in text:
                inner(other, seen)
    return seen


@pytest.mark.parametrize("name", sorted({name for _, name in bodies()}))
def test_every_body_and_what_it_is_made_of_forbids_more(name: str) -> None:
    """In the document, for each object of it: no additional keys."""
    for each in inner(name, set()):
        schema: dict[str, Any] = DOCUMENT["components"]["schemas"][each]
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, each


def test_an_extra_key_is_refused_over_http(desk, theirs, store) -> None:
    """Truly sent, with a body that is good otherwise; the answer points at each, and nothing is done."""
    ids = objects_of(theirs, store)
    desks = {role: desk(role) for role in (Role.COORDINATOR, Role.ADMINISTRATOR)}
    schemas = dict(bodies())
    tried = 0
    for route in ROUTES:
        if route.name not in schemas:
            continue
        may = next(http for role, http in desks.items() if action_of(route) in TABLE[role])
        more = {key: value for key, value in EXTRA.items() if key not in HELD.get(schemas[route.name], ())}
        for answer in ask(may, route, ids, more):
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request"), route.name
            assert {f"#/body/{key}" for key in more} <= {each["pointer"] for each in answer.json()["errors"]}
            tried += 1
    assert tried == len(schemas) >= 20
