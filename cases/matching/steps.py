"""Dated steps of one limit, "4 h for two weeks, then 6 h" (domain 9): which of them the assignment lies in.

Only steps that one report itself puts in each other's place are left out: the same activity, side and kind of limit,
each beginning at the latest the day after the other ends. Everything else that has ended is a question (rule 14).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from cases.demands import Assignment
from cases.limits import dimension
from cases.restrictions import Restriction, Review

Sourced = tuple[str, Restriction]  # document and restriction


def in_step(sources: Iterable[Sourced], assignment: Assignment) -> list[Sourced]:
    """The restrictions without steps that another step of the same report replaces on every day of the assignment."""
    every = [source for source in sources if source[1].review is not Review.REJECTED]
    if all(each.effective_from is None and each.effective_through is None for _, each in every):
        return every
    return [source for source in every if not _elsewhere(source, _steps(source, every), assignment)]


def _steps(source: Sourced, every: list[Sourced]) -> list[Restriction]:
    """The confirmed other steps of the same limit."""
    mine = _limit_of(source)
    return [
        each
        for document, each in every
        if each is not source[1] and each.review is not Review.EXTRACTED and _limit_of((document, each)) == mine
    ]


def _limit_of(source: Sourced) -> tuple[object, ...]:
    document, each = source
    kinds = frozenset(dimension(limit) for limit in each.limits)
    return document, frozenset(each.activities), each.side, each.qualifier, each.body_part, each.strength, kinds


def _elsewhere(source: Sourced, others: list[Restriction], assignment: Assignment) -> bool:
    each = source[1]
    if _ended(each, assignment):
        return _replaced(each, others, assignment)
    later = each.effective_from is not None and assignment.end is not None and each.effective_from > assignment.end
    return later and any(_begun(other, assignment) and not _ended(other, assignment) for other in others)


def _replaced(each: Restriction, others: list[Restriction], assignment: Assignment) -> bool:
    """Whether a step that has ended was followed, without a day between, by one that has not."""
    return any(
        _follows(each, other) and (not _ended(other, assignment) or _replaced(other, others, assignment))
        for other in others
    )


def _follows(each: Restriction, other: Restriction) -> bool:
    end, begin = each.effective_through, other.effective_from
    if end is None or begin is None or begin > end + timedelta(days=1):
        return False
    return other.effective_through is None or other.effective_through > end


def _begun(each: Restriction, assignment: Assignment) -> bool:
    return each.effective_from is None or each.effective_from <= assignment.start


def _ended(each: Restriction, assignment: Assignment) -> bool:
    return each.effective_through is not None and each.effective_through < assignment.start
