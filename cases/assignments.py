"""An accepted offer at work: running, held back, stopped, ended; and what an unconfirmed report does to it at once.

Tighter stops before anybody has confirmed it; looser changes nothing until a person has (004 triggers; issue 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from cases.demands import Assignment, Job
from cases.errors import Conflict
from cases.in_force import InForce
from cases.matching import Match, Outcome, Pair, Resolution, match, settle
from cases.releases import Refusal
from cases.restrictions import Model, Report

TRIGGER: Final = "Construction return-to-work playbook, triggers: restrictions tighten (seed 004)"


class State(StrEnum):
    """Where an assignment stands. `suspended`: the work is not done until a person has looked again."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    STOPPED = "stopped"
    ENDED = "ended"


LIVE: Final = frozenset({State.RUNNING, State.SUSPENDED})
_NEXT: Final[dict[State, frozenset[State]]] = {
    State.RUNNING: frozenset({State.SUSPENDED, State.STOPPED, State.ENDED}),
    State.SUSPENDED: frozenset({State.RUNNING, State.STOPPED, State.ENDED}),
    State.STOPPED: frozenset(),
    State.ENDED: frozenset(),
}


class Why(StrEnum):
    """Why an assignment is held back, goes on or is over, in codes: no medical words."""

    OUTSIDE = "outside"  # a report that is in force, or may be, forbids part of this work
    MAY_BE_OUTSIDE = "may_be_outside"  # an answer in doubt would forbid it, at its worst
    UNDECIDED = "undecided"  # before it began: what it rests on has changed since the offer
    BY_HAND = "by_hand"  # a person held it back


class Outside(Model):
    """What of an assignment goes beyond the reports, counted as they lie: unconfirmed ones forbid too.

    `pairs` are the conflicts; `in_doubt` those that an answer in doubt would make, at its worst.
    """

    pairs: tuple[Pair, ...] = ()
    in_doubt: tuple[Pair, ...] = ()

    @property
    def codes(self) -> tuple[Why, ...]:
        """Why the work has to be held back; empty if it need not be."""
        found = ((self.pairs, Why.OUTSIDE), (self.in_doubt, Why.MAY_BE_OUTSIDE))
        return tuple(code for pairs, code in found if pairs)


def remaining(assignment: Assignment, today: date) -> Assignment:
    """The days that are still to be worked; an assignment past its last day keeps that day."""
    first = max(assignment.start, today)
    if assignment.end is not None:
        first = min(first, max(assignment.end, assignment.start))
    return assignment.model_copy(update={"start": first})


def outside(
    reports: InForce,
    job: Job,
    assignment: Assignment,
    resolutions: Iterable[Resolution] = (),
    readings: Mapping[str, Sequence[Report]] = MappingProxyType({}),
) -> Outside:
    """What of this assignment the reports forbid, confirmed or not (domain 4: an unconfirmed one can forbid).

    `readings`: for an unconfirmed document with answers in doubt, the report as it would be for each way to read one
    of them. Whatever one of these forbids is `in_doubt`: a doubtful mark is held as a restriction until a person has
    looked. What persons settled counts for the pairs it spoke of; a new report makes new pairs.
    """
    settled = list(resolutions)
    found = settle(match(reports, job, assignment), settled).conflicts
    read = [
        conflict
        for document, versions in readings.items()
        for version in versions
        for conflict in settle(match(_read_as(reports, document, version), job, assignment), settled).conflicts
    ]
    known = {pair.key for pair in found}
    doubt = {pair.key: pair for pair in read if pair.key not in known}
    return Outside(pairs=found, in_doubt=tuple(doubt.values()))


def _read_as(reports: InForce, document: str, version: Report) -> InForce:
    """The same with one unconfirmed document read that way."""
    pending = tuple(
        each.model_copy(update={"report": version}) if each.report.document == document else each
        for each in reports.pending
    )
    return reports.model_copy(update={"pending": pending})


def begins(found: Outside, whole: Match) -> tuple[State, tuple[Why, ...]]:
    """How an assignment begins when its offer is accepted: held back if anything has changed since the offer."""
    if found.codes:
        return State.SUSPENDED, found.codes
    if whole.outcome is not Outcome.COMPATIBLE:
        return State.SUSPENDED, (Why.UNDECIDED,)
    return State.RUNNING, ()


def may_resume(found: Outside, whole: Match, *, re_evaluation_open: bool) -> tuple[Refusal, ...]:
    """Every reason not to let work go on that was held back; empty if a named person may. Nothing resumes by itself."""
    conflicts, undecided = len(found.pairs) + len(found.in_doubt), len(whole.undecided)
    rules = (
        (
            re_evaluation_open or bool(whole.pending),
            "re_evaluation_pending",
            "A reading that might tighten the restrictions waits for a person; settle it first.",
        ),
        (
            conflicts > 0,
            "conflict",
            "Part of this work goes beyond a report; stop it, or change the work by a new offer.",
        ),
        (
            undecided > 0 or (not conflicts and whole.outcome is not Outcome.COMPATIBLE),
            "undecided",
            "Part of this work is still undecided for the days that remain; settle it, or ask the provider.",
        ),
    )
    return tuple(Refusal(code=c, sentence=says, citation=TRIGGER) for broken, c, says in rules if broken)


def moved(state: State, to: State) -> State:
    """The state after the step. Raises Conflict for a step that is none: what is over stays over."""
    if to not in _NEXT[state]:
        raise Conflict(f"This assignment is {state}; it cannot become {to}.", code=f"is_{state}")
    return to
