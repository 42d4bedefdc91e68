"""A pair before it has its key: the verdict, its two cells, and what the pair is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from cases import words
from cases.demands import Assignment
from cases.matching.lines import Line
from cases.matching.results import Cell, Pair, key_of
from cases.matching.verdicts import Verdict
from cases.restrictions import Restriction

Kind = Literal["limit", "part", "cleared", "silent", "absent", "other"]


def _nothing() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class Draft:
    """`topics` name what it is about (a line of the job, the hours of the schedule …), to compare providers by.

    `kind`: limit (a restriction that decides the line), part (one on part of it, or implied), cleared, silent (the
    report says nothing), absent (the job has none of it), other. `material` is everything both cells rest on. Cells and
    material are made when the pair is: a ranking needs none of them.

    `needs`: activities that the job's rows have to name, or this stands; empty for everything but what they do not.
    """

    verdict: Verdict
    kind: Kind
    report: Callable[[], Cell]
    demand: Callable[[], Cell]
    topics: tuple[str, ...] = ()
    material: Callable[[], tuple[str, ...]] = _nothing
    needs: tuple[str, ...] = ()

    def pair(self, job: str) -> Pair:
        """The finished pair, keyed by the job's title, the reason, and what both cells rest on."""
        found, report, demand = self.verdict, self.report(), self.demand()
        return Pair(
            key=key_of(job, found.code, *self.material()),
            finding=found.outcome,
            code=found.code,
            sentence=f"{words.sentence_case(report.says)} / {demand.says}: {found.why}.",
            report=report,
            demand=demand,
            question=found.question,
            ask=found.ask,
            resolvable=found.resolvable,
        )


def report_cell(document: str, restriction: Restriction) -> Cell:
    """The cell of a restriction: its document and fields, and what it says."""
    return Cell(document=document, where=restriction.from_, says=words.restriction(restriction))


def job_cell(lines: Iterable[Line]) -> Cell:
    """The cells of one or more lines of the job."""
    members = [member for line in lines for member in line.members]
    where = tuple(f"{each.task}: {each.demand.cell}" for each in members)
    return Cell(where=where, says="; ".join(dict.fromkeys(words.demand(each.demand) for each in members)))


def topic(line: Line, aspect: str = "") -> str:
    """The name of a line within one job."""
    return f"{aspect or line.activity}|{line.activity}|{line.measure}|{line.side}|{line.weight_low}|{line.weight_high}"


def material(line: Line, assignment: Assignment) -> str:
    """What a line's cell rests on: its members, and the day's length where classes are shares of it."""
    shares = any(each.demand.scale != "hours" for each in line.members)
    return line.model_dump_json() + (f"|{assignment.hours_per_day}" if shares else "")


def restriction_material(document: str, restriction: Restriction) -> str:
    """What a restriction's cell rests on. Whether it is confirmed yet does not change what it says."""
    return document + restriction.model_dump_json(by_alias=True, exclude={"review"})
