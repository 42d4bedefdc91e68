"""The envelope preview: which delivery would go, or went, to which address; and the papers of the first one, dry.

Before a mailing is started its deliveries are worked out anew each time; from then on they are on file.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from api.casework.act import Act
from api.casework.mailing_check import Checked, checked
from api.casework.mailing_load import addressee, item_of
from api.casework.mailing_plan import planned
from api.casework.mailing_run import reference
from api.casework.mailing_steps import wanted_of
from api.casework.mailing_views import EnvelopePage, EnvelopeShown, EnvelopeWindow
from api.casework.mailings import goes_again, options_of
from api.store.tables import Delivery, DeliveryItem, Mailing, MailingRow, MailingState, Provider, RowState
from cases.errors import Refused
from generate.envelopes import Inside, cover_and_papers
from generate.packets import build_packet
from generate.pdfs import page_count

NOT_YET = (MailingState.DRAFT, MailingState.WAITING)


def list_envelopes(act: Act, key: uuid.UUID, window: EnvelopeWindow) -> EnvelopePage:
    """The deliveries of a mailing in their order, those that were sent again at the end."""
    mailing = act.find(Mailing, key)
    found = _planned(act, mailing) if mailing.state in NOT_YET else _on_file(act, mailing, window)
    if mailing.state in NOT_YET:
        found = found[window.after : window.after + window.limit + 1]
    more = len(found) > window.limit
    return EnvelopePage(items=found[: window.limit], next=window.after + window.limit if more else None)


def dry_run(act: Act, key: uuid.UUID) -> bytes:
    """The papers of the first good row in their envelope, as PDF. Nothing is kept, and its page codes are nobody's.

    Raises Refused if no row is good.
    """
    mailing = act.find(Mailing, key)
    good = _good(act, mailing)
    if not good:
        raise Refused("No row of this mailing can be sent; see its rows for the reasons.", code="no_good_row")
    first = good[0]
    row = next(each for each in _ready(act, mailing) if each.number == first.number)
    item = item_of(act, mailing, row)
    assert item.contents is not None
    assert first.channel is not None
    packet = build_packet(replace(item.contents, key=None)).combined_pdf
    inside = Inside(packet, reference(item.packet), page_count(packet))
    to = addressee(act.find(Provider, item.provider))
    act.record("mailing.dry_run", mailing)
    return cover_and_papers(to, item.heading, [inside], first.channel.value, act.today).pdf


def _ready(act: Act, mailing: Mailing) -> Sequence[MailingRow]:
    query = act.own(MailingRow).where(MailingRow.mailing_id == mailing.id, MailingRow.state == RowState.READY)
    return act.session.scalars(query.order_by(MailingRow.number)).all()


def _good(act: Act, mailing: Mailing) -> list[Checked]:
    rows = [wanted_of(row) for row in _ready(act, mailing)]
    found = checked(act, rows, options_of(mailing).channel, again=goes_again(mailing), mailing=mailing.id)
    return [each for each in found if not each.reasons]


def _planned(act: Act, mailing: Mailing) -> list[EnvelopeShown]:
    return [
        EnvelopeShown(
            number=each.number, provider=each.provider, channel=each.channel, address=each.address,
            rows=list(each.rows), delivery=None, state=None, code=None,
        )
        for each in planned(_good(act, mailing), options_of(mailing))
    ]  # fmt: skip


def _on_file(act: Act, mailing: Mailing, window: EnvelopeWindow) -> list[EnvelopeShown]:
    query = act.own(Delivery).where(Delivery.mailing_id == mailing.id)
    query = query.order_by(Delivery.batch, Delivery.created_at, Delivery.id)
    found = list(act.session.scalars(query.offset(window.after).limit(window.limit + 1)))
    rows = _numbers(act, mailing, [each.id for each in found])
    return [
        EnvelopeShown(
            number=number, provider=each.provider_id, channel=each.channel, address=each.address,
            rows=sorted(rows[each.id]), delivery=each.id, state=each.state, code=each.code,
        )
        for number, each in enumerate(found, start=window.after + 1)
    ]  # fmt: skip


def _numbers(act: Act, mailing: Mailing, deliveries: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """The rows that lie in each delivery, or are to lie in it."""
    to_lie = select(MailingRow.delivery_id, MailingRow.number).where(MailingRow.delivery_id.in_(deliveries))
    lying = (
        select(DeliveryItem.delivery_id, MailingRow.number)
        .join(MailingRow, MailingRow.packet_id == DeliveryItem.packet_id)
        .where(DeliveryItem.delivery_id.in_(deliveries), MailingRow.mailing_id == mailing.id)
    )
    found: dict[uuid.UUID, set[int]] = defaultdict(set)
    for delivery, number in [*act.session.execute(to_lie), *act.session.execute(lying)]:
        found[delivery].add(number)
    return found
