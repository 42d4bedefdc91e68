"""An employer with an office on file, deliveries to it, and workers as processes of their own."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.jobs.lanes import lanes
from api.jobs.queue import open_app
from api.jobs.worker import run
from api.outbox.planning import queue_delivery
from api.outbox.tasks import duties
from api.store import audit
from api.store.opening import Store
from api.store.tables import Channel, Delivery, DeliveryAttempt, Provider, SendState, User
from api.store.tables.base import now

ROOT = Path(__file__).parents[3]
FAX, MAIL = "+12125550162", "office@clinic.example"
PDF = b"%PDF-1.7 papers of a return to work"


@dataclass
class Office:
    """An office whose number and address a second person has confirmed."""

    store: Store
    employer: uuid.UUID
    user: uuid.UUID
    provider: uuid.UUID

    def delivery(self, channel: Channel = Channel.FAX, content: bytes = PDF, **more: Any) -> uuid.UUID:
        """A delivery to it that is ready and has its job."""
        sha256 = self.store.files.put(self.employer, content)
        files = [{"name": "papers.pdf", "sha256": sha256, "bytes": len(content), "pages": 3}]
        given = {"address": FAX if channel is Channel.FAX else MAIL, "files": files, "key": uuid.uuid4().hex} | more
        with self.store.database.transaction() as session:
            row = Delivery(
                id=uuid.uuid4(), employer_id=self.employer, provider_id=self.provider, channel=channel,
                state=SendState.READY, asked_by=self.user, **given,
            )  # fmt: skip
            session.add(row)
            queue_delivery(session, row)
        return row.id

    def row(self, key: uuid.UUID) -> Delivery:
        """How it stands."""
        with self.store.database.transaction() as session:
            return session.get_one(Delivery, key)

    def attempts(self, key: uuid.UUID) -> list[DeliveryAttempt]:
        """Its lines in the ledger, in order."""
        query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == key).order_by(DeliveryAttempt.number)
        with self.store.database.transaction() as session:
            return list(session.scalars(query))

    def change(self, table: Any, key: uuid.UUID, **values: Any) -> None:
        """Set columns of a row."""
        with self.store.database.transaction() as session:
            row = session.get_one(table, key)
            for name, value in values.items():
                setattr(row, name, value)

    def verified(self) -> None:
        """The audit log is as it was written."""
        with self.store.database.transaction() as session:
            assert audit.verify(session, self.store.audit_keys).first_bad is None


@pytest.fixture
def office(store: Store, employer: uuid.UUID) -> Office:
    """The office."""
    with store.database.transaction() as session:
        user, second = (User(id=uuid.uuid4(), employer_id=employer, login=n, name=n.title()) for n in ("kim", "lee"))
        session.add_all([user, second])
        session.flush()
        confirmed = {"confirmed_by": second.id, "confirmed_at": now()}
        provider = Provider(
            id=uuid.uuid4(), employer_id=employer, name="Dr. Alex Sampleton", practice="Example Orthopedics", fax=FAX,
            email=MAIL, **{f"{way}_{name}": value for way in ("fax", "email") for name, value in confirmed.items()},
        )  # fmt: skip
        session.add(provider)
    return Office(store, employer, user.id, provider.id)


def with_settings(store: Store, **values: Any) -> Store:
    """The store under other settings."""
    return dataclasses.replace(store, settings=store.settings.model_copy(update=values))


Run = Callable[..., subprocess.CompletedProcess[bytes]]


def environment(store: Store, failpoint: str, **settings: Any) -> dict[str, str]:
    """The settings of a child process: this test's store, and short times."""
    quick = {"heartbeat": "0.1", "stalled_after": "0.6", "attempts": "5", "mail_per_minute": "0"}
    given = quick | {name: str(value) for name, value in settings.items()}
    return {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_DATABASE_URL": store.url,
        "WORKSLIP_HOME": str(store.settings.home), "WORKSLIP_FAILPOINT": failpoint,
        **{f"WORKSLIP_{name.upper()}": value for name, value in given.items()},
    }  # fmt: skip


QUICK = {"heartbeat": 0.1, "stalled_after": 0.6, "attempts": 5, "mail_per_minute": 0, "mail_timeout": 5.0}


def drain(store: Store) -> None:
    """A worker in this process, until nothing is left that may run now."""
    app, mine = open_app(store.url, size=16), duties(store)
    for duty in mine:
        duty.register(app)
    run(app, store.settings, mine, lanes(store.settings), drain=True)


@pytest.fixture
def worker(store: Store) -> Run:
    """Run a worker of the outbox until nothing is left to send, or until the named failpoint kills it."""

    def run(failpoint: str = "", **settings: Any) -> subprocess.CompletedProcess[bytes]:
        program = [sys.executable, ROOT / "tests/api/outbox/worker.py"]
        env = environment(store, failpoint, **settings)
        return subprocess.run(program, env=env, capture_output=True, timeout=90, check=False)

    return run
