"""The third stage: find the case of each reply. The rules are in `placing.py` and `sameness.py`.

A reply that a case may have to do with opens a re-evaluation of that case in the same transaction: no offer can be
made between placing and comparing, and if comparing never happens, a person is asked. Work that the reply forbids is
held back in that transaction too.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.join import readings_of
from api.intake.placing import KnownCopy, place
from api.intake.sameness import pages_read
from api.intake.stopping import hold_back
from api.intake.turns import found_replies
from api.store import audit
from api.store.tables import Case, Copy, CopyState, Document, ReEvaluation, Reply, ReplyState, Worker
from api.store.tables.base import now
from api.webhooks.events import Event, announce
from cases.errors import NotFound
from forms.editions import Library
from forms.meaning import Identity
from forms.readings import Reading

ACTOR = "system:worker"
NOT_COMPARED = "not_compared"  # why a re-evaluation is open until the next stage has looked


def place_replies(session: Session, document: Document, library: Library) -> dict[str, int]:
    """Place each reply of a document. Returns how many came to which state."""
    return dict(Counter(_place(session, reply, library) for reply in found_replies(session, document)))


def _place(session: Session, reply: Reply, library: Library) -> str:
    copy = _copy_of(session, reply)
    if copy is None:
        _apply(session, reply, None, library, ())
    else:
        others = _others(session, reply)
        same = [o for o in others if reply.fingerprint and o.fingerprint == reply.fingerprint]
        if same and not _replaced(session, same[-1], others):
            reply.state, reply.duplicate_of, reply.proposed_case_id = ReplyState.DUPLICATE, same[0].id, copy.case_id
        else:
            _apply(session, reply, copy, library, others)
    audit.record(session, reply.employer_id, ACTOR, "reply.placed", f"reply:{reply.id}", state=reply.state.value)
    announce(
        session, reply.employer_id, Event.REPLY_RECEIVED, reply=reply.id, document=reply.document_id,
        case=reply.case_id, state=reply.state.value,
    )  # fmt: skip
    return reply.state.value


def _copy_of(session: Session, reply: Reply) -> Copy | None:
    """The copy that the page code names, which is held (`turns`)."""
    query = select(Copy).where(Copy.copy_id == reply.copy_id, Copy.employer_id == reply.employer_id)
    return session.scalar(query)


def _others(session: Session, reply: Reply) -> list[Reply]:
    """What came of the same copy before, in the order it came; what a person rejected does not count."""
    query = select(Reply).where(
        Reply.employer_id == reply.employer_id,
        Reply.copy_id == reply.copy_id,
        Reply.id != reply.id,
        Reply.state.not_in([ReplyState.FOUND, ReplyState.DUPLICATE, ReplyState.REJECTED]),
    )
    return list(session.scalars(query.order_by(Reply.created_at)))


def _replaced(session: Session, last: Reply, others: Sequence[Reply]) -> bool:
    """Whether another version of its pages came after it: who sends it once more may mean that it holds again."""
    mine = pages_read(readings_of(session, last))
    later = others[others.index(last) + 1 :]
    versions = [o for o in later if o.state is not ReplyState.JOINED and o.id != last.joined_to]
    return any(mine & pages_read(readings_of(session, other)) for other in versions)


def _apply(session: Session, reply: Reply, copy: Copy | None, library: Library, others: Sequence[Reply]) -> None:
    fields = readings_of(session, reply)
    apart = [other for other in others if other.state is not ReplyState.JOINED]  # what was joined is seen in its whole
    seen = any(pages_read(readings_of(session, other)) & pages_read(fields) for other in apart)
    known = KnownCopy(copy.state, _birth_date(session, copy), seen) if copy else None
    placement = place(known, reply.code, _written(reply, fields, library), clean=reply.clean, today=now().date())
    reply.state, reply.identity = placement.state, placement.identity
    reply.reasons = list(dict.fromkeys((*reply.reasons, *placement.reasons)))
    if copy is None:
        return
    reply.proposed_case_id = copy.case_id
    reply.case_id = copy.case_id if placement.attach else None
    if placement.attach and copy.state is CopyState.ISSUED:
        copy.state, copy.received_at = CopyState.RECEIVED, now()
    _open_reevaluation(session, reply, copy.case_id)
    session.flush()
    hold_back(session, copy.case_id, ACTOR, reply.id)


def _open_reevaluation(session: Session, reply: Reply, case_id: uuid.UUID) -> None:
    """Ask for a look at the case until the next stage has compared; one that is open for a joined part is this one."""
    query = select(ReEvaluation).filter_by(reply_id=reply.id, case_id=case_id, closed_at=None)
    opened = session.scalars(query).first()
    if opened is None:
        opened = ReEvaluation(employer_id=reply.employer_id, case_id=case_id, reply_id=reply.id)
        session.add(opened)
    opened.reasons = [NOT_COMPARED]


def _birth_date(session: Session, copy: Copy) -> date:
    query = select(Worker.birth_date).join(Case, Case.worker_id == Worker.id).where(Case.id == copy.case_id)
    return session.scalars(query).one()


def _written(reply: Reply, fields: dict[str, Reading], library: Library) -> Reading | None:
    """The reading of the birth date that the office wrote, by the meaning of the form's fields."""
    if reply.form is None or reply.edition is None:
        return None
    try:
        described = library.get(reply.form, reply.edition).map.fields
    except NotFound:
        return None
    names = [f.name for f in described if isinstance(f.meaning, Identity) and f.meaning.what == "birth_date"]
    return next((fields[name] for name in names if name in fields), None)
