"""Which tasks a role may end, and which events it may say: the rest is somebody else's word.

A supervisor who dismissed "look at the running assignment", or recorded that HR authorised it, would let work go on
that nobody looked at. Tasks name who acts (`cases/clocks/rules.py`); the coordinator stands in for everybody.
"""

from __future__ import annotations

from typing import Final

from api.casework.act import Act
from api.identity.roles import Action, Fields, Role
from api.store.tables import CaseEvent
from cases.clocks import Happening
from cases.clocks.rule import Who
from cases.errors import Forbidden

ACTS: Final[dict[Who, Role]] = {
    Who.COORDINATOR: Role.COORDINATOR,
    Who.HR: Role.HR,
    Who.SAFETY_DIRECTOR: Role.SAFETY,
    Who.SUPERVISOR: Role.SUPERVISOR,
    Who.MANAGER: Role.SUPERVISOR,
}
# What somebody sees who works beside the worker (004 roles: foreman and superintendent).
BESIDE: Final = frozenset(
    {
        Happening.NOTICE, Happening.NOTIFIED, Happening.PAIN_REPORTED, Happening.EXAM_ARRANGED,
        Happening.APPOINTMENT_MISSED, Happening.WEEKLY_REVIEW, Happening.WATCH_CHECKED,
    }
)  # fmt: skip


def require_own_task(act: Act, who: Who) -> None:
    """Raises Forbidden where the task is for another role, unless the coordinator acts."""
    if act.who.role not in (Role.COORDINATOR, ACTS[who]):
        raise Forbidden("This task is for somebody else to end; tell the coordinator what you know of it.")


def require_to_say(act: Act, kind: str) -> None:
    """Raises Forbidden for an event that the role has no word in."""
    if act.who.sees(Action.RECORD_EVENT) is not Fields.ALL and Happening(kind) not in BESIDE:
        raise Forbidden("This event is for somebody else to record; tell the coordinator what you know of it.")


def require_own_event(act: Act, row: CaseEvent) -> None:
    """Raises Forbidden where a narrow role would take back what another person recorded."""
    if act.who.sees(Action.RECORD_EVENT) is not Fields.ALL and row.recorded_by != act.who.user:
        raise Forbidden("Somebody else recorded this event; ask them, or the coordinator, to take it back.")
