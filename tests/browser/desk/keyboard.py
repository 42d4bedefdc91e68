"""Going through a page with the keyboard alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.browser.desk.seat import Seat

MOST_STOPS = 120  # presses of Tab, after which what was looked for is not on the page


def walk_to(seat: Seat, stop: str) -> None:
    """Press Tab until the focus is there (`Seat.focus`)."""
    for _ in range(MOST_STOPS):
        if seat.focus == stop:
            return
        seat.press("Tab")
    raise AssertionError(f"No Tab leads to {stop}; the last stop was {seat.focus}.")


def typed_day(seat: Seat, day: date) -> None:
    """A day into a date's field, figure by figure, month first as this browser has it."""
    seat.tab.keyboard.type(f"{day:%m%d%Y}")


def chosen(seat: Seat, stop: str, file: Any) -> None:
    """Choose a file: Space opens the system's dialog, which has no window here."""
    seat.tab.wait_for_load_state("networkidle")
    walk_to(seat, stop)
    with seat.tab.expect_file_chooser() as chooser:
        seat.press("Space")
    chooser.value.set_files(file)
