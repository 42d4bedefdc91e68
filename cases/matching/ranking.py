"""Which tasks of a bank fit: the outcomes of `match` for thousands of tasks at once, without its sentences.

Rows of different activities do not touch each other, unless one limit adds them up. So a task falls into parts (the
rows of one activity; of a load, each row), equal parts of all tasks are judged once, and a task is as good as its worst
part. A test holds every outcome to that of `match`.

Running order of `rank`: what holds for any work (status, dates, schedule, requirements) → parts that one limit adds up
joined → each distinct part against the restrictions that can touch it → rows that a restriction needs and a task lacks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from cases.activities import IMPLIES, RELATED, parent_of
from cases.cleared import LOWEST_RUNG_LB
from cases.comparing import tightening
from cases.demands import Assignment, Demand, Job, Task
from cases.in_force import InForce, Voice
from cases.matching import match
from cases.matching.drafts import Draft
from cases.matching.limits import Work
from cases.matching.lines import Line, lines_of
from cases.matching.providers import reconcile
from cases.matching.reports import confirmed_report, rows_of, unconfirmed_report, unconfirmed_rows
from cases.matching.restricted import named
from cases.matching.results import Outcome
from cases.matching.standing import releases_fully
from cases.matching.unasked import left_over
from cases.matching.zones import alike
from cases.restrictions import (
    MaxBand,
    MaxContinuous,
    MaxDaily,
    MaxDistance,
    MaxForce,
    MaxHourly,
    MaxReps,
    MaxWeight,
    Model,
    Report,
    Restriction,
    Status,
)
from cases.scales import pounds

LOADS: Final = "lift"  # lifting and carrying are one row on some papers, so they stand together
WHOLE: Final = "whole"  # a task that is judged in one part
WORK: Final = "work"  # what holds for any work, and rows that are missing
WORST: Final = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.CONFLICT)
_ADDS_UP: Final = (MaxDaily, MaxBand, MaxContinuous, MaxHourly, MaxReps)
_NO_WORK: Final = (Status.OFF_WORK, Status.PROGRAM_NOT_APPROPRIATE)


class Ranked(Model):
    """How one task comes out, and the activities that stand in conflict or are open; `work`: the job as a whole."""

    task: str
    outcome: Outcome
    conflicts: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Rows that touch each other. `head`: their activity; `carries`: whether the task has carrying rows of its own."""

    head: str
    rows: tuple[Demand, ...]
    carries: bool
    hours: float | None


@dataclass
class Bank:
    """Tasks prepared for matching: equal parts are kept once. Prepare it once and rank it for every case."""

    ids: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    tasks: list[tuple[int, ...]] = field(default_factory=list)  # the numbers of a task's parts
    names: list[tuple[frozenset[str], bool]] = field(default_factory=list)


def prepare(tasks: Mapping[str, Task]) -> Bank:
    """A bank of tasks by their ids. What a row says in words and where it stands plays no part in an outcome."""
    bank, known = Bank(), dict[Part, int]()
    interned: dict[tuple[frozenset[str], bool], tuple[frozenset[str], bool]] = {}
    for name, task in tasks.items():
        numbers = []
        for part in _parts(task):
            numbers.append(known.setdefault(part, len(bank.parts)))
            if numbers[-1] == len(bank.parts):
                bank.parts.append(part)
        codes = frozenset(code for row in task.demands if _counts(row) for code in row.activities)
        heads = {row.activity for row in task.demands}
        names = (codes, "lift" in heads and "carry" not in heads)
        bank.ids.append(name)
        bank.tasks.append(tuple(numbers))
        bank.names.append(interned.setdefault(names, names))
    return bank


def rank(reports: InForce, bank: Bank, assignment: Assignment) -> tuple[Ranked, ...]:
    """Every task of the bank as a job of its own under this assignment, best first; ties stay in the bank's order.

    Hours a day and days a week, overtime and what is provided are the assignment's; None is unknown, as in `match`.
    """
    if len(reports.voices) > 1 and any(voice.report.status.status in _NO_WORK for voice in reports.voices):
        return _one_by_one(reports, bank, assignment)
    ranked = _Ranking(reports, bank, assignment).run()
    return tuple(sorted(ranked, key=lambda each: (WORST.index(each.outcome), len(each.undecided))))


