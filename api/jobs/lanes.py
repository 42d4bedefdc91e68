"""Lanes: how many jobs of a queue one worker process does at a time; and the limits that hold over all machines.

    WORKSLIP_LANES="documents=2,mail=4"     workslip worker --only documents,papers

Reading and making papers take cores; the rest waits for others. A worker that leaves a queue out still takes over what
a dead one held there, and puts it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.jobs.owned import Limit
from api.jobs.queue import CLOCKS, DELIVERIES, DOCUMENTS, FAX, MAIL, PAPERS
from api.settings import Settings
from cases.errors import BadInput

USUAL: Final[Mapping[str, int]] = {DOCUMENTS: 1, DELIVERIES: 4, PAPERS: 1, MAIL: 4, FAX: 4, CLOCKS: 1}
MOST: Final = 64  # lanes of one queue in one process


def lanes(settings: Settings, only: str = "") -> dict[str, int]:
    """How many jobs at a time by queue. `only`: names of queues with commas; all if empty. Raises BadInput."""
    chosen = {**USUAL, DOCUMENTS: settings.workers, **dict(_lane(said) for said in _words(settings.lanes))}
    named = _words(only) or list(USUAL)
    for queue in named:
        _check(queue)
    return {queue: chosen[queue] for queue in USUAL if queue in named}


def limits(settings: Settings) -> dict[str, Limit]:
    """What all workers together keep to."""
    return {FAX: Limit(at_once=settings.fax_lines), MAIL: Limit(a_minute=settings.mail_per_minute or None)}


def _words(said: str) -> list[str]:
    return [word.strip() for word in said.split(",") if word.strip()]


def _lane(said: str) -> tuple[str, int]:
    queue, _, number = (part.strip() for part in said.partition("="))
    _check(queue)
    if not number.isdecimal() or not 0 < int(number) <= MOST:
        raise BadInput(
            f"WORKSLIP_LANES: {queue} needs a number from 1 to {MOST}, as in {queue}=2.", code="bad_settings"
        )
    return queue, int(number)


def _check(queue: str) -> None:
    if queue not in USUAL:
        raise BadInput(f"There is no queue of that name. Queues are: {', '.join(USUAL)}.", code="bad_settings")
