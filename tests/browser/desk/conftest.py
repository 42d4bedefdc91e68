"""The desk as people have it: the application served on this machine, a morning's work in it, and browsers at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from api.casework import entering, pictures, previews
from api.store.opening import Store
from api.web.app import described
from tests.browser.desk import alone, paper, scene, seat
from tests.browser.desk.scene import Scene
from tests.browser.desk.seat import Seat
from tests.browser.desk.serving import served

TIME = 30  # seconds for one request, on a busy machine


@pytest.fixture(scope="session")
def routes() -> FastAPI:
    """The application without a store, built once."""
    return alone.install(described())


@pytest.fixture
def home(store: Store, routes: FastAPI) -> Iterator[str]:
    """Where the application answers, over this test's database."""
    routes.state.store = store
    with served(routes) as address:
        yield address


@pytest.fixture
def morning(store: Store, home: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """What waits at the desk (`scene`). Pages of files are drawn once: reading them takes its time, and is tested
    elsewhere."""
    ids = scene.people(store)
    with httpx.Client(base_url=f"{home}/api/v1", timeout=TIME) as http:
        http.headers["Authorization"] = f"Bearer {ids['key']}"
        made = scene.set_up(store, http, ids)
        monkeypatch.setattr(pictures, "straight_picture", lambda _act, _reply, _page: made.page)
        monkeypatch.setattr(pictures, "page_picture", lambda _act, _document, _page: paper.png(paper.blank()))
        monkeypatch.setattr(pictures, "packet_picture", lambda _act, _packet, _page: paper.png(paper.blank()))
        monkeypatch.setattr(previews, "house_letter", lambda _letter: paper.png(paper.blank()))
        for each in (pictures, entering):
            monkeypatch.setattr(each, "pages_of", paper.blank_pages)
        yield made


@pytest.fixture
def at_desk(chromium: Browser, home: str, morning: Scene) -> Iterator[Callable[..., Seat]]:
    """`at_desk("dana", width=320)`: a browser in which she has signed in; `at_desk()` one in which nobody has."""
    with ExitStack() as open_seats:

        def sit_down(login: str | None = None, **more: object) -> Seat:
            secret = morning.session_of(login) if login else None
            return open_seats.enter_context(seat.seated(chromium, home, secret=secret, **more))

        yield sit_down
