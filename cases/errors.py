"""Errors are sentences to a person: what happened, why we refuse, what to do.

Family tree (each kind becomes an exit code and an RFC 9457 problem in exactly one place, `api/errors.py`):

    WorkslipError
    ├── BadInput        what was handed in cannot be used as it is
    │   └── TooLarge    it is larger than we accept
    ├── NotFound        it is not here, or not for you
    ├── Refused         we could, but the rules say no (no release, a conflict, an unsigned report)
    ├── Conflict        somebody else was faster, or it was already decided
    ├── Forbidden       this principal may not do that
    └── Unavailable     something we need is missing or down; try again later

Texts never carry medical content, names or values: they are logged.
"""

from __future__ import annotations


class WorkslipError(Exception):
    """Root of everything we raise on purpose. `code` is a stable word from a documented table."""

    code: str = "error"

    def __init__(self, message: str, *, code: str | None = None, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.reasons = reasons


class BadInput(WorkslipError):
    """What was handed in cannot be used as it is."""

    code = "bad_input"


class TooLarge(BadInput):
    """It is larger than we accept; the sentence says how large it may be."""

    code = "too_large"


class NotFound(WorkslipError):
    """It is not here, or not for you: both look the same from outside."""

    code = "not_found"


class Refused(WorkslipError):
    """The rules say no; `reasons` names each rule that was not met."""

    code = "refused"


class Conflict(WorkslipError):
    """It was already decided, or changed in the meantime."""

    code = "conflict"


class Forbidden(WorkslipError):
    """This principal may not do that."""

    code = "forbidden"


class Unavailable(WorkslipError):
    """Something we need is missing or down."""

    code = "unavailable"
