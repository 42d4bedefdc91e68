"""Files that go out: pictures to look at, everything else as an attachment that no browser runs."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Response

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "The file", "content": {"application/octet-stream": _BINARY}}
}
PDF: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "A PDF", "content": {"application/pdf": _BINARY}}}
WORD: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "A Word file", "content": {DOCX: _BINARY}}}
CSV: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "A sheet", "content": {"text/csv": _BINARY}}}
PICTURE: Final[dict[int | str, dict[str, Any]]] = {200: {"description": "A PNG", "content": {"image/png": _BINARY}}}


def attachment(content: bytes, media_type: str, name: str) -> Response:
    """A file to keep. `name` is ours and says nothing about anybody: no worker, no diagnosis."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return Response(content, media_type=media_type, headers=headers)


def picture(png: bytes) -> Response:
    """A PNG that we drew."""
    return Response(png, media_type="image/png", headers={"Content-Security-Policy": "default-src 'none'"})
