"""A Word copy of a house paper: its foot says which printing it is, its controls are readings. It is never converted.

    controls and foot (`word`)  ->  edition  ->  readings  ->  check

A reading carries the place that its field has on the printed form: a Word file has no pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from cases.errors import BadInput
from extract.boxes import around
from extract.check import check, status_of
from extract.demands import demands_of
from extract.formats import parse
from extract.opened import Unreadable
from extract.restrictions import derive
from extract.word import Value, WordValues, word_values
from forms.codes import read_foot
from forms.editions import Edition, Library
from forms.fields import Field, FormMap
from forms.readings import Document, Reading, ReadingStatus, Source
from forms.values import written

CONFIDENCE = 0.999  # a stored value that is also the one shown


def read_word_copy(data: bytes, name: str, library: Library) -> Document:
    """The document that a Word file holds. Raises Unreadable for a file that is damaged, or none of ours."""
    try:
        found = word_values(data)
    except BadInput:
        raise Unreadable("bad_word_file") from None
    named = read_foot(found.foot)
    if named is None:
        raise Unreadable("word_not_ours")
    edition = _edition(*named, library)
    if edition is None:
        return Document(file=name, document=1, status="unreadable", reasons=("unknown_edition",))
    return _document(name, edition.map, found)


def _edition(form: str, code: str, library: Library) -> Edition | None:
    edition = library.by_code(code)
    return edition if edition is not None and edition.map.form == form else None


def _document(name: str, form: FormMap, found: WordValues) -> Document:
    readings = {f.name: _reading(form, f, found) for f in form.fields if f.kind != "signature"}
    reasons = tuple(dict.fromkeys((*_oddities(form, found), *check(form, readings))))
    derived = derive(form, readings, document=f"{name}/1")
    return Document(
        file=name, document=1, form=form.form, edition=form.edition, reasons=reasons, fields=readings,
        status=status_of(reasons) if found.values else "unreadable", work_status=derived.work_status,
        restrictions=derived.restrictions, report=derived.report, demands=demands_of(form, readings),
    )  # fmt: skip


def _oddities(form: FormMap, found: WordValues) -> Iterator[str]:
    asked = {f.name for f in form.fields if f.kind != "signature"}
    if found.values.keys() - asked:
        yield "unknown_fields"
    if found.unnamed:
        yield "tags_lost"
    elif asked - found.values.keys():
        yield "fields_missing"


def _reading(form: FormMap, field: Field, found: WordValues) -> Reading:
    """What stands in the field's control; a control that lost its name may have held anything."""
    if field.name not in found.values:
        lost = ReadingStatus.REVIEW if found.unnamed else ReadingStatus.MISSING
        return _at(form, field, lost, reason="tags_lost" if found.unnamed else None)
    if field.name in found.doubtful:
        return _at(form, field, ReadingStatus.REVIEW, reason="field_at_odds")
    value, reason = _held(field, found.values[field.name])
    if reason:
        return _at(form, field, ReadingStatus.REVIEW, reason=reason, guess=value)
    return _at(form, field, ReadingStatus.ACCEPTED, value=value)


def _held(field: Field, value: Value) -> tuple[bool | float | str | None, str | None]:
    """The value as readings have it, or a reason for a person. Words of the office are never taken as read."""
    try:
        text = written(field, value)
    except BadInput:
        return None, "unfit_value"
    if not isinstance(text, str) or field.kind == "radio":
        return text, None
    if field.kind == "text":
        return text, None if field.writer == "us" else "free_words"
    return parse(field, text) if len(text) <= (field.cells or len(text)) else (None, "out_of_range")


def _at(
    form: FormMap,
    field: Field,
    status: ReadingStatus,
    *,
    value: bool | float | str | None = None,
    reason: str | None = None,
    guess: bool | float | str | None = None,
) -> Reading:
    places = form.places_of(field.name)
    return Reading(
        value=value, status=status, confidence=CONFIDENCE if status is ReadingStatus.ACCEPTED else 0.0, reason=reason,
        source=Source.WORD, page=places[0].page, box=around(tuple(p.box for p in places)), guess=guess,
    )  # fmt: skip
