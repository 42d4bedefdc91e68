"""Why a row of a mailing is bad: a code for programs, a sentence for persons. None holds a name or a value."""

from __future__ import annotations

from datetime import date
from typing import Final

from cases.releases import Release, packet_refusals, release_refusals

NO_CASE: Final = "no_case"
UNKNOWN_CASE: Final = "unknown_case"
AMBIGUOUS_CASE: Final = "ambiguous_case"
CLOSED_CASE: Final = "closed_case"
BAD_DATE: Final = "bad_date"
NO_PROVIDER: Final = "no_provider"
NO_JOB: Final = "no_job"
NO_TASKS: Final = "no_tasks"
NO_ADDRESS: Final = "no_address"
BAD_ADDRESS: Final = "bad_address"
UNCONFIRMED: Final = "unconfirmed_address"
SENT_BEFORE: Final = "sent_before"
BAD_CHANNEL: Final = "bad_channel"
DUPLICATE: Final = "duplicate_of"
NOT_MADE: Final = "not_made"

_DAY: Final = date(2000, 1, 2)
_BROKEN: Final = (  # between them they break every rule there is
    Release(provider="another", signed=False),
    Release(provider="this", signed_on=date(2000, 1, 3), expires_on=date(2000, 1, 1), revoked_on=date(2000, 1, 1)),
)
_OF_RELEASES: Final = {
    refusal.code: refusal.sentence
    for refusals in (packet_refusals((), "this", _DAY), *(release_refusals(each, "this", _DAY) for each in _BROKEN))
    for refusal in refusals
}
SENTENCES: Final[dict[str, str]] = {
    **_OF_RELEASES,
    NO_CASE: "The row names no case: write its case id, its claim number, or employee number and injury date.",
    UNKNOWN_CASE: "No case on file is the one that this row names; all that it says of its case has to agree.",
    AMBIGUOUS_CASE: "More than one case on file fits this row; name it by its case id.",
    CLOSED_CASE: "The case is closed.",
    BAD_DATE: "The injury date cannot be read; write it as 2026-11-02 or 11/02/2026.",
    NO_PROVIDER: "The case names no provider, or no single provider on file is the one that this row names.",
    NO_JOB: "The case names no job, or no single job on file is the one that this row names.",
    NO_TASKS: "The job has no task assessment to enclose; describe its tasks first.",
    NO_ADDRESS: "The provider on file has no address for this way of sending.",
    BAD_ADDRESS: "The provider's fax number or e-mail address cannot be used; a number has ten digits.",
    UNCONFIRMED: "No second person has confirmed the provider's fax number or e-mail address.",
    SENT_BEFORE: "A packet of this case went to this provider and is not answered; set “again” if it is meant.",
    BAD_CHANNEL: "The way of sending cannot be read; write “e-mail”, “fax” or “print”.",
    DUPLICATE: "The same case and provider stand in an earlier row.",
    NOT_MADE: "The packet could not be made; the log of the worker says where it failed.",
}


def duplicate_of(number: int) -> str:
    """The code of a row that says what row `number` has said already."""
    return f"{DUPLICATE}:{number}"


def sentence(code: str) -> str:
    """A code's sentence; one that only a later version gives is shown as it is."""
    word, _, number = code.partition(":")
    said = SENTENCES.get(word, f"It was refused: {word}.")
    return said.replace("an earlier row", f"row {number}") if number else said
