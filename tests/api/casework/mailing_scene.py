"""An employer with cases that a mailing can be for, on file as rows: many at once, without an office for each."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import func, select

from api.casework.act import Act, acting
from api.casework.mailing_options import MailingOptions
from api.casework.mailings import make_from_sheet
from api.identity.keys import principal_of
from api.identity.principals import Principal
from api.identity.users import add_user, employer_named
from api.store.opening import Store
from api.store.tables import (
    Case,
    Channel,
    Copy,
    Delivery,
    DeliveryItem,
    Job,
    Mailing,
    MailingRow,
    Packet,
    Provider,
    Release,
    User,
    Worker,
)
from cases.demands import Job as JobDemands
from tests.api.web.scenario import BIRTH, SENDER, TODAY, bench_job

OPTIONS: dict[str, Any] = {"title": "November", "sender": SENDER, "summary": False, "task_sheet": False}


@dataclass(frozen=True)
class Scene:
    """Who acts, and what is on file. Case n has claim number WC-n, worker number W-n, provider n modulo so many."""

    store: Store
    employer: uuid.UUID
    casey: Principal
    second: Principal
    job: uuid.UUID
    providers: list[uuid.UUID]
    cases: list[uuid.UUID]

    @contextmanager
    def acting(self, who: Principal | None = None) -> Iterator[Act]:
        """An act of Casey, or of somebody else."""
        with acting(self.store, who or self.casey) as act:
            yield act

    def sheet(self, numbers: Sequence[int] | None = None) -> bytes:
        """A sheet that names these cases by their claim numbers; all of them by default."""
        return self.csv([[f"WC-{n}"] for n in (range(len(self.cases)) if numbers is None else numbers)])

    @staticmethod
    def csv(rows: Sequence[Sequence[str]], headings: Sequence[str] = ("Claim number",)) -> bytes:
        """A sheet."""
        return "\r\n".join(",".join(row) for row in [headings, *rows]).encode()

    def draft(self, sheet: bytes | None = None, key: str = "key", **options: Any) -> uuid.UUID:
        """A mailing of that sheet."""
        with self.acting() as act:
            return make_from_sheet(act, key, sheet or self.sheet(), MailingOptions(**OPTIONS | options)).id

    def rows(self, mailing: uuid.UUID) -> list[MailingRow]:
        """The rows of a mailing."""
        with self.store.database.transaction() as session:
            query = select(MailingRow).where(MailingRow.mailing_id == mailing).order_by(MailingRow.number)
            return list(session.scalars(query))

    def reasons(self, mailing: uuid.UUID) -> list[list[str]]:
        """The reasons of each row."""
        return [row.reasons for row in self.rows(mailing)]

    def deliveries(self, mailing: uuid.UUID) -> list[Delivery]:
        """The deliveries of a mailing."""
        with self.store.database.transaction() as session:
            query = select(Delivery).where(Delivery.mailing_id == mailing)
            return list(session.scalars(query.order_by(Delivery.batch, Delivery.key)))

    def get(self, table: Any, key: uuid.UUID) -> Any:
        """A row, as it is on file."""
        with self.store.database.transaction() as session:
            return session.get_one(table, key)

    def change(self, table: Any, key: uuid.UUID, **values: Any) -> None:
        """Change a row behind everybody's back."""
        with self.store.database.transaction() as session:
            row = session.get_one(table, key)
            for name, value in values.items():
                setattr(row, name, value)

    def mailing(self, key: uuid.UUID) -> Mailing:
        """A mailing, as it is on file."""
        found: Mailing = self.get(Mailing, key)
        return found

    def confirmed(self, n: int, **addresses: str) -> None:
        """Give provider n a fax number or an e-mail address that was confirmed."""
        for name, value in addresses.items():
            confirmed = {f"{name}_confirmed_by": self.second.user, f"{name}_confirmed_at": datetime.now(UTC)}
            self.change(Provider, self.providers[n], **{name: value}, **confirmed)


def count(store: Store, table: Any) -> int:
    """How many rows a table has."""
    with store.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def check_once(scene: Scene, mailing: uuid.UUID, packets: int) -> None:
    """Every good row has one packet and lies in one delivery, and there is no packet besides."""
    rows = [row for row in scene.rows(mailing) if row.state == "made"]
    with scene.store.database.transaction() as session:
        made = list(session.scalars(select(Packet.id)))
        items = list(session.execute(select(DeliveryItem.packet_id, DeliveryItem.delivery_id)))
        with_copies = session.scalar(select(func.count(func.distinct(Copy.packet_id))))
        keys = list(session.scalars(select(Delivery.key)))
    assert len(rows) == len(made) == len(items) == with_copies == packets
    assert {(row.packet_id, row.delivery_id) for row in rows} == {tuple(item) for item in items}
    assert {row.packet_id for row in rows} == set(made)
    assert len(set(keys)) == len(keys)


def build(store: Store, cases: int = 3, providers: int = 1, channel: Channel | None = None) -> Scene:
    """An employer with two coordinators, a job, and so many cases with a release in force."""
    with store.database.transaction() as session:
        employer = employer_named(session, "Hudson Valley Orchards")
        casey, second = (_user(session, employer, login) for login in ("casey", "second"))
        own = {"employer_id": employer.id}
        job = Job(**own, title="Parts inspector", demands=JobDemands.model_validate(bench_job()))
        offices = [_provider(own, n, channel) for n in range(providers)]
        workers = [Worker(**own, name=f"Robin Example {n}", birth_date=BIRTH, number=f"W-{n}") for n in range(cases)]
        session.add_all([job, *offices, *workers])
        session.flush()
        scan = store.files.put(employer.id, signed_release())
        opened = [_case(own, n, worker, offices[n % providers], job) for n, worker in enumerate(workers)]
        session.add_all(opened)
        session.flush()
        session.add_all(_release(own, case, scan) for case in opened)
        people = principal_of(casey), principal_of(second)
        return Scene(store, employer.id, *people, job.id, [p.id for p in offices], [c.id for c in opened])


def signed_release() -> bytes:
    """A signed release as a fine fax."""
    page = Image.new("1", (1734, 2156), 1)
    ImageDraw.Draw(page).line([400, 1800, 900, 1700], fill=0, width=8)
    out = io.BytesIO()
    page.save(out, "TIFF", dpi=(204, 196), compression="group4")
    return out.getvalue()


def _user(session: Any, employer: Any, login: str) -> User:
    return add_user(session, employer, login, f"{login.title()} Coordinator")


def _provider(own: dict[str, Any], n: int, channel: Channel | None) -> Provider:
    return Provider(**own, name=f"Dr. Sampleton {n}", practice="Example Orthopedics", address="22 Clinic Street",
                    channel=channel)  # fmt: skip


def _case(own: dict[str, Any], n: int, worker: Worker, provider: Provider, job: Job) -> Case:
    injured = date(2026, 1, 5) + timedelta(days=n % 300)
    people = {"worker_id": worker.id, "provider_id": provider.id, "job_id": job.id}
    return Case(**own, **people, injury_date=injured, claim_number=f"WC-{n}")


def _release(own: dict[str, Any], case: Case, scan: str) -> Release:
    days = {"signed_on": TODAY - timedelta(days=3), "expires_on": TODAY + timedelta(days=300)}
    return Release(**own, **days, case_id=case.id, provider_id=case.provider_id, file_sha256=scan)
