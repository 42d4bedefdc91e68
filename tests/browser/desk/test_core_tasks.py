"""The core tasks of the review, each by mouse and by keyboard alone, and the ways in which others get between."""

from __future__ import annotations

import pytest

from tests.api.intake.conftest import file_of
from tests.api.web import scenario
from tests.browser.desk.scene import COORDINATOR, PASSWORD, SUPERVISOR

pytestmark = pytest.mark.integration
MOST_TABS = 120
STAIN = "A stain on the glass, not a tick."


def tab_to(seat, start: str) -> None:
    """Press Tab until the focus is on what begins so."""
    for _ in range(MOST_TABS):
        seat.press("Tab")
        if seat.focus.startswith(start):
            return
    raise AssertionError(f"Tab never comes to {start}")


@pytest.fixture
def fax(morning) -> dict:
    """A form of Jordan's with one doubt, as a file field takes it."""
    copy = scenario.print_copy(morning.store, {"id": morning.cases["jordan"]})
    doubt = scenario.reading("avoid_pulling", None, source="mark", status="review", reason="doubtful_mark")
    reply = scenario.with_report(scenario.a_reply(copy, avoid_pulling=doubt, nothing_positioning=False))
    return {"name": "fax 12.pdf", "mimeType": "application/pdf", "buffer": file_of(reply, salt="core")}


def read(seat, morning) -> None:
    """The mail room reads what was handed in, and its line says so."""
    seat.tab.locator("#files li", has_text="Received").wait_for()
    (document,) = [each["id"] for each in morning.http.get("/documents").json()["items"] if each["state"] == "received"]
    morning.read(document)
    seat.tab.locator("#files li", has_text="Read. 1 form found").wait_for()


def limits(morning, case: str) -> set[str]:
    """The activities that are restricted in a case."""
    held = morning.http.get(f"/cases/{morning.cases[case]}/restrictions").json()["restrictions"]
    return {each["restriction"]["activity"] for each in held if not each["pending"]}


def test_from_an_upload_to_a_confirmed_restriction_by_mouse(at_desk, morning, fax) -> None:
    """Choose the file, look at what was found, answer its doubt, confirm: the limit is in force."""
    seat = at_desk(COORDINATOR)
    seat.go("/upload")
    seat.tab.get_by_label("Files").set_input_files(fax)
    seat.tab.get_by_role("button", name="Add them").click()
    read(seat, morning)
    seat.tab.get_by_role("link", name="Look at it").click()
    doubt = seat.tab.locator("#f-avoid_pulling")
    doubt.get_by_text("Marked", exact=True).click()
    doubt.get_by_role("button", name="Save").click()
    seat.tab.locator("#left", has_text="Nothing in doubt").wait_for()
    here = seat.tab.url
    seat.tab.get_by_role("button", name="Confirm and go on").click()
    seat.tab.wait_for_url(lambda address: address != here)
    assert "pull" in limits(morning, "jordan")


def test_the_same_by_keyboard_alone(at_desk, morning, fax) -> None:
    """Tab, Enter and Space do all of it."""
    seat = at_desk(COORDINATOR)
    seat.go("/upload")
    tab_to(seat, "input file")
    with seat.tab.expect_file_chooser() as chosen:
        seat.press("Enter")
    chosen.value.set_files(fax)
    tab_to(seat, "button Add them")
    seat.press("Enter")
    read(seat, morning)
    tab_to(seat, "a Look at it")
    seat.press("Enter")
    seat.tab.wait_for_url("**/returns/*")
    seat.tab.wait_for_function("document.activeElement.form?.id === 'f-avoid_pulling'")
    seat.press("Space", "Enter")
    seat.tab.locator("#left", has_text="Nothing in doubt").wait_for()
    seat.tab.wait_for_function("document.activeElement.form?.id === 'confirm'")
    here = seat.tab.url
    seat.press("Enter")
    seat.tab.wait_for_url(lambda address: address != here)
    assert "pull" in limits(morning, "jordan")


