"""Logging without medical content: what may be written is listed here, everything else is left out.

Leaving out beats masking: a name or a diagnosis has no pattern to search for. So an event is a dotted word of ours
("request.done"), its keys come from `ALLOWED`, and of anybody else's message (a library's, an exception's) only the
place in the code is kept, never the text.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Final, TextIO

import structlog

Event = MutableMapping[str, Any]

# Ids, counts, codes, times: nothing that says who is ill with what.
ALLOWED: Final = frozenset({
    "event", "level", "timestamp", "logger", "where", "error", "trace", "code", "request", "method", "route", "status",
    "milliseconds", "employer", "user", "case", "document", "job", "task", "stage", "attempt", "count", "bytes",
    "pages", "delivery", "worker_process", "port", "version", "sqlstate", "constraint", "door",
})  # fmt: skip
_WORD: Final = re.compile(r"[a-z][a-z0-9_.]*")


def configure(*, json: bool = True, level: int | str = logging.INFO, stream: TextIO | None = None) -> None:
    """Send our events and every library's records to `stream` (stderr), one a line, through the same allow-list.

    A program that never calls this logs nothing below a warning, as Python's own logging does.
    """
    last = structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_EVERYWHERE,
        processors=[where_only, structlog.stdlib.ProcessorFormatter.remove_processors_meta, allowed_only, last],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """The logger of a module."""
    found: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return found


def where_only(_: Any, __: str, event: Event) -> Event:  # noqa: ANN401 - structlog hands over any logger
    """Of a message that is not a word of ours keep its place in the code; of an exception its type and its lines."""
    record: logging.LogRecord = event["_record"]
    if not event["_from_structlog"] or not _WORD.fullmatch(str(event["event"])):
        event["event"] = "library.message"
        event["where"] = f"{record.module}:{record.lineno}"
    failure = event.pop("exc_info", None) or record.exc_info
    if failure is True:
        failure = sys.exc_info()
    if isinstance(failure, BaseException):
        failure = (type(failure), failure, failure.__traceback__)
    if failure and failure[0] is not None:
        event["error"] = failure[0].__name__
        event["trace"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(failure[2])]
    return event


def allowed_only(_: Any, __: str, event: Event) -> Event:  # noqa: ANN401
    """Drop every key that is not listed."""
    return {key: value for key, value in event.items() if key in ALLOWED}


_EVERYWHERE: Final[list[Any]] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
# Our loggers speak through Python's own logging from the start: structlog alone would print to stdout.
structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_EVERYWHERE,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)
