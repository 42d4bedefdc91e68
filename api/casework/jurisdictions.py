"""Whose law an offer has to meet: the employer's jurisdiction pack, or another one for a case (the worker's state)."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.casework.act import Act
from api.casework.cases import CaseShown
from api.casework.packets import employer_of
from api.casework.words import Line, Written
from api.store.tables import Case
from cases.errors import BadInput
from cases.offers.packs import asked, warnings
from cases.programs.jurisdictions import PACKS, Note, Pack, pack_of


class Chosen(Written):
    """The pack of a case; null: the employer's."""

    jurisdiction: Line | None


class ItemShown(BaseModel):
    """One thing an offer needs here, as its refusal says it, and where it is written."""

    code: str
    says: str
    citation: str


class AskShown(BaseModel):
    """What a person must confirm by hand: an offer names its `code` in `confirmed`."""

    code: str
    question: str


class PackShown(BaseModel):
    """A jurisdiction pack. A draft says in every text that counsel has to look at it."""

    id: str
    name: str
    status: Literal["in_force", "draft"]
    items: list[ItemShown]
    by_hand: list[AskShown]
    notes: list[Note]
    answer_days: int | None = Field(description="Days the worker has to answer at the least; null: no rule says.")
    reissue_days: int | None = Field(description="Work that was not taken is offered again at least so often.")


class PackFilter(BaseModel):
    """Which packs: the worked ones, or the drafts."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["in_force", "draft"] | None = None


class Packs(BaseModel):
    """The packs there are, and which one is the employer's own."""

    own: str
    packs: list[PackShown]


def get_jurisdictions(act: Act, wanted: PackFilter) -> Packs:
    """The packs, the general one first."""
    found = [pack for pack in PACKS.values() if wanted.status in (None, pack.status)]
    return Packs(own=employer_of(act).jurisdiction, packs=[_shown(pack) for pack in found])


def choose_jurisdiction(act: Act, key: uuid.UUID, chosen: Chosen) -> CaseShown:
    """Say whose law holds for a case. Offers that stand keep the pack they were made under."""
    case = act.find(Case, key, locked=True)
    if chosen.jurisdiction is not None and chosen.jurisdiction not in PACKS:
        raise BadInput("There is no jurisdiction pack of that id.", code="unknown_jurisdiction")
    case.jurisdiction = chosen.jurisdiction
    act.record("case.jurisdiction_chosen", case, pack=case.jurisdiction or "employer")
    return CaseShown.model_validate(case)


def pack_for(act: Act, case: Case) -> Pack:
    """The pack that an offer of this case has to meet."""
    return pack_of(case.jurisdiction or employer_of(act).jurisdiction)


def _shown(pack: Pack) -> PackShown:
    return PackShown(
        id=pack.id,
        name=pack.name,
        status=pack.status,
        items=[ItemShown(code=each.code, says=each.says, citation=each.citation) for each in pack.items],
        by_hand=[AskShown(code=code, question=question) for code, question in asked(pack)],
        notes=list(warnings(pack)),
        answer_days=pack.answer_days,
        reissue_days=pack.reissue_days,
    )
