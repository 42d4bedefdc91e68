"""The second stage: a reply whose pages came in two files becomes one.

Only where nothing can be mixed up: our own code verifies on both, they are of the same copy and share no page, no third
reply of that copy is waiting, and no person has begun with the earlier one. It is then joined to the later one, which
holds what both say and goes on to be placed and reviewed as a whole. Everything else stays apart; a person sees why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.intake.sameness import pages_read
from api.intake.turns import found_replies
from api.store import audit
from api.store.tables import (
    Copy,
    Document,
    Evidence,
    FieldReading,
    ReEvaluation,
    Reply,
    ReplyReport,
    ReplyState,
    Review,
)
from cases.errors import NotFound
from extract.assemble import doubted
from extract.check import FOUND_ANEW, check, status_of
from extract.restrictions import derive
from forms.editions import Library
from forms.fields import FormMap
from forms.readings import Reading, ReadingStatus

ACTOR: Final = "system:worker"
EDITION: Final = "join-1"
UNTOUCHED: Final = (ReplyState.FOUND, ReplyState.IDENTITY, ReplyState.REVIEW, ReplyState.READY)
PLACED: Final = frozenset({"second_version", "copy_revoked", "copy_superseded", "identity_mismatch"})
OUT_OF_THE_WAY: Final = (ReplyState.REJECTED, ReplyState.DUPLICATE, ReplyState.JOINED)


def join_replies(session: Session, document: Document, library: Library) -> dict[str, int]:
    """Join each reply of a document with the other part of it, if that came before. Returns how many were."""
    joined = [_join(session, reply, library) for reply in found_replies(session, document)]
    return {"joined": sum(joined)}


def readings_of(session: Session, reply: Reply) -> dict[str, Reading]:
    """The readings of a reply, of each field the newest."""
    query = select(FieldReading).where(FieldReading.reply_id == reply.id).order_by(FieldReading.created_at)
    return {row.field: row.reading for row in session.scalars(query)}


def _join(session: Session, reply: Reply, library: Library) -> bool:
    part = _other_part(session, reply)
    if part is None or reply.form is None or reply.edition is None:
        return False
    try:
        form = library.get(reply.form, reply.edition).map
    except NotFound:  # an edition of a form that was taken away since: both parts stay, a person sees them
        return False
    whole = as_one(form, readings_of(session, part), readings_of(session, reply))
    _take_over(session, reply, part, whole)
    _say_anew(session, form, reply, part, whole)
    part.state, part.joined_to = ReplyState.JOINED, reply.id
    audit.record(session, reply.employer_id, ACTOR, "reply.joined", f"reply:{part.id}", to=str(reply.id))
    return True


def _other_part(session: Session, reply: Reply) -> Reply | None:
    """The one reply of the same copy that holds other pages, if nobody is at work on it; or None."""
    copy = select(Copy.id).where(Copy.copy_id == reply.copy_id, Copy.employer_id == reply.employer_id)
    if reply.state is not ReplyState.FOUND or reply.code != "verified" or session.scalar(copy) is None:
        return None  # joined a moment ago to the one before it in this file, or not surely of a copy of ours
    query = select(Reply).where(
        Reply.employer_id == reply.employer_id,
        Reply.copy_id == reply.copy_id,
        Reply.id != reply.id,
        Reply.state.not_in(OUT_OF_THE_WAY),
    )
    others = session.scalars(query).all()
    if len(others) != 1 or not _hold(session, others[0]):
        return None
    return others[0] if _fits(session, reply, others[0]) else None


def _hold(session: Session, other: Reply) -> bool:
    """Hold the reply as it is now. False if a person does: their answer goes before, and the parts stay apart."""
    held = select(Reply).where(Reply.id == other.id).with_for_update(skip_locked=True)
    return session.scalar(held) is not None


def _fits(session: Session, reply: Reply, other: Reply) -> bool:
    decided = session.scalar(select(Review.id).where(Review.reply_id == other.id).limit(1))
    untouched = other.state in UNTOUCHED and other.attached_by is None and decided is None
    same = (other.code, other.form, other.edition) == (reply.code, reply.form, reply.edition)
    mine, theirs = (pages_read(readings_of(session, each)) for each in (reply, other))
    return untouched and same and bool(mine) and bool(theirs) and not mine & theirs


def as_one(form: FormMap, one: Mapping[str, Reading], other: Mapping[str, Reading]) -> dict[str, Reading]:
    """What two parts say together. One office, one pen: where one part lost ink, the other is not surely empty."""
    both = {**other, **{name: r for name, r in one.items() if r.status is not ReadingStatus.MISSING}}
    whole = {f.name: both[f.name] for f in form.fields if f.name in both}
    boxes = {f.name for f in form.fields if f.kind in ("check", "radio")}
    thin = {name for name, r in whole.items() if r.reason == "thin_page"}
    return {
        name: doubted(r) if (thin & boxes if name in boxes else thin) else r for name, r in whole.items()
    }  # fmt: skip


def _take_over(session: Session, reply: Reply, part: Reply, whole: Mapping[str, Reading]) -> None:
    """Put what the part says, its pictures and its claims on a person beside what the reply itself says."""
    own = readings_of(session, reply)
    of = {"employer_id": reply.employer_id, "reply_id": reply.id}
    session.add_all(
        FieldReading(**of, field=name, reader=EDITION, reading=r) for name, r in whole.items() if own.get(name) != r
    )
    known = set(session.scalars(select(Evidence.name).where(Evidence.reply_id == reply.id)))
    for each in session.scalars(select(Evidence).where(Evidence.reply_id == part.id)):
        if each.name not in known:
            where = {"file_sha256": each.file_sha256, "start": each.start, "size": each.size}
            session.add(Evidence(**of, name=each.name, page=each.page, **where))
    # Whoever waited for the part waits for the whole: no moment in which an offer could be made.
    opened = select(ReEvaluation).where(ReEvaluation.reply_id == part.id, ReEvaluation.closed_at.is_(None))
    for row in session.scalars(opened):
        row.reply_id = reply.id
    reply.proposed_case_id = part.case_id or part.proposed_case_id


def _say_anew(session: Session, form: FormMap, reply: Reply, part: Reply, whole: Mapping[str, Reading]) -> None:
    """What both say together, worked out by the reader's own last stages."""
    kept = [code for code in (*part.reasons, *reply.reasons) if code not in FOUND_ANEW]
    reply.reasons = list(dict.fromkeys((*_of_the_paper(kept), *check(form, whole))))
    reply.clean = status_of(tuple(reply.reasons)) == "accepted"
    reply.named = {**part.named, **reply.named}
    report = derive(form, whole, str(reply.id)).report
    session.add(ReplyReport(employer_id=reply.employer_id, reply_id=reply.id, reader=EDITION, report=report))


def _of_the_paper(reasons: list[str]) -> list[str]:
    """Without what was found when the part was placed: the whole is placed anew."""
    return [code for code in reasons if code not in PLACED]
