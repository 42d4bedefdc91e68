"""Our own forms. A new form is a module here with a `FORM`, named in `ALL`."""

from __future__ import annotations

from forms.definition import Definition
from forms.definitions import (
    examination_report,
    individual_plan,
    job_description,
    modified_duty,
    plan_worksheet,
    release,
    release_letter,
    restricted_duty,
    supplementary_questions,
    task_assessment,
    temporary_assignment,
    transitional_assignment,
)

RETURNED = (
    transitional_assignment, examination_report, temporary_assignment, release_letter, supplementary_questions,
)  # fmt: skip
HOUSE_PAPERS = (job_description, restricted_duty, plan_worksheet, individual_plan, modified_duty)

ALL: dict[str, Definition] = {
    module.FORM.id: module.FORM for module in (*RETURNED, task_assessment, release, *HOUSE_PAPERS)
}