def as_job(task: Task) -> Job:
    """A task as the job that `rank` matches: its title, and nothing of a schedule."""
    return Job(title=task.title, tasks=(task,))


class _Ranking:
    """One ranking: everything that depends on the case, worked out once."""

    def __init__(self, reports: InForce, bank: Bank, assignment: Assignment) -> None:
        self.reports, self.bank, self.assignment = reports, bank, assignment
        self.waiting = tightening(reports)
        self.released = bool(reports.voices) and all(releases_fully(voice.report) for voice in reports.voices)
        said = [each for voice in reports.voices for _, each in voice.restrictions]
        said += [each for report in self.waiting for each in report.restrictions]
        self.cuts, self.groups = _cuts(said, reports), _joined(said)
        # Whether hours and distances of a load are compared with any number at all, or only with zero.
        self.exact = LOADS in self.groups or any(
            isinstance(limit, MaxDistance) or getattr(limit, "over_hours", None) is not None
            for each in said
            for limit in each.limits
        )
        self.judged: dict[Hashable, Outcome] = {}
        self.near: dict[frozenset[str], InForce] = {}
        self.lacking: dict[tuple[frozenset[str], bool], bool] = {}

    def run(self) -> list[Ranked]:
        """Distinct parts first, then every task by its worst part."""
        base, needs = self._base()
        single = [None if part.head in self.groups else self._outcome((n,)) for n, part in enumerate(self.bank.parts)]
        return [self._task(n, base, needs, single) for n in range(len(self.bank.ids))]

    def _base(self) -> tuple[Outcome, tuple[str, ...]]:
        """What holds for any work, and the activities that a task's rows have to name."""
        work, voices = Work(lines=(), assignment=self.assignment), self.reports.voices
        drafts = reconcile([confirmed_report(voice, work)[0] for voice in voices]) if voices else []
        drafts += [draft for report in self.waiting for draft in unconfirmed_report(report, work)[0]]
        needs = tuple(dict.fromkeys(each for draft in drafts for each in draft.needs))
        found = [each.verdict.outcome for each in drafts if not each.needs]
        return _worst(found if voices else [*found, Outcome.UNDECIDED]), needs

    def _task(self, n: int, base: Outcome, needs: tuple[str, ...], single: list[Outcome | None]) -> Ranked:
        numbers, parts, fits = self.bank.tasks[n], self.bank.parts, Outcome.COMPATIBLE
        found = [(single[each], parts[each].head) for each in numbers if single[each] is not fits]
        if self.groups:
            joined: dict[str, list[int]] = {}
            for each in numbers:
                if single[each] is None:
                    joined.setdefault(self.groups[parts[each].head], []).append(each)
            found += [(self._outcome(tuple(sorted(some))), head) for head, some in joined.items()]
        found.append((base, WORK))
        if not self.released and (not numbers or self._lacks(self.bank.names[n], needs)):
            found.append((Outcome.UNDECIDED, WORK))
        conflicts = tuple(dict.fromkeys([head for outcome, head in found if outcome is Outcome.CONFLICT]))
        undecided = tuple(dict.fromkeys([head for outcome, head in found if outcome is Outcome.UNDECIDED]))
        worst = Outcome.CONFLICT if conflicts else Outcome.UNDECIDED if undecided else fits
        return Ranked.model_construct(task=self.bank.ids[n], outcome=worst, conflicts=conflicts, undecided=undecided)

    def _outcome(self, numbers: tuple[int, ...]) -> Outcome:
        """Of parts judged together; loads that lie alike between all limits are judged once."""
        key = tuple(_alike(self.bank.parts[each], self.cuts, self.exact) for each in numbers)
        if key not in self.judged:
            self.judged[key] = self._judge(numbers)
        return self.judged[key]

    def _lacks(self, names: tuple[frozenset[str], bool], needs: tuple[str, ...]) -> bool:
        if names not in self.lacking:
            self.lacking[names] = not all(named(each, *names) for each in needs)
        return self.lacking[names]

    def _judge(self, key: tuple[int, ...]) -> Outcome:
        """These parts, as the rows of one task, against the restrictions that can touch them."""
        parts = [self.bank.parts[number] for number in key]
        rows = tuple(row for part in parts for row in part.rows)
        hours = next((part.hours for part in parts if part.hours is not None), None)
        lines = lines_of(Job(title="", tasks=(Task(title="", hours_per_day=hours, demands=rows),)))
        carries = any(part.carries for part in parts)
        lines = tuple(line.model_copy(update={"merged": False}) if carries and line.merged else line for line in lines)
        work, reports = Work(lines=lines, assignment=self.assignment), self._near(lines)
        voices = [rows_of(voice, work) for voice in reports.voices]
        pending = [unconfirmed_rows(each.report, work) for each in reports.pending]
        drafts: list[Draft] = reconcile([each for each, _ in voices]) if voices else []
        drafts += [draft for each, _ in pending for draft in each]
        if not self.released:
            drafts += left_over(lines, [found for _, each in (*voices, *pending) for found in each], self.assignment)
        return _worst([each.verdict.outcome for each in drafts if not each.needs and _of_rows(each)])

    def _near(self, lines: tuple[Line, ...]) -> InForce:
        """The reports with only what can touch these lines; the waiting ones stand under `pending`."""
        heads = frozenset(_head(code) for line in lines for code in line.activities)
        if heads not in self.near:
            close = _close(heads | ({"carry"} if "lift" in heads else frozenset()))
            voices = tuple(_cut_voice(voice, close) for voice in self.reports.voices)
            waiting = {each.document for each in self.waiting}
            pending = tuple(
                each.model_copy(update={"report": _cut(each.report, close)})
                for each in self.reports.pending
                if each.report.document in waiting
            )
            self.near[heads] = self.reports.model_copy(update={"voices": voices, "pending": pending})
        return self.near[heads]


