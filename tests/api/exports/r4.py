"""Is it FHIR R4? Asked of two who know: HL7's own JSON Schema (4.0.1), and fhirkit's models of the specification."""

from __future__ import annotations

import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import fhirkit
import jsonschema_rs

SCHEMA = Path(sys.prefix) / "node_modules" / "@asymmetrik" / "fhir-json-schema-validator" / "fhir.schema.json"


@lru_cache(maxsize=1)
def _hl7() -> Any:
    return jsonschema_rs.Draft6Validator(json.loads(SCHEMA.read_text()))


def problems(resource: dict[str, Any]) -> list[str]:
    """Everything that is wrong with a resource, or with each resource of a Bundle; empty if nothing is."""
    found = [] if _hl7().is_valid(resource) else [f"{resource['resourceType']}: not by HL7's schema"]
    found += [str(issue) for issue in fhirkit.validate(resource)]
    for entry in resource.get("entry", ()):
        found += problems(entry["resource"])
    return found


def dangling(bundle: dict[str, Any]) -> set[str]:
    """References of a Bundle to what is not in it."""
    known = {entry["fullUrl"] for entry in bundle["entry"]}
    return {each for each in _references(bundle) if each not in known}


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["reference"]} if isinstance(part.get("reference"), str) else set()
        return own.union(*(_references(each) for each in part.values()))
    return set().union(*(_references(each) for each in part)) if isinstance(part, list) else set()
