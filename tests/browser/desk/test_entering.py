"""Entering by hand in a browser: by mouse, by keyboard alone, without scripts, and when others get between."""

from __future__ import annotations

import pytest

from tests.browser.desk.scene import COLLEAGUE, COORDINATOR, PASSWORD

pytestmark = pytest.mark.integration
NOTE = "Called the number on file; it is theirs."


@pytest.fixture
def entry(at_desk, morning):
    """The coordinator's browser at the form for the page that belongs nowhere, in Jordan's case."""

    def sit_down(login: str = COORDINATOR, **more):
        seat = at_desk(login, **more)
        seat.go(f"/documents/{morning.loose}/entry?case={morning.cases['jordan']}")
        return seat

    return sit_down


def drag(seat, of: int, left: float, top: float, right: float, bottom: float) -> None:
    """Draw a box on the page by mouse, in hundredths of it, once the page beside the form lies still."""
    seat.tab.wait_for_load_state("networkidle")
    seat.tab.locator(f"#row-{of}").locator("select").first.focus()
    page = seat.tab.locator("#sheet").bounding_box()
    seat.tab.mouse.move(page["x"] + page["width"] * left / 100, page["y"] + page["height"] * top / 100)
    seat.tab.mouse.down()
    seat.tab.mouse.move(page["x"] + page["width"] * right / 100, page["y"] + page["height"] * bottom / 100, steps=4)
    seat.tab.mouse.up()


def write_numbers(seat, of: int, *numbers: float) -> None:
    """The four numbers of a box, as they are read off the ruler."""
    for edge, number in zip(("left", "top", "right", "bottom"), numbers, strict=True):
        seat.tab.locator(f"[name={edge}-{of}]").fill(str(number))


def fill_rest(seat, *, of: int = 1) -> None:
    """Lifting, at most 15 lb; restricted, signed; the note."""
    seat.tab.locator(f"#activity-{of}").select_option("lift")
    seat.tab.locator(f"#how-{of}").select_option("lb")
    seat.tab.locator(f"#amount-{of}").fill("15")
    seat.tab.locator("#status").select_option("restricted")
    seat.tab.locator("#signed").select_option("yes")
    seat.tab.locator("#note").fill(NOTE)


def entered(morning) -> list[dict]:
    """What was entered in Jordan's case."""
    found = morning.http.get("/replies", params={"case": morning.cases["jordan"]}).json()["items"]
    return [morning.http.get(f"/replies/{each['id']}").json() for each in found if each["form"] is None]


def box_of(reply: dict, name: str = "entered_1") -> list[float]:
    """Where a reply's field lies, in hundredths of a letter page, from above."""
    (field,) = [each for each in reply["fields"] if each["name"] == name]
    left, bottom, right, top = field["box"]
    return [round(left / 6.12), round(100 - top / 7.92), round(right / 6.12), round(100 - bottom / 7.92)]


def test_a_box_is_drawn_by_mouse_and_stands_on_the_case(entry, morning) -> None:
    """From the tray to restrictions in force: find the case, drag two boxes, choose, enter, confirm; the limit on the
    case leads to the box on the page."""
    seat = entry()
    seat.go(f"/documents/{morning.loose}")
    seat.tab.get_by_role("link", name="Enter by hand").click()
    seat.tab.get_by_label("Worker or claim number").fill("Jordan")
    seat.tab.get_by_role("button", name="Find").click()
    seat.tab.get_by_role("link", name="Jordan Sample").click()
    drag(seat, 1, 12, 30, 60, 34)
    drag(seat, 0, 10, 60, 80, 70)
    fill_rest(seat)
    seat.tab.get_by_role("button", name="Enter it").click()
    seat.tab.wait_for_url("**/returns/*")

    (reply,) = entered(morning)
    assert box_of(reply) == [12, 30, 60, 34]
    assert box_of(reply, "entered_status") == [10, 60, 80, 70]
    assert seat.tab.locator("[data-field=entered_1]").is_visible()
    seat.tab.get_by_role("button", name="Confirm and go on").click()
    seat.tab.wait_for_url(lambda address: reply["id"] not in address)
    assert morning.states()[reply["id"]] == "confirmed"
    seat.go(f"/cases/{morning.cases['jordan']}")
    seat.tab.locator("#restrictions").get_by_role("link", name="page 1").first.click()
    seat.tab.wait_for_url(f"**/returns/{reply['id']}#f-entered_1")
    assert seat.tab.locator("[data-field=entered_1] rect").is_visible()
    assert morning.http.get(f"/documents/{morning.loose}").json()["settled_at"]


