"""What stands in a reply now: what the machine read, and over it what persons decided.

A person's value is never overwritten by a later reading: decisions are rows of their own, and the newest one counts.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from api.casework.act import Act
from api.store.tables import FieldReading, Reply, Review
from forms.editions import Library
from forms.fields import Field, FormMap
from forms.meaning import Identity
from forms.readings import Reading, ReadingStatus

LIBRARY = Library()
Row = TypeVar("Row", FieldReading, Review)


@dataclass(frozen=True)
class Standing:
    """One field as it stands. `field` is None for a box that a person drew on a page of no form."""

    name: str
    reading: Reading
    field: Field | None = None
    decided_by: uuid.UUID | None = None

    @property
    def doubtful(self) -> bool:
        """Whether a person has to decide it. What never arrived is a reason of the whole reply, not of the field."""
        return self.reading.status is ReadingStatus.REVIEW


def form_of(reply: Reply) -> FormMap | None:
    """The map of the reply's form, in the edition it was printed in; None for a page of no form."""
    if reply.form is None or reply.edition is None:
        return None
    return LIBRARY.get(reply.form, reply.edition).map


def standing(act: Act, reply: Reply) -> dict[str, Standing]:
    """Every field of a reply as it stands, in the form's order."""
    return standing_of(act, [reply])[reply.id]


def standing_of(act: Act, replies: Sequence[Reply]) -> dict[uuid.UUID, dict[str, Standing]]:
    """The same for several replies, by id, in two queries."""
    return _standing_of(act, replies, _of(act, FieldReading, replies))


def doubts_of(act: Act, replies: Sequence[Reply]) -> dict[uuid.UUID, dict[str, Standing]]:
    """Of each reply the fields that were in doubt when they were read, and those that a person decided, as they stand.

    A queue of fifty forms has two thousand fields, of which a dozen matter to it.
    """
    again = aliased(FieldReading)
    doubted = select(again.id).where(
        again.reply_id == FieldReading.reply_id,
        again.field == FieldReading.field,
        again.reading["status"].astext == ReadingStatus.REVIEW.value,
    )
    return _standing_of(act, replies, _of(act, FieldReading, replies).where(doubted.exists()))


def _standing_of(
    act: Act, replies: Sequence[Reply], read: Select[FieldReading]
) -> dict[uuid.UUID, dict[str, Standing]]:
    """The readings that are asked for, and over them what persons decided. Columns, not rows: there are many."""
    if not replies:
        return {}
    forms = {reply.id: (form.by_name if (form := form_of(reply)) else {}) for reply in replies}
    now: dict[uuid.UUID, dict[str, Standing]] = {reply.id: {} for reply in replies}
    for key, name, reading in act.session.execute(
        read.with_only_columns(FieldReading.reply_id, FieldReading.field, FieldReading.reading)
    ):
        now[key][name] = Standing(name, reading, forms[key].get(name))
    decided = _of(act, Review, replies).with_only_columns(Review.reply_id, Review.field, Review.new, Review.decided_by)
    for key, name, reading, by in act.session.execute(decided):
        now[key][name] = Standing(name, reading, forms[key].get(name), by)
    return {key: _in_order(fields, forms[key]) for key, fields in now.items()}


def _of(act: Act, table: type[Row], replies: Sequence[Reply]) -> Select[Row]:
    """What belongs to the replies, oldest first."""
    return act.own(table).where(table.reply_id.in_([reply.id for reply in replies])).order_by(table.created_at)


def _in_order(fields: dict[str, Standing], form: Mapping[str, Field]) -> dict[str, Standing]:
    """In the form's order; what the form does not have comes last."""
    order = {name: at for at, name in enumerate(form)}
    return dict(sorted(fields.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


def mark_of(each: Standing) -> str:
    """Stands for what is in a field now, and who decided it."""
    return hashlib.sha256(f"{each.reading.model_dump_json()}{each.decided_by}".encode()).hexdigest()[:16]


def mark_of_all(now: Mapping[str, Standing]) -> str:
    """Stands for everything in a reply now: what a person confirms is what their page was made from."""
    return hashlib.sha256("".join(map(mark_of, now.values())).encode()).hexdigest()[:16]


def readings_of(fields: Iterable[Standing]) -> dict[str, Reading]:
    """The bare readings, by field."""
    return {each.name: each.reading for each in fields}


def birth_date_field(fields: Iterable[Standing]) -> Standing | None:
    """The field in which the office writes whom it examined."""
    return next((each for each in fields if _is_birth_date(each.field)), None)


def written_birth_date(fields: Iterable[Standing]) -> date | None:
    """The birth date that the office wrote, if it is typed and sure, or a person has read it."""
    found = birth_date_field(fields)
    if found is None or found.doubtful or not isinstance(found.reading.value, str):
        return None
    return date.fromisoformat(found.reading.value)


def _is_birth_date(field: Field | None) -> bool:
    return field is not None and isinstance(field.meaning, Identity) and field.meaning.what == "birth_date"
