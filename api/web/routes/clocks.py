"""/clock-tasks, /cases/{case}/clocks and /events, /clock-settings: what is due, what happened, which rules count."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.casework import clock_letters, clock_settings, clocks
from api.casework.act import Act
from api.casework.clock_settings import ClockSettingsShown, NewClockSettings, ProgramsShown
from api.casework.clocks import CaseClocks, Ending, EventShown, NewEvent, TaskShown, TaskWindow
from api.casework.letter_makers import NewLetter
from api.casework.paging import Page
from api.identity.roles import Action
from api.web.asking import doing
from api.web.problems import documented
from cases.clocks.tasks import TaskState

router = APIRouter(tags=["clocks"])
See = Annotated[Act, doing(Action.SEE_CLOCKS)]
Do = Annotated[Act, doing(Action.DO_TASK)]
Record = Annotated[Act, doing(Action.RECORD_EVENT)]


@router.get("/clock-tasks")
def list_clock_tasks(act: See, window: Annotated[TaskWindow, Query()]) -> Page[TaskShown]:
    """What is due over all cases: late first, then what comes next."""
    return clocks.list_tasks(act, window)


@router.get("/cases/{case}/clock-tasks", responses=documented(404))
def list_case_tasks(case: UUID, act: See) -> list[TaskShown]:
    """Every task of a case, ended ones too."""
    return clocks.list_case_tasks(act, case)


@router.get("/cases/{case}/clocks", responses=documented(404))
def get_case_clocks(case: UUID, act: See) -> CaseClocks:
    """Every clock of a case as it stands now, with its source."""
    return clocks.get_case_clocks(act, case)


@router.post("/cases/{case}/events", status_code=201, responses=documented(404, 409))
def record_event(case: UUID, new: NewEvent, act: Record) -> EventShown:
    """Record what happened in a case; its tasks follow at once."""
    return clocks.record_event(act, case, new)


@router.get("/cases/{case}/events", responses=documented(404))
def list_events(case: UUID, act: See) -> list[EventShown]:
    """What was recorded of a case, the newest first."""
    return clocks.list_events(act, case)


@router.post("/events/{event}/withdrawal", responses=documented(404, 409))
def withdraw_event(event: UUID, why: Ending, act: Record) -> EventShown:
    """Take back what was recorded wrongly."""
    return clocks.withdraw_event(act, event, why)


@router.post("/clock-tasks/{task}/done", responses=documented(404, 409))
def finish_task(task: UUID, why: Ending, act: Do) -> TaskShown:
    """Say that a task is done, and how."""
    return clocks.end_task(act, task, why, TaskState.DONE)


@router.post("/clock-tasks/{task}/dismissal", responses=documented(404, 409))
def dismiss_task(task: UUID, why: Ending, act: Do) -> TaskShown:
    """Say why a task need not be done."""
    return clocks.end_task(act, task, why, TaskState.DISMISSED)


@router.post("/clock-tasks/{task}/letter", responses=documented(404, 409))
def write_task_letter(task: UUID, new: NewLetter, act: Annotated[Act, doing(Action.WRITE_LETTER)]) -> TaskShown:
    """Write the letter that a task names, with the facts that were missing."""
    return clock_letters.write_task_letter(act, task, new)


@router.get("/clock-programs")
def get_programs(act: See) -> ProgramsShown:
    """Every rule with its source, and the sample programs to start from."""
    return clock_settings.get_programs()


@router.get("/clock-settings")
def get_clock_settings(act: See) -> ClockSettingsShown:
    """Which rules the employer has, and its numbers."""
    return clock_settings.get_settings(act)


@router.put("/clock-settings", responses=documented(409))
def set_clock_settings(new: NewClockSettings, act: Annotated[Act, doing(Action.SET_CLOCKS)]) -> ClockSettingsShown:
    """Change them; refused if they were changed since they were read."""
    return clock_settings.set_settings(act, new)
