"""How far a mailing is, in figures: a handful of counts over its rows and deliveries, whatever its size."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Select, case, func, select

from api.casework import mailing_reasons as why
from api.casework.act import Act
from api.casework.mailing_views import BatchShown, Progress, ReasonCount
from api.store.tables import Channel, Delivery, Mailing, MailingRow, Packet, RowState, SendState

LATELY: Final = timedelta(minutes=5)
_OVER: Final = (SendState.SENT, SendState.FAILED, SendState.CANCELLED, SendState.UNKNOWN)


def progress_of(act: Act, mailing: Mailing) -> Progress:
    """The progress of a mailing of one's own."""
    rows = {RowState(state): n for state, n in _counts(act, mailing, MailingRow.state)}
    good = select(MailingRow.channel, func.count()).where(*_good(mailing)).group_by(MailingRow.channel)
    channels = {channel: n for channel, n in act.session.execute(good) if channel is not None}
    return Progress(
        rows=rows,
        reasons=_reasons(act, mailing),
        channels=channels,
        providers=act.session.scalar(
            select(func.count(func.distinct(MailingRow.provider_id))).where(*_good(mailing))
        ) or 0,
        deliveries=_deliveries(act, mailing),
        percent=_percent(act, mailing, sum(channels.values())),
        waits_for_a_person=_for_a_person(act, mailing),
        oldest_waiting=act.session.scalar(
            select(func.min(Delivery.created_at)).where(
                Delivery.mailing_id == mailing.id, Delivery.state.in_((SendState.MAKING, SendState.READY))
            )
        ),
        made_a_minute=_rate(act, mailing),
        batches=_batches(act, mailing),
    )  # fmt: skip


def _good(mailing: Mailing) -> tuple[Any, ...]:
    return MailingRow.mailing_id == mailing.id, MailingRow.state != RowState.BAD


def _counts(act: Act, mailing: Mailing, column: Any) -> Any:  # noqa: ANN401
    table = column.class_
    query: Select[Any] = select(column, func.count()).where(table.mailing_id == mailing.id).group_by(column)
    return act.session.execute(query)


def _deliveries(act: Act, mailing: Mailing) -> dict[SendState, int]:
    return {SendState(state): n for state, n in _counts(act, mailing, Delivery.state)}


def _reasons(act: Act, mailing: Mailing) -> list[ReasonCount]:
    """How often each reason is given; what names another row is one reason."""
    query = select(MailingRow.reasons, func.count()).where(MailingRow.mailing_id == mailing.id)
    found: Counter[str] = Counter()
    for reasons, rows in act.session.execute(query.group_by(MailingRow.reasons)):
        found.update({code.partition(":")[0]: rows for code in reasons})
    return [ReasonCount(code=code, sentence=why.sentence(code), rows=n) for code, n in sorted(found.items())]


def _percent(act: Act, mailing: Mailing, good: int) -> float:
    """Rows that need nothing more from the machine, of all good ones: those on paper once they are in their batch."""
    over = Delivery.state.in_(_OVER) | ((Delivery.channel == Channel.PRINT) & (Delivery.state == SendState.READY))
    query = (
        select(func.count())
        .select_from(MailingRow)
        .outerjoin(Delivery, Delivery.id == MailingRow.delivery_id)
        .where(MailingRow.mailing_id == mailing.id)
        .where(over | MailingRow.state.in_((RowState.FAILED, RowState.CANCELLED)), MailingRow.state != RowState.BAD)
    )
    return _share(act.session.scalar(query) or 0, good)


def _share(over: int, good: int) -> float:
    """In per cent, rounded down: the last row of ten thousand keeps it below a hundred."""
    return 1000 * over // good / 10 if good else 0.0


def _for_a_person(act: Act, mailing: Mailing) -> int:
    paper = (Delivery.channel == Channel.PRINT) & (Delivery.state == SendState.READY)
    mine = Delivery.mailing_id == mailing.id, paper | (Delivery.state == SendState.UNKNOWN)
    return act.session.scalar(select(func.count()).where(*mine)) or 0


def _rate(act: Act, mailing: Mailing) -> float | None:
    made = (
        select(func.count())
        .select_from(MailingRow)
        .join(Packet, Packet.id == MailingRow.packet_id)
        .where(MailingRow.mailing_id == mailing.id, Packet.created_at > act.moment - LATELY)
    )
    found = act.session.scalar(made) or 0
    return round(found / (LATELY / timedelta(minutes=1)), 1) if found else None


def _batches(act: Act, mailing: Mailing) -> list[BatchShown]:
    made = func.sum(case((Delivery.state != SendState.MAKING, 1), else_=0))
    query = select(Delivery.batch, Delivery.channel, func.count(), made).where(Delivery.mailing_id == mailing.id)
    found = act.session.execute(query.group_by(Delivery.batch, Delivery.channel).order_by(Delivery.batch))
    return [BatchShown(number=b, channel=channel, deliveries=n, made=m) for b, channel, n, m in found]
