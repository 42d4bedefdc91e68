"""A field of a form as the review shows it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from api.casework.replies import FieldShown
from extract import crops


@dataclass(frozen=True)
class Choice:
    """One answer that a field can have: what the form sends for it, and what a person reads."""

    value: str
    words: str


@dataclass(frozen=True)
class Asked:
    """A field as the page shows it: `title` tells it from all others, `number` is its place among the doubtful ones;
    `choices` unless it is typed; `stood` is what the page was made from, by which a later change is noticed."""

    field: FieldShown
    title: str
    stood: str
    choices: list[Choice]
    number: int | None = None
    blank: str | None = None
    by: str = ""
    says: str = ""

    @property
    def crop(self) -> tuple[int, int]:
        """Width and height of its picture, so that nothing moves on the page when it arrives."""
        return crops.pixels(crops.shown(math.inf, math.inf, self.field.box))
