"""The 24-hour clock of an offer: from the receipt of the restrictions, in elapsed hours (004 step 3; domain 9).

A form that cannot be used yet (unsigned, unclear, unconfirmed) shows as blocked; the clock goes on running.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Literal

from cases.errors import BadInput
from cases.restrictions import Model

WITHIN: Final = timedelta(hours=24)
SOURCE: Final = "Construction return-to-work playbook, step 3 and metrics (seed 004)"

State = Literal["running", "blocked", "late", "blocked_late", "in_time", "offered_late"]


class OfferClock(Model):
    """Where the clock of an offer stands. Moments have a time zone; `hours` are elapsed ones, until the offer or now.

    `blocked` names why the report cannot be used yet. Once offered nothing is blocked any more.
    """

    received: datetime
    due: datetime
    offered: datetime | None = None
    state: State
    hours: float
    blocked: tuple[str, ...] = ()

    @property
    def late(self) -> bool:
        """Later than 24 hours, offered or not."""
        return self.state in ("late", "blocked_late", "offered_late")

    @property
    def over(self) -> bool:
        """The offer was made."""
        return self.offered is not None


def offer_clock(received: datetime, offered: datetime | None, now: datetime, blocked: Iterable[str] = ()) -> OfferClock:
    """The clock of restrictions that came at `received`. An offer of before answers other restrictions: it is none.

    Raises BadInput for a moment without a time zone: two of them cannot be subtracted across a change of the clocks.
    """
    if any(moment is not None and moment.utcoffset() is None for moment in (received, offered, now)):
        raise BadInput("A moment of the offer clock has no time zone.", code="no_time_zone")
    if offered is not None and not received <= offered <= now:
        offered = None
    why = () if offered else tuple(dict.fromkeys(blocked))
    elapsed = max((offered or now) - received, timedelta())
    return OfferClock(
        received=received,
        due=received + WITHIN,
        offered=offered,
        state=_state(elapsed > WITHIN, offered is not None, bool(why)),
        hours=elapsed / timedelta(hours=1),
        blocked=why,
    )


def _state(late: bool, offered: bool, blocked: bool) -> State:
    if offered:
        return "offered_late" if late else "in_time"
    if blocked:
        return "blocked_late" if late else "blocked"
    return "late" if late else "running"
