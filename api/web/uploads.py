"""A file that somebody sends: as the raw body, or as the part `file` of a multipart form.

It is read only after the sender is known, and before the request's transaction begins: a slow line holds no lock.
"""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, HTTPException, Request
from fastapi.params import Security
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect

from api.identity.principals import Principal
from api.identity.roles import Action
from api.web.asking import principal
from api.web.downloads import DOCX

KINDS: Final = ("application/octet-stream", "application/pdf", "image/tiff", "image/png", "image/jpeg", DOCX)
_BINARY: Final = {"type": "string", "format": "binary"}
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            **{kind: {"schema": _BINARY} for kind in KINDS},
            "multipart/form-data": {
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


PIECE: Final = "application/partial-upload"
PART: Final[dict[str, Any]] = {"requestBody": {"required": True, "content": {PIECE: {"schema": _BINARY}}}}


async def sent_file(request: Request, _: Annotated[Principal, Depends(principal)]) -> bytes:
    """The bytes that were sent. 415 for another content type, 422 for a form without the part `file`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in KINDS:
        return await request.body()
    if kind != "multipart/form-data":
        raise HTTPException(415)
    try:
        async with request.form(max_files=1, max_fields=0) as form:
            part = form.get("file")
            if not isinstance(part, UploadFile):
                raise HTTPException(422)
            return await part.read()
    except MultiPartException:
        raise HTTPException(400) from None


async def sent_part(request: Request, _: Annotated[Principal, Depends(principal)]) -> bytes:
    """The bytes of a piece of an upload. 415 for another content type; nothing of a piece that is cut off."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != PIECE:
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
