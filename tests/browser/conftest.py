"""A real browser for tests of what a person sees: Debian's Chromium, driven by Playwright, without a network.

`tab` is an empty tab in a profile of its own. A request that the test does not answer itself (`tab.route`) is refused;
that, or an error in the page, fails the test.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

pytest.register_assert_rewrite("tests.browser.filling")

NO_HOSTS = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"  # for what the browser itself would ask for
HOSTS = re.compile("https?:")  # not the browser's own pages, of which its PDF viewer is made
PATIENCE = 60_000  # milliseconds for one step, on a busy machine


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium, started once for the tests of a module (and xdist worker), in about half a second.

    Not once a session: while Playwright runs, an event loop runs in its thread, and tests elsewhere start their own.
    """
    program = shutil.which("chromium")
    assert program, "There is no Chromium: run `make setup`."
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=program, args=[NO_HOSTS]) as browser,
    ):
        yield browser


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab in a new profile."""
    wrong: list[str] = []

    def refuse(route: Route) -> None:
        wrong.append(f"asked for {route.request.url}")
        route.abort()

    with chromium.new_context() as profile:
        profile.set_default_timeout(PATIENCE)
        profile.route(HOSTS, refuse)
        profile.on("weberror", lambda e: wrong.append(str(e.error)))
        yield profile.new_page()
    assert not wrong
