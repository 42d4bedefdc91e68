"""`workslip letters`: which letters there are, who reads them, what they need; a sample, a copy to edit, a trial."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
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
    out: Annotated[Path | None, typer.Option(help="The file to write; a folder for samples of all letters.")] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Fill it with sample data.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="With --sample or --try: as PDF.")] = False,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="The Word file to complete by hand.")] = False,
    trial: Annotated[Path | None, typer.Option("--try", help="An edited Word file to check and fill.")] = None,
) -> None:
    """List letters; describe one; copy its Word file (--out), also --by-hand; fill it (--sample, --try FILE)."""
    _check_options(letter_id, out, sample=sample, pdf=pdf, by_hand=by_hand, trial=trial)
    if letter_id is None:
        if sample and out:
            _write_all(out, pdf=pdf)
        else:
            _list(list(LETTERS.values()), as_json=as_json)
    elif out:
        _write(out, _wanted(letter(letter_id), sample=sample, pdf=pdf, by_hand=by_hand, trial=trial))
    elif trial:
        _filled(letter(letter_id), trial)
        sys.stderr.write("This Word file can be used.\n")
    else:
        _list([letter(letter_id)], as_json=as_json)


def _check_options(
    letter_id: str | None, out: Path | None, *, sample: bool, pdf: bool, by_hand: bool, trial: Path | None
) -> None:
    if (trial or by_hand or (out and not sample)) and not letter_id:
        raise typer.BadParameter("Name the letter.")
    if sum((sample, by_hand, bool(trial))) > 1:
        raise typer.BadParameter("Choose one of --sample, --by-hand and --try.")
    if pdf and not (sample or trial):
        raise typer.BadParameter("--pdf goes with --sample or --try.")
    if (sample or by_hand or pdf) and not out:
        raise typer.BadParameter("Say with --out where to write it.")


def _wanted(item: Letter, *, sample: bool, pdf: bool, by_hand: bool, trial: Path | None) -> bytes:
    if by_hand:
        return item.docx_by_hand
    if not (sample or trial):
        return item.docx
    docx = _filled(item, trial)
    return _pdfs([docx])[0] if pdf else docx


def _filled(item: Letter, edited: Path | None = None) -> bytes:
    from generate.letters import render

    try:
        template = edited.read_bytes() if edited else None
    except OSError as error:
        raise BadInput(f"{edited} cannot be read: {error.strerror}.", code="unreadable_file") from None
    return render(item.id, item.samples, template)


def _pdfs(docx: Sequence[bytes]) -> list[bytes]:
    from generate.office import to_pdf

    return to_pdf(docx)


def _write_all(folder: Path, *, pdf: bool) -> None:
    """A sample of every letter; one start of LibreOffice for all of them."""
    docx = [_filled(item) for item in LETTERS.values()]
    files = _pdfs(docx) if pdf else docx
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder} cannot be written: {error.strerror}.", code="bad_out") from None
    for letter_id, file in zip(LETTERS, files, strict=True):
        _write(folder / f"{letter_id}.{'pdf' if pdf else 'docx'}", file)


def _write(out: Path, file: bytes) -> None:
    try:
        out.write_bytes(file)
    except OSError as error:
        raise BadInput(f"{out} cannot be written: {error.strerror}.", code="bad_out") from None
    sys.stderr.write(f"{out} written\n")


def _list(chosen: Sequence[Letter], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([item.model_dump() for item in chosen], indent=2, ensure_ascii=False) + "\n")
    elif len(chosen) == 1:
        sys.stdout.write(_described(chosen[0]))
    else:
        sys.stdout.write("\n".join(_summed_up(item) for item in chosen))


def _summed_up(item: Letter) -> str:
    """A letter in a few lines: what it is, who reads it, what it needs."""
    needs = ", ".join(variable.name + ("?" if variable.optional else "") for variable in item.variables)
    more = "  Also to complete by hand in Word (--by-hand)\n" if item.by_hand else ""
    return (
        f"{item.id}  {item.title}\n  Read by: {', '.join(item.readers)}\n{more}"
        + fill(f"Needs: {needs}", 100, initial_indent="  ", subsequent_indent="         ")
        + "\n"
    )


def _described(item: Letter) -> str:
    """A letter with the meaning of each of its names."""
    width = max(len(variable.name) for variable in item.variables)
    lines = [
        f"  {variable.name:<{width}}  {variable.about}{' (optional)' if variable.optional else ''}"
        for variable in item.variables
    ]
    readers = f"  Read by: {', '.join(item.readers)}"
    return "\n".join([f"{item.id}  {item.title}", readers, f"  For: {item.reader}", *lines, ""])
