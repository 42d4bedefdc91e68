"""What a form of a page says, taken as the casework takes it; and an act that may be refused without losing the form.

asked = written(Answering, {"kind": …, "day": …})        # Wrong: a sentence for each field that cannot be used
new, faults = taken(NewProvider, said(at, "name"))       # the same sentences, to stand at their fields
made, no = tried(at.act, lambda: offers.make_offer(…))   # no: why not; the page is shown again with what was typed
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from api.casework.act import Act, RecordedRefusal
from cases.errors import BadInput, WorkslipError

Made = TypeVar("Made")
Kind = TypeVar("Kind", bound=BaseModel)
FIGURES: Final = frozenset({"hours_per_day", "days_per_week", "wage_share"})
FIGURE: Final = re.compile(r"[0-9]{1,6}(\.[0-9]{0,6})?|\.[0-9]{1,6}")
HINTS: Final = {
    "fax": "Write the number with its ten digits, as 518-555-0123.",
    "email": "Write the address as name@office.example.",
}


class Wrong(BadInput):
    """Fields that cannot be used: `fields` has a sentence for each, by its name in the form."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(dict.fromkeys(fields.values())), code="bad_field")
        self.fields = dict(fields)


def tried(act: Act, do: Callable[[], Made]) -> tuple[Made | None, WorkslipError | None]:
    """What was done, or why not. What was begun is undone; that it was refused stays on record with this act."""
    try:
        with act.session.begin_nested():
            return do(), None
    except WorkslipError as no:
        if isinstance(no, RecordedRefusal):
            no.afterwards(act)
        return None, no


def written(kind: type[Kind], said: Mapping[str, Any]) -> Kind:
    """The same as the casework takes it. Raises Wrong; what nobody filled in is left out."""
    found, wrong = taken(kind, said)
    if found is None:
        raise Wrong(wrong)
    return found


def taken(kind: type[Kind], said: Mapping[str, Any]) -> tuple[Kind | None, dict[str, str]]:
    """The same, or a sentence for each field that cannot be used, by its name in the form."""
    try:
        return kind.model_validate(_figures({n: value for n, value in said.items() if value not in ("", None)})), {}
    except ValidationError as no:
        return None, {_name(each["loc"]): _sentence(each) for each in no.errors()}


def _figures(said: Any) -> Any:  # noqa: ANN401 - rows and lists of rows, as they were typed
    """The same with numbers where a form has a field for one: a page types words, and a number is never made of words
    elsewhere (`cases.restrictions.Number`)."""
    if isinstance(said, Mapping):
        return {name: _figure(value) if name in FIGURES else _figures(value) for name, value in said.items()}
    return [_figures(each) for each in said] if isinstance(said, list) else said


def _figure(typed: Any) -> Any:  # noqa: ANN401 - as it was typed, if it is no number
    return float(typed) if isinstance(typed, str) and FIGURE.fullmatch(typed.strip()) else typed


def fields_of(form: FormData) -> dict[str, str]:
    """What was typed, by field: what a page is shown again with. Of several values of one name the last."""
    return {name: value.strip() for name, value in form.multi_items() if isinstance(value, str)}


def lines_of(said: str) -> list[str]:
    """A line each, without the empty ones."""
    return [line.strip() for line in said.splitlines() if line.strip()]


def day_of(said: str, what: str) -> date | None:
    """A day from a field of dates, None if it is empty. Raises BadInput for a day that there is not."""
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise BadInput(f"There is no such day. Correct the {what}.", code="bad_day") from None


def yes_or_no(said: str | None) -> bool | None:
    """An answer to a question of two choices; None: nobody answered."""
    return {"yes": True, "no": False}.get(said or "")


def _name(where: tuple[int | str, ...]) -> str:
    """The field's own name, wherever in the body it lies."""
    return str(next((part for part in reversed(where) if isinstance(part, str)), "form"))


def _sentence(error: Any) -> str:  # noqa: ANN401 - pydantic's own
    name = _name(error["loc"])
    what = name.replace("_", " ")
    if error["type"] in ("missing", "string_too_short"):
        return f"The {what} is missing."
    if name in HINTS:
        return HINTS[name]
    if error["type"].startswith("date"):
        return f"There is no such day. Correct the {what}."
    if error["type"] in ("greater_than", "less_than_equal", "greater_than_equal", "less_than"):
        return f"The {what} is outside what can be. Look at the figure again."
    return f"The {what} cannot be used as it is written."