def _cuts(restrictions: Iterable[Restriction], reports: InForce) -> tuple[float, ...]:
    """Every weight in pounds that anything in force compares a load with."""
    asked = [limit for voice in reports.voices for each in voice.report.cleared for limit in each.limits]
    limits = [limit for each in restrictions for limit in each.limits] + asked
    weights = {pounds(limit.value, limit.unit) for limit in limits if isinstance(limit, MaxWeight | MaxForce)}
    return tuple(sorted(weights | {LOWEST_RUNG_LB}))


def _alike(part: Part, cuts: tuple[float, ...], exact: bool) -> Hashable:
    """What a part's outcome rests on: of a single load which limits it lies between, and what its heights come to."""
    if part.head != LOADS or len(part.rows) > 1:
        return part
    row = part.rows[0]
    weight, low, high = row.actual_weight, row.weight_low, row.weight_high
    if weight is None:
        between: object = None
    elif (low is None or low < weight) and (high is None or weight <= high):
        between = bisect_left(cuts, weight), bisect_right(cuts, weight)
    else:
        between = "outside its row"
    figures = (row.measured_low, row.measured_high, row.measured_unit, row.times_per_hour, row.times_per_day)
    far = row.carry_distance if exact or not row.carry_distance else "carried"
    rest = (row.activity, row.measure, row.value, row.scale, row.side, low, high, far, figures)
    return LOADS, rest, between, alike(row), part.carries, part.hours if exact else None


def _of_rows(draft: Draft) -> bool:
    """Pairs about the restriction alone (not confirmed, not provided) hold for any work and are counted there."""
    return not any(topic.startswith("restriction|") for topic in draft.topics)


