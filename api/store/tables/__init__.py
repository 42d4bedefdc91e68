"""Every table, by subject. Import this package (not one file of it) when you need the whole metadata.

`people` employers, users, keys, workers, providers · `cases` jobs, cases, releases, copies, packets, letters ·
`documents` what came back, and how far it got · `medical` what it says · `decisions` what persons made of it ·
`webhooks` who is told of events · `audit` who did what.
"""

from __future__ import annotations

from api.store.tables.audit import AuditEntry
from api.store.tables.base import Base
from api.store.tables.cases import Case, CaseState, Copy, CopyState, Job, Letter, Packet, Release
from api.store.tables.decisions import Offer, PairResolution, ReEvaluation, RestrictionSet
from api.store.tables.documents import Document, DocumentStage, DocumentState, Reply, ReplyState
from api.store.tables.medical import Evidence, FieldReading, ReplyReport, Review
from api.store.tables.people import ApiKey, Employer, Provider, User, Worker
from api.store.tables.webhooks import DeliveryState, Webhook, WebhookDelivery, WebhookMessage

__all__ = [
    "ApiKey", "AuditEntry", "Base", "Case", "CaseState", "Copy", "CopyState", "DeliveryState", "Document",
    "DocumentStage", "DocumentState", "Employer", "Evidence", "FieldReading", "Job", "Letter", "Offer", "Packet",
    "PairResolution", "Provider", "ReEvaluation", "Release", "Reply", "ReplyReport", "ReplyState", "RestrictionSet",
    "Review", "User", "Webhook", "WebhookDelivery", "WebhookMessage", "Worker",
]  # fmt: skip
