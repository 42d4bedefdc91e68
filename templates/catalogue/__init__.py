"""The letters we send: what each is for, who reads it, and what its Word file may ask for.

A letter is a `.docx` in `templates/letters/` that a coordinator may edit in Word; the names in double braces are the
variables listed here. Adding a letter: a Word file, an entry in the module of whoever reads it, and whoever fills it
in `generate/`.
"""

from __future__ import annotations

from typing import Final

from cases.errors import NotFound
from templates.catalogue.carrier import CARRIER
from templates.catalogue.entries import (
    BY_HAND,
    GINA,
    HOME,
    LEADS,
    MAY_NOT_SEE,
    MEDICAL,
    OWN_WORDS,
    Letter,
    Reader,
    Row,
    Value,
    Variable,
)
from templates.catalogue.house import HOUSE
from templates.catalogue.offer import OFFER
from templates.catalogue.packet import PACKET
from templates.catalogue.provider import PROVIDER

LETTERS: Final[dict[str, Letter]] = {item.id: item for item in (*PROVIDER, OFFER, *CARRIER, *HOUSE, *PACKET)}


def letter(letter_id: str) -> Letter:
    """The letter of that id; NotFound if the catalogue has none."""
    if letter_id not in LETTERS:
        raise NotFound("There is no such letter; `workslip letters` lists what there is.", code="unknown_letter")
    return LETTERS[letter_id]


__all__ = [
    "BY_HAND", "GINA", "HOME", "LEADS", "LETTERS", "MAY_NOT_SEE", "MEDICAL", "OWN_WORDS", "Letter", "Reader", "Row",
    "Value", "Variable", "letter",
]  # fmt: skip
