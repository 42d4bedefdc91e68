"""Pages from templates. Everything is escaped, nothing is loaded from elsewhere, nothing runs that is no file of ours.

`shown(at, "today.html", …)` is a page of somebody who is signed in: it knows their name, what they may see, and the
token of their forms. `plain(…)` is one for anybody.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.identity.roles import Action
from api.web.desk import words
from api.web.desk.asking import Desk

HOME: Final = Path(__file__).parent
STATIC: Final = HOME / "static"
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The rooms of the desk in the bar: address, word, and the action that one has to be allowed to find it there.
ROOMS: Final[tuple[tuple[str, str, Action | None], ...]] = (
    ("/", "Today", None),
    ("/cases", "Cases", Action.SEE_CASES),
    ("/returns", "Returns", Action.SEE_DOCUMENT),
    ("/mailings", "Mailings", Action.SEE_MAILING),
    ("/upload", "Add returned forms", Action.HAND_IN),
    ("/library", "Forms and letters", Action.SEE_HOUSE),
    ("/reports", "Reports", Action.SEE_EVALUATION),
    ("/settings", "Settings", Action.SET_CLOCKS),
)


def shown(at: Desk, template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - any value
    """A page of somebody who is signed in."""
    rooms = [(address, word) for address, word, action in ROOMS if action is None or at.may(action)]
    return plain(
        template, status=status, who=at.signed_in.who, token=at.signed_in.token, rooms=rooms,
        here=at.request.url.path, now=at.act.moment, zone=at.zone, may=lambda name: at.may(Action(name)),
        **values,
    )  # fmt: skip


def plain(template: str, *, status: int = 200, **values: Any) -> Response:  # noqa: ANN401 - any value
    """A page for anybody."""
    return HTMLResponse(_templates().get_template(template).render(**values), status_code=status, headers=HEADERS)


def is_for_a_person(request: Request) -> bool:
    """Whether the answer is looked at in a browser: the rest of the service speaks JSON."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HOME / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    made.filters |= words.FILTERS
    made.globals["static"] = static
    return made


@cache
def static(name: str) -> str:
    """The address of a file of ours; it changes with the file, so that browsers may keep it for a year."""
    return f"/static/{hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}/{name}"
