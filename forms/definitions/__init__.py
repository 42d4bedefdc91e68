"""Our own forms. A new form is a module here with a `FORM`, named in `ALL`."""

from __future__ import annotations

from forms.definition import Definition
from forms.definitions import release, task_assessment, transitional_assignment

ALL: dict[str, Definition] = {
    module.FORM.id: module.FORM for module in (transitional_assignment, task_assessment, release)
}
