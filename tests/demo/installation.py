"""A Workslip of its own for the demo: keys, an employer, a coordinator, the service and its worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx

from tests.demo import people

READY_WITHIN = 60.0  # seconds
WORKSLIP = [sys.executable, "-c", "from api.cli import main; main()"]


@contextmanager
def installation() -> Iterator[httpx.Client]:
    """A running service with nothing in it, and a client that acts as its coordinator. All of it is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="workslip-demo-"))
    home.chmod(0o711)  # PostgreSQL runs as a system user when root starts it, and has to pass through
    env = {**os.environ, "WORKSLIP_HOME": str(home / "home"), "WORKSLIP_LOG_LEVEL": "WARNING"}
    try:
        _workslip(env, "keygen")
        with _serving(env, home / "service.log") as port:
            headers = {"Authorization": f"Bearer {_sign_up(env)}"}
            with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", headers=headers, timeout=60) as client:
                yield client
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _sign_up(env: dict[str, str]) -> str:
    """The employer, the coordinator, and the coordinator's API key, made on the machine of the running service."""
    said = people.EMPLOYER
    _workslip(env, "user", "employer", said["name"], "--address", said["address"], "--phone", said["phone"],
              "--fax", people.SENDER["contact_fax"])  # fmt: skip
    _workslip(env, "user", "add", "dana", "--name", people.COORDINATOR, "--employer", said["name"])
    return str(json.loads(_workslip(env, "user", "key", "dana", "--json"))["key"])


def _workslip(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([*WORKSLIP, *arguments], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"workslip {arguments[0]} failed ({done.returncode}): {done.stderr.strip()[-500:]}")
    return done.stdout


@contextmanager
def _serving(env: dict[str, str], log: Path) -> Iterator[int]:
    port = _free_port()
    with log.open("w") as out:
        service = subprocess.Popen(
            [*WORKSLIP, "serve", "--worker", "--port", str(port)], env=env, stdout=out, stderr=out
        )
        try:
            _wait_until_ready(service, port, log)
            yield port
        finally:
            service.send_signal(signal.SIGTERM)
            service.wait(60)


def _wait_until_ready(service: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end:
        if service.poll() is not None:
            break
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"The service did not start:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
