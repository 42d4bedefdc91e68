"""The stage before the last: is it signed, dated, whole and free of contradictions? Each failure is a named reason.

Pure functions over a form's meanings and the readings; the service calls them again after a person has decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal

from forms.fields import Field, FormMap
from forms.meaning import (
    Avoid,
    Comments,
    DateOf,
    Duration,
    Identity,
    LimitOf,
    NotAppropriate,
    NothingToAvoid,
    OtherToAvoid,
    Schedule,
    Signature,
)
from forms.readings import Reading, ReadingStatus

Readings = Mapping[str, Reading]

# Reasons that tell something and ask nothing: what they stand for is kept in `Report.unclear`.
INFORMING: Final = frozenset({"untouched_section"})


def check(form: FormMap, readings: Readings) -> tuple[str, ...]:
    """Codes of everything about the document that is missing, unclear or contradictory, in a fixed order."""
    return tuple(dict.fromkeys(_reasons(form, readings)))


def status_of(reasons: tuple[str, ...]) -> Literal["accepted", "review"]:
    """`accepted` only if no reason demands a look."""
    return "review" if set(reasons) - INFORMING else "accepted"


def compare_birth_date(form: FormMap, readings: Readings, born: date) -> Literal["agree", "disagree", "unread"]:
    """The wrong-patient check: the birth date the office wrote beside the one the case has.

    `unread` where nothing was written or no machine may say what: then a person compares.
    """
    for field in form.fields:
        if isinstance(field.meaning, Identity) and field.meaning.what == "birth_date":
            value = value_of(readings, field.name)
            if isinstance(value, str):
                return "agree" if date.fromisoformat(value) == born else "disagree"
    return "unread"


# --- small questions about readings -----------------------------------------------------------------------------------


def value_of(readings: Readings, name: str) -> bool | float | str | None:
    """The accepted value of a field; None where there is none or it is in doubt."""
    reading = readings.get(name)
    return reading.value if reading is not None and reading.status is ReadingStatus.ACCEPTED else None


def is_marked(readings: Readings, name: str) -> bool:
    """Whether a box is surely ticked."""
    return value_of(readings, name) is True


def words_wait(readings: Readings, field: Field) -> bool:
    """Whether something is, or may be, written there that nobody has read yet."""
    reading = readings.get(field.name)
    return reading is None or reading.status is not ReadingStatus.ACCEPTED


def section_fields(form: FormMap, section: str) -> tuple[Field, ...]:
    """The fields of one check-all-that-apply section."""
    return tuple(f for f in form.fields if f.section == section)


def _written(readings: Readings, field: Field) -> bool:
    """Whether something stands there, read or still to be read (`handwritten`, `free_words`, a typed value)."""
    reading = readings.get(field.name)
    if reading is None or reading.status is ReadingStatus.MISSING:
        return False
    if reading.status is ReadingStatus.ACCEPTED:
        return reading.value is not None and reading.value is not False
    return reading.reason in ("handwritten", "free_words", "unsure_text", "bad_date", "out_of_range")


# --- the checks -----------------------------------------------------------------------------------------------------


def _reasons(form: FormMap, readings: Readings) -> Iterator[str]:
    yield from _signature(form, readings)
    yield from _identity(form, readings)
    yield from _content(form, readings)
    if contradictions(form, readings):
        yield "contradiction"
    statuses = {readings[f.name].status for f in form.fields if f.writer == "office" and f.name in readings}
    if ReadingStatus.MISSING in statuses:
        yield "page_missing"
    if ReadingStatus.REVIEW in {r.status for r in readings.values()}:
        yield "fields_in_review"


def _signature(form: FormMap, readings: Readings) -> Iterator[str]:
    for field in form.fields:
        reading = readings.get(field.name)
        if reading is None:
            continue
        accepted = reading.status is ReadingStatus.ACCEPTED
        if isinstance(field.meaning, Signature):
            if not accepted:
                yield "signature_unclear"
            elif reading.value is not True:
                yield "unsigned"
        elif field.meaning == DateOf(what="signed_date") and accepted and reading.value is None:
            yield "undated"


def _identity(form: FormMap, readings: Readings) -> Iterator[str]:
    for field in form.fields:
        if isinstance(field.meaning, Identity) and field.meaning.what == "birth_date" and field.name in readings:
            reading = readings[field.name]
            if reading.status is ReadingStatus.REVIEW:
                yield "identity_unread"
            elif reading.value is None:
                yield "no_identity"


def _content(form: FormMap, readings: Readings) -> Iterator[str]:
    sections = dict.fromkeys(f.section for f in form.fields if f.section)
    untouched = [s for s in sections if s and _untouched(form, readings, s)]
    limits = [f for f in form.fields if isinstance(f.meaning, Schedule | NotAppropriate | Comments)]
    if sections and len(untouched) == len(sections) and not any(_written(readings, f) for f in limits):
        yield "nothing_marked"
    elif untouched:
        yield "untouched_section"
    if not _ends(form, readings):
        yield "no_end_date"


def _untouched(form: FormMap, readings: Readings, section: str) -> bool:
    """Every box and line of the section was read, and nothing stands in any of them."""
    found = [readings.get(f.name) for f in section_fields(form, section)]
    return all(r is not None and r.status is ReadingStatus.ACCEPTED and r.value in (False, None) for r in found)


def _ends(form: FormMap, readings: Readings) -> bool:
    """Whether anything says, or may say, how long it lasts: a chosen duration, or the date of full duty."""
    asked = [f for f in form.fields if isinstance(f.meaning, Duration)
             or (isinstance(f.meaning, DateOf) and f.meaning.what == "expected_full_duty")]  # fmt: skip
    found = [readings[f.name] for f in asked if f.name in readings]
    return not found or any(r.status is not ReadingStatus.ACCEPTED or r.value is not None for r in found)


# --- contradictions ---------------------------------------------------------------------------------------------------


def contradictions(form: FormMap, readings: Readings) -> frozenset[str]:
    """Names of the fields that contradict each other."""
    return frozenset(name for pair in _contradictions(form, readings) for name in pair)


def _contradictions(form: FormMap, readings: Readings) -> Iterator[tuple[str, ...]]:
    for field in form.fields:
        reading = readings.get(field.name)
        if reading is not None and reading.status is ReadingStatus.REVIEW and reading.reason == "two_marks":
            yield (field.name,)
        if isinstance(field.meaning, NothingToAvoid) and field.section and is_marked(readings, field.name):
            beside = [f.name for f in section_fields(form, field.section) if f is not field and _written(readings, f)]
            yield (field.name, *beside) if beside else ()
        if isinstance(field.meaning, NotAppropriate) and _written(readings, field):
            limits = [f.name for f in form.fields if _is_limit(f) and _written(readings, f)]
            yield (field.name, *limits) if limits else ()
        if isinstance(field.meaning, LimitOf):
            yield from _number_alone(readings, field, field.meaning)
    yield from _hours(form, readings)
    yield from _dates(form, readings)


def _is_limit(field: Field) -> bool:
    return isinstance(field.meaning, Avoid | LimitOf | OtherToAvoid | Schedule)


def _number_alone(readings: Readings, field: Field, meaning: LimitOf) -> Iterator[tuple[str, ...]]:
    """A number beside a box that was surely left empty."""
    if _written(readings, field) and value_of(readings, meaning.of) is False:
        yield meaning.of, field.name


def _hours(form: FormMap, readings: Readings) -> Iterator[tuple[str, ...]]:
    """More hours at a time than the whole day has."""
    days = [(f.name, value_of(readings, f.name)) for f in form.fields
            if isinstance(f.meaning, Schedule) and f.meaning.what == "max_hours_per_day"]  # fmt: skip
    for field in form.fields:
        number = value_of(readings, field.name)
        if isinstance(field.meaning, LimitOf) and isinstance(number, float):
            hours = number if field.meaning.unit == "hours" else number / 60
            for name, day in days:
                if isinstance(day, float) and hours > day:
                    yield field.name, name


def _dates(form: FormMap, readings: Readings) -> Iterator[tuple[str, ...]]:
    """Dates in an impossible order: full duty before the restrictions begin, a signature before the birth."""
    found: dict[str, tuple[str, str]] = {}
    for field in form.fields:
        value = value_of(readings, field.name)
        if isinstance(field.meaning, DateOf | Identity) and isinstance(value, str):
            found[field.meaning.what] = field.name, value
    for earlier, later in (
        ("effective_from", "expected_full_duty"),
        ("signed_date", "expected_full_duty"),
        ("birth_date", "signed_date"),
        ("birth_date", "effective_from"),
    ):
        if earlier in found and later in found and found[earlier][1] > found[later][1]:
            yield found[earlier][0], found[later][0]
