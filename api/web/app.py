"""The application: what a request passes through, and the routes.

    request → Head → Traces → BodyLimit → route: principal → act (one transaction) → service in api/casework → answer

`/healthz`, `/readyz` and `/metrics` (`health.py`, `metrics.py`) ask for no principal, nor do the links of `links.py`,
whose secret is all they need. The OpenAPI document is served only with `docs=True`: an open one is a map for strangers
(ASVS 13.4.5); `workslip serve --openapi` prints it. Interactive pages would load scripts from elsewhere.
"""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api.store.opening import Store
from api.web import desk, links, openapi, problems
from api.web.head import Head
from api.web.health import healthz, readyz
from api.web.limits import MIB, BodyLimit
from api.web.metrics import metrics
from api.web.routes import ALL
from api.web.traces import Traces

PREFIX = "/api/v1"


def create_app(store: Store, *, docs: bool = False) -> FastAPI:
    """The service over an open store (database, files, keys)."""
    app = described(docs=docs, max_file=store.settings.max_file)
    app.state.store = store
    return app


def described(*, docs: bool = False, max_file: int = 50) -> FastAPI:
    """The same without its store: enough for the OpenAPI document. `max_file` in MiB."""
    app = FastAPI(
        title="Workslip",
        version=version("workslip"),
        description=__doc__,
        openapi_url=f"{PREFIX}/openapi.json" if docs else None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=operation_id,
        responses=problems.documented(400, 401, 403, 413, 422, 500, 503),
    )
    problems.install(app)
    openapi.install(app)
    app.add_middleware(BodyLimit, file_bytes=max_file * MIB)
    app.add_middleware(Traces)
    app.add_middleware(Head)
    for router in ALL:
        app.include_router(router, prefix=PREFIX)
    app.add_api_route("/healthz", healthz, include_in_schema=False)
    links.install(app)
    app.add_api_route("/readyz", readyz, include_in_schema=False)
    app.add_api_route("/metrics", metrics, include_in_schema=False)
    desk.install(app)
    return app


def operation_id(route: APIRoute) -> str:
    """The stable name of an operation: its function's name, which is unique over all routes (a test says so)."""
    return route.name
