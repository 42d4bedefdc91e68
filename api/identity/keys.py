"""API keys: 256 random bits, shown once; only their sha256 is kept.

A slow password hash would add nothing: nobody guesses 256 bits, and every request would pay for it. The lookup goes by
the hash, so its time tells nothing about the secret; the comparison after it is constant in time all the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.principals import Principal
from api.identity.roles import Role
from api.store.tables import ApiKey, User

PREFIX: Final = "wsk_"  # so that a key is recognised where it should not be: in a repository, in a mail


def make_key(session: Session, user: User, label: str = "", expires_at: datetime | None = None) -> str:
    """A new key of that user. The answer is the only time its secret is seen."""
    secret = PREFIX + secrets.token_urlsafe(32)
    session.add(
        ApiKey(
            employer_id=user.employer_id,
            user_id=user.id,
            label=label,
            hash=hash_of(secret),
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
    return None if over else principal_of(user)


def principal_of(user: User) -> Principal:
    """A user as the one who asks."""
    return Principal(employer=user.employer_id, user=user.id, name=user.name, roles=frozenset({Role(user.role)}))
