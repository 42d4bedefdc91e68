"""What an offer of modified duty says, item by item (domain 5 core checklist; 004 step 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from pydantic import Field

from cases.demands import Assignment
from cases.errors import Refused
from cases.restrictions import Model, Number

TRAINING: Final = (
    "You will be given only tasks that stay within the restrictions in this report and within your knowledge and "
    "skills. Training will be given for any task that needs it."
)
REFUSAL: Final = (
    "You are free to accept or to decline. Declining work that fits your restrictions may affect workers' "
    "compensation benefits; the carrier or the compensation board can tell you how."
)
ACCOMMODATION: Final = (
    "This offer does not take away rights under the Americans with Disabilities Act or the Family and Medical Leave "
    "Act. If you need another accommodation, or leave instead, please tell us."
)

# What stands in a letter when nobody has decided yet (001 appendix D offers some of these as choices; domain 9).
UNDECIDED_WORDS: Final = frozenset(
    {
        "", "?", "-", "n/a", "none", "tbd", "tba", "undecided", "unknown", "not known", "not decided", "open",
        "pending", "later", "to be determined", "to be announced", "unknown at this time", "state unknown at this time",
        "typical", "typical for this position",
    }
)  # fmt: skip


class OfferTerms(Model):
    """What an offer says, item by item of the core checklist (domain 5). Texts as printed; hours a day, days a week.

    `end_date` is the last day, or the day of review if `ends_in_review`. `report_document` is the report relied on.
    `answer_how` says how to accept or decline, `answer_by` until when.
    """

    worker_name: str = ""
    claim_number: str = ""
    letter_date: date | None = None
    sent_by: str = ""
    position: str = ""
    duties: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()  # physical and time requirements, a line each
    location: str = ""
    schedule: str = ""  # days, hours and shift, in words
    hours_per_day: Number | None = Field(default=None, gt=0, le=24)
    days_per_week: Number | None = Field(default=None, gt=0, le=7)
    overtime: bool | None = None
    wage: str = ""
    start_date: date | None = None
    end_date: date | None = None
    ends_in_review: bool = False
    supervisor_name: str = ""
    report_document: str = ""
    report_provider: str = ""
    report_date: date | None = None
    stop_work_contact: str = ""
    answer_by: date | None = None
    answer_how: str = ""
    training: str = TRAINING
    refusal: str = REFUSAL
    accommodation: str = ACCOMMODATION
    copies: tuple[str, ...] = ()
    open_through: date | None = None  # how long the work stays open; by default until `answer_by`
    enclosed: tuple[str, ...] = ()  # papers that go along, by the words of `cases.programs.jurisdictions`
    confirmed: tuple[str, ...] = ()  # what a person has confirmed by hand, by the codes of the pack
    restrictions_received: date | None = None
    provider_approved: date | None = None  # the day the provider approved the description of this work
    wage_share: Number | None = Field(default=None, ge=0)  # of the wage on the day of the injury; 1 = the same

    @property
    def stands_through(self) -> date | None:
        """The last day on which the work can be accepted."""
        return max((day for day in (self.open_through, self.answer_by) if day), default=None)


def assignment_of(terms: OfferTerms, provided: Iterable[str] = (), not_provided: Iterable[str] = ()) -> Assignment:
    """The assignment these terms describe, for matching. Refused without a first day."""
    if terms.start_date is None:
        raise Refused("The offer has no first day, so it cannot be matched.", code="missing_start_date")
    return Assignment(
        start=terms.start_date,
        end=terms.end_date,
        hours_per_day=terms.hours_per_day,
        days_per_week=terms.days_per_week,
        overtime=terms.overtime,
        provided=tuple(provided),
        not_provided=tuple(not_provided),
    )


def missing(value: object) -> bool:
    """Nothing there, or only words that say that nobody has decided."""
    if value is None:
        return True
    if isinstance(value, tuple):
        return not value or any(missing(each) for each in value)
    return isinstance(value, str) and " ".join(value.casefold().split()).rstrip(".") in UNDECIDED_WORDS
