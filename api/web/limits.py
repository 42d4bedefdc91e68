"""How much a request may send, checked before a byte of it is kept.

Starlette has such a limit too, but answers it in plain text; ours is a problem like every other.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web import problems

FILE_BYTES: Final = 50 * 1024 * 1024
OTHER_BYTES: Final = 1024 * 1024  # JSON is read before we know who sends it, so it stays small
_MULTIPART_OVERHEAD: Final = 64 * 1024


class BodyLimit:
    """ASGI middleware: 50 MB for a file, 1 MB for JSON; 413 before reading if a length is declared, else in passing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counted."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        limit = limit_for(headers.get("content-type", ""))
        declared = headers.get("content-length", "0")
        if not declared.isdecimal():
            return await problems.answer(400)(scope, receive, send)
        if int(declared) > limit:
            return await problems.answer(413)(scope, receive, send)
        await self.app(scope, _counted(receive, limit), send)
        return None


def limit_for(content_type: str) -> int:
    """The most bytes a body of this type may have."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.endswith("json") or not kind:
        return OTHER_BYTES
    return FILE_BYTES + _MULTIPART_OVERHEAD


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return counted
