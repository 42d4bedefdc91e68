"""Functions that misbehave in a limited child, each in one way; `test_child.py` runs them."""

# ruff: noqa: D103 - the names say it

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from cases.errors import Refused


def echo(header, payload):
    return {"seen": header, "size": len(payload)}, payload[::-1]


def abort(header, payload):
    os.abort()


def kill_myself(header, payload):
    os.kill(os.getpid(), signal.SIGKILL)


def leave(header, payload):
    os._exit(3)


def hang(header, payload):
    time.sleep(3600)


def spin(header, payload):
    while True:
        pass


def hang_with_children(header, payload):
    """Start a grandchild that would outlive us, known by the word and the folder on its command line; then hang."""
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)", header["word"], str(Path.cwd())])
    time.sleep(3600)


def eat_memory(header, payload):
    hoard = []
    while True:
        hoard.append(bytearray(64_000_000))


def flood(header, payload):
    return {}, bytes(header["size"])


def fill_disk(header, payload):
    with Path("big").open("wb") as out:
        while True:
            out.write(bytes(1_000_000))


def fork_bomb(header, payload):
    started = 0
    try:
        while started < 200:
            if os.fork() == 0:
                time.sleep(3600)
            started += 1
    except OSError:
        return {"started": started}, b""
    return {"started": started}, b""


def connect(header, payload):
    with socket.create_connection(("127.0.0.1", header["port"]), timeout=5) as line:
        line.sendall(b"out")
    return {}, b""


def refuse(header, payload):
    raise Refused("We will not.", code="unsigned", reasons=("unsigned",))


def stumble(header, payload):
    raise ValueError("the diagnosis is a secret")


def look_around(header, payload):
    here = Path.cwd()
    (here / "scratch").write_text("x")
    return {"env": dict(os.environ), "folder": str(here), "mode": here.stat().st_mode & 0o777}, b""


def powers(header, payload):
    """Effective and permitted capabilities, of this process and of one that it starts."""

    def of(status):
        return [line.split()[1] for line in status.splitlines() if line.startswith(("CapEff", "CapPrm"))]

    started = subprocess.run(["cat", "/proc/self/status"], capture_output=True, text=True, check=True).stdout
    return {"own": of(Path("/proc/self/status").read_text()), "started": of(started)}, b""


def read_file(header, payload):
    return {"size": len(Path(header["path"]).read_bytes())}, b""


def write_file(header, payload):
    Path(header["path"]).write_text("mine")
    return {}, b""
