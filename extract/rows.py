"""Rows of which one option is picked: how much of the day, which level, yes or no. Each answers by itself (domain 9).

    row_answers         what the picked options limit or set free
    undecided_rows      activities of rows that were left open or are in doubt: unknown, never allowed
    row_contradictions  fields that cannot both be meant

By meaning alone, and pure. A row in doubt has no value here, so it limits nothing and frees nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cases.activities import covers
from cases.restrictions import FreeText, Limit, MaxWeight, Never, Strength
from forms.fields import Field, FormMap
from forms.meaning import Allows, Ambiguous, CanHandle, CanPerform, StatusOf
from forms.readings import Reading, ReadingStatus

Readings = Mapping[str, Reading]


@dataclass(frozen=True)
class Answer:
    """What one row, or one ladder of weights, says. No limits: not restricted by this report."""

    activity: str
    limits: tuple[Limit, ...]
    names: tuple[str, ...]
    qualifier: str | None = None

    @property
    def strength(self) -> Strength:
        """ "No" and "not at all" prohibit; a level or class says what is tolerated."""
        forbids = all(isinstance(each, Never | FreeText) for each in self.limits)
        return Strength.PROHIBITED if forbids else Strength.TOLERANCE


@dataclass(frozen=True)
class Rung:
    """One weight row of a ladder and what was picked."""

    field: Field
    meaning: CanHandle
    picked: bool | float | str | None
    doubted: bool


def value_of(readings: Readings, name: str) -> bool | float | str | None:
    """The accepted value of a field; None where there is none or it is in doubt."""
    reading = readings.get(name)
    return reading.value if reading is not None and reading.status is ReadingStatus.ACCEPTED else None


def is_open(readings: Readings, name: str) -> bool:
    """Whether a field is in doubt, missing, or not read at all."""
    reading = readings.get(name)
    return reading is None or reading.status is not ReadingStatus.ACCEPTED


def row_answers(form: FormMap, readings: Readings) -> Iterator[Answer]:
    """Everything the picked options say, in the order of the form; ladders stand at their first row."""
    for field in form.fields:
        meaning, picked = field.meaning, value_of(readings, field.name)
        if isinstance(meaning, CanHandle):
            rungs = _ladder(form, readings, meaning.activity)
            if rungs[0].field is field:
                yield from _of_ladder(rungs)
        elif not isinstance(picked, str):
            continue
        elif isinstance(meaning, Allows):
            yield from _of_row(readings, field, meaning, meaning.options[picked])
        elif isinstance(meaning, CanPerform) and picked == "no":
            yield _refused_function(form, readings, field, meaning)
        elif isinstance(meaning, StatusOf) and picked in meaning.only:
            yield Answer("other", (FreeText(text=meaning.only[picked]),), (field.name,))


def undecided_rows(form: FormMap, readings: Readings) -> Iterator[str]:
    """The activities of rows that were not answered, not read surely, or asked in ambiguous words."""
    for field in form.fields:
        if isinstance(field.meaning, Ambiguous) or (
            isinstance(field.meaning, Allows) and value_of(readings, field.name) is None
        ):
            yield field.meaning.activity
        elif isinstance(field.meaning, CanPerform) and is_open(readings, field.name):
            yield "other"  # a function of the job that is perhaps refused
    for activity in _ladders(form):
        if not _settled(_ladder(form, readings, activity)):
            yield activity


def row_contradictions(form: FormMap, readings: Readings) -> Iterator[tuple[str, ...]]:
    """A heavier load allowed than one forbidden; a part allowed of what is forbidden altogether."""
    for activity in _ladders(form):
        refused = _lowest_no(rungs := _ladder(form, readings, activity))
        above = [r.field.name for r in rungs if refused and r.picked == "yes" and r.meaning.low > refused.meaning.low]
        if refused and above:
            yield refused.field.name, *above
    picked = [(f, m, m.options[str(value)]) for f in form.fields
              if isinstance(m := f.meaning, Allows) and (value := value_of(readings, f.name)) is not None]  # fmt: skip
    for field, meaning, limits in picked:
        if Never() in limits and not meaning.qualifier and not meaning.named_by:
            freed = [f.name for f, m, more in picked if covers(meaning.activity, m.activity) and Never() not in more]
            if freed:
                yield field.name, *freed


# --- one row ----------------------------------------------------------------------------------------------------------


def _of_row(readings: Readings, field: Field, meaning: Allows, limits: tuple[Limit, ...]) -> Iterator[Answer]:
    """An option without limits sets the activity free, unless it is about a part or one named kind of it only."""
    if not limits:
        if meaning.qualifier is None and meaning.named_by is None:
            yield Answer(meaning.activity, (), (field.name,))
        return
    named = value_of(readings, meaning.named_by) if meaning.named_by else None
    told = tuple(FreeText(text=f"{each.text}: {named}") if named and isinstance(each, FreeText) else each
                 for each in limits)  # fmt: skip
    yield Answer(meaning.activity, told, (field.name,), meaning.qualifier)


def _refused_function(form: FormMap, readings: Readings, field: Field, meaning: CanPerform) -> Answer:
    """The words are ours, and on a fax they are not read again: then the number names the function."""
    words = value_of(readings, meaning.of)
    text = f"cannot perform {form.field(meaning.of).label.lower()}" + (f": {words}" if words else "")
    return Answer("other", (FreeText(text=text),), (field.name,))


# --- ladders of weights -----------------------------------------------------------------------------------------------


def _ladders(form: FormMap) -> dict[str, None]:
    """The activities that have weight rows, in the order of the form."""
    return dict.fromkeys(f.meaning.activity for f in form.fields if isinstance(f.meaning, CanHandle))


def _ladder(form: FormMap, readings: Readings, activity: str) -> list[Rung]:
    rungs = [Rung(f, f.meaning, value_of(readings, f.name), is_open(readings, f.name)) for f in form.fields
             if isinstance(f.meaning, CanHandle) and f.meaning.activity == activity]  # fmt: skip
    return sorted(rungs, key=lambda rung: rung.meaning.low)


def _lowest_no(rungs: list[Rung]) -> Rung | None:
    return next((rung for rung in rungs if rung.picked == "no"), None)


def _of_ladder(rungs: list[Rung]) -> Iterator[Answer]:
    """The lowest no ends what is allowed; without one the highest yes does, and nothing above it was allowed."""
    refused, allowed = _lowest_no(rungs), [rung for rung in rungs if rung.picked == "yes"]
    if refused:
        most = MaxWeight(value=refused.meaning.low, scale=refused.meaning.scale)
        yield Answer(refused.meaning.activity, (most if refused.meaning.low else Never(),), (refused.field.name,))
    elif allowed:
        top = allowed[-1]
        limits = () if top.meaning.high is None else (MaxWeight(value=top.meaning.high, scale=top.meaning.scale),)
        yield Answer(top.meaning.activity, limits, (top.field.name,))


def _settled(rungs: list[Rung]) -> bool:
    """Answered up to a no or to the highest yes, without a doubt; an untouched row just below a no leaves it open."""
    if any(rung.doubted for rung in rungs):
        return False
    refused = _lowest_no(rungs)
    asked = [rung for rung in rungs if refused is None or rung.meaning.low < refused.meaning.low]
    below = [rung for rung in asked if rung.picked == "yes"]
    if refused is None:
        return bool(below)
    return refused.meaning.low == 0 or any(rung.meaning.high == refused.meaning.low for rung in below)
