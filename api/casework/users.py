"""Users and their roles, as an administrator keeps them; keys are made on the machine itself (`workslip user key`).

An administrator sees nothing medical and cannot come to see it from here: nobody changes their own role, a changed role
ends every key of its user, and no key is made over the network.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Final

from pydantic import BaseModel, Field

from api.casework.act import Act
from api.casework.packets import employer_of
from api.casework.paging import Page, Window, page_of
from api.casework.words import Line, Shown, Written
from api.identity.roles import Role
from api.identity.users import add_user as make_user
from api.identity.users import change_role as give_role
from api.store.tables import ApiKey, User
from cases.errors import Conflict, Refused

OWN: Final = "Nobody changes their own role or access; another administrator does."


class NewUser(Written):
    """A user to add, under a short name to act under."""

    login: Line
    name: Line
    role: Role


class NewRole(Written):
    """The role a user has from now on."""

    role: Role


class KeyShown(Shown):
    """A key, without its secret. `scopes` null: all that the role may do."""

    id: uuid.UUID
    label: str
    scopes: list[str] | None
    expires_at: datetime | None
    revoked_at: datetime | None


class UserShown(BaseModel):
    """A user, and their keys."""

    id: uuid.UUID
    login: str
    name: str
    role: str = Field(description="A role of the table of roles.")
    disabled_at: datetime | None
    keys: list[KeyShown]


def list_users(act: Act, window: Window) -> Page[UserShown]:
    """The users of the employer, newest first."""
    return page_of(act, act.own(User), User, window, lambda user: _shown(act, user))


def add_user(act: Act, new: NewUser) -> UserShown:
    """A user; they can do nothing before a key is made for them on the machine."""
    user = make_user(act.session, employer_of(act), new.login, new.name, new.role)
    act.record("user.added", user, role=user.role)
    return _shown(act, user)


def change_role(act: Act, key: uuid.UUID, to: NewRole) -> UserShown:
    """Give a user another role; their keys end."""
    user = _other(act, key)
    before = give_role(act.session, user, to.role, act.moment)
    act.record("user.role_changed", user, before=before, after=user.role)
    return _shown(act, user)


def disable_user(act: Act, key: uuid.UUID) -> UserShown:
    """Somebody left: none of their keys opens anything any more. What they did stays on record."""
    user = _other(act, key)
    if user.disabled_at is not None:
        raise Conflict("This user is disabled already.", code="already_disabled")
    user.disabled_at = act.moment
    act.record("user.disabled", user)
    return _shown(act, user)


def revoke_key(act: Act, key: uuid.UUID) -> UserShown:
    """End one key."""
    row = act.find(ApiKey, key, locked=True)
    if row.revoked_at is not None:
        raise Conflict("This key is revoked already.", code="already_revoked")
    row.revoked_at = act.moment
    act.record("user.key_revoked", row, user=str(row.user_id))
    return _shown(act, act.find(User, row.user_id))


def _other(act: Act, key: uuid.UUID) -> User:
    user = act.find(User, key, locked=True)
    if user.id == act.who.user:
        raise Refused(OWN, code="own_access")
    return user


def _shown(act: Act, user: User) -> UserShown:
    keys = act.session.scalars(act.own(ApiKey).where(ApiKey.user_id == user.id).order_by(ApiKey.created_at))
    return UserShown(
        id=user.id,
        login=user.login,
        name=user.name,
        role=user.role,
        disabled_at=user.disabled_at,
        keys=[KeyShown.model_validate(each) for each in keys],
    )
