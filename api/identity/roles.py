"""Who may do what, and which fields they see: one table. Every route and every command names an `Action`; it answers.

A row is an action, a column a role, a cell the fields in which the role sees the answer; an empty cell is "no".
Which cases a role reaches at all is in `ROLES` (`reach`), with the source of each role. Least privilege: what no source
asks for is empty. Enforced in `api/web/asking.py` (routes), `api/cli/acting.py` (commands) and `Act.own` (objects);
`api/casework/views.py` makes the narrower answers, which are types of their own and never a wider one blacked out.

A new route adds its action here and its row below; `tests/api/web/test_matrix.py` fails until it has both.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """The verbs of the service. `see` never changes anything."""

    SEE_WORKER = "worker:see"  # with birth date and address
    CHANGE_WORKER = "worker:change"
    SEE_PROVIDER = "provider:see"  # a practice's name can tell an illness
    CHANGE_PROVIDER = "provider:change"
    SEE_JOB = "job:see"  # what work asks of a body: about nobody
    CHANGE_JOB = "job:change"
    SEE_CASES = "case:see"  # that there is a case, and where it stands
    OPEN_CASE = "case:open"
    ASSIGN = "supervisor:assign"  # who supervises a case
    SEE_RESTRICTIONS = "restrictions:see"
    SHARE_WORDING = "wording:share"  # say a limit in words that a supervisor may read
    SEE_REEVALUATIONS = "reevaluation:see"
    OPEN_REEVALUATION = "reevaluation:open"
    CLOSE_REEVALUATION = "reevaluation:close"
    MATCH = "match:see"
    RESOLVE = "match:resolve"
    RANK_TASKS = "task:rank"  # names what is limited, whatever it is
    SEE_RELEASE = "release:see"  # medical file: birth date, physician
    FILE_RELEASE = "release:file"
    SEE_PACKET = "packet:see"
    SEND_PACKET = "packet:make"
    CONFIRM_ADDRESS = "provider:confirm"  # that a number or address is right: a person, another than who entered it
    SEE_MAILING = "mailing:see"  # many packets: medical file, and where it went
    MAKE_MAILING = "mailing:make"
    SEE_OFFER = "offer:see"
    SEE_OFFER_LETTER = "offer:letter"  # quotes what the report requires in its own words
    OFFER = "offer:make"
    SEE_LETTER = "letter:see"
    WRITE_LETTER = "letter:write"
    SEE_DOCUMENT = "document:see"  # medical: pages, readings, words from forms
    HAND_IN = "document:hand_in"
    ATTACH = "document:attach"
    REVIEW = "review:decide"
    SEE_HOUSE = "house:see"  # packs of law, schemas, forms and letters as they are printed: about nobody
    CHANGE_HOUSE = "house:change"  # the employer's own wording of its letters, and its logo
    SEE_ASSIGNMENT = "assignment:see"
    SEE_STOPS = "stop:see"  # what must not be worked now, in limits
    CONFIRM_STOP = "stop:confirm"
    HOLD_WORK = "assignment:hold"
    DECIDE_WORK = "assignment:decide"  # what was held back goes on, stops, or is over
    SEE_CLOCKS = "clocks:see"  # what is due: sentences of ours, events in codes
    DO_TASK = "clocks:do"
    SET_CLOCKS = "clocks:set"
    RECORD_EVENT = "event:record"
    SEE_PLAN = "plan:see"  # the plan part: no medical content
    CHECK_PLAN = "plan:check"  # week by week against the report, in its words
    CHANGE_PLAN = "plan:change"
    APPROVE_PLAN = "plan:approve"
    SEE_RECOVERY = "recovery:see"
    CHANGE_RECOVERY = "recovery:change"
    SEE_UPDATES = "committee_update:see"  # abilities, restrictions, outlook, next update
    COMMITTEE_STEP = "committee:decide"
    SEE_COUNT = "log:count"  # medical: the limits and readings behind a case's days
    SEE_LOG = "log:see"  # the 300 log with its column F, which employees and their representatives may see too
    DECIDE_LOG = "log:decide"  # the log's decisions and entries, and the confidential list of privacy cases
    RECORD_WORK = "work:record"  # days worked or missed; no medical content
    SEE_CHECKLIST = "checklist:see"
    FILE_PAPER = "checklist:file"
    SEE_CHECK_INS = "check_in:see"
    CHECK_IN = "check_in:record"  # answers without words; no medical content
    SEE_METRICS = "metrics:see"  # single cases can be recognised in them
    SEE_EVALUATION = "evaluation:see"  # small groups withheld: for management and representatives
    ENTER_FIGURES = "metrics:enter"  # hours, costs, outcomes, the employer's year, satisfaction
    EXPORT_CASE = "case:export"  # medical: a whole case leaves for another program
    EXPORT_MEDICAL = "case:export_medical"  # with the words, the birth date and what tells of a treatment
    SEE_WEBHOOKS = "webhook:see"
    CHANGE_WEBHOOKS = "webhook:change"
    SEE_OUTBOX = "delivery:see"  # what was sent where, and the ledger of it as evidence
    SEND_OUT = "delivery:send"
    SETTLE_DELIVERY = "delivery:settle"  # what nobody knew: it arrived, or it did not; and the end of its links
    CLOSE_CASE = "case:close"
    SEE_HOLD = "hold:see"  # a code and a person
    HOLD_CASE = "hold:place"
    PURGE = "case:purge"  # plan it; another person runs it
    SEE_AUDIT = "audit:see"  # ids, codes and counts; no words
    SEE_USERS = "user:see"
    CHANGE_USERS = "user:change"
    SEE_OPERATIONS = "operations:see"  # the queue: ids, codes and counts
    DO_AGAIN = "operations:again"  # what failed


class Role(StrEnum):
    """Who uses Workslip. What each is for is in `ROLES`."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    HR = "hr"
    SUPERVISOR = "supervisor"
    SAFETY = "safety"
    COMMITTEE = "committee"
    PHYSICIAN = "physician"
    INTEGRATOR = "integrator"
    AUDITOR = "auditor"


