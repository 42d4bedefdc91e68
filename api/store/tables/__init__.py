"""Every table, by subject. Import this package (not one file of it) when you need the whole metadata.

`people` employers, users, keys, workers, providers · `cases` jobs, cases, releases, copies, packets, letters ·
`arrivals` mails and uploads as they came in · `documents` what came back, and how far it got · `medical` what it says
· `decisions` what persons made of it · `views` who sees what of a case · `clocks` events, tasks, settings · `plans`
return-to-work plans and recovery support · `records` what persons record beside the papers · `assignments` what
became of an offer · `mailings` what goes out, and the ledger · `house` own letters · `webhooks` who is told of events
· `retention` how long things are kept · `doors` how people get in beside a password · `audit` who did what.
"""

from __future__ import annotations

from api.store.tables.arrivals import MailOutcome, ReceivedMail, Upload, UploadPart
from api.store.tables.assignments import Assignment, AssignmentEvent, CarrierNotice, OfferAnswer
from api.store.tables.audit import AuditEntry
from api.store.tables.base import Base
from api.store.tables.cases import Case, CaseState, Copy, CopyState, Job, Letter, Packet, Release
from api.store.tables.clocks import CaseEvent, ClockSettings, ClockTask
from api.store.tables.decisions import Offer, PairResolution, ReEvaluation, RestrictionSet
from api.store.tables.documents import Document, DocumentStage, DocumentState, Reply, ReplyState
from api.store.tables.doors import OfficeLink, OutsideAccount, RecoveryCode, SecondFactor
from api.store.tables.house import LetterTemplate
from api.store.tables.mailings import (
    Channel,
    Delivery,
    DeliveryAttempt,
    DeliveryItem,
    Mailing,
    MailingRow,
    MailingState,
    PacketLink,
    PrintBatch,
    RowState,
    SendState,
)
from api.store.tables.medical import Evidence, FieldReading, ReplyReport, Review
from api.store.tables.people import ApiKey, DeskSession, Employer, Provider, User, Worker
from api.store.tables.plans import (
    CommitteeDid,
    CommitteeTold,
    PlanAnswer,
    PlanApproval,
    PlanAuthorisation,
    PlanHandout,
    PlanMedicalPart,
    PlanRevision,
    PlanState,
    RecoveryIntervention,
    RecoveryPlan,
    RecoveryStep,
    ReturnPlan,
)
from api.store.tables.records import (
    CaseCost,
    CaseOutcome,
    CheckIn,
    CostKind,
    Feeling,
    Filing,
    LogDecision,
    LogEntry,
    ModifiedHours,
    ProgramYear,
    SatisfactionAnswer,
    WorkRecord,
)
from api.store.tables.retention import FileRemoval, FoundFile, LegalHold, PurgePlan, RetentionSettings
from api.store.tables.views import SharedWording, Supervision
from api.store.tables.webhooks import DeliveryState, Webhook, WebhookDelivery, WebhookMessage

__all__ = [
    "ApiKey", "Assignment", "AssignmentEvent", "AuditEntry", "Base", "CarrierNotice", "Case", "CaseCost",
    "CaseEvent", "CaseOutcome", "CaseState", "Channel", "CheckIn", "ClockSettings", "ClockTask", "CommitteeDid",
    "CommitteeTold", "Copy", "CopyState", "CostKind", "Delivery", "DeliveryAttempt", "DeliveryItem",
    "DeliveryState", "DeskSession", "Document", "DocumentStage", "DocumentState", "Employer", "Evidence", "Feeling",
    "FieldReading", "FileRemoval", "Filing", "FoundFile", "Job", "LegalHold", "Letter", "LetterTemplate",
    "LogDecision", "LogEntry",
    "MailOutcome", "Mailing", "MailingRow", "MailingState", "ModifiedHours", "Offer", "OfferAnswer", "OfficeLink",
    "OutsideAccount", "Packet", "PacketLink", "PairResolution", "PlanAnswer", "PlanApproval", "PlanAuthorisation",
    "PlanHandout", "PlanMedicalPart", "PlanRevision", "PlanState", "PrintBatch", "ProgramYear", "Provider",
    "PurgePlan", "ReEvaluation", "ReceivedMail", "RecoveryCode", "RecoveryIntervention", "RecoveryPlan",
    "RecoveryStep", "Release", "Reply", "ReplyReport", "ReplyState", "RestrictionSet", "RetentionSettings",
    "ReturnPlan", "Review", "RowState", "SatisfactionAnswer", "SecondFactor", "SendState", "SharedWording",
    "Supervision", "Upload", "UploadPart", "User", "Webhook", "WebhookDelivery", "WebhookMessage", "WorkRecord",
    "Worker",
]  # fmt: skip
