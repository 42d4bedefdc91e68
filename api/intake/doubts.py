"""What an unconfirmed reply would say for each way to read a mark that is in doubt.

A doubtful mark is held as a restriction until a person has looked; so running work is matched against every version.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.store.tables import FieldReading, Reply, Review
from cases.in_force import Filed
from cases.restrictions import Report
from extract.restrictions import derive
from forms.editions import Library
from forms.fields import Field
from forms.readings import Reading, ReadingStatus

LIBRARY = Library()


def readings_in_doubt(session: Session, pending: Iterable[Filed]) -> dict[str, tuple[Report, ...]]:
    """For each document with marks in doubt, its report with one of them read in one of the ways it can be."""
    return {
        each.report.document: tuple(_versions(session, uuid.UUID(each.report.document), each.doubtful))
        for each in pending
        if each.doubtful
    }


def _versions(session: Session, key: uuid.UUID, doubtful: Iterable[str]) -> Iterator[Report]:
    reply = session.get_one(Reply, key)
    if reply.form is None or reply.edition is None:
        return  # a person drew its boxes: there is no mark to read another way
    form, now = LIBRARY.get(reply.form, reply.edition).map, _readings(session, key)
    for name in doubtful:
        for value in _ways(form.by_name.get(name)):
            read = now[name].model_copy(update={"value": value, "status": ReadingStatus.ACCEPTED})
            yield derive(form, {**now, name: read}, str(key)).report


def _ways(field: Field | None) -> tuple[bool | str, ...]:
    """What a mark can mean beside nothing. Numbers and dates in doubt have no list of values: they only ask."""
    if field is None or field.kind not in ("check", "radio"):
        return ()
    return (True,) if field.kind == "check" else tuple(option.value for option in field.options)


def _readings(session: Session, key: uuid.UUID) -> dict[str, Reading]:
    """The readings as they stand: the machine's, and over them what persons decided."""
    read = select(FieldReading).where(FieldReading.reply_id == key).order_by(FieldReading.created_at)
    now = {row.field: row.reading for row in session.scalars(read)}
    decided = select(Review).where(Review.reply_id == key).order_by(Review.created_at)
    return now | {row.field: row.new for row in session.scalars(decided)}
