"""Which work fits today: the task bank and the tasks of jobs on file, ranked against what is in force for a case."""

from __future__ import annotations

import uuid
from functools import lru_cache

from pydantic import BaseModel

from api.casework.act import Act
from api.casework.in_force import in_force_on
from api.casework.words import Written
from api.store.tables import Case, Job
from cases.demands import Assignment
from cases.matching import Outcome
from cases.matching.ranking import WORST, Bank, Ranked, prepare, rank
from cases.programs.task_bank import TASK_BANK

JOBS = 1000  # the newest jobs on file; older ones are matched by name


class Ranking(Written):
    """The assignment the work would be done under: its days, its hours, what is provided."""

    assignment: Assignment


class RankedTask(BaseModel):
    """A task and how it comes out. `conflicts` and `undecided` name activities; `work` is the assignment as a whole.

    `bank`: its id in the task bank; `job`: the job on file that it belongs to.
    """

    title: str
    bank: str | None
    job: uuid.UUID | None
    outcome: Outcome
    conflicts: list[str]
    undecided: list[str]


def rank_tasks(act: Act, key: uuid.UUID, asked: Ranking) -> list[RankedTask]:
    """Every task as a job of its own under this assignment, best first. What persons settled about one job is not used.

    A task that is assigned is matched as a job first: this changes nothing and permits nothing.
    """
    case = act.find(Case, key)
    reports = in_force_on(act, case, asked.assignment.start)
    jobs = act.session.scalars(act.own(Job).order_by(Job.created_at.desc()).limit(JOBS)).all()
    filed = {f"{job.id}/{n}": (job.id, task) for job in jobs for n, task in enumerate(job.demands.tasks)}
    ranked = [
        _shown(each, TASK_BANK[each.task].title, bank=each.task) for each in rank(reports, _bank(), asked.assignment)
    ]
    on_file = prepare({name: task for name, (_, task) in filed.items()})
    for each in rank(reports, on_file, asked.assignment):
        job, task = filed[each.task]
        ranked.append(_shown(each, task.title, job=job))
    return sorted(ranked, key=lambda each: (WORST.index(each.outcome), len(each.undecided)))


@lru_cache(maxsize=1)
def _bank() -> Bank:
    return prepare({name: entry.task for name, entry in TASK_BANK.items()})


def _shown(each: Ranked, title: str, *, bank: str | None = None, job: uuid.UUID | None = None) -> RankedTask:
    return RankedTask(
        title=title,
        bank=bank,
        job=job,
        outcome=each.outcome,
        conflicts=list(each.conflicts),
        undecided=list(each.undecided),
    )
