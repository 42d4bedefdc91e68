"""Every error answer is an RFC 9457 problem; this is the only place that makes one.

    {"type": "urn:workslip:problem:refused", "title": "Refused", "status": 409,
     "detail": "a sentence: what happened, why we refuse, what to do", "code": "refused",
     "reasons": ["unsigned"], "errors": [{"pointer": "#/body/fields/2", "detail": "…"}]}

`reasons` are codes or sentences of the rule that was not met; `errors` are JSON pointers into what was sent.
No problem repeats a value that was sent or stored: texts are logged, shown and forwarded.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.errors import outcome_of
from api.logs import logger
from cases.errors import WorkslipError

MEDIA_TYPE: Final = "application/problem+json"
log = logger(__name__)


class FieldError(BaseModel):
    """One thing that is wrong with what was sent, and where (a JSON pointer, RFC 6901)."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """The body of every error answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    reasons: list[str] = Field(default_factory=list)
    errors: list[FieldError] = Field(default_factory=list)


# Status -> code, title, sentence, where no WorkslipError says them. Our own: Python's phrases change with its version.
PLAIN: Final[dict[int, tuple[str, str, str]]] = {
    400: ("bad_request", "Bad request", "The request could not be understood."),
    401: ("unauthorized", "Who asks?", "Send an API key as `Authorization: Bearer …`; `workslip user key` makes one."),
    403: ("forbidden", "Not allowed", "Your role does not allow this."),
    404: ("not_found", "Not found", "There is nothing here."),
    405: ("method_not_allowed", "Wrong method", "This address does not take that method."),
    409: ("conflict", "Refused, or already decided", "The rules do not allow this as things stand; see `reasons`."),
    413: (
        "too_large",
        "Too large",
        "What you sent is larger than we accept: 50 MB for a file unless it is set otherwise, 1 MB for anything else.",
    ),
    415: ("unsupported_media_type", "Kind not taken", "This kind of content is not taken here."),
    422: (
        "invalid_request",
        "The input cannot be used",
        "Something in the request is missing or not allowed; see `errors`.",
    ),
    500: (
        "internal_error",
        "Something went wrong",
        "Something went wrong on our side; nothing was changed. The log says where.",
    ),
    503: ("unavailable", "Something we need is missing", "The database cannot be reached just now; try again shortly."),
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route for these statuses, for OpenAPI."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": PLAIN[status][1], "content": content} for status in statuses}


def answer(
    status: int,
    *,
    detail: str | None = None,
    code: str | None = None,
    title: str | None = None,
    reasons: tuple[str, ...] = (),
    errors: tuple[FieldError, ...] = (),
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """A problem as a response; what is not given comes from the status."""
    plain = PLAIN.get(status, PLAIN[500] if status >= 500 else PLAIN[400])
    word = code or plain[0]
    problem = Problem(
        type=f"urn:workslip:problem:{word}",
        title=title or plain[1],
        status=status,
        detail=detail or plain[2],
        code=word,
        reasons=list(reasons),
        errors=list(errors),
    )
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return JSONResponse(problem.model_dump(), status_code=status, media_type=MEDIA_TYPE, headers=kept)


def install(app: FastAPI) -> None:
    """Give the application its error answers."""
    app.add_exception_handler(WorkslipError, ours)
    app.add_exception_handler(HTTPException, of_http)
    app.add_exception_handler(RequestValidationError, of_validation)
    app.add_exception_handler(DBAPIError, of_database)
    app.add_exception_handler(PoolTimeout, of_busy_database)
    app.add_exception_handler(Exception, unexpected)


async def ours(_: Request, error: Exception) -> JSONResponse:
    """What we raise on purpose: its kind decides the status."""
    assert isinstance(error, WorkslipError)
    outcome = outcome_of(error)
    return answer(
        outcome.http_status, detail=error.message, code=error.code, title=outcome.title, reasons=error.reasons
    )


async def of_http(_: Request, error: Exception) -> JSONResponse:
    """What the framework raises: no route, wrong method, body too large. Its own texts are not passed on."""
    assert isinstance(error, HTTPException)
    return answer(error.status_code, headers=dict(error.headers or {}))


async def of_validation(_: Request, error: Exception) -> JSONResponse:
    """What does not fit the schema, with a pointer for each fault."""
    assert isinstance(error, RequestValidationError)
    faults = tuple(FieldError(pointer=_pointer(e["loc"]), detail=_words(e)) for e in error.errors())
    return answer(422, errors=faults)


async def of_database(_: Request, error: Exception) -> JSONResponse:
    """A statement failed. Its text carries the row, so only the server's own codes are logged."""
    assert isinstance(error, DBAPIError)
    state = getattr(error.orig, "sqlstate", None)
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    log.error("database.failed", sqlstate=state, constraint=constraint)
    # 08: connection; 53: out of resources; 57: shut down or cancelled; None: never got there.
    return answer(503 if state is None or state[:2] in {"08", "53", "57"} else 500)


async def of_busy_database(_: Request, __: Exception) -> JSONResponse:
    """Every connection was in use for half a minute."""
    log.error("database.busy")
    return answer(503)


async def unexpected(request: Request, error: Exception) -> JSONResponse:
    """A fault of ours: the log gets its place in the code, the caller nothing of its text."""
    log.error("request.failed", method=request.method, exc_info=error)
    return answer(500)


def _pointer(where: tuple[int | str, ...]) -> str:
    return "#/" + "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in where)


def _words(fault: dict[str, Any]) -> str:
    """The validator's sentence, unless it would repeat what was sent."""
    if fault["type"] in {"union_tag_invalid", "json_invalid"}:
        return {"union_tag_invalid": "That kind is not known.", "json_invalid": "This is not JSON."}[fault["type"]]
    return str(fault["msg"])
