"""The ways to accommodate: complete as the source has them, and apart where they tell of a treatment."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cases.plans.accommodations import APPENDIX_G, WAYS
from cases.plans.plan import Accommodated, MedicalPart


def test_appendix_g_is_complete():
    """Eight temporary ways and two permanent ones, and assistance from sample program 1."""
    lasting = [way.lasts for way in WAYS.values() if way.source == APPENDIX_G]
    assert (lasting.count("temporary"), lasting.count("permanent")) == (8, 2)
    assert "assistance" in WAYS


def test_a_treatment_has_no_place_in_the_plan_part():
    """What tells of a treatment is refused by the plan part, by type; the medical part takes it."""
    for way in WAYS.values():
        if way.treatment:
            with pytest.raises(ValidationError):
                Accommodated(way=way.id)
            assert MedicalPart(treatment_ways=(way.id,)).treatment_ways == (way.id,)
        else:
            assert Accommodated(way=way.id).way == way.id
            with pytest.raises(ValidationError):
                MedicalPart(treatment_ways=(way.id,))
