"""`workslip serve`: the HTTP service; with `--worker` also the process that reads what comes in."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

GRACE = 30.0  # seconds for the worker to finish what runs


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on; put a TLS proxy before any but this machine's.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 picks a free one.")] = 8000,
    worker: Annotated[bool, typer.Option("--worker", help="Read what comes in, too, in a process beside it.")] = False,
    docs: Annotated[bool, typer.Option("--docs", help="Serve /api/v1/docs and the OpenAPI document.")] = False,
    openapi: Annotated[bool, typer.Option("--openapi", help="Print the OpenAPI document and stop.")] = False,
) -> None:
    """Serve the API until Ctrl-C or SIGTERM."""
    import uvicorn

    from api import logs
    from api.settings import settings
    from api.store.opening import open_store
    from api.web.app import create_app, described

    if openapi:
        typer.echo(json.dumps(described().openapi(), indent=2))
        return
    chosen = settings()
    logs.configure(level=chosen.log_level)
    with open_store(chosen) as store, _worker_beside(worker):
        # Our own line for each request stands in for uvicorn's: that one has the whole address in it.
        config = uvicorn.Config(
            create_app(store, docs=docs), host=host, port=port, log_config=None, access_log=False, server_header=False
        )
        uvicorn.Server(config).run()


@contextmanager
def _worker_beside(wanted: bool) -> Iterator[None]:
    """A `workslip worker` of our own, told to stop when we stop."""
    if not wanted:
        yield
        return
    process = subprocess.Popen([sys.executable, "-c", "from api.cli import main; main()", "worker"])
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
