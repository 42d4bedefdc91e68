"""An employer's own wording of our letters: taken in, tried, used from then on, taken back. Nothing is deleted.

    put_template(act, "offer-modified-duty", docx, stood)   checked, filled, laid out; then it is the one that is used
    template_of(act, "offer-modified-duty")                 what a letter is written with; None: ours

A Word file is a stranger's bytes: it is opened in a limited child only (`generate/letters.py`), twice: with everything
a letter can say, and with nothing but what it has to say.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from pydantic import BaseModel
from sqlalchemy import func, select

from api.casework.act import Act
from api.casework.house import get_logo
from api.casework.previews import pages_of_letter
from api.store.tables import Employer, LetterTemplate, User
from cases.errors import BadInput, Conflict, TooLarge
from generate.letters import Values, render
from generate.logos import with_logo
from templates.catalogue import LETTERS, Letter, letter

MOST: Final = 5 * 2**20  # bytes of a Word file; ours have 40,000
OURS: Final = "ours"


class TemplateShown(BaseModel):
    """One Word file of the employer's, and what became of it."""

    id: uuid.UUID
    letter: str
    number: int
    made_at: datetime
    made_by: str
    retired_at: datetime | None
    retired_by: str | None


class LetterInUse(BaseModel):
    """A letter of the catalogue, and the employer's own Word file that it is written with; None: ours."""

    letter: str
    title: str
    own: TemplateShown | None


def template_of(act: Act, letter_id: str) -> bytes | None:
    """What a letter is written with: the employer's Word file, or ours under the employer's logo; None: ours as it is.

    Nothing is set above the employer's own: it looks as it was made.
    """
    if row := _in_force(act, letter_id):
        return act.store.files.get(act.who.employer, row.file_sha256)
    logo = get_logo(act)
    return with_logo(letter(letter_id).docx, logo) if logo else None


def in_use(act: Act) -> dict[str, TemplateShown]:
    """The employer's own Word files that are used now, by their letter."""
    rows = act.session.scalars(act.own(LetterTemplate).where(LetterTemplate.retired_at.is_(None)))
    return {row.letter: _shown(act, row) for row in rows}


def letters_in_use(act: Act) -> list[LetterInUse]:
    """Every letter, and whose wording of it is used."""
    own = in_use(act)
    return [LetterInUse(letter=each.id, title=each.title, own=own.get(each.id)) for each in LETTERS.values()]


def history(act: Act, letter_id: str) -> list[TemplateShown]:
    """All Word files that the employer ever had for a letter, the newest first."""
    query = act.own(LetterTemplate).where(LetterTemplate.letter == letter(letter_id).id)
    return [_shown(act, row) for row in act.session.scalars(query.order_by(LetterTemplate.number.desc()))]


def put_template(act: Act, letter_id: str, docx: bytes, stood: str) -> TemplateShown:
    """Use this Word file from now on. `stood` is the id of the one that was seen in use, or "ours".

    Raises BadInput with a sentence that names the place for a file that cannot be used, Conflict if somebody put
    another one in place meanwhile.
    """
    which = letter(letter_id)
    if not docx:
        raise BadInput("Choose a Word file first. Nothing was changed.", code="no_file")
    if len(docx) > MOST:
        raise TooLarge(f"The Word file has more than {MOST // 2**20} MB. Make its pictures smaller and add it again.")
    preview = _tried(which, docx)
    return _put(act, which, docx, preview, stood)


def put_back(act: Act, key: uuid.UUID, stood: str) -> TemplateShown:
    """Use an earlier Word file again: it is tried anew, since a letter may ask for more than it did then."""
    row = act.find(LetterTemplate, key)
    return put_template(act, row.letter, act.store.files.get(act.who.employer, row.file_sha256), stood)


def use_ours(act: Act, letter_id: str, stood: str) -> None:
    """Go back to our Word file. What was the employer's stays in the history."""
    _one_at_a_time(act)
    row = _in_force(act, letter(letter_id).id)
    _require_same(row, stood)
    if row is not None:
        _retire(act, row)
        act.record("template.retired", row, letter=row.letter)


def template_file(act: Act, key: uuid.UUID) -> bytes:
    """A Word file of the employer's as it was handed in."""
    return act.store.files.get(act.who.employer, act.find(LetterTemplate, key).file_sha256)


def preview(act: Act, key: uuid.UUID) -> bytes:
    """The picture of its pages."""
    return act.store.files.get(act.who.employer, act.find(LetterTemplate, key).preview_sha256)


def _tried(which: Letter, docx: bytes) -> bytes:
    """The picture of its pages on sample data. Raises BadInput for what cannot be used, or not always."""
    filled = render(which.id, which.samples, docx)
    needed: Values = {each.name: each.sample for each in which.variables if not each.optional}
    render(which.id, needed, docx)
    return pages_of_letter(filled)


def _put(act: Act, which: Letter, docx: bytes, preview: bytes, stood: str) -> TemplateShown:
    _one_at_a_time(act)
    before = _in_force(act, which.id)
    _require_same(before, stood)
    if before is not None:
        _retire(act, before)
    own = LetterTemplate.employer_id == act.who.employer
    last = act.session.scalar(select(func.max(LetterTemplate.number)).where(own, LetterTemplate.letter == which.id))
    row = act.add(
        LetterTemplate(
            letter=which.id, number=(last or 0) + 1, file_sha256=act.store.files.put(act.who.employer, docx),
            preview_sha256=act.store.files.put(act.who.employer, preview), made_by=act.who.user,
        )
    )  # fmt: skip
    act.record("template.used", row, letter=which.id, number=row.number)
    return _shown(act, row)


def _one_at_a_time(act: Act) -> None:
    act.session.get_one(Employer, act.who.employer, with_for_update=True)


def _require_same(row: LetterTemplate | None, stood: str) -> None:
    if stood != (str(row.id) if row else OURS):
        raise Conflict(
            "Somebody changed this letter in the meantime. Nothing of yours was used. Look at the letter again first.",
            code="stale",
        )


def _retire(act: Act, row: LetterTemplate) -> None:
    row.retired_at, row.retired_by = act.moment, act.who.user
    act.session.flush()  # before another takes its place: only one may be in use


def _in_force(act: Act, letter_id: str) -> LetterTemplate | None:
    query = act.own(LetterTemplate).where(LetterTemplate.letter == letter_id, LetterTemplate.retired_at.is_(None))
    return act.session.scalar(query)


def _shown(act: Act, row: LetterTemplate) -> TemplateShown:
    retired_by = _name(act, row.retired_by) if row.retired_by else None
    return TemplateShown(
        id=row.id, letter=row.letter, number=row.number, made_at=row.created_at, made_by=_name(act, row.made_by),
        retired_at=row.retired_at, retired_by=retired_by,
    )  # fmt: skip


def _name(act: Act, user: uuid.UUID) -> str:
    return act.session.get_one(User, user).name
