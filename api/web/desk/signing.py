"""Signing in and out, and the first account of an installation.

Who tries too often waits a minute, by name and by address; a wrong name and a wrong password get the same answer in the
same time. The first account takes the code that `workslip serve` prints: whoever reads it sits at the machine.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from api.demo import making, people
from api.demo.people import Account
from api.identity import second_factor, sessions
from api.identity.passwords import is_password_of, set_password
from api.identity.roles import Role
from api.identity.users import add_user, employer_named
from api.store import audit
from api.store.opening import Store
from api.store.tables import User
from api.store.tables.base import now
from api.web.asking import store_of
from api.web.desk import tries
from api.web.desk.asking import cookie_of, forget, form_of, remember, require_own_page
from api.web.desk.errors import own_path
from api.web.desk.front_door import ask_who
from api.web.desk.rendering import plain
from cases.errors import WorkslipError

router = APIRouter(include_in_schema=False)
Opened = Annotated[Store, Depends(store_of)]
Form = Annotated[FormData, Depends(form_of)]
WRONG: Final = "That is not the name and password of anybody here. Try again, or ask whoever keeps the users."


@router.get("/sign-in")
def sign_in_page(request: Request, to: str = "/") -> Response:
    """Name and password."""
    return ask_who(request, to=own_path(to))


@router.post("/sign-in")
def sign_in(request: Request, form: Form, store: Opened) -> Response:
    """Begin a session. What somebody had written before the last one ended is handed back to them."""
    require_own_page(request)
    login, to = str(form.get("login", ""))[:200], own_path(str(form.get("to", "/")))
    kept = str(form.get("kept", "[]"))
    if not tries.may_sign_in(request, login):
        return ask_who(request, status=429, to=to, kept=kept, said=tries.TOO_OFTEN, login=login)
    secret, half = _begun(store, login, str(form.get("password", "")))
    if secret is None:
        return ask_who(request, status=401, to=to, kept=kept, said=WRONG, login=login)
    answer = plain("second_step.html", to=to, kept=kept, said="") if half else goes_on(to, kept, secret)
    remember(request, answer, secret)
    return answer


def goes_on(to: str, kept: str, secret: str) -> Response:
    """Where somebody wanted to go; with what they had written before, if they had."""
    again = _pairs(kept)
    return (
        plain("again.html", to=to, kept=again, token=sessions.token_of(secret)) if again else RedirectResponse(to, 303)
    )


@router.post("/sign-out")
def sign_out(request: Request, form: Form, store: Opened) -> Response:
    """End the session, here and on the server."""
    require_own_page(request)
    secret = request.cookies.get(cookie_of(request), "")
    with store.database.transaction() as session:
        found = sessions.find(session, secret, now()) if secret else None
        if found is not None:
            sessions.end(session, found.session, now())
            audit.record(session, found.who.employer, found.who.user, "user.signed_out", f"user:{found.who.user}")
    answer = RedirectResponse(request.url_for("sign_in_page"), 303)
    forget(request, answer)
    return answer


@router.get("/first-run")
def first_run_page(store: Opened) -> Response:
    """The form for the first account; once there is one, the way to sign in."""
    with store.database.transaction() as session:
        if somebody_signs_in(session):
            return RedirectResponse("/sign-in", 303)
    return plain("first_run.html", said="", given={})


@router.post("/first-run")
def first_run(request: Request, form: Form, store: Opened) -> Response:
    """Make the first account and sign it in; with a demo employer, say who else can."""
    require_own_page(request)
    with_demo = form.get("with") == "demo"
    given = {name: str(form.get(name, "")).strip()[:200] for name in ("employer", "name", "login")}
    code = str(form.get("code", "")).strip().upper()
    if not tries.may_sign_in(request, "first run"):
        return plain("first_run.html", status=429, said=tries.TOO_OFTEN, given=given)
    try:
        secret, others = _first(store, code, given, str(form.get("password", "")), with_demo)
    except WorkslipError as no:
        return plain("first_run.html", status=422, said=no.message, given=given)
    answer: Response = RedirectResponse("/", 303)
    if with_demo:
        answer = plain("demo.html", others=others, employer=people.EMPLOYER, cases=len(people.WORKERS))
    remember(request, answer, secret)
    return answer


def first_code(store: Store) -> str | None:
    """The code that the first account takes; None once somebody can sign in."""
    with store.database.transaction() as session:
        if somebody_signs_in(session):
            return None
    return _code(store)


def somebody_signs_in(session: Session) -> bool:
    """Whether anybody has a password here."""
    return session.scalar(select(User.id).where(User.password_hash.is_not(None)).limit(1)) is not None


def _code(store: Store) -> str:
    made = hmac.new(store.audit_keys[0], b"the first account", hashlib.sha256).digest()
    return base64.b32encode(made)[:8].decode()


def _first(
    store: Store, code: str, given: dict[str, str], password: str, with_demo: bool
) -> tuple[str, list[tuple[Account, str]]]:
    """The first account's session; and who of the demo can sign in beside it, with their passwords."""
    with store.database.transaction() as session:
        if somebody_signs_in(session):
            raise WorkslipError("There is an account already; sign in with it.", code="not_first")
        if not hmac.compare_digest(code, _code(store)):
            raise WorkslipError("That is not the code that `workslip serve` printed.", code="wrong_code")
        if not all(value for name, value in given.items() if name != "employer" or not with_demo):
            raise WorkslipError("Fill in all fields.", code="incomplete")
        if with_demo:
            return _with_demo(session, given, password)
        user = add_user(
            session, employer_named(session, given["employer"]), given["login"], given["name"], Role.COORDINATOR
        )
        set_password(user, password)
        audit.record(session, user.employer_id, "system:first_run", "user.added", f"user:{user.id}", role=user.role)
        return sessions.begin(session, user, now()), []


def _with_demo(session: Session, given: dict[str, str], password: str) -> tuple[str, list[tuple[Account, str]]]:
    first = Account(given["login"], given["name"], Role.COORDINATOR)
    made = making.make_accounts(session, first, password)
    user = session.scalars(select(User).where(User.employer_id == made.employer, User.login == first.login)).one()
    others = [(each, made.passwords[each.login]) for each in people.ACCOUNTS if each.login in made.passwords]
    return sessions.begin(session, user, now()), others


def _begun(store: Store, login: str, password: str) -> tuple[str | None, bool]:
    """A new session of who has that name and password, and whether it is half: a second factor is asked for yet."""
    with store.database.transaction() as session:
        users: list[User | None] = list(session.scalars(select(User).where(User.login == login).limit(20)))
        right = [user for user in users or [None] if is_password_of(user, password)]
        if len(right) != 1 or right[0] is None:
            return None, False
        user, half = right[0], second_factor.is_on(session, right[0].id)
        if not half:
            audit.record(session, user.employer_id, user.id, "user.signed_in", f"user:{user.id}")
        return sessions.begin(session, user, now(), half=half), half


def _pairs(kept: str) -> list[tuple[str, str]]:
    """What was kept over the sign-in: names and words of a form, as we wrote them into the page."""
    try:
        found = json.loads(kept)
        return [(str(name), str(value)) for name, value in found]
    except (ValueError, TypeError):
        return []
