"""Your own account: who you are here, where you are signed in, your password, your second factor.

What opens doors is changed only by who shows the password, or a code, once more: a desk that somebody left open is not
enough for that.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from api.identity import second_factor, sessions
from api.identity.passwords import is_password_of, set_password
from api.identity.roles import ROLES
from api.store.tables import User
from api.web.desk import tries
from api.web.desk.asking import Anybody, Desk
from api.web.desk.qr import drawing
from api.web.desk.rendering import shown
from api.web.desk.words import written_day
from cases.errors import BadInput, WorkslipError

router = APIRouter(prefix="/you", include_in_schema=False)
NOT_YOURS: Final = "That is not your password."
DONE: Final = {
    "password": "Your password is changed, and you are signed out everywhere else.",
    "sessions": "You are signed out everywhere else.",
    "removal": "Your second factor is gone: you sign in by password alone.",
}


@router.get("")
def your_page(at: Anybody, done: str = "") -> Response:
    """Who you are here, and what you can change about it."""
    return _page(at, done=DONE.get(done, ""))


@router.post("/password")
def change_password(at: Anybody) -> Response:
    """A new password; every other session ends."""
    user = _you(at)
    try:
        _require_password(user, _said(at, "now"))
        set_password(user, _said(at, "password"))
    except WorkslipError as no:
        return _page(at, status=422, wrong={"password": no.message})
    sessions.end_others(at.act.session, user.id, at.signed_in.session, at.act.moment)
    at.act.record("user.password_set", f"user:{user.id}")
    return RedirectResponse("/you?done=password", 303)


@router.post("/sessions/end")
def end_sessions(at: Anybody) -> Response:
    """Sign out everywhere but here."""
    many = sessions.end_others(at.act.session, at.act.who.user, at.signed_in.session, at.act.moment)
    at.act.record("user.sessions_ended", f"user:{at.act.who.user}", sessions=many)
    return RedirectResponse("/you?done=sessions", 303)


@router.post("/second-factor")
def enrol(at: Anybody) -> Response:
    """Begin a second factor."""
    user = _you(at)
    try:
        _require_password(user, _said(at, "now"))
    except WorkslipError as no:
        return _page(at, status=422, wrong={"factor": no.message})
    second_factor.enrol(at.act.session, at.act.store.files, user)
    at.act.record("user.factor_begun", f"user:{user.id}")
    return RedirectResponse("/you/second-factor", 303)


@router.get("/second-factor")
def enrolment_page(at: Anybody) -> Response:
    """The secret, as a picture and in words, and the question for its first code."""
    return _enrolment(at)


@router.post("/second-factor/confirmation")
def confirm(at: Anybody) -> Response:
    """Turn it on; the recovery codes are shown this once."""
    user = _you(at)
    if not tries.may_show_code(user.id):
        return _enrolment(at, status=429, said=tries.TOO_OFTEN)
    try:
        codes = second_factor.confirm(at.act.session, at.act.store.files, user, _said(at, "code"), at.act.moment)
    except BadInput as no:
        return _enrolment(at, status=422, said=no.message)
    sessions.end_others(at.act.session, user.id, at.signed_in.session, at.act.moment)
    at.act.record("user.factor_set", f"user:{user.id}")
    return _recovery(at, codes)


@router.post("/second-factor/recovery-codes")
def renew(at: Anybody) -> Response:
    """New recovery codes; the old ones end."""
    if no := _code_refused(at):
        return _page(at, status=422, wrong={"factor": no})
    codes = second_factor.renew_recovery_codes(at.act.session, _you(at))
    at.act.record("user.recovery_codes_made", f"user:{at.act.who.user}", codes=len(codes))
    return _recovery(at, codes)


@router.post("/second-factor/removal")
def remove(at: Anybody) -> Response:
    """Sign in by password alone from now on."""
    if no := _code_refused(at):
        return _page(at, status=422, wrong={"factor": no})
    second_factor.take_away(at.act.session, at.act.who.user)
    at.act.record("user.factor_removed", f"user:{at.act.who.user}")
    return RedirectResponse("/you?done=removal", 303)


def require_password(at: Desk) -> None:
    """Raise BadInput unless the form has the password of who is signed in, in `now`."""
    _require_password(_you(at), _said(at, "now"))


def _page(at: Desk, *, status: int = 200, wrong: dict[str, str] | None = None, done: str = "") -> Response:
    user, session = _you(at), at.act.session
    factor = second_factor.factor_of(session, user.id)
    return shown(
        at, "you.html", status=status, user=user, about=ROLES[at.act.who.role].says, done=done,
        wrong={"password": "", "factor": ""} | (wrong or {}),
        open_sessions=sessions.open_sessions(session, user.id, at.act.moment), this=at.signed_in.session, factor=factor,
        left_codes=second_factor.recovery_codes_left(session, user.id),
    )  # fmt: skip


def _enrolment(at: Desk, *, status: int = 200, said: str = "") -> Response:
    begun = second_factor.enrolment(at.act.session, at.act.store.files, _you(at))
    if begun is None:
        return RedirectResponse("/you", 303)
    words = [begun.secret[n : n + 4] for n in range(0, len(begun.secret), 4)]
    return shown(at, "enrolment.html", status=status, qr=drawing(begun.address), words=words, said=said)


def _recovery(at: Desk, codes: list[str]) -> Response:
    return shown(at, "recovery_codes.html", codes=codes, made=written_day(_local(at, at.act.moment)))


def _local(at: Desk, moment: datetime) -> datetime:
    return moment.astimezone(at.zone)


def _you(at: Desk) -> User:
    return at.act.session.get_one(User, at.act.who.user)


def _said(at: Desk, name: str) -> str:
    said = at.form.get(name, "")
    return said if isinstance(said, str) else ""


def _require_password(user: User, said: str) -> None:
    if not tries.may_show_password(user.id):
        raise BadInput(tries.TOO_OFTEN, code="too_often")
    if not is_password_of(user, said):
        raise BadInput(NOT_YOURS, code="wrong_password")


def _code_refused(at: Desk) -> str:
    """What is wrong with the code in the form; empty if it is right."""
    user: uuid.UUID = at.act.who.user
    if not tries.may_show_code(user):
        return tries.TOO_OFTEN
    passed = second_factor.passes(at.act.session, at.act.store.files, user, _said(at, "code"), at.act.moment)
    return "" if passed else second_factor.WRONG
