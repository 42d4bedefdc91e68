"""A single paper as it leaves, in one PDF with its number of pages."""

from __future__ import annotations

from dataclasses import dataclass

from api.casework.act import Act
from api.store.tables import Channel, Letter, Packet, Provider
from generate.pdfs import page_count


@dataclass(frozen=True)
class Enclosed:
    """One PDF."""

    pdf: bytes
    pages: int


def enclosed(act: Act, provider: Provider, channel: Channel, paper: Packet | Letter, pdf: bytes) -> Enclosed:
    """The paper as it is."""
    return Enclosed(pdf, page_count(pdf))
