"""Handing in files: a line for each, and how far it is."""

from __future__ import annotations

import pytest

from tests.api.intake.conftest import file_of
from tests.api.web import scenario
from tests.browser.desk.scene import COORDINATOR

pytestmark = pytest.mark.integration


@pytest.fixture
def fax(morning) -> dict:
    """A file as a file field takes it: a form of Jordan's without doubts."""
    copy = scenario.print_copy(morning.store, {"id": morning.cases["jordan"]})
    content = file_of(scenario.with_report(scenario.a_reply(copy)), salt="handed in")
    return {"name": "fax 12.pdf", "mimeType": "application/pdf", "buffer": content}


def test_a_file_has_a_line_that_says_how_far_it_is(at_desk, morning, fax) -> None:
    """By its name: received at once, read once the mail room has, with the way to what was found in it."""
    seat = at_desk(COORDINATOR)
    seat.go("/upload")
    seat.tab.get_by_label("Files").set_input_files(fax)
    seat.tab.get_by_role("button", name="Add them").click()
    line = seat.tab.locator("#files li", has_text="fax 12.pdf")
    line.filter(has_text="Received").wait_for()
    (document,) = [each["id"] for each in morning.http.get("/documents").json()["items"] if each["state"] == "received"]
    morning.read(document)
    line.filter(has_text="Read. 1 form found").wait_for()
    line.get_by_role("link", name="Look at it").click()
    seat.tab.wait_for_url("**/returns/*")


def test_an_empty_file_is_not_mistaken_for_none(at_desk) -> None:
    """It is taken in like every other; what is wrong with it is said once it is read."""
    seat = at_desk(COORDINATOR)
    seat.go("/upload")
    nothing = {"name": "nothing.pdf", "mimeType": "application/pdf", "buffer": b""}
    seat.tab.get_by_label("Files").set_input_files(nothing)
    seat.tab.get_by_role("button", name="Add them").click()
    seat.tab.locator("#files li", has_text="nothing.pdf").filter(has_text="Received").wait_for()


def test_without_scripts_the_page_comes_back_with_the_line(at_desk, fax) -> None:
    """The plain form takes the file, and the answer is the same page with its state."""
    seat = at_desk(COORDINATOR, java_script_enabled=False)
    seat.go("/upload")
    seat.tab.get_by_label("Files").set_input_files(fax)
    seat.tab.get_by_role("button", name="Add them").click()
    assert "Received" in seat.tab.locator("#files li").inner_text()
