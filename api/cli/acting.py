"""What the casework commands share: who acts, bodies from JSON files, answers as JSON or as lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from api.identity.roles import Action
from cases.errors import BadInput

if TYPE_CHECKING:
    from pydantic import BaseModel

    from api.casework.act import Act

Body = TypeVar("Body", bound="BaseModel")

As = Annotated[str, typer.Option("--as", envvar="WORKSLIP_USER", metavar="LOGIN", help="Who acts: a named user.")]
Of = Annotated[str | None, typer.Option("--employer", help="Of which employer, if several have such a user.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


@contextmanager
def acting_as(login: str, employer: str | None, action: Action, *more: Action) -> Iterator[Act]:
    """An act of that user on this machine: the same transaction and the same rules as a request has.

    The command names what it does, as a route does. Raises Forbidden unless the user's role allows every action.
    """
    from api.casework.act import acting
    from api.identity.users import principal_of_login
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        with store.database.transaction() as session:
            who = principal_of_login(session, login, employer)
        for named in (action, *more):
            who.require(named)
        with acting(store, who) as act:
            yield act


def body(model: type[Body], given: dict[str, Any]) -> Body:
    """What was given as the body a route would take. Raises BadInput, naming the keys that do not fit."""
    from pydantic import ValidationError

    try:
        return model.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise BadInput(f"This does not fit: {faults}.", code="invalid_request") from None


def body_from(model: type[Body], file: Path) -> Body:
    """The same from a JSON file; `-` is standard input."""
    try:
        given = json.loads(sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput("The file cannot be read as JSON.", code="not_json") from None
    return body(model, given)


def show(answer: BaseModel, lines: list[str], as_json: bool) -> None:
    """Print an answer: JSON for programs, lines for people."""
    typer.echo(answer.model_dump_json(by_alias=True) if as_json else "\n".join(lines))


def written(folder: Path, name: str, content: bytes) -> Path:
    """Write a file for the person who asked; the folder is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return folder / name
