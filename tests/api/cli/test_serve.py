"""`workslip serve --worker` as a real process: it answers, keeps a worker alive, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import psutil
import pytest

from api.web.desk.signing import first_code

pytestmark = pytest.mark.integration
WITHIN = 60.0  # seconds


def until(true: Callable[[], object]) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + WITHIN
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def service(store):
    """A running service on this test's store, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"WORKSLIP_DATABASE_URL": store.url, "WORKSLIP_HOME": str(store.settings.home)}
    words = ["-c", "from api.cli import main; main()", "serve", "--worker", "--port", str(port)]
    process = subprocess.Popen([sys.executable, *words], env=env, stderr=subprocess.PIPE)
    yield psutil.Process(process.pid), port, process
    process.kill()
    process.communicate()


def answers(port: int, path: str = "/healthz") -> int:
    """The status of a request; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


def test_a_dead_worker_is_started_again_and_nothing_is_left_behind(service) -> None:
    """kill -9 of the worker: another takes its place. SIGTERM: the service ends well, and its worker with it."""
    process, port, handle = service
    until(lambda: answers(port) == 200)
    assert answers(port, "/api/v1/cases") == 401
    assert answers(port, "/api/v1/openapi.json") == 404
    until(process.children)
    (first,) = process.children()
    first.kill()
    until(lambda: [c for c in process.children() if c.pid != first.pid and c.status() != psutil.STATUS_ZOMBIE])

    left = process.children(recursive=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(WITHIN) == 0
    assert psutil.wait_procs(left, timeout=WITHIN)[1] == []
    assert b"GET /healthz" not in handle.stderr.read()


def test_a_new_installation_says_how_the_first_account_is_made(service, store) -> None:
    """The code is read where the service was started; it is the one that the first-run page takes."""
    _, port, handle = service
    until(lambda: answers(port) == 200)
    handle.send_signal(signal.SIGTERM)
    said = handle.communicate(timeout=WITHIN)[1].decode()

    assert f"Make the first account at http://127.0.0.1:{port}/first-run; its code is {first_code(store)}\n" in said
