"""Whether the process answers (`/healthz`), and whether it can do its work (`/readyz`).

Both ask for nobody, so they tell a stranger codes of components and nothing else; `workslip doctor` tells the rest.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.jobs import board
from api.logs import logger
from api.store import keys
from api.store.migrate import newest
from api.store.opening import Store
from api.web import problems
from api.web.asking import store_of
from cases.errors import Unavailable

FRESH: Final = 1.0  # seconds for which an answer holds: whoever asks in a loop asks memory
MEGABYTE: Final = 1024 * 1024
_gate: Final = threading.Lock()
_last: tuple[Store, float, Readiness] | None = None  # whose it is, when it was found
_log = logger(__name__)


@dataclass(frozen=True)
class Readiness:
    """`missing`: codes of what keeps the service from its work. `notes`: of what does not, but waits for somebody."""

    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def healthz() -> dict[str, str]:
    """Whether the process answers. Says nothing about anybody, so it asks for nobody."""
    return {"status": "ok"}


def readyz(store: Annotated[Store, Depends(store_of)]) -> Any:  # noqa: ANN401 - a response, or its content
    """Whether database, migrations, file store and keys are there; 503 names those that are not by their codes."""
    found = _fresh(store)
    if found.missing:
        detail = "Something we need is missing; `reasons` names it, and `workslip doctor` says what to do."
        return problems.answer(503, detail=detail, code="not_ready", reasons=found.missing)
    return JSONResponse({"status": "ready", "notes": list(found.notes)}, headers={"Cache-Control": "no-store"})


def _fresh(store: Store) -> Readiness:
    global _last
    with _gate:
        if _last is None or _last[0] is not store or time.monotonic() - _last[1] > FRESH:
            _last = store, time.monotonic(), readiness(store)
        return _last[2]


def readiness(store: Store) -> Readiness:
    """Look at everything, now."""
    missing, notes = _of_database(store)
    return Readiness((*missing, *_of_files(store), *_of_keys(store)), notes)


def _of_database(store: Store) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        with store.database.transaction() as session:
            revision = session.scalar(text("select version_num from alembic_version"))
            only_reads = session.scalar(text("show transaction_read_only")) == "on"  # as a standby does
            alive = board.workers(session, store.settings.stalled_after)
    except SQLAlchemyError as error:
        _log.error("ready.database", error=type(error).__name__)
        return ("database_down",), ()
    wrong = {"not_migrated": revision != newest(), "database_only_reads": only_reads}
    return tuple(code for code, is_so in wrong.items() if is_so), () if alive else ("no_worker",)


def _of_files(store: Store) -> tuple[str, ...]:
    try:
        free = store.files.free()
    except (OSError, Unavailable) as error:
        _log.error("ready.files", error=type(error).__name__)
        return ("file_store_down",)
    return () if free >= store.settings.min_free * MEGABYTE else ("disk_full",)


def _of_keys(store: Store) -> tuple[str, ...]:
    """The keys are in memory; but a process that starts now would not find them."""
    try:
        for name in keys.NAMES:
            keys.load(store.settings.key_folder, name)
    except Unavailable as error:
        return (error.code,)
    return ()
