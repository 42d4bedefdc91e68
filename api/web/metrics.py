"""`/metrics` for Prometheus: what stands in the database, worked out at each scrape, and this process's own counts.

However many processes serve or work, the database says the same to each. No label holds an id, a name or a word that
somebody sent: every set of labels is a list in the code. Only for who sends WORKSLIP_METRICS_TOKEN.
"""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import Depends, Header, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.jobs import board
from api.jobs.lanes import USUAL
from api.store.opening import Store
from api.store.tables import Channel, Delivery, Document, DocumentState, SendState
from api.web import problems
from api.web.asking import store_of
from cases.errors import Unavailable

STATES: Final = ("waiting", "later", "running", "failed")
SETTLED: Final = (SendState.SENT, SendState.CANCELLED)
OTHER: Final = "other"
QUEUES: Final = (*USUAL, OTHER)
Values = dict[tuple[str, ...], float]  # by the values of the labels


def metrics(store: Annotated[Store, Depends(store_of)], authorization: Annotated[str, Header()] = "") -> Response:
    """Everything as text. 404 if no token is set, 401 without it."""
    token = store.settings.metrics_token
    if token is None:
        return problems.answer(404)
    if not hmac.compare_digest(authorization.encode(), f"Bearer {token.get_secret_value()}".encode()):
        return problems.answer(401, detail="Send the metrics token as `Authorization: Bearer …`.")
    return Response(exposed(store), media_type=CONTENT_TYPE_LATEST)


def exposed(store: Store) -> bytes:
    """This process's counts, then what stands in the database."""
    standing = CollectorRegistry()
    standing.register(Standing(store))
    return generate_latest(REGISTRY) + generate_latest(standing)


class Standing(Collector):
    """What stands now, for all processes alike."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing before it is asked for: registering asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Gauges; with the database down, that it is, and the disk."""
        try:
            with self.store.database.transaction() as session:
                found = list(_standing(session, self.store.settings.stalled_after))
        except SQLAlchemyError:
            found = []
        yield GaugeMetricFamily("workslip_database_up", "Whether the database answered this scrape.", bool(found))
        yield from found
        try:
            free = float(self.store.files.free())
        except (OSError, Unavailable):
            free = 0.0
        yield GaugeMetricFamily("workslip_files_free_bytes", "Room in the file store; 0 if it does not answer.", free)


def _standing(session: Session, silence: float) -> Iterator[GaugeMetricFamily]:
    session.execute(text("set local statement_timeout = '5s'"))
    yield from _queues(session)
    alive = Counter(_queue(each.queue) for each in board.workers(session, silence))
    yield _gauge("workslip_workers_alive", "Worker processes that serve a queue.", ("queue",), {
        (queue,): alive[queue] for queue in QUEUES
    })  # fmt: skip
    yield _gauge(
        "workslip_documents", "Documents; done is the database's own estimate.", ("state",), _documents(session)
    )
    yield _gauge("workslip_deliveries", "Deliveries that are not settled.", ("channel", "state"), _deliveries(session))


def _queues(session: Session) -> Iterator[GaugeMetricFamily]:
    jobs: Values = {(queue, state): 0.0 for queue in QUEUES for state in STATES}
    oldest: Values = {(queue,): 0.0 for queue in QUEUES}
    for line in board.queues(session):
        queue = _queue(line.queue)
        for state in STATES:
            jobs[queue, state] += getattr(line, state)
        oldest[(queue,)] = max(oldest[(queue,)], line.oldest or 0.0)
    yield _gauge("workslip_jobs", "Jobs that are not done.", ("queue", "state"), jobs)
    yield _gauge("workslip_oldest_waiting_seconds", "How long the oldest job that is due waits.", ("queue",), oldest)


def _documents(session: Session) -> Values:
    open_ones = (
        select(Document.state, func.count()).where(Document.state != DocumentState.DONE).group_by(Document.state)
    )
    counted = dict(session.execute(open_ones).all())
    rows = session.scalar(text("select greatest(reltuples, 0) from pg_class where oid = 'documents'::regclass")) or 0
    counted[DocumentState.DONE] = max(0, int(rows) - sum(counted.values()))
    return {(state.value,): counted.get(state, 0) for state in DocumentState}


def _deliveries(session: Session) -> Values:
    query = select(Delivery.channel, Delivery.state, func.count()).where(Delivery.state.not_in(SETTLED))
    rows = session.execute(query.group_by(Delivery.channel, Delivery.state)).all()
    counted = {(channel, state): count for channel, state, count in rows}
    return {(c.value, s.value): counted.get((c, s), 0) for c in Channel for s in SendState if s not in SETTLED}


def _queue(name: str | None) -> str:
    return name if name is not None and name in USUAL else OTHER


def _gauge(name: str, says: str, labels: tuple[str, ...], values: Values) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=labels)
    for which, value in values.items():
        family.add_metric(which, value)
    return family
