"""A reply as a QuestionnaireResponse, and a QuestionnaireResponse as the readings of a form.

    response(form, readings, …)  ->  QuestionnaireResponse
    readings_of(form, response)  ->  readings, and from there what the reader itself would say: report_of

What is in doubt or never arrived has no answer and says so (`data-absent-reason`): temp-unknown, unknown, or masked. An
item without an answer and without that extension is a field in which surely nothing stands. Coming back, whatever is
not plainly an answer of that field is in doubt, and what is not there at all never arrived: neither is ever "allowed".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from api.exports.fhir.questionnaires import canonical, options_system
from api.exports.fhir.systems import ABSENT, READ_FROM, WHY, Resource, coding, without_none
from api.exports.fhir.tiers import is_medical
from cases.errors import BadInput
from cases.restrictions import Report
from extract.formats import highest
from extract.restrictions import derive
from forms.fields import Field, FormMap
from forms.readings import REASONS, Reading, ReadingStatus, Source

Readings = Mapping[str, Reading]
NO_ANSWER: Final = {ReadingStatus.REVIEW: "temp-unknown", ReadingStatus.MISSING: "unknown"}
FINISHED: Final = ("completed", "amended")


# --- out --------------------------------------------------------------------------------------------------------------


def response(form: FormMap, readings: Readings, *, medical: bool, **about: Any) -> Resource:  # noqa: ANN401 - JSON
    """The answers of a reply. `about` is what the resource says of itself: id, status, subject, authored, …

    Without `medical` every answer that is for the medical tier is masked.
    """
    return without_none({
        "resourceType": "QuestionnaireResponse", **about, "questionnaire": canonical(form.form, form.edition),
        "item": [_item(form, f, readings[f.name], medical) for f in form.fields if f.name in readings],
    })  # fmt: skip


def _item(form: FormMap, field: Field, reading: Reading, medical: bool) -> Resource:
    item: Resource = {"linkId": field.name}
    answer = _answer(form, field, reading)
    if answer is not None and is_medical(field) and not medical:
        return item | {"extension": [{"url": ABSENT, "valueCode": "masked"}]}
    said = [{"url": READ_FROM, "valueCode": reading.source.value}]
    if reading.status in NO_ANSWER:
        said += [{"url": ABSENT, "valueCode": NO_ANSWER[reading.status]}]
        said += [{"url": WHY, "valueCode": reading.reason}] if reading.reason else []
    return item | {"extension": said} | ({"answer": [answer]} if answer is not None else {})


def _answer(form: FormMap, field: Field, reading: Reading) -> Resource | None:
    value = reading.value
    if reading.status is not ReadingStatus.ACCEPTED or value is None or (isinstance(value, str) and not value.strip()):
        return None
    match field.kind:
        case "check" | "signature":
            return {"valueBoolean": bool(value)}
        case "radio":
            label = next((o.label for o in field.options if o.value == value), None)
            return {"valueCoding": coding(options_system(form.form, field.name), str(value), label)}
        case "date":
            return {"valueDate": str(value)}
        case "digits":
            return {"valueDecimal": value}
        case _:
            return {"valueString": str(value)}


# --- back -------------------------------------------------------------------------------------------------------------


def report_of(form: FormMap, given: Resource, document: str) -> Report:
    """What a QuestionnaireResponse says about working, by the reader's own last stage (`extract.restrictions`)."""
    return derive(form, readings_of(form, given), document).report


def readings_of(form: FormMap, given: Resource) -> dict[str, Reading]:
    """The readings of a QuestionnaireResponse to this edition.

    Raises BadInput if it answers another form, is not finished, asks what the form does not, or carries a modifier:
    an extension that changes the meaning of what stands beside it, and that we do not know.
    """
    _require_ours(form, given)
    found: dict[str, Reading] = {}
    for item in _items(given):
        field = form.by_name.get(item.get("linkId", ""))
        if field is None:
            raise BadInput("It answers a question that the form does not ask.", code="unknown_fields")
        again = field.name in found
        found[field.name] = _doubtful(form, field, "two_marks") if again else _reading(form, field, item)
    return {f.name: found.get(f.name) or _absent(form, f) for f in form.fields}


def _require_ours(form: FormMap, given: Resource) -> None:
    if given.get("resourceType") != "QuestionnaireResponse" or given.get("status") not in FINISHED:
        raise BadInput("This is no finished QuestionnaireResponse.", code="not_a_response")
    if given.get("questionnaire") != canonical(form.form, form.edition):
        raise BadInput("It answers another form, or another edition of it.", code="another_form")
    if any("modifierExtension" in part for part in (given, *_items(given))):
        raise BadInput("It carries a modifier extension, which may turn an answer around.", code="modified")


def _items(within: Resource) -> Iterator[Resource]:
    """Every item, those of groups and of answers too."""
    for item in within.get("item", ()):
        yield item
        yield from _items(item)
        for answer in item.get("answer", ()):
            yield from _items(answer)


def _reading(form: FormMap, field: Field, item: Resource) -> Reading:
    said = {each.get("url"): each.get("valueCode") for each in item.get("extension", ())}
    answers = item.get("answer", ())
    source = Source(said[READ_FROM]) if said.get(READ_FROM) in set(Source) else Source.PERSON
    why = said.get(WHY) if said.get(WHY) in REASONS else None
    if ABSENT in said:
        return _absent(form, field, source, why) if said[ABSENT] == "unknown" else _doubtful(form, field, why, source)
    if len(answers) > 1:
        return _doubtful(form, field, "two_marks")
    if not answers:
        plain = field.kind not in ("check", "signature")  # a box is ticked or not: silence about it tells neither
        return _accepted(form, field, None, source) if plain else _doubtful(form, field, why, source)
    known, value = _value(form, field, answers[0])
    return _accepted(form, field, value, source) if known else _doubtful(form, field, "unfit_value", source)


def _value(form: FormMap, field: Field, answer: Resource) -> tuple[bool, bool | float | str | None]:
    """Whether the answer is one of this field's, and its value."""
    match field.kind, answer:
        case "check" | "signature", {"valueBoolean": bool(value)}:
            return True, value
        case "radio", {"valueCoding": {"system": system, "code": code}}:
            ours = system == options_system(form.form, field.name) and code in {o.value for o in field.options}
            return ours, code if ours else None
        case "date", {"valueDate": str(value)}:
            return _is_day(value), value
        case "digits", {"valueDecimal": int() | float() as value}:
            most = highest(field)
            return not isinstance(value, bool) and 0 <= value <= (most or float("inf")), float(value)
        case "text", {"valueString": str(value)}:
            return True, value
    return False, None


def _is_day(value: str) -> bool:
    """A whole date: FHIR also writes a month or a year alone."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _accepted(form: FormMap, field: Field, value: bool | float | str | None, source: Source) -> Reading:
    return _made(form, field, source, ReadingStatus.ACCEPTED, value=value)


def _doubtful(form: FormMap, field: Field, why: str | None, source: Source = Source.PERSON) -> Reading:
    return _made(form, field, source, ReadingStatus.REVIEW, reason=why)


def _absent(form: FormMap, field: Field, source: Source = Source.PERSON, why: str | None = None) -> Reading:
    return _made(form, field, source, ReadingStatus.MISSING, reason=why)


def _made(form: FormMap, field: Field, source: Source, status: ReadingStatus, **more: Any) -> Reading:  # noqa: ANN401
    place = form.places_of(field.name)[0]
    sure = 1.0 if status is ReadingStatus.ACCEPTED else 0.0
    return Reading(status=status, confidence=sure, source=source, page=place.page, box=place.box, **more)
