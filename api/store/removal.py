"""Taking rows away for good, in an order that a crash cannot spoil; their files follow (`sweeping.py`).

    rows of a case, and the list of files that only they referred to          one transaction
    each file of that list, then its line                                     again and again, until the list is empty

What belongs to a case is found in the tables' own references, so that a new table is not forgotten. What it shares with
other cases is stripped of its papers and kept: the ledger's line of a delivery, a mailing.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Table,
    Text,
    and_,
    delete,
    func,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import Session

from api.store.kinship import only_theirs, same_papers
from api.store.references import addresses_of, columns, unreferred
from api.store.rotation import portions
from api.store.tables import (
    Case,
    Delivery,
    DeliveryItem,
    Document,
    FileRemoval,
    LegalHold,
    Mailing,
    MailingRow,
    MailOutcome,
    PacketLink,
    PrintBatch,
    ReceivedMail,
    Reply,
    WebhookMessage,
    Worker,
)
from api.store.tables.base import Base

Doomed = dict[Table, set[uuid.UUID]]
Redact = Callable[[Session, Collection[uuid.UUID]], None]  # takes what is personal out of lines of the ledger
# References that do not make a row part of what it names: it is cut instead.
CUT = {("replies", "proposed_case_id"), ("replies", "duplicate_of"), ("replies", "joined_to")}
# No document of a mail is here any more.
NOTHING_LEFT = text("""not exists (select 1 from jsonb_array_elements_text(received_mails.documents) named (id)
    join documents d on d.id = named.id::uuid)""")
# Of a mail: somebody still has to look at what was not taken of it.
OPEN_MAIL = ReceivedMail.outcome.in_((MailOutcome.PARTLY, MailOutcome.SET_ASIDE)) & ReceivedMail.settled_at.is_(None)
# A paper's address stays in the ledger as evidence, under a name that does not keep the file.
STRIP = """(select coalesce(jsonb_agg((f - 'sha256') ||
    jsonb_build_object('name', '', 'removed', coalesce(f->>'sha256', f->>'removed'))), '[]')
    from jsonb_array_elements(files) f)"""


def doomed_by(session: Session, employer: uuid.UUID, cases: Collection[uuid.UUID]) -> Doomed:
    """Every row that is part of these cases, by table: reached through references, whatever tables there are."""
    doomed: Doomed = defaultdict(set)
    doomed[_of(Case)] |= set(cases)
    _spread(session, doomed)
    doomed[_of(Reply)] |= same_papers(session, doomed[_of(Reply)], cases)
    doomed[_of(Document)] |= only_theirs(session, doomed[_of(Reply)])
    workers = session.scalars(select(Case.worker_id).where(Case.id.in_(cases))).all()
    others = select(Case.worker_id).where(Case.employer_id == employer, Case.id.not_in(cases))
    doomed[_of(Worker)] |= set(workers) - set(session.scalars(others.where(Case.worker_id.in_(workers))))
    _spread(session, doomed)
    return doomed


def documents_and_parts(session: Session, documents: Collection[uuid.UUID]) -> Doomed:
    """The same for documents that belong to no case."""
    doomed: Doomed = defaultdict(set)
    doomed[_of(Document)] |= set(documents)
    _spread(session, doomed)
    return doomed


def _spread(session: Session, doomed: Doomed) -> None:
    """Follow the references until nothing is added."""
    before = -1
    while before != (before := sum(map(len, doomed.values()))):
        for table in Base.metadata.sorted_tables:
            for reference in table.foreign_key_constraints:
                named = _column(reference)
                parents = doomed.get(reference.referred_table)
                if named and parents and (table.name, named) not in CUT:
                    doomed[table] |= set(session.scalars(select(table.c.id).where(table.c[named].in_(parents))))


def _column(reference: ForeignKeyConstraint) -> str:
    """The column of a reference, beside the employer's; empty for one to the employer itself."""
    return next((name for name in reference.column_keys if name != "employer_id"), "")


def documents_of(session: Session, doomed: Doomed) -> set[uuid.UUID]:
    """The documents that lose anything: whole ones, and those of which a reply goes."""
    replies = select(Reply.document_id).where(Reply.id.in_(doomed[_of(Reply)]))
    return doomed[_of(Document)] | set(session.scalars(replies))


def remove_rows(session: Session, employer: uuid.UUID, doomed: Doomed, redact: Redact) -> dict[str, int]:
    """Remove them, strip what they shared, and list the files that nothing refers to any more. Counts by table."""
    addresses = _strip(session, doomed, redact) | _addresses(session, doomed)
    _cut(session, doomed)
    everything = set[uuid.UUID]().union(*doomed.values())
    _forget(session, employer, everything)
    for table in reversed(Base.metadata.sorted_tables):
        if doomed.get(table):
            session.execute(delete(table).where(table.c.id.in_(doomed[table])))
    named = array([str(key) for key in doomed[_of(Document)]], type_=Text)
    addresses |= strip_mails(session, employer, ReceivedMail.documents.has_any(named) & not_(OPEN_MAIL))
    list_for_removal(session, employer, addresses)
    return {table.name: len(ids) for table, ids in doomed.items() if ids}


