"""Our own forms. A new form is a module here with a `FORM`, named in `ALL`."""

from __future__ import annotations

from forms.definition import Definition
from forms.definitions import (
    examination_report,
    release,
    release_letter,
    supplementary_questions,
    task_assessment,
    temporary_assignment,
    transitional_assignment,
)

ALL: dict[str, Definition] = {
    module.FORM.id: module.FORM
    for module in (
        transitional_assignment,
        task_assessment,
        release,
        examination_report,
        temporary_assignment,
        release_letter,
        supplementary_questions,
    )
}
