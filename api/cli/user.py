"""`workslip user`: employers, their users, and the keys with which programs ask. Nobody signs up over the network."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.cli.acting import Json, body_from
from api.identity.roles import Action, Role


def register(app: typer.Typer) -> None:
    """Add the commands."""
    user = typer.Typer(no_args_is_help=True, help="Employers, users and their API keys.")
    user.command("employer")(employer)
    user.command("add")(add)
    user.command("role")(role)
    user.command("password")(password)
    user.command("second-factor-off")(second_factor_off)
    user.command("outside")(outside)
    user.command("key")(key)
    app.add_typer(user, name="user")


def employer(
    name: Annotated[str, typer.Argument(help="The employer's name, as letters print it.")],
    address: Annotated[str | None, typer.Option(help="Postal address; \\n breaks a line.")] = None,
    phone: Annotated[str | None, typer.Option(help="Telephone number.")] = None,
    fax: Annotated[str | None, typer.Option(help="Fax number for replies.")] = None,
    program: Annotated[
        Path | None, typer.Option(help="JSON: usual_length, wage_rule, edition_date, modified_tasks.")
    ] = None,
    jurisdiction: Annotated[str | None, typer.Option(help="Whose law its offers meet: a pack's id.")] = None,
    as_json: Json = False,
) -> None:
    """Add an employer, or change what letters say about it."""
    from api.identity.users import employer_named
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store
    from cases.programs.jurisdictions import pack_of
    from cases.programs.program import Program

    law = None if jurisdiction is None else pack_of(jurisdiction).id
    said = None if program is None else body_from(Program, program)
    with open_store(settings()) as store, store.database.transaction() as session:
        row = employer_named(session, name)
        row.address = row.address if address is None else address.replace("\\n", "\n")
        row.phone = row.phone if phone is None else phone
        row.fax = row.fax if fax is None else fax
        row.program = row.program if said is None else said
        row.jurisdiction = row.jurisdiction if law is None else law
        audit.record(session, row.id, "system:cli", "employer.changed", f"employer:{row.id}")
    typer.echo(json.dumps({"employer": str(row.id)}) if as_json else f"{name}: {row.id}")


def add(
    login: Annotated[str, typer.Argument(help="A short name to act under.")],
    name: Annotated[str, typer.Option(help="The person's full name, as decisions are signed with it.")],
    of: Annotated[str, typer.Option("--employer", help="The employer's name; made if it is new.")],
    as_: Annotated[Role, typer.Option("--role", help="What they may do and see.")] = Role.COORDINATOR,
    as_json: Json = False,
) -> None:
    """Add a user."""
    from api.identity.users import add_user, employer_named
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store

    with open_store(settings()) as store, store.database.transaction() as session:
        owner = employer_named(session, of)
        user = add_user(session, owner, login, name, as_)
        audit.record(session, owner.id, "system:cli", "user.added", f"user:{user.id}", role=user.role)
    typer.echo(json.dumps({"user": str(user.id), "employer": str(owner.id)}) if as_json else f"{login}: {user.id}")


def role(
    login: Annotated[str, typer.Argument(help="Whose role.")],
    to: Annotated[Role, typer.Argument(help="The new one.")],
    of: Annotated[
        str | None, typer.Option("--employer", help="Of which employer, if several have such a user.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Give a user another role. Their keys end; make new ones."""
    from api.identity.users import change_role, user_of
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store
    from api.store.tables.base import now

    with open_store(settings()) as store, store.database.transaction() as session:
        user = user_of(session, login, of)
        before = change_role(session, user, to, now())
        named = f"user:{user.id}"
        audit.record(session, user.employer_id, "system:cli", "user.role_changed", named, before=before, after=to.value)
    typer.echo(json.dumps({"user": str(user.id), "role": to.value}) if as_json else f"{login}: {to.value}")