def _parts(task: Task) -> Iterable[Part]:
    """The rows of one activity; of loads each row by itself. Rows that name or join several make the task one part."""
    rows = [_bare(row) for row in task.demands if _counts(row)]
    if any(row.also or row.together for row in rows):
        yield Part(WHOLE, tuple(rows), carries=False, hours=task.hours_per_day)
        return
    carries = any(row.activity == "carry" for row in rows)
    heads: dict[str, list[Demand]] = {}
    for row in rows:
        heads.setdefault(LOADS if _head(row.activity) in ("lift", "carry") else _head(row.activity), []).append(row)
    for head, mine in heads.items():
        for each in [[row] for row in mine] if head == LOADS else [mine]:
            shares = any(row.scale != "hours" for row in each)
            yield Part(head, tuple(each), carries and head == LOADS, task.hours_per_day if shares else None)


def _bare(row: Demand) -> Demand:
    """Without its words and place, which say nothing of an outcome; two "other" rows stay two things."""
    return row if row.activity == "other" else row.model_copy(update={"description": "", "cell": ""})


def _counts(row: Demand) -> bool:
    """An "other" row that names nothing is no demand (as in `lines_of`)."""
    return row.activity != "other" or row.value is not None or bool(row.description.strip())


def _head(activity: str) -> str:
    return parent_of(activity) or activity


def _joined(restrictions: Iterable[Restriction]) -> dict[str, str]:
    """Heads whose rows one limit adds up, each with the name of its group; a load's rows are a group then too."""
    groups: dict[str, set[str]] = {}
    for each in restrictions:
        if any(isinstance(limit, _ADDS_UP) for limit in each.limits):
            heads = {_head(code) for code in each.activities}
            heads |= {_head(code) for head in tuple(heads) for code in IMPLIES.get(head, ())}
            heads = {LOADS if head == "carry" else head for head in heads}
            if len(heads) > 1 or LOADS in heads:
                whole = set.union(heads, *(groups.get(head, set()) for head in heads))
                groups.update(dict.fromkeys(whole, whole))
    return {head: min(whole) for head, whole in groups.items()}


def _close(heads: frozenset[str]) -> frozenset[str]:
    """Heads of restrictions that can touch rows of these heads: the same, what implies them, what is akin."""
    implying = {head for head, implied in IMPLIES.items() if any(_head(each) in heads for each in implied)}
    akin = {each for group in RELATED for each in group if group & heads}
    return frozenset({*heads, *implying, *akin, *({"other"} if "other" in heads else ())})


def _cut_voice(voice: Voice, close: frozenset[str]) -> Voice:
    carried = tuple((document, each) for document, each in voice.carried if _touches(each, close))
    return voice.model_copy(update={"report": _cut(voice.report, close), "carried": carried})


def _cut(report: Report, close: frozenset[str]) -> Report:
    """The report with what can touch these heads. Full duty beside a restriction stays no release, whatever is cut."""
    contradicts = report.status.status is Status.FULL_DUTY and bool(report.restrictions)
    status = report.status.model_copy(update={"status": Status.UNKNOWN}) if contradicts else report.status
    return report.model_copy(
        update={
            "status": status,
            "restrictions": tuple(each for each in report.restrictions if _touches(each, close)),
            "cleared": tuple(each for each in report.cleared if _head(each.activity) in close),
            "unclear": tuple(each for each in report.unclear if _head(each) in close),
        }
    )


def _touches(restriction: Restriction, close: frozenset[str]) -> bool:
    return any(_head(code) in close for code in restriction.activities)


def _worst(found: Iterable[Outcome]) -> Outcome:
    return max(found, key=WORST.index, default=Outcome.COMPATIBLE)


def _one_by_one(reports: InForce, bank: Bank, assignment: Assignment) -> tuple[Ranked, ...]:
    """Where one provider allows no work and another speaks, a task's rows decide about the whole: the long way."""
    ranked = []
    for n, name in enumerate(bank.ids):
        parts = [bank.parts[number] for number in bank.tasks[n]]
        hours = next((part.hours for part in parts if part.hours is not None), None)
        rows = tuple(row for part in parts for row in part.rows)
        found = match(reports, as_job(Task(title="", hours_per_day=hours, demands=rows)), assignment)
        ranked.append(Ranked(task=name, outcome=found.outcome))
    return tuple(sorted(ranked, key=lambda each: WORST.index(each.outcome)))
