"""`workslip ingest FILE...`: take in replies from the command line, a fax gateway's hook or a script."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from cases.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
    files: Annotated[list[Path], typer.Argument(help="Files as they came; - reads one from standard input.")],
    employer: Annotated[str | None, typer.Option(help="Name or id; not needed if there is only one.")] = None,
    source: Annotated[str, typer.Option(help="How they came: cli, fax, mail.")] = "cli",
    sender: Annotated[str, typer.Option(help="The number or address they came from.")] = "",
    commid: Annotated[str, typer.Option(help="The fax server's own number for it, for the audit log.")] = "",
) -> None:
    """Take in files. Each line of output is a document that is safe; a file that was not accepted has none."""
    from api.intake.receive import owner_of, receive
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        owner = owner_of(store, employer)
        for file in files:
            received = receive(store, owner, _content(file), source=source, sender=sender, reference=_reference(commid))
            line = {"document": str(received.document_id), "sha256": received.sha256, "new": received.new}
            typer.echo(json.dumps(line))


def _content(file: Path) -> bytes:
    if str(file) == "-":
        return sys.stdin.buffer.read()
    try:
        return file.read_bytes()
    except OSError as error:
        # The name stays out of the message: it often is a patient's name, and messages are logged.
        raise BadInput(
            f"A file cannot be read: {error.strerror}. Nothing of it was taken in.", code="unreadable"
        ) from None


def _reference(commid: str) -> str:
    """A number, not a text: the audit log holds no words."""
    if not re.fullmatch("[A-Za-z0-9-]{0,40}", commid):
        raise BadInput("--commid is the fax server's number: letters, digits and dashes.")
    return commid