def test_the_same_by_keyboard_alone(entry, morning) -> None:
    """A box is placed, moved and sized by keys, and the form filled without the mouse."""
    seat = entry()
    seat.tab.locator("#row-1 [data-place]").focus()
    seat.press("Enter")
    assert seat.tab.evaluate("document.activeElement.dataset.of") == "1"
    seat.press(*["ArrowRight"] * 4, *["ArrowUp"] * 10, *["Shift+ArrowDown"] * 6, "Enter")
    assert seat.rests_on("select activity-1"), seat.focus
    for keys in ("lifting", "Tab", "At most so many pounds", "Tab", "15"):
        seat.press(keys) if keys == "Tab" else seat.tab.keyboard.type(keys)
    seat.press("Tab", "Tab", "Tab", "Tab")
    assert seat.tab.evaluate("document.activeElement.hasAttribute('data-place')")
    seat.press("Enter", *["ArrowDown"] * 4, "Escape")
    assert seat.rests_on("select status"), seat.focus
    for keys in ("Work with", "Tab", "Yes"):
        seat.press(keys) if keys == "Tab" else seat.tab.keyboard.type(keys)
    while seat.focus != "input note":
        seat.press("Tab")
    seat.tab.keyboard.type(NOTE)
    seat.press("Enter")
    seat.tab.wait_for_url("**/returns/*")
    (reply,) = entered(morning)
    assert box_of(reply) == [32, 35, 72, 43]
    (limit,) = reply["report"]["restrictions"][0]["limits"]
    assert (limit["kind"], limit["value"]) == ("max_weight", 15)


def test_the_same_without_scripts_by_four_numbers(entry, morning) -> None:
    """Another row keeps what was written; what is missing is said beside it, and nothing is lost by it."""
    seat = entry(java_script_enabled=False)
    seat.expected = ["422"]
    fill_rest(seat)
    seat.tab.get_by_role("button", name="Add a restriction").click()
    seat.tab.locator("#activity-2").select_option("kneel")
    seat.tab.locator("#how-2").select_option("never")
    write_numbers(seat, 1, 12, 30, 60, 34)
    write_numbers(seat, 0, 10, 60, 80, 70)
    seat.tab.get_by_role("button", name="Enter it").click()
    seat.tab.get_by_role("alert").filter(has_text="1 thing below is missing").wait_for()
    assert "Draw the box it rests on" in seat.tab.locator("#row-2").inner_text()
    assert seat.tab.locator("#amount-1").input_value() == "15"
    assert entered(morning) == []
    write_numbers(seat, 2, 12, 40, 60, 44)
    seat.tab.get_by_role("button", name="Enter it").click()
    seat.tab.wait_for_url("**/returns/*")
    (reply,) = entered(morning)
    assert [each["activity"] for each in reply["report"]["restrictions"]] == ["lift", "kneel"]


def test_nothing_is_chosen_for_anybody(entry, morning) -> None:
    """An empty form says what is missing, and a row that says "how much" of nothing is none."""
    seat = entry()
    seat.expected = ["422"]
    seat.tab.get_by_role("button", name="Enter it").click()
    seat.tab.get_by_role("alert").filter(has_text="3 things below are missing").wait_for()
    assert [seat.tab.locator(f"#{name}").input_value() for name in ("status", "signed", "how-1")] == ["", "", ""]
    assert entered(morning) == []


def test_another_row_is_added_in_place(entry) -> None:
    """With scripts the page beside it stays, and the new row waits for its box."""
    seat = entry()
    fill_rest(seat)
    drag(seat, 1, 12, 30, 60, 34)
    seat.tab.get_by_role("button", name="Add a restriction").click()
    seat.tab.locator("#row-2").wait_for()
    drag(seat, 2, 12, 40, 60, 44)
    assert [seat.tab.locator(f"[name=bottom-{of}]").input_value() for of in (1, 2)] == ["34.0", "44.0"]
    assert seat.tab.locator("#amount-1").input_value() == "15"


def test_an_entry_outlives_the_session(entry, morning) -> None:
    """Signed out while writing: one signs in again, sends what was written, and it is entered, once."""
    seat = entry()
    seat.expected = ["401"]
    fill_rest(seat)
    write_numbers(seat, 1, 12, 30, 60, 34)
    write_numbers(seat, 0, 10, 60, 80, 70)
    morning.end_sessions_of(COORDINATOR)
    seat.tab.get_by_role("button", name="Enter it").click()
    seat.tab.get_by_text("What you had written is kept").wait_for()
    seat.tab.get_by_label("Name").fill(COORDINATOR)
    seat.tab.get_by_label("Password").fill(PASSWORD)
    seat.press("Enter")
    seat.tab.get_by_role("button", name="Send what I had written").click()
    seat.tab.wait_for_url("**/returns/*")
    assert len(entered(morning)) == 1


def test_two_who_enter_the_same_page_see_each_other(entry, morning) -> None:
    """The second is told that there is one, keeps all that they wrote, and enters theirs only if they say so again."""
    first, second = entry(), entry(COLLEAGUE)
    second.expected = ["409"]
    for seat in (first, second):
        fill_rest(seat)
        write_numbers(seat, 1, 12, 30, 60, 34)
        write_numbers(seat, 0, 10, 60, 80, 70)
    first.tab.get_by_role("button", name="Enter it").click()
    first.tab.wait_for_url("**/returns/*")
    second.tab.get_by_role("button", name="Enter it").click()
    second.tab.get_by_role("alert").filter(has_text="Somebody entered pages of this file").wait_for()
    assert second.tab.locator("#note").input_value() == NOTE
    assert len(entered(morning)) == 1
    assert second.tab.get_by_role("link", name="pages 1").is_visible()
    second.tab.get_by_role("button", name="Enter it").click()
    second.tab.wait_for_url("**/returns/*")
    assert len(entered(morning)) == 2
