"""A confirmed restriction as an Observation: the activity is its code, each limit a component with a UCUM quantity.

Weights are "[lb_av]" or "kg", forces "[lbf_av]" or "kgf", times "min" (at one time) and "h/d" (in a day), repetitions
"/h" or "/d", distances "m". A number keeps the unit that was printed and the comparator that is still allowed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api.exports.fhir.code_systems import LIMITS, OTHERS, STRENGTHS
from api.exports.fhir.systems import (
    ACTIVITY,
    FREQUENCY,
    LIFT_ZONE,
    LIMIT,
    OVER_HOURS,
    PRINTED_SCALE,
    SCALE,
    SIDE,
    STRENGTH,
    UCUM,
    UNLESS,
    Resource,
    concept,
    derived_id,
    instant,
    without_none,
)
from api.exports.fhir.tiers import holds_words, is_medical_restriction
from cases import restrictions as r
from cases import words
from cases.restrictions import Restriction, Review

_WHY_ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
MASKED: Final = concept(_WHY_ABSENT, "masked", "Masked")
UNSTATED: Final[Resource] = {"dataAbsentReason": concept(_WHY_ABSENT, "unknown", "Unknown")}
COUNTING: Final = (Review.CONFIRMED, Review.CORRECTED)  # an extracted one is nobody's word yet, a rejected one no word
_WEIGHT: Final = {"lb": "[lb_av]", "kg": "kg"}
_FORCE: Final = {"lb": ("lbf", "[lbf_av]"), "kg": ("kgf", "kgf")}
_PRINTED: Final = {"°F": "[degF]", "F": "[degF]", "°C": "Cel", "C": "Cel", "dBA": "dB[SPL]", "dB": "dB[SPL]"}


@dataclass(frozen=True)
class Confirmed:
    """One restriction of a confirmed report, and what it is tied to. `derived_from` are the response or document."""

    restriction: Restriction
    number: int  # its place in the report, from 0
    set_id: uuid.UUID
    confirmed_at: datetime
    subject: Resource
    performer: Resource | None
    derived_from: Resource


def observation_id(set_id: uuid.UUID, number: int) -> uuid.UUID:
    """The id of a restriction's resource: the same whenever it is exported."""
    return derived_id("Observation", set_id, number)


def observation(one: Confirmed, *, medical: bool) -> Resource:
    """The Observation of a restriction. Without `medical`, words and what tells of a treatment are masked."""
    said = one.restriction
    hidden = is_medical_restriction(said) and not medical
    return without_none({
        "resourceType": "Observation",
        "id": str(observation_id(one.set_id, one.number)),
        "status": "corrected" if said.review is Review.CORRECTED else "final",
        "code": {"text": "A limit that is in the medical file"} if hidden else _code(said, medical),
        "subject": one.subject,
        "effectivePeriod": _period(said),
        "issued": instant(one.confirmed_at),
        "performer": [one.performer] if one.performer else None,
        "bodySite": {"text": said.body_part} if said.body_part and medical else None,
        "derivedFrom": [one.derived_from],
        "dataAbsentReason": MASKED if hidden else None,
        "component": [] if hidden else list(_components(said, medical)),
    })  # fmt: skip


def _code(said: Restriction, medical: bool) -> Resource:
    name = words.sentence_case(words.activity(said.activity))
    full = words.sentence_case(words.restriction(said))
    return concept(ACTIVITY, said.activity, name, full if medical else name)


def _period(said: Restriction) -> Resource | None:
    start, end = said.effective_from, said.effective_through
    found = without_none({"start": start and start.isoformat(), "end": end and end.isoformat()})
    return found or None


def _components(said: Restriction, medical: bool) -> Iterator[Resource]:
    for limit in said.limits:
        shown = {"dataAbsentReason": MASKED} if holds_words(limit) and not medical else _value(limit)
        yield {"code": concept(LIMIT, limit.kind, LIMITS[limit.kind])} | shown
    strength = concept(STRENGTH, said.strength.value, STRENGTHS[said.strength])
    yield {"code": concept(LIMIT, "strength", OTHERS["strength"]), "valueCodeableConcept": strength}
    for each in said.together:
        with_it = concept(ACTIVITY, each, words.sentence_case(words.activity(each)))
        yield {"code": concept(LIMIT, "together", OTHERS["together"]), "valueCodeableConcept": with_it}
    side = concept(SIDE, said.side, words.sentence_case(said.side))
    yield {"code": concept(LIMIT, "side", OTHERS["side"]), "valueCodeableConcept": side}
    if said.qualifier and medical:
        yield {"code": {"text": "Qualifier"}, "valueString": said.qualifier}


def _value(limit: r.Limit) -> Resource:
    match limit:
        case r.Never() | r.Prolonged():
            return {"valueBoolean": True}
        case r.MaxWeight(value=value, unit=unit, operator=operator):
            return _how_often(limit) | {"valueQuantity": _quantity(value, unit, _WEIGHT[unit], operator)}
        case r.MaxForce(value=value, unit=unit, operator=operator):
            return _how_often(limit) | {"valueQuantity": _quantity(value, *_FORCE[unit], operator)}
        case r.MaxContinuous(minutes=minutes):
            return {"valueQuantity": _quantity(minutes, "min", "min")}
        case r.MaxHourly(minutes=minutes):
            return {"valueQuantity": _quantity(minutes, "min an hour", "min/h")}
        case r.MaxDaily(hours=hours):
            return {"valueQuantity": _quantity(hours, "h a day", "h/d")}
        case r.MaxBand(band=band, scale=scale):
            return {"valueCodeableConcept": concept(SCALE + scale, band)}
        case r.MaxReps(count=count, per=per):
            return {"valueQuantity": _quantity(count, f"times per {per}", f"/{per[0]}")}
        case r.MaxDistance(metres=metres):
            return {"valueQuantity": _quantity(metres, "m", "m")}
        case r.MaxSteps(count=count):
            return {"valueQuantity": _quantity(count, "steps", "{steps}")}
        case r.Environment():
            return _exposure(limit)
        case r.Required(what=what):
            return {"valueString": what}
        case r.FreeText(text=text):
            return {"valueString": text} if text.strip() else UNSTATED


def _quantity(value: float, unit: str, code: str, comparator: str = "<=") -> Resource:
    return {"value": value, "comparator": comparator, "unit": unit, "system": UCUM, "code": code}


def _how_often(limit: r.MaxWeight | r.MaxForce) -> Resource:
    """What narrows a load, beside its number."""
    zone = limit.lift_zone if isinstance(limit, r.MaxWeight) else None
    said = {FREQUENCY: limit.frequency, PRINTED_SCALE: limit.scale, LIFT_ZONE: zone, UNLESS: limit.unless}
    told = [{"url": url, "valueString": value} for url, value in said.items() if value]
    hours = [] if limit.over_hours is None else [{"url": OVER_HOURS, "valueDecimal": limit.over_hours}]
    return {"extension": [*told, *hours]}


def _exposure(limit: r.Environment) -> Resource:
    """Not at all, or the range that is permitted, in the unit printed. A range has no comparators (R4)."""
    if limit.prohibited:
        return {"valueBoolean": False}
    if limit.low is None and limit.high is None:
        return UNSTATED
    coded = {"system": UCUM, "code": _PRINTED[limit.unit]} if limit.unit in _PRINTED else {}
    unit = {"unit": limit.unit} if limit.unit else {}
    ends = {"low": limit.low, "high": limit.high}
    return {"valueRange": {end: {"value": v} | unit | coded for end, v in ends.items() if v is not None}}
