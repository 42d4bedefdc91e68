"""The other side of `forms/child.py`: a fork server, a warden for each child, and the limited child itself.

    fork server   imports the module once, holds nothing of any file, forks for each order
    └── warden    makes the private folder, waits, kills the child's whole group, removes the folder, tells how it ended
        └── child limits itself, then calls the function on bytes that nobody trusts

Runs under `python -I` with a clean environment; single-threaded, so that forking is safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import shutil
import signal
import site
import socket
import sys
import tempfile
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from cases.errors import WorkslipError
from forms.child import LENGTHS
from forms.landlock import confine, give_up_privileges

FOLDER_PREFIX: Final = "workslip-child-"
# What programs and libraries need to read: the system, this interpreter, our own packages. Nobody keeps keys there; in
# /var/lib, /etc and /opt people do (an installation of root's is /var/lib/workslip), so of those only what is named.
HOUSE: Final = Path(__file__).resolve().parent.parent
READABLE: Final = (
    *("/usr", "/lib", "/lib64", "/bin", "/sbin", "/proc", "/sys", "/var/cache/fontconfig"),
    *("/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd"),
    *(sys.prefix, sys.base_prefix, *site.getsitepackages()),
    *(os.environ[name] for name in ("TESSDATA_PREFIX",) if name in os.environ),
    *(str(HOUSE / package) for package in ("cases", "forms", "templates", "generate", "extract", "api", "tests")),
)
QUIET_MS: Final = 300  # milliseconds without an order
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWNET: Final = 0x40000000
_level = 1


def serve(fd: int, module: str) -> None:
    """Import `module`, then fork for each order until the caller closes its end.

    The module's `preload` waits for a quiet moment: one file in all should not have to pay for it.
    """
    control = socket.socket(fileno=fd)
    prepare = getattr(import_module(module), "preload", None)
    gc.freeze()
    orders = select.poll()
    orders.register(control, select.POLLIN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # wardens need nobody to wait for them
    control.send(b"ready")
    while True:
        if prepare and not orders.poll(QUIET_MS):
            prepare()
            gc.freeze()
            prepare = None
        order, fds, _, _ = socket.recv_fds(control, 10_000, 2)
        if not order:
            return
        if os.fork() == 0:
            control.close()
            _warden(json.loads(order), socket.socket(fileno=fds[0]), socket.socket(fileno=fds[1]))
            os._exit(0)
        for received in fds:
            os.close(received)


def probe(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """What this child is shut in by; for `sandbox_level`."""
    return {"level": _level}, b""


def sweep(older_than_seconds: float = 86_400.0) -> int:
    """Remove private folders whose warden was killed with the machine; their number."""
    limit = time.time() - older_than_seconds
    left = [p for p in Path(tempfile.gettempdir()).glob(FOLDER_PREFIX + "*") if p.lstat().st_mtime < limit]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


# --- the warden -----------------------------------------------------------------------------------------------------


def _warden(order: dict[str, Any], data: socket.socket, status: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    folder = tempfile.mkdtemp(prefix=FOLDER_PREFIX)  # 0700
    told, tell = os.pipe()
    try:
        pid = os.fork()
        if pid == 0:
            status.close()
            os.close(told)
            _child(order, data, folder, tell)
        data.close()
        os.close(tell)
        ending = _watch(pid, status, order["limits"]["wall_seconds"])
        with os.fdopen(told, "rb") as words:
            said = words.read(2_000)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    with contextlib.suppress(BrokenPipeError):
        status.sendall(json.dumps(_ending(ending, said)).encode())


def _watch(pid: int, status: socket.socket, wall_seconds: float) -> int | None:
    """Wait for the child, the deadline or the caller's death; kill the group; the wait status, None if we ended it."""
    watch = os.pidfd_open(pid)
    poll = select.poll()
    poll.register(watch, select.POLLIN)
    poll.register(status, select.POLLHUP | select.POLLIN)
    ready = dict(poll.poll(wall_seconds * 1000))
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)  # before the wait: until then nobody else can have this number
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    _, ended = os.waitpid(pid, 0)
    return ended if watch in ready else None


