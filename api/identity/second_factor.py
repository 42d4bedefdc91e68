"""The second factor: a code of an authenticator that changes every 30 seconds (RFC 6238), or a recovery code.

    enrol → confirm by a first code → recovery codes, shown once          passes(…) at every sign-in

A code is taken once: of two that come with the same code only the first gets in. The half minutes before and after
count too, since clocks differ. The secret lies sealed in the file store; of a recovery code only the sha256 is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from api.store.files import Files
from api.store.tables import RecoveryCode, SecondFactor, User
from cases.errors import BadInput, Conflict

ISSUER: Final = "Workslip"
STEP: Final = 30  # seconds
DRIFT: Final = (0, -1, 1)  # steps, the likeliest first
RECOVERY_CODES: Final = 10
WRONG: Final = "That code is not the one of this moment. Wait for the next one and try again."


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator has to know: its secret in words, and the address that a QR code holds."""

    secret: str
    address: str


def factor_of(session: Session, user: uuid.UUID, *, locked: bool = False) -> SecondFactor | None:
    """A user's factor, confirmed or not yet."""
    query = select(SecondFactor).where(SecondFactor.user_id == user)
    return session.scalar(query.with_for_update() if locked else query)


def is_on(session: Session, user: uuid.UUID) -> bool:
    """Whether a user's sign-in asks for it."""
    found = factor_of(session, user)
    return found is not None and found.confirmed_at is not None


def enrol(session: Session, files: Files, user: User) -> None:
    """A new secret for a user; it counts once a code of it has been shown. Raises Conflict if there is one that counts.

    One that was begun and not finished is begun anew: nobody knows who saw it.
    """
    found = factor_of(session, user.id, locked=True)
    if found is not None and found.confirmed_at is not None:
        raise Conflict("You have a second factor already. Take it away first.", code="has_factor")
    address = files.put(user.employer_id, pyotp.random_base32().encode())
    if found is None:
        session.add(SecondFactor(employer_id=user.employer_id, user_id=user.id, secret_sha256=address))
    else:
        found.secret_sha256 = address
    session.flush()


def enrolment(session: Session, files: Files, user: User) -> Enrolment | None:
    """What to show to who has begun and not confirmed yet."""
    found = factor_of(session, user.id)
    if found is None or found.confirmed_at is not None:
        return None
    secret = _secret(files, found)
    return Enrolment(secret, pyotp.TOTP(secret).provisioning_uri(name=user.login, issuer_name=ISSUER))


def confirm(session: Session, files: Files, user: User, code: str, moment: datetime) -> list[str]:
    """Turn it on by a first code; the recovery codes, which are seen this once.

    Raises Conflict if nothing was begun or it is on already, and BadInput for a wrong code.
    """
    found = factor_of(session, user.id, locked=True)
    if found is None or found.confirmed_at is not None:
        raise Conflict("There is nothing to confirm: it is on already, or was not begun.", code="not_begun")
    if not _take(files, found, code, moment):
        raise BadInput(WRONG, code="wrong_code")
    found.confirmed_at = moment
    return renew_recovery_codes(session, user)


def passes(session: Session, files: Files, user: uuid.UUID, code: str, moment: datetime) -> str | None:
    """Whether a code lets the user in, and used up with that: "code", "recovery", or None."""
    found = factor_of(session, user, locked=True)
    if found is None or found.confirmed_at is None:
        return None
    if _take(files, found, code, moment):
        return "code"
    spent = update(RecoveryCode).where(
        RecoveryCode.user_id == user, RecoveryCode.hash == _digest(code), RecoveryCode.used_at.is_(None)
    )
    return "recovery" if session.execute(spent.values(used_at=moment).returning(RecoveryCode.id)).first() else None


def renew_recovery_codes(session: Session, user: User) -> list[str]:
    """New codes; the old ones end."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    made = [_grouped(b32encode(secrets.token_bytes(10)).decode().lower()) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(employer_id=user.employer_id, user_id=user.id, hash=_digest(each)) for each in made)
    session.flush()
    return made


def recovery_codes_left(session: Session, user: uuid.UUID) -> int:
    """How many are unused."""
    query = select(func.count()).where(RecoveryCode.user_id == user, RecoveryCode.used_at.is_(None))
    return session.scalar(query) or 0


def take_away(session: Session, user: uuid.UUID) -> bool:
    """Sign in without it from now on. Whether there was one."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user))
    gone = session.execute(delete(SecondFactor).where(SecondFactor.user_id == user).returning(SecondFactor.id))
    return gone.first() is not None


def _take(files: Files, factor: SecondFactor, code: str, moment: datetime) -> bool:
    """Whether that is a code of now that was not taken before; takes it."""
    said, totp = "".join(code.split()), pyotp.TOTP(_secret(files, factor))
    for step in (int(moment.timestamp()) // STEP + each for each in DRIFT):
        if step > factor.last_step and hmac.compare_digest(totp.generate_otp(step).encode(), said.encode()):
            factor.last_step = step
            return True
    return False


def _secret(files: Files, factor: SecondFactor) -> str:
    return files.get(factor.employer_id, factor.secret_sha256).decode()


def _digest(code: str) -> bytes:
    return hashlib.sha256("".join(code.lower().replace("-", "").split()).encode()).digest()


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
