"""A number is a number: JSON's true is not one day a week."""

from __future__ import annotations

import types
import typing

import pytest
from pydantic import BaseModel, Strict, ValidationError

from cases import demands, restrictions
from cases.demands import Assignment
from cases.offers import terms
from cases.plans import plan
from cases.restrictions import Model

MODULES = (restrictions, demands, terms, plan)


def models() -> set[type[BaseModel]]:
    """The models of what people send us about restrictions, jobs, offers and plans."""
    found = {each for module in MODULES for each in vars(module).values() if isinstance(each, type)}
    return {each for each in found if issubclass(each, Model)}


def loose(annotation: object) -> bool:
    """Whether a float stands in the annotation that takes more than numbers."""
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return parts[0] is float and not any(isinstance(each, Strict) for each in parts[1:])
    if origin in (typing.Union, types.UnionType, tuple, list, dict):
        return any(loose(each) for each in parts)
    return annotation is float


@pytest.mark.parametrize("value", [True, False, "5"])
def test_what_is_no_number_is_refused(value: object) -> None:
    """pydantic would take true for 1.0 and "5" for 5.0, which no schema of ours says."""
    with pytest.raises(ValidationError):
        Assignment.model_validate({"start": "2026-11-30", "days_per_week": value})


def test_whole_numbers_are_numbers() -> None:
    """JSON writes 5.0 as 5."""
    assert Assignment.model_validate({"start": "2026-11-30", "days_per_week": 5}).days_per_week == 5.0


@pytest.mark.parametrize("model", sorted(models(), key=lambda each: each.__name__), ids=lambda each: each.__name__)
def test_every_number_of_a_model_is_strict(model: type[BaseModel]) -> None:
    """A new field for hours or pounds is `Number`, not `float`."""
    hints = typing.get_type_hints(model, include_extras=True)
    assert not [name for name in model.model_fields if loose(hints[name])]
