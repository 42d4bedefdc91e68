"""The OpenAPI document: complete, with the problem as the body of every error."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.web.problems import FieldError, Problem
from cases.activities import CODES

REF = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Make the application describe itself this way, once."""

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes, tags=app.openapi_tags
    )
    _, shared = models_json_schema([(Problem, "serialization"), (FieldError, "serialization")], ref_template=REF)
    schemas = document["components"]["schemas"]
    schemas |= shared["$defs"]
    for schema in schemas.values():
        _name_activities(schema.get("properties", {}))
        _require_kind(schema)
    return document


def _require_kind(schema: dict[str, Any]) -> None:
    """The word that tells one kind of limit from another has to be sent, though each kind knows its own."""
    if "const" in schema.get("properties", {}).get("kind", {}):
        schema["required"] = sorted({*schema.get("required", []), "kind"})


def _name_activities(properties: dict[str, Any]) -> None:
    """The vocabulary, wherever an activity is asked for: the models check it in code, which a schema cannot show."""
    if "activity" in properties:
        properties["activity"]["enum"] = sorted(CODES)
        for more in ("also", "together"):
            if properties.get(more, {}).get("type") == "array":
                properties[more]["items"]["enum"] = sorted(CODES)
