"""Debian's PostgreSQL 15 as somebody's server elsewhere: TCP on loopback, a password, nothing of ours around it."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
from pathlib import Path

from api.store.system_user import as_user, give, system_user

PROGRAMS = Path("/usr/lib/postgresql/15/bin")


class External:
    """A cluster in `folder`: `with External(folder) as server: server.url("postgres")`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.user, self.password = folder, system_user(None), secrets.token_urlsafe(16)

    def __enter__(self) -> External:
        assert (PROGRAMS / "initdb").exists(), "postgresql-15 is missing: `make setup` installs it"
        self.folder.mkdir(mode=0o711)
        data, secret = self.folder / "data", self.folder / "password"
        data.mkdir(mode=0o700)
        secret.write_text(self.password)
        for each in (data, secret):
            give(each, self.user)
        self._run("initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256",
                  f"--pwfile={secret}")  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self._run("pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder)

    def url(self, database: str) -> str:
        """Where to connect, with the password."""
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str | Path) -> None:
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([PROGRAMS / program, *arguments], cwd="/", check=True, timeout=60, **quiet, **as_user(self.user))
