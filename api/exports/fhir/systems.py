"""The names under which FHIR meets our vocabulary, and the small shapes that every resource is made of.

A system of ours is a URN: it names, and resolves nowhere. What is standard (UCUM,
the extension for absent data) is called by its standard name.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

Resource = dict[str, Any]

ACTIVITY: Final = "urn:workslip:fhir:activity"
LIMIT: Final = "urn:workslip:fhir:limit"
STRENGTH: Final = "urn:workslip:fhir:strength"
SIDE: Final = "urn:workslip:fhir:side"
SCALE: Final = "urn:workslip:fhir:scale:"  # followed by the scale's id
FORM: Final = "urn:workslip:form:"  # followed by the form's id: the canonical address of its Questionnaire
SHA256: Final = "urn:workslip:sha256"
ID: Final = "urn:ietf:rfc:3986"  # the system of an identifier that is itself a URI
UCUM: Final = "http://unitsofmeasure.org"

# Extensions
ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
READ_FROM: Final = "urn:workslip:fhir:reading-source"  # acroform, mark, person, …: forms.readings.Source
WHY: Final = "urn:workslip:fhir:reading-reason"  # a code of forms.readings.REASONS
FREQUENCY: Final = "urn:workslip:fhir:frequency"
OVER_HOURS: Final = "urn:workslip:fhir:over-hours"
UNLESS: Final = "urn:workslip:fhir:unless"
LIFT_ZONE: Final = "urn:workslip:fhir:lift-zone"
PRINTED_SCALE: Final = "urn:workslip:fhir:printed-scale"

_NAMES: Final = uuid.UUID("0c6c9a5e-6f8b-5d0e-9a1c-6f7f3d0f6f11")  # for resources that have no row of their own


def derived_id(*parts: object) -> uuid.UUID:
    """The id of a resource that is made of something else: the same whenever it is exported."""
    return uuid.uuid5(_NAMES, "/".join(map(str, parts)))


def urn(key: uuid.UUID) -> str:
    """The address of a resource inside a bundle."""
    return key.urn


def reference(key: uuid.UUID, kind: str) -> Resource:
    """A reference to a resource of the same bundle."""
    return {"reference": urn(key), "type": kind}


def coding(system: str, code: str, display: str | None = None) -> Resource:
    """One code of a system."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(system: str, code: str, display: str | None = None, text: str | None = None) -> Resource:
    """A concept of one coding."""
    return {"coding": [coding(system, code, display)]} | ({"text": text} if text else {})


def instant(moment: datetime) -> str:
    """A moment as FHIR writes it: with its zone, to the millisecond."""
    return moment.isoformat(timespec="milliseconds")


def without_none(resource: Resource) -> Resource:
    """The resource without what is not known: FHIR has no null, and no empty list."""
    return {key: value for key, value in resource.items() if value is not None and value != []}
