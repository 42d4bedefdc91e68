"""The published shapes: JSON Schemas of what we export, and the code systems that its FHIR speaks.

    schema("case")     one schema, generated from the types
    published()        every published file, by name; `python -m api.exports.publish` writes them

They are open: a key that a reader does not know is no error, since keys may be added.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from api.exports.case import VERSION, CaseExport, Reading, RestrictionSet
from api.exports.fhir import code_systems
from cases.errors import NotFound
from forms.readings import Document

FOLDER: Final = Path(__file__).parent / "published"
MODELS: Final[dict[str, type[BaseModel]]] = {
    "case": CaseExport,
    "reading": Reading,
    "restriction-set": RestrictionSet,
    "document": Document,  # a line of `workslip read --json`
}
Schema = dict[str, Any]


def schema(name: str) -> Schema:
    """JSON Schema (2020-12) of one exported thing. Raises NotFound, naming those there are."""
    if name not in MODELS:
        raise NotFound(f"There is no such schema; there are: {', '.join(MODELS)}.", code="unknown_schema")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:workslip:schema:{name}:{VERSION}"}
    made: Schema = _opened(MODELS[name].model_json_schema(by_alias=True, mode="serialization"))
    return head | made


def published() -> dict[str, str]:
    """File name → content of everything that is published."""
    schemas = {f"{name}.schema.json": schema(name) for name in MODELS}
    made = (code_systems.activities(), code_systems.limits(), code_systems.strengths(), code_systems.sides())
    codes = {f"{each['id'].removeprefix('workslip-')}.codesystem.json": each for each in made}
    return {name: json.dumps(each, indent=1, ensure_ascii=False) + "\n" for name, each in (schemas | codes).items()}


def _opened(part: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(part, dict):
        return {k: _opened(v) for k, v in part.items() if not (k == "additionalProperties" and v is False)}
    return [_opened(each) for each in part] if isinstance(part, list) else part
