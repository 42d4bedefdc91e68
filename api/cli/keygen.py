"""`workslip keygen`: make the three secrets of an installation, or put a new one in front of an old one."""

from __future__ import annotations

from typing import Annotated

import typer

from cases.errors import BadInput


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("keygen")(keygen)


def keygen(
    rotate: Annotated[str | None, typer.Option(help="Put a new key before the old ones: page, files or audit.")] = None,
    retire: Annotated[
        bool, typer.Option("--retire", help="Take old keys of the files out of use, once no file needs them.")
    ] = False,
) -> None:
    """Make the keys that are missing: for page codes, for files at rest, for the audit log. Keep a copy elsewhere."""
    from api.settings import settings
    from api.store import keys

    folder = settings().key_folder
    if retire:
        _retire()
        return
    if rotate is None:
        made = keys.generate(folder)
    elif rotate in keys.NAMES:
        made = [keys.rotate(folder, rotate)]
    else:
        raise BadInput(f"There is no key {rotate}; there are {', '.join(keys.NAMES)}.", code="unknown_key")
    for file in made:
        typer.echo(str(file))
    said = "Keep a copy of them away from this machine: without files.key no stored file can be read."
    typer.echo(said if made else f"Nothing to do: the keys are in {folder}.", err=True)
    if rotate == "files":
        _wrap_again()


def _wrap_again() -> None:
    """Bring the stored files under the new key; the old one may be removed from the file after that."""
    from api.settings import settings
    from api.store import keys
    from api.store.opening import file_store
    from api.store.rotation import rewrap_all

    now = settings()
    changed = rewrap_all(file_store(now, keys.Keyring(now.key_folder, "files")))
    typer.echo(f"{changed} stored files are under the new key.", err=True)


def _retire() -> None:
    """Only after a whole pass over the store has found nothing under an old key."""
    from api.settings import settings
    from api.store import keys
    from api.store.opening import file_store
    from api.store.rotation import require_all

    now = settings()
    newest = keys.load(now.key_folder, "files")[0]
    require_all(file_store(now, keys.Keyring(now.key_folder, "files")))
    keys.retire(now.key_folder, "files", newest)
    said = "The old keys are in files.retired. Backups made before this moment need them: put them back into files.key "
    typer.echo(said + "to read one. Make a new backup, let the old ones go, then remove files.retired.", err=True)
