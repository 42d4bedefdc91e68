"""Which papers hang together: parts of one reply, the same reply twice, and the case that a paper is about.

A document is some case's as soon as anything in it points to one: a reply that is attached, one whose page code names a
case though nobody has read the birth date, a part that was joined to another file's, a page that came twice.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from api.store.tables import Document, Reply, ReplyState

# Documents that are nobody's, with all that hang together with them: none of them is of a case, held, or younger.
_NOBODYS: Final = text("""
with recursive linked(one, other) as (
    select a.document_id, b.document_id from replies a join replies b on b.id in (a.joined_to, a.duplicate_of)
    where a.employer_id = :employer and a.document_id <> b.document_id
), ways(one, other) as (select one, other from linked union select other, one from linked),
kept(id) as (
    select d.id from documents d where d.employer_id = :employer and (
        (d.created_at at time zone 'UTC')::date >= :before
        or exists (
            select 1 from replies r left join copies c on c.employer_id = r.employer_id and c.copy_id = r.copy_id
            where r.document_id = d.id and coalesce(r.case_id, r.proposed_case_id, c.case_id) is not null)
        or exists (
            select 1 from legal_holds h where h.employer_id = :employer and h.lifted_at is null
            and (h.document_id = d.id or (h.case_id is null and h.document_id is null))))
    union
    select ways.other from kept join ways on ways.one = kept.id
)
select d.id from documents d
where d.employer_id = :employer and d.id not in (select id from kept) and (d.id = :only or :only is null)
order by d.created_at, d.id limit :most
""").bindparams(only=None)


def nobodys(
    session: Session, employer: uuid.UUID, before: date, most: int, *, only: uuid.UUID | None = None
) -> list[uuid.UUID]:
    """An employer's oldest documents that came before a day and that nothing ties to a case or holds."""
    said = {"employer": employer, "before": before, "most": most, "only": only}
    return list(session.scalars(_NOBODYS, said))


def same_papers(session: Session, replies: Collection[uuid.UUID], cases: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """With replies of these cases, the parts and duplicates of them. What may be somebody else's is not among them:
    attached to another case, pointing to one, or with another birth date in it."""
    found, fresh = set(replies), set(replies)
    pointed = or_(Reply.proposed_case_id.is_(None), Reply.proposed_case_id.in_(cases))
    loose = Reply.case_id.is_(None) & pointed & (Reply.state != ReplyState.QUARANTINE)
    while fresh:
        links = session.execute(select(Reply.joined_to, Reply.duplicate_of).where(Reply.id.in_(fresh)))
        onward = {key for row in links for key in row if key is not None}
        near = or_(Reply.joined_to.in_(fresh), Reply.duplicate_of.in_(fresh), Reply.id.in_(onward))
        fresh = set(session.scalars(select(Reply.id).where(near, or_(loose, Reply.case_id.in_(cases))))) - found
        found |= fresh
    return found


def only_theirs(session: Session, replies: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Documents in which nothing else was found: a fax with another case's reply in it stays, and so does one with
    pages that found no place, until a person has said that nothing is left to do about them."""
    touched = select(Reply.document_id).where(Reply.id.in_(replies))
    shared = select(Reply.document_id).where(Reply.id.not_in(replies), Reply.document_id.in_(touched))
    settled = or_(func.cardinality(Document.unplaced_pages) == 0, Document.settled_at.is_not(None))
    query = select(Document.id).where(Document.id.in_(touched), Document.id.not_in(shared), settled)
    return set(session.scalars(query))