class Fields(StrEnum):
    """How much of an answer a role sees, where it differs. Each narrower one is a type of its own in `views.py`."""

    ALL = "all"  # the medical file (29 CFR 1630.14(c)), or an answer that is the same for whoever may ask
    PLAN = "plan"  # the personnel copy: case, dates, limits, offers; no report, no picture, no word of a provider
    LIMITS = "limits"  # restrictions and accommodations with their dates (29 CFR 1630.14(c)(1)(i); domain 7)
    OUTLOOK = "outlook"  # the same, with abilities, prognosis and the next medical update date (002 step 9)


class Reach(StrEnum):
    """Which objects exist for a role; everything else answers 404."""

    EMPLOYER = "employer"  # all of the employer's
    ASSIGNED = "assigned"  # the cases that they are assigned to supervise
    PACKET = "packet"  # the one packet that a link names
    NOTHING = "nothing"  # no case, and nothing that belongs to one


@dataclass(frozen=True)
class About:
    """What a role is for, in a line, and where that is from. `scoped`: it may only do what its key names."""

    says: str
    source: str
    reach: Reach = Reach.EMPLOYER
    scoped: bool = False


ROLES: Final[dict[Role, About]] = {
    Role.ADMINISTRATOR: About("keeps users and their roles; no medical access", "trust T10–T12", Reach.NOTHING),
    Role.COORDINATOR: About("runs the program and keeps the medical file", "003 III.B, IV; 002 steps 1–9"),
    Role.HR: About("keeps the personnel side: register, cases, offers, plans", "004 roles; 003 IV.E; 1630.14(c)"),
    Role.SUPERVISOR: About("assigns work within the limits of their cases", "004 roles; domain 7", Reach.ASSIGNED),
    Role.SAFETY: About("oversees program, tasks, OSHA log and metrics", "004 roles"),
    Role.COMMITTEE: About("hears abilities, restrictions, prognosis, next update", "002 step 9 and Committee 1–4"),
    Role.PHYSICIAN: About("reads the one packet sent to them, until its link ends", "003 IV.D", Reach.PACKET),
    Role.INTEGRATOR: About("a program: does what its key's scopes name", "trust 1.3; T12", scoped=True),
    Role.AUDITOR: About("reads who did what, without medical words", "164.312(b); trust T25", Reach.NOTHING),
}

