"""What an entry of the catalogue is: a letter, who reads it, and the names its Word file may ask for.

A letter's variables are checked against its readers when it is declared: what somebody may not see is not among the
variables of a letter he reads, so no edited Word file can ask for it either (`generate/letters.py` passes nothing on
that is not declared).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Final, Self

from pydantic import model_validator

from cases.errors import NotFound
from cases.restrictions import Model

HOME: Final = Path(__file__).parent.parent / "letters"
BY_HAND: Final = HOME / "by-hand"

# 29 CFR 1635.8(b)(1)(i)(B), word for word: the safe harbour holds for this text.
GINA: Final = (
    "The Genetic Information Nondiscrimination Act of 2008 (GINA) prohibits employers and other entities covered by "
    "GINA Title II from requesting or requiring genetic information of an individual or family member of the "
    "individual, except as specifically allowed by this law. To comply with this law, we are asking that you not "
    "provide any genetic information when responding to this request for medical information. 'Genetic information,' "
    "as defined by GINA, includes an individual's family medical history, the results of an individual's or family "
    "member's genetic tests, the fact that an individual or an individual's family member sought or received genetic "
    "services, and genetic information of a fetus carried by an individual or an individual's family member or an "
    "embryo lawfully held by an individual or family member receiving assistive reproductive services."
)

Row = dict[str, str]
Value = str | list[str] | list[Row]


class Reader(StrEnum):
    """Who gets a letter to read."""

    PROVIDER = "provider"
    WORKER = "worker"
    CARRIER = "carrier"
    SUPERVISOR = "supervisor"
    COMMITTEE = "committee"
    HUMAN_RESOURCES = "human resources"
    CONTACT = "program contact"


# Names of a case's medical facts. No letter of ours prints any of them; a provider knows them better than we do.
MEDICAL: Final = frozenset({
    "diagnosis", "icd_code", "history", "findings", "treatment", "medication", "therapy", "birth_date", "ssn",
    "body_part", "injury_nature", "exam_notes", "functional_capacity", "medical_documents",
})  # fmt: skip
# A provider's own words can hold a diagnosis: they go back to the provider and to nobody else.
OWN_WORDS: Final = frozenset({"provider_words", "questions", "comments"})
# What leads to the medical file: who treats, which claim it is, which day it was (domain 7).
LEADS: Final = frozenset({
    "provider_name", "provider_address", "provider_phone", "report_provider", "report_title", "report_date",
    "injury_date", "claim_number", "matches",
})  # fmt: skip

MAY_NOT_SEE: Final[dict[Reader, frozenset[str]]] = {
    Reader.PROVIDER: MEDICAL,
    Reader.WORKER: MEDICAL | OWN_WORDS,
    Reader.CARRIER: MEDICAL | OWN_WORDS,
    Reader.SUPERVISOR: MEDICAL | OWN_WORDS | LEADS,
    Reader.COMMITTEE: MEDICAL | OWN_WORDS | LEADS,
    Reader.HUMAN_RESOURCES: MEDICAL | OWN_WORDS,
    Reader.CONTACT: MEDICAL | OWN_WORDS,
}


class Variable(Model):
    """A name that a letter's Word file may use. An optional one may stay empty; its paragraph then leaves no gap.

    `sample` fills a trial letter, and shows the shape: text, a list of lines, or a list of rows with named cells.
    """

    name: str
    about: str
    sample: str | list[str] | list[dict[str, str]]
    optional: bool = False

    @property
    def empty(self) -> Value:
        """What an optional variable is when nobody gives it."""
        return "" if isinstance(self.sample, str) else []

    @property
    def cells(self) -> frozenset[str] | None:
        """The named cells of its rows; None if it has no rows."""
        rows = [row for row in self.sample if isinstance(row, dict)] if isinstance(self.sample, list) else []
        return frozenset(name for row in rows for name in row) if rows else None


class Letter(Model):
    """One letter of the catalogue.

    An edited copy has to ask for the variables that it `keeps` and to say what is `verbatim`, word for word: what a
    rule asks of the letter is not lost by editing. `reader` is a sentence for people, `readers` what the program goes
    by. `by_hand`: it also exists with content controls instead of tags, for a sender who completes it in Word.
    """

    id: str
    title: str
    reader: str
    readers: tuple[Reader, ...]
    variables: tuple[Variable, ...]
    keeps: tuple[str, ...]
    verbatim: tuple[str, ...] = ()
    by_hand: bool = False

    @model_validator(mode="after")
    def _nobody_sees_too_much(self) -> Self:
        hidden = frozenset[str]().union(*(MAY_NOT_SEE[reader] for reader in self.readers))
        asked = {v.name for v in self.variables} | {cell for v in self.variables for cell in v.cells or ()}
        if asked & hidden:
            raise ValueError(f"{self.id}: its readers may not see {', '.join(sorted(asked & hidden))}")
        return self

    @property
    def docx(self) -> bytes:
        """Our Word file of this letter."""
        return (HOME / f"{self.id}.docx").read_bytes()

    @property
    def docx_by_hand(self) -> bytes:
        """The Word file to complete by hand; NotFound if this letter has none."""
        if not self.by_hand:
            raise NotFound(
                "This letter has no copy to complete by hand; `workslip letters` lists those that have.",
                code="no_copy_by_hand",
            )
        return (BY_HAND / f"{self.id}.docx").read_bytes()

    @property
    def samples(self) -> dict[str, Value]:
        """A value for every variable: a trial letter."""
        return {v.name: v.sample for v in self.variables}
