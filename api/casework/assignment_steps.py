"""The steps of an assignment, each kept as an event: it begins, is held back, goes on, is stopped, ends."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Literal

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.intake.stopping import found_outside
from api.store.settled import settled
from api.store.tables import Assignment, AssignmentEvent, Case, Job, Offer
from cases.assignments import LIVE, Outside, State, begins, moved, remaining
from cases.errors import Conflict
from cases.matching import Match, match, settle
from cases.offers import OfferTerms

Step = Literal["began", "suspended", "seen", "resumed", "stopped", "ended"]


def begin(act: Act, offer: Offer, terms: OfferTerms) -> Assignment:
    """An accepted offer becomes work: running, or held back at once if anything has changed since the offer.

    Conflict if the case has other work that is not over, unless this offer was made in that one's place.
    """
    before = live_one(act, offer.case_id)
    if before is not None:
        _require_in_place_of(act, offer, before)
        finish(act, before, "ended", "superseded", act.today, "accepted an offer in its place")
        act.session.flush()
    row = act.add(_work_of(offer, terms))
    found = found_outside(act.session, row)
    row.state, why = begins(found, match_of(act, row))
    row.why = list(why)
    note(act, row, "began", pairs=_keys(found))
    codes = {"state": row.state.value, "why": ",".join(row.why)}
    act.record("assignment.began", row, case=str(row.case_id), offer=str(offer.id), **codes)
    return row


def _work_of(offer: Offer, terms: OfferTerms) -> Assignment:
    """The work as the offer describes it; its match has what is provided. Held back until it has been looked at."""
    return Assignment(
        case_id=offer.case_id,
        offer_id=offer.id,
        job_id=offer.job_id,
        restriction_set_id=offer.restriction_set_id,
        position=terms.position,
        work=Match.model_validate(offer.match).assignment,
        ends_in_review=terms.ends_in_review,
        state=State.SUSPENDED,
    )


def give_up(act: Act, offer: Offer, why: str) -> None:
    """The acceptance is gone: work that began with it is over."""
    query = act.own(Assignment).where(Assignment.offer_id == offer.id, Assignment.over_on.is_(None)).with_for_update()
    for row in act.session.scalars(query):
        finish(act, row, "ended", why, act.today, "the answer to the offer was changed")
    act.session.flush()


def step(act: Act, row: Assignment, kind: Step, to: State, why: Sequence[str], reason: str) -> None:
    """Move a live assignment, with a person's reason."""
    row.state, row.why, row.version = moved(row.state, to), list(why), row.version + 1
    note(act, row, kind, reason=reason)
    act.record(f"assignment.{kind}", row, case=str(row.case_id), why=",".join(row.why))


def finish(act: Act, row: Assignment, kind: Literal["stopped", "ended"], why: str, last: date, reason: str) -> None:
    """It is over: `last` is the last day that was worked or could have been, `why` a code."""
    row.over_on = last
    step(act, row, kind, State.STOPPED if kind == "stopped" else State.ENDED, [why], reason)


def note(act: Act, row: Assignment, kind: Step, *, pairs: Sequence[str] = (), reason: str = "") -> None:
    """Keep the step."""
    act.add(
        AssignmentEvent(
            assignment_id=row.id, kind=kind, state=row.state, why=row.why, pairs=list(pairs), by=act.who.user,
            note=reason,
        )
    )  # fmt: skip


def live_one(act: Act, case_id: uuid.UUID) -> Assignment | None:
    """The assignment of a case that is not over."""
    query = act.own(Assignment).where(Assignment.case_id == case_id, Assignment.state.in_(LIVE))
    return act.session.scalar(query.with_for_update())


def match_of(act: Act, row: Assignment) -> Match:
    """The days that remain against what is in force today, with what persons settled."""
    reports = in_force_on(act, act.find(Case, row.case_id), act.today)
    found = match(reports, act.find(Job, row.job_id).demands, remaining(row.work, act.today))
    return settle(found, settled(act.session, row.case_id, row.job_id))


def _require_in_place_of(act: Act, offer: Offer, before: Assignment) -> None:
    """Whether the new offer stands, over however many steps, in the place of the one that is being worked."""
    chain, at = {offer.id}, offer
    while at.supersedes_id is not None:
        at = act.find(Offer, at.supersedes_id)
        chain.add(at.id)
    if before.offer_id not in chain:
        raise Conflict(
            "The worker has other modified work that is not over. End or stop that one first, or make this offer in "
            "its place.",
            code="already_assigned",
        )


def _keys(found: Outside) -> list[str]:
    return [pair.key for pair in (*found.pairs, *found.in_doubt)]
