"""Signing in and out in a browser, and a session that ends in the middle of work."""

from __future__ import annotations

import pytest

from tests.browser.desk.scene import COORDINATOR, PASSWORD

pytestmark = pytest.mark.integration


def sign_in(seat) -> None:
    """Name and password, by keyboard, where the page waits for them."""
    seat.tab.locator("#login:focus").wait_for()  # a page put in place takes the focus a moment later
    seat.tab.keyboard.type(COORDINATOR)
    seat.press("Tab")
    seat.tab.keyboard.type(PASSWORD)
    seat.press("Enter")


def test_signing_in_by_keyboard_leads_where_one_wanted_to_go(at_desk) -> None:
    """Who opens the cases is asked who they are, types it without touching the mouse, and is at the cases."""
    seat = at_desk()
    seat.go("/cases")
    assert seat.path == "/sign-in?to=%2Fcases"
    sign_in(seat)
    seat.tab.wait_for_url("**/cases")
    assert seat.tab.get_by_role("heading", name="Cases").is_visible()


def test_a_wrong_password_is_told_at_the_field_and_the_name_stays(at_desk) -> None:
    """The sentence is read out, the name is still there, and the password has the focus."""
    seat = at_desk()
    seat.expected = ["401"]
    seat.go("/sign-in")
    seat.tab.keyboard.type(COORDINATOR)
    seat.press("Tab")
    seat.tab.keyboard.type("not the password")
    seat.press("Enter")
    assert "not the name and password" in seat.tab.get_by_role("alert").inner_text()
    assert seat.tab.get_by_label("Name").input_value() == COORDINATOR
    assert seat.rests_on("input password"), seat.focus


def test_signing_out_ends_what_the_browser_knew(at_desk) -> None:
    """After signing out the way back leads to the sign-in, not to the case."""
    seat = at_desk(COORDINATOR)
    seat.go("/cases")
    seat.tab.get_by_role("button", name="Sign out").click()
    seat.tab.wait_for_url("**/sign-in")
    seat.go("/cases")
    assert seat.path.startswith("/sign-in")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_answer_outlives_the_session(at_desk, morning, scripts: bool) -> None:
    """Signed out in the middle of a review: one signs in again, the answer is still there, and is saved once sent."""
    seat = at_desk(COORDINATOR, java_script_enabled=scripts)
    seat.expected = ["401"]
    seat.go(f"/returns/{morning.waiting}")
    doubt = seat.tab.locator("#f-avoid_bending")
    doubt.get_by_label("Not marked").check()
    morning.end_sessions_of(COORDINATOR)
    doubt.get_by_role("button", name="Save").click()
    seat.tab.get_by_text("What you had written is kept").wait_for()
    if scripts:
        sign_in(seat)
    else:
        seat.tab.get_by_label("Name").fill(COORDINATOR)
        seat.tab.get_by_label("Password").fill(PASSWORD)
        seat.tab.get_by_role("button", name="Sign in").click()
    seat.tab.get_by_role("button", name="Send what I had written").click()
    seat.tab.wait_for_url(f"**/returns/{morning.waiting}#*")
    assert "Dana Whitfield" in seat.tab.locator("#f-avoid_bending").inner_text()
    assert morning.field("avoid_bending")["value"] is False
