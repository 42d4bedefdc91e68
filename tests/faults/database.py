"""What can happen to a database: a crash, a while without it, every connection ended, an answer lost at a commit."""

from __future__ import annotations

import signal
import socket
import threading
import time
from pathlib import Path

import psutil
import psycopg

from api.store.embedded import Embedded


def crash(server: Embedded, seconds: float) -> None:
    """Take the server away without a word (an immediate stop), and bring it back after so many seconds."""
    postmaster = psutil.Process(int((server.data / "postmaster.pid").read_text().split("\n")[0]))
    postmaster.send_signal(signal.SIGQUIT)
    postmaster.wait(30)
    time.sleep(seconds)
    with Embedded(server.home):
        return


def end_backends(server: Embedded) -> None:
    """End every connection but ours."""
    with psycopg.connect(server.conninfo(), autocommit=True) as connection:
        connection.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                           "and datname = current_database()")  # fmt: skip


class LosingProxy:
    """Between a program and the server: of the n-th COMMIT it passes the question and loses the answer.

    Listens on a socket in `folder`, as PostgreSQL would, so that only the host of a URL changes.
    """

    def __init__(self, folder: Path, server: Embedded, nth: int = 0) -> None:
        self.folder, self.upstream, self.nth = folder, str(server.socket / ".s.PGSQL.5432"), nth
        self.seen, self.lost = 0, threading.Event()
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen(64)
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def lose(self, nth: int) -> None:
        """Lose the answer to the n-th COMMIT from now on."""
        with self._lock:
            self.seen, self.nth = 0, nth

    def close(self) -> None:
        """Listen no more."""
        _closed(self._listener)
        self._listener.close()
        for end in self._ends:
            _closed(end)
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            self._ends += [client, server]
            server.connect(self.upstream)
            losing = threading.Event()
            threading.Thread(target=self._pass, args=(client, server, losing), daemon=True).start()
            threading.Thread(target=self._return, args=(server, client, losing), daemon=True).start()

    def _pass(self, client: socket.socket, server: socket.socket, losing: threading.Event) -> None:
        while data := _received(client):
            if b"COMMIT\0" in data:
                with self._lock:
                    self.seen += 1
                    if self.seen == self.nth:
                        losing.set()
            if not _sent(server, data):
                break
        _closed(server)
        _closed(client)

    def _return(self, server: socket.socket, client: socket.socket, losing: threading.Event) -> None:
        while data := _received(server):
            if losing.is_set():  # the server has committed: this is its answer
                self.lost.set()
                break
            if not _sent(client, data):
                break
        _closed(client)
        _closed(server)


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


def _sent(end: socket.socket, data: bytes) -> bool:
    try:
        end.sendall(data)
    except OSError:
        return False
    return True


def _closed(end: socket.socket) -> None:
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
