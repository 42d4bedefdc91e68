"""A case as one Bundle: the forms that were asked, the replies, the originals, and each confirmed restriction.

    bundle(CaseFacts(…), medical=…)  ->  Bundle of type `collection`

Everything is referred to by `urn:uuid:` of the row it was made of, so the same case gives the same addresses again. A
reply that nobody has confirmed yet is `in-progress` and has no Observations.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from api.exports.fhir import papers
from api.exports.fhir.observations import COUNTING, Confirmed, observation
from api.exports.fhir.questionnaires import questionnaire
from api.exports.fhir.responses import response
from api.exports.fhir.systems import ID, Resource, derived_id, instant, reference, urn
from cases.restrictions import Report
from forms.fields import FormMap
from forms.readings import Reading


@dataclass(frozen=True)
class Original:
    """A received file."""

    key: uuid.UUID
    received: datetime
    content: bytes


@dataclass(frozen=True)
class ConfirmedSet:
    """The report that a named person put in force."""

    key: uuid.UUID
    report: Report
    confirmed_at: datetime
    confirmed_by: uuid.UUID


@dataclass(frozen=True)
class ReplyFacts:
    """A reply as it stands. `form` is None for a page of no form, which a person entered; `held` while confirmed."""

    key: uuid.UUID
    document: uuid.UUID
    received: datetime
    form: FormMap | None
    readings: Mapping[str, Reading]
    held: ConfirmedSet | None


@dataclass(frozen=True)
class CaseFacts:
    """What a bundle is made of. `provider` is (id, name) of the treating office, if the case names one."""

    key: uuid.UUID
    worker: uuid.UUID
    worker_name: str
    birth_date: date
    provider: tuple[uuid.UUID, str] | None
    replies: tuple[ReplyFacts, ...]
    originals: tuple[Original, ...]
    moment: datetime
    version: str  # of the software

    @property
    def subject(self) -> Resource:
        """The reference to the worker."""
        return reference(self.worker, "Patient")


def bundle(case: CaseFacts, *, medical: bool) -> Resource:
    """The Bundle. Without `medical` it holds no words an office wrote, no birth date, and nothing of a treatment."""
    return {
        "resourceType": "Bundle",
        "id": str(derived_id("Bundle", case.key, case.moment.isoformat(), medical)),
        "identifier": {"system": ID, "value": urn(case.key)},
        "type": "collection",
        "timestamp": instant(case.moment),
        "entry": [{"fullUrl": urn(uuid.UUID(r["id"])), "resource": r} for r in _resources(case, medical)],
    }


def _resources(case: CaseFacts, medical: bool) -> Iterator[Resource]:
    yield papers.patient(case.worker, case.worker_name, case.birth_date, medical=medical)
    if case.provider is not None:
        yield papers.practitioner(*case.provider)
    yield papers.software(case.version)
    forms = {(r.form.form, r.form.edition): r.form for r in case.replies if r.form is not None}
    for form in forms.values():
        yield questionnaire(form)
    for file in case.originals:
        yield papers.original(file.key, file.content, file.received, case.subject)
    for reply in case.replies:
        yield from _reply(case, reply, medical)


def _reply(case: CaseFacts, reply: ReplyFacts, medical: bool) -> Iterator[Resource]:
    made: list[Resource] = []
    if reply.form is not None:
        made.append(_response(case, reply, reply.form, medical))
    made += _observations(case, reply, medical)
    yield from made
    if made:
        yield papers.provenance(
            reply.key,
            [reference(uuid.UUID(r["id"]), r["resourceType"]) for r in made],
            recorded=reply.held.confirmed_at if reply.held else reply.received,
            version=case.version,
            source=reference(reply.document, "DocumentReference"),
            reviewer=reply.held.confirmed_by if reply.held else None,
        )


def _response(case: CaseFacts, reply: ReplyFacts, form: FormMap, medical: bool) -> Resource:
    about: Resource = {
        "id": str(reply.key), "identifier": {"system": ID, "value": urn(reply.key)}, "subject": case.subject,
        "status": "completed" if reply.held else "in-progress",
        "authored": instant(reply.held.confirmed_at if reply.held else reply.received),
    }  # fmt: skip
    if case.provider is not None:
        about["source"] = reference(case.provider[0], "Practitioner")
    return response(form, reply.readings, medical=medical, **about)


def _observations(case: CaseFacts, reply: ReplyFacts, medical: bool) -> Iterator[Resource]:
    if reply.held is None:
        return
    form, paper = reply.form, reference(reply.document, "DocumentReference")
    origin = reference(reply.key, "QuestionnaireResponse") if form is not None else paper
    by = reference(case.provider[0], "Practitioner") if case.provider is not None else None
    for number, each in enumerate(reply.held.report.restrictions):
        if each.review in COUNTING:
            one = Confirmed(each, number, reply.held.key, reply.held.confirmed_at, case.subject, by, origin)
            yield observation(one, medical=medical)
