"""`workslip letters`: which letters there are, what their Word files may use, and a trial of an edited one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from cases.errors import BadInput
from templates.catalogue import LETTERS, Letter, letter


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("letters")(letters)


def letters(
    letter_id: Annotated[str | None, typer.Argument(metavar="[LETTER]", help="A letter's name; none: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The catalogue as JSON.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write our Word file here, to edit it.")] = None,
    trial: Annotated[Path | None, typer.Option("--try", help="An edited Word file to check and fill.")] = None,
) -> None:
    """List letters and variables; copy a Word file (--out); try an edited one (--try FILE --out TRIAL)."""
    chosen = [letter(letter_id)] if letter_id else list(LETTERS.values())
    if (out or trial) and not letter_id:
        raise typer.BadParameter("Name the letter.")
    if out:
        _write(out, _trial(chosen[0], trial) if trial else chosen[0].docx)
    elif trial:
        _trial(chosen[0], trial)
        sys.stderr.write("This Word file can be used.\n")
    elif as_json:
        sys.stdout.write(json.dumps([item.model_dump() for item in chosen], indent=2, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("\n".join(_described(item) for item in chosen))


def _trial(item: Letter, edited: Path) -> bytes:
    from generate.letters import render

    try:
        template = edited.read_bytes()
    except OSError as error:
        raise BadInput(f"{edited} cannot be read: {error.strerror}.", code="unreadable_file") from None
    return render(item.id, item.samples, template)


def _write(out: Path, docx: bytes) -> None:
    try:
        out.write_bytes(docx)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}.", code="bad_out") from None
    sys.stderr.write(f"{out} written\n")


def _described(item: Letter) -> str:
    width = max(len(variable.name) for variable in item.variables)
    lines = [
        f"  {variable.name:<{width}}  {variable.about}{' (optional)' if variable.optional else ''}"
        for variable in item.variables
    ]
    return "\n".join([f"{item.id}  {item.title}", f"  For: {item.reader}", *lines, ""])
