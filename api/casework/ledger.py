"""The ledger as evidence, of a delivery, a case or a mailing. Handing it out is on record."""

from __future__ import annotations

import uuid

from sqlalchemy import Select, select

from api.casework.act import Act
from api.outbox.ledger import Evidence, evidence
from api.store.tables import Case, Delivery, DeliveryItem, Mailing


def of_delivery(act: Act, key: uuid.UUID) -> Evidence:
    """One delivery's ledger."""
    row = act.find(Delivery, key)
    return _told(act, f"delivery:{row.id}", act.own(Delivery).where(Delivery.id == row.id))


def of_case(act: Act, key: uuid.UUID) -> Evidence:
    """What was sent of a case."""
    case = act.find(Case, key)
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id == case.id)
    return _told(act, f"case:{case.id}", act.own(Delivery).where(Delivery.id.in_(items)))


def of_mailing(act: Act, key: uuid.UUID) -> Evidence:
    """What was sent of a mailing."""
    mailing = act.find(Mailing, key)
    return _told(act, f"mailing:{mailing.id}", act.own(Delivery).where(Delivery.mailing_id == mailing.id))


def _told(act: Act, of: str, query: Select[Delivery]) -> Evidence:
    rows = list(act.session.scalars(query.order_by(Delivery.created_at, Delivery.id)))
    act.record("ledger.exported", of, count=len(rows))
    return evidence(act.store, act.session, act.who.employer, of, rows)
