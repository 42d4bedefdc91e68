"""`workslip backup` and `workslip restore`: a copy of everything but the keys, made while the service runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.store.backup import Manifest

Folder = Annotated[Path, typer.Argument(help="Folder of the backups; better on another disk.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    backup = typer.Typer(no_args_is_help=True, help="Copies of the database and the files.")
    backup.command("make")(make)
    backup.command("verify")(verify)
    app.add_typer(backup, name="backup")
    app.command("restore")(restore)


def make(
    folder: Folder,
    keep: Annotated[int | None, typer.Option(min=1, help="Remove all but so many backups afterwards.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a backup; files that are in the folder already are checked, not copied again. Keep the keys elsewhere."""
    from api.settings import settings
    from api.store.backup import make_backup, manifest_of
    from api.store.opening import open_store

    with open_store(settings()) as store:
        place = make_backup(store, folder, _told, keep=keep)
        manifest = manifest_of(place, store.audit_keys)
    _show(place, manifest, as_json)


def verify(folder: Folder, as_json: AsJson = False) -> None:
    """Open the newest backup of a folder, or the one named, with the keys of this installation: every byte of it."""
    from api.settings import settings
    from api.store import keys
    from api.store.backup import latest, verify_backup

    place = latest(folder)
    masters, audit_keys = (keys.Keyring(settings().key_folder, name) for name in ("files", "audit"))
    _show(place, verify_backup(place, masters, audit_keys, _told), as_json)


def restore(folder: Folder, as_json: AsJson = False) -> None:
    """Bring the newest backup of a folder, or the one named, into an empty installation that has its keys."""
    from api.settings import settings
    from api.store.backup import latest
    from api.store.restoring import restore_backup

    place = latest(folder)
    restored = restore_backup(settings(), place, _told)
    _show(place, restored, as_json, found=restored.found)


def _told(files: int) -> None:
    typer.echo(f"{files} files", err=True)


def _show(place: Path, manifest: Manifest, as_json: bool, **more: int) -> None:
    said = {
        "backup": str(place), "files": len(manifest.files), "bytes": sum(f.size for f in manifest.files),
        "dump_bytes": manifest.dump_size, "rows": sum(manifest.rows.values()), "audit": manifest.audit,
        "revision": manifest.revision, "missing": len(manifest.missing), **more,
    }  # fmt: skip
    typer.echo(json.dumps(said) if as_json else "\n".join(f"{name}: {value}" for name, value in said.items()))
