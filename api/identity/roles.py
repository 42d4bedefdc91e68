"""What may be done, and who may do it: every route names one `Action`, and this table answers.

Today there is one role. The finer ones (supervisor: restrictions and accommodations only, 29 CFR 1630.14(c); reader;
approver; administrator) are rows added to `TABLE`; no route changes for them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Action(StrEnum):
    """The verbs of the service. `see` never changes anything; the medical ones are apart on purpose."""

    SEE_REGISTER = "register:see"  # workers, providers, jobs: no medical content
    CHANGE_REGISTER = "register:change"
    SEE_CASE = "case:see"  # medical: what is in force and why
    OPEN_CASE = "case:open"
    FILE_RELEASE = "release:file"
    SEE_DOCUMENT = "document:see"  # medical: pages, readings
    HAND_IN = "document:hand_in"
    ATTACH = "document:attach"
    REVIEW = "review:decide"
    REEVALUATE = "reevaluation:change"
    MATCH = "match:see"
    RESOLVE = "match:resolve"
    SEND_PACKET = "packet:make"
    OFFER = "offer:make"
    SEE_LOG = "log:see"  # medical: column F, and the limits behind a count
    DECIDE_LOG = "log:decide"  # the log's decisions and entries, and the confidential list of privacy cases
    RECORD_WORK = "work:record"  # days worked or missed; no medical content
    SEE_CHECKLIST = "checklist:see"
    FILE_PAPER = "checklist:file"
    SEE_CHECK_INS = "check_in:see"
    CHECK_IN = "check_in:record"  # answers without words; no medical content
    SEE_METRICS = "metrics:see"  # single cases can be recognised in them
    SEE_EVALUATION = "evaluation:see"  # small groups withheld: for management and representatives
    ENTER_FIGURES = "metrics:enter"  # hours, costs, outcomes, the employer's year, satisfaction
    WRITE_LETTER = "letter:write"  # and whatever lets them see what the letter holds


class Role(StrEnum):
    """The return-to-work coordinator; the others come with their own issue."""

    COORDINATOR = "coordinator"


TABLE: Final[dict[Role, frozenset[Action]]] = {
    Role.COORDINATOR: frozenset(Action),
}


def may(roles: frozenset[Role], action: Action) -> bool:
    """Whether one of the roles allows the action."""
    return any(action in TABLE[role] for role in roles)
