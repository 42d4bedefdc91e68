"""How much a request may send, checked before a byte of it is kept.

Starlette has such a limit too, but answers it in plain text; ours is a problem like every other.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.web import problems

MIB: Final = 1024 * 1024
OTHER_BYTES: Final = MIB  # JSON is read before we know who sends it, so it stays small
_MULTIPART_OVERHEAD: Final = 64 * 1024


class BodyLimit:
    """ASGI middleware: `file_bytes` for a file, 1 MiB for JSON; 413 before reading if a length is declared."""

    def __init__(self, app: ASGIApp, file_bytes: int) -> None:
        self.app, self.file_bytes = app, file_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counted."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = Headers(scope=scope)
        limit = self._limit_for(headers.get("content-type", ""))
        declared = headers.get("content-length", "0")
        if not declared.isdecimal():
            return await problems.answer(400)(scope, receive, send)
        if int(declared) > limit:
            return await problems.answer(413)(scope, receive, send)
        await self.app(scope, _counted(receive, limit), send)
        return None

    def _limit_for(self, content_type: str) -> int:
        kind = content_type.partition(";")[0].strip().lower()
        return OTHER_BYTES if kind.endswith("json") or not kind else self.file_bytes + _MULTIPART_OVERHEAD


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
