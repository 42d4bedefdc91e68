"""Links with which an office answers a packet: a coordinator makes one, hands its address over, and takes it back."""

from __future__ import annotations

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.casework import office_links, packets
from api.identity.roles import Action
from api.store.tables import Packet, Provider
from api.web.desk.asking import Desk, doing
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from cases.errors import BadInput, Refused

router = APIRouter(prefix="/packets/{packet}/links", include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_PACKET)]
Make = Annotated[Desk, doing(Action.SEND_PACKET)]
DAYS: Final = (3, 7, 14, 30)
STATES: Final = {
    "open": ("wait", "Open"), "used": ("ok", "A form came"), "expired": ("late", "Expired"),
    "revoked": ("stop", "Taken back"),
}  # fmt: skip


@router.get("")
def links_page(packet: uuid.UUID, at: See) -> Response:
    """The links of a packet, and the form for a new one."""
    return _page(at, packet)


@router.post("")
def make(packet: uuid.UUID, at: Make) -> Response:
    """A new link; its address is shown this once."""
    at.act.find(Packet, packet)
    said = str(at.form.get("days", ""))
    if said not in map(str, DAYS):
        raise BadInput("Say how long the link may be used.", code="incomplete")
    try:
        secret = office_links.make_link(at.act, packet, float(said))
    except Refused as no:
        return _page(at, packet, status=409, said=no.message)
    base = at.act.store.settings.public_url.rstrip("/") or str(at.request.base_url).rstrip("/")
    return _page(at, packet, made=f"{base}/office/{secret}")


@router.post("/{link}/revocation")
def revoke(packet: uuid.UUID, link: uuid.UUID, at: Make) -> Response:
    """Take a link back."""
    office_links.revoke(at.act, packet, link)
    return RedirectResponse(f"/packets/{packet}/links", 303)


def _page(at: Desk, key: uuid.UUID, *, status: int = 200, said: str = "", made: str = "") -> Response:
    packet = at.act.find(Packet, key)
    rows = office_links.list_links(at.act, key)
    return shown(
        at, "office_links.html", status=status, packet=packet, case=named(at.act, [packet.case_id])[packet.case_id],
        provider=at.act.session.get_one(Provider, packet.provider_id), said=said, made=made, days=DAYS,
        links=[(row, STATES[office_links.state_of(row, at.act.moment)]) for row in rows],
        copies=packets.list_packets(at.act, packet.case_id),
    )  # fmt: skip
