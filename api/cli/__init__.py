"""`workslip`: every command has a file of its own here; this one only lists them and turns errors into exit codes.

Data goes to stdout, words for people to stderr. `read` and `form` must start without the database or the web:
command modules import what is heavy inside their functions.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module

import typer

from api.errors import outcome_of
from cases.errors import WorkslipError

# A module that is listed here has a function `register(app: typer.Typer) -> None`.
COMMANDS: tuple[str, ...] = (
    "read",
    "demands",
    "form",
    "forms",
    "letters",
    "ingest",
    "jobs",
    "audit",
    "keygen",
    "backup",
    "purge",
    "user",
    "serve",
    "demo",
    "case",
    "review",
    "match",
    "packet",
    "letter",
    "offer",
    "mailing",
    "clocks",
    "plan",
    "osha",
    "metrics",
    "export",
    "webhook",
    "outbox",
    "worker",
    "mailroom",
    "doctor",
)


def build() -> typer.Typer:
    """The whole command line."""
    app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @app.callback()
    def workslip() -> None:
        """Forms out, work restrictions back."""

    for name in COMMANDS:
        import_module(f"api.cli.{name}").register(app)
    return app


def told(error: WorkslipError, as_json: bool) -> str:
    """An error for the terminal: its sentence, or for a program its code, sentence and reasons."""
    if as_json:
        return json.dumps({"code": error.code, "detail": error.message, "reasons": list(error.reasons)})
    return error.message


def main() -> None:
    """Run the command line; exit with the code of the error's kind."""
    try:
        build()()
    except WorkslipError as error:
        print(told(error, "--json" in sys.argv), file=sys.stderr)  # noqa: T201 - where an error meets the terminal
        raise SystemExit(outcome_of(error).exit_code) from None
