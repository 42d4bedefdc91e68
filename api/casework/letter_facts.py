"""What a letter says that the case does not hold: asked for by name, and nothing is written while a fact is missing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from api.casework.words import NO_TRUTH, Line, Text, Written
from cases.errors import BadInput
from cases.offers import OfferTerms


class Change(Written):
    """Something the employer changes for the worker, from when and through when."""

    accommodation: Line
    first: date
    last: date | None = None


class Looked(Written):
    """Other work that was looked at, and what was found."""

    work: Line
    found: Line


class Facts(Written):
    """Facts for one letter; which of them it takes, a refusal names. Nothing medical belongs here.

    What an offer that stands says already (position, schedule, supervisor, first day, review) need not be said again.
    """

    position: Line | None = None
    schedule: Line | None = Field(default=None, description="Days, hours and shift, in words.")
    supervisor_name: Line | None = None
    accommodations: list[Change] | None = Field(default=None, max_length=50, description="An empty list: none.")
    review_date: date | None = None
    work_status: Line | None = Field(default=None, description="At what work the worker is.")
    abilities: list[Line] | None = Field(default=None, max_length=50, description="By default from the reports.")
    prognosis: Text | None = Field(default=None, description="By default from the reports.")
    next_update_date: date | None = None
    to_discuss: list[Line] | None = Field(default=None, max_length=50)
    assignment_end: date | None = None
    notified: list[Line] | None = Field(default=None, min_length=1, max_length=50)
    first_sent: date | None = None
    first_sent_to: Line | None = Field(default=None, description="How and where to: “fax to 555-010-0170”.")
    answer: Literal["accepted", "declined", "none", "open"] | None = None
    answered_on: date | None = None
    open_through: date | None = None
    assigned_since: date | None = None
    modified_days: Annotated[int, Field(ge=1, le=3660), NO_TRUTH] | None = Field(
        default=None, description="All stretches together."
    )
    alternatives: list[Looked] | None = Field(default=None, min_length=1, max_length=50)
    talk_date: Line | None = None
    meeting_date: Line | None = None
    meeting_place: Line | None = None
    invited: list[Line] | None = Field(default=None, min_length=1, max_length=50)
    proposed_position: Line | None = None
    copies: list[Line] | None = Field(default=None, max_length=50)


class Known:
    """The facts that were given, and behind them those of an offer."""

    def __init__(self, facts: Facts, terms: OfferTerms | None = None) -> None:
        self._given = {name: value for name, value in facts if value is not None}
        self._offered = _of(terms) if terms else {}

    def get(self, name: str) -> Any:  # noqa: ANN401 - a fact of any kind
        """A fact, or None."""
        return self._given.get(name, self._offered.get(name))

    def need(self, *names: str) -> list[Any]:
        """The facts of these names. Raises BadInput naming every one that is missing."""
        missing = tuple(name for name in names if self.get(name) is None or self.get(name) == "")
        if missing:
            raise BadInput(
                f"This letter says what the case does not hold. Give these facts: {', '.join(missing)}.",
                code="missing_facts",
                reasons=missing,
            )
        return [self.get(name) for name in names]


def _of(terms: OfferTerms) -> dict[str, Any]:
    return {
        "position": terms.position,
        "schedule": terms.schedule,
        "supervisor_name": terms.supervisor_name,
        "assigned_since": terms.start_date,
        "review_date": terms.end_date,
    }
