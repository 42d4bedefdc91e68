"""/workers, /providers, /jobs: the people and the work that cases are about."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.casework import jobs, providers, workers
from api.casework.act import Act
from api.casework.jobs import JobShown, NewJob
from api.casework.paging import Page, Window
from api.casework.providers import Confirmation, NewProvider, ProviderShown
from api.casework.workers import NewWorker, WorkerShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented

router = APIRouter(tags=["register"])
SeeWorker = Annotated[Act, doing(Action.SEE_WORKER)]
SeeProvider = Annotated[Act, doing(Action.SEE_PROVIDER)]
SeeJob = Annotated[Act, doing(Action.SEE_JOB)]


@router.post("/workers", status_code=201, responses=documented(409))
def add_worker(new: NewWorker, act: Annotated[Act, doing(Action.CHANGE_WORKER)]) -> WorkerShown:
    """Put a worker on file."""
    return workers.add_worker(act, new)


@router.get("/workers")
def list_workers(act: SeeWorker, window: Annotated[Window, Query()]) -> Page[WorkerShown]:
    """The workers on file, newest first."""
    return workers.list_workers(act, window)


@router.get("/workers/{worker}", responses=documented(404))
def get_worker(worker: UUID, act: SeeWorker) -> WorkerShown:
    """One worker."""
    return workers.get_worker(act, worker)


@router.post("/providers", status_code=201)
def add_provider(new: NewProvider, act: Annotated[Act, doing(Action.CHANGE_PROVIDER)]) -> ProviderShown:
    """Put a provider on file."""
    return providers.add_provider(act, new)


@router.get("/providers")
def list_providers(act: SeeProvider, window: Annotated[Window, Query()]) -> Page[ProviderShown]:
    """The providers on file, newest first."""
    return providers.list_providers(act, window)


@router.get("/providers/{provider}", responses=documented(404))
def get_provider(provider: UUID, act: SeeProvider) -> ProviderShown:
    """One provider."""
    return providers.get_provider(act, provider)


@router.put("/providers/{provider}", responses=documented(404))
def change_provider(
    provider: UUID, new: NewProvider, act: Annotated[Act, doing(Action.CHANGE_PROVIDER)]
) -> ProviderShown:
    """Set what is on file. A fax number or an e-mail address that changes has to be confirmed anew."""
    return providers.change_provider(act, provider, new)


@router.post("/providers/{provider}/confirmations", responses=documented(404, 409))
def confirm_address(
    provider: UUID, said: Confirmation, act: Annotated[Act, doing(Action.CONFIRM_ADDRESS)]
) -> ProviderShown:
    """Confirm a provider's fax number or e-mail address, as another person than the one who entered it."""
    return providers.confirm_address(act, provider, said)


@router.post("/jobs", status_code=201)
def add_job(new: NewJob, act: Annotated[Act, doing(Action.CHANGE_JOB)]) -> JobShown:
    """Put a job with its demands on file."""
    return jobs.add_job(act, new)


@router.get("/jobs")
def list_jobs(act: SeeJob, window: Annotated[Window, Query()]) -> Page[JobShown]:
    """The jobs on file, newest first."""
    return jobs.list_jobs(act, window)


@router.get("/jobs/{job}", responses=documented(404))
def get_job(job: UUID, act: SeeJob) -> JobShown:
    """One job."""
    return jobs.get_job(act, job)
