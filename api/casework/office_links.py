"""A link with which a doctor's office answers one packet without an account.

    make_link → secret (shown once) → look → answer on screen, or the filled file → intake, as any file that comes in

It ends with the first form that came through it, at its time, when a person revokes it, and when the packet may not be
answered any more: the worker took the release back, the printed copy does not hold any more. Of its 256-bit secret only
the sha256 is kept. An office sees the form that it is asked for, headed as the paper was, and nothing else.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.casework.act import Act
from api.casework.clock_settings import profile_of
from api.casework.releases import as_authority
from api.intake.receive import check_free, check_size, receive
from api.store import audit
from api.store.opening import Store
from api.store.tables import Case, CaseState, Copy, CopyState, Employer, OfficeLink, Packet, Provider, Release
from api.store.tables.base import now
from cases.errors import Conflict, NotFound, Refused
from cases.releases import release_refusals
from forms.editions import Edition, Library
from forms.meaning import DateOf
from forms.values import Given
from generate.answered import Signed, answered, headed_values
from generate.enclosing import REPLIES

SOURCE: Final = "link"
OVER: Final = (CopyState.SUPERSEDED, CopyState.REVOKED)


class LinkEnded(NotFound):
    """The link opens nothing: `code` is unknown_link, link_used, link_expired or link_revoked. `owner`: whom to ask."""

    def __init__(self, code: str, message: str, owner: Owner | None = None) -> None:
        super().__init__(message, code=code)
        self.owner = owner


@dataclass(frozen=True)
class Owner:
    """Whose link it is: whom an office may ask."""

    name: str
    phone: str


@dataclass(frozen=True)
class Asked:
    """What a living link asks for."""

    link: uuid.UUID
    owner: Owner
    provider: str
    ends: datetime
    zone: ZoneInfo
    edition: Edition
    copy_id: str
    headed: bytes

    @property
    def heading(self) -> dict[str, Given]:
        """What stands on the form already."""
        return headed_values(self.edition, self.headed)


def make_link(act: Act, key: uuid.UUID, days: float) -> str:
    """A new link to answer a packet; its secret, which is seen this once. Refused where it would open nothing."""
    packet = act.find(Packet, key, locked=True)
    if (no := _refusal(act.session, packet, act.moment)) is not None:
        raise Refused(f"No link was made. {no}", code="link_refused")
    _copy_of(act.session, packet)
    secret = secrets.token_urlsafe(32)
    ends = act.moment + timedelta(days=days)
    row = act.add(OfficeLink(packet_id=packet.id, hash=_hash(secret), expires_at=ends, made_by=act.who.user))
    act.record("office_link.made", row, packet=str(packet.id))
    return secret


def list_links(act: Act, key: uuid.UUID) -> list[OfficeLink]:
    """The links to a packet, the newest first."""
    packet = act.find(Packet, key)
    query = act.own(OfficeLink).where(OfficeLink.packet_id == packet.id)
    return list(act.session.scalars(query.order_by(OfficeLink.created_at.desc())))


def revoke(act: Act, key: uuid.UUID, link: uuid.UUID) -> None:
    """End a link. Raises Conflict if it has ended by itself."""
    packet = act.find(Packet, key)
    row = act.find(OfficeLink, link, locked=True)
    if row.packet_id != packet.id:
        raise NotFound("There is nothing of that id here.")
    if _state(row, act.moment) != "open":
        raise Conflict("This link has ended already; nothing was changed.", code="link_over")
    row.revoked_by, row.revoked_at = act.who.user, act.moment
    act.record("office_link.revoked", row, packet=str(packet.id))


def state_of(row: OfficeLink, moment: datetime) -> str:
    """open, used, expired or revoked."""
    return _state(row, moment)


def look(store: Store, secret: str) -> Asked:
    """What the link asks for. Raises LinkEnded."""
    with store.database.transaction() as session:
        return _asked(session, store, _living(session, secret))


def paper(store: Store, secret: str) -> bytes:
    """The form as the packet has it, to print and fill in by hand. Raises LinkEnded."""
    return look(store, secret).headed


def answer(store: Store, secret: str, answers: Mapping[str, Given], name: str) -> uuid.UUID:
    """Take in the form as it was filled in on screen; the document. Raises LinkEnded, BadInput for what does not fit.

    The day of the signature is the day on which the name was typed.
    """
    asked, at = look(store, secret), now()
    local = at.astimezone(asked.zone)
    dated = {
        each.name: local.date() for each in asked.edition.map.fields
        if isinstance(each.meaning, DateOf) and each.meaning.what == "signed_date"
    }  # fmt: skip
    note = f"Typed on screen {local:%b} {local.day}, {local:%Y, %H:%M}, by the link to this packet"
    signed, key = Signed(name, note), store.page_keys[0]
    return hand_in(
        store, secret, answered(asked.edition, asked.headed, dict(answers) | dated, signed, asked.copy_id, key)
    )


def hand_in(store: Store, secret: str, content: bytes) -> uuid.UUID:
    """Take in a filled form, as any file; the document. The link ends with it. Raises LinkEnded.

    The file is safe before the link ends: whoever is cut off in between sends it again.
    """
    check_size(store, len(content))
    check_free(store, len(content))
    with store.database.transaction() as session:
        row = _living(session, secret, locked=True)
        _asked(session, store, row)
        received = receive(store, row.employer_id, content, source=SOURCE, reference=f"officelink:{row.id}")
        row.used_at, row.document_id = now(), received.document_id
        audit.record(
            session, row.employer_id, f"link:{row.id}", "office_link.used", f"document:{received.document_id}",
            packet=str(row.packet_id),
        )  # fmt: skip
    return received.document_id


def _living(session: Session, secret: str, *, locked: bool = False) -> OfficeLink:
    query = select(OfficeLink).where(OfficeLink.hash == _hash(secret))
    row = session.scalar(query.with_for_update() if locked else query)
    if row is None:
        raise LinkEnded("unknown_link", "There is no such link. Look whether its address was copied whole.")
    if (state := _state(row, now())) != "open":
        raise LinkEnded(f"link_{state}", ENDED[state], _owner(session, row))
    if _refusal(session, session.get_one(Packet, row.packet_id), now()) is not None:
        raise LinkEnded("link_revoked", ENDED["revoked"], _owner(session, row))
    return row


ENDED: Final = {
    "used": "A form has come through this link already, and is safe. To correct or add something, ask for a new one.",
    "expired": "The time of this link is over. Nothing that you may have written was sent; ask for a new one.",
    "revoked": "This link was taken back: the form is not asked for any more. Please send nothing.",
}


def _state(row: OfficeLink, moment: datetime) -> str:
    if row.used_at is not None:
        return "used"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at <= moment else "open"


def _refusal(session: Session, packet: Packet, moment: datetime) -> str | None:
    """Why a packet may not be answered now, as a sentence."""
    release = session.get_one(Release, packet.release_id, populate_existing=True)
    if session.get_one(Case, packet.case_id).state is CaseState.CLOSED:
        return "The case is closed."
    refused = release_refusals(as_authority(release), str(packet.provider_id), moment.date())
    if refused:
        return refused[0].sentence
    copy = _copy_of(session, packet)
    return "The form of this packet does not hold any more." if copy.state in OVER else None


def _asked(session: Session, store: Store, row: OfficeLink) -> Asked:
    packet = session.get_one(Packet, row.packet_id)
    copy = _copy_of(session, packet)
    file = next(each for each in packet.files if str(each["name"]).endswith(f"-{copy.form}.pdf"))
    return Asked(
        row.id, _owner(session, row), session.get_one(Provider, packet.provider_id).name, row.expires_at,
        profile_of(session, row.employer_id).where, Library().get(copy.form, copy.edition), copy.copy_id,
        store.files.get(row.employer_id, str(file["sha256"])),
    )  # fmt: skip


def _copy_of(session: Session, packet: Packet) -> Copy:
    """The form of a packet that is to come back. Raises Refused if it has none."""
    found = session.scalar(select(Copy).where(Copy.packet_id == packet.id, Copy.form.in_(REPLIES)).limit(1))
    if found is None:
        raise Refused("This packet asks for no form.", code="nothing_asked")
    return found


def _owner(session: Session, row: OfficeLink) -> Owner:
    employer = session.get_one(Employer, row.employer_id)
    return Owner(employer.name, employer.phone)


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
