"""Whose reply may it be, where no code says so? Cases that agree with what the paper names, the likeliest first.

Pure rules. A name can be shared, a printed line can be an old copy's, OCR misreads: a candidate is shown to a person
with what agrees and what differs, and is never taken by machine.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Final, Literal

from cases.identity import readings

Sign = Literal["claim_number", "birth_date", "worker_name", "injury_date"]
WEIGHTS: Final[dict[Sign, int]] = {"claim_number": 3, "birth_date": 3, "worker_name": 2, "injury_date": 1}
ALONE: Final = 2  # weight of what agrees from which a case is worth a look: a day of injury alone is not
SAME_NAME: Final = 0.8  # likeness of two spellings of a name, one of them perhaps misread
MOST: Final = 5


@dataclass(frozen=True)
class Clues:
    """What a reply says about whom it is. `birth_dates` and `injury_dates`: every day that the writing can mean."""

    worker_name: str = ""
    claim_number: str = ""
    birth_dates: frozenset[date] = frozenset()
    injury_dates: frozenset[date] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.worker_name or self.claim_number or self.birth_dates or self.injury_dates)


@dataclass(frozen=True)
class KnownCase:
    """What we know of a case and its worker."""

    id: uuid.UUID
    worker_name: str
    birth_date: date
    injury_date: date
    claim_number: str | None


@dataclass(frozen=True)
class Candidate:
    """A case that may be meant: what agrees with the paper, and what the paper says otherwise."""

    case: KnownCase
    agrees: tuple[Sign, ...]
    differs: tuple[Sign, ...]

    @property
    def weight(self) -> int:
        """How much speaks for it."""
        return sum(WEIGHTS[sign] for sign in self.agrees)


def clues_of(named: Mapping[str, str], written_birth_date: date | None, today: date) -> Clues:
    """Clues from what the paper prints (the case's word to the text), and the birth date that the office wrote."""
    said = {what: readings(named.get(what, ""), order="mdy", today=today) for what in ("birth_date", "injury_date")}
    return Clues(
        worker_name=named.get("worker_name", ""),
        claim_number=plain(named.get("claim_number", "")),
        birth_dates=frozenset({written_birth_date}) if written_birth_date else said["birth_date"],
        injury_dates=said["injury_date"],
    )


def likeliest(clues: Clues, known: Iterable[KnownCase]) -> list[Candidate]:
    """The cases that may be meant, the likeliest first, at most MOST."""
    found = [c for each in known if (c := _compared(clues, each)).weight >= ALONE]
    return sorted(found, key=lambda c: (-c.weight, len(c.differs), c.case.injury_date, c.case.id))[:MOST]


def plain(number: str) -> str:
    """A number as it is compared: without spaces and dashes, in capitals."""
    return "".join(c for c in number.upper() if c.isalnum())


def _compared(clues: Clues, known: KnownCase) -> Candidate:
    verdicts: dict[Sign, bool] = {}
    if clues.claim_number and known.claim_number:
        verdicts["claim_number"] = clues.claim_number == plain(known.claim_number)
    if clues.birth_dates:
        verdicts["birth_date"] = known.birth_date in clues.birth_dates
    if clues.worker_name:
        verdicts["worker_name"] = _alike(clues.worker_name, known.worker_name)
    if clues.injury_dates:
        verdicts["injury_date"] = known.injury_date in clues.injury_dates
    agrees, differs = (tuple(sign for sign, same in verdicts.items() if same is wanted) for wanted in (True, False))
    return Candidate(known, agrees, differs)


def _alike(one: str, other: str) -> bool:
    """The same words in whatever order ("Ruiz, Ana"), give or take a letter."""
    here, there = (" ".join(sorted(_words(name))) for name in (one, other))
    return SequenceMatcher(None, here, there, autojunk=False).ratio() >= SAME_NAME


def _words(name: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in name.casefold()).split()
