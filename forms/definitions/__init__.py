"""Our own forms. A new form is a module here with a `FORM`, named in `ALL`."""

from __future__ import annotations

from forms.definition import Definition
from forms.definitions import (
    individual_plan,
    job_description,
    modified_duty,
    plan_worksheet,
    release,
    restricted_duty,
    task_assessment,
    transitional_assignment,
)

HOUSE_PAPERS = (job_description, restricted_duty, plan_worksheet, individual_plan, modified_duty)

ALL: dict[str, Definition] = {
    module.FORM.id: module.FORM for module in (transitional_assignment, task_assessment, release, *HOUSE_PAPERS)
}
