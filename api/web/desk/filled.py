"""What lies in a form that was sent: its fields, its file, and the name of its own by which it is done once.

key = once(at)                     # sent twice, it is the same act
values = said(at, "name", "fax")   # what `filling.taken` makes of them, the casework takes
"""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import func, select
from starlette.datastructures import UploadFile

from api.intake.receive import MEGABYTE
from api.store.tables.base import Owned
from api.web.desk.asking import Desk
from cases.errors import BadInput

CHOICES: Final = 500  # offices, or jobs, of one select


def said(at: Desk, *names: str) -> dict[str, str]:
    """What these fields say, without those that are empty."""
    found = {name: str(at.form.get(name, "")).strip() for name in names}
    return {name: value for name, value in found.items() if value}


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
