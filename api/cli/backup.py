"""`workslip backup` and `workslip restore`: a copy of everything but the keys, made while the service runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from api.store.backup import Manifest

Folder = Annotated[Path, typer.Argument(help="Folder of the backups; better on another disk.")]
Of = Annotated[str | None, typer.Option("--employer", help="Name or id; not needed if there is only one.")]
Kept = Annotated[list[str], typer.Argument(metavar="SHA256...", help="Which; `workslip backup found` lists them.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    backup = typer.Typer(no_args_is_help=True, help="Copies of the database and the files.")
    backup.command("make")(make)
    backup.command("verify")(verify)
    backup.command("found")(found)
    backup.command("take-in")(take_in)
    backup.command("let-go")(let_go)
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
    if restored.found:
        typer.echo("Files that the backup does not know were kept: `workslip backup found` lists them.", err=True)


def found(
    out: Annotated[Path | None, typer.Option(help="Put them into this folder, to look at them.")] = None,
    employer: Of = None,
    as_json: AsJson = False,
) -> None:
    """List the files that a restore found beside the backup: what came in after it was made may be among them."""
    from api.intake.found import list_found, look
    from api.intake.receive import owner_of
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        owner = owner_of(store, employer)
        for each in list_found(store, owner):
            line = {"sha256": each.sha256, "bytes": each.size, "kind": each.kind, "found": f"{each.found_at:%Y-%m-%d}"}
            typer.echo(json.dumps(line) if as_json else "  ".join(f"{value}" for value in line.values()))
            if out is not None:
                out.mkdir(mode=0o700, parents=True, exist_ok=True)
                (out / f"{each.sha256}.{each.kind or 'bin'}").write_bytes(look(store, owner, each.sha256))


def take_in(files: Kept, employer: Of = None) -> None:
    """Read these as what comes in is read. Each line of output is a document."""
    from api.intake import found as kept
    from api.intake.receive import owner_of
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        owner = owner_of(store, employer)
        for sha256 in files:
            received = kept.take_in(store, owner, sha256)
            typer.echo(json.dumps({"document": str(received.document_id), "sha256": sha256, "new": received.new}))


def let_go(files: Kept, employer: Of = None) -> None:
    """Keep these no longer: they go with the next sweep, unless something refers to them."""
    from api.intake import found as kept
    from api.intake.receive import owner_of
    from api.settings import settings
    from api.store.opening import open_store

    with open_store(settings()) as store:
        owner = owner_of(store, employer)
        for sha256 in files:
            kept.let_go(store, owner, sha256)


def _told(files: int) -> None:
    typer.echo(f"{files} files", err=True)


def _show(place: Path, manifest: Manifest, as_json: bool, **more: int) -> None:
    said = {
        "backup": str(place), "files": len(manifest.files), "bytes": sum(f.size for f in manifest.files),
        "dump_bytes": manifest.dump_size, "rows": sum(manifest.rows.values()), "audit": manifest.audit,
        "revision": manifest.revision, "missing": len(manifest.missing), **more,
    }  # fmt: skip
    typer.echo(json.dumps(said) if as_json else "\n".join(f"{name}: {value}" for name, value in said.items()))
