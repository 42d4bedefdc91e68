"""Users are made on the machine itself, by `workslip user`; nobody signs up over the network."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.identity.keys import principal_of
from api.identity.principals import Principal
from api.identity.roles import Role
from api.store.tables import Employer, User
from cases.errors import Conflict, NotFound


def employer_named(session: Session, name: str) -> Employer:
    """The employer of that name, made if it is new."""
    found = session.scalar(select(Employer).where(Employer.name == name))
    if found is None:
        found = Employer(name=name)
        session.add(found)
        session.flush()
    return found


def add_user(session: Session, employer: Employer, login: str, name: str, role: Role = Role.COORDINATOR) -> User:
    """A new user. Raises Conflict if the employer already has one of that login."""
    if session.scalar(select(User).where(User.employer_id == employer.id, User.login == login)):
        raise Conflict("This employer already has a user of that login.")
    user = User(employer_id=employer.id, login=login, name=name, role=role.value)
    session.add(user)
    session.flush()
    return user


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
