"""Pages that come only as the answer to a form, or only once: at addresses of their own, to be looked at.

The templates and the renderer are those of the desk; only what is filled in is ours.
"""

from __future__ import annotations

from types import SimpleNamespace

from fastapi import FastAPI, Response

from api.casework.office_links import Owner
from api.web.desk.rendering import plain

PAGES = {
    "first-run": ("first_run.html", {"said": "", "given": {}}),
    "again": (
        "again.html", {"to": "/returns", "kept": [("reason", "The page is another patient's.")], "token": "0" * 64},
    ),
    "code": ("second_step.html", {"to": "/", "kept": "[]", "said": ""}),
    "thanks": (
        "office_thanks.html",
        {"asked": SimpleNamespace(owner=Owner("Hudson Valley Orchards", "555-010-0140")), "on_screen": True},
    ),
}  # fmt: skip


def install(app: FastAPI) -> FastAPI:
    """Add them to an application that is looked at; the same application."""
    app.add_api_route("/alone/{name}", page, include_in_schema=False)
    return app


def page(name: str) -> Response:
    """One of them."""
    template, values = PAGES[name]
    return plain(template, **values)
