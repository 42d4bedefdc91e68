"""`workslip audit verify`: has the audit log been tampered with, and where first?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from cases.errors import Refused


def register(app: typer.Typer) -> None:
    """Add the commands."""
    audit = typer.Typer(no_args_is_help=True, help="The log of who did what.")
    audit.command("verify")(verify)

    @audit.callback()
    def group() -> None:
        """The log of who did what."""

    app.add_typer(audit, name="audit")


def verify(
    head: Annotated[str | None, typer.Option(help="NUMBER:MAC as it was printed before, kept elsewhere.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Walk the chain from its first row; name the first bad one. A cut tail shows against the head seen last time."""
    from api.settings import settings
    from api.store import audit
    from api.store.opening import open_store

    with open_store(settings()) as store, store.database.transaction() as session:
        seen = store.settings.home / "audit.head"
        verdict = audit.verify(session, store.audit_keys, audit.heads_seen(seen, head))
    if as_json:
        typer.echo(json.dumps(vars(verdict)))
    if verdict.first_bad is not None:
        raise Refused(
            f"The audit log is not what was written: row {verdict.first_bad}: {verdict.why}.", code="audit_bad"
        )
    _remember(seen, f"{verdict.rows}:{verdict.head}")
    if not as_json:
        typer.echo(f"{verdict.rows}:{verdict.head}")
        typer.echo(f"All {verdict.rows} rows are as they were written. Keep the line above elsewhere.", err=True)


def _remember(file: Path, head: str) -> None:
    """For the next time, so that a tail that was cut off meanwhile is missed."""
    from api.store.disk import write_whole

    write_whole(file, f"{head}\n".encode("ascii"))
