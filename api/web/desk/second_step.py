"""The second step of a sign-in: the password was right, now a code of the authenticator, or a recovery code.

The browser holds a half session meanwhile, which opens nothing; the whole one that follows has a new secret. A person
has five tries a minute and thirty an hour, whatever browser they come from.
"""

from __future__ import annotations

import uuid
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.identity import second_factor, sessions
from api.store import audit
from api.store.opening import Store
from api.store.tables.base import now
from api.web.desk import tries
from api.web.desk.asking import cookie_of, remember, require_own_page
from api.web.desk.errors import own_path
from api.web.desk.front_door import ask_who
from api.web.desk.rendering import plain
from api.web.desk.signing import Form, Opened, goes_on

router = APIRouter(include_in_schema=False)
TOO_LATE: Final = "That took longer than five minutes. Sign in again."


@router.get("/sign-in/code")
def code_page(request: Request, store: Opened, to: str = "/") -> Response:
    """The question for the code; who has not shown a password is asked for that first."""
    if _who(request, store) is None:
        return RedirectResponse("/sign-in", 303)
    return asking(own_path(to), "[]")


@router.post("/sign-in/code")
def code(request: Request, form: Form, store: Opened) -> Response:
    """Begin the whole session."""
    require_own_page(request)
    to, kept = own_path(str(form.get("to", "/"))), str(form.get("kept", "[]"))
    user = _who(request, store)
    if user is None:
        return ask_who(request, status=401, to=to, kept=kept, said=TOO_LATE)
    if not tries.may_show_code(user):
        return asking(to, kept, tries.TOO_OFTEN, status=429)
    secret = _begun(request, store, str(form.get("code", ""))[:100])
    if secret is None:
        return asking(to, kept, second_factor.WRONG, status=401)
    answer = goes_on(to, kept, secret)
    remember(request, answer, secret)
    return answer


def asking(to: str, kept: str, said: str = "", *, status: int = 200) -> Response:
    """The page that asks for the code."""
    return plain("second_step.html", status=status, to=to, kept=kept, said=said)


def _who(request: Request, store: Store) -> uuid.UUID | None:
    secret = request.cookies.get(cookie_of(request), "")
    with store.database.transaction() as session:
        found = sessions.find_half(session, secret, now()) if secret else None
        return found[1].id if found else None


def _begun(request: Request, store: Store, said: str) -> str | None:
    """The secret of the whole session, if the code is right."""
    with store.database.transaction() as session:
        found = sessions.find_half(session, request.cookies.get(cookie_of(request), ""), now())
        if found is None:
            return None
        half, user = found
        how = second_factor.passes(session, store.files, user.id, said, now())
        if how is None:
            audit.record(session, user.employer_id, user.id, "user.code_refused", f"user:{user.id}")
            return None
        sessions.end(session, half.id, now())
        audit.record(session, user.employer_id, user.id, "user.signed_in", f"user:{user.id}", second=how)
        return sessions.begin(session, user, now())
