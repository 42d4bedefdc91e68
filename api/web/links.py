"""The page behind a link in a mail: who sent papers, how many pages, and a button that fetches them.

Looking at the page costs nothing, since mail scanners look at every link; only the button's POST counts as a use. It
says nothing about a patient or a case, asks nobody to log in, and answers alike for a link that ended and one that
never was. The secret is in the path: the log has the route's template (`traces.py`), and no page passes it on.
"""

from __future__ import annotations

import io
import threading
import time
import zipfile
from collections import deque
from html import escape
from typing import Annotated, Final

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from api.outbox import links
from api.outbox.wording import lasting
from api.store.opening import Store
from api.web.asking import store_of
from api.web.desk.words import counted
from api.web.downloads import attachment
from cases.errors import NotFound

PATH: Final = f"{links.PATH}{{secret}}"
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
TRIES, SECONDS, ADDRESSES = 30, 60.0, 10_000
_PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title></head>
<body><main><h1>{title}</h1>
{body}
</main></body></html>
"""
_LIVING: Final = """\
<p>{sender} sends you papers about a return to work: {pages}.</p>
<p>They are meant for the office that the message was written to. If that is not you, please close this page and tell
the sender.</p>
<form method="post"><button type="submit">Fetch the papers</button></form>
<p>The link ends in {left}.</p>"""
_ENDED: Final = "<p>Ask whoever sent it to you for a new one.</p>"


class Pace:
    """How often one address may ask: so many times in so many seconds, counted in this process."""

    def __init__(self) -> None:
        self._asked: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def allows(self, address: str, moment: float) -> bool:
        """Whether it may ask now; counts it."""
        with self._lock:
            if len(self._asked) >= ADDRESSES:
                self._asked.clear()  # a flood of addresses: better to count anew than to grow
            times = self._asked.setdefault(address, deque(maxlen=TRIES))
            allowed = len(times) < TRIES or moment - times[0] >= SECONDS
            if allowed:
                times.append(moment)
            return allowed


def install(app: FastAPI) -> None:
    """Add the page. It is no part of the API's document: it is for people."""
    app.state.link_pace = Pace()
    for method, page in (("GET", link_page), ("POST", link_papers)):
        app.add_api_route(PATH, page, methods=[method], include_in_schema=False, response_class=HTMLResponse)


def link_page(secret: str, request: Request, store: Annotated[Store, Depends(store_of)]) -> Response:
    """Who sent it, how many pages."""
    if not _may(request):
        return _too_often()
    try:
        behind = links.look(store, secret)
    except NotFound:
        return _ended()
    told = {"sender": behind.sender, "pages": counted(behind.pages, "page"), "left": lasting(behind.left)}
    return _page(200, "Papers for you", _LIVING.format(**{name: escape(value) for name, value in told.items()}))


def link_papers(secret: str, request: Request, store: Annotated[Store, Depends(store_of)]) -> Response:
    """The papers: a PDF, or several in one archive."""
    if not _may(request):
        return _too_often()
    try:
        files = links.fetch(store, secret)
    except NotFound:
        return _ended()
    name, content = files[0] if len(files) == 1 else ("papers.zip", _archive(files))
    answer = attachment(content, "application/zip" if name.endswith(".zip") else "application/pdf", name)
    answer.headers.update({name: value for name, value in HEADERS.items() if name not in answer.headers})
    return answer


def _archive(files: list[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return made.getvalue()


def _may(request: Request) -> bool:
    pace: Pace = request.app.state.link_pace
    return pace.allows(request.client.host if request.client else "", time.monotonic())


def _ended() -> Response:
    return _page(410, "This link has ended", _ENDED)


def _too_often() -> Response:
    return _page(429, "Too many tries", "<p>Wait a minute and try again.</p>")


def _page(status: int, title: str, body: str) -> Response:
    return HTMLResponse(_PAGE.format(title=title, body=body), status_code=status, headers=HEADERS)
