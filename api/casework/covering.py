"""A single paper as it leaves: by fax behind a cover; in an e-mail as it is, so that its form can be filled in."""

from __future__ import annotations

from dataclasses import dataclass

from api.casework.act import Act
from api.casework.mailing_load import addressee
from api.casework.mailing_run import reference
from api.casework.packets import employer_of
from api.store.tables import Channel, Letter, Packet, Provider
from generate.envelopes import Inside, cover_and_papers
from generate.pdfs import page_count


@dataclass(frozen=True)
class Enclosed:
    """One PDF."""

    pdf: bytes
    pages: int


@dataclass(frozen=True)
class Writer:
    """Who sends it: the employer, and whom the office may ask."""

    company_name: str
    company_address: str
    contact_name: str
    contact_phone: str
    contact_fax: str


def enclosed(act: Act, provider: Provider, channel: Channel, paper: Packet | Letter, pdf: bytes) -> Enclosed:
    """The paper, with what belongs before it."""
    if channel is not Channel.FAX:
        return Enclosed(pdf, page_count(pdf))
    employer = employer_of(act)
    writer = Writer(employer.name, employer.address, act.who.name, employer.phone, employer.fax)
    inside = Inside(pdf, reference(paper.id), page_count(pdf))
    envelope = cover_and_papers(addressee(provider), writer, [inside], "fax", act.today)
    return Enclosed(envelope.pdf, envelope.pages)
