"""Our own forms. A new form is a module here with a `FORM`, named in `ALL`."""

from __future__ import annotations

from forms.definition import Definition
from forms.definitions import transitional_assignment

ALL: dict[str, Definition] = {form.id: form for form in (transitional_assignment.FORM,)}
