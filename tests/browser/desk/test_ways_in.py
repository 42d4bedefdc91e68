"""The second factor by keyboard alone, and an office's link on a phone."""

from __future__ import annotations

import re

import pyotp
import pytest

from api.identity import second_factor
from api.store.tables.base import now
from tests.browser.desk.scene import COLLEAGUE, PASSWORD

pytestmark = pytest.mark.integration


def code(secret: str, steps: int = 0) -> str:
    """What the authenticator shows, so many half minutes from now."""
    return pyotp.TOTP(secret).at(now(), counter_offset=steps)


def test_a_second_factor_is_set_up_and_shown_by_keyboard(at_desk) -> None:
    """From the page of one's own, over the first code and the recovery codes, to the next sign-in in two steps."""
    seat = at_desk(COLLEAGUE)
    seat.go("/you")
    seat.tab.get_by_label("Your password").focus()
    seat.tab.keyboard.type(PASSWORD)
    seat.press("Enter")
    seat.tab.wait_for_url("**/you/second-factor")
    secret = seat.tab.locator(".secret").inner_text().replace(" ", "")
    assert seat.rests_on("input code"), seat.focus
    seat.tab.keyboard.type(code(secret))
    seat.press("Enter")
    seat.tab.get_by_role("heading", name="Your recovery codes").wait_for()
    assert seat.tab.locator(".codes li").count() == second_factor.RECOVERY_CODES

    other = at_desk()
    other.go("/cases")
    other.tab.keyboard.type(COLLEAGUE)
    other.press("Tab")
    other.tab.keyboard.type(PASSWORD)
    other.press("Enter")
    other.tab.get_by_role("heading", name="Now the code").wait_for()
    assert other.rests_on("input code"), other.focus
    other.tab.keyboard.type(code(secret, 1))
    other.press("Enter")
    other.tab.wait_for_url("**/cases")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_office_answers_by_its_link_on_a_phone(at_desk, morning, scripts: bool) -> None:
    """390 pixels wide: what is missing is said at its place, nothing is typed twice, and the link ends with it."""
    seat = at_desk(width=390, java_script_enabled=scripts)
    seat.expected = ["422", "410"]
    seat.go(f"/office/{morning.link}")
    seat.tab.get_by_role("link", name="Fill it in on screen").click()
    seat.tab.get_by_label("Bending").check()
    seat.tab.get_by_label("Lifting over 25 lb").check()
    seat.tab.get_by_label("Your name and title").fill("Alex Sampleton, MD")
    seat.tab.get_by_label("my typed name is my signature").check()
    seat.tab.get_by_role("button", name="Send the form").click()
    seat.tab.get_by_text("Nothing was sent yet.").wait_for()
    assert seat.tab.evaluate("document.documentElement.scrollWidth") <= 390
    seat.tab.get_by_role("group", name=re.compile("Repetitive")).get_by_label("Nothing to avoid here").check()
    seat.tab.get_by_label("Patient's birth date").fill("1980-05-17")
    assert seat.tab.get_by_label("Bending").is_checked()
    seat.tab.get_by_role("button", name="Send the form").click()
    seat.tab.get_by_role("heading", name="Thank you, it is here").wait_for()
    seat.go(f"/office/{morning.link}")
    assert seat.tab.get_by_role("heading", name="The form has come").is_visible()
