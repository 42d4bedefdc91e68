"""The audit log's table; how its chain is made and verified is in `api/store/audit.py`."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from api.store.tables.base import Base


class AuditEntry(Base):
    """One thing that was done. Ids, codes and counts only: no names, no medical content.

    `number` counts from 1 without gaps; `mac` is an HMAC over the row and the `mac` of the row before.
    A trigger refuses UPDATE, DELETE and TRUNCATE.
    """

    __tablename__ = "audit_log"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    employer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("employers.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]  # a user's id, or "system:worker", "system:cli"
    action: Mapped[str]  # "document.received", "reply.confirmed", …
    subject: Mapped[str]  # kind and id of the row: "document:8c1f…"
    details: Mapped[dict[str, Any]] = mapped_column(JSONB)
    mac: Mapped[bytes] = mapped_column(LargeBinary)
