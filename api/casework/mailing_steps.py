"""What persons decide about a mailing: start it, approve it, pause it, let it go on, call it off.

Who starts one of more packets than `WORKSLIP_MAILING_SECOND_PERSON` waits for another person's approval (T31). Every
step holds the mailing's row; a batch that is just being kept holds it too, so a pause is over within one batch.
"""

from __future__ import annotations

import uuid
from typing import Final, NoReturn

from sqlalchemy import select, update

from api.casework.act import Act
from api.casework.mailing_cases import Wanted
from api.casework.mailing_check import Checked, checked
from api.casework.mailing_plan import keep_plan, make_batches, planned
from api.casework.mailing_views import MailingWhole
from api.casework.mailings import goes_again, options_of, whole
from api.identity.keys import principal_of
from api.identity.roles import Action
from api.outbox.planning import queue_delivery
from api.store.tables import (
    Channel,
    Delivery,
    Employer,
    Mailing,
    MailingRow,
    MailingState,
    RowState,
    SendState,
    User,
)
from cases.errors import Conflict, WorkslipError

NOT_SENT: Final = (SendState.MAKING, SendState.READY)
S = MailingState


def start(act: Act, key: uuid.UUID) -> MailingWhole:
    """Start a draft: its rows go through the gate again. A large one then waits for a second person."""
    mailing = _in(act, key, S.DRAFT)
    rows = _gate(act, mailing)
    mailing.started_by, mailing.started_at, mailing.in_name_of = act.who.user, act.moment, act.who.user
    act.record("mailing.started", mailing, rows=len(rows))
    if len(rows) > act.store.settings.mailing_second_person:
        mailing.state = S.WAITING
    else:
        _run(act, mailing, rows)
    return whole(act, mailing)


def approve(act: Act, key: uuid.UUID) -> MailingWhole:
    """A second person agrees, and it runs. Refused, and on record, for whoever started it."""
    mailing = _in(act, key, S.WAITING)
    if act.who.user == mailing.started_by:
        act.refuse("mailing.refused", mailing, "You started this mailing; another person has to approve it.",
                   code="same_person")  # fmt: skip
    rows = _gate(act, mailing)
    mailing.approved_by, mailing.approved_at = act.who.user, act.moment
    act.record("mailing.approved", mailing, rows=len(rows))
    _run(act, mailing, rows)
    return whole(act, mailing)


def who_may_approve(act: Act, mailing: Mailing) -> list[str]:
    """The names of those who may agree to a mailing that waits: whoever makes mailings, and did not start this one."""
    others = act.own(User).where(User.id != mailing.started_by, User.disabled_at.is_(None)).order_by(User.name)
    return [user.name for user in act.session.scalars(others) if may_go_on(user)]


def pause(act: Act, key: uuid.UUID) -> MailingWhole:
    """Make and send nothing more until somebody lets it go on. The batch in hand is dropped, and made anew later."""
    mailing = _in(act, key, S.RUNNING)
    mailing.state = S.PAUSED
    act.record("mailing.paused", mailing)
    return whole(act, mailing)


def resume(act: Act, key: uuid.UUID) -> MailingWhole:
    """Let it go on where it stopped. If who started it has left, it goes on in the name of who resumes it."""
    mailing = _in(act, key, S.PAUSED)
    mailing.state, mailing.reason = S.RUNNING, None
    if not may_go_on(act.session.get_one(User, mailing.in_name_of)):
        mailing.in_name_of = act.who.user
    act.record("mailing.resumed", mailing)
    go_on(act, mailing)
    return whole(act, mailing)


