"""A form's edition as a Questionnaire: `linkId` is the name of the field, an option's code its export value."""

from __future__ import annotations

import uuid
from typing import Final

from api.exports.fhir.systems import FORM, Resource, coding, derived_id, without_none
from forms.fields import Field, FormMap

TYPES: Final[dict[str, str]] = {
    "check": "boolean", "radio": "choice", "text": "text", "date": "date", "digits": "decimal", "signature": "boolean",
}  # fmt: skip


def canonical(form: str, edition: str) -> str:
    """The address of a form's edition, as a QuestionnaireResponse names it."""
    return f"{FORM}{form}|{edition}"


def questionnaire_id(form: FormMap) -> uuid.UUID:
    """The id of its resource."""
    return derived_id("Questionnaire", form.form, form.edition)


def options_system(form: str, field: str) -> str:
    """The code system of one field's options: an export value means something within its field only."""
    return f"{FORM}{form}:{field}"


def questionnaire(form: FormMap) -> Resource:
    """The Questionnaire of one edition. A signature asks whether there is one; nothing is required: paper asks, too."""
    return {
        "resourceType": "Questionnaire", "id": str(questionnaire_id(form)), "url": FORM + form.form,
        "version": form.edition, "name": "".join(word.capitalize() for word in form.form.split("-")),
        "title": form.title, "status": "active", "subjectType": ["Patient"], "language": form.language,
        "item": [_item(form, field) for field in form.fields],
    }  # fmt: skip


def _item(form: FormMap, field: Field) -> Resource:
    return without_none({
        "linkId": field.name,
        "text": (field.tip or field.label).strip(),
        "type": TYPES[field.kind],
        "readOnly": True if field.writer == "us" else None,
        "answerOption": [
            {"valueCoding": coding(options_system(form.form, field.name), option.value, option.label)}
            for option in field.options
        ],
    })  # fmt: skip
