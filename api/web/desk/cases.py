"""Cases: the list, and one case on a page. Each role has a page of its own (`case.html`, `case_limits.html`).

The case: what must be settled first → clocks → restrictions in force, as a picture and in words, each with the box it
rests on → the work that could fit → what was sent, what came, what was decided.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from sqlalchemy import or_, select

from api.casework import clocks, in_force, matches, offers, plans, reviews
from api.casework.matches import Compared
from api.casework.offer_state import OfferShown
from api.casework.plans import PlanShown
from api.casework.reviews import QueueWindow
from api.casework.views import WIDE
from api.identity.roles import Action, Fields
from api.store.tables import (
    Case,
    CaseState,
    Delivery,
    DeliveryItem,
    Job,
    PlanState,
    Provider,
    Reply,
    RestrictionSet,
    User,
    Worker,
)
from api.web.desk.asking import Desk, doing
from api.web.desk.body import picture_of
from api.web.desk.naming import named
from api.web.desk.packets import Filed, packets_of
from api.web.desk.rendering import shown
from api.web.desk.states import OFFER_STATES, OUTCOMES, WORST
from api.web.desk.today import WAITS
from cases.clocks.items import OPEN
from cases.demands import Assignment
from cases.in_force import InForce
from cases.plans.plan import WEEK

router = APIRouter(prefix="/cases", include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_CASES)]
EACH: Final = 50  # cases of a page
MATCHED: Final = 12  # jobs that a case is held against on its page
ORDER: Final = tuple(reversed(WORST))  # what fits first


@dataclass(frozen=True)
class Happened:
    """Something on the timeline: `kind` due, open or done."""

    at: datetime
    kind: str
    what: str
    more: str = ""
    href: str = ""


@router.get("")
def case_list(
    at: See,
    find: Annotated[str, Query(max_length=100)] = "",
    state: CaseState | None = None,
) -> Response:
    """The cases, newest first, by name or claim number if asked."""
    wide = at.act.who.sees(Action.SEE_CASES) in WIDE
    query = at.act.own(Case).join(Worker, Worker.id == Case.worker_id)
    if find.strip():
        word = find.strip()
        by_name = Worker.name.icontains(word, autoescape=True)
        query = query.where(or_(by_name, Case.claim_number.icontains(word, autoescape=True)) if wide else by_name)
    if state is not None:
        query = query.where(Case.state == state)
    rows = list(at.act.session.scalars(query.order_by(Case.created_at.desc(), Case.id.desc()).limit(EACH + 1)))
    names = named(at.act, (row.id for row in rows))
    return shown(
        at, "cases.html", cases=rows[:EACH], more=len(rows) > EACH, names=names, find=find, state=state, wide=wide,
        states=list(CaseState),
    )  # fmt: skip


@router.get("/{key}")
def case_page(key: uuid.UUID, at: See) -> Response:
    """One case, as far as the role sees it."""
    if at.act.who.sees(Action.SEE_CASES) is Fields.ALL:
        return _whole(at, at.act.find(Case, key))
    case = at.act.find(Case, key)
    limits = in_force.restrictions_in_force(at.act, key, None) if at.may(Action.SEE_RESTRICTIONS) else None
    worker = at.act.session.get_one(Worker, case.worker_id)
    work = _work(at, case, in_force.in_force_on(at.act, case, at.act.today)) if at.may(Action.MATCH) else []
    return shown(at, "case_limits.html", case=case, worker=worker.name, limits=limits, work=work, outcomes=OUTCOMES)


def _whole(at: Desk, case: Case) -> Response:
    found = in_force.in_force_on(at.act, case, at.act.today)
    held = in_force.show(at.act, case, found)
    waiting = reviews.list_reviews(at.act, QueueWindow(limit=5, case=case.id))
    worker = at.act.session.get_one(Worker, case.worker_id)
    provider = at.act.session.get(Provider, case.provider_id) if case.provider_id else None
    job = at.act.session.get(Job, case.job_id) if case.job_id else None
    made = [each for each in offers.list_offers(at.act, case.id) if isinstance(each, OfferShown)]
    running = [each for each in clocks.get_case_clocks(at.act, case.id).clocks if each.state in OPEN]
    papers = packets_of(at, case)
    return shown(
        at, "case.html", case=case, worker=worker, provider=provider, job=job, held=held, waiting=waiting.items,
        waits=WAITS, clocks=running, work=_work(at, case, found), outcomes=OUTCOMES, packets=papers,
        timeline=_timeline(at, case, made, papers), body=picture_of(held.restrictions),
        voices={voice.reply: voice for voice in held.voices}, offer=made[0] if made else None,
        offer_states=OFFER_STATES, plan=_plan(at, case),
    )  # fmt: skip


def _work(at: Desk, case: Case, held: InForce) -> list[Compared]:
    """The jobs on file against what is in force, what fits first."""
    jobs = at.act.session.scalars(at.act.own(Job).order_by(Job.created_at.desc()).limit(MATCHED)).all()
    found = matches.compare_with(at.act, case.id, held, jobs, Assignment(start=held.as_of))
    return sorted(found, key=lambda each: ORDER.index(each.outcome))


def _plan(at: Desk, case: Case) -> tuple[PlanShown, int] | None:
    """The newest plan that is not closed, and the week that runs, from 1; 0 before the first and after the last."""
    open_ones = (each for each in plans.list_plans(at.act, case.id) if each.state is not PlanState.CLOSED)
    found = next(open_ones, None)
    if found is None or found.plan.start is None:
        return (found, 0) if found else None
    week = (at.act.today - found.plan.start).days // WEEK + 1
    return found, week if 1 <= week <= len(found.plan.weeks) else 0


def _timeline(at: Desk, case: Case, offered: list[OfferShown], packets: list[Filed]) -> list[Happened]:
    """What happened in the case, newest first."""
    found = [*_came(at, case), *_made(packets), *_sent(at, case), *_decided(at, case), *_offered(offered)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _offered(made: list[OfferShown]) -> Iterator[Happened]:
    for each in made:
        yield Happened(each.made_at, "done", "Offer made", each.terms.position, f"/offers/{each.id}")
        if each.answer:
            answered = f"Offer {each.answer.kind.value}"
            yield Happened(each.answer.recorded_at, "done", answered, each.terms.position, f"/offers/{each.id}#answer")


def _came(at: Desk, case: Case) -> list[Happened]:
    rows = at.act.session.scalars(at.act.own(Reply).where(Reply.case_id == case.id))
    return [
        Happened(
            row.created_at, "open" if row.state in WAITS else "done", "A form came back", row.state.value,
            f"/returns/{row.id}",
        )
        for row in rows
    ]  # fmt: skip


def _made(packets: list[Filed]) -> list[Happened]:
    return [
        Happened(each.made_at, "done", "A packet was made", "Links for the office.", f"/packets/{each.id}/links")
        for each in packets
    ]


def _sent(at: Desk, case: Case) -> list[Happened]:
    items = select(DeliveryItem.delivery_id).where(DeliveryItem.case_id == case.id)
    rows = at.act.session.scalars(at.act.own(Delivery).where(Delivery.id.in_(items)))
    return [
        Happened(
            row.sent_at or row.created_at, "done" if row.sent_at else "open", f"Papers by {row.channel.value}",
            row.state.value, f"/outbox/{row.id}",
        )
        for row in rows
    ]  # fmt: skip


def _decided(at: Desk, case: Case) -> list[Happened]:
    rows = at.act.session.scalars(at.act.own(RestrictionSet).where(RestrictionSet.case_id == case.id))
    return [
        Happened(
            row.created_at, "done", "Restrictions in force", f"Confirmed by {_name(at, row.confirmed_by)}.",
            f"/returns/{row.reply_id}",
        )
        for row in rows
    ]  # fmt: skip


def _name(at: Desk, user: uuid.UUID) -> str:
    return at.act.session.get_one(User, user).name
