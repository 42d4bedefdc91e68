"""Who sits at the desk, whether they may, and the transaction in which it happens; `web/asking.py` for pages.

    @router.get("/cases/{key}")
    def case_page(key: UUID, at: Annotated[Desk, doing(Action.SEE_CASES)]) -> Response: ...

A form that changes something is believed only if the browser says that it comes from a page of ours (Sec-Fetch-Site, or
Origin) and it carries the session's token. Who is not signed in, or not any more, is asked to sign in and then goes on.
"""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import Depends, HTTPException, Request, Response
from fastapi.params import Security
from fastapi.security import SecurityScopes
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from api.casework.act import Act, acting
from api.casework.clock_settings import profile_of
from api.identity import sessions
from api.identity.roles import Action
from api.identity.sessions import SignedIn
from api.store.opening import Store
from api.store.tables.base import now
from api.web.asking import store_of
from cases.errors import Forbidden

SECURE, PLAIN = "__Host-workslip", "workslip"  # browsers take the first over TLS only
TOKEN: Final = "token"  # noqa: S105 - a field of every form
SAFE: Final = frozenset({"GET", "HEAD"})
NOT_OURS: Final = "This form does not come from a page of Workslip, or from one that is too old. Open the page again."


class SignedOut(HTTPException):
    """Nobody is signed in. `sent` is what their form had in it: it is kept over the sign-in."""

    def __init__(self, sent: FormData | None = None) -> None:
        super().__init__(401)
        self.sent = sent


@dataclass
class Desk:
    """A page's act, who asks for it, and what their form says."""

    act: Act
    signed_in: SignedIn
    request: Request
    form: FormData

    @cached_property
    def zone(self) -> ZoneInfo:
        """The employer's zone, in which moments are told."""
        return profile_of(self.act.session, self.act.who.employer).where

    def may(self, action: Action) -> bool:
        """Whether they may do that: what a page leaves out for who may not."""
        return self.signed_in.who.sees(action) is not None


async def form_of(request: Request, store: Annotated[Store, Depends(store_of)]) -> AsyncIterator[FormData]:
    """What was sent; its files are closed once it is answered. A page that is only looked at sends nothing, and files
    are read from nobody but who is signed in."""
    files = request.headers.get("content-type", "").lower().startswith("multipart/")
    if request.method in SAFE or (files and await run_in_threadpool(_found, request, store) is None):
        yield FormData()
        return
    async with request.form(max_files=50, max_fields=1000) as form:
        yield form


def signed_in(
    request: Request,
    actions: SecurityScopes,
    store: Annotated[Store, Depends(store_of)],
    form: Annotated[FormData, Depends(form_of)],
) -> SignedIn:
    """Who asks. Raises SignedOut without an open session, Forbidden for a foreign form or if their role does not
    allow the action."""
    if request.method not in SAFE:
        require_own_page(request)
    found = _found(request, store)
    if found is None:
        raise SignedOut(form or None)
    if request.method not in SAFE and not hmac.compare_digest(str(form.get(TOKEN, "")), found.token):
        raise Forbidden(NOT_OURS, code="foreign_form")
    for action in actions.scopes:
        found.who.require(Action(action))
    return found


def _found(request: Request, store: Store) -> SignedIn | None:
    """The open session of this browser."""
    secret = request.cookies.get(cookie_of(request), "")
    with store.database.transaction() as session:
        return sessions.find(session, secret, now()) if secret else None


def desk(
    request: Request,
    who: Annotated[SignedIn, Depends(signed_in)],
    store: Annotated[Store, Depends(store_of)],
    form: Annotated[FormData, Depends(form_of)],
) -> Iterator[Desk]:
    """The act of this page."""
    with acting(store, who.who) as act:
        yield Desk(act, who, request, form)


def doing(action: Action) -> Any:  # noqa: ANN401 - a parameter's marker, as FastAPI's own
    """The marker of a page's desk; it names what the page does."""
    return Security(desk, scope="function", scopes=[action.value])


Anybody = Annotated[Desk, Security(desk, scope="function", scopes=[])]  # who is signed in; the page looks at the rest


def require_own_page(request: Request) -> None:
    """Raise Forbidden unless the browser says that the form is on a page of this very address."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if not (site == "same-origin" if site is not None else origin == ours):
        raise Forbidden(NOT_OURS, code="foreign_form")


def cookie_of(request: Request) -> str:
    """The cookie's name: one that only TLS may carry, except on this very machine without TLS."""
    return SECURE if request.url.scheme == "https" else PLAIN


def remember(request: Request, response: Response, secret: str) -> None:
    """Give the browser its session. It ends with the browser; the server ends it earlier."""
    over_tls = request.url.scheme == "https"
    response.set_cookie(cookie_of(request), secret, path="/", httponly=True, samesite="lax", secure=over_tls)


def forget(request: Request, response: Response) -> None:
    """Take the session's cookie away."""
    over_tls = request.url.scheme == "https"
    response.delete_cookie(cookie_of(request), path="/", httponly=True, samesite="lax", secure=over_tls)
