"""The worker's answer to an offer: accepted, declined, or none by the day named. No answer is never "declined".

Neutral by rule: an answer says what and when, never why in anybody's words (codes only, nothing medical).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, Literal

from cases.errors import BadInput
from cases.offers.terms import OfferTerms
from cases.programs.jurisdictions.pack import Pack
from cases.programs.jurisdictions.worked import FMLA
from cases.restrictions import Model

OfferState = Literal["open", "accepted", "declined", "no_answer", "withdrawn", "superseded"]
PaperState = Literal["due", "late", "done", "done_late"]


class Kind(StrEnum):
    """What was answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class How(StrEnum):
    """The way an answer came; only a signed slip is the paper that the file wants (004 checklist)."""

    SIGNED_SLIP = "signed_slip"
    SIGNED_LETTER = "signed_letter"
    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    EMAIL = "email"
    OTHER = "other"


class Why(StrEnum):
    """Why an offer was declined, as far as the worker said so, without medical content."""

    NOT_STATED = "not_stated"
    REGULAR_JOB = "regular_job"  # wants the job held before, or waits for it
    DUTIES = "duties"
    SCHEDULE = "schedule"
    PLACE = "place"
    TRAVEL = "travel"
    WAGE = "wage"
    LEAVE = "leave"  # stays on leave that remains (29 CFR 825.220(d))
    ASKS_PROVIDER = "asks_provider"  # wants to see the provider first
    ACCOMMODATION = "accommodation"  # needs another accommodation
    OTHER = "other"


class Answer(Model):
    """An answer as it was given. `day` is when the worker gave it, not when somebody wrote it down."""

    kind: Kind
    day: date
    how: How
    why: tuple[Why, ...] = ()


def check_answer(answer: Answer, terms: OfferTerms, today: date) -> None:
    """Raise BadInput for an answer that cannot have been given so: before the letter, tomorrow, accepted "because"."""
    if answer.day > today:
        raise BadInput("The answer lies in the future; look at its date again.", code="answer_in_future")
    if terms.letter_date is not None and answer.day < terms.letter_date:
        raise BadInput("The answer is older than the letter; look at its date again.", code="answer_before_offer")
    if answer.kind is Kind.ACCEPTED and answer.why:
        raise BadInput("Reasons belong to an offer that was declined.", code="reasons_of_acceptance")


def offer_state(
    terms: OfferTerms, answer: Answer | None, today: date, *, withdrawn: bool = False, superseded: bool = False
) -> OfferState:
    """Where an offer stands. What the worker answered counts, also when it came late or the offer has gone since."""
    if answer is not None:
        return "accepted" if answer.kind is Kind.ACCEPTED else "declined"
    if withdrawn:
        return "withdrawn"
    if superseded:
        return "superseded"
    return "no_answer" if terms.answer_by is not None and today > terms.answer_by else "open"


def is_late(answer: Answer, terms: OfferTerms) -> bool:
    """Given after the day named. It is kept all the same."""
    return terms.answer_by is not None and answer.day > terms.answer_by


def binds(answer: Answer, terms: OfferTerms) -> bool:
    """Whether an acceptance makes an assignment: given while the work stood open, and before it was to end."""
    through = terms.stands_through
    in_time = through is not None and answer.day <= through
    return answer.kind is Kind.ACCEPTED and in_time and (terms.end_date is None or answer.day <= terms.end_date)


def answer_paper(offered: date, today: date, filed: date | None) -> PaperState:
    """The signed acceptance or refusal, the same day as the offer (004 checklist). `filed`: the day it was."""
    if filed is not None:
        return "done" if filed <= offered else "done_late"
    return "due" if today <= offered else "late"


def reissue_due(pack: Pack, terms: OfferTerms, state: OfferState) -> date | None:
    """From which day the work is offered again where the law wants to see it still available; None: not here.

    Only work that was not taken is offered again.
    """
    if pack.reissue_days is None or terms.letter_date is None or state not in ("open", "no_answer", "declined"):
        return None
    return date.fromordinal(terms.letter_date.toordinal() + pack.reissue_days)


SENTENCES: Final[dict[OfferState, str]] = {
    "open": "The offer waits for an answer.",
    "accepted": "The worker accepted the offer.",
    "declined": "The worker declined the offer. Whether that has any effect is not for the employer to say.",
    "no_answer": "No answer came by the day named. That is not a refusal; ask the worker.",
    "withdrawn": "The offer was taken back.",
    "superseded": "A newer offer stands in its place.",
}
LEAVE_NOTE: Final = f"{FMLA.says} ({FMLA.citation})"
