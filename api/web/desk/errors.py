"""Errors at the desk are pages: the same sentences and statuses as the API's problems, and a way on.

`problems.py` makes every answer to an error; here it is shown to who looks at it in a browser. Who is not signed in is
asked to, and what they had written goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from api.casework.office_links import LinkEnded
from api.web.desk import office
from api.web.desk.asking import TOKEN, SignedOut
from api.web.desk.front_door import ask_who
from api.web.desk.rendering import is_for_a_person, plain

Handler = Callable[[Request, Any], Awaitable[Response]]
HOME: Final = "/"


def install(app: FastAPI) -> None:
    """Let every error of a page be a page."""
    for kind, handler in list(app.exception_handlers.items()):
        app.exception_handlers[kind] = _shown(handler)  # type: ignore[arg-type]
    app.add_exception_handler(SignedOut, ask_to_sign_in)
    app.add_exception_handler(LinkEnded, office.ended)
    app.add_exception_handler(office.TooOften, office.too_often)


async def ask_to_sign_in(request: Request, error: Exception) -> Response:
    """The sign-in, on the way to where they wanted to go; with what they had sent, if they had."""
    assert isinstance(error, SignedOut)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method == "GET":
        return RedirectResponse(request.url_for("sign_in_page").include_query_params(to=wanted), 303)
    sent = error.sent.multi_items() if error.sent else []
    kept = [(name, said) for name, said in sent if isinstance(said, str) and name != TOKEN]
    return ask_who(request, status=401, to=wanted, kept=json.dumps(kept), ended=True)


def own_path(said: str) -> str:
    """An address of this desk, whatever somebody wrote into a link."""
    parts = urlsplit(said)
    clean = said.startswith("/") and not said.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return said if clean else HOME


def _shown(handler: Handler) -> Handler:
    async def shown(request: Request, error: Exception) -> Response:
        answer = await handler(request, error)
        if not is_for_a_person(request):
            return answer
        problem = json.loads(bytes(answer.body))
        return plain("problem.html", status=answer.status_code, problem=problem, back=_back(request))

    return shown


def _back(request: Request) -> str:
    """The page they come from, if it is one of ours."""
    came = urlsplit(request.headers.get("referer", ""))
    return own_path(came.path) if came.netloc == request.headers.get("host") else HOME
