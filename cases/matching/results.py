"""What matching says: pairs with both source cells, and what a named person may add to them (domain 4)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from cases.demands import Assignment
from cases.errors import BadInput, NotFound, Refused
from cases.restrictions import Model


class Outcome(StrEnum):
    """Of a pair and of the whole: any conflict makes a conflict, else any undecided one leaves it undecided."""

    COMPATIBLE = "compatible"
    CONFLICT = "conflict"
    UNDECIDED = "undecided"


class Cell(Model):
    """One source cell. `where` is its place (field names of the report, cell of the job), `says` what stands there.

    `document` is the report's id; None for a cell of the job or of the assignment. `where` is empty where the report
    says nothing, and `says` then tells so.
    """

    document: str | None = None
    where: tuple[str, ...] = ()
    says: str


class Resolution(Model):
    """A named person settled an undecided pair. It holds only while both cells of the pair stay as they are."""

    pair: str
    person: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    at: datetime
    outcome: Literal["compatible", "conflict"] = "compatible"


class Pair(Model):
    """One restriction against one demand.

    `key` names the pair by what both cells say, so a resolution is lost when either of them changes. `code` is a
    stable word (table in cases/README.md); `sentence` says the reason with both cells; `question` would settle an
    undecided one, and `ask` says whom. `resolvable`: a person may settle it; otherwise only another paper can.
    `finding` is what matching itself found; `outcome` differs from it only by a `resolution`.
    """

    key: str
    finding: Outcome
    code: str
    sentence: str
    report: Cell
    demand: Cell
    question: str = ""
    ask: Literal["", "provider", "employer"] = ""
    resolvable: bool = True
    resolution: Resolution | None = None

    @property
    def outcome(self) -> Outcome:
        """What counts: the finding, or what a person made of an undecided one."""
        if self.finding is Outcome.UNDECIDED and self.resolvable and self.resolution:
            return Outcome(self.resolution.outcome)
        return self.finding


class Match(Model):
    """All pairs of the reports in force and a job under an assignment. `documents` are the reports it rests on."""

    as_of: date
    assignment: Assignment  # with the job's schedule where it named none
    documents: tuple[str, ...]
    pending: tuple[str, ...] = ()  # reports not confirmed yet, which can only forbid
    pairs: tuple[Pair, ...]

    @property
    def outcome(self) -> Outcome:
        """Any conflict: conflict; else any undecided: undecided; else, if anything was matched, compatible."""
        found = {pair.outcome for pair in self.pairs}
        for outcome in (Outcome.CONFLICT, Outcome.UNDECIDED):
            if outcome in found:
                return outcome
        return Outcome.COMPATIBLE if found else Outcome.UNDECIDED

    @property
    def conflicts(self) -> tuple[Pair, ...]:
        """Pairs in conflict."""
        return tuple(pair for pair in self.pairs if pair.outcome is Outcome.CONFLICT)

    @property
    def undecided(self) -> tuple[Pair, ...]:
        """Pairs that still need somebody."""
        return tuple(pair for pair in self.pairs if pair.outcome is Outcome.UNDECIDED)

    @property
    def compatible(self) -> tuple[Pair, ...]:
        """Pairs that fit, by comparison or by a named person."""
        return tuple(pair for pair in self.pairs if pair.outcome is Outcome.COMPATIBLE)

    def pair(self, key: str) -> Pair:
        """The pair of that key; NotFound if the match has none (its cells have changed since)."""
        for pair in self.pairs:
            if pair.key == key:
                return pair
        raise NotFound("The match has no such pair: the report or the job has changed since.", code="unknown_pair")


def key_of(*parts: str) -> str:
    """A stable name for a pair: 24 hex digits over everything both cells say."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def resolve(
    match: Match,
    key: str,
    person: str,
    reason: str,
    at: datetime,
    outcome: Literal["compatible", "conflict"] = "compatible",
) -> Resolution:
    """A named person settles an undecided pair, with a reason (domain 4).

    Refused for a conflict (only a new medical report or a changed job ends it) and for what only paper settles
    (no signature, no confirmation, dates outside the report). BadInput without a name or a reason.
    """
    pair = match.pair(key)
    if pair.finding is Outcome.CONFLICT:
        raise Refused(
            "A conflict cannot be settled by a person: it takes a new report from the provider or a changed job.",
            code="conflict_stands",
        )
    if pair.finding is Outcome.COMPATIBLE:
        raise Refused("This pair already fits; there is nothing to settle.", code="already_compatible")
    if not pair.resolvable:
        raise Refused(
            "A reason cannot settle this pair; it takes a paper: a confirmed, signed report for these dates.",
            code="needs_report",
        )
    if not person.strip() or not reason.strip():
        raise BadInput("Say who settles this pair, and why.", code="reason_missing")
    return Resolution(pair=key, person=person.strip(), reason=reason.strip(), at=at, outcome=outcome)


def settle(match: Match, resolutions: tuple[Resolution, ...] | list[Resolution]) -> Match:
    """The match with what persons settled; the last word on a pair counts.

    Resolutions of pairs that are no longer there, or were never open to a person, have no effect.
    """
    by_key = {resolution.pair: resolution for resolution in sorted(resolutions, key=lambda each: each.at)}
    pairs = (
        pair.model_copy(update={"resolution": by_key.get(pair.key)})
        if pair.finding is Outcome.UNDECIDED and pair.resolvable
        else pair
        for pair in match.pairs
    )
    return match.model_copy(update={"pairs": tuple(pairs)})
