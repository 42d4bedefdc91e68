"""The stage before the last: is it signed, dated, whole and free of contradictions? Each failure is a named reason.

Pure functions over a form's meanings and the readings; the service calls them again after a person has decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal

from cases.restrictions import Status
from cases.vague import names_level_alone, runs_until_follow_up
from extract.rows import row_answers, row_contradictions, value_of
from forms.fields import Field, FormMap, is_penned
from forms.meaning import (
    Allows,
    Ambiguous,
    Avoid,
    CanHandle,
    CanPerform,
    Comments,
    Conditions,
    DateOf,
    Duration,
    Identity,
    LimitOf,
    NotAppropriate,
    NothingToAvoid,
    OtherToAvoid,
    Schedule,
    Signature,
    StatusOf,
)
from forms.readings import Reading, ReadingStatus

Readings = Mapping[str, Reading]

# What is found here in the readings is found anew when they change; other reasons stay with the document.
FOUND_ANEW: Final = frozenset({
    "signature_unclear", "unsigned", "undated", "identity_unread", "no_identity", "nothing_marked", "untouched_section",
    "no_status", "no_end_date", "contradiction", "page_missing", "fields_in_review", "no_report",
    "ambiguous_wording", "level_alone", "until_follow_up",
})  # fmt: skip
# Reasons that tell something and ask nothing: what they stand for is kept in `Report.unclear`.
INFORMING: Final = frozenset({"untouched_section"})
ROWS: Final = (Allows, Ambiguous, CanHandle, CanPerform)  # each answers by itself
WORDS: Final = (Comments, Conditions, OtherToAvoid, NotAppropriate)  # written freely: they may hold anything
# A form that asks none of this is no provider's report: a job's demands, a plan, a release.
REPORTING: Final = (*ROWS, Avoid, LimitOf, Schedule, StatusOf, NotAppropriate)


def check(form: FormMap, readings: Readings) -> tuple[str, ...]:
    """Codes of everything about the document that is missing, unclear or contradictory, in a fixed order."""
    return tuple(dict.fromkeys(_reasons(form, readings)))


def with_doubted_words(form: FormMap, readings: Readings) -> dict[str, Reading]:
    """The readings; what was picked under ambiguous words is for a person, however sure the mark is."""
    return {name: _doubted(each) if _is_ambiguous(form.field(name), each) else each for name, each in readings.items()}


def _is_ambiguous(field: Field, reading: Reading) -> bool:
    return isinstance(field.meaning, Ambiguous) and reading.value is not None


def _doubted(reading: Reading) -> Reading:
    doubt = {"status": ReadingStatus.REVIEW, "confidence": 0.0, "reason": "ambiguous_wording"}
    return reading.model_copy(update=doubt | {"value": None, "guess": reading.value})


def is_report(form: FormMap) -> bool:
    """Whether a provider answers on this form what a worker may do: only such a form can limit or release."""
    return any(isinstance(f.meaning, REPORTING) for f in form.fields)


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


def is_marked(readings: Readings, name: str) -> bool:
    """Whether a box is surely ticked."""
    return value_of(readings, name) is True


def words_wait(readings: Readings, field: Field) -> bool:
    """Whether something is, or may be, written there that nobody has read yet."""
    reading = readings.get(field.name)
    return reading is None or reading.status is not ReadingStatus.ACCEPTED


def chosen_status(form: FormMap, readings: Readings) -> Status | None:
    """The status that was surely picked, on a form that asks for one."""
    for field in form.fields:
        picked = value_of(readings, field.name)
        if isinstance(field.meaning, StatusOf) and isinstance(picked, str):
            return field.meaning.options[picked]
    return None


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
    yield from _vague(form, readings)
    if not is_report(form):
        yield "no_report"
    if any(isinstance(f.meaning, Ambiguous) and not _is_empty(readings, f) for f in form.fields):
        yield "ambiguous_wording"
    if contradictions(form, readings):
        yield "contradiction"
    statuses = {readings[f.name].status for f in form.fields if is_penned(f) and f.name in readings}
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
    rows = [f for f in form.fields if isinstance(f.meaning, ROWS)]
    untouched: list[object] = [s for s in sections if s and _untouched(form, readings, s)]
    untouched += [f for f in rows if _is_empty(readings, f)]
    statuses = [f for f in form.fields if isinstance(f.meaning, StatusOf)]
    limits = [f for f in form.fields if isinstance(f.meaning, Schedule | NotAppropriate | Comments | Conditions)]
    marked = len(untouched) < len(sections) + len(rows) or any(_written(readings, f) for f in (*limits, *statuses))
    if (sections or rows or statuses) and not marked:
        yield "nothing_marked"
    elif untouched and chosen_status(form, readings) is not Status.FULL_DUTY:
        yield "untouched_section"
    if any(_is_empty(readings, f) for f in statuses):
        yield "no_status"
    if not _ends(form, readings):
        yield "no_end_date"


def _vague(form: FormMap, readings: Readings) -> Iterator[str]:
    """Words that sound like a limit, or like an end, where none is given (domain 3): typed, or read by a person."""
    words = [_words(readings, f) for f in form.fields if isinstance(f.meaning, WORDS)]
    marked = any(isinstance(f.meaning, Avoid | LimitOf | Schedule) and _written(readings, f) for f in form.fields)
    limited = marked or any(each.limits for each in row_answers(form, readings))
    if not limited and any(map(names_level_alone, words)):
        yield "level_alone"
    visits = [f for f in form.fields if f.meaning == DateOf(what="next_visit") and _written(readings, f)]
    if not visits and any(map(runs_until_follow_up, words)):
        yield "until_follow_up"


def _words(readings: Readings, field: Field) -> str:
    """What is written there, or is thought to be."""
    reading = readings.get(field.name)
    said = (reading.value or reading.guess) if reading is not None else None
    return said if isinstance(said, str) else ""


def _untouched(form: FormMap, readings: Readings, section: str) -> bool:
    """Every box and line of the section was read, and nothing stands in any of them."""
    return all(_is_empty(readings, f) for f in section_fields(form, section))


def _is_empty(readings: Readings, field: Field) -> bool:
    """Surely nothing stands there."""
    reading = readings.get(field.name)
    return reading is not None and reading.status is ReadingStatus.ACCEPTED and reading.value in (False, None)


def _ends(form: FormMap, readings: Readings) -> bool:
    """Whether anything says, or may say, how long it lasts: a chosen duration, or the date of full duty.

    A form that asks for no duration holds until the next visit. Full duty, and a refusal, have no end to ask for.
    """
    if chosen_status(form, readings) in (Status.FULL_DUTY, Status.PROGRAM_NOT_APPROPRIATE):
        return True
    timed = any(isinstance(f.meaning, Duration) for f in form.fields)
    dates = ("expected_full_duty",) if timed else ("expected_full_duty", "next_visit")
    asked = [f for f in form.fields if isinstance(f.meaning, Duration)
             or (isinstance(f.meaning, DateOf) and f.meaning.what in dates)]  # fmt: skip
    found = [readings[f.name] for f in asked if f.name in readings]
    return not found or any(r.status is not ReadingStatus.ACCEPTED or r.value is not None for r in found)


# --- contradictions ---------------------------------------------------------------------------------------------------


def contradictions(form: FormMap, readings: Readings) -> frozenset[str]:
    """Names of the fields that contradict each other."""
    return frozenset(name for group in contradicting(form, readings) for name in group)


def contradicting(form: FormMap, readings: Readings) -> Iterator[tuple[str, ...]]:
    """The same, those together that cannot all be meant; a question to the office is about one such group."""
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
        if isinstance(field.meaning, StatusOf):
            yield from _status(form, readings, field, field.meaning)
    yield from row_contradictions(form, readings)
    yield from _hours(form, readings)
    yield from _dates(form, readings)


def _status(form: FormMap, readings: Readings, field: Field, meaning: StatusOf) -> Iterator[tuple[str, ...]]:
    """The picked status against what else is said: limits beside full duty, none where there should be some."""
    picked = value_of(readings, field.name)
    if not isinstance(picked, str):
        return
    status, limits = meaning.options[picked], _limiting(form, readings)
    if status is Status.FULL_DUTY and limits:
        yield field.name, *limits
    for asked in form.fields:
        if isinstance(asked.meaning, Conditions) and asked.meaning.of == field.name:
            due = picked == asked.meaning.option
            if (_is_empty(readings, asked)) if due else _written(readings, asked):
                yield field.name, asked.name
    if status is Status.RESTRICTED and not limits and picked not in meaning.only and _all_read(form, readings):
        yield (field.name,)


def _limiting(form: FormMap, readings: Readings) -> list[str]:
    """Fields in which a limit stands, or words that may be one."""
    written = [f.name for f in form.fields if (_is_limit(f) or isinstance(f.meaning, Conditions))
               and _written(readings, f)]  # fmt: skip
    rows = (each for each in row_answers(form, readings) if each.limits)
    return [*written, *(n for each in rows for n in each.names if not isinstance(form.field(n).meaning, StatusOf))]


def _all_read(form: FormMap, readings: Readings) -> bool:
    """Whether every field that can limit was read surely."""
    asked = [f for f in form.fields if _is_limit(f) or isinstance(f.meaning, (*ROWS, Comments, Conditions))]
    return not any(words_wait(readings, f) for f in asked)


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
        ("birth_date", "exam_date"),
        ("exam_date", "signed_date"),
        ("exam_date", "expected_full_duty"),
    ):
        if earlier in found and later in found and found[earlier][1] > found[later][1]:
            yield found[earlier][0], found[later][0]
