"""The people, the paper and the making of it: Patient, Practitioner, DocumentReference, Device and Provenance.

People are as small as their use: an identifier of ours and a name; the birth date for the medical tier only.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from datetime import date, datetime
from typing import Final

from api.exports.fhir.systems import (
    ID,
    SHA256,
    Resource,
    concept,
    derived_id,
    instant,
    reference,
    urn,
    without_none,
)

AGENT: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_MAGIC: Final = {
    b"%PDF": "application/pdf", b"II*\0": "image/tiff", b"MM\0*": "image/tiff", b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"PK\x03\x04": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


def patient(key: uuid.UUID, name: str, birth_date: date, *, medical: bool) -> Resource:
    """The worker."""
    return without_none({
        "resourceType": "Patient", "id": str(key), "identifier": [{"system": ID, "value": urn(key)}],
        "name": [{"text": name}], "birthDate": birth_date.isoformat() if medical else None,
    })  # fmt: skip


def practitioner(key: uuid.UUID, name: str) -> Resource:
    """The provider on file."""
    identifier = [{"system": ID, "value": urn(key)}]
    return {"resourceType": "Practitioner", "id": str(key), "identifier": identifier, "name": [{"text": name}]}


def original(key: uuid.UUID, content: bytes, received: datetime, subject: Resource) -> Resource:
    """The file as it was received. `Attachment.hash` is SHA-1 in base64, as R4 has it: against accidents, not against
    attackers; the sha256 by which we keep the file is an identifier. Its name is kept by nobody: it holds a patient's.
    """
    return {
        "resourceType": "DocumentReference", "id": str(key), "status": "current",
        "masterIdentifier": {"system": ID, "value": urn(key)},
        "identifier": [{"system": SHA256, "value": hashlib.sha256(content).hexdigest()}],
        "subject": subject, "date": instant(received),
        "content": [{"attachment": {
            "contentType": content_type(content), "size": len(content), "creation": instant(received),
            "hash": base64.b64encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode(),
        }}],
    }  # fmt: skip


def content_type(content: bytes) -> str:
    """What the first bytes say."""
    return next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "application/octet-stream")


def software_id(version: str) -> uuid.UUID:
    """The id of this version of ours."""
    return derived_id("Device", version)


def software(version: str) -> Resource:
    """Workslip itself, which read the paper and put the bundle together."""
    return {
        "resourceType": "Device", "id": str(software_id(version)), "status": "active", "version": [{"value": version}],
        "deviceName": [{"name": "Workslip", "type": "user-friendly-name"}],
    }  # fmt: skip


def provenance(
    reply: uuid.UUID,
    targets: list[Resource],
    *,
    recorded: datetime,
    version: str,
    source: Resource,
    reviewer: uuid.UUID | None,
) -> Resource:
    """Where a reply's resources come from: the file, the software, and the person who confirmed them, if one has."""
    agents = [_agent("assembler", "Assembler", reference(software_id(version), "Device"))]
    if reviewer is not None:
        agents.append(_agent("verifier", "Verifier", {"identifier": {"system": ID, "value": urn(reviewer)}}))
    return {
        "resourceType": "Provenance", "id": str(derived_id("Provenance", reply)), "target": targets,
        "recorded": instant(recorded), "agent": agents, "entity": [{"role": "source", "what": source}],
    }  # fmt: skip


def _agent(code: str, display: str, who: Resource) -> Resource:
    return {"type": concept(AGENT, code, display), "who": who}
