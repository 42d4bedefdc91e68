"""One log line and one measurement a request: method, route, status, time. Never the path itself, a query, a header."""

from __future__ import annotations

import time
import uuid
from typing import Final

from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import logger

log = logger(__name__)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = Histogram(
    "workslip_request_seconds",
    "Requests to this process.",
    ("method", "route", "status"),
    buckets=(0.01, 0.05, 0.25, 1, 5, 30),
)


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
                headers.setdefault("Cache-Control", "no-store")  # ASVS 14.3.2: case data is kept by nobody on the way
                headers["X-Content-Type-Options"] = "nosniff"
                headers["X-Request-Id"] = request
            await send(message)

        try:
            await self.app(scope, receive, marked)
        finally:
            route = getattr(scope.get("route"), "path", None)  # the template: it holds no ids
            method = scope["method"] if scope["method"] in METHODS else "other"  # a stranger may send any word
            spent = time.perf_counter() - began
            _SECONDS.labels(method, route or "none", status).observe(spent)
            log.info(
                "request.done",
                request=request,
                method=method,
                route=route,
                status=status,
                milliseconds=round(spent * 1000),
            )
        return None
