"""The two sheets of a program: its summary on one page, and the work there is with its physical demands."""

from __future__ import annotations

from cases.demands import Job
from cases.programs.bank import regular_row
from cases.programs.program import Program
from generate.filling import Values, headed
from generate.headings import Heading, spelled

SUMMARY = "program-summary"
TASKS = "task-bank"


def summary(heading: Heading, program: Program) -> Values:
    """The program on one page; of one employer and one day it is the same for every worker."""
    said = {"usual_length": program.usual_length, "wage_rule": program.wage_rule}
    return headed(SUMMARY, heading) | said | {"edition_date": spelled(program.edition_date or heading.letter_date)}


def task_sheet(heading: Heading, job: Job, program: Program) -> Values:
    """The tasks of the regular job as they were assessed, and the modified tasks that may be open."""
    regular = [regular_row(task, job.hours_per_day) for task in job.tasks]
    return headed(TASKS, heading) | {"regular_tasks": regular, "modified_tasks": [each.row for each in program.tasks]}
