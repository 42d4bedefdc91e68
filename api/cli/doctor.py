"""`workslip doctor`: what works here, and in plain words what is missing and what to do about it.

What is looked at is in `checks/`, a file for each subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.checks import examine
from cases.errors import Unavailable


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines, one finding a line.")] = False,
    show_settings: Annotated[bool, typer.Option("--settings", help="List every setting, with its help.")] = False,
) -> None:
    """Look at everything that Workslip needs. Ends with code 3 if something is missing."""
    from api.settings import settings

    if show_settings:
        for line in _settings_table():
            typer.echo(line)
        return
    found = []
    for finding in examine(settings()):
        found.append(finding)
        plain = f"{'ok' if finding.ok else 'NO'}  {finding.about}: {finding.says}"
        typer.echo(json.dumps(asdict(finding)) if as_json else plain)
    if missing := [f.about for f in found if not f.ok]:
        raise Unavailable(f"Something is missing: {', '.join(missing)}.", code="not_ready")


def _settings_table() -> Iterator[str]:
    from api.settings import PREFIX, Settings

    for name, described in Settings.model_fields.items():
        default = "" if described.default is None else f" Default: {described.get_default(call_default_factory=True)}."
        yield f"{PREFIX}{name.upper()}\n    {described.description}{default}"
