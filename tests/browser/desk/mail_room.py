"""What goes out, put on file as rows: an office with a confirmed number, a packet, a draft, and a mailing under way.

Robin and Avery have a signed release; Jordan has none. Nothing here has left, so every case can still be written to.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from api.store.opening import Store
from api.store.tables import (
    Case,
    Channel,
    Delivery,
    Mailing,
    MailingRow,
    MailingState,
    Packet,
    PrintBatch,
    Provider,
    Release,
    RowState,
    SendState,
)
from api.store.tables.base import now
from tests.api.casework import quick_papers
from tests.api.casework.mailing_scene import OPTIONS, signed_release

FAX, EMAIL = "518-555-0123", "desk@orthopedics.example"


def furnish(store: Store, cases: Mapping[str, str], ids: Mapping[str, str]) -> dict[str, str]:
    """Everything of the above; ids by name."""
    with store.database.transaction() as session:
        robin, avery = (session.get_one(Case, uuid.UUID(cases[name])) for name in ("robin", "avery"))
        _confirm(session.get_one(Provider, robin.provider_id), ids)
        release, _ = (_released(session, store, case, uuid.UUID(ids["dana"])) for case in (robin, avery))
        packet = _packet(session, store, robin, release)
        draft = _mailing(session, robin, ids, "Provider packets, November")
        rows = [
            _row(draft, robin, 2, RowState.READY),
            _row(draft, None, 3, RowState.BAD, reasons=["unknown_case"]),
            _row(draft, avery, 4, RowState.BAD, reasons=["no_release"]),
            _row(draft, avery, 5, RowState.READY),
        ]
        session.add_all(rows)
        running = _running(session, store, robin, avery, packet, ids)
        own = {"office": robin.provider_id, "packet": packet.id, "draft": draft.id, "running": running.id}
        return {name: str(key) for name, key in own.items()}


def _confirm(office: Provider, ids: Mapping[str, str]) -> None:
    office.fax, office.email = FAX, EMAIL
    office.fax_entered_by = office.email_entered_by = uuid.UUID(ids["dana"])
    office.fax_confirmed_by, office.fax_confirmed_at = uuid.UUID(ids["lee"]), now()


def _released(session: Session, store: Store, case: Case, by: uuid.UUID) -> Release:
    scan = store.files.put(case.employer_id, signed_release())
    days = {"signed_on": now().date() - timedelta(days=3), "expires_on": now().date() + timedelta(days=300)}
    row = Release(
        employer_id=case.employer_id, case_id=case.id, provider_id=case.provider_id, file_sha256=scan, recorded_by=by,
        **days,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _packet(session: Session, store: Store, case: Case, release: Release) -> Packet:
    pdf = quick_papers.build_packets([_Nobody()])[0].combined_pdf  # type: ignore[list-item]
    files = [{"name": "packet.pdf", "sha256": store.files.put(case.employer_id, pdf)}]
    row = Packet(
        employer_id=case.employer_id, case_id=case.id, provider_id=case.provider_id, release_id=release.id,
        job_id=case.job_id, files=files, made_by=release.recorded_by,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


class _Nobody:
    """Contents without a claim, of which a page is made."""

    class heading:  # noqa: N801
        claim_number = ""


def _mailing(session: Session, case: Case, ids: Mapping[str, str], title: str, **more: Any) -> Mailing:
    row = Mailing(
        employer_id=case.employer_id, key=title, title=title, options=OPTIONS | {"title": title},
        sought={"packet": "none"}, made_by=uuid.UUID(ids["dana"]), **more,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _row(mailing: Mailing, case: Case | None, number: int, state: RowState, **more: Any) -> MailingRow:
    known = {"case_id": case.id, "provider_id": case.provider_id, "job_id": case.job_id} if case else {}
    told: dict[str, Any] = {"reasons": [], "channel": Channel.PRINT if case else None} | known | more
    return MailingRow(employer_id=mailing.employer_id, mailing_id=mailing.id, number=number, state=state, **told)


def _running(
    session: Session, store: Store, robin: Case, avery: Case, packet: Packet, ids: Mapping[str, str]
) -> Mailing:
    dana = uuid.UUID(ids["dana"])
    mailing = _mailing(
        session, robin, ids, "Second requests", state=MailingState.RUNNING, started_by=dana, started_at=now(),
        in_name_of=dana,
    )  # fmt: skip
    own = {"employer_id": robin.employer_id, "mailing_id": mailing.id}
    papers = {name: store.files.put(robin.employer_id, name.encode()) for name in ("batch.pdf", "manifest.csv")}
    batch = PrintBatch(**own, number=1, files=[{"name": name, "sha256": sha} for name, sha in papers.items()])
    session.add(batch)
    session.flush()
    by_fax, by_post = (
        Delivery(
            **own, key=f"second/{number}", provider_id=robin.provider_id, channel=channel, address=FAX, state=state,
            asked_by=dana, batch=number, print_batch_id=batch.id if channel is Channel.PRINT else None,
        )
        for number, (channel, state) in enumerate(
            ((Channel.FAX, SendState.SENT), (Channel.PRINT, SendState.READY)), start=1
        )
    )  # fmt: skip
    session.add_all([by_fax, by_post])
    session.flush()
    session.add_all([
        _row(mailing, robin, 2, RowState.MADE, channel=Channel.FAX, delivery_id=by_fax.id, packet_id=packet.id),
        _row(mailing, avery, 3, RowState.MADE, delivery_id=by_post.id),
    ])  # fmt: skip
    return mailing
