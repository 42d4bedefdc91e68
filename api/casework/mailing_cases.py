"""Which case, provider, job and channel each line of a sheet means: a few queries for all lines together.

Whatever a line says of its case has to agree: id, claim number, employee number, injury date. Another employer's case
is simply unknown.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from api.casework import mailing_reasons as why
from api.casework.act import Act
from api.casework.mailing_options import Sought
from api.casework.mailing_sheet import MOST_ROWS, Line
from api.casework.mailing_unanswered import parts, unanswered_cases
from api.store.tables import Case, CaseState, Channel, Job, Packet, Provider, Supervision, Worker
from api.store.tables.base import Owned
from cases.errors import Refused

# “mail” is not among them: to some it is a letter, to others an e-mail.
CHANNELS: Final[dict[str, Channel]] = {
    **dict.fromkeys(("e-mail", "email", "e mail"), Channel.MAIL),
    **dict.fromkeys(("fax", "telefax"), Channel.FAX),
    **dict.fromkeys(("print", "post", "letter", "paper", "usps"), Channel.PRINT),
}


@dataclass(frozen=True)
class Wanted:
    """A row with what it means on file. What `reasons` name is not known."""

    number: int
    case: uuid.UUID | None = None
    provider: uuid.UUID | None = None
    job: uuid.UUID | None = None
    channel: Channel | None = None
    reasons: tuple[str, ...] = ()


def meant(act: Act, lines: Sequence[Line]) -> list[Wanted]:
    """What each line means."""
    cases = _Cases(act, lines)
    providers = _named(act, Provider, Provider.name, {line.provider for line in lines})
    jobs = _named(act, Job, Job.title, {line.job for line in lines})
    return [_meant(line, cases, providers, jobs) for line in lines]


def sought(act: Act, wanted: Sought) -> list[Line]:
    """The cases of a filter as lines, the oldest injury first. Raises Refused if they are none, or too many."""
    if wanted.provider is not None:
        act.find(Provider, wanted.provider)
    query = select(Case.id).where(Case.employer_id == act.who.employer, Case.state == CaseState.OPEN)
    query = query.where(*_narrowed(wanted)).order_by(Case.injury_date, Case.id)
    found = list(act.session.scalars(query.limit(MOST_ROWS + 1)))
    if wanted.packet == "unanswered":
        waiting = unanswered_cases(act, found, wanted.unanswered_days)
        found = [case for case in found if case in waiting]
    if not found or len(found) > MOST_ROWS:
        many = f"more than {MOST_ROWS:,} cases" if found else "no open case"
        raise Refused(f"The filter finds {many}; choose another.", code="bad_filter")
    return [Line(number, case=str(case)) for number, case in enumerate(found, start=1)]


def _narrowed(wanted: Sought) -> Iterator[ColumnElement[bool]]:
    has_packet = exists().where(Packet.case_id == Case.id)
    if wanted.packet != "any":
        yield has_packet if wanted.packet == "unanswered" else ~has_packet
    if wanted.provider is not None:
        yield Case.provider_id == wanted.provider
    if wanted.supervisor is not None:
        yield exists().where(
            Supervision.case_id == Case.id, Supervision.user_id == wanted.supervisor, Supervision.ended_at.is_(None)
        )
    if wanted.injured_from is not None:
        yield Case.injury_date >= wanted.injured_from
    if wanted.injured_to is not None:
        yield Case.injury_date <= wanted.injured_to


class _Cases:
    """The cases that any line names, by each of the ways to name one."""

    def __init__(self, act: Act, lines: Sequence[Line]) -> None:
        self.own: dict[uuid.UUID, tuple[uuid.UUID | None, uuid.UUID | None]] = {}  # provider and job of the case
        self.injured: dict[uuid.UUID, date] = {}
        self.by: dict[Any, set[uuid.UUID]] = defaultdict(set)
        ids = {key for line in lines if (key := _id(line.case)) is not None}
        claims = {line.claim.lower() for line in lines if line.claim}
        numbers = {line.employee for line in lines if line.employee}
        for some in parts(ids):
            self._add(act, Case.id.in_(some), lambda row: row.id)
        for some in parts(claims):
            self._add(act, func.lower(func.trim(Case.claim_number)).in_(some), lambda row: _claim(row.claim_number))
        for some in parts(numbers):
            self._add(act, Worker.number.in_(some), lambda row: _employee(row.number))

    def of(self, line: Line) -> set[uuid.UUID]:
        """Those that a line may mean, which names its case."""
        ways: list[Any] = []
        if line.case:
            ways.append(_id(line.case))
        if line.claim:
            ways.append(_claim(line.claim))
        if line.employee:
            ways.append(_employee(line.employee))
        found = set.intersection(*(self.by.get(way, set()) for way in ways))
        return {case for case in found if not line.injured or self.injured[case] == line.injured_on}

    def _add(self, act: Act, which: ColumnElement[bool], name: Callable[[Any], Any]) -> None:
        for row in act.session.execute(_select_cases(act).where(which)):
            self.own[row.id], self.injured[row.id] = (row.provider_id, row.job_id), row.injury_date
            self.by[name(row)].add(row.id)


def _select_cases(act: Act) -> Select[Any]:
    columns = (Case.id, Case.claim_number, Case.injury_date, Case.provider_id, Case.job_id, Worker.number)
    joined: Any = and_(Worker.id == Case.worker_id, Worker.employer_id == Case.employer_id)
    query: Any = select(*columns)
    wanted: Select[Any] = query.join(Worker, joined).where(Case.employer_id == act.who.employer)
    return wanted


def _named(act: Act, table: type[Owned], name: Any, words: set[str]) -> dict[str, set[uuid.UUID]]:  # noqa: ANN401
    """What is on file under these ids and names, by the word that was used."""
    found: dict[str, set[uuid.UUID]] = defaultdict(set)
    for some in parts(words - {""}):
        ids = [key for word in some if (key := _id(word)) is not None]
        lower = [word.lower() for word in some]
        query = select(table.id, name).where(table.employer_id == act.who.employer)
        for key, said in act.session.execute(query.where(or_(table.id.in_(ids), func.lower(name).in_(lower)))):
            found[str(key)].add(key)
            found[said.lower()].add(key)
    return found


def _meant(
    line: Line, cases: _Cases, providers: dict[str, set[uuid.UUID]], jobs: dict[str, set[uuid.UUID]]
) -> Wanted:  # fmt: skip
    if line.injured and line.injured_on is None:
        return Wanted(line.number, reasons=(why.BAD_DATE,))
    if not (line.case or line.claim or (line.employee and line.injured)):
        return Wanted(line.number, reasons=(why.NO_CASE,))
    found = cases.of(line)
    if len(found) != 1:
        return Wanted(line.number, reasons=(why.AMBIGUOUS_CASE if found else why.UNKNOWN_CASE,))
    (case,) = found
    provider, job = cases.own[case]
    row = Wanted(line.number, case, provider, job, CHANNELS.get(line.channel.lower()))
    if line.provider:
        row = replace(row, provider=_only(providers, line.provider))
    if line.job:
        row = replace(row, job=_only(jobs, line.job))
    return replace(row, reasons=(why.BAD_CHANNEL,)) if line.channel and row.channel is None else row


def _only(found: dict[str, set[uuid.UUID]], word: str) -> uuid.UUID | None:
    """The one that a word means; None for none and for several."""
    keys = found.get(word.lower(), set())
    return next(iter(keys)) if len(keys) == 1 else None


def _claim(number: str) -> str:
    return f"claim {number.strip().lower()}"


def _employee(number: str) -> str:
    return f"employee {number}"


def _id(word: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(word)
    except ValueError:
        return None
