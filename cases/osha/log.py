"""The 300 log of a year, column by column (A to M), and the totals of the yearly summary, 300A."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from cases.osha.counts import Column
from cases.osha.summary import Summary
from cases.restrictions import Model

PRIVACY: Final = "privacy case"  # in place of the name: 29 CFR 1904.29(b)(6)
Illness = Literal["injury", "skin", "respiratory", "poisoning", "hearing", "other_illness"]  # column M, 1 to 6
KINDS: Final[tuple[Illness, ...]] = ("injury", "skin", "respiratory", "poisoning", "hearing", "other_illness")

HEADINGS: Final = (
    "(A) Case no.", "(B) Employee's name", "(C) Job title", "(D) Date of injury or onset of illness",
    "(E) Where the event occurred", "(F) Injury or illness, parts of body affected, object or substance",
    "(G) Death", "(H) Days away from work", "(I) Job transfer or restriction", "(J) Other recordable cases",
    "(K) Days away from work", "(L) Days of transfer or restriction", "(M1) Injury", "(M2) Skin disorder",
    "(M3) Respiratory condition", "(M4) Poisoning", "(M5) Hearing loss", "(M6) All other illnesses",
)  # fmt: skip


class LogLine(Model):
    """What a named person enters about a case: its number in the year, and the columns that no machine can fill.

    `described` (column F) is medical content that the log has to hold; for a privacy case it may be put discreetly
    (1904.29(b)(9)).
    """

    number: int
    name: str
    job_title: str
    injured: date
    where: str
    described: str
    illness: Illness
    entered_on: date


class LogRow(Model):
    """A row of the log. `late`: entered after the seventh day. `estimated` of the days lie ahead, `open` counts what is
    not settled."""

    number: str
    name: str
    job_title: str
    injured: date
    where: str
    described: str
    column: Column
    days_away: int
    days_restricted: int
    illness: Illness
    entered_on: date
    due: date | None
    late: bool
    estimated: int
    open: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as the form has it, in the order of `HEADINGS`."""
        boxes = ["X" if self.column is each else "" for each in Column]
        kinds = ["X" if self.illness == each else "" for each in KINDS]
        days = [str(self.days_away), str(self.days_restricted)]
        front = [self.number, self.name, self.job_title, self.injured.isoformat(), self.where, self.described]
        return (*front, *boxes, *days, *kinds)


class Establishment(Model):
    """What the yearly summary needs beside the log; None where nobody has entered it."""

    average_employees: float | None = None
    hours_worked: float | None = None


class Totals(Model):
    """The totals of 300A. Rates are left to the reader of employees and hours; without those they stay empty."""

    deaths: int
    away_cases: int
    restricted_cases: int
    other_cases: int
    days_away: int
    days_restricted: int
    by_illness: dict[Illness, int]
    average_employees: float | None
    hours_worked: float | None


def log_row(line: LogLine, found: Summary) -> LogRow | None:
    """The row of an entered case; None if it turned out not to be recordable (1904.33(b)(1): it is lined out)."""
    if not found.recordable or found.column is None:
        return None
    return LogRow(
        number=f"{line.injured.year}-{line.number:03}",
        name=PRIVACY if found.privacy else line.name,
        job_title=line.job_title,
        injured=line.injured,
        where=line.where,
        described=line.described,
        column=found.column,
        days_away=found.counts.away,
        days_restricted=found.counts.restricted,
        illness=line.illness,
        entered_on=line.entered_on,
        due=found.due,
        late=found.due is not None and line.entered_on > found.due,
        estimated=found.counts.estimated,
        open=tuple(sorted(found.questions)),
    )


def totals(rows: Iterable[LogRow], of: Establishment) -> Totals:
    """The columns added up."""
    rows = list(rows)
    boxes = {box: sum(row.column is box for row in rows) for box in Column}
    return Totals(
        deaths=boxes[Column.DEATH],
        away_cases=boxes[Column.AWAY],
        restricted_cases=boxes[Column.RESTRICTED],
        other_cases=boxes[Column.OTHER],
        days_away=sum(row.days_away for row in rows),
        days_restricted=sum(row.days_restricted for row in rows),
        by_illness={kind: sum(row.illness == kind for row in rows) for kind in KINDS},
        average_employees=of.average_employees,
        hours_worked=of.hours_worked,
    )
