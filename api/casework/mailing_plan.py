"""Which deliveries a mailing makes of its rows, and in which portions they are made.

    rows → by channel, then by provider, in the order of the sheet → deliveries → batches of 40 packets at most

A batch is of one channel, so that what is printed comes in few and whole files. Deliveries, the rows' place in them and
the jobs that make them are kept in the transaction that starts the mailing: ten thousand rows in some seconds.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from api.casework.act import Act
from api.casework.mailing_check import Checked
from api.casework.mailing_options import MailingOptions
from api.jobs.queue import PAPERS, defer_many
from api.store.failpoints import failpoint
from api.store.tables import Channel, Delivery, Mailing, SendState

MAKE_BATCH: Final = "make_batch"
BATCH: Final = 40  # packets that are made together: memory stays that of one batch
_PLACE_ROWS: Final = text("""
    update mailing_rows set delivery_id = planned.delivery
    from unnest(cast(:numbers as integer[]), cast(:deliveries as uuid[])) as planned (line, delivery)
    where mailing_rows.mailing_id = :mailing and mailing_rows.number = planned.line
""")


@dataclass(frozen=True)
class Planned:
    """A delivery to make: `rows` are the numbers of what lies in it. `number` and `batch` count from 1."""

    number: int
    batch: int
    provider: uuid.UUID
    channel: Channel
    address: str
    rows: tuple[int, ...]
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def planned(rows: Iterable[Checked], options: MailingOptions) -> list[Planned]:
    """The deliveries of these good rows, in the order in which they are made."""
    found: list[Planned] = []
    batch, room = 0, dict.fromkeys(Channel, 0)
    for channel, portion in _portions(rows, options):
        if room[channel] < len(portion):
            batch, room[channel] = batch + 1, BATCH
        room[channel] -= len(portion)
        provider, address = portion[0].provider, portion[0].address
        assert provider is not None
        found.append(
            Planned(len(found) + 1, batch, provider, channel, address, tuple(row.number for row in portion))
        )  # fmt: skip
    return found


def keep_plan(act: Act, mailing: Mailing, deliveries: Sequence[Planned]) -> None:
    """Put the deliveries on file, their rows into them, and a job for each batch into the queue."""
    own = {
        "employer_id": act.who.employer,
        "mailing_id": mailing.id,
        "state": SendState.MAKING,
        "asked_by": act.who.user,
    }
    rows = [
        own | {"id": each.id, "key": f"{mailing.id}/{each.number}", "batch": each.batch, "provider_id": each.provider,
               "channel": each.channel, "address": each.address}
        for each in deliveries
    ]  # fmt: skip
    act.session.execute(insert(Delivery), rows)
    place_rows(act.session, mailing.id, {number: each.id for each in deliveries for number in each.rows})
    make_batches(act.session, mailing.id, sorted({each.batch for each in deliveries}))
    failpoint("mailing.planned")


def place_rows(session: Session, mailing: uuid.UUID, deliveries: dict[int, uuid.UUID]) -> None:
    """Put rows, by their numbers, into deliveries."""
    numbers, into = list(deliveries), [str(each) for each in deliveries.values()]
    session.execute(_PLACE_ROWS, {"mailing": mailing, "numbers": numbers, "deliveries": into})


def make_batches(session: Session, mailing: uuid.UUID, batches: Sequence[int]) -> None:
    """Queue the making of these batches, with this transaction."""
    many = [{"mailing_id": str(mailing), "batch": str(batch)} for batch in batches]
    if many:
        defer_many(session, MAKE_BATCH, many, queue=PAPERS)


def _portions(rows: Iterable[Checked], options: MailingOptions) -> Iterator[tuple[Channel, list[Checked]]]:
    """What goes into one delivery each: channel after channel, provider after provider."""
    groups: dict[Channel, dict[uuid.UUID | None, list[Checked]]] = {channel: defaultdict(list) for channel in Channel}
    for row in rows:
        if row.channel is not None:
            groups[row.channel][row.provider].append(row)
    for channel, providers in groups.items():
        most = options.per_delivery[channel]
        for mine in providers.values():
            for at in range(0, len(mine), most):
                yield channel, mine[at : at + most]