ALL, PLAN, LIMITS, OUTLOOK = Fields
__: Final = None

# fmt: off
_ROWS: Final[dict[Action, tuple[Fields | None, ...]]] = {
    #                          administrator coordinator HR    supervisor safety  committee physician integrator auditor
    Action.SEE_WORKER:         (__,          ALL,        ALL,  __,        __,     __,      __,      ALL,       __),
    Action.CHANGE_WORKER:      (__,          ALL,        ALL,  __,        __,     __,      __,      ALL,       __),
    Action.SEE_PROVIDER:       (__,          ALL,        ALL,  __,        __,     __,      __,      ALL,       __),
    Action.CHANGE_PROVIDER:    (__,          ALL,        ALL,  __,        __,     __,      __,      ALL,       __),
    Action.SEE_JOB:            (__,          ALL,        ALL,  ALL,       ALL,    ALL,     __,      ALL,       __),
    Action.CHANGE_JOB:         (__,          ALL,        ALL,  __,        ALL,    __,      __,      ALL,       __),
    Action.SEE_CASES:          (__,          ALL,        PLAN, LIMITS,    LIMITS, OUTLOOK, __,      PLAN,      __),
    Action.OPEN_CASE:          (__,          ALL,        PLAN, __,        __,     __,      __,      PLAN,      __),
    Action.ASSIGN:             (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.SEE_RESTRICTIONS:   (__,          ALL,        PLAN, LIMITS,    LIMITS, OUTLOOK, __,      LIMITS,    __),
    Action.SHARE_WORDING:      (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_REEVALUATIONS:  (__,          ALL,        PLAN, LIMITS,    LIMITS, OUTLOOK, __,      __,        __),
    Action.OPEN_REEVALUATION:  (__,          ALL,        PLAN, LIMITS,    LIMITS, OUTLOOK, __,      __,        __),
    Action.CLOSE_REEVALUATION: (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.MATCH:              (__,          ALL,        PLAN, LIMITS,    LIMITS, __,      __,      LIMITS,    __),
    Action.RESOLVE:            (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_RELEASE:        (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.FILE_RELEASE:       (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_PACKET:         (__,          ALL,        __,   __,        __,     __,      ALL,     __,        __),
    Action.SEND_PACKET:        (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.CONFIRM_ADDRESS:    (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.SEE_MAILING:        (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.MAKE_MAILING:       (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_OFFER:          (__,          ALL,        PLAN, LIMITS,    LIMITS, __,      __,      LIMITS,    __),
    Action.SEE_OFFER_LETTER:   (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.OFFER:              (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_LETTER:         (__,          ALL,        PLAN, LIMITS,    LIMITS, OUTLOOK, __,      __,        __),
    Action.WRITE_LETTER:       (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_DOCUMENT:       (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.HAND_IN:            (__,          ALL,        ALL,  __,        ALL,    __,      __,      ALL,       __),
    Action.ATTACH:             (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.REVIEW:             (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_HOUSE:          (__,          ALL,        ALL,  ALL,       ALL,    ALL,     __,      ALL,       __),
    Action.CHANGE_HOUSE:       (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.SEE_ASSIGNMENT:     (__,          ALL,        PLAN, LIMITS,    LIMITS, __,      __,      LIMITS,    __),
    Action.SEE_STOPS:          (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      __,        __),
    Action.CONFIRM_STOP:       (__,          ALL,        PLAN, LIMITS,    LIMITS, __,      __,      __,        __),
    Action.HOLD_WORK:          (__,          ALL,        PLAN, LIMITS,    LIMITS, __,      __,      __,        __),
    Action.DECIDE_WORK:        (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.RANK_TASKS:         (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_CLOCKS:         (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      ALL,       __),
    Action.DO_TASK:            (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      __,        __),
    Action.SET_CLOCKS:         (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.RECORD_EVENT:       (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      ALL,       __),
    Action.SEE_PLAN:           (__,          ALL,        ALL,  LIMITS,    ALL,    ALL,     __,      __,        __),
    Action.CHECK_PLAN:         (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.CHANGE_PLAN:        (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.APPROVE_PLAN:       (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.SEE_RECOVERY:       (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.CHANGE_RECOVERY:    (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_UPDATES:        (__,          ALL,        ALL,  __,        __,     ALL,     __,      __,        __),
    Action.COMMITTEE_STEP:     (__,          ALL,        __,   __,        __,     ALL,     __,      __,        __),
    Action.SEE_COUNT:          (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_LOG:            (__,          ALL,        ALL,  __,        ALL,    __,      __,      __,        __),
    Action.DECIDE_LOG:         (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.RECORD_WORK:        (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      __,        __),
    Action.SEE_CHECKLIST:      (__,          ALL,        ALL,  __,        ALL,    __,      __,      __,        __),
    Action.FILE_PAPER:         (__,          ALL,        ALL,  __,        ALL,    __,      __,      __,        __),
    Action.SEE_CHECK_INS:      (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      __,        __),
    Action.CHECK_IN:           (__,          ALL,        ALL,  LIMITS,    ALL,    __,      __,      __,        __),
    Action.SEE_METRICS:        (__,          ALL,        ALL,  __,        ALL,    __,      __,      __,        __),
    Action.SEE_EVALUATION:     (__,          ALL,        ALL,  __,        ALL,    ALL,     __,      __,        __),
    Action.ENTER_FIGURES:      (__,          ALL,        ALL,  __,        ALL,    __,      __,      __,        __),
    Action.EXPORT_CASE:        (__,          ALL,        __,   __,        __,     __,      __,      ALL,       __),
    Action.EXPORT_MEDICAL:     (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEE_WEBHOOKS:       (ALL,         ALL,        __,   __,        __,     __,      __,      ALL,       __),
    Action.CHANGE_WEBHOOKS:    (ALL,         ALL,        __,   __,        __,     __,      __,      ALL,       __),
    Action.SEE_OUTBOX:         (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SEND_OUT:           (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.SETTLE_DELIVERY:    (__,          ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.CLOSE_CASE:         (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.SEE_HOLD:           (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.HOLD_CASE:          (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.PURGE:              (__,          ALL,        ALL,  __,        __,     __,      __,      __,        __),
    Action.SEE_AUDIT:          (__,          __,         __,   __,        __,     __,      __,      __,        ALL),
    Action.SEE_USERS:          (ALL,         __,         __,   __,        __,     __,      __,      __,        ALL),
    Action.CHANGE_USERS:       (ALL,         __,         __,   __,        __,     __,      __,      __,        __),
    Action.SEE_OPERATIONS:     (ALL,         ALL,        __,   __,        __,     __,      __,      __,        __),
    Action.DO_AGAIN:           (ALL,         ALL,        __,   __,        __,     __,      __,      __,        __),
}
# fmt: on

TABLE: Final[dict[Role, dict[Action, Fields]]] = {
    role: {action: fields for action, cells in _ROWS.items() if (fields := cells[at]) is not None}
    for at, role in enumerate(Role)
}


def fields_for(role: Role, action: Action) -> Fields | None:
    """The cell: the fields in which the role sees the action's answer; None if it may not."""
    return TABLE[role].get(action)
