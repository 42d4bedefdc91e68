"""Somebody's browser at the desk: one that reaches the application and no other host, and notices everything wrong.

An error on the console or in a page, a report of the content security policy, or a request to elsewhere fails the
test. What a test provokes (a 409, say) it names in `expected`, and then it has to happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, TimeoutError

from tests.browser.conftest import HOSTS, PATIENCE

TELLS = "addEventListener('securitypolicyviolation', e => console.error(`CSP ${e.violatedDirective} ${e.blockedURI}`))"
FOCUS = "(() => (e => `${e.localName} ${e.id || e.name || e.textContent.trim()}`)(document.activeElement))"
COOKIE = "workslip"
Theme = Literal["light", "dark"]


@dataclass
class Seat:
    """A tab, where the application is, and what went wrong so far."""

    tab: Page
    home: str
    wrong: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    pressed: int = 0

    def go(self, path: str, *, until: Literal["load", "networkidle"] = "networkidle") -> None:
        """Open a page of the desk and wait until its pictures and scripts are there; and what these ask for."""
        self.tab.goto(f"{self.home}{path}", wait_until=until)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, counted."""
        for key in keys:
            self.tab.keyboard.press(key)
            self.pressed += 1

    @property
    def path(self) -> str:
        """Where the tab is."""
        return self.tab.url.removeprefix(self.home)

    @property
    def focus(self) -> str:
        """The element with the focus: its tag, and its id, name or text."""
        return self.tab.evaluate(f"{FOCUS}()")

    def rests_on(self, stop: str) -> bool:
        """Whether the focus comes to it. What a page gives the focus as it opens has it a moment after it is drawn."""
        try:
            self.tab.wait_for_function(f"stop => {FOCUS}() === stop", arg=stop)
        except TimeoutError:
            return False
        return True

    def check(self) -> None:
        """Nothing went wrong but what was expected, and that did."""
        left = [each for each in self.wrong if not any(word in each for word in self.expected)]
        missing = [word for word in self.expected if not any(word in each for each in self.wrong)]
        assert (left, missing) == ([], [])


@contextmanager
def seated(
    chromium: Browser, home: str, *, secret: str | None = None, width: int = 1280, theme: Theme = "light", **more: Any
) -> Iterator[Seat]:
    """A seat in a profile of its own; with a session's `secret` somebody has signed in."""
    with chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **more) as profile:
        seat = Seat(_watched(profile), home)
        profile.set_default_timeout(PATIENCE)
        profile.route(HOSTS, lambda route: _let(seat, route))
        profile.on("console", lambda said: _listen(seat, said))
        profile.on("weberror", lambda error: seat.wrong.append(str(error.error)))
        if secret:
            profile.add_cookies([{"name": COOKIE, "value": secret, "url": home}])
        yield seat
    seat.check()


def _watched(profile: BrowserContext) -> Page:
    """A new tab. Its file dialogs are ours from the start: a first listener is told to the browser without an answer,
    and a key pressed right after it may come before it."""
    profile.add_init_script(TELLS)
    tab = profile.new_page()
    tab.on("filechooser", lambda _chooser: None)
    return tab


def _let(seat: Seat, route: Route) -> None:
    if route.request.url.startswith(f"{seat.home}/"):
        route.continue_()
        return
    seat.wrong.append(f"asked for {route.request.url}")
    route.abort()


def _listen(seat: Seat, said: ConsoleMessage) -> None:
    if said.type in ("error", "warning"):
        seat.wrong.append(f"{said.type}: {said.text} ({said.location['url'].removeprefix(seat.home)})")
