"""The 24-hour clocks of a case: from the receipt of restrictions to the offer that answers them (004 step 3).

One opens with the first report that came since the last offer, and closes with the next offer. While work runs, or an
offer waits for its answer, a new report opens none: re-evaluation looks after that.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field
from sqlalchemy import select

from api.casework.act import Act
from api.casework.offer_state import state_of
from api.casework.reevaluations import open_ones
from api.casework.saying import asking, report_of
from api.store.tables import Assignment, Case, Document, Offer, Reply, ReplyState
from cases.assignments import LIVE
from cases.offers.clock import OfferClock, offer_clock
from cases.restrictions import Status

NOTHING_TO_OFFER = frozenset({Status.OFF_WORK, Status.PROGRAM_NOT_APPROPRIATE, Status.FULL_DUTY})


class ClockShown(OfferClock):
    """A clock, and the report that started it. `blocked` are codes of what keeps the reports from being used."""

    reply: uuid.UUID
    offer: uuid.UUID | None
    overdue: bool = Field(description="Later than 24 hours, offered or not.")


@dataclass(frozen=True)
class _Came:
    """A report that came, and why it cannot be used yet."""

    reply: Reply
    at: datetime
    blocked: tuple[str, ...]


def offer_clocks(act: Act, key: uuid.UUID) -> list[ClockShown]:
    """Every clock of a case, the oldest first; the last one runs if its offer has not been made."""
    case = act.find(Case, key)
    offers = list(act.session.scalars(act.own(Offer).where(Offer.case_id == case.id).order_by(Offer.created_at)))
    came = list(_came(act, case))
    found: list[ClockShown] = []
    since: datetime | None = None
    for offer in offers:
        answered = [each for each in came if (since is None or each.at > since) and each.at <= offer.created_at]
        if answered:
            found.append(_clock(act, answered, offer))
        since = offer.created_at
    waiting = [each for each in came if since is None or each.at > since]
    if waiting and not _looked_after(act, case, offers):
        found.append(_clock(act, waiting, None))
    return found


def _came(act: Act, case: Case) -> Iterator[_Came]:
    """What came for the case, oldest first, without what leaves nothing to offer."""
    mine = (Reply.case_id == case.id) | (Reply.case_id.is_(None) & (Reply.proposed_case_id == case.id))
    query = (
        select(Reply, Document.created_at)
        .join(Document, Document.id == Reply.document_id)
        .where(Reply.employer_id == act.who.employer, mine)
        .where(Reply.state.not_in([ReplyState.FOUND, ReplyState.DUPLICATE, ReplyState.REJECTED]))
        .order_by(Document.created_at, Reply.number)
    )
    for reply, at in act.session.execute(query):
        confirmed = reply.state is ReplyState.CONFIRMED
        if not (confirmed and report_of(act, reply).status.status in NOTHING_TO_OFFER):
            yield _Came(reply, at, _blocked(reply, confirmed))


def _blocked(reply: Reply, confirmed: bool) -> tuple[str, ...]:
    reasons = asking(reply)
    attached = () if reply.case_id else ("not_attached",)
    if confirmed:
        return tuple(code for code in reasons if code in ("unsigned", "undated", "no_status"))
    return (*attached, *reasons, "unconfirmed")


def _clock(act: Act, came: list[_Came], offer: Offer | None) -> ClockShown:
    """From the first of these reports; blocked while none of them can be used, or one waits that may tighten."""
    first = came[0]
    blocked = min((each.blocked for each in came), key=len)
    waits = ("re_evaluation_pending",) if open_ones(act, _case_of(first)) else ()
    clock = offer_clock(first.at, offer.created_at if offer else None, act.moment, (*blocked, *waits))
    return ClockShown(**clock.model_dump(), reply=first.reply.id, offer=offer.id if offer else None, overdue=clock.late)


def _case_of(came: _Came) -> uuid.UUID:
    case = came.reply.case_id or came.reply.proposed_case_id
    assert case is not None
    return case


def _looked_after(act: Act, case: Case, offers: list[Offer]) -> bool:
    """Work is being done, or an offer waits for its answer."""
    live = act.own(Assignment).where(Assignment.case_id == case.id, Assignment.state.in_(LIVE))
    return bool(offers) and (act.session.scalar(live.limit(1)) is not None or state_of(act, offers[-1]) == "open")
