"""What the fillers of letters share: a letter's own part of the heading, and the modified work that is being done.

A filler is a pure function: facts of a case in, the values of one letter's variables out, for `letters.render`. It
returns what the catalogue lists for the letter and nothing else.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from cases.restrictions import Model
from generate.headings import Heading, for_letter
from templates.catalogue import Row, letter

Values = dict[str, object]


class Assigned(Model):
    """Modified work as it is done: its title, its days, hours and shift in words, the first day.

    `days`: calendar days so far, all stretches together (domain 9), counted by whoever keeps the log.
    """

    position: str
    schedule: str
    since: date
    days: int = Field(ge=1)


class Accommodation(Model):
    """What the employer changes, from when and through when. The employer's words, never the provider's."""

    accommodation: str
    first: date
    last: date | None = None


def headed(letter_id: str, heading: Heading) -> Values:
    """The heading, as far as this letter may show it."""
    names = {variable.name for variable in letter(letter_id).variables}
    return {name: value for name, value in for_letter(heading).items() if name in names}


__all__ = ["Accommodation", "Assigned", "Row", "Values", "headed"]
