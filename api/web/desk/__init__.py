"""The desk: the pages of coordinators, HR and supervisors, over the same services as the API.

install(app)      routes, static files, and errors as pages
"""

from __future__ import annotations

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse

from api.web.desk import (
    cases,
    confirmers,
    entries,
    errors,
    fitting,
    happening,
    keeping,
    library,
    links,
    mailing_rows,
    mailings,
    offering,
    office,
    offices,
    opening,
    outside,
    packets,
    papers,
    placing,
    planning,
    reports,
    returns,
    second_step,
    sent,
    settings,
    signing,
    today,
    you,
    your_keys,
)
from api.web.desk.rendering import STATIC, static

# /cases/new is asked before /cases/{key}
GOING_OUT = (opening.router, packets.router, offices.router, mailings.router, mailing_rows.router)
OF_A_CASE = (
    cases.router, fitting.router, offering.router, planning.router, placing.router, happening.router, keeping.router,
)  # fmt: skip
COMING_IN = (returns.router, papers.router, entries.router, sent.router)
HOUSE = (confirmers.router, library.router, reports.router, settings.router)
WAYS_IN = (signing.router, second_step.router, outside.router, you.router, your_keys.router)
FOR_OFFICES = (office.router, links.router)
ROUTERS = (*WAYS_IN, today.router, *GOING_OUT, *OF_A_CASE, *COMING_IN, *HOUSE, *FOR_OFFICES)
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def install(app: FastAPI) -> None:
    """Put the desk into the application, behind its API."""
    for router in ROUTERS:
        app.include_router(router)
    app.add_api_route("/static/{digest}/{name}", static_file, include_in_schema=False)
    errors.install(app)


def static_file(digest: str, name: str) -> Response:
    """A file that pages load. Its address changes with it, so a browser may keep it."""
    file = STATIC / name
    if file.suffix not in KINDS or file.parent != STATIC or not file.is_file():
        raise HTTPException(404)
    kept = {"Cache-Control": "public, max-age=31536000, immutable"} if static(name).split("/")[2] == digest else {}
    return FileResponse(file, media_type=KINDS[file.suffix], headers=kept)
