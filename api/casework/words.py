"""What is written to us, and what we show: unknown keys are refused, and so is what the database cannot hold."""

from __future__ import annotations

import math
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator

# The patterns say what stripping does, which a schema cannot. U+0085 is stripped, and no space to JavaScript.
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"[^\s\x85]")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
Reason = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=3, max_length=1000, pattern=r"[^\s\x85][\s\S]+[^\s\x85]")
]


def _no_truth(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return value


# Pydantic takes true for 1; a strict integer would refuse 5.0. Limits of one that may be null stand between the two:
# `Annotated[int, Field(ge=1), NO_TRUTH] | None`, or the schema tells them in words that are none of JSON Schema's.
NO_TRUTH = BeforeValidator(_no_truth)
Whole = Annotated[int, NO_TRUTH]


class Written(BaseModel):
    """A body somebody sends: no unknown keys (mass assignment), no NUL characters, no numbers that are none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        if not _storable(value):
            raise ValueError("it holds a NUL character or a number that is not finite")
        return value


class Shown(BaseModel):
    """An answer, made from a row."""

    model_config = ConfigDict(from_attributes=True)


def _storable(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, dict):
        return all(_storable(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return all(_storable(part) for part in value)
    return "\0" not in value if isinstance(value, str) else not isinstance(value, float) or math.isfinite(value)
