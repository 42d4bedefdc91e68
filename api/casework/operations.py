"""The queue as a person sees it: what runs, waits and failed, and doing again what failed and may safely be repeated.

A job is its employer's whose paper it is about; `KINDS` knows where to look, and what doing it again means. A kind that
is not listed there is shown to nobody and not repeated by hand. Counts are of the whole installation.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, cast, exists, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from api.casework.act import Act
from api.casework.mailing_plan import MAKE_BATCH
from api.intake.process import try_again
from api.intake.receive import READ_DOCUMENT
from api.jobs import board
from api.jobs.board import JOBS, JobLine
from api.outbox.planning import SEND
from api.store.tables import Delivery, Document, Mailing, WebhookDelivery
from api.store.tables.base import Owned
from api.webhooks.delivering import deliver_again
from api.webhooks.events import DELIVER
from cases.errors import NotFound, Refused

Again = Callable[[Session, uuid.UUID, uuid.UUID | str], None]


@dataclass(frozen=True)
class Kind:
    """Jobs about a row of `table`, whose id is the argument `key`. `again` queues it anew, or refuses in a sentence."""

    table: type[Owned]
    key: str
    again: Again


def _by_row(_session: Session, _key: uuid.UUID, _actor: uuid.UUID | str) -> None:
    """What was to leave is never sent again by its job: a person asks for the row, and says why."""
    raise Refused("Have the mailing's rows resent one by one, or send the paper anew.", code="by_row")


KINDS: Final[dict[str, Kind]] = {
    READ_DOCUMENT: Kind(Document, "document_id", try_again),
    DELIVER: Kind(WebhookDelivery, "delivery_id", deliver_again),
    SEND: Kind(Delivery, "delivery_id", _by_row),
    MAKE_BATCH: Kind(Mailing, "mailing_id", _by_row),
}


class JobWindow(BaseModel):
    """Which jobs are wanted: the newest first, at most `limit`, of one state, before the number that a page named."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200)
    before: int | None = Field(default=None, ge=1, le=2**63 - 1)
    state: str | None = Field(default=None, pattern=f"^({'|'.join(board.STATES)})$")


class QueuedShown(BaseModel):
    """One job of the queue. `since` is when its last attempt began, `code` why the last one failed."""

    number: int
    queue: str
    task: str
    state: str
    attempts: int
    ids: dict[str, str]
    waits_until: datetime | None
    code: str | None
    worker: str | None
    since: datetime | None


class QueuedPage(BaseModel):
    """Some jobs; `next` is the `before` of the following page."""

    items: list[QueuedShown]
    next: int | None = None


class QueueShown(BaseModel):
    """One queue: jobs that wait, wait for a later time, run and failed; seconds for which the oldest has waited."""

    queue: str
    waiting: int
    later: int
    running: int
    failed: int
    oldest: float | None


class WorkerShown(BaseModel):
    """One queue of a worker process that is alive, and for how many seconds it has been silent."""

    number: int
    place: str | None
    queue: str | None
    silent: float
    running: int


class OperationsShown(BaseModel):
    """How the installation's queues and workers stand."""

    queues: list[QueueShown]
    workers: list[WorkerShown]


def list_queued(act: Act, window: JobWindow) -> QueuedPage:
    """The employer's jobs."""
    found = board.lines(act.session, window.state, window.limit + 1, before=window.before, among=_of(act.who.employer))
    more = len(found) > window.limit
    shown = [_shown(line) for line in found[: window.limit]]
    return QueuedPage(items=shown, next=shown[-1].number if more else None)


def get_operations(act: Act) -> OperationsShown:
    """Queues and workers of the whole installation: counts only."""
    alive = board.workers(act.session, act.store.settings.stalled_after)
    return OperationsShown(
        queues=[QueueShown(**asdict(line)) for line in board.queues(act.session)],
        workers=[WorkerShown(**asdict(line)) for line in alive],
    )


def do_again(act: Act, number: int) -> QueuedShown:
    """Queue a failed job of the employer's anew."""
    found = board.lines(act.session, None, 1, among=and_(JOBS.c.id == number, _of(act.who.employer)))
    if not found:
        raise NotFound("There is no job of that number here.")
    repeat(act.session, found[0], act.who.user)
    (newest,) = board.lines(act.session, None, 1, among=_same(found[0]))
    return _shown(newest)


def repeat(session: Session, job: JobLine, actor: uuid.UUID | str) -> None:
    """Queue a failed job anew. Raises Refused for one that did not fail, or whose kind is not repeated by hand."""
    if job.status != "failed":
        raise Refused("This job did not fail: there is nothing to do again.", code="not_failed")
    if (kind := KINDS.get(job.task)) is None:
        raise Refused("Jobs of this kind are not repeated by hand; they come again by themselves.", code="not_by_hand")
    kind.again(session, uuid.UUID(job.ids[kind.key]), actor)


def _of(employer: uuid.UUID) -> ColumnElement[bool]:
    """The condition that a job is about something of that employer's."""
    return or_(*(and_(JOBS.c.task_name == task, _owned(kind, employer)) for task, kind in KINDS.items()))


def _owned(kind: Kind, employer: uuid.UUID) -> ColumnElement[bool]:
    named = cast(JOBS.c.args[kind.key].astext, Uuid)
    return exists(select(kind.table.id).where(kind.table.id == named, kind.table.employer_id == employer))


def _same(job: JobLine) -> ColumnElement[bool]:
    return and_(JOBS.c.task_name == job.task, JOBS.c.args == cast(job.ids, JOBS.c.args.type))


def _shown(line: JobLine) -> QueuedShown:
    named = asdict(line)
    return QueuedShown(state=named.pop("status"), waits_until=named.pop("scheduled_at"), **named)
