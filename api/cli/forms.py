"""`workslip forms`: the forms this installation prints: edition, pages, who fills and reads each, what it needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from forms.fields import FormMap

SHOWN = 12  # names of values in the table; --json tells all


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forms")(forms)


def forms(as_json: Annotated[bool, typer.Option("--json", help="Print JSON Lines.")] = False) -> None:
    """List the forms, each with the edition that is printed now, who fills and reads it, and the values we print."""
    from forms.editions import Library

    library = Library()
    for form_id in library.forms:
        row = _row(library.current(form_id).map)
        typer.echo(json.dumps(row) if as_json else _summed_up(row))


def _row(form: FormMap) -> dict[str, Any]:
    """A form's entry; of a form that is not our own nobody is known who fills or reads it."""
    from forms.catalogue import HANDLING
    from forms.definitions import ALL

    hands = HANDLING.get(form.form)
    return {
        "form": form.form,
        "title": form.title,
        "edition": form.edition,
        "code": form.code,
        "pages": len(form.pages),
        "fields": len(form.fields),
        "filled_by": hands.filled_by if hands else None,
        "read_by": hands.read_by if hands else None,
        "needs": [f.name for f in form.fields if f.writer == "us" and f.kind != "signature"],
        "word": form.form in ALL and ALL[form.form].word,
    }


def _summed_up(row: Mapping[str, Any]) -> str:
    """A form in a few lines."""
    needs, more = row["needs"][:SHOWN], len(row["needs"]) - SHOWN
    words = ", ".join(needs) + (f" and {more} more (--json)" if more > 0 else "")
    head = "{form}  {title}\n  Edition {edition}, {pages} page(s), {fields} fields".format_map(row)
    return "\n".join((
        head + (", also in Word (workslip form ID --word)" if row["word"] else ""),
        f"  Filled by: {row['filled_by'] or 'not known'}",
        f"  Read by: {row['read_by'] or 'not known'}",
        fill(f"Needs: {words}", 100, initial_indent="  ", subsequent_indent="         ") + "\n",
    ))  # fmt: skip
