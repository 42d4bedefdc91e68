"""Who sits at the desk: a row for each sign-in, found by the sha256 of the secret in the browser's cookie.

A session ends by itself after 15 minutes in which nobody did anything, and after 12 hours whatever they did (45 CFR
164.312(a)(2)(iii)); by signing out; and with the user's password, role or access. Each sign-in has a new secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.identity.keys import hash_of, principal_of
from api.identity.principals import Principal
from api.store.tables import DeskSession, User

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=12)
HALF: Final = timedelta(minutes=5)  # to find the authenticator and type its code
NOTED: Final = timedelta(seconds=30)  # how exactly it is kept when somebody did something last


@dataclass(frozen=True)
class SignedIn:
    """A session that is open, and whose it is. `token` goes into every form: a page of another site cannot know it."""

    session: uuid.UUID
    who: Principal
    token: str


def begin(session: Session, user: User, moment: datetime, *, half: bool = False) -> str:
    """A new session; the secret for its cookie. A `half` one opens nothing until the second factor was shown."""
    secret = secrets.token_urlsafe(32)
    session.add(
        DeskSession(employer_id=user.employer_id, user_id=user.id, hash=hash_of(secret), created_at=moment,
                    seen_at=moment, half=half)
    )  # fmt: skip
    return secret


def find(session: Session, secret: str, moment: datetime) -> SignedIn | None:
    """The open session of that secret, marked as used now; None if there is none, or none any more."""
    row = _row(session, secret)
    if row is None:
        return None
    found, user = row
    if found.half or found.ended_at or user.disabled_at or _over(found, moment):
        return None
    if moment - found.seen_at > NOTED:
        found.seen_at = moment
    return SignedIn(found.id, principal_of(user), token_of(secret))


def find_half(session: Session, secret: str, moment: datetime) -> tuple[DeskSession, User] | None:
    """Who has shown the password with this secret, a few minutes ago, and has still to show the second factor."""
    row = _row(session, secret)
    if row is None:
        return None
    found, user = row
    over = not found.half or found.ended_at or user.disabled_at or moment - found.created_at > HALF
    return None if over else (found, user)


def token_of(secret: str) -> str:
    """What the forms of a session carry: follows from its secret and tells nothing about it."""
    return hmac.new(secret.encode(), b"forms", hashlib.sha256).hexdigest()


def end(session: Session, key: uuid.UUID, moment: datetime) -> None:
    """Sign out."""
    session.execute(update(DeskSession).where(DeskSession.id == key).values(ended_at=moment))


def end_all(session: Session, user: uuid.UUID, moment: datetime) -> None:
    """End every session of a user: their password, role or access changed."""
    open_ones = update(DeskSession).where(DeskSession.user_id == user, DeskSession.ended_at.is_(None))
    session.execute(open_ones.values(ended_at=moment))


def end_others(session: Session, user: uuid.UUID, kept: uuid.UUID, moment: datetime) -> int:
    """End every session of a user but one; how many there were."""
    others = update(DeskSession).where(
        DeskSession.user_id == user, DeskSession.ended_at.is_(None), DeskSession.id != kept
    )
    return len(session.scalars(others.values(ended_at=moment).returning(DeskSession.id)).all())


def open_sessions(session: Session, user: uuid.UUID, moment: datetime) -> list[DeskSession]:
    """Where somebody is signed in now, the latest first."""
    query = select(DeskSession).where(
        DeskSession.user_id == user, DeskSession.ended_at.is_(None), DeskSession.half.is_(False),
        DeskSession.seen_at > moment - IDLE, DeskSession.created_at > moment - LONGEST,
    )  # fmt: skip
    return list(session.scalars(query.order_by(DeskSession.seen_at.desc())))


def _row(session: Session, secret: str) -> tuple[DeskSession, User] | None:
    query = select(DeskSession, User).join(User, User.id == DeskSession.user_id)
    row = session.execute(query.where(DeskSession.hash == hash_of(secret))).one_or_none()
    return None if row is None else (row[0], row[1])


def _over(found: DeskSession, moment: datetime) -> bool:
    return moment - found.seen_at > IDLE or moment - found.created_at > LONGEST
