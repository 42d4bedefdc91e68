"""A limited child process: untrusted bytes are parsed and foreign templates are run in one, never in the service.

    run_limited("extract.child:read", {"name": …}, data)   ->  (header, bytes)

The first call for a module starts its fork server (`forms/forkserver.py`): a fresh, isolated interpreter with a clean
environment that imports the module once. Each call is then one fork of it, so that many small files do not pay for
the imports. What goes in and comes out is a small JSON object and bytes, both capped.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

from cases import errors

ChildReason = Literal["timed_out", "crashed", "out_of_memory", "too_large"]
LENGTHS: Final = struct.Struct("<QQ")  # bytes of the JSON header, bytes of the payload
MEGABYTE: Final = 1_000_000

_SENTENCES: Final[dict[ChildReason, str]] = {
    "timed_out": "This took too long and was stopped; look at it by hand.",
    "crashed": "The program that opened this stopped unexpectedly; look at it by hand.",
    "out_of_memory": "This needs more memory than we give to one file; look at it by hand.",
    "too_large": "What came out of this is larger than we accept; look at it by hand.",
}


@dataclass(frozen=True)
class ChildLimits:
    """What one child may use: bytes of address space, seconds, bytes of a written file, open files, processes.

    `processes` holds for an ordinary user in a user namespace of the child's own (the kernel exempts root, and without
    a namespace it would count all processes of the user). None leaves it open. `readable` names folders that the child
    may read beside the system's and our own, where the kernel can hold it to that; `sockets` those in which a program
    makes sockets (LibreOffice does, in /tmp, whatever TMPDIR says).
    """

    memory: int = 1_500 * MEGABYTE
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    file_size: int = 200 * MEGABYTE
    open_files: int = 64
    processes: int | None = 16
    output: int = 200 * MEGABYTE
    readable: tuple[str, ...] = ()
    sockets: tuple[str, ...] = ()


class ChildFailed(errors.BadInput):
    """The child did not come to an end of its own. `detail` names an exception's type and line, never its text.

    `where` is a sentence that tells a person where to look.
    """

    def __init__(self, reason: ChildReason, detail: str = "", where: str = "") -> None:
        super().__init__(f"{_SENTENCES[reason]} {where}".rstrip(), code=reason)
        self.reason: ChildReason = reason
        self.detail = detail


def run_limited(
    target: str, header: dict[str, Any], payload: bytes = b"", limits: ChildLimits | None = None
) -> tuple[dict[str, Any], bytes]:
    """Call `package.module:function` as `function(header, payload) -> (header, payload)` in a limited child.

    The module may define `preload()`, run once in the fork server when it is idle. Raises ChildFailed, or again
    whatever kind of WorkslipError the function raised; Unavailable if no child can be started at all.
    """
    limits = limits or ChildLimits()
    answer, data = _Call(target, header, payload, limits).run()
    if "error" in answer:
        raise _error_again(answer["error"])
    return answer["header"], data


@lru_cache(maxsize=1)
def sandbox_level() -> int:
    """How far this machine lets a child be shut in: 1 = limits only, 2 = no network either, 3 = and no disk."""
    answer, _ = run_limited("forms.forkserver:probe", {})
    return int(answer["level"])


# --- one call ---------------------------------------------------------------------------------------------------


@dataclass
class _Call:
    """One request on its way through a fork server, and the answer on its way back."""

    target: str
    header: dict[str, Any]
    payload: bytes
    limits: ChildLimits
    _patience: float = field(init=False)

    def __post_init__(self) -> None:
        self._patience = self.limits.wall_seconds + 10.0  # the warden ends it earlier; this is for a dead warden

    def run(self) -> tuple[dict[str, Any], bytes]:
        """Send, receive, and turn the way the child ended into an answer or ChildFailed."""
        data, status = _server_for(self.target).start(self.target, asdict(self.limits))
        with data, status:
            data.settimeout(self._patience)
            status.settimeout(self._patience)
            try:
                self._send(data)
                raw = self._receive(data)
            except TimeoutError:
                raise ChildFailed("timed_out") from None
            ending = json.loads(_read_all(status, 10_000) or b'{"reason": "crashed"}')
        return self._answer(raw, ending)

    def _send(self, data: socket.socket) -> None:
        head = json.dumps(self.header).encode()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it died early; its ending says how
            data.sendall(LENGTHS.pack(len(head), len(self.payload)) + head)
            data.sendall(self.payload)
            data.shutdown(socket.SHUT_WR)

    def _receive(self, data: socket.socket) -> bytes:
        raw = _read_all(data, self.limits.output + LENGTHS.size)
        if len(raw) > self.limits.output:
            raise ChildFailed("too_large")  # closing the sockets tells the warden to kill the child
        return raw

    @staticmethod
    def _answer(raw: bytes, ending: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if ending["reason"] != "done":
            raise ChildFailed(ending["reason"], ending.get("detail", ""))
        if len(raw) < LENGTHS.size:
            raise ChildFailed("crashed", "no answer")
        head, size = LENGTHS.unpack_from(raw)
        body = raw[LENGTHS.size :]
        if len(body) != head + size:
            raise ChildFailed("crashed", "half an answer")
        return json.loads(body[:head]), body[head:]


def _read_all(source: socket.socket, limit: int) -> bytes:
    """Everything until the other side closes, or a little more than `limit`."""
    parts, total = [], 0
    with contextlib.suppress(ConnectionResetError):
        while total <= limit and (part := source.recv(1 << 20)):
            parts.append(part)
            total += len(part)
    return b"".join(parts)


def _error_again(told: dict[str, Any]) -> errors.WorkslipError:
    kind = getattr(errors, told["kind"], errors.WorkslipError)
    again: errors.WorkslipError = kind(told["message"], code=told["code"], reasons=tuple(told["reasons"]))
    return again


# --- fork servers, one for each module ------------------------------------------------------------------------------


class _Server:
    """A running fork server. It ends when its control socket closes, that is with this process at the latest."""

    def __init__(self, module: str) -> None:
        self.control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with inner:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT, str(inner.fileno()), module],
                pass_fds=(inner.fileno(),),
                env=_clean_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.control.settimeout(60.0)
        if self.control.recv(100) != b"ready":
            self.close()
            raise errors.Unavailable(f"The helper process for {module} does not start; run `workslip doctor`.")

    def start(self, target: str, limits: dict[str, Any]) -> tuple[socket.socket, socket.socket]:
        """A new child: the socket of its data and the socket on which its warden tells how it ended."""
        data, data_inner = socket.socketpair()
        status, status_inner = socket.socketpair()
        with data_inner, status_inner:
            order = json.dumps({"target": target, "limits": limits}).encode()
            try:
                socket.send_fds(self.control, [order], [data_inner.fileno(), status_inner.fileno()])
            except OSError:
                data.close()
                status.close()
                raise
        return data, status

    def close(self) -> None:
        """Let it go: it holds nothing. Children still running are killed by their wardens as their callers vanish."""
        self.control.close()
        self.process.kill()
        self.process.wait()


class _Starter:
    """`start` on the module's server; a server that died meanwhile (out of memory, say) is started again, once."""

    def __init__(self, module: str) -> None:
        self.module = module

    def start(self, target: str, limits: dict[str, Any]) -> tuple[socket.socket, socket.socket]:
        for last in (False, True):
            server = self._running()
            try:
                return server.start(target, limits)
            except OSError:
                if last:
                    raise errors.Unavailable("The helper process does not stay up; run `workslip doctor`.") from None
                _forget(self.module, server)
        raise AssertionError("unreachable")

    def _running(self) -> _Server:
        with _lock:
            if self.module not in _servers:
                _servers[self.module] = _Server(self.module)
            return _servers[self.module]


_servers: dict[str, _Server] = {}
_lock = threading.Lock()
_BOOT: Final = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent.parent)!r});"
    "from forms.forkserver import serve; serve(int(sys.argv[1]), sys.argv[2])"
)


def _server_for(target: str) -> _Starter:
    return _Starter(target.partition(":")[0])


def _forget(module: str, server: _Server) -> None:
    with _lock:
        if _servers.get(module) is server:
            del _servers[module]
    server.close()


def _clean_environment() -> dict[str, str]:
    """Nothing of the service's environment (keys, database) but where programs, fonts and OCR data are."""
    kept = {name: os.environ[name] for name in ("PATH", "TESSDATA_PREFIX", "TMPDIR") if name in os.environ}
    one_thread = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **kept, **one_thread}


def _close_all() -> None:
    for module, server in list(_servers.items()):
        _forget(module, server)


def _after_fork() -> None:
    """A fork of the caller must not keep the caller's fork servers alive, nor use them."""
    global _lock
    _lock = threading.Lock()
    for server in _servers.values():
        server.control.close()
        server.process.returncode = 0  # not ours to wait for
    _servers.clear()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_after_fork)
