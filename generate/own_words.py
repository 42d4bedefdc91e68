"""The provider's own words go back to the provider and to nobody else: they can hold a diagnosis (domain 7).

Everybody else reads restrictions in the words of our vocabulary (`cases/words.py`); what it has no words for is shown
as a limit all the same, with where to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cases import restrictions as r
from cases import words
from cases.activities import TREATMENT
from cases.scales import share, third_of
from forms.definitions import ALL
from forms.meaning import Allows

UNITS: Final = frozenset({"°F", "°C", "F", "C", "dB", "dBA"})
ZONES: Final = frozenset({"floor_waist", "waist_shoulder", "above_shoulder"})


@dataclass(frozen=True)
class Told:
    """What stands in place of a provider's words: for a limit of an activity that is named, and for one that is not."""

    part: str
    whole: str


SEE_REPORT: Final = Told("as the report words it", "a limit in the provider’s words, see the report")
# A supervisor and the Committee never see the report.
ASK: Final = Told("limited, ask the Program Contact how", "a further limit, ask the Program Contact before assigning")


def own_words(restrictions: Iterable[r.Restriction]) -> list[str]:
    """What the provider wrote in words, as `cases.words` shows it; longest first, as one may hold another."""
    limits = [limit for each in restrictions for limit in each.limits]
    return sorted({words.limit(each) for each in limits if isinstance(each, r.FreeText)}, key=len, reverse=True)


def without(says: str, verbatim: Sequence[str], told: Told) -> str:
    """A sentence of `cases.words` without the provider's own words."""
    for each in verbatim:
        says = re.sub(re.escape(each), lambda _: told.part, says, flags=re.IGNORECASE)
    return says.replace(f"{words.activity('other')}: {told.part}", told.whole)


def restriction(item: r.Restriction, told: Told) -> str:
    """A restriction in words of the vocabulary alone.

    A restriction that a person entered holds free words in more places than `FreeText`. What it narrows or allows by
    them we cannot say without them, so no figure of it is said either: half a limit would read as leave.
    """
    if item.activity in TREATMENT:
        return told.whole
    if item.qualifier is not None and item.qualifier not in printed_qualifiers():
        item = item.model_copy(update={"qualifier": None, "limits": (r.FreeText(text=item.qualifier),)})
    limits = tuple(each if _in_vocabulary(each) else r.FreeText(text=words.limit(each)) for each in item.limits)
    said = item.model_copy(update={"limits": limits})
    return without(words.restriction(said), own_words([said]), told)


@lru_cache(maxsize=1)
def printed_qualifiers() -> frozenset[str]:
    """The parts of an activity that our own forms ask about: their words are ours."""
    meanings = [field.meaning for form in ALL.values() for field in form.fields]
    return frozenset(m.qualifier for m in meanings if isinstance(m, Allows) and m.qualifier)


def _in_vocabulary(limit: r.Limit) -> bool:
    match limit:
        case r.MaxWeight() | r.MaxForce():
            zone = limit.lift_zone if isinstance(limit, r.MaxWeight) else None
            how_often = limit.frequency == "any" or third_of(limit.frequency) is not None
            return how_often and (zone is None or zone in ZONES) and limit.unless is None
        case r.MaxBand():
            return share(limit.band, limit.scale) is not None
        case r.Environment():
            return limit.unit is None or limit.unit in UNITS
        case r.Required():
            return False
    return True