def password(
    login: Annotated[str, typer.Argument(help="Whose.")],
    of: Annotated[
        str | None, typer.Option("--employer", help="Of which employer, if several have such a user.")
    ] = None,
) -> None:
    """Set a user's password for the desk. It is asked for, or read as a line from a pipe; their sessions end."""
    import sys

    from api.identity import sessions
    from api.identity.passwords import set_password
    from api.identity.users import user_of
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store
    from api.store.tables.base import now

    asked = sys.stdin.isatty()
    said = (
        typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        if asked
        else sys.stdin.readline().rstrip("\n")
    )
    with open_store(settings()) as store, store.database.transaction() as session:
        user = user_of(session, login, of)
        set_password(user, said)
        sessions.end_all(session, user.id, now())
        audit.record(session, user.employer_id, "system:cli", "user.password_set", f"user:{user.id}")
    typer.echo(f"{login} can sign in at the desk.", err=True)


def second_factor_off(
    login: Annotated[str, typer.Argument(help="Whose.")],
    of: Annotated[
        str | None, typer.Option("--employer", help="Of which employer, if several have such a user.")
    ] = None,
) -> None:
    """Take a lost second factor away, with its recovery codes. The user's sessions end; they sign in by password."""
    from api.identity import second_factor, sessions
    from api.identity.users import user_of
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store
    from api.store.tables.base import now

    with open_store(settings()) as store, store.database.transaction() as session:
        user = user_of(session, login, of)
        was_on = second_factor.take_away(session, user.id)
        sessions.end_all(session, user.id, now())
        audit.record(session, user.employer_id, "system:cli", "user.factor_removed", f"user:{user.id}", was=was_on)
    typer.echo(f"{login} signs in by password alone." if was_on else f"{login} had no second factor.", err=True)


def outside(
    login: Annotated[str, typer.Argument(help="Whose.")],
    email: Annotated[
        str | None, typer.Argument(help="The address under which the identity provider knows them.")
    ] = None,
    of: Annotated[
        str | None, typer.Option("--employer", help="Of which employer, if several have such a user.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Let them sign in by it no more.")] = False,
) -> None:
    """Note who somebody is at the identity provider (WORKSLIP_OIDC_ISSUER), or take it back.

    Their next sign-in there with that address, if the provider has verified it, links the account for good; after that
    the address decides nothing.
    """
    from api.identity import outside, sessions
    from api.identity.users import user_of
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store
    from api.store.tables.base import now
    from cases.errors import BadInput

    if remove == (email is not None):
        raise BadInput("Give an address, or --remove.", code="incomplete")
    given = settings()
    if email is not None and outside.provider_of(given) is None:
        raise BadInput("There is no identity provider; set WORKSLIP_OIDC_ISSUER first.", code="no_provider")
    with open_store(given) as store, store.database.transaction() as session:
        user = user_of(session, login, of)
        if email is not None:
            outside.note_account(session, user, given.oidc_issuer, email)
        else:
            outside.forget_account(session, user)
        sessions.end_all(session, user.id, now())
        action = "user.outside_noted" if email else "user.outside_removed"
        audit.record(session, user.employer_id, "system:cli", action, f"user:{user.id}")
    typer.echo(f"{login}: noted." if email else f"{login} does not sign in by the provider any more.", err=True)


def key(
    login: Annotated[str, typer.Argument(help="Whose key.")],
    of: Annotated[
        str | None, typer.Option("--employer", help="Of which employer, if several have such a user.")
    ] = None,
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    scope: Annotated[
        list[Action] | None, typer.Option(help="What it may do, of all that the role may; repeat it. Else all.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Until when it is good, in days; else until revoked.")] = None,
    as_json: Json = False,
) -> None:
    """Make an API key. It is shown this once; only its digest is kept."""
    from api.identity.keys import make_key
    from api.identity.users import user_of
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store
    from api.store.tables.base import now

    with open_store(settings()) as store, store.database.transaction() as session:
        user = user_of(session, login, of)
        secret = make_key(session, user, label, now() + timedelta(days=days) if days else None, scope)
        named = len(scope) if scope else None
        audit.record(session, user.employer_id, "system:cli", "user.key_made", f"user:{user.id}", scopes=named)
    typer.echo(json.dumps({"key": secret}) if as_json else secret)