def cancel(act: Act, key: uuid.UUID) -> MailingWhole:
    """Call it off. What was sent stays sent; what may be on its way stays to be found out."""
    mailing = _in(act, key, S.DRAFT, S.WAITING, S.RUNNING, S.PAUSED)
    mailing.state, mailing.ended_at, mailing.reason = S.CANCELLED, act.moment, None
    waiting = select(Delivery.id).where(Delivery.mailing_id == mailing.id, Delivery.state.in_(NOT_SENT))
    held = list(act.session.scalars(waiting.order_by(Delivery.id).with_for_update()))
    act.session.execute(update(Delivery).where(Delivery.id.in_(held)).values(state=SendState.CANCELLED, next_at=None))
    ready = MailingRow.mailing_id == mailing.id, MailingRow.state == RowState.READY
    act.session.execute(update(MailingRow).where(*ready).values(state=RowState.CANCELLED))
    act.record("mailing.cancelled", mailing, deliveries=len(held))
    return whole(act, mailing)


def go_on(act: Act, mailing: Mailing) -> None:
    """Queue what is still to be made and sent; what is queued already finds nothing to do the second time."""
    mine = Delivery.mailing_id == mailing.id
    making = select(Delivery.batch).where(mine, Delivery.state == SendState.MAKING).distinct()
    make_batches(act.session, mailing.id, sorted(batch for batch in act.session.scalars(making) if batch is not None))
    ready = act.own(Delivery).where(mine, Delivery.state == SendState.READY, Delivery.channel != Channel.PRINT)
    for delivery in act.session.scalars(ready.order_by(Delivery.id)):
        queue_delivery(act.session, delivery)


def may_go_on(user: User) -> bool:
    """Whether packets may be made in this user's name."""
    try:
        return user.disabled_at is None and principal_of(user).sees(Action.MAKE_MAILING) is not None
    except WorkslipError:  # a role that this version does not know
        return False


def _in(act: Act, key: uuid.UUID, *states: MailingState) -> Mailing:
    """The mailing, held, if it stands where it has to. Raises Conflict."""
    mailing = act.find(Mailing, key, locked=True)
    if mailing.state not in states:
        _not_now(mailing)
    return mailing


def _not_now(mailing: Mailing) -> NoReturn:
    raise Conflict(f"This mailing is {mailing.state.value}; that cannot be done with it now.",
                   code=f"is_{mailing.state.value}")  # fmt: skip


def _gate(act: Act, mailing: Mailing) -> list[Checked]:
    """The good rows, checked again; those that are not good any more get their reasons. Refused if none is left.

    The employer's row is held, so that two mailings that start at once see each other's packets.
    """
    held = select(Employer.id).where(Employer.id == act.who.employer)
    act.session.execute(held.with_for_update(key_share=True))
    ready = act.own(MailingRow).where(MailingRow.mailing_id == mailing.id, MailingRow.state == RowState.READY)
    wanted = [wanted_of(row) for row in act.session.scalars(ready.order_by(MailingRow.number))]
    found = checked(act, wanted, options_of(mailing).channel, again=goes_again(mailing), mailing=mailing.id)
    bad = {each.number: list(each.reasons) for each in found if each.reasons}
    good = [each for each in found if not each.reasons]
    if not good:
        key = mailing.id
        act.refuse("mailing.refused", mailing, "No row of this mailing can be sent; see its rows for the reasons.",
                   code="no_good_row", keeping=lambda after: _keep_reasons(after, key, bad))  # fmt: skip
    _keep_reasons(act, mailing.id, bad)
    return good


def _keep_reasons(act: Act, mailing: uuid.UUID, bad: dict[int, list[str]]) -> None:
    """The rows say why they cannot be sent. Done after a refusal as well, which sends a person there."""
    ready = act.own(MailingRow).where(MailingRow.mailing_id == mailing, MailingRow.state == RowState.READY)
    for row in act.session.scalars(ready) if bad else ():
        if row.number in bad:
            row.state, row.reasons = RowState.BAD, bad[row.number]


def wanted_of(row: MailingRow) -> Wanted:
    """A row as the gate sees it."""
    return Wanted(row.number, row.case_id, row.provider_id, row.job_id, row.channel)


def _run(act: Act, mailing: Mailing, rows: list[Checked]) -> None:
    mailing.state = S.RUNNING
    deliveries = planned(rows, options_of(mailing))
    keep_plan(act, mailing, deliveries)
    act.record("mailing.planned", mailing, deliveries=len(deliveries))
