"""The value a person gives for a field: checked against the form, like a value of the machine."""

from __future__ import annotations

from datetime import date

from cases.errors import BadInput
from extract.formats import highest
from forms.fields import Field

Value = bool | float | str | None


def checked(field: Field, value: Value) -> Value:
    """The value in the shape a reading has it; None is "nothing is written there".

    An empty box is false, dates are ISO 8601, a signature is true or false. Raises BadInput, without the value.
    """
    if value is None or value == "":
        return False if field.kind in ("check", "signature") else None
    return _CHECKS[field.kind](field, value)


def _box(field: Field, value: Value) -> Value:
    if not isinstance(value, bool):
        raise _unfit(field, "is a box: true or false")
    return value


def _option(field: Field, value: Value) -> Value:
    if value not in [option.value for option in field.options]:
        raise _unfit(field, f"is one of {', '.join(option.value for option in field.options)}")
    return value


def _day(field: Field, value: Value) -> Value:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _unfit(field, "is a date of the calendar, as YYYY-MM-DD") from None


def _figure(field: Field, value: Value) -> Value:
    try:
        figure = float(str(value)) if not isinstance(value, bool) else -1.0
    except ValueError:
        figure = -1.0
    most = highest(field)
    if not 0 <= figure < 10 ** (field.cells or 4) or (most is not None and figure > most):
        raise _unfit(field, "is a number that fits its boxes, and is possible there")
    return figure


def _words(field: Field, value: Value) -> Value:
    if not isinstance(value, str):
        raise _unfit(field, "is text")
    return value


_CHECKS = {"check": _box, "signature": _box, "radio": _option, "date": _day, "digits": _figure, "text": _words}


def _unfit(field: Field, what: str) -> BadInput:
    return BadInput(f"The field {field.name} {what}.", code="unfit_value")
