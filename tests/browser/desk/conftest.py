"""The desk as people have it: the application served on this machine, a morning's work in it, and browsers at it.

The morning is made once a session (and xdist worker), through the front door; each test has a copy of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2 as httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser
from sqlalchemy.engine import make_url

from api.casework import entering, pictures, previews
from api.store import keys
from api.store.embedded import Embedded
from api.store.opening import Store
from api.web.app import described
from tests.browser.desk import alone, paper, scene, seat
from tests.browser.desk.scene import Scene
from tests.browser.desk.seat import Seat
from tests.browser.desk.serving import served
from tests.conftest import cloned, opened

TIME = 30  # seconds for one request, on a busy machine


@dataclass(frozen=True)
class Dawn:
    """The morning before anybody touched it: the name of its database, its home, and who speaks for the coordinator."""

    database: str
    home: Path
    key: str
    scene: Scene


def client(address: str, key: str) -> httpx.Client:
    """Speaks for the coordinator."""
    http = httpx.Client(base_url=f"{address}/api/v1", timeout=TIME)
    http.headers["Authorization"] = f"Bearer {key}"
    return http


@pytest.fixture(scope="session")
def routes() -> FastAPI:
    """The application without a store, built once."""
    return alone.install(described())


@pytest.fixture(scope="session")
def dawn(server: Embedded, template: str, tmp_path_factory: pytest.TempPathFactory, routes: FastAPI) -> Iterator[Dawn]:
    """Made once; to be copied, not used: a database that is copied must have nobody in it."""
    home = tmp_path_factory.mktemp("dawn")
    keys.generate(home / "keys")
    with cloned(server, template) as url:
        with opened(url, home) as store:
            ids = scene.people(store)
            routes.state.store = store
            with served(routes) as address, client(address, ids["key"]) as http:
                made = scene.set_up(store, http, ids)
        yield Dawn(str(make_url(url).database), home, ids["key"], made)


@pytest.fixture
def store(server: Embedded, dawn: Dawn, tmp_path: Path) -> Iterator[Store]:
    """This test's own copy of the morning."""
    shutil.copytree(dawn.home, tmp_path / "home")
    with cloned(server, dawn.database) as url, opened(url, tmp_path / "home") as made:
        yield made


@pytest.fixture
def home(store: Store, routes: FastAPI) -> Iterator[str]:
    """Where the application answers, over this test's database."""
    routes.state.store = store
    with served(routes) as address:
        yield address


@pytest.fixture
def morning(store: Store, home: str, dawn: Dawn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """What waits at the desk (`scene`). Pages of files are drawn once: reading them takes its time, and is tested
    elsewhere."""
    monkeypatch.setattr(pictures, "straight_picture", lambda _act, _reply, _page: dawn.scene.page)
    monkeypatch.setattr(pictures, "page_picture", lambda _act, _document, _page: paper.png(paper.blank()))
    monkeypatch.setattr(pictures, "packet_picture", lambda _act, _packet, _page: paper.png(paper.blank()))
    monkeypatch.setattr(previews, "house_letter", lambda _letter: paper.png(paper.blank()))
    for each in (pictures, entering):
        monkeypatch.setattr(each, "pages_of", paper.blank_pages)
    with client(home, dawn.key) as http:
        yield replace(dawn.scene, store=store, http=http)


@pytest.fixture
def at_desk(chromium: Browser, home: str, morning: Scene) -> Iterator[Callable[..., Seat]]:
    """`at_desk("dana", width=320)`: a browser in which she has signed in; `at_desk()` one in which nobody has."""
    with ExitStack() as open_seats:

        def sit_down(login: str | None = None, **more: object) -> Seat:
            secret = morning.session_of(login) if login else None
            return open_seats.enter_context(seat.seated(chromium, home, secret=secret, **more))

        yield sit_down
