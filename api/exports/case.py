"""A whole case as versioned JSON: what an integrator, an auditor or a hearing gets, for medical roles only.

Keys may be added within a version, none renamed, removed or given another meaning; whoever reads it ignores what it
does not know. A file is named by its sha256 and is not inside. A machine's guess is no answer, so it is not here.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from cases.demands import Job
from cases.restrictions import Report
from forms.fields import Box
from forms.readings import ReadingStatus, Source

VERSION: Final = 1


class Out(BaseModel):
    """A part of an export, made from a row."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class User(Out):
    """A person who decided something in this case; everything else names them by id."""

    id: uuid.UUID
    name: str


class Case(Out):
    """The case itself: one injury of one worker."""

    id: uuid.UUID
    created_at: datetime
    state: str
    injury_date: date
    claim_number: str | None


class Worker(Out):
    """The injured employee."""

    id: uuid.UUID
    name: str
    birth_date: date
    number: str | None
    address: str
    phone: str
    email: str


class Provider(Out):
    """The treating office that the case names."""

    id: uuid.UUID
    name: str
    practice: str
    role: str
    address: str
    phone: str
    fax: str


class CaseJob(Out):
    """The job held, or the assignment considered, with its demands."""

    id: uuid.UUID
    title: str
    demands: Job


class Release(Out):
    """A signed authority to release. 45 CFR 164.508(c): provider, expiry and revocation matter."""

    id: uuid.UUID
    provider_id: uuid.UUID
    file_sha256: str
    signed_on: date
    expires_on: date | None
    revoked_at: datetime | None


class File(Out):
    """A file that went out: its name, and the sha256 that finds it."""

    name: str
    sha256: str


class Packet(Out):
    """What was made for a provider."""

    id: uuid.UUID
    created_at: datetime
    provider_id: uuid.UUID
    release_id: uuid.UUID
    made_by: uuid.UUID | None
    files: list[File]


class Letter(Out):
    """A letter of the case; `kind` is its id in the catalogue."""

    id: uuid.UUID
    created_at: datetime
    kind: str
    made_by: uuid.UUID
    files: list[File]


class Reading(Out):
    """One field of a reply as it stands: never a bare value. `value` is null while it is in doubt.

    `page` counts pages of the form from 1; `box` is in points of the blank page, origin bottom left. `decided_by` is
    the person whose word it is, null where the machine's stands.
    """

    value: bool | float | str | None
    status: ReadingStatus
    confidence: float
    source: Source
    page: int
    box: Box
    reason: str | None
    decided_by: uuid.UUID | None


class Reply(Out):
    """A returned form, or pages that a person read; `reasons` are codes of why it waits, or what stayed."""

    id: uuid.UUID
    document_id: uuid.UUID
    document_sha256: str
    received_at: datetime
    source: str
    pages: list[int]
    form: str | None
    edition: str | None
    code: Literal["verified", "unverified", "none"]
    state: str
    reasons: list[str]
    identity: str | None
    attached_by: uuid.UUID | None
    fields: dict[str, Reading]
    report: Report = Field(description="What it says about working, as it was last worked out.")


class RestrictionSet(Out):
    """The restrictions of a confirmed report. Superseded ones stay on record and count for nothing."""

    id: uuid.UUID
    reply_id: uuid.UUID
    created_at: datetime = Field(description="When it was confirmed.")
    confirmed_by: uuid.UUID
    effective_from: date | None
    effective_through: date | None
    superseded_at: datetime | None
    superseded_by: uuid.UUID | None
    report: Report


class ReEvaluation(Out):
    """A new look at the case; while `closed_at` is null there is no new offer."""

    id: uuid.UUID
    reply_id: uuid.UUID | None
    created_at: datetime
    reasons: list[str]
    closed_at: datetime | None
    closed_by: uuid.UUID | None


class Offer(Out):
    """An offer that was written: its terms and the match it rests on, as they were."""

    id: uuid.UUID
    created_at: datetime
    job_id: uuid.UUID
    restriction_set_id: uuid.UUID
    terms: dict[str, Any]
    match: dict[str, Any]
    docx_sha256: str | None
    pdf_sha256: str | None
    made_by: uuid.UUID
    withdrawn_at: datetime | None


class CaseExport(Out):
    """A case, whole."""

    format: Literal["workslip.case"] = "workslip.case"
    version: Literal[1] = VERSION
    software: str
    exported_at: datetime
    case: Case
    worker: Worker
    provider: Provider | None
    job: CaseJob | None
    users: list[User]
    releases: list[Release]
    packets: list[Packet]
    letters: list[Letter]
    replies: list[Reply]
    restriction_sets: list[RestrictionSet]
    re_evaluations: list[ReEvaluation]
    offers: list[Offer]
