"""Your API keys: with one a program asks in your name, for all that you may do or for a part of it.

A key is made by who shows the password once more, is shown once, and ends at its time or when it is revoked. Keys of
programs (integrators, who have no seat here) are made at the machine: `workslip user key`.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Select

from api.identity.keys import make_key
from api.identity.roles import TABLE, Action
from api.store.tables import ApiKey, User
from api.web.desk.asking import Anybody, Desk
from api.web.desk.rendering import shown
from api.web.desk.you import require_password
from cases.errors import BadInput, Conflict, NotFound, WorkslipError

router = APIRouter(prefix="/you/keys", include_in_schema=False)
DAYS: Final = (30, 90, 365)


@router.get("")
def keys_page(at: Anybody) -> Response:
    """The keys there are, and the form for a new one."""
    return _page(at)


@router.post("")
def make(at: Anybody) -> Response:
    """A new key; its secret is shown this once."""
    given = {name: str(at.form.get(name, "")).strip()[:100] for name in ("label", "days")}
    chosen = [str(each) for each in at.form.getlist("scope")]
    try:
        secret = _made(at, given, chosen)
    except WorkslipError as no:
        return _page(at, status=422, said=no.message, given=given, chosen=chosen)
    return _page(at, made=secret)


@router.post("/{key}/revocation")
def revoke(key: uuid.UUID, at: Anybody) -> Response:
    """End a key of one's own."""
    found = at.act.session.scalar(_own(at).where(ApiKey.id == key).with_for_update())
    if found is None:
        raise NotFound("There is nothing of that id here.")
    if found.revoked_at is not None:
        raise Conflict("This key was revoked already; nothing was changed.", code="key_over")
    found.revoked_at = at.act.moment
    at.act.record("user.key_revoked", found)
    return RedirectResponse("/you/keys", 303)


def _made(at: Desk, given: dict[str, str], chosen: list[str]) -> str:
    if not given["label"]:
        raise BadInput("Say what the key is for: later you will want to know which one to revoke.", code="incomplete")
    if given["days"] not in map(str, DAYS):
        raise BadInput("Say how long the key is good.", code="incomplete")
    if not chosen or not set(chosen) <= {each.value for each in Action}:
        raise BadInput("Choose what the key may do: no more than the program needs.", code="incomplete")
    require_password(at)
    user, session = at.act.session.get_one(User, at.act.who.user), at.act.session
    ends = at.act.moment + timedelta(days=int(given["days"]))
    secret = make_key(session, user, given["label"], ends, [Action(each) for each in chosen])
    at.act.record("user.key_made", f"user:{user.id}", scopes=len(chosen))
    session.flush()
    return secret


def _page(
    at: Desk, *, status: int = 200, said: str = "", made: str = "", given: dict[str, str] | None = None,
    chosen: list[str] | None = None,
) -> Response:  # fmt: skip
    rows = list(at.act.session.scalars(_own(at).order_by(ApiKey.created_at.desc()).limit(100)))
    return shown(
        at, "your_keys.html", status=status, said=said, made=made, chosen=chosen or [], days=DAYS,
        given=given or {"label": "", "days": "90"}, keys=[(row, _state(at, row)) for row in rows],
        scopes=_by_subject(at),
    )  # fmt: skip


def _own(at: Desk) -> Select[ApiKey]:
    return at.act.own(ApiKey).where(ApiKey.user_id == at.act.who.user)


def _state(at: Desk, row: ApiKey) -> tuple[str, str]:
    if row.revoked_at is not None:
        return "stop", "Revoked"
    return ("late", "Expired") if row.expires_at and row.expires_at <= at.act.moment else ("ok", "Good")


def _by_subject(at: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the role may do, by what it is about: the codes, and their words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for action in TABLE[at.act.who.role]:
        about, _, verb = action.value.partition(":")
        found.setdefault(about.replace("_", " "), []).append((action.value, verb.replace("_", " ")))
    return sorted(found.items())
