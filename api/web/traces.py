"""One log line a request: method, route, status, time. Never the path itself, a query string, or a header."""

from __future__ import annotations

import time
import uuid

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import logger

log = logger(__name__)


class Traces:
    """ASGI middleware: a request id, headers that keep answers out of caches, and the log line."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, marked and timed."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        request, began, status = uuid.uuid4().hex, time.perf_counter(), 500

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"  # ASVS 14.3.2: case data is kept by nobody on the way
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Request-Id"] = request
            await send(message)

        try:
            await self.app(scope, receive, marked)
        finally:
            route = getattr(scope.get("route"), "path", None)  # the template: it holds no ids
            spent = round((time.perf_counter() - began) * 1000)
            log.info(
                "request.done",
                request=request,
                method=scope["method"],
                route=route,
                status=status,
                milliseconds=spent,
            )
        return None
