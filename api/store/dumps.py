"""The database as one file: PostgreSQL's own dump, encrypted as it is written: no plain copy lies anywhere.

    "WSD1" · sealed key of the dump (sealing.py) · portions: length 4 · ciphertext with its tag

A portion's place in the order, and whether it is the last, are authenticated: a dump that was cut does not open.
The programs have to be at least as new as the server, and for a restore not newer than it can read: the nearest one of
those on the PATH, Debian's and the wheel's is taken.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg.conninfo import conninfo_to_dict

from api.store.embedded import programs
from api.store.sealing import seal, unseal
from api.store.session import PATIENT, conninfo
from cases.errors import Unavailable

MAGIC = b"WSD1"
PLACE = b"workslip database dump"
PORTION = 4 * 1024 * 1024  # bytes
LAST = 1 << 31  # added to the length of the last portion


def program(name: str, server: int) -> Path:
    """`pg_dump` or `pg_restore` for a server of that major version. Raises Unavailable, saying what to install."""
    found = sorted((version, place) for place in _candidates(name) if (version := _major(place)) >= server)
    if not found:
        raise Unavailable(
            f"There is no {name} for PostgreSQL {server} or later on this machine. Install its client programs "
            f"(Debian: postgresql-client-{server}).",
            code="no_programs",
        )
    return found[0][1]


def _candidates(name: str) -> Iterator[Path]:
    folders = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if on_path := shutil.which(name):
        yield Path(on_path)
    with suppress(Unavailable):  # the embedded server need not be installed here
        folders.append(programs())
    yield from (folder / name for folder in folders if (folder / name).is_file())


def _major(place: Path) -> int:
    said = subprocess.run([place, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def dump(url: str, server: int, snapshot: str, into: Path, masters: Sequence[bytes]) -> None:
    """Write the sealed dump of that snapshot. It is on the disk when this returns."""
    command = [program("pg_dump", server), "--format=custom", "--no-password", f"--snapshot={snapshot}"]
    private = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(private, "wb") as out, _run(command, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        seal_stream(process.stdout, out, masters[0])
        out.flush()
        os.fsync(out.fileno())


def restore(url: str, server: int, sealed: Path, masters: Sequence[bytes], *, then: str) -> None:
    """Bring a sealed dump into an empty database and carry out the statements `then`: all of it, or nothing.

    One transaction, so that nobody ever sees the rows without what has to follow. It is committed by a word that is
    written last: whoever dies before, this process or a program, leaves the database empty.
    """
    name = str(conninfo_to_dict(conninfo(url))["dbname"])
    quiet = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-", f"--dbname={name}"]
    with _run([program("psql", server), *quiet], url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as database:
        assert database.stdin is not None
        _say(database.stdin, "begin;")
        try:
            _script(url, server, sealed, masters, database.stdin)
        except Unavailable:
            database.stdin.close()
            if database.wait() == 0:
                raise  # else the database refused it first, and says why
        else:
            _say(database.stdin, then, "commit;")
            with suppress(BrokenPipeError):
                database.stdin.close()


def _script(url: str, server: int, sealed: Path, masters: Sequence[bytes], out: IO[bytes]) -> None:
    """The dump as statements."""
    whole = ["--exit-on-error", "--no-owner", "--no-privileges", "--file=-"]
    with (
        _run([program("pg_restore", server), *whole], url, stdin=subprocess.PIPE, stdout=out) as process,
        sealed.open("rb") as source,
    ):
        assert process.stdin is not None
        try:
            for portion in unseal_stream(source, masters):
                process.stdin.write(portion)
            process.stdin.close()
        except BrokenPipeError:
            pass  # the program gave up, and its exit code says so
        except Unavailable:
            process.kill()
            raise


def _say(to: IO[bytes], *statements: str) -> None:
    with suppress(BrokenPipeError):  # it gave up, and its exit code says so
        to.write("\n".join((*statements, "")).encode())
        to.flush()


def sha256_of(file: Path) -> str:
    """The sha256 of a file's bytes as they lie there."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def seal_stream(source: IO[bytes], out: BinaryIO, master: bytes) -> None:
    """Encrypt a stream of any length under a key of its own."""
    key = AESGCM.generate_key(256)
    wrapped = seal(key, PLACE, master)
    out.write(MAGIC + struct.pack(">I", len(wrapped)) + wrapped)
    number, portion = 0, source.read(PORTION)
    while True:
        following = source.read(PORTION)
        size = len(portion) + 16 + (0 if following else LAST)
        out.write(struct.pack(">I", size) + AESGCM(key).encrypt(_nonce(number), portion, struct.pack(">I", size)))
        if not following:
            return
        number, portion = number + 1, following


def unseal_stream(source: BinaryIO, masters: Sequence[bytes]) -> Iterator[bytes]:
    """The plain portions. Raises Unavailable if it was changed or cut, before a wrong byte is given out."""
    try:
        if source.read(4) != MAGIC:
            raise InvalidTag
        (length,) = struct.unpack(">I", source.read(4))
        key, number, size = AESGCM(unseal(source.read(length), PLACE, masters)), 0, 0
        while not size & LAST:
            head = source.read(4)
            (size,) = struct.unpack(">I", head)
            yield key.decrypt(_nonce(number), source.read(size & ~LAST), head)
            number += 1
    except (InvalidTag, struct.error, ValueError):
        raise Unavailable("The dump of the database was changed or cut short.", code="backup_damaged") from None


def _nonce(number: int) -> bytes:
    return struct.pack(">IQ", 0, number)


@contextmanager
def _run(command: Sequence[object], url: str, **pipes: int | IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A program of PostgreSQL on that database. Its address goes by the environment: a command line is public."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(word) for word in command], env=_environment(url), stderr=said, **pipes)  # type: ignore[call-overload]
        with process:
            yield process
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if process.returncode:
        raise Unavailable(_sentence(str(command[0]), text), code="dump_failed")


def _sentence(program: str, said: str) -> str:
    """What went wrong, without the rows: only lines that name no data are handed on."""
    harmless = re.compile("error: (connection|server version|could not|aborting)")
    errors = [line for line in said.splitlines() if harmless.search(line)]
    return f"PostgreSQL's {Path(program).name} failed. " + " ".join(errors[:3])


def _environment(url: str) -> dict[str, str]:
    names = {"dbname": "PGDATABASE"}
    parts = conninfo_to_dict(conninfo(url))
    given = {names.get(name, f"PG{name.upper()}"): str(value) for name, value in parts.items() if value is not None}
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    options = f"{given.pop('PGOPTIONS', '')} {PATIENT}"
    return {**ours, "LC_ALL": "C", "PGAPPNAME": "workslip backup", "PGOPTIONS": options, **given}