def _ending(ended: int | None, said: bytes) -> dict[str, str]:
    if ended is None:
        return {"reason": "timed_out"}
    if os.WIFSIGNALED(ended):
        sign = os.WTERMSIG(ended)
        if sign == signal.SIGXCPU:
            return {"reason": "timed_out", "detail": "processor time"}
        return {"reason": "crashed", "detail": signal.Signals(sign).name}
    if said:
        return dict(json.loads(said))
    return {"reason": "done"} if ended == 0 else {"reason": "crashed", "detail": f"exit {os.WEXITSTATUS(ended)}"}


# --- the child ------------------------------------------------------------------------------------------------------


def _child(order: dict[str, Any], data: socket.socket, folder: str, tell: int) -> None:
    """Limit this process, do the work, leave without running anybody's exit handlers."""
    code = 1
    try:
        os.setpgid(0, 0)
        os.chdir(folder)
        os.environ.update(TMPDIR=folder, HOME=folder)
        tempfile.tempdir = folder
        _limit(order["limits"], folder)
        _answer(order["target"], data)
        code = 0
    except MemoryError:
        os.write(tell, b'{"reason": "out_of_memory"}')
    except BaseException as problem:  # noqa: BLE001 - whatever it is, it ends this child and is told by type and line
        out = "out_of_memory" if "nsufficient memory" in str(problem) else "crashed"  # OpenCV's own kind
        os.write(tell, json.dumps({"reason": out, "detail": _where(problem)}).encode())
    finally:
        os._exit(code)  # never back into the warden's code


def _limit(limits: dict[str, Any], folder: str) -> None:
    own_namespace = _leave_network()
    _leave_disk(folder, limits["readable"], limits["sockets"])
    give_up_privileges()
    pairs = {
        resource.RLIMIT_AS: limits["memory"],
        resource.RLIMIT_FSIZE: limits["file_size"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    if own_namespace and limits["processes"] is not None:
        pairs[resource.RLIMIT_NPROC] = limits["processes"]
    for what, value in pairs.items():
        resource.setrlimit(what, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 2))


def _leave_network() -> bool:
    """Into a network namespace without interfaces, as far as the kernel lets us; whether the user namespace is ours."""
    global _level
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
        _level = 2
        return True
    if libc.unshare(CLONE_NEWNET) == 0:  # root where user namespaces are switched off
        _level = 2
    return False


def _leave_disk(folder: str, readable: list[str], sockets: list[str]) -> None:
    """Nothing but the private folder can be written, and nothing read but programs and what the caller named."""
    global _level
    if confine((*READABLE, *readable), (folder,), sockets) and _level == 2:
        _level = 3


def _answer(target: str, data: socket.socket) -> None:
    with data.makefile("rb") as source:
        head_size, size = LENGTHS.unpack(source.read(LENGTHS.size))
        header, payload = json.loads(source.read(head_size)), source.read(size)
    module, _, function = target.partition(":")
    try:
        answer, result = getattr(import_module(module), function)(header, payload)
        head = json.dumps({"header": answer}).encode()
    except WorkslipError as error:
        told = {"kind": _kind(error), "message": error.message, "code": error.code, "reasons": error.reasons}
        head, result = json.dumps({"error": told}).encode(), b""
    data.sendall(LENGTHS.pack(len(head), len(result)) + head)
    data.sendall(result)
    data.close()


def _kind(error: WorkslipError) -> str:
    """The nearest kind of `cases/errors.py`: the caller can raise that again."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "cases.errors")


def _where(problem: BaseException) -> str:
    """Type, file and line: enough to find a fault, and no word of what was being read."""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(problem).__name__}{place}"


if __name__ == "__main__":
    sys.exit("This is the inner side of forms/child.py and is not started by hand.")
