"""The facts of each case for the figures, kept in memory for as long as no row changes that they rest on.

A thousand cases take ten seconds to work out anew and hardly change from one look to the next. PostgreSQL gives each
version of a row the number of the transaction that wrote it (`xmin`); so rows that are the same, in the same versions,
are the same facts on the same day. Nothing has to be told that something changed, and nothing can forget to tell.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Uuid,
    bindparam,
    func,
    inspect,
    literal_column,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.casework import reach
from api.casework.act import Act
from api.identity.roles import Reach
from api.store.tables import (
    Assignment,
    AssignmentEvent,
    Case,
    CaseOutcome,
    FieldReading,
    Job,
    LogDecision,
    ModifiedHours,
    Offer,
    OfferAnswer,
    PlanRevision,
    Reply,
    ReplyReport,
    RestrictionSet,
    ReturnPlan,
    Review,
    WorkRecord,
)
from api.store.tables.base import Owned
from cases.metrics import CaseFacts

MOST: Final = 50_000  # cases kept, of all employers, unless one look takes more; a few kilobytes each
Tables: TypeAlias = tuple[type[Owned], ...]
OF_A_CASE: Final[Tables] = (
    Assignment,
    CaseOutcome,
    LogDecision,
    ModifiedHours,
    Offer,
    RestrictionSet,
    ReturnPlan,
    WorkRecord,
)
PARTS: Final[Tables] = (AssignmentEvent, OfferAnswer, PlanRevision)
OF_A_REPLY: Final[Tables] = (ReplyReport, Review)
STAMPED: Final[set[type[Owned]]] = {Case, Job, Reply, FieldReading, *OF_A_CASE, *OF_A_REPLY, *PARTS}
Make = Callable[[Sequence[Case]], Iterable[CaseFacts]]


@dataclass(frozen=True)
class Kept:
    """A case's facts, the day they were worked out on, and the versions of the rows they rest on."""

    on: date
    stamp: str
    facts: CaseFacts


_kept: dict[uuid.UUID, Kept] = {}


def kept_or_made(act: Act, cases: Sequence[uuid.UUID], make: Make) -> list[CaseFacts]:
    """The facts of the cases in their order; `make` works out those of which a row has changed, or the day."""
    if act.who.reach is not Reach.EMPLOYER:
        return list(_made(act, cases, make).values())  # of what the role reaches: not for others to see
    stamps = _stamps(act) if cases else {}  # first: what is committed from here on makes them too old, never too new
    held = _held(act.today, cases, stamps)
    made = _made(act, [key for key in cases if key not in held], make)
    _keep(act, made, stamps)
    found = held | made
    return [found[key] for key in cases if key in found]  # without those that were purged meanwhile


def _made(act: Act, cases: Sequence[uuid.UUID], make: Make) -> dict[uuid.UUID, CaseFacts]:
    rows = act.session.scalars(act.own(Case).where(Case.id.in_(cases))).all() if cases else []
    return {row.id: facts for row, facts in zip(rows, make(rows), strict=True)} if rows else {}


def _held(today: date, cases: Sequence[uuid.UUID], stamps: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, CaseFacts]:
    """What is kept of these cases and still so."""
    known = ((key, _kept.get(key)) for key in cases)
    return {key: kept.facts for key, kept in known if kept and kept.on == today and kept.stamp == stamps.get(key)}


def _keep(act: Act, made: Mapping[uuid.UUID, CaseFacts], stamps: Mapping[uuid.UUID, str]) -> None:
    if len(_kept) + len(made) > MOST:
        _kept.clear()
    _kept.update({key: Kept(act.today, stamps[key], facts) for key, facts in made.items() if key in stamps})


def _stamps(act: Act) -> dict[uuid.UUID, str]:
    """Of each case of the employer a digest of the versions of its rows, its jobs among them."""
    return dict(act.session.execute(_digests(), {"employer": act.who.employer}).all())


@cache
def _digests() -> Select[uuid.UUID, str]:
    """(case, digest); put together once, as that takes as long as the answer of a small employer."""
    rows = union_all(*_versions()).subquery()
    return select(rows.c.case, _digest(rows.c.version)).where(rows.c.case.is_not(None)).group_by(rows.c.case)


def _versions() -> Iterator[Select[Any]]:
    """(case, version) of every row, by the way that leads from the row to its case."""
    for table in OF_A_CASE:
        yield _rows(table, _column(table, "case_id"))
    for part in PARTS:
        column, whole = reach.PARTS[part]
        yield _rows(part, _column(whole, "case_id")).join(whole, _column(part, column) == whole.id)
    case_of = func.coalesce(Reply.case_id, Reply.proposed_case_id, type_=Uuid())
    for table in OF_A_REPLY:
        yield _rows(table, case_of).join(Reply, Reply.id == _column(table, "reply_id"))
    yield _rows(Reply, case_of)
    yield _rows(Case, Case.id)
    yield _rows(Job, Case.id).join(Case, Case.job_id == Job.id)
    named = type_coerce(LogDecision.decision, JSONB)["content"]["job"].astext  # a regular job that is another one
    yield _rows(Job, _column(LogDecision, "case_id")).join(
        LogDecision, (LogDecision.employer_id == Job.employer_id) & (named == Job.id.cast(String))
    )
    confirmed = select(RestrictionSet.id).where(
        RestrictionSet.reply_id == Reply.id, RestrictionSet.superseded_at.is_(None)
    )  # what the machine was not sure of counts until then, and is most of all rows
    doubts = _rows(FieldReading, case_of).join(Reply, Reply.id == FieldReading.reply_id)
    yield doubts.where(~confirmed.exists())


def _rows(table: type[Owned], case: Any) -> Select[Any]:  # noqa: ANN401 - a column, however it is reached
    return select(case.label("case"), _version(table).label("version")).where(_own(table)).select_from(table)


def _version(table: type[Owned]) -> ColumnElement[int]:
    written = literal_column(f"{inspect(table).local_table.name}.xmin").cast(String).cast(BigInteger)
    return func.uuid_hash_extended(table.id, written, type_=BigInteger())


def _digest(version: ColumnElement[int]) -> ColumnElement[str]:
    return func.concat(func.count(), ":", func.sum(version))


def _column(table: type[Owned], name: str) -> ColumnElement[uuid.UUID]:
    column: ColumnElement[uuid.UUID] = getattr(table, name)
    return column


def _own(table: type[Owned]) -> ColumnElement[bool]:
    return table.employer_id == bindparam("employer")
