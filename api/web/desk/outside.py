"""Signing in by the employer's identity provider: the way there, and the way back.

What belongs to a way (state, nonce, PKCE verifier, what somebody had written) waits in this process for ten minutes and
is taken once. It is tied to the browser by a cookie of its own: a way that somebody else began leads nobody in.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Request, Response

from api.identity import outside, second_factor, sessions
from api.identity.outside import Provider, Way
from api.store import audit
from api.store.opening import Store
from api.store.tables.base import now
from api.web.desk import second_step, tries
from api.web.desk.asking import remember, require_own_page
from api.web.desk.errors import own_path
from api.web.desk.front_door import ask_who
from api.web.desk.rendering import plain
from api.web.desk.signing import Form, Opened, goes_on
from cases.errors import NotFound, WorkslipError

router = APIRouter(prefix="/sign-in/outside", include_in_schema=False)
MINUTES, MOST, LONGEST = 10, 1000, 100_000
AGAIN: Final = (
    "That way in was used already, was begun in another browser, or took longer than ten minutes. Begin again."
)
NOBODY: Final = (
    "Nobody here is known under that account. Whoever keeps the users can note it (`workslip user outside`)."
)


@dataclass(frozen=True)
class Begun:
    """A way that somebody has begun."""

    way: Way
    browser: str
    to: str
    kept: str
    at: float


class Waiting:
    """The ways that nobody has come back on yet, by their state; the oldest give way to new ones."""

    def __init__(self) -> None:
        self._begun: OrderedDict[str, Begun] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, begun: Begun) -> None:
        """Remember one."""
        with self._lock:
            self._begun[begun.way.state] = begun
            while len(self._begun) > MOST:
                self._begun.popitem(last=False)

    def take(self, state: str, browser: str, moment: float) -> Begun | None:
        """The one of that state, which is gone with that; None if there is none for this browser."""
        with self._lock:
            found = self._begun.pop(state, None)
        if found is None or moment - found.at > MINUTES * 60:
            return None
        return found if hmac.compare_digest(found.browser.encode(), browser.encode()) else None


waiting: Final = Waiting()


@router.post("")
def leave(request: Request, form: Form, store: Opened) -> Response:
    """On to the provider. A redirect would be stopped by our own policy: a form of ours leads to pages of ours."""
    require_own_page(request)
    to, kept = own_path(str(form.get("to", "/"))), str(form.get("kept", "[]"))
    if not tries.may_go_outside(request):
        return ask_who(request, status=429, to=to, kept=kept, said=tries.TOO_OFTEN)
    provider = _provider(store)
    try:
        way = provider.begin(_back(request, store))
    except WorkslipError as no:
        return ask_who(request, status=503, to=to, kept=kept, said=no.message)
    browser = secrets.token_urlsafe(32)
    waiting.put(Begun(way, browser, to, kept if len(kept) <= LONGEST else "[]", time.monotonic()))
    answer = plain("leaving.html", label=provider.label, address=way.address)
    over_tls = request.url.scheme == "https"
    answer.set_cookie(_cookie(request), browser, path="/", httponly=True, samesite="lax", secure=over_tls, max_age=600)
    return answer


@router.get("/back")
def come_back(request: Request, store: Opened, state: str = "", code: str = "", error: str = "") -> Response:
    """Begin a session of who the provider says it is."""
    provider = _provider(store)
    if not tries.may_come_back(request):
        return ask_who(request, status=429, said=tries.TOO_OFTEN)
    begun = waiting.take(state, request.cookies.get(_cookie(request), ""), time.monotonic())
    if begun is None:
        return ask_who(request, status=401, said=AGAIN)
    if error or not code:
        said = f"{provider.label} did not let you in. Begin again, or sign in with your password."
        return ask_who(request, status=401, to=begun.to, kept=begun.kept, said=said)
    try:
        claims = provider.finish(begun.way, code, _back(request, store))
    except WorkslipError as no:
        return ask_who(request, status=401, to=begun.to, kept=begun.kept, said=no.message)
    with store.database.transaction() as session:
        user, linked = outside.account_of(session, claims, now())
        if user is None:
            return ask_who(request, status=403, to=begun.to, kept=begun.kept, said=NOBODY)
        if linked:
            audit.record(session, user.employer_id, user.id, "user.outside_linked", f"user:{user.id}")
        half = second_factor.is_on(session, user.id)
        if not half:
            audit.record(session, user.employer_id, user.id, "user.signed_in", f"user:{user.id}", by="outside")
        secret = sessions.begin(session, user, now(), half=half)
    answer = second_step.asking(begun.to, begun.kept) if half else goes_on(begun.to, begun.kept, secret)
    remember(request, answer, secret)
    answer.delete_cookie(
        _cookie(request), path="/", httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return answer


def _provider(store: Store) -> Provider:
    found = outside.provider_of(store.settings)
    if found is None:
        raise NotFound("Nobody signs in by another provider here; use your name and password.", code="no_provider")
    return found


def _back(request: Request, store: Store) -> str:
    """Where the provider sends them back to."""
    base = store.settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/sign-in/outside/back"


def _cookie(request: Request) -> str:
    return "__Host-workslip-way" if request.url.scheme == "https" else "workslip-way"
