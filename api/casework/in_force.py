"""What is in force for a case on a day, and for each restriction the page and the box it rests on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.readings import Standing, standing_of
from api.casework.reevaluations import open_ones
from api.casework.views import LimitsShown, OutlookShown, limits_shown, outlook_shown
from api.casework.wording import told_of
from api.identity.roles import Action, Fields
from api.store.filed import filed
from api.store.tables import Case, Reply, RestrictionSet
from cases import words
from cases.in_force import InForce, Validity, in_force, validity
from cases.restrictions import Report, Restriction, WorkStatus
from forms.fields import Box
from generate import own_words
from generate.own_words import Told, key_of


class Evidence(BaseModel):
    """Where a restriction stands: the reply, the field, the page of its form and the box on it, in points."""

    reply: uuid.UUID
    field: str
    label: str
    page: int
    box: Box
    picture: str | None


class RestrictionShown(BaseModel):
    """A restriction in force, in words, with what it rests on. `pending` ones nobody has confirmed yet."""

    key: str = Field(description="Names the limit by what it says: under it, words fit to share are found for it.")
    restriction: Restriction
    words: str
    told: str = Field(description="What supervisors and the Committee read instead, who never see the report.")
    reply: uuid.UUID
    pending: bool
    carried: bool = Field(description="From an earlier report, because the newest one is silent about it.")
    evidence: list[Evidence]


class VoiceShown(BaseModel):
    """What one provider's newest report says."""

    reply: uuid.UUID
    role: str
    status: WorkStatus
    validity: Validity = Field(description="Whether it holds on the day asked for; an expired one is never released.")
    unclear: list[str]


class InForceShown(BaseModel):
    """The restrictions in force for a case on a day. `reevaluations` counts open ones: they block new offers."""

    case: uuid.UUID
    on: date
    voices: list[VoiceShown]
    restrictions: list[RestrictionShown]
    reevaluations: int


def restrictions_in_force(act: Act, key: uuid.UUID, on: date | None) -> InForceShown | OutlookShown | LimitsShown:
    """What is in force for a case, on that day or today, as far as the role sees it."""
    case, day = act.find(Case, key), on or act.today
    again = bool(open_ones(act, case.id))
    match act.who.sees(Action.SEE_RESTRICTIONS):
        case Fields.ALL:
            return shown_whole(act, case, day)
        case Fields.OUTLOOK:
            return outlook_shown(act, case, day, again=again)
        case _:
            return limits_shown(act, case, day, again=again)


def shown_whole(act: Act, case: Case, day: date) -> InForceShown:
    """Everything, each restriction with the boxes it rests on: the medical file."""
    return show(act, case, in_force_on(act, case, day))


def show(act: Act, case: Case, found: InForce) -> InForceShown:
    """The same of what was looked up already."""
    return InForceShown(
        case=case.id,
        on=found.as_of,
        voices=[_voice(voice.report, voice.role, found.as_of) for voice in found.voices],
        restrictions=list(_restrictions(act, found, told_of(act, case, found))),
        reevaluations=len(open_ones(act, case.id)),
    )


def in_force_on(act: Act, case: Case, day: date) -> InForce:
    """The same as the rules of `cases/in_force.py` see it."""
    return in_force(filed(act.session, case.id), day)


def sets_of(act: Act, case_id: uuid.UUID) -> list[RestrictionSet]:
    """The confirmed sets that nothing has superseded, oldest first."""
    query = act.own(RestrictionSet).where(RestrictionSet.case_id == case_id, RestrictionSet.superseded_at.is_(None))
    return list(act.session.scalars(query.order_by(RestrictionSet.created_at)))


def evidence_of(fields: dict[str, Standing], reply: uuid.UUID, names: Iterable[str]) -> list[Evidence]:
    """The boxes that a restriction names in `from`."""
    found = [fields[name] for name in names if name in fields]
    return [
        Evidence(
            reply=reply,
            field=each.name,
            label=each.field.label if each.field else "entered by a person",
            page=each.reading.page,
            box=each.reading.box,
            picture=each.reading.evidence,
        )
        for each in found
    ]


def _voice(report: Report, role: str, day: date) -> VoiceShown:
    return VoiceShown(
        reply=uuid.UUID(report.document),
        role=role,
        status=report.status,
        validity=validity(report, day),
        unclear=list(report.unclear),
    )


def _restrictions(act: Act, found: InForce, told: Told) -> Iterable[RestrictionShown]:
    spoken = [(d, r, d != v.report.document, False) for v in found.voices for d, r in v.restrictions]
    spoken += [(p.report.document, r, False, True) for p in found.pending for r in p.report.restrictions]
    ids = {uuid.UUID(document) for document, *_ in spoken}
    fields = standing_of(act, act.session.scalars(act.own(Reply).where(Reply.id.in_(ids))).all() if ids else [])
    for document, restriction, carried, pending in spoken:
        reply = uuid.UUID(document)
        yield RestrictionShown(
            key=key_of(restriction),
            restriction=restriction,
            words=words.restriction(restriction),
            told=own_words.restriction(restriction, told),
            reply=reply,
            pending=pending,
            carried=carried,
            evidence=evidence_of(fields[reply], reply, restriction.from_),
        )
