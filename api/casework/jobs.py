"""Jobs and transitional assignments with what they ask of a body, as a demands assessment wrote it down."""

from __future__ import annotations

import uuid

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.words import Shown, Written
from api.store.tables import Job
from cases.demands import Job as JobDemands


class NewJob(Written):
    """A job to add."""

    demands: JobDemands


class JobShown(Shown):
    """A job on file. A job never changes: new demands are a new job, so a match keeps meaning what it meant."""

    id: uuid.UUID
    title: str
    demands: JobDemands


def add_job(act: Act, new: NewJob) -> JobShown:
    """Put a job on file."""
    job = act.add(Job(title=new.demands.title, demands=new.demands))
    act.record("job.added", job, tasks=len(new.demands.tasks))
    return JobShown.model_validate(job)


def list_jobs(act: Act, window: Window) -> Page[JobShown]:
    """The jobs on file, newest first."""
    return page_of(act, act.own(Job), Job, window, JobShown.model_validate)


def get_job(act: Act, key: uuid.UUID) -> JobShown:
    """One job."""
    return JobShown.model_validate(act.find(Job, key))
