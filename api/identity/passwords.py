"""Passwords of the desk's users: argon2id hashes, at the settings that argon2-cffi keeps up to date.

A wrong login costs as much time as a wrong password: both are compared with a hash.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from api.store.tables import User
from cases.errors import BadInput

LEAST, MOST = 12, 200  # characters; NIST SP 800-63B 3.1.1: long ones, no rules about their kinds
_HASHER: Final = PasswordHasher()


def set_password(user: User, password: str) -> None:
    """Keep the hash of a new password. Raises BadInput if it is too short, too long, or the login itself."""
    if not LEAST <= len(password) <= MOST:
        raise BadInput(f"A password has {LEAST} to {MOST} characters; a sentence is a good one.", code="bad_password")
    if user.login.casefold() in password.casefold() and len(password) < len(user.login) + LEAST:
        raise BadInput("The password says little more than the login; choose another.", code="bad_password")
    user.password_hash = _HASHER.hash(password)


def is_password_of(user: User | None, password: str) -> bool:
    """Whether that is the user's password; takes as long for nobody as for somebody.

    A hash at old settings is renewed.
    """
    kept = user.password_hash if user is not None and user.disabled_at is None else None
    try:
        _HASHER.verify(kept or _nobodys(), password[: MOST + 1])
    except VerificationError:
        return False
    if kept is None or user is None:
        return False
    if _HASHER.check_needs_rehash(kept):
        user.password_hash = _HASHER.hash(password)
    return True


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody has this one")
