"""Users are made on the machine itself, by `workslip user`; nobody signs up over the network."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from api.identity import sessions
from api.identity.keys import principal_of
from api.identity.principals import Principal
from api.identity.roles import ROLES, Reach, Role
from api.store.tables import ApiKey, Employer, User
from cases.errors import BadInput, Conflict, NotFound


def employer_named(session: Session, name: str) -> Employer:
    """The employer of that name, made if it is new."""
    found = session.scalar(select(Employer).where(Employer.name == name))
    if found is None:
        found = Employer(name=name)
        session.add(found)
        session.flush()
    return found


def add_user(session: Session, employer: Employer, login: str, name: str, role: Role = Role.COORDINATOR) -> User:
    """A new user. Raises Conflict if the employer has one of that login, BadInput for a role that is no user's."""
    require_given(role)
    if session.scalar(select(User).where(User.employer_id == employer.id, User.login == login)):
        raise Conflict("This employer already has a user of that login.")
    user = User(employer_id=employer.id, login=login, name=name, role=role.value)
    session.add(user)
    session.flush()
    return user


def require_given(role: Role) -> None:
    """Nobody is made a physician: an office reads one packet by its link, and has no name here."""
    if ROLES[role].reach is Reach.PACKET:
        raise BadInput("A physician reads one packet by its link and is no user.", code="no_such_user")


def change_role(session: Session, user: User, role: Role, moment: datetime) -> str:
    """Give a user another role, and end their keys and sessions: they were got for the old role. What it was."""
    require_given(role)
    sessions.end_all(session, user.id, moment)
    held = update(ApiKey).where(ApiKey.user_id == user.id, ApiKey.revoked_at.is_(None))
    session.execute(held.values(revoked_at=moment))
    before, user.role = user.role, role.value
    return before


def user_of(session: Session, login: str, employer: str | None = None) -> User:
    """The user of that login; `employer` is needed where several employers have one."""
    query = select(User).join(Employer, Employer.id == User.employer_id).where(User.login == login)
    users = session.scalars(query if employer is None else query.where(Employer.name == employer)).all()
    if len(users) > 1:
        raise Conflict("Several employers have a user of that login; say which with --employer.")
    if not users:
        raise NotFound("There is no user of that login; `workslip user add` makes one.")
    return users[0]


def principal_of_login(session: Session, login: str, employer: str | None = None) -> Principal:
    """Who acts on this machine under that login. Raises NotFound if there is none, or none any more."""
    user = user_of(session, login, employer)
    if user.disabled_at is not None:
        raise NotFound("That user is disabled.")
    return principal_of(user)
