"""A form of paper as a form on screen: its fields in their order, by section; and what an office answered there.

Made from the form's map alone. Nothing is answered beforehand, and what makes a paper incomplete is asked for here,
while the person who knows is still there: a section without a mark, a box beside "nothing to avoid", the birth date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.errors import BadInput
from forms.fields import Field, FormMap
from forms.meaning import Avoid, DateOf, LimitOf, NotAppropriate, NothingToAvoid, OtherToAvoid
from forms.values import Given, written

SIGNER = "signer"
AGREED = "agreed"
YES = "yes"


@dataclass(frozen=True)
class Part:
    """A section, or the fields between two of them. `says` is what the paper asks for there."""

    name: str
    title: str
    says: str
    fields: tuple[Field, ...]


def parts_of(form: FormMap) -> list[Part]:
    """What an office fills in, in the order of the paper; the signature is asked for at the end, apart."""
    parts: list[tuple[str | None, list[Field]]] = []
    for each in form.fields:
        if not _asked(each):
            continue
        if not parts or parts[-1][0] != each.section:
            parts.append((each.section, []))
        parts[-1][1].append(each)
    return [_part(number, section, tuple(fields)) for number, (section, fields) in enumerate(parts)]


def answers_of(form: FormMap, given: Mapping[str, str]) -> tuple[dict[str, Given], dict[str, str]]:
    """The values of the fields, and what is wrong, by the field's name (a section's for the whole of it)."""
    answers: dict[str, Given] = {}
    wrong: dict[str, str] = {}
    for each in filter(_asked, form.fields):
        said = given.get(each.name, "").strip()
        answers[each.name] = _value(each, said)
        if said and not _fits(each, answers[each.name]):
            wrong[each.name] = NOT_SO[each.kind]
        elif each.required and not said:
            wrong[each.name] = "This is needed; without it the form cannot be used."
    return answers, wrong | _sections(form, answers) | _signing(given)


def named_in(form: FormMap, message: str) -> str:
    """The field that a message about one speaks of; the signature's if none."""
    return next((each.name for each in form.fields if each.name in message.split()), SIGNER)


NOT_SO = {
    "date": "There is no such day. Correct the date.",
    "digits": "Write a number, as 4 or 2.5.",
    "radio": "Choose one of these.",
    "text": "This has signs that do not print. Type it again.",
    "check": "Tick it, or leave it.",
}


def _asked(field: Field) -> bool:
    dated = isinstance(field.meaning, DateOf) and field.meaning.what == "signed_date"  # the day on which it is sent
    return field.writer == "office" and field.kind != "signature" and not dated


def _part(number: int, section: str | None, fields: tuple[Field, ...]) -> Part:
    if section is None:
        return Part(f"part-{number}", "", "", fields)
    title = fields[0].tip.split(":")[0].split(",")[0]
    says = next((each.tip.split(":")[0].partition(", ")[2] for each in fields if ", " in each.tip.split(":")[0]), "")
    return Part(section, title, says, fields)


def _value(field: Field, said: str) -> Given:
    return said == YES if field.kind == "check" else said or None


def _fits(field: Field, value: Given) -> bool:
    try:
        text = written(field, value)
    except BadInput:
        return False
    return not (field.kind == "digits" and field.cells and isinstance(text, str) and len(text) > field.cells)


def _sections(form: FormMap, answers: Mapping[str, Given]) -> dict[str, str]:
    """A section says something, and not both; unless the whole program is said not to be appropriate."""
    wrong: dict[str, str] = {}
    if any(isinstance(f.meaning, NotAppropriate) and answers.get(f.name) for f in form.fields):
        return wrong
    for none in (f for f in form.fields if isinstance(f.meaning, NothingToAvoid)):
        mine = [f for f in form.fields if f.section == none.section and answers.get(f.name)]
        marks = [f for f in mine if isinstance(f.meaning, Avoid | OtherToAvoid | LimitOf)]
        if answers.get(none.name) and marks:
            wrong[none.section or none.name] = f"“{none.label}” is ticked, and so is something else. Leave one of them."
        elif not mine:
            wrong[none.section or none.name] = f"Tick what to avoid, or “{none.label}”."
    return wrong | _numbers(form, answers)


def _numbers(form: FormMap, answers: Mapping[str, Given]) -> dict[str, str]:
    """A number refines a box: without the box nobody can tell what it means."""
    return {
        each.name: "This number belongs to a box that is not ticked. Tick that box, or take the number away."
        for each in form.fields
        if isinstance(each.meaning, LimitOf) and answers.get(each.name) and not answers.get(each.meaning.of)
    }


def _signing(given: Mapping[str, str]) -> dict[str, str]:
    wrong = (
        {} if given.get(SIGNER, "").strip() else {SIGNER: "Type your name: it stands where a pen would have signed."}
    )
    return wrong if given.get(AGREED) == YES else wrong | {AGREED: "Tick this, or fill the form in on paper."}
