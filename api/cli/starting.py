"""What `serve` and `demo` do on an installation that is new: keys, if nothing was ever kept under any."""

from __future__ import annotations

import typer

from api.settings import Settings


def keys_if_new(chosen: Settings) -> None:
    """Make the keys of a new installation of this machine alone, and say so.

    Only where database and files are our own folder's and do not exist yet: keys that are lost are not replaced by
    others that open nothing. Elsewhere `workslip keygen` makes them, on purpose.
    """
    from api.store import keys

    if chosen.database_url is not None or chosen.files_url is not None or chosen.keys is not None:
        return
    kept = [chosen.home / name for name in ("pg", "files")]
    if any((chosen.key_folder / f"{name}.key").exists() for name in keys.NAMES) or any(each.exists() for each in kept):
        return
    keys.generate(chosen.key_folder)
    typer.echo(
        f"This installation is new: its keys were made in {chosen.key_folder}. Keep a copy of them away from this "
        "machine: without files.key no stored file can be read.",
        err=True,
    )
