"""/deliveries and what is sent of packets and letters: how it stands, how it was settled, and the ledger."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Query

from api.casework import ledger, sending
from api.casework.act import Act
from api.casework.paging import Page, Window
from api.casework.sending import NewSending, OutgoingShown, Settling
from api.identity.roles import Action
from api.outbox.ledger import Evidence
from api.store.tables import SendState
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["outbox"])
See = Annotated[Act, doing(Action.SEE_OUTBOX)]
Send = Annotated[Act, doing(Action.SEND_OUT)]
Settle = Annotated[Act, doing(Action.SETTLE_DELIVERY)]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=100, pattern="^[A-Za-z0-9_-]+$",
        description="A name of your own for this sending: the same one again is the same delivery.",
    ),
]  # fmt: skip


class OutgoingWindow(Window):
    """Which deliveries."""

    state: SendState | None = None


@router.post("/packets/{packet}/send", status_code=202, responses=documented(404, 409))
def send_packet(packet: UUID, new: NewSending, key: Key, act: Send) -> OutgoingShown:
    """Send one packet to its provider by mail or fax."""
    return sending.send_packet(act, packet, key, new)


@router.post("/letters/{letter}/send", status_code=202, responses=documented(404, 409))
def send_letter(letter: UUID, new: NewSending, key: Key, act: Send) -> OutgoingShown:
    """Send one letter that is written to a provider by mail or fax."""
    return sending.send_letter(act, letter, key, new)


@router.get("/deliveries")
def list_outgoing(act: See, window: Annotated[OutgoingWindow, Query()]) -> Page[OutgoingShown]:
    """What was sent and what is to be, newest first; `state=unknown` and `state=failed` are for a person."""
    return sending.list_outgoing(act, window, window.state)


@router.get("/cases/{case}/deliveries", responses=documented(404))
def list_case_outgoing(case: UUID, act: See) -> list[OutgoingShown]:
    """What was sent of one case, newest first."""
    return sending.list_of_case(act, case)


@router.get("/deliveries/{outgoing}", responses=documented(404))
def get_outgoing(outgoing: UUID, act: See) -> OutgoingShown:
    """One delivery with its attempts."""
    return sending.get_outgoing(act, outgoing)


@router.post("/deliveries/{outgoing}/settle", responses=documented(404, 409))
def settle_outgoing(outgoing: UUID, said: Settling, act: Settle) -> OutgoingShown:
    """Say what became of a delivery of which nobody knew."""
    return sending.settle(act, outgoing, said)


@router.post("/deliveries/{outgoing}/links/revocation", responses=documented(404))
def revoke_outgoing_links(outgoing: UUID, act: Settle) -> OutgoingShown:
    """End every link to its papers at once."""
    return sending.revoke_links(act, outgoing)


@router.get("/deliveries/{outgoing}/evidence", responses=documented(404))
def get_outgoing_evidence(outgoing: UUID, act: See) -> Evidence:
    """Its lines of the ledger, with the audit entries that hold them and the proof of the log."""
    return ledger.of_delivery(act, outgoing)


@router.get("/cases/{case}/ledger", responses=documented(404))
def get_case_ledger(case: UUID, act: See) -> Evidence:
    """The same of everything that was sent of a case."""
    return ledger.of_case(act, case)


@router.get("/mailings/{mailing}/ledger", responses=documented(404))
def get_mailing_ledger(mailing: UUID, act: See) -> Evidence:
    """The same of a mailing."""
    return ledger.of_mailing(act, mailing)
