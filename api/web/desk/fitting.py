"""One job held against what is in force for one case: task by task, why it fits, conflicts or is not decided.

Who sees the medical file sees each restriction with the box it rests on, may settle what a person may settle, and goes
on to an offer. Everybody else sees verdicts on the job's own words (`MatchNoted`).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Generic, Protocol, TypeVar, cast

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from api.casework import matches
from api.casework.matches import MatchShown, PairShown, Question, Settling
from api.identity.roles import Action
from api.store.tables import Case, Job
from api.web.desk.asking import Desk, doing
from api.web.desk.filling import Wrong, fields_of, tried, written
from api.web.desk.naming import named
from api.web.desk.rendering import shown
from api.web.desk.states import OUTCOMES, WORST
from cases.demands import Assignment
from cases.errors import NotFound, WorkslipError
from cases.matching import Outcome

router = APIRouter(prefix="/cases", include_in_schema=False)
See = Annotated[Desk, doing(Action.MATCH)]
Settle = Annotated[Desk, doing(Action.RESOLVE)]
Typed = Annotated[str, Query(max_length=20)]
TERMS: Final = ("start", "end", "hours_per_day", "days_per_week")  # of the assignment, as the address has them
WHO: Final[Mapping[str, str]] = {"provider": "Ask the provider", "employer": "Find out at work", "": "Find out"}


class AnyPair(Protocol):
    """What both kinds of pairs have."""

    outcome: Outcome


Pair = TypeVar("Pair", bound=AnyPair)


@dataclass(frozen=True)
class OfTask(Generic[Pair]):
    """A task of the job, and every pair that names one of its demands, worst first. No title: the job as a whole."""

    title: str
    hours: float | None
    pairs: list[Pair]

    @property
    def outcome(self) -> Outcome:
        """The worst of its pairs; nothing held against anything is not decided."""
        found = [pair.outcome for pair in self.pairs]
        return min(found, key=WORST.index, default=Outcome.UNDECIDED)


@router.get("/{key}/match/{job}")
def match_page(
    key: uuid.UUID, job: uuid.UUID, at: See, start: Typed = "", end: Typed = "", hours: Typed = "", days: Typed = ""
) -> Response:
    """The match of a case and a job, today or for the days asked about."""
    said = dict(zip(TERMS, (start, end, hours, days), strict=True))
    return _page(at, key, job, said)


@router.post("/{key}/match/{job}/settlement")
def settle(key: uuid.UUID, job: uuid.UUID, at: Settle) -> Response:
    """A person settles what is not decided, with the reason; a conflict stays one."""
    said, no = fields_of(at.form), None
    try:
        asked = _assignment(at, said)
        word = written(Settling, {
            "job": job, "assignment": asked, "pair": said.get("pair"), "reason": said.get("reason"),
            "outcome": said.get("outcome", "-"),
        })  # fmt: skip
        _, no = tried(at.act, lambda: matches.settle_pair(at.act, key, word))
    except Wrong:
        at.act.find(Case, key)
        no = Wrong({"reason": "Choose whether it fits, and say how you know."})
    if no is None:
        return RedirectResponse(f"/cases/{key}/match/{job}{_query(said)}#work-h", 303)
    if isinstance(no, NotFound) and no.code == "not_found":
        raise no
    return _page(at, key, job, said, no)


def _page(
    at: Desk, key: uuid.UUID, job: uuid.UUID, said: Mapping[str, str], no: WorkslipError | None = None
) -> Response:
    case, row = at.act.find(Case, key), at.act.find(Job, job)
    typed = {name: said.get(name, "") for name in TERMS}
    try:
        asked = _assignment(at, typed)
    except Wrong as wrong:
        asked, no = Assignment(start=at.act.today), wrong
    found = matches.match_case(at.act, key, Question(job=job, assignment=asked))
    whole = isinstance(found, MatchShown)
    return shown(
        at, "match.html" if whole else "match_limits.html", status=422 if no else 200, case=case, job=row, match=found,
        worker=named(at.act, [key])[key], tasks=_by_task(row, found.pairs), typed=typed, said=said, outcomes=OUTCOMES,
        who_answers=WHO, refused=no.message if no else "", asked=asked, query=_query(said),
    )  # fmt: skip


def _assignment(at: Desk, said: Mapping[str, str]) -> Assignment:
    """The assignment asked about; from today if nobody said from when."""
    return written(Assignment, {"start": at.act.today} | {name: said[name] for name in TERMS if said.get(name)})


def _by_task(job: Job, pairs: Sequence[Pair]) -> list[OfTask[Pair]]:
    """The pairs under the tasks that their demands stand in; what names no task is about the whole job. Worst first."""
    tasks = [OfTask(task.title, task.hours_per_day, _of(task.title, pairs)) for task in job.demands.tasks]
    placed = {id(pair) for task in tasks for pair in task.pairs}
    rest = [pair for pair in pairs if id(pair) not in placed]
    found = [OfTask("", None, rest)] if rest else []
    return sorted([*found, *tasks], key=lambda task: WORST.index(task.outcome))


def _of(task: str, pairs: Sequence[Pair]) -> list[Pair]:
    found = [pair for pair in pairs if any(cell.startswith(f"{task}: ") for cell in _cells(pair))]
    return sorted(found, key=lambda pair: WORST.index(pair.outcome))


def _cells(pair: AnyPair) -> Sequence[str]:
    """The cells of the job that a pair speaks of."""
    return pair.demand.where if isinstance(pair, PairShown) else cast("Sequence[str]", getattr(pair, "where", ()))


def _query(said: Mapping[str, str]) -> str:
    """The days and hours asked about, as the address has them."""
    short = {"hours_per_day": "hours", "days_per_week": "days"}
    parts = [f"{short.get(name, name)}={said[name]}" for name in TERMS if said.get(name)]
    return f"?{'&'.join(parts)}" if parts else ""
