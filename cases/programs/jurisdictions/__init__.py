"""Jurisdiction packs: what a state asks of an offer of modified duty, as data with citations (domain 5).

Not legal advice: worked packs follow the sources they cite; drafts say in every text that counsel has to look at them.
The next state is a `Pack` in `drafts.py`; it moves to `worked.py` when counsel has confirmed it.
"""

from __future__ import annotations

from typing import Final

from cases.errors import NotFound
from cases.programs.jurisdictions.drafts import DRAFTS
from cases.programs.jurisdictions.pack import COUNSEL, TEMPORARY, Item, Note, Pack
from cases.programs.jurisdictions.worked import GENERAL, NEW_YORK, TEXAS

__all__ = ["COUNSEL", "GENERAL", "PACKS", "TEMPORARY", "Item", "Note", "Pack", "pack_of"]

PACKS: Final[dict[str, Pack]] = {pack.id: pack for pack in (GENERAL, NEW_YORK, TEXAS, *DRAFTS)}


def pack_of(name: str) -> Pack:
    """The pack of that id. Raises NotFound."""
    try:
        return PACKS[name]
    except KeyError:
        raise NotFound("There is no jurisdiction pack of that id.", code="unknown_jurisdiction") from None
