"""The last stage: what the readings of a document say about work, by the meaning of each field and nothing else.

    derive(form, readings)  ->  WorkStatus, restrictions, Report

Pure: the service calls it again after a person has decided readings. Unmarked is "not restricted by this report" only
in a section that was answered, on a signed form, while nothing written there waits to be read. Everything else that
was asked stays unclear.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from cases.restrictions import (
    Cleared,
    FreeText,
    Limit,
    MaxContinuous,
    MaxDaily,
    Prolonged,
    Report,
    Restriction,
    Status,
    Strength,
    WorkStatus,
)
from extract.check import ROWS, contradictions, is_marked, section_fields, words_wait
from extract.rows import Answer, is_open, row_answers, undecided_rows, value_of
from forms.fields import Field, FormMap
from forms.meaning import (
    Avoid,
    Comments,
    Conditions,
    DateOf,
    Duration,
    LimitOf,
    NotAppropriate,
    OtherToAvoid,
    Schedule,
    Signature,
    StatusOf,
)
from forms.readings import Reading, ReadingStatus

Readings = Mapping[str, Reading]
LIMITING: Final = (Avoid, LimitOf, OtherToAvoid, Schedule, Comments, Conditions)


@dataclass(frozen=True)
class Derived:
    """What a document says. `report` holds the same restrictions, with what was cleared and what stays unclear."""

    work_status: WorkStatus
    restrictions: tuple[Restriction, ...]
    report: Report


def derive(form: FormMap, readings: Readings, document: str) -> Derived:
    """Restrictions, work status and report of one document; `document` is its id."""
    start, end = period(form, readings)
    restrictions = tuple(_restrictions(form, readings, start, end))
    cleared, unclear = _rest(form, readings)
    status = _work_status(form, readings, restrictions, start, end)
    if status.status is Status.FULL_DUTY:
        cleared, unclear = (), ()  # an explicit release answers everything that was asked
    report = Report(document=document, status=status, restrictions=restrictions, cleared=cleared, unclear=unclear)
    return Derived(status, restrictions, report)


def period(form: FormMap, readings: Readings) -> tuple[date | None, date | None]:
    """From when and until when: the date written or the signature's, and the chosen duration counted from it."""
    start = date_of(form, readings, "effective_from") or date_of(form, readings, "signed_date")
    for field in form.fields:
        if isinstance(field.meaning, Duration) and start:
            days = field.meaning.days.get(str(value_of(readings, field.name)))
            if days is not None:
                return start, start + timedelta(days=days)
    return start, date_of(form, readings, "expected_full_duty")


def date_of(form: FormMap, readings: Readings, what: str) -> date | None:
    """The accepted date that plays this part."""
    for field in form.fields:
        if isinstance(field.meaning, DateOf) and field.meaning.what == what:
            value = value_of(readings, field.name)
            return date.fromisoformat(value) if isinstance(value, str) else None
    return None


# --- restrictions ---------------------------------------------------------------------------------------------------


def _restrictions(form: FormMap, readings: Readings, start: date | None, end: date | None) -> Iterator[Restriction]:
    refined = _refinements(form, readings)
    for field in form.fields:
        meaning, value = field.meaning, value_of(readings, field.name)
        number = refined.get(field.name)
        if isinstance(meaning, Avoid) and (value is True or number):
            limits, names = _with_number(meaning.limits, field.name, number, ticked=value is True)
            for activity in (meaning.activity, *meaning.also):
                yield Restriction(
                    activity=activity, side=meaning.side, strength=meaning.strength, limits=limits,
                    effective_from=start, effective_through=end, from_=names,
                )  # fmt: skip
        elif isinstance(meaning, OtherToAvoid | Comments | Conditions) and isinstance(value, str) and value.strip():
            # A comment can hold a limit ("seated tasks first"): its words stay open until a person settles them.
            yield Restriction(
                activity="other", strength=Strength.AVOID if isinstance(meaning, OtherToAvoid) else Strength.LIMIT,
                limits=(FreeText(text=value),), effective_from=start, effective_through=end, from_=(field.name,),
            )  # fmt: skip
    for answer in row_answers(form, readings):
        if answer.limits:
            yield Restriction(
                activity=answer.activity, qualifier=answer.qualifier, strength=answer.strength, limits=answer.limits,
                effective_from=start, effective_through=end, from_=answer.names,
            )  # fmt: skip


