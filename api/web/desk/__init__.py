"""The desk: the pages of coordinators, HR and supervisors, over the same services as the API.

install(app)      routes, static files, and errors as pages
"""

from __future__ import annotations

from fastapi import FastAPI, HTTPException, Response
from fastapi.responses import FileResponse

from api.web.desk import (
    cases,
    errors,
    links,
    office,
    outside,
    papers,
    returns,
    second_step,
    sent,
    signing,
    today,
    you,
    your_keys,
)
from api.web.desk.rendering import STATIC, static

ROUTERS = (signing.router, today.router, cases.router, returns.router, papers.router, sent.router,
           second_step.router, you.router, your_keys.router, office.router, links.router, outside.router)  # fmt: skip
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
