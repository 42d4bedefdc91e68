"""The provider's own words go back to the provider and to nobody else: they can hold a diagnosis (domain 7).

Everybody else reads restrictions in the words of our vocabulary (`cases/words.py`); what it has no words for is shown
as a limit all the same, with where to ask, or in words that a coordinator found fit to share for just this limit.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
    """What stands in place of a provider's words: for a limit of an activity that is named, and for one that is not.

    `worded` holds, by `key_of` a restriction, the words in which a coordinator tells it.
    """

    part: str
    whole: str
    worded: Mapping[str, str] = field(default_factory=dict)

    def of(self, item: r.Restriction) -> Told:
        """What stands in place of the words of this restriction."""
        wording = self.worded.get(key_of(item))
        return self if not wording else Told(f"{wording} {BY_US}", f"a further limit: {wording} {BY_US}")


BY_US: Final = "(in the Program Contact’s words)"
SEE_REPORT: Final = Told("as the report words it", "a limit in the provider’s words, see the report")
# A supervisor and the Committee never see the report.
ASK: Final = Told("limited, ask the Program Contact how", "a further limit, ask the Program Contact before assigning")


def key_of(item: r.Restriction) -> str:
    """The name of a restriction by what it says, whatever fields it rests on: if it says another thing, it has another
    name, and nobody reads it in words that were meant for the old one."""
    said = item.model_dump_json(by_alias=True, exclude={"from_", "review"})
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def in_full(item: r.Restriction) -> bool:
    """Whether the vocabulary says all of a restriction: nothing of it has to be asked for."""
    return restriction(item, ASK) == words.restriction(item)


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
    """A restriction in words of the vocabulary alone, or a coordinator's where it holds others.

    A restriction that a person entered holds free words in more places than `FreeText`. What it narrows or allows by
    them we cannot say without them, so no figure of it is said either: half a limit would read as leave.
    """
    told = told.of(item)
    if not TREATMENT.isdisjoint(item.activities):
        return told.whole
    if item.qualifier is not None and item.qualifier not in printed_qualifiers():
        item = item.model_copy(update={"qualifier": None, "limits": (r.FreeText(text=item.qualifier),)})
    known = tuple(each for each in item.limits if _in_vocabulary(each))
    more = (r.FreeText(text=told.part),) if len(known) < len(item.limits) else ()  # in place of all free words at once
    said = item.model_copy(update={"limits": (*known, *more)})
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
        case r.Required() | r.FreeText():
            return False
    return True
