"""WCAG 2.2 AA over every page: axe-core's rules, and what they do not see: width, focus, targets.

`make test` takes the pages by turns, every other one in light and wide, the rest in dark and narrow; `make soak` has
all of them at every corner of the grid, by Tab too.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from tests.browser.desk.pages import GRID, PAGES, PROBLEMS, SMALL_GRID
from tests.browser.desk.seat import Theme

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]
AXE = Path(sys.prefix) / "node_modules" / "axe-core" / "axe.min.js"
LOOKS = Path(__file__).with_name("looks.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
MOST_STOPS = 90  # presses of Tab that show how a page takes the focus
SOME_STOPS = 45  # the same in `make test`
EVERY = slice(None)
TURNS = {corner: slice(i, None, len(SMALL_GRID)) for i, corner in enumerate(SMALL_GRID)}  # each page at one corner


def over(short: dict[tuple[int, Theme], slice]) -> pytest.MarkDecorator:
    """For everybody at every corner of the grid, on every page; in `make test` at these, and on these pages."""
    each = [
        pytest.param(login, *corner, turns, id="-".join(map(str, (login or "nobody", *corner, *named))), marks=marks)
        for login in PAGES
        for corner in GRID
        for turns, named, marks in (
            (EVERY, (), pytest.mark.soak), *([(short[corner], ("by turns",), ())] if corner in short else []),
        )
    ]  # fmt: skip
    return pytest.mark.parametrize(("login", "width", "theme", "turns"), each)


def pages_of(seat, login, morning, turns: slice) -> Iterator[str]:
    """Open the pages one after the other; their names."""
    names = dict(islice(PAGES[login].items(), turns.start, turns.stop, turns.step))
    seat.expected = [str(PROBLEMS[name]) for name in names if name in PROBLEMS]
    for name, path in names.items():
        seat.go(path.format(**morning.places), until="load")
        yield name


@over(TURNS)
def test_axe_finds_nothing_and_pages_fit_their_width(at_desk, morning, login, width, theme, turns) -> None:
    """No violation of a rule of WCAG 2.0, 2.1 or 2.2, A and AA; nothing scrolls sideways at 320 pixels or 1280,
    and what can be pressed is 24 pixels each way or more.

    axe-core is a script of ours in the page: this profile alone sets the content security policy aside.
    """
    seat, found = at_desk(login, width=width, theme=theme, bypass_csp=True), []
    for name in pages_of(seat, login, morning, turns):
        seat.tab.add_script_tag(path=AXE)
        found += [f"{name}: {each}" for each in seat.tab.evaluate(LOOKS.read_text() + "; violations", TAGS)]
        wide, small = seat.tab.evaluate(LOOKS.read_text() + "; measures")
        found += [f"{name} is {wide} pixels wide"] if wide > width else []
        found += [f"{name}: {each}" for each in small]
    assert found == []


@over(TURNS)
def test_the_focus_can_be_seen(at_desk, morning, login, width, theme, turns) -> None:
    """Tab through each page: whatever has the focus has a ring, and no bar lies over it."""
    seat, found = at_desk(login, width=width, theme=theme, bypass_csp=True), []
    stops = MOST_STOPS if turns == EVERY else SOME_STOPS
    for name in pages_of(seat, login, morning, turns):
        for _ in range(stops):
            seat.press("Tab")
            stop = seat.tab.evaluate(LOOKS.read_text() + "; focused")
            if stop is None:
                break
            found += [] if stop["seen"] and stop["ring"] else [f"{name}: {stop}"]
    assert found == []
