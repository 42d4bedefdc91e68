"""A case for another program: the rows gathered for `api/exports`, which maps them. Each export is on record."""

from __future__ import annotations

import uuid
from importlib.metadata import version
from typing import Any

from sqlalchemy import select

from api.casework.act import Act
from api.casework.in_force import sets_of
from api.casework.readings import Standing, form_of, readings_of, standing
from api.casework.saying import report_of
from api.exports import case as out
from api.exports.fhir.bundles import CaseFacts, ConfirmedSet, Original, ReplyFacts, bundle
from api.identity.roles import Action
from api.store.tables import (
    Case,
    Document,
    Job,
    Letter,
    Offer,
    Packet,
    Provider,
    ReEvaluation,
    Release,
    Reply,
    ReplyState,
    RestrictionSet,
    User,
    Worker,
)

# They never said anything of this case, or another reply says it.
NO_ANSWER = (ReplyState.REJECTED, ReplyState.DUPLICATE, ReplyState.JOINED)


def export_case(act: Act, key: uuid.UUID) -> out.CaseExport:
    """The whole case as versioned JSON, medical content and all."""
    case = act.find(Case, key)
    made = out.CaseExport(
        software=version("workslip"),
        exported_at=act.moment,
        case=out.Case.model_validate(case),
        worker=out.Worker.model_validate(act.find(Worker, case.worker_id)),
        provider=out.Provider.model_validate(act.find(Provider, case.provider_id)) if case.provider_id else None,
        job=out.CaseJob.model_validate(act.find(Job, case.job_id)) if case.job_id else None,
        releases=_all(act, Release, out.Release, case),
        packets=_all(act, Packet, out.Packet, case),
        letters=_all(act, Letter, out.Letter, case),
        replies=[_reply(act, reply) for reply in _replies(act, case)],
        restriction_sets=_all(act, RestrictionSet, out.RestrictionSet, case),
        re_evaluations=_all(act, ReEvaluation, out.ReEvaluation, case),
        offers=_all(act, Offer, out.Offer, case),
        users=[],
    )
    act.record("case.exported", case, format="json", replies=len(made.replies))
    return made.model_copy(update={"users": _users(act, made)})


def export_fhir(act: Act, key: uuid.UUID, *, medical: bool) -> dict[str, Any]:
    """The case as a FHIR R4 Bundle. `medical`, for roles that may, is with words, birth date and treatment."""
    if medical:
        act.who.require(Action.EXPORT_MEDICAL)
    case = act.find(Case, key)
    worker = act.find(Worker, case.worker_id)
    provider = act.find(Provider, case.provider_id) if case.provider_id else None
    replies = [each for each in _replies(act, case) if each.state not in NO_ANSWER]
    facts = CaseFacts(
        key=case.id,
        worker=worker.id,
        worker_name=worker.name,
        birth_date=worker.birth_date,
        provider=(provider.id, provider.name) if provider else None,
        replies=_facts(act, case, replies),
        originals=tuple(_original(act, each) for each in dict.fromkeys(reply.document_id for reply in replies)),
        moment=act.moment,
        version=version("workslip"),
    )
    act.record("case.exported", case, format="fhir", medical=medical, replies=len(replies))
    return bundle(facts, medical=medical)


def _all(act: Act, table: Any, shape: Any, case: Case) -> list[Any]:  # noqa: ANN401 - any table of a case, any shape
    """Every row of a table about the case, oldest first."""
    query = act.own(table).where(table.case_id == case.id).order_by(table.created_at, table.id)
    return [shape.model_validate(row) for row in act.session.scalars(query)]


def _replies(act: Act, case: Case) -> list[Reply]:
    query = act.own(Reply).where(Reply.case_id == case.id).order_by(Reply.created_at, Reply.number)
    return list(act.session.scalars(query))


def _reply(act: Act, reply: Reply) -> out.Reply:
    document = act.find(Document, reply.document_id)
    own = {name: getattr(reply, name) for name in out.Reply.model_fields if hasattr(reply, name)}
    return out.Reply(
        **own,
        document_sha256=document.sha256,
        received_at=document.created_at,
        source=document.source,
        fields={name: _field(each) for name, each in standing(act, reply).items()},
        report=report_of(act, reply),
    )


def _field(each: Standing) -> out.Reading:
    shown = each.reading.model_dump(include=set(out.Reading.model_fields))
    return out.Reading(**shown, decided_by=each.decided_by)


def _users(act: Act, made: out.CaseExport) -> list[out.User]:
    """Everybody that the export names by id."""
    named = {*_ids(made.model_dump())}
    query = select(User).where(User.employer_id == act.who.employer, User.id.in_(named)).order_by(User.name, User.id)
    return [out.User.model_validate(row) for row in act.session.scalars(query)]


def _ids(part: Any) -> list[uuid.UUID]:  # noqa: ANN401 - whatever an export holds
    if isinstance(part, dict | list | tuple):
        return [found for each in (part.values() if isinstance(part, dict) else part) for found in _ids(each)]
    return [part] if isinstance(part, uuid.UUID) else []


def _facts(act: Act, case: Case, replies: list[Reply]) -> tuple[ReplyFacts, ...]:
    held = {each.reply_id: each for each in sets_of(act, case.id)}
    return tuple(_reply_facts(act, reply, held.get(reply.id)) for reply in replies)


def _reply_facts(act: Act, reply: Reply, held: RestrictionSet | None) -> ReplyFacts:
    return ReplyFacts(
        key=reply.id,
        document=reply.document_id,
        received=reply.created_at,
        form=form_of(reply),
        readings=readings_of(standing(act, reply).values()),
        held=ConfirmedSet(held.id, held.report, held.created_at, held.confirmed_by) if held else None,
    )


def _original(act: Act, key: uuid.UUID) -> Original:
    document = act.find(Document, key)
    return Original(document.id, document.created_at, act.store.files.get(act.who.employer, document.sha256))
