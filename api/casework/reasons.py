"""Why something waits for a person: a stable code, and the sentence that goes with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pydantic import BaseModel

from api.intake.doors.letters import REASONS as MAIL
from forms.readings import REASONS as READING

# What the reader cannot know: how a reply stands to our cases and copies, and why work is held back or over.
PLACING: Final[dict[str, str]] = {
    "unknown_copy": "The page code names a copy that we did not print.",
    "code_unverified": "The page code is not one of ours, or was changed.",
    "copy_revoked": "This copy was withdrawn before it came back.",
    "copy_superseded": "A newer copy of this form was sent meanwhile.",
    "second_version": "This copy came back before, and says something else now; neither replaces the other by itself.",
    "may_tighten": "It may ask for more than the restrictions in force; no new offer until a person has looked.",
    "entered": "A person entered it from the page; nothing was read by machine.",
    "opened_by_hand": "A coordinator asked for a new look at the case.",
    "outside": "A report forbids part of this work, whether or not anybody has confirmed it.",
    "may_be_outside": "An answer in doubt would forbid part of this work, if it means what it could.",
    "undecided": "What the offer rested on has changed before the work began.",
    "by_hand": "A person held the work back.",
    "does_not_fit": "The work does not fit the restrictions any more.",
    "superseded": "An offer in its place was accepted.",
    "answer_changed": "The worker's answer to the offer was changed.",
    "full_duty": "The worker is back at full duty.",
    "finished": "The work came to its planned end.",
    "job_changed": "The worker has another job now.",
    "left": "The worker has left.",
    "other": "For another reason, which is on file.",
    "not_ours": "A person found that these pages need nothing: a cover sheet, an advertisement.",
}


class Reason(BaseModel):
    """A reason and what it means."""

    code: str
    sentence: str


def reasons_of(codes: Iterable[str]) -> list[Reason]:
    """The codes with their sentences."""
    return [Reason(code=code, sentence=sentence(code)) for code in codes]


def sentence(code: str) -> str:
    """The sentence of one code."""
    return READING.get(code) or PLACING.get(code) or MAIL.get(code) or "It needs a look."
