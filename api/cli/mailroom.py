"""`workslip mailroom`: the doors through which files come in by themselves, without the rest of the worker."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib import resources
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cases.errors import NotFound, Unavailable

if TYPE_CHECKING:
    from api.intake.doors.config import Doors
    from api.store.opening import Store

Json = Annotated[bool, typer.Option("--json", help="JSON Lines, one door a line.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Hot folders and mailboxes: run them, check them, see what waits.")
    for name, command in (("run", run), ("check", check), ("status", status), ("hook", hook)):
        group.command(name)(command)
    app.add_typer(group, name="mailroom")


def run(
    once: Annotated[bool, typer.Option("--once", help="Stop when nothing is left to take in.")] = False,
) -> None:
    """Take in what comes to the doors, until Ctrl-C or SIGTERM. `workslip worker` does the same beside its jobs.

    With --once, exit code 3 if a door stayed shut or could not take in all that lay there; its line says why.
    """
    from api import logs
    from api.cli.own_mail import own_mail
    from api.intake.doors.config import doors
    from api.intake.doors.running import Running, opened
    from api.settings import settings
    from api.store.opening import open_store

    chosen = settings()
    logs.configure(level=chosen.log_level)
    named = doors(chosen)
    with open_store(chosen) as store, Running(opened(named, store, own_mail()), once=once) as running:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: running.stop.set())
        running.join()
    for name, trouble in sorted(running.troubles.items()):
        typer.echo(f"{name}\t{trouble}", err=True)
    if running.troubles:
        raise Unavailable("A door of the mail room left something; its line says why.", code="door_shut")


def check(as_json: Json = False) -> None:
    """Try every door: rename a file through a folder's places, log in to a mailbox. Exit code 3 if one is shut."""
    lines = [_told(each, as_json) for each in _with_store(_checked)]
    if not all(lines):
        raise Unavailable("A door of the mail room is shut; its line says why.", code="door_shut")


def status(as_json: Json = False) -> None:
    """How many files lie where, and what became of the mails of each account."""
    for each in _with_store(_counted):
        _told(each, as_json)


def hook(name: Annotated[str, typer.Argument(help="Which: faxrcvd, for HylaFAX.")]) -> None:
    """Print the script that a fax server calls for each fax; its first lines say where it goes."""
    if name != "faxrcvd":
        raise NotFound("There is one hook: faxrcvd, for HylaFAX.")
    typer.echo((resources.files("api.intake") / "hooks" / name).read_text(encoding="utf-8"), nl=False)


def _with_store(ask: Callable[[Doors, Store], Iterator[dict[str, Any]]]) -> list[dict[str, Any]]:
    """What is found out about the doors that the settings name."""
    from api.intake.doors.config import doors
    from api.settings import settings
    from api.store.opening import open_store

    chosen = settings()
    named = doors(chosen)
    with open_store(chosen) as store:
        found = list(ask(named, store))
    if not found:
        typer.echo("No doors: set WORKSLIP_INBOX to a folder, or WORKSLIP_DOORS to a file that lists them.", err=True)
    return found


def _checked(named: Doors, store: Store) -> Iterator[dict[str, Any]]:
    from api.intake.doors.trying import tried

    return map(asdict, tried(named, store))


def _counted(named: Doors, store: Store) -> Iterator[dict[str, Any]]:
    from api.intake.doors.folder import Folder
    from api.intake.doors.mails import outcomes

    for folder in named.folder:
        yield {"door": folder.name, "kind": "folder", **Folder(folder, store).counts()}
    for box in named.mailbox:
        yield {"door": box.name, "kind": "mailbox", **outcomes(store, box.account)}


def _told(line: dict[str, Any], as_json: bool) -> bool:
    """Print what was found about one door; whether it is open."""
    said = "\t".join(f"{key} {value}" for key, value in line.items() if key not in ("door", "kind") and value != "")
    typer.echo(json.dumps(line) if as_json else f"{line['door']}\t{line['kind']}\t{said}")
    return bool(line.get("open", True))
