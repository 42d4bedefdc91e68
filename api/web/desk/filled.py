"""What a form says, as the casework takes it; its faults stand at its fields, and what was written stays there.

new, faults = tried(NewProvider, said(at, "name", "fax"))
key = once(at)          # the form's own name: sent twice, it is the same act
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select
from starlette.datastructures import UploadFile

from api.intake.receive import MEGABYTE
from api.store.tables.base import Owned
from api.web.desk.asking import Desk
from cases.errors import BadInput

Kind = TypeVar("Kind", bound=BaseModel)
HINTS: Final = {
    "fax": "Write the number with its ten digits, as 518-555-0123.",
    "email": "Write the address as name@office.example.",
}
MISSING: Final = "This is missing."
CHOICES: Final = 500  # offices, or jobs, of one select
CANNOT: Final = "This cannot be used as it is written."


def said(at: Desk, *names: str) -> dict[str, str]:
    """What these fields say, without those that are empty."""
    found = {name: str(at.form.get(name, "")).strip() for name in names}
    return {name: value for name, value in found.items() if value}


def tried(kind: type[Kind], values: Mapping[str, object]) -> tuple[Kind | None, dict[str, str]]:
    """The same as the casework takes it; or a sentence for each field that it does not take."""
    try:
        return kind.model_validate(values), {}
    except ValidationError as no:
        return None, {str(each["loc"][-1]): _sentence(str(each["loc"][-1]), each["type"]) for each in no.errors()}


def written(kind: type[Kind], values: Mapping[str, object]) -> Kind:
    """The same for a form of a few fields. Raises BadInput with a sentence."""
    found, faults = tried(kind, values)
    if found is None:
        name, sentence = next(iter(faults.items()))
        raise BadInput(f"Look at “{name.replace('_', ' ')}”. {sentence}", code="bad_field")
    return found


def once(at: Desk) -> uuid.UUID:
    """The id that a form gives to what it makes, the employer's own. Who sends it twice at once waits for the first."""
    word = str(at.form.get("once", ""))
    if not 8 <= len(word) <= 64:
        raise BadInput("This form is incomplete. Open its page again.", code="bad_field")
    key = uuid.uuid5(at.act.who.employer, word)
    at.act.session.execute(select(func.pg_advisory_xact_lock(key.int & (2**63 - 1))))
    return key


def new_once() -> str:
    """A name for a form that is about to be shown."""
    return uuid.uuid4().hex


def file_in(at: Desk, name: str = "file") -> bytes:
    """The one file of a form; empty if none was chosen."""
    file = at.form.get(name)
    return file.file.read(at.act.store.settings.max_file * MEGABYTE + 1) if isinstance(file, UploadFile) else b""


def choices(at: Desk, table: type[Owned], word: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a column
    """What a select offers of the employer's own: ids and words, by the alphabet."""
    rows = at.act.own(table).with_only_columns(table.id, word).order_by(word).limit(CHOICES)
    return [(str(key), name) for key, name in at.act.session.execute(rows)]


def ticked(at: Desk, name: str) -> bool:
    """Whether a box is ticked."""
    return bool(at.form.get(name))


def _sentence(name: str, kind: str) -> str:
    return MISSING if kind in ("missing", "string_too_short") else HINTS.get(name, CANNOT)
