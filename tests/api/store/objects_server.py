"""A real S3-compatible server on loopback, and a proxy before it that fails on demand."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from api.settings import Settings

ID, SECRET = "workslip", "only-for-tests"
PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc",
         "s3.port", "s3.port.grpc")  # fmt: skip


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on; all are held at once, so that they differ."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


@contextmanager
def s3_server(folder: Path) -> Iterator[int]:
    """The port of a server with its data in `folder`; a bucket is there once something is put into it."""
    folder.mkdir()
    access = {"accessKey": ID, "secretKey": SECRET}
    identity = {"name": "workslip", "credentials": [access], "actions": ["Admin", "Read", "Write", "List"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
    options = [
        *("-dir", folder, "-ip", "127.0.0.1", "-ip.bind", "127.0.0.1", "-filer", "-s3", "-s3.iam=false"),
        *("-s3.config", folder / "s3.json", "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false"),
        *("-master.volumeSizeLimitMB=64", "-volume.max=32", f"-filer.localSocket={folder}/filer.sock"),
        *(f"-{name}={port}" for name, port in ports.items()),
    ]
    weed = Path(sys.executable).with_name("weed")
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([weed, "server", *map(str, options)], stdout=log, stderr=log, cwd=folder)
    try:
        _wait_until_ready(ports["s3.port"], server)
        yield ports["s3.port"]
    finally:
        server.kill()  # it takes its time to leave, and its data is thrown away
        server.wait()


def _wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("The S3 server did not start.")


def settings_for(port: int, home: Path, **more: object) -> Settings:
    """Settings that name that server and a prefix of its own."""
    return Settings.model_validate({
        "home": home, "files_url": f"s3://workslip-test/{uuid.uuid4().hex}", "files_access_id": ID,
        "files_endpoint": f"http://127.0.0.1:{port}", "files_access_key": SECRET, "files_timeout": 20, **more,
    })  # fmt: skip


class Faults:
    """What the proxy does with the next requests of a method; afterwards it only passes on.

    `before`: 500 and nothing is passed on. `after`: passed on, then 500. `silent`: passed on, and no answer comes.
    `cut`: the answer ends in the middle. `gone`: the connection is closed at once. `called` counts requests.
    """

    def __init__(self) -> None:
        self.planned: dict[str, list[str]] = {}
        self.called: dict[str, int] = {}
        self.meanwhile: Callable[[str], None] = lambda _: None

    def plan(self, method: str, *kinds: str) -> None:
        """Let the next requests of that method go wrong like this."""
        self.planned[method] = list(kinds)

    def next(self, method: str) -> str:
        """What happens to this request."""
        self.called[method] = self.called.get(method, 0) + 1
        waiting = self.planned.get(method)
        return waiting.pop(0) if waiting else ""


@contextmanager
def proxy(port: int, faults: Faults) -> Iterator[int]:
    """The port of a proxy before the server on `port`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            faults.meanwhile(f"{self.command} {self.path}")
            kind = faults.next(self.command)
            if kind == "gone":
                self.close_connection = True
                return
            if kind == "before":
                self._answer(500, [], b"")
                return
            server = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            server.request(self.command, self.path, body, dict(self.headers))
            answer = server.getresponse()
            content = answer.read()
            if kind == "silent":
                self.connection.recv(1)  # until the client has had enough of it
                self.close_connection = True
            elif kind == "after":
                self._answer(500, [], b"")
            else:
                self._answer(answer.status, answer.getheaders(), content, cut=kind == "cut")
            server.close()

        def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes, *, cut: bool = False) -> None:
            self.send_response_only(status)
            length = next((value for name, value in headers if name.lower() == "content-length"), str(len(content)))
            for name, value in headers:
                if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("Content-Length", length)
            self.end_headers()
            self.wfile.write(content[: len(content) // 2] if cut else content)
            self.close_connection = self.close_connection or cut

        do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            return

    service = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=service.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield service.server_address[1]
    finally:
        service.shutdown()
        service.server_close()
        thread.join()