def _refinements(form: FormMap, readings: Readings) -> dict[str, tuple[str, Limit]]:
    """Box -> (name of the number field, the limit it states), for every number that was read surely."""
    found: dict[str, tuple[str, Limit]] = {}
    for field in form.fields:
        value = value_of(readings, field.name)
        if isinstance(field.meaning, LimitOf) and isinstance(value, float):
            found[field.meaning.of] = field.name, _limit(field.meaning, value)
    return found


def _limit(meaning: LimitOf, value: float) -> Limit:
    minutes = value * 60 if meaning.unit == "hours" else value
    return MaxContinuous(minutes=minutes) if meaning.limit == "max_continuous" else MaxDaily(hours=minutes / 60)


def _with_number(
    limits: tuple[Limit, ...], name: str, number: tuple[str, Limit] | None, ticked: bool
) -> tuple[tuple[Limit, ...], tuple[str, ...]]:
    """The printed limits; a written number takes the place of "prolonged", which says the same without one."""
    if number is None:
        return limits, (name,)
    field, limit = number
    kept = tuple(one for one in limits if not isinstance(one, Prolonged)) if ticked else ()
    return (*kept, limit), ((name, field) if ticked else (field,))


# --- what was cleared, what stays unclear -----------------------------------------------------------------------------


def _rest(form: FormMap, readings: Readings) -> tuple[tuple[Cleared, ...], tuple[str, ...]]:
    """Of everything asked and not limited: what this report clears, and what it leaves open."""
    cleared: list[Cleared] = []
    unclear = list(undecided_rows(form, readings))
    contradicting = contradictions(form, readings)
    for field in form.fields:
        if not isinstance(field.meaning, Avoid) or is_marked(readings, field.name):
            continue
        meaning, named = field.meaning, (field.meaning.activity, *field.meaning.also)
        if not _clears(form, readings, field, contradicting):
            unclear += named
        elif not _other_side_held(form, readings, field, meaning):
            cleared += [Cleared(activity=each, limits=meaning.limits, from_=(field.name,)) for each in named]
    for answer in row_answers(form, readings):
        if answer.limits:
            continue
        if _row_clears(form, readings, answer, contradicting):
            cleared.append(Cleared(activity=answer.activity, from_=answer.names))
        else:
            unclear.append(answer.activity)
    return tuple(cleared), tuple(dict.fromkeys(unclear))


def _other_side_held(form: FormMap, readings: Readings, field: Field, meaning: Avoid) -> bool:
    """A cleared item knows no side: it would clear both, while the other side's box is marked or in doubt."""
    twins = [f.name for f in form.fields if f is not field and isinstance(f.meaning, Avoid)
             and f.meaning.activity == meaning.activity and f.meaning.side != "unstated"]  # fmt: skip
    return meaning.side in ("left", "right") and any(value_of(readings, name) is not False for name in twins)


def _row_clears(form: FormMap, readings: Readings, answer: Answer, contradicting: frozenset[str]) -> bool:
    """Whether "yes", or a class up to the whole day, means "not restricted by this report"."""
    doubted = any(is_open(readings, f.name) for f in form.fields if _same_activity(f, answer.activity))
    in_contradiction = bool(contradicting & set(answer.names))
    return bool(signed(form, readings)) and not (doubted or in_contradiction or _words_open(form, readings, None))


def _same_activity(field: Field, activity: str) -> bool:
    return isinstance(field.meaning, ROWS) and getattr(field.meaning, "activity", None) == activity


def _words_open(form: FormMap, readings: Readings, section: str | None) -> bool:
    """Whether unread words may hold a limit: on the "Other" line of this section, or anywhere on the form."""
    return any(
        words_wait(readings, f) for f in form.fields
        if isinstance(f.meaning, Comments | NotAppropriate | Conditions)
        or (isinstance(f.meaning, OtherToAvoid) and (section is None or f.section in (None, section)))
    )  # fmt: skip


