"""`workslip demo`: a demo employer on an empty installation, from the terminal."""

from __future__ import annotations

import json
import time

import typer

from api.cli.acting import Json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(as_json: Json = False) -> None:
    """Make a demo employer with 20 cases of invented people, on an installation without cases. It takes minutes."""
    import logging

    from api import logs
    from api.cli.starting import keys_if_new
    from api.demo import making, people
    from api.intake.process import Processor
    from api.intake.reader import reader
    from api.intake.tasks import work
    from api.settings import settings
    from api.store.opening import open_store

    chosen = settings()
    logs.configure(level="WARNING")
    for library in ("procrastinate", "alembic"):
        logging.getLogger(library).setLevel(logging.ERROR)
    keys_if_new(chosen)
    began = time.monotonic()
    with open_store(chosen) as store:
        with store.database.transaction() as session:
            made = making.make_accounts(session)
        typer.echo("Making 20 cases: packets go out, forms come back and are read. This takes some minutes.", err=True)
        work(
            Processor(store, reader(store.page_keys)),
            drain=True,
            only="documents,papers",
            besides=(making.duty(store),),
        )
        making.require_made(store, made.employer)
    _tell(made.passwords, people.EMPLOYER, round(time.monotonic() - began), as_json)


def _tell(passwords: dict[str, str], employer: str, seconds: int, as_json: bool) -> None:
    """Who can sign in, how, and where to go next. The passwords are shown this once."""
    if as_json:
        typer.echo(json.dumps({"employer": employer, "passwords": passwords, "seconds": seconds}))
        return
    typer.echo(f"{employer}: 20 cases, made in {seconds} s. Everybody in it is invented.")
    typer.echo("Sign in at the desk as one of these; the passwords are shown this once:")
    for login, password in passwords.items():
        typer.echo(f"  {login:<6} {password}")
    typer.echo("Start the desk with `workslip serve --worker`; its cases are at http://127.0.0.1:8000/cases.", err=True)