def test_a_confirmed_value_is_corrected_by_mouse(at_desk, morning) -> None:
    """Take the confirmation back with a reason, change the answer with a reason, confirm again."""
    seat = at_desk(COORDINATOR)
    seat.go(f"/returns/{morning.settled}")
    seat.tab.get_by_label("Take the confirmation back").fill(STAIN)
    seat.tab.get_by_role("button", name="Take it back").click()
    row = seat.tab.locator("#f-avoid_carrying")
    row.get_by_text("Change").click()
    row.get_by_text("Not marked", exact=True).click()
    row.get_by_label("Why").fill(STAIN)
    row.get_by_role("button", name="Save").click()
    seat.tab.locator("#f-avoid_carrying", has_text="by Dana Whitfield").wait_for()
    assert morning.states()[morning.settled] != "confirmed"
    here = seat.tab.url
    seat.tab.get_by_role("button", name="Confirm and go on").click()
    seat.tab.wait_for_url(lambda address: address.partition("#")[0] != here.partition("#")[0])
    assert "carry" not in limits(morning, "robin")


def test_the_same_correction_by_keyboard_alone(at_desk, morning) -> None:
    """Tab finds the reason, the change and its reason; Enter saves each."""
    seat = at_desk(COORDINATOR)
    seat.go(f"/returns/{morning.settled}")
    tab_to(seat, "input reason")
    seat.tab.keyboard.type(STAIN)
    seat.press("Enter")
    seat.tab.locator("#confirm").wait_for()
    tab_to(seat, "summary Change Carrying")
    seat.press("Enter", "Tab", "ArrowRight")
    tab_to(seat, "input reason")
    seat.tab.keyboard.type(STAIN)
    seat.press("Enter")
    seat.tab.locator("#f-avoid_carrying", has_text="by Dana Whitfield").wait_for()
    here = seat.tab.url.partition("#")[0]
    tab_to(seat, "button Confirm and go on")
    seat.press("Enter")
    seat.tab.wait_for_url(lambda address: address.partition("#")[0] != here)
    assert morning.states()[morning.settled] == "confirmed"
    assert "carry" not in limits(morning, "robin")


def test_a_confirmation_outlives_the_session(at_desk, morning) -> None:
    """Signed out before the last word: one signs in again, sends it, and it counts."""
    for name in ("avoid_bending", "avoid_carrying", "hours_per_day"):
        value = 6.0 if name == "hours_per_day" else True
        morning.http.put(f"/replies/{morning.waiting}/fields/{name}", json={"value": value})
    seat = at_desk(COORDINATOR)
    seat.expected = ["401"]
    seat.go(f"/returns/{morning.waiting}")
    morning.end_sessions_of(COORDINATOR)
    seat.press("Enter")
    seat.tab.get_by_text("What you had written is kept").wait_for()
    assert morning.states()[morning.waiting] != "confirmed"
    seat.tab.get_by_label("Name").fill(COORDINATOR)
    seat.tab.get_by_label("Password").fill(PASSWORD)
    seat.press("Enter")
    seat.tab.get_by_role("button", name="Send what I had written").click()
    seat.tab.wait_for_url(f"**/returns/{morning.behind}")
    assert morning.states()[morning.waiting] == "confirmed"


def test_a_wrong_role_is_told_so_and_has_a_way_on(at_desk, morning) -> None:
    """A supervisor at the address of a review reads no word of it, and is led to their own pages."""
    seat = at_desk(SUPERVISOR)
    seat.expected = ["403"]
    seat.go(f"/returns/{morning.waiting}")
    assert seat.tab.get_by_role("heading").first.is_visible()
    assert "Bending" not in seat.tab.content()
    seat.tab.get_by_role("link", name="Today").click()
    seat.tab.wait_for_url(f"{seat.home}/")
