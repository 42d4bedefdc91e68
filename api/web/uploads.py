"""A file that somebody sends: as the raw body, or as the part `file` of a multipart form.

It is read only after the sender is known, and before the request's transaction begins: a slow line holds no lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.params import Security
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect

from api.casework.mailing_options import MailingOptions
from api.identity.principals import Principal
from api.identity.roles import Action
from api.web.asking import principal
from api.web.downloads import DOCX

KINDS: Final = ("application/octet-stream", "application/pdf", "image/tiff", "image/png", "image/jpeg", DOCX)
FORM: Final = "multipart/form-data"
_BINARY: Final = {"type": "string", "format": "binary"}
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            **{kind: {"schema": _BINARY} for kind in KINDS},
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"file": _BINARY},
                    "required": ["file"],
                    "additionalProperties": False,
                },
            },
        },
    }
}  # what `openapi_extra=` of an uploading route says

SHEET: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "properties": {"file": _BINARY, "options": {"$ref": "#/components/schemas/MailingOptions"}},
                    "required": ["file", "options"],
                    "additionalProperties": False,
                },
                "encoding": {"options": {"contentType": "application/json"}},
            },
        },
    }
}  # the same of a route that takes a sheet


PIECE: Final = "application/partial-upload"
PART: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": {PIECE: {"schema": _BINARY}}}}


def _kind(request: Request) -> str:
    """The content type, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def sent_file(request: Request, _: Annotated[Principal, Depends(principal)]) -> bytes:
    """The bytes that were sent. 415 for another content type, 422 for a form without the part `file`."""
    if _kind(request) in KINDS:
        return await request.body()
    if _kind(request) != FORM:
        raise HTTPException(415)
    try:
        async with request.form(max_files=1, max_fields=0) as form:
            part = form.get("file")
            if not isinstance(part, UploadFile):
                raise HTTPException(422)
            return await part.read()
    except MultiPartException:
        raise HTTPException(400) from None


@dataclass(frozen=True)
class SentSheet:
    """A sheet of a mailing with what holds for its rows."""

    content: bytes
    options: MailingOptions


async def sent_sheet(request: Request, _: Annotated[Principal, Depends(principal)]) -> SentSheet:
    """The parts `file` and `options` (JSON). 415 for another content type, 422 for parts that are missing or wrong."""
    if _kind(request) != FORM:
        raise HTTPException(415)
    try:
        async with request.form(max_files=2, max_fields=1) as form:
            sheet, said = form.get("file"), form.get("options")
            if not isinstance(sheet, UploadFile) or said is None or len(form.multi_items()) != 2:
                raise HTTPException(422)
            return SentSheet(await sheet.read(), _options(await said.read() if isinstance(said, UploadFile) else said))
    except MultiPartException:
        raise HTTPException(400) from None


def _options(said: str | bytes) -> MailingOptions:
    try:
        return MailingOptions.model_validate_json(said)
    except ValidationError as error:
        faults = [fault | {"loc": ("body", "options", *fault["loc"])} for fault in error.errors(include_url=False)]
        raise RequestValidationError(faults) from None


def sending_sheet(action: Action) -> Any:  # noqa: ANN401 - as below
    """The marker of a route's sheet; put it before the act, and name the same action."""
    return Security(sent_sheet, scopes=[action.value])


async def sent_part(request: Request, _: Annotated[Principal, Depends(principal)]) -> bytes:
    """The bytes of a piece of an upload. 415 for another content type; nothing of a piece that is cut off."""
    if _kind(request) != PIECE:
        raise HTTPException(415)
    try:
        return await request.body()
    except ClientDisconnect:
        raise HTTPException(400) from None


def sending_part(action: Action) -> Any:  # noqa: ANN401 - as below
    """The marker of a route's piece of an upload."""
    return Security(sent_part, scopes=[action.value])


def sending(action: Action) -> Any:  # noqa: ANN401 - a parameter's marker, as FastAPI's own
    """The marker of a route's file; put it before the act, and name the same action."""
    return Security(sent_file, scopes=[action.value])
