"""Keys of every page: rows, rooms, the list of keys, and none of them for who turned them off."""

from __future__ import annotations

import pytest

from tests.browser.desk.scene import COORDINATOR

pytestmark = pytest.mark.integration


def test_rows_rooms_and_the_list_of_keys(at_desk, morning) -> None:
    """j and k go from row to row, Enter opens, g t leads to Today, r to the next form, / to the search, ? tells all."""
    seat = at_desk(COORDINATOR)
    seat.go("/cases")
    names = seat.tab.locator("[data-row] a").all_inner_texts()
    seat.press("j", "j")
    assert seat.rests_on(f"a {names[1]}"), seat.focus
    seat.press("k")
    assert seat.rests_on(f"a {names[0]}"), seat.focus
    seat.press("/")
    assert seat.rests_on("input find"), seat.focus
    seat.press("Tab", "Tab", "?")
    keys = seat.tab.get_by_role("dialog", name="Keys")
    assert "review the next form" in keys.inner_text()
    seat.press("Escape")
    keys.wait_for(state="detached")
    seat.press("g", "t")
    seat.tab.wait_for_url(f"{seat.home}/")
    seat.press("r")
    seat.tab.wait_for_url("**/returns/*")
    seat.go("/cases")
    seat.press("j", "Enter")
    seat.tab.wait_for_url("**/cases/*")


def test_no_key_acts_while_somebody_types(at_desk) -> None:
    """A name with j, k, g, t, r in it is a name."""
    seat = at_desk(COORDINATOR)
    seat.go("/cases")
    seat.tab.locator("#find").click()
    seat.tab.keyboard.type("jk gt r/?")
    assert (seat.tab.locator("#find").input_value(), seat.path) == ("jk gt r/?", "/cases")


def test_single_keys_can_be_turned_off_and_on_again(at_desk, morning) -> None:
    """Off: no single key does anything, on any page, and a button brings them back; Enter still saves an answer."""
    seat = at_desk(COORDINATOR)
    seat.go("/")
    seat.press("?")
    seat.tab.get_by_label("Single keys act").uncheck()
    seat.press("Escape")
    seat.go(f"/returns/{morning.waiting}")
    seat.press("h", "x", "?", "r")
    assert seat.tab.locator("[data-field=avoid_bending]").is_visible()
    assert seat.tab.evaluate("document.activeElement.form.id") == "f-avoid_bending"
    assert seat.path == f"/returns/{morning.waiting}"
    seat.press("Space", "Enter")
    seat.tab.locator("#left", has_text="2 doubts left").wait_for()
    seat.tab.get_by_role("button", name="Keys are off").click()
    seat.tab.get_by_label("Single keys act").check()
    seat.press("Escape", "h")
    assert not seat.tab.locator("[data-field=avoid_bending]").is_visible()
    assert not seat.tab.get_by_role("button", name="Keys are off").is_visible()
