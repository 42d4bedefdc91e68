"""What goes to one provider in one piece: a cover sheet and the packets behind it, for fax, e-mail or paper.

    to, sender, packets → cover (generate/covers.py) → bound in order → Envelope → print_batch: many, with a manifest

Fax and e-mail have no blank pages. On paper the cover's addresses show in a window envelope, and every packet begins on
the front of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.errors import BadInput
from generate.covers import TITLE, Addressee, Channel, Sender, cover
from generate.pdfs import Section, bound, counted
from generate.print_batches import PrintBatchPapers, print_batch

_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True)
class Inside:
    """One packet, as `Packet.combined_pdf`. `reference` is our number of it and holds no name."""

    pdf: bytes
    reference: str
    pages: int


@dataclass(frozen=True)
class Part:
    """Where something lies in an envelope: first and last page, counted from 1; the cover has no reference."""

    reference: str
    first: int
    last: int


@dataclass(frozen=True)
class Envelope:
    """A finished piece. `files` is the same in separate files, cover first, in which every form can be filled in: for
    e-mail. In `pdf` it can be only where there is one packet, since two forms would share their fields.
    """

    pdf: bytes
    pages: int
    files: tuple[tuple[str, bytes], ...]
    to: str
    parts: tuple[Part, ...]


def cover_and_papers(to: Addressee, sender: Sender, inside: Sequence[Inside], channel: Channel, day: date) -> Envelope:
    """One provider's cover and packets in their order.

    Raises BadInput: no_papers; of the cover, address_too_long, no_address, no_glyph.
    """
    if not inside:
        raise BadInput("There is nothing to send: name at least one packet.", code="no_papers")
    sheets = channel == "print"
    papers = [(each.reference, counted(each.pdf, blanks=sheets)) for each in inside]
    first = cover(to, sender, papers, channel, day)
    alone = channel == "mail" and len(inside) == 1
    sections = [Section("Cover sheet", first)]
    sections += [Section(f"Papers {each.reference}", each.pdf, alone) for each in inside]
    whole = bound(sections, TITLE, two_sided=sheets)
    parts = [Part(r, *place) for r, place in zip(("", *(each.reference for each in inside)), whole.places, strict=True)]
    return Envelope(whole.pdf, whole.pages, _files(first, inside), to.name, tuple(parts))


def _files(first: bytes, inside: Sequence[Inside]) -> tuple[tuple[str, bytes], ...]:
    papers = [(f"{n:02}-papers-{_in_names(each.reference)}.pdf", each.pdf) for n, each in enumerate(inside, 1)]
    return (("00-cover.pdf", first), *papers)


def _in_names(reference: str) -> str:
    return _NOT_IN_NAMES.sub("-", reference)[:40]


__all__ = [
    "Addressee", "Channel", "Envelope", "Inside", "Part", "PrintBatchPapers", "Sender", "cover_and_papers",
    "print_batch",
]  # fmt: skip
