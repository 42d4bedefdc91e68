"""`workslip serve`: the HTTP service; with `--worker` also the process that reads what comes in."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

GRACE = 30.0  # seconds for the worker to finish what runs
LOOK_EVERY = 0.2  # seconds between looks at whether the worker lives
AGAIN_AFTER = 1.0  # seconds before a dead worker is started again


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; put a TLS proxy before any but this machine's.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    worker: Annotated[bool, typer.Option("--worker", help="Read what comes in, too, in a process beside it.")] = False,
    docs: Annotated[bool, typer.Option("--docs", help="Serve the OpenAPI document at /api/v1/openapi.json.")] = False,
    openapi: Annotated[bool, typer.Option("--openapi", help="Print the OpenAPI document and stop.")] = False,
) -> None:
    """Serve the desk and the API until Ctrl-C or SIGTERM."""
    import uvicorn

    from api import logs
    from api.cli.starting import keys_if_new
    from api.settings import settings
    from api.store.opening import open_store
    from api.web.app import create_app, described
    from api.web.desk.signing import first_code

    if openapi:
        typer.echo(json.dumps(described().openapi(), indent=2))
        return
    chosen = settings()
    logs.configure(level=chosen.log_level)
    keys_if_new(chosen)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _leave)
    with open_store(chosen) as store, _worker_beside(worker):
        # Our own line for each request stands in for uvicorn's: that one has the whole address in it.
        config = uvicorn.Config(
            create_app(store, docs=docs), host=host, port=port, log_config=None, access_log=False, server_header=False
        )
        _say_where(f"http://{host}:{port}", worker, first_code(store))
        uvicorn.Server(config).run()


def _say_where(address: str, worker: bool, code: str | None) -> None:
    """Where the desk is, and the code of its first account while nobody can sign in. Whoever reads it sits here."""
    typer.echo(f"The desk is at {address}/cases, the API at {address}/api/v1; Ctrl-C stops.", err=True)
    if not worker:
        typer.echo("No worker runs beside it: what comes in waits for `workslip worker`, or for --worker.", err=True)
    if code is not None:
        typer.echo(
            f"Nobody can sign in yet. Make the first account at {address}/first-run; its code is {code}", err=True
        )


def _leave(*_: object) -> None:
    """uvicorn sends itself the signal again once it has stopped; only an exception lets us put things away."""
    raise SystemExit(0)


@contextmanager
def _worker_beside(wanted: bool) -> Iterator[None]:
    """A `workslip worker` of our own while we serve: started again if it dies, told to stop when we stop."""
    if not wanted:
        yield
        return
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(stopping,), name="worker-keeper")
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join()


def _keep_worker(stopping: threading.Event) -> None:
    while not stopping.is_set():
        process = subprocess.Popen([sys.executable, "-c", "from api.cli import main; main()", "worker"])
        while process.poll() is None and not stopping.wait(LOOK_EVERY):
            pass
        _end(process)
        stopping.wait(AGAIN_AFTER)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
