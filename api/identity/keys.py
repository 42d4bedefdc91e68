"""API keys: 256 random bits, shown once; only their sha256 is kept.

A slow password hash would add nothing: nobody guesses 256 bits, and every request would pay for it. The lookup goes by
the hash, so its time tells nothing about the secret; the comparison after it is constant in time all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.principals import Principal
from api.identity.roles import ROLES, Action, Role, fields_for
from api.store.tables import ApiKey, User
from cases.errors import Forbidden, Refused

PREFIX: Final = "wsk_"  # so that a key is recognised where it should not be: in a repository, in a mail


def make_key(
    session: Session,
    user: User,
    label: str = "",
    expires_at: datetime | None = None,
    scopes: Iterable[Action] | None = None,
) -> str:
    """A new key of that user, for all that the role may do or for `scopes` of it. Its secret is seen this once.

    Raises Refused for a scope that the role has not, and for a program's key without scopes: it would open nothing.
    """
    named = None if scopes is None else sorted(set(scopes))
    _require_scopes(user, named)
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            employer_id=user.employer_id,
            user_id=user.id,
            label=label,
            hash=hash_of(secret),
            scopes=named,
            expires_at=expires_at,
        )
    )
    return secret


def hash_of(secret: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(secret.encode()).digest()


def principal_of_key(session: Session, secret: str, moment: datetime) -> Principal | None:
    """Who holds this key; None if nobody does, or not any more."""
    wanted = hash_of(secret)
    row = session.execute(
        select(ApiKey, User).join(User, User.id == ApiKey.user_id).where(ApiKey.hash == wanted)
    ).one_or_none()
    if row is None or not hmac.compare_digest(row[0].hash, wanted):
        return None
    key, user = row
    over = key.revoked_at or user.disabled_at or (key.expires_at and key.expires_at <= moment)
    return None if over else principal_of(user, key.scopes)


def principal_of(user: User, scopes: Iterable[str] | None = None) -> Principal:
    """A user as the one who asks; `scopes` as their key has them. What this version has no word for opens nothing."""
    known = None if scopes is None else frozenset(Action(each) for each in scopes if each in set(Action))
    return Principal(employer=user.employer_id, user=user.id, name=user.name, role=role_of(user), scopes=known)


def role_of(user: User) -> Role:
    """A user's role. Raises Forbidden for one that is not in the table."""
    if user.role not in set(Role):
        raise Forbidden("Your role is none of this version of Workslip; ask whoever keeps the users.")
    return Role(user.role)


def _require_scopes(user: User, scopes: list[Action] | None) -> None:
    role = role_of(user)
    if scopes is None and ROLES[role].scoped:
        raise Refused("A program's key names what it may do; give it scopes.", code="scopes_needed")
    over = tuple(each.value for each in scopes or () if fields_for(role, each) is None)
    if over:
        raise Refused("The user's role does not allow what the key would.", code="scope_over_role", reasons=over)
