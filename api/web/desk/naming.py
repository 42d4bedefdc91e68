"""Whose a case is, for pages that list many: one query for all of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from api.casework.act import Act
from api.casework.views import WIDE
from api.identity.roles import Action
from api.store.tables import Case, Worker


@dataclass(frozen=True)
class Named:
    """A case by its worker's name; the claim number for who sees the personnel side."""

    id: uuid.UUID
    worker: str
    claim: str


def named(act: Act, cases: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Named]:
    """The names of those cases that exist for who asks."""
    wide = act.who.sees(Action.SEE_CASES) in WIDE
    mine = act.own(Case).where(Case.id.in_({key for key in cases if key is not None})).subquery()
    rows = act.session.execute(
        select(mine.c.id, Worker.name, mine.c.claim_number).join(Worker, Worker.id == mine.c.worker_id)
    )
    return {key: Named(key, worker, (claim or "") if wide else "") for key, worker, claim in rows}
