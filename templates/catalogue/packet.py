"""Sheets that lie in a packet beside its letter: the program on one page, and the work there is with its demands."""

from __future__ import annotations

from typing import Final

from cases.programs.task_bank import TASK_BANK
from templates.catalogue.entries import Letter, Reader, Row, Variable
from templates.catalogue.names import pick

_REGULAR: Final[list[Row]] = [
    {
        "task": "Order picking",
        "hours": "5",
        "often": "standing, walking",
        "sometimes": "bending, reaching overhead, lifting and carrying 11–20 lb, lifting 21–50 lb",
        "not_at_all": "lifting over 50 lb",
    },
    {
        "task": "Receiving",
        "hours": "3",
        "often": "standing",
        "sometimes": "walking, pushing, lifting and carrying 11–20 lb",
        "not_at_all": "climbing, lifting over 20 lb",
    },
]
_MODIFIED: Final[list[Row]] = [entry.row for entry in TASK_BANK.values()]

PROGRAM_SUMMARY: Final = Letter(
    id="program-summary",
    title="The Return to Work program, a summary",
    keeps=("company_name", "contact_name", "contact_phone"),
    readers=(Reader.PROVIDER, Reader.WORKER, Reader.CARRIER, Reader.SUPERVISOR, Reader.COMMITTEE),
    reader="Doctors' offices (in the packet) and everybody else: what the program is, on one page.",
    variables=(
        *pick("company_name", "company_address", "contact_name", "contact_phone", "contact_fax?", "contact_email?"),
        Variable(name="usual_length", about="How long modified work usually lasts.", sample="90 days"),
        Variable(
            name="wage_rule",
            about="How modified work is paid, as a sentence.",
            sample="Hours worked are paid at the regular rate, general increases included.",
        ),
        Variable(name="edition_date", about="The date of this summary.", sample="November 1, 2026"),
    ),
)

BANK_SHEET: Final = Letter(
    id="task-bank",
    title="The work there is: regular job and modified tasks",
    keeps=("job_title", "regular_tasks", "modified_tasks"),
    readers=(Reader.PROVIDER, Reader.WORKER, Reader.SUPERVISOR),
    reader="Doctors' offices (in the packet), the worker and supervisors: the regular job and the modified tasks, each "
    "with its physical demands.",
    variables=(
        *pick("company_name", "job_title", "letter_date", "contact_name", "contact_phone"),
        Variable(
            name="regular_tasks",
            about="Tasks of the regular job, a row each: `task`, `hours` a day, and what it demands `often`, "
            "`sometimes`, `not_at_all`.",
            sample=_REGULAR,
        ),
        Variable(
            name="modified_tasks",
            about="Modified tasks, a row each: `task`, `examples`, `often`, `sometimes`, `not_at_all`. The sample is "
            "the task bank that comes with the program.",
            sample=_MODIFIED,
        ),
    ),
)

PACKET: Final = (PROGRAM_SUMMARY, BANK_SHEET)
