"""Cases: one injury of one worker, from the first packet to full duty."""

from __future__ import annotations

import uuid
from datetime import date

from pydantic import Field

from api.casework.act import Act
from api.casework.paging import Page, Window, page_of
from api.casework.views import WIDE, CaseNamed, case_named
from api.casework.words import Line, Shown, Written
from api.identity.roles import Action
from api.store.tables import Case, CaseState, Job, Provider, Worker
from cases.errors import BadInput
from cases.programs.jurisdictions import PACKS


class NewCase(Written):
    """A case to open. `provider` is the treating office; `job` the job held, or the assignment considered."""

    worker: uuid.UUID
    injury_date: date
    provider: uuid.UUID | None = None
    job: uuid.UUID | None = None
    claim_number: Line | None = None
    jurisdiction: Line | None = Field(default=None, description="A pack of /jurisdictions; null: the employer's.")


class CaseShown(Shown):
    """A case without what is medical; restrictions, documents and offers have addresses of their own."""

    id: uuid.UUID
    worker_id: uuid.UUID
    provider_id: uuid.UUID | None
    job_id: uuid.UUID | None
    injury_date: date
    claim_number: str | None
    state: CaseState
    jurisdiction: str | None


def open_case(act: Act, new: NewCase, *, name: uuid.UUID | None = None) -> CaseShown:
    """Open a case; `name` may be the caller's own id for it. Raises NotFound if worker, provider or job are not the
    employer's."""
    worker = act.find(Worker, new.worker)
    if new.injury_date > act.today or new.injury_date < worker.birth_date:
        raise BadInput("The injury date lies in the future or before the worker's birth.", code="bad_injury_date")
    if new.jurisdiction is not None and new.jurisdiction not in PACKS:
        raise BadInput("There is no jurisdiction pack of that id.", code="unknown_jurisdiction")
    case = Case(
        id=name or uuid.uuid4(),
        worker_id=worker.id,
        provider_id=act.find(Provider, new.provider).id if new.provider else None,
        job_id=act.find(Job, new.job).id if new.job else None,
        injury_date=new.injury_date,
        claim_number=new.claim_number,
        jurisdiction=new.jurisdiction,
    )
    act.record("case.opened", act.add(case))
    return CaseShown.model_validate(case)


def list_cases(act: Act, window: Window) -> Page[CaseShown] | Page[CaseNamed]:
    """The employer's cases, newest first; a supervisor's are those they are assigned to."""
    if act.who.sees(Action.SEE_CASES) in WIDE:
        return page_of(act, act.own(Case), Case, window, CaseShown.model_validate)
    return page_of(act, act.own(Case), Case, window, lambda case: case_named(act, case))


def get_case(act: Act, key: uuid.UUID) -> CaseShown | CaseNamed:
    """One case."""
    case = act.find(Case, key)
    return CaseShown.model_validate(case) if act.who.sees(Action.SEE_CASES) in WIDE else case_named(act, case)
