"""Packets, offers and letters: what goes out on paper. Made here, never sent."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from api.casework import letters, offers, packets
from api.casework.act import Act
from api.casework.letter_makers import Kind, NewLetter
from api.casework.letters import LetterShown
from api.casework.offer_state import OfferShown
from api.casework.offers import NewOffer
from api.casework.packets import NewPacket, PacketShown
from api.casework.views import OfferTasks
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import DOCX, FILE, PDF, WORD, attachment
from api.web.problems import documented

router = APIRouter(tags=["papers"])
SeePacket = Annotated[Act, doing(Action.SEE_PACKET)]
SeeOffer = Annotated[Act, doing(Action.SEE_OFFER)]
SeeOfferLetter = Annotated[Act, doing(Action.SEE_OFFER_LETTER)]
SeeLetter = Annotated[Act, doing(Action.SEE_LETTER)]
Send = Annotated[Act, doing(Action.SEND_PACKET)]
Offer = Annotated[Act, doing(Action.OFFER)]
Write = Annotated[Act, doing(Action.WRITE_LETTER)]
FileName = Annotated[str, Path(max_length=100, pattern=r"^[a-z0-9.-]+$")]


@router.post("/cases/{case}/release-form", response_class=Response, responses=PDF | documented(404))
def print_release_form(case: UUID, new: NewPacket, act: Send) -> Response:
    """Our authority to release, headed for the case, for the worker to sign."""
    return attachment(packets.release_form(act, case, new), "application/pdf", "authority-to-release.pdf")


@router.post("/cases/{case}/packets", status_code=201, responses=documented(404, 409))
def make_packet(case: UUID, new: NewPacket, act: Send) -> PacketShown:
    """Make the packet for a provider. Refused without a signed release in force that names this provider."""
    return packets.make_packet(act, case, new)


@router.get("/cases/{case}/packets", responses=documented(404))
def list_packets(case: UUID, act: SeePacket) -> list[PacketShown]:
    """The packets of a case."""
    return packets.list_packets(act, case)


@router.get("/packets/{packet}/files/{name}", response_class=Response, responses=FILE | documented(404))
def get_packet_file(packet: UUID, name: FileName, act: SeePacket) -> Response:
    """One file of a packet; `packet.pdf` is all of it."""
    kind = "application/pdf" if name.endswith(".pdf") else DOCX
    return attachment(packets.packet_file(act, packet, name), kind, name)


@router.post("/cases/{case}/offers", status_code=201, responses=documented(404, 409))
def make_offer(case: UUID, new: NewOffer, act: Offer) -> OfferShown:
    """Write an offer. Refused, with every reason, unless the report is signed, in force, matched and complete."""
    return offers.make_offer(act, case, new)


@router.get("/cases/{case}/offers", responses=documented(404))
def list_offers(case: UUID, act: SeeOffer) -> list[OfferShown] | list[OfferTasks]:
    """The offers of a case."""
    return offers.list_offers(act, case)


@router.get("/offers/{offer}", responses=documented(404))
def get_offer(offer: UUID, act: SeeOffer) -> OfferShown | OfferTasks:
    """One offer."""
    return offers.get_offer(act, offer)


@router.get("/offers/{offer}/letter.docx", response_class=Response, responses=WORD | documented(404))
def get_offer_docx(offer: UUID, act: SeeOfferLetter) -> Response:
    """The letter in Word."""
    return attachment(offers.offer_docx(act, offer), DOCX, "offer.docx")


@router.get("/offers/{offer}/letter.pdf", response_class=Response, responses=PDF | documented(404))
def get_offer_pdf(offer: UUID, act: SeeOfferLetter) -> Response:
    """The letter as PDF."""
    return attachment(offers.offer_pdf(act, offer), "application/pdf", "offer.pdf")


@router.post("/offers/{offer}/withdrawal", responses=documented(404, 409))
def withdraw_offer(offer: UUID, act: Offer) -> OfferShown:
    """Take an offer back."""
    return offers.withdraw_offer(act, offer)


@router.post("/cases/{case}/letters/{kind}", status_code=201, responses=documented(404, 409))
def make_letter(case: UUID, kind: Kind, new: NewLetter, act: Write) -> LetterShown:
    """Write a letter of a case. A missing fact is named; a rule that says no gives every reason."""
    return letters.make_letter(act, case, kind, new)


@router.get("/cases/{case}/letters", responses=documented(404))
def list_letters(case: UUID, act: SeeLetter) -> list[LetterShown]:
    """The letters of a case."""
    return letters.list_letters(act, case)


@router.get("/letters/{letter}", responses=documented(404))
def get_letter(letter: UUID, act: SeeLetter) -> LetterShown:
    """One letter."""
    return letters.get_letter(act, letter)


@router.get("/letters/{letter}/files/{name}", response_class=Response, responses=FILE | documented(404))
def get_letter_file(letter: UUID, name: FileName, act: SeeLetter) -> Response:
    """One file of a letter; `letter.pdf` is all of one that has enclosures."""
    kind = "application/pdf" if name.endswith(".pdf") else DOCX
    return attachment(letters.letter_file(act, letter, name), kind, name)
