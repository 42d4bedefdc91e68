"""Words that are fit to share: how a limit that our vocabulary cannot say reaches those who never see the report.

A provider's own words can hold a diagnosis, so supervisors and the Committee never read them. But a limit that nobody
can read is a limit that nobody keeps: until a person has found words for it, its row says that there is one, and whom
to ask. The words stand for one limit of one confirmed reply. If that reply is reopened, corrected or superseded, they
are gone and the row asks again. What our vocabulary says in full is never told in other words: nobody rewords a figure.
"""

from __future__ import annotations

import uuid
from typing import Annotated

from pydantic import StringConstraints

from api.casework.act import Act
from api.casework.words import Written
from api.store.filed import filed
from api.store.tables import Case, SharedWording
from cases.errors import NotFound, Refused
from cases.in_force import InForce, in_force
from cases.restrictions import Restriction
from generate.own_words import ASK, Told, in_full, key_of

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Wording(Written):
    """How a limit is told: what to avoid or keep to, and never why. Empty: it is to be asked for again."""

    words: Words


def share(act: Act, case_key: uuid.UUID, key: str, wording: Wording) -> None:
    """Find words fit to share for a limit in force, named by its key. Raises NotFound if none of that key is in force.

    Refused where the vocabulary says the limit in full: other words could only loosen it.
    """
    case = act.find(Case, case_key, locked=True)
    document, limit = _in_force(in_force(filed(act.session, case.id), act.today), key)
    if in_full(limit):
        raise Refused("This limit is told in full already; it has no other words.", code="told_in_full")
    row = act.add(
        SharedWording(
            case_id=case.id,
            reply_id=uuid.UUID(document),
            restriction=key,
            wording=wording.words,
            worded_by=act.who.user,
        )
    )
    act.record("wording.shared" if wording.words else "wording.taken_back", row, case=str(case.id))


def told_of(act: Act, case: Case, reports: InForce) -> Told:
    """What stands in place of a provider's words for those who never see the report."""
    spoken = {(document, key_of(each)) for voice in reports.voices for document, each in voice.restrictions}
    rows = act.session.scalars(
        act.own(SharedWording).where(SharedWording.case_id == case.id).order_by(SharedWording.created_at)
    )
    newest = {(str(row.reply_id), row.restriction): row.wording for row in rows}
    return Told(
        ASK.part, ASK.whole, {key: words for (document, key), words in newest.items() if (document, key) in spoken}
    )


def _in_force(reports: InForce, key: str) -> tuple[str, Restriction]:
    for voice in reports.voices:
        for document, each in voice.restrictions:
            if key_of(each) == key:
                return document, each
    raise NotFound("No confirmed limit of that key is in force.", code="unknown_limit")