def _clears(form: FormMap, readings: Readings, field: Field, contradicting: frozenset[str]) -> bool:
    """Whether an unmarked box means "not restricted by this report" (domain §4 rule 2, §9)."""
    reading = readings.get(field.name)
    if reading is None or reading.status is not ReadingStatus.ACCEPTED or reading.value is not False:
        return False
    together = section_fields(form, field.section) if field.section else ()
    answered = any(is_marked(readings, f.name) for f in together)
    open_words = _words_open(form, readings, field.section or "")
    refined = any(isinstance(f.meaning, LimitOf) and f.meaning.of == field.name and _says_something(readings, f.name)
                  for f in together)  # fmt: skip
    in_contradiction = bool(contradicting & {f.name for f in together})
    return bool(signed(form, readings) and answered and not open_words and not refined and not in_contradiction)


def _says_something(readings: Readings, name: str) -> bool:
    """A number that is there, or may be there, refines its box: then the box is not simply unmarked."""
    reading = readings.get(name)
    return reading is None or reading.status is not ReadingStatus.ACCEPTED or reading.value is not None


# --- work status ----------------------------------------------------------------------------------------------------


def signed(form: FormMap, readings: Readings) -> bool | None:
    """Whether the provider signed; None where it cannot be told."""
    for field in form.fields:
        if isinstance(field.meaning, Signature):
            value = value_of(readings, field.name)
            return value if isinstance(value, bool) else None
    return None


def _work_status(
    form: FormMap, readings: Readings, restrictions: tuple[Restriction, ...], start: date | None, end: date | None
) -> WorkStatus:
    hours, days = (_schedule(form, readings, what) for what in ("max_hours_per_day", "max_days_per_week"))
    limited = bool(restrictions) or hours is not None or days is not None
    return WorkStatus(
        status=_status(form, readings, limited),
        effective_from=start,
        expected_through=end,
        next_visit=date_of(form, readings, "next_visit"),
        expected_full_duty=date_of(form, readings, "expected_full_duty"),
        exam_date=date_of(form, readings, "exam_date"),
        signed=signed(form, readings),
        signed_date=date_of(form, readings, "signed_date"),
        max_hours_per_day=hours,
        max_days_per_week=days,
    )


def _status(form: FormMap, readings: Readings, limited: bool) -> Status:
    """Signed with any limit: restricted. Unsigned, nothing, contradictory or refused in unread words: unknown."""
    refused = [f for f in form.fields if isinstance(f.meaning, NotAppropriate)]
    if contradictions(form, readings) or any(words_wait(readings, f) for f in refused):
        return Status.UNKNOWN
    if any(value_of(readings, f.name) for f in refused):
        return Status.PROGRAM_NOT_APPROPRIATE if signed(form, readings) else Status.UNKNOWN
    asked = [f for f in form.fields if isinstance(f.meaning, StatusOf)]
    if asked:
        return _picked(form, readings, asked[0], limited) if signed(form, readings) else Status.UNKNOWN
    return Status.RESTRICTED if limited and signed(form, readings) else Status.UNKNOWN


def _picked(form: FormMap, readings: Readings, field: Field, limited: bool) -> Status:
    """The status that was picked; full duty only while nothing on the form limits, or may limit, anything."""
    assert isinstance(field.meaning, StatusOf)
    value = value_of(readings, field.name)
    status = field.meaning.options[value] if isinstance(value, str) else Status.UNKNOWN
    asked = [f for f in form.fields if isinstance(f.meaning, (*ROWS, *LIMITING))]
    if status is Status.FULL_DUTY and (limited or any(is_open(readings, f.name) for f in asked)):
        return Status.UNKNOWN
    return status


def _schedule(form: FormMap, readings: Readings, what: str) -> float | None:
    for field in form.fields:
        if isinstance(field.meaning, Schedule) and field.meaning.what == what:
            value = value_of(readings, field.name)
            return value if isinstance(value, float) else None
    return None