def list_for_removal(session: Session, employer: uuid.UUID, addresses: Collection[str]) -> int:
    """Put those that no row refers to on the list. Returns how many."""
    unused = set[str]().union(*(unreferred(session, employer, some) for some in portions(addresses)))
    loose = [{"id": uuid.uuid4(), "employer_id": employer, "address": address} for address in unused]
    if loose:
        session.execute(insert(FileRemoval).on_conflict_do_nothing(), loose)
    return len(loose)


def _strip(session: Session, doomed: Doomed, redact: Redact) -> set[str]:
    """Take the papers out of what leaves in one piece with other cases' papers; their addresses."""
    cases = doomed[_of(Case)]
    sent = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id.in_(cases))
    rows = select(MailingRow.delivery_id).where(MailingRow.case_id.in_(cases))
    deliveries = set(session.scalars(select(Delivery.id).where(or_(Delivery.id.in_(sent), Delivery.id.in_(rows)))))
    mailings = set(session.scalars(select(MailingRow.mailing_id).where(MailingRow.case_id.in_(cases))))
    held = _held_sheets(session, mailings)
    batched = select(Delivery.print_batch_id).where(Delivery.id.in_(deliveries))
    batches = set(session.scalars(select(PrintBatch.id).where(PrintBatch.id.in_(batched))))
    shared: Doomed = {_of(Delivery): deliveries, _of(PrintBatch): batches, _of(Mailing): mailings}
    found = _addresses(session, shared)
    redact(session, deliveries)
    session.execute(update(PrintBatch).where(PrintBatch.id.in_(batches)).values(files=text(STRIP)))
    session.execute(update(Mailing).where(Mailing.id.in_(mailings - held)).values(source_sha256=None))
    session.execute(delete(PacketLink).where(PacketLink.delivery_id.in_(deliveries)))
    return found


def _held_sheets(session: Session, mailings: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Mailings in whose sheet a case stands that is held: the sheet stays, until a case of it goes without that."""
    hold = LegalHold.lifted_at.is_(None), LegalHold.case_id == MailingRow.case_id
    query = select(MailingRow.mailing_id).join(LegalHold, and_(*hold)).where(MailingRow.mailing_id.in_(mailings))
    return set(session.scalars(query))


def strip_mails(session: Session, employer: uuid.UUID, which: ColumnElement[bool]) -> set[str]:
    """Take what they brought and who wrote them out of the mails of which no document is left; their addresses.

    The row stays: it knows the mail again that still lies in its mailbox.
    """
    query = select(ReceivedMail).where(ReceivedMail.employer_id == employer, ReceivedMail.sha256.is_not(None), which)
    mails = session.scalars(query.where(NOTHING_LEFT)).all()
    found = {mail.sha256 for mail in mails if mail.sha256}
    for mail in mails:
        mail.sha256, mail.sender = None, ""
    session.flush()
    return found


def mails_without_documents(session: Session, employer: uuid.UUID, which: ColumnElement[bool]) -> int:
    """How many mails `strip_mails` would find."""
    mine = ReceivedMail.employer_id == employer, ReceivedMail.sha256.is_not(None), which
    return session.scalar(select(func.count(ReceivedMail.id)).where(*mine, NOTHING_LEFT)) or 0


def _addresses(session: Session, doomed: Doomed) -> set[str]:
    """The files that these rows refer to."""
    found: set[str] = set()
    for column in columns():
        if ids := doomed.get(column.table):
            found |= addresses_of(session, column, ids)
    return found


def _cut(session: Session, doomed: Doomed) -> None:
    """What only points here from outside points nowhere."""
    for name, column in CUT:
        table = Base.metadata.tables[name]
        target = next(r.referred_table for r in table.foreign_key_constraints if _column(r) == column)
        session.execute(update(table).where(table.c[column].in_(doomed[target])).values({column: None}))


def _forget(session: Session, employer: uuid.UUID, ids: Collection[uuid.UUID]) -> None:
    """Jobs and messages that name any of them."""
    named = [str(each) for each in ids]
    messages = select(WebhookMessage.id).where(
        WebhookMessage.employer_id == employer,
        text("exists (select 1 from jsonb_each_text(body::jsonb -> 'data') d where d.value = any(:named))"),
    )
    gone = session.scalars(messages, {"named": named}).all()
    told = "delete from webhook_deliveries where message_id = any(:gone) returning id"
    deliveries = [str(each) for each in session.scalars(text(told), {"gone": list(gone)})]
    session.execute(delete(WebhookMessage).where(WebhookMessage.id.in_(gone)))
    jobs = """
        delete from procrastinate_jobs where exists (
            select 1 from jsonb_each_text(args) a where a.value = any(:named))
    """
    session.execute(text(jobs), {"named": [*named, *deliveries]})


def _of(table: type[Base]) -> Table:
    return table.__table__  # type: ignore[return-value]
