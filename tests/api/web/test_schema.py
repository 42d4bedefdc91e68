"""The service does what its OpenAPI document says: schemathesis tries to find where it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.web.app import described

pytestmark = pytest.mark.integration
schemathesis.serializer.alias("application/partial-upload", "application/octet-stream")  # a piece of an upload: bytes
# What no schema can say: which bytes are a picture, which day comes first, or is still to come.
UNSAID = {"set_logo", "decide_osha", "record_work", "add_satisfaction"}
EXAMPLES = 2  # an operation, in `make test`; the soak run tries more


def operations(app) -> Iterator[schemathesis.APIOperation]:
    """Every operation of the served document."""
    # PostgreSQL holds no NUL in a text; we refuse it (test_error_shape), which no schema can say of every string.
    # The key is ours to send: a request that was spoilt by leaving it out would get it back.
    generation = {"allow-x00": False, "with-security-parameters": False}
    # 413 beside what is usual: how large a file may be is set for each installation, which no schema can say.
    fits = {"expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "413", "429", "5xx"]}
    config = schemathesis.Config.from_dict({"generation": generation, "checks": {"positive_data_acceptance": fits}})
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, config=config)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


def asked(app) -> list[tuple[schemathesis.APIOperation, schemathesis.GenerationMode]]:
    """Every operation in every way; one that takes nothing cannot be asked wrongly."""
    ways = product(operations(app), schemathesis.GenerationMode)
    return [
        (operation, mode)
        for operation, mode in ways
        if mode.is_positive or operation.body or list(operation.iter_parameters())
    ]


def attack(app, key: str, examples: int) -> int:
    """Send each operation so many made-up requests, good and bad, and hold every answer against the document.

    Goes on after a failure, and tells all of them at the end.
    """
    tried, failed = 0, []
    for operation, mode in asked(app):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def run(case: schemathesis.Case) -> None:
            spared = [positive_data_acceptance] if case.operation.definition.raw["operationId"] in UNSAID else []
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, excluded_checks=spared)

        try:
            run()
        except FailureGroup as found:
            failed.append(f"{operation.label}: {found}")
        tried += 1
    assert not failed, "\n\n".join(failed)
    return tried


def named(node: object) -> Iterator[str]:
    """Every key anywhere in the document."""
    if isinstance(node, dict):
        yield from node
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from named(each)


def test_every_limit_is_told_in_words_of_the_schema_language(app) -> None:
    """Pydantic writes `ge` for `minimum` where it cannot tell what a limit belongs to; programs pass over that."""
    keys = set(named(app.openapi()["components"]["schemas"]))

    assert {"minimum", "maximum", "maxLength"} <= keys
    assert not keys & {"ge", "gt", "le", "lt", "min_length", "max_length", "multiple_of"}


def test_every_answer_is_documented(app, ours) -> None:
    """No undocumented status, no body that does not fit its schema, no server error, no way in without a key."""
    key = ours.headers["Authorization"].removeprefix("Bearer ")

    assert attack(app, key, EXAMPLES) == len(asked(app)) > 60


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_every_answer_is_documented_at_length(app, ours) -> None:
    """The same with many more requests."""
    key = ours.headers["Authorization"].removeprefix("Bearer ")

    assert attack(app, key, 100)


def test_operation_ids_are_unique_and_errors_are_problems() -> None:
    """Clients are generated from the names; every error of every operation has the one shape."""
    document = described().openapi()
    found = [o for path in document["paths"].values() for o in path.values()]

    assert len({o["operationId"] for o in found}) == len(found)
    for operation in found:
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], operation["operationId"]
    assert "HTTPValidationError" not in json.dumps(document)
