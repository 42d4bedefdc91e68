"""The one place where our errors become exit codes and RFC 9457 problems."""

from __future__ import annotations

from dataclasses import dataclass

from cases.errors import BadInput, Conflict, Forbidden, NotFound, Refused, TooLarge, Unavailable, WorkslipError


@dataclass(frozen=True)
class Outcome:
    """How one kind of error leaves the program."""

    exit_code: int
    http_status: int
    title: str


# Exit codes follow the habit of document tools: 0 done, 1 arguments, 2 input, 3 something is missing.
OUTCOMES: dict[type[WorkslipError], Outcome] = {
    BadInput: Outcome(2, 422, "The input cannot be used"),
    TooLarge: Outcome(2, 413, "Too large"),
    NotFound: Outcome(4, 404, "Not found"),
    Refused: Outcome(5, 409, "Refused"),
    Conflict: Outcome(6, 409, "Already decided or changed"),
    Forbidden: Outcome(7, 403, "Not allowed"),
    Unavailable: Outcome(3, 503, "Something we need is missing"),
    WorkslipError: Outcome(15, 500, "Something went wrong"),
}


def outcome_of(error: WorkslipError) -> Outcome:
    """The outcome of the nearest kind in the error's family."""
    return next(OUTCOMES[kind] for kind in type(error).__mro__ if kind in OUTCOMES)
