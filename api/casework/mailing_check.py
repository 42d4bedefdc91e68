"""The gate of a row: may this packet go to this provider in this way today? Asked for all rows of a mailing at once.

Asked when a sheet comes in, again when the mailing is started, and again when the packet is made: a release may have
ended in between, a number may have changed. Seven queries, however many rows.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB

from api.casework import mailing_reasons as why
from api.casework.act import Act
from api.casework.mailing_cases import Wanted
from api.casework.mailing_unanswered import Pair, parts, waiting_for
from api.casework.releases import as_authority
from api.outbox.numbers import fax_number
from api.outbox.smtp import is_address
from api.store.tables import Case, CaseState, Channel, Job, Provider, Release
from cases.errors import BadInput
from cases.releases import Release as Authority
from cases.releases import packet_refusals


@dataclass(frozen=True)
class Checked(Wanted):
    """A row after the gate: its channel is decided, and `address` is where it would go. Good without reasons."""

    address: str = ""


def checked(
    act: Act, rows: Sequence[Wanted], channel: Channel | None, *, again: bool, mailing: uuid.UUID | None = None
) -> list[Checked]:
    """Every row with its reasons. `channel` is for rows that name none; `again`: what went before does not matter."""
    facts = _facts(act, rows, again=again, mailing=mailing)
    first: dict[Pair, int] = {}
    return [_unless_said_before(_checked(row, channel, facts), first) for row in rows]


def address_of(provider: Provider, channel: Channel) -> str:
    """The number or address on file, or the lines on the envelope; empty if there is none."""
    if channel is Channel.PRINT:
        lines = (provider.name, provider.practice, provider.address)
        return "\n".join(line for line in lines if line) if provider.address else ""
    return provider.fax if channel is Channel.FAX else provider.email


@dataclass(frozen=True)
class _Facts:
    open: set[uuid.UUID]
    providers: dict[uuid.UUID, Provider]
    described: dict[uuid.UUID, bool]  # jobs, and whether their tasks are
    releases: dict[uuid.UUID, list[Authority]]
    waiting: set[Pair]
    today: date


def _facts(act: Act, rows: Sequence[Wanted], *, again: bool, mailing: uuid.UUID | None) -> _Facts:
    cases = {row.case for row in rows if row.case is not None}
    open_ones: set[uuid.UUID] = set()
    releases: dict[uuid.UUID, list[Authority]] = defaultdict(list)
    for some in parts(cases):
        still = select(Case.id).where(Case.employer_id == act.who.employer, Case.state == CaseState.OPEN)
        open_ones |= set(act.session.scalars(still.where(Case.id.in_(some))))
        for release in act.session.scalars(act.own(Release).where(Release.case_id.in_(some))):
            releases[release.case_id].append(as_authority(release))
    waiting = set() if again else waiting_for(act, cases, besides=mailing)
    return _Facts(open_ones, _providers(act, rows), _described(act, rows), releases, waiting, act.today)


def _providers(act: Act, rows: Sequence[Wanted]) -> dict[uuid.UUID, Provider]:
    ids = {row.provider for row in rows if row.provider is not None}
    found = (act.session.scalars(act.own(Provider).where(Provider.id.in_(some))) for some in parts(ids))
    return {each.id: each for portion in found for each in portion}


def _described(act: Act, rows: Sequence[Wanted]) -> dict[uuid.UUID, bool]:
    tasks: Any = func.jsonb_array_length(type_coerce(Job.demands, JSONB)["tasks"])
    query = select(Job.id, tasks).where(Job.employer_id == act.who.employer)
    ids = {row.job for row in rows if row.job is not None}
    return {key: bool(n) for some in parts(ids) for key, n in act.session.execute(query.where(Job.id.in_(some)))}


def _checked(row: Wanted, channel: Channel | None, facts: _Facts) -> Checked:
    if row.case is None:
        return Checked(row.number, reasons=row.reasons)
    provider = facts.providers.get(row.provider) if row.provider is not None else None
    way = row.channel or channel or (_usual(provider) if provider else None)
    found = (*row.reasons, *_of_case(row, facts), *_of_provider(row, provider, way, facts))
    address = address_of(provider, way) if provider and way else ""
    return Checked(row.number, row.case, row.provider, row.job, way, found, address)


def _usual(provider: Provider) -> Channel:
    """How an office gets its post: as it wants it, else by fax if its number is confirmed, else on paper."""
    if provider.channel:
        return Channel(provider.channel)
    return Channel.FAX if provider.fax and provider.fax_confirmed_by else Channel.PRINT


def _of_case(row: Wanted, facts: _Facts) -> Iterator[str]:
    if row.case not in facts.open:
        yield why.CLOSED_CASE
    if row.job not in facts.described:
        yield why.NO_JOB
    elif not facts.described[row.job]:
        yield why.NO_TASKS


def _of_provider(row: Wanted, provider: Provider | None, way: Channel | None, facts: _Facts) -> Iterator[str]:
    if provider is None or row.case is None or way is None:
        yield why.NO_PROVIDER
        return
    for refusal in packet_refusals(facts.releases.get(row.case, ()), str(provider.id), facts.today):
        yield refusal.code
    address = address_of(provider, way)
    if not address:
        yield why.NO_ADDRESS
    elif not _can_be_used(address, way):
        yield why.BAD_ADDRESS
    elif not _confirmed(provider, way):
        yield why.UNCONFIRMED
    if (row.case, provider.id) in facts.waiting:
        yield why.SENT_BEFORE


def _can_be_used(address: str, way: Channel) -> bool:
    """Whether the channel will take it; what is written on paper is for a person to read."""
    if way is Channel.PRINT:
        return True
    try:
        return bool(fax_number(address)) if way is Channel.FAX else is_address(address)
    except BadInput:
        return False


def _confirmed(provider: Provider, way: Channel) -> bool:
    """On paper, a person looks at the address when they post it."""
    confirmed = {Channel.FAX: provider.fax_confirmed_by, Channel.MAIL: provider.email_confirmed_by}
    return way is Channel.PRINT or confirmed[way] is not None


def _unless_said_before(row: Checked, first: dict[Pair, int]) -> Checked:
    if row.reasons or row.case is None or row.provider is None:
        return row
    number = first.setdefault((row.case, row.provider), row.number)
    return row if number == row.number else replace(row, reasons=(why.duplicate_of(number),))
