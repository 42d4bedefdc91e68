"""`workslip doctor`: what works here, and in plain words what is missing and what to do about it."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cases.errors import Unavailable, WorkslipError

if TYPE_CHECKING:
    from api.settings import Settings

MEGABYTE = 1024 * 1024
SANDBOX = {
    1: "Strangers' files are read in a process with limits on memory, time and output. This machine does not let us "
    "cut off its network too; a container or an ordinary user with user namespaces would.",
    2: "Strangers' files are read in a process with limits on memory, time and output, without a network.",
    3: "Strangers' files are read in a process with limits, without a network, on a read-only disk.",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `says` is a sentence; if not `ok`, it tells what to do."""

    about: str
    ok: bool
    says: str


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines, one finding a line.")] = False,
    show_settings: Annotated[bool, typer.Option("--settings", help="List every setting, with its help.")] = False,
) -> None:
    """Look at everything that Workslip needs. Ends with code 3 if something is missing."""
    from api.settings import settings

    if show_settings:
        for line in _settings_table():
            typer.echo(line)
        return
    found = []
    for finding in examine(settings()):
        found.append(finding)
        plain = f"{'ok' if finding.ok else 'NO'}  {finding.about}: {finding.says}"
        typer.echo(json.dumps(asdict(finding)) if as_json else plain)
    if missing := [f.about for f in found if not f.ok]:
        raise Unavailable(f"Something is missing: {', '.join(missing)}.", code="not_ready")


def examine(settings: Settings) -> Iterator[Finding]:
    """Every finding, the quick ones first."""
    checks: dict[str, Callable[[Settings], str]] = {
        "tesseract": _tesseract,
        "soffice": _soffice,
        "fonts": _fonts,
        "forms": _forms,
        "disk": _disk,
        "keys": _keys,
        "database": _database,
        "sandbox": _sandbox,
    }
    for about, check in checks.items():
        try:
            yield Finding(about, True, check(settings))
        except WorkslipError as error:
            yield Finding(about, False, error.message)


def _tesseract(_: Settings) -> str:
    languages = _said(
        "tesseract", "--list-langs", missing="Tesseract is not installed: no text can be read. Install tesseract-ocr."
    )
    if "eng" not in languages.split():
        raise Unavailable("Tesseract has no English data. Install tesseract-ocr-eng.")
    return f"{_said('tesseract', '--version').split(chr(10))[0].strip()}, with English"


def _soffice(_: Settings) -> str:
    if shutil.which("soffice") is None:
        raise Unavailable(
            "LibreOffice is not installed: letters come as Word files only. Install libreoffice-writer-nogui."
        )
    return "LibreOffice is here; letters come as Word and PDF"


def _fonts(_: Settings) -> str:
    listed = _said("fc-list", missing="fontconfig is not installed, so letters may look different. Install fontconfig.")
    if "Liberation" not in listed:
        raise Unavailable(
            "The Liberation fonts are missing: letters would be set in another face. Install fonts-liberation."
        )
    return "The Liberation fonts are here"


def _forms(_: Settings) -> str:
    from forms.editions import Library

    editions = Library().all
    if not editions:
        raise Unavailable("There is no form in forms/editions: the installation is incomplete. Install it again.")
    return f"{len({e.map.form for e in editions})} forms in {len(editions)} editions can be read"


def _disk(settings: Settings) -> str:
    nearest = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    free = shutil.disk_usage(nearest).free // MEGABYTE
    if free < settings.min_free:
        raise Unavailable(
            f"{free} MB are free at {settings.home}; below {settings.min_free} MB nothing is accepted. Make room."
        )
    return f"{free} MB are free at {settings.home}"


def _keys(settings: Settings) -> str:
    from api.store import keys

    count = sum(len(keys.load(settings.key_folder, name)) for name in keys.NAMES)
    return f"{count} keys in {settings.key_folder}, which only you can read; keep a copy elsewhere"


def _database(settings: Settings) -> str:
    from sqlalchemy import text

    from api.jobs.queue import counts
    from api.store.opening import open_store

    with open_store(settings) as store, store.database.transaction() as session:
        version = session.scalar(text("show server_version"))
        jobs = ", ".join(f"{number} {status}" for status, number in counts(session).items())
    kind = "named by WORKSLIP_DATABASE_URL" if settings.database_url else f"embedded, in {settings.home}"
    return f"PostgreSQL {version}, {kind}, migrated; jobs: {jobs or 'none'}"


def _sandbox(_: Settings) -> str:
    from forms.child import sandbox_level

    return f"Level {(level := sandbox_level())}. {SANDBOX[level]}"


def _said(*command: str, missing: str = "") -> str:
    """What a program prints; Unavailable with that sentence if it is not here or does not run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.SubprocessError):
        raise Unavailable(missing or f"{command[0]} does not run. Install it again.") from None
    return done.stdout + done.stderr


def _settings_table() -> Iterator[str]:
    from api.settings import PREFIX, Settings

    for name, described in Settings.model_fields.items():
        default = "" if described.default is None else f" Default: {described.get_default(call_default_factory=True)}."
        yield f"{PREFIX}{name.upper()}\n    {described.description}{default}"
