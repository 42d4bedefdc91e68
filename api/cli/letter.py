"""`workslip letter`: a letter of a case, from what is on file and the facts that are given. Written, never sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from api.cli.acting import As, Json, Of, acting_as, body, body_from, show, written
from api.identity.roles import Action
from cases.errors import BadInput, NotFound


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("letter")(letter)


def letter(
    kind: Annotated[str, typer.Argument(metavar="LETTER", help="Its name, as `workslip letters` lists it.")],
    case: UUID,
    order: Annotated[Path, typer.Argument(help="JSON: sender (carrier_name, …), facts, reply, packet, offer, job.")],
    as_: As,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", metavar="NAME=VALUE", help="A fact; lists as JSON.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for its files.")] = Path(),
    of: Of = None,
    as_json: Json = False,
) -> None:
    """Write a letter of a case. A missing fact is named, a rule that says no gives its reason; then nothing is kept."""
    from api.casework.letter_facts import Facts
    from api.casework.letter_makers import Kind, NewLetter
    from api.casework.letters import letter_file, make_letter

    if kind not in list(Kind):
        raise NotFound(f"A case writes these letters: {', '.join(Kind)}.", code="unknown_letter")
    new = body_from(NewLetter, order)
    facts = new.facts.model_dump(exclude_none=True) | dict(map(_fact, fact or []))
    new = new.model_copy(update={"facts": body(Facts, facts)})
    with acting_as(as_, of, Action.WRITE_LETTER, Action.SEE_LETTER) as act:
        made = make_letter(act, case, Kind(kind), new)
        files = [written(out, each.name, letter_file(act, made.id, each.name)) for each in made.files]
    show(made, [str(file) for file in files], as_json)


def _fact(given: str) -> tuple[str, Any]:
    """A name and its value: JSON where it is a list, else the words as they stand."""
    name, sign, value = given.partition("=")
    if not sign:
        raise BadInput("A fact is given as NAME=VALUE.", code="bad_fact")
    try:
        return name.strip(), json.loads(value) if value.lstrip().startswith("[") else value
    except ValueError:
        raise BadInput(f"The list given for {name.strip()} is no JSON.", code="bad_fact") from None
