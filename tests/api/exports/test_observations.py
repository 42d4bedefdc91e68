"""A confirmed restriction as an Observation: valid R4 whatever its limits, with the number and unit as printed."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest

from api.exports.fhir.observations import Confirmed, observation
from api.exports.fhir.systems import reference
from cases import restrictions as r
from cases.restrictions import Restriction, Review, Strength
from tests.api.exports import r4

SET, REPLY, WORKER = (uuid.UUID(int=n) for n in (1, 2, 3))
LIMITS = [
    (r.Never(), {"valueBoolean": True}),
    (r.MaxWeight(value=10), ("<=", 10, "[lb_av]")),
    (r.MaxWeight(value=4.5, unit="kg", operator="<", frequency="frequent", lift_zone="floor"), ("<", 4.5, "kg")),
    (r.MaxWeight(value=0), ("<=", 0, "[lb_av]")),
    (r.MaxForce(value=20), ("<=", 20, "[lbf_av]")),
    (r.MaxForce(value=20, unit="kg"), ("<=", 20, "kgf")),
    (r.MaxContinuous(minutes=30), ("<=", 30, "min")),
    (r.MaxDaily(hours=2.5), ("<=", 2.5, "h/d")),
    (r.MaxReps(count=5, per="hour"), ("<=", 5, "/h")),
    (r.MaxReps(count=5, per="day"), ("<=", 5, "/d")),
    (r.MaxDistance(metres=100), ("<=", 100, "m")),
    (r.MaxSteps(count=12), ("<=", 12, "{steps}")),
    (r.Prolonged(), {"valueBoolean": True}),
    (r.Environment(prohibited=True), {"valueBoolean": False}),
    (r.Required(what="a helper"), {"valueString": "a helper"}),
    (r.FreeText(text="seated tasks"), {"valueString": "seated tasks"}),
]  # fmt: skip


def made(*limits, medical=True, **more):
    """The resource of a restriction."""
    said = Restriction(**({"activity": "lift", "limits": limits, "review": Review.CONFIRMED} | more))
    moment = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
    origin = reference(REPLY, "QuestionnaireResponse")
    return observation(
        Confirmed(said, 0, SET, moment, reference(WORKER, "Patient"), None, origin), medical=medical
    )  # fmt: skip


@pytest.mark.parametrize(("limit", "expected"), LIMITS, ids=lambda v: getattr(v, "kind", None))
def test_every_kind_of_limit_has_its_unit(limit, expected) -> None:
    """UCUM; the comparator that is still allowed; zero stays zero."""
    found = made(limit)

    assert r4.problems(found) == []
    value = found["component"][0]
    if isinstance(expected, dict):
        assert expected.items() <= value.items()
    else:
        quantity = value["valueQuantity"]
        assert (quantity["comparator"], quantity["value"], quantity["code"]) == expected


def test_a_range_is_in_the_unit_printed() -> None:
    """40 to 90 °F is a range of degrees Fahrenheit; a range that was left open is not known, and so not permitted."""
    (value, *_) = made(r.Environment(low=40, high=90, unit="°F"), activity="heat")["component"]
    (open_one, *_) = made(r.Environment(), activity="heat")["component"]

    assert value["valueRange"]["high"] == {
        "value": 90, "unit": "°F", "system": "http://unitsofmeasure.org", "code": "[degF]"
    }  # fmt: skip
    assert "dataAbsentReason" in open_one
    assert not any(key.startswith("value") for key in open_one)


def test_it_says_from_when_whose_and_by_what() -> None:
    """Period, side, strength, class of a printed scale, and the reply it rests on."""
    found = made(
        r.MaxBand(band="occasional", scale="dot"), side="left", strength=Strength.TOLERANCE,
        effective_from=date(2026, 11, 1), effective_through=date(2026, 11, 30), body_part="wrist", qualifier="repeated",
    )  # fmt: skip

    assert r4.problems(found) == []
    assert found["effectivePeriod"] == {"start": "2026-11-01", "end": "2026-11-30"}
    assert found["derivedFrom"] == [{"reference": REPLY.urn, "type": "QuestionnaireResponse"}]
    assert found["component"][0]["valueCodeableConcept"]["coding"][0]["system"] == "urn:workslip:fhir:scale:dot"
    assert found["bodySite"] == {"text": "wrist"}


def test_outside_the_medical_tier_words_and_treatment_are_masked() -> None:
    """That there is a limit stays; what it says of a person's body or medicine goes."""
    said = made(r.FreeText(text="ZQX"), r.Never(), medical=False, body_part="ZQX", qualifier="ZQX")
    medicine = made(r.Never(), medical=False, activity="medication_drowsy")

    assert "ZQX" not in str(said)
    assert r4.problems(said) == r4.problems(medicine) == []
    assert said["component"][0]["dataAbsentReason"]["coding"][0]["code"] == "masked"
    assert "medication" not in str(medicine)
    assert "component" not in medicine
