"""Values for the fields of a form: what may be given, how it is written on paper, and their JSON Schema."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from cases.errors import BadInput
from forms.fields import Field, FormMap

NUMBER = re.compile(r"[0-9]+|[0-9]*\.[0-9]+|[0-9]*½")
DAY = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"  # for those who take `format` as a mere note
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")  # all but the line break

Given = bool | int | float | str | date | None
Written = bool | str | None


def written(field: Field, value: Given) -> Written:
    """The value as it stands in the field: a tick, an option, characters; None is an empty field.

    Dates may be given as `datetime.date` or in ISO 8601; a comb holds month, day, year as eight digits.
    Raises BadInput if the field cannot hold such a value. The value itself is never in the message.
    """
    if value is None or value == "":
        return None
    return WRITERS[field.kind](field, value)


def _tick(field: Field, value: Given) -> Written:
    if not isinstance(value, bool):
        raise _unfit(field, "is a box: give true or false")
    return value


def _choice(field: Field, value: Given) -> Written:
    if value not in {o.value for o in field.options}:
        raise _unfit(field, f"asks for one of {', '.join(o.value for o in field.options)}")
    return str(value)


def _date(field: Field, value: Given) -> Written:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise _unfit(field, "is a date: give it as YYYY-MM-DD") from None
    return f"{day.month:02}{day.day:02}{day.year:04}"


def _digits(field: Field, value: Given) -> Written:
    if isinstance(value, bool | date):
        raise _unfit(field, "is a number")
    text = f"{value:g}" if isinstance(value, int | float) else str(value).strip()
    if not NUMBER.fullmatch(text):
        raise _unfit(field, "is a number")
    return text.removeprefix("0") if text.startswith("0.") else text


def _text(field: Field, value: Given) -> Written:
    if isinstance(value, bool):
        raise _unfit(field, "holds text")
    text = f"{value:%m/%d/%Y}" if isinstance(value, date) else f"{value:g}" if isinstance(value, float) else str(value)
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    if CONTROL.search(text):
        raise _unfit(field, "holds text without control characters")
    return text


def _signature(field: Field, value: Given) -> Written:
    raise _unfit(field, "is signed by a person and cannot be filled in")


WRITERS: dict[str, Callable[[Field, Given], Written]] = {
    "check": _tick,
    "radio": _choice,
    "date": _date,
    "digits": _digits,
    "text": _text,
    "signature": _signature,
}


def _unfit(field: Field, what: str) -> BadInput:
    return BadInput(f"The field {field.name} {what}.", code="unfit_value")


def values_schema(form: FormMap) -> dict[str, Any]:
    """JSON Schema (2020-12) of a form's values by field name; nothing is required, a signature cannot be given."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title,
        "description": f"Values of {form.form}, edition {form.edition}",
        "type": "object",
        "properties": {f.name: {"title": f.tip} | _type(f) for f in form.fields if f.kind != "signature"},
        "additionalProperties": False,
    }


def _type(field: Field) -> dict[str, Any]:
    if field.kind == "check":
        return {"type": ["boolean", "null"]}
    if field.kind == "radio":
        return {"enum": [*(o.value for o in field.options), None]}
    if field.kind == "date":
        return {"type": ["string", "null"], "format": "date", "pattern": DAY}
    if field.kind == "digits":
        cells = field.cells or 1
        room = {"maxLength": cells, "minimum": 0, "exclusiveMaximum": 10**cells}
        return {"type": ["number", "string", "null"], "pattern": f"^({NUMBER.pattern})$"} | room
    return {"type": ["string", "number", "null"]}
