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
    EXPORT_CASE = "case:export"  # medical: a whole case leaves for another program
    EXPORT_MEDICAL = "case:export_medical"  # with the words, the birth date and what tells of a treatment
    SEE_WEBHOOKS = "webhook:see"
    CHANGE_WEBHOOKS = "webhook:change"
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
