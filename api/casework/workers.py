"""Workers: the injured employees of an employer. No medical content here."""

from __future__ import annotations

import uuid
from datetime import date

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.words import Line, Shown, Text, Written
from api.store.tables import Worker
from cases.errors import Conflict


class NewWorker(Written):
    """A worker to add. `birth_date` is what the office's writing is compared with; `number` the employer's own."""

    name: Line
    birth_date: date
    number: Line | None = None
    address: Text = ""
    phone: Text = ""
    email: Text = ""


class WorkerShown(Shown):
    """A worker on file."""

    id: uuid.UUID
    name: str
    birth_date: date
    number: str | None
    address: str
    phone: str
    email: str


def add_worker(act: Act, new: NewWorker, *, name: uuid.UUID | None = None) -> WorkerShown:
    """Put a worker on file; `name` may be the caller's own id for them.

    Raises Conflict if the number is another worker's.
    """
    if new.number and act.session.scalar(act.own(Worker).where(Worker.number == new.number)):
        raise Conflict("A worker of that number is on file already.")
    worker = act.add(Worker(id=name or uuid.uuid4(), **new.model_dump()))
    act.record("worker.added", worker)
    return WorkerShown.model_validate(worker)


def list_workers(act: Act, window: Window) -> Page[WorkerShown]:
    """The workers on file, newest first."""
    return page_of(act, act.own(Worker), Worker, window, WorkerShown.model_validate)


def get_worker(act: Act, key: uuid.UUID) -> WorkerShown:
    """One worker."""
    return WorkerShown.model_validate(act.find(Worker, key))
