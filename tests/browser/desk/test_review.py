"""The review of a returned form in a browser: by keyboard, by mouse, without scripts, and when others get between."""

from __future__ import annotations

import pytest

from tests.browser.desk.scene import COLLEAGUE, COORDINATOR, DOUBTS

pytestmark = pytest.mark.integration
MOST_KEYS = 8  # for a form with three doubts: a way to each answer, a word for each, and the confirmation


@pytest.fixture
def review(at_desk, morning):
    """The coordinator's browser at the form with three doubts."""
    seat = at_desk(COORDINATOR)
    seat.go(f"/returns/{morning.waiting}")
    return seat


def left(seat, words: str) -> None:
    """Wait until the page says how much is left."""
    seat.tab.locator("#left", has_text=words).wait_for()


def settle(seat, *keys: str) -> None:
    """The keys that answer one doubt, once its form has the focus."""
    seat.press(*keys, "Enter")


def test_three_doubts_are_settled_and_confirmed_in_eight_keys(review, morning) -> None:
    """From the open page to restrictions in force by keyboard alone; the next form of the queue follows."""
    for number, (name, words) in enumerate((("avoid_bending", "2 doubts left"), ("avoid_carrying", "1 doubt left"))):
        assert review.tab.evaluate("document.activeElement.form.id") == f"f-{name}", number
        settle(review, "Space")
        left(review, words)
    assert review.tab.evaluate("document.activeElement.form.id") == "f-hours_per_day"
    settle(review, "6")
    left(review, "Nothing in doubt")
    assert review.tab.evaluate("document.activeElement.form.id") == "confirm"
    review.press("Enter")
    review.tab.wait_for_url(f"**/returns/{morning.behind}")

    assert review.pressed <= MOST_KEYS
    assert morning.states()[morning.waiting] == "confirmed"
    assert [morning.field(name)["value"] for name in DOUBTS] == [True, True, 6.0]


def test_the_same_by_mouse(review, morning) -> None:
    """Click an answer, click Save, three times; then one click confirms."""
    for name, words in zip(DOUBTS, ("2 doubts left", "1 doubt left", "Nothing in doubt"), strict=True):
        doubt = review.tab.locator(f"#f-{name}")
        if name == "hours_per_day":
            doubt.get_by_label("Number").fill("6")
        else:
            doubt.get_by_text("Not marked", exact=True).click()
        doubt.get_by_role("button", name="Save").click()
        left(review, words)
    review.tab.get_by_role("button", name="Confirm and go on").click()
    review.tab.wait_for_url(f"**/returns/{morning.behind}")
    assert morning.states()[morning.waiting] == "confirmed"
    assert [morning.field(name)["value"] for name in DOUBTS] == [False, False, 6.0]


def test_the_same_without_scripts(at_desk, morning) -> None:
    """Plain forms: each Save comes back to the page at the next doubt, and the last one to the confirmation."""
    seat = at_desk(COORDINATOR, java_script_enabled=False)
    seat.go(f"/returns/{morning.waiting}")
    for name, then in (
        ("avoid_bending", "f-avoid_carrying"),
        ("avoid_carrying", "f-hours_per_day"),
        ("hours_per_day", "outcome"),
    ):
        doubt = seat.tab.locator(f"#f-{name}")
        if name == "hours_per_day":
            doubt.get_by_label("Number").fill("6")
        else:
            doubt.get_by_label("Marked", exact=True).check()
        doubt.get_by_role("button", name="Save").click()
        seat.tab.wait_for_url(f"**/returns/{morning.waiting}#{then}")
    seat.tab.get_by_role("button", name="Confirm and go on").click()
    seat.tab.wait_for_url(f"**/returns/{morning.behind}")
    assert morning.states()[morning.waiting] == "confirmed"


def test_enter_without_an_answer_asks_for_one(review, morning) -> None:
    """Nothing is chosen for anybody: Enter on an open doubt says so, and saves nothing."""
    review.expected = ["422"]
    review.press("Enter")
    review.tab.locator("#f-avoid_bending").get_by_role("alert").filter(has_text="Choose an answer.").wait_for()
    assert morning.field("avoid_bending")["status"] == "review"


def test_x_leaves_a_doubt_open_and_goes_on(review, morning) -> None:
    """The next doubt has the focus, and the one that was left is still in doubt."""
    review.press("x")
    assert review.tab.evaluate("document.activeElement.form.id") == "f-avoid_carrying"
    assert morning.field("avoid_bending")["status"] == "review"


def test_a_sure_answer_is_corrected_with_a_reason(review, morning) -> None:
    """Open "Change", choose, say why: the page shows the answer and who gave it. Without a reason nothing is sent."""
    row = review.tab.locator("#f-avoid_squatting")
    row.get_by_text("Change").click()
    row.get_by_text("Not marked", exact=True).click()
    row.get_by_role("button", name="Save").click()
    assert morning.field("avoid_squatting")["value"] is True
    row.get_by_label("Why").fill("A stain on the glass, not a tick.")
    row.get_by_role("button", name="Save").click()
    review.tab.locator("#f-avoid_squatting", has_text="by Dana Whitfield").wait_for()
    assert "not marked" in review.tab.locator("#f-avoid_squatting strong").inner_text()
    assert morning.field("avoid_squatting")["value"] is False


def test_what_somebody_else_answered_meanwhile_is_not_written_over(review, morning, at_desk) -> None:
    """A colleague answers first: the page says who, at the answer, and theirs stands."""
    review.expected = ["409"]
    theirs = at_desk(COLLEAGUE)
    theirs.go(f"/returns/{morning.waiting}")
    theirs.tab.locator("#f-avoid_bending").get_by_text("Not marked", exact=True).click()
    theirs.press("Enter")
    left(theirs, "2 doubts left")

    settle(review, "Space")
    said = review.tab.locator("#f-avoid_bending").get_by_role("alert")
    said.filter(has_text="Lee Okonkwo answered this meanwhile").wait_for()
    assert morning.field("avoid_bending")["value"] is False
    review.go(f"/returns/{morning.waiting}")
    assert "by Lee Okonkwo" in review.tab.locator("#f-avoid_bending").inner_text()


def test_the_same_without_scripts_is_a_page_that_says_so(at_desk, morning) -> None:
    """The sentence, and the way back to the form."""
    mine, theirs = (at_desk(login, java_script_enabled=False) for login in (COORDINATOR, COLLEAGUE))
    mine.expected = ["409"]
    for seat in (mine, theirs):
        seat.go(f"/returns/{morning.waiting}")
        seat.tab.locator("#f-avoid_bending").get_by_label("Marked", exact=True).check()
    for seat in (theirs, mine):
        seat.tab.locator("#f-avoid_bending").get_by_role("button", name="Save").click()
    mine.tab.get_by_text("Lee Okonkwo answered this meanwhile. Your answer is not saved").wait_for()
    mine.tab.get_by_role("link", name="Go back").click()
    mine.tab.wait_for_url(f"**/returns/{morning.waiting}")


def test_a_confirmation_sent_twice_counts_once(review, morning) -> None:
    """Another tab confirmed meanwhile: the second confirmation goes on to the next form, and changes nothing."""
    for name in DOUBTS:
        answer = morning.http.put(
            f"/replies/{morning.waiting}/fields/{name}", json={"value": 6.0 if name == "hours_per_day" else True}
        )
        assert answer.status_code == 200, answer.text
    review.go(f"/returns/{morning.waiting}")
    assert morning.http.post(f"/replies/{morning.waiting}/confirmation", json={}).status_code == 200
    review.press("Enter")
    review.tab.wait_for_url(f"**/returns/{morning.behind}")


def test_the_page_and_its_answers_lead_to_each_other(review) -> None:
    """The box of the doubt in hand is marked on the page; a click on a box leads to its answer, sure or not."""
    lit = review.tab.locator(".fax a.on")
    assert lit.get_attribute("data-field") == "avoid_bending"
    review.tab.locator("[data-field=hours_per_day]").click()
    assert review.tab.evaluate("document.activeElement.form.id") == "f-hours_per_day"
    assert lit.get_attribute("data-field") == "hours_per_day"
    review.tab.locator("[data-field=avoid_squatting]").click()
    assert review.focus.startswith("summary Change")
    assert lit.get_attribute("data-field") == "avoid_squatting"
    review.tab.locator("#f-avoid_carrying").get_by_role("link").click()
    assert review.rests_on("a b-avoid_carrying"), review.focus
    assert lit.get_attribute("data-field") == "avoid_carrying"


def test_larger_smaller_fit_and_no_boxes(review) -> None:
    """The page grows and fits again, its boxes go and come, by key and by button."""
    page, box = review.tab.locator(".fax").first, review.tab.locator("[data-field=avoid_bending]")
    before = page.bounding_box()["width"]
    review.press("+")
    assert page.bounding_box()["width"] > before * 1.4
    review.press("0")
    assert page.bounding_box()["width"] == before
    review.press("h")
    assert not box.is_visible()
    review.tab.get_by_role("button", name="Hide boxes").click()
    assert box.is_visible()
    review.tab.get_by_role("button", name="Larger").click()
    review.tab.get_by_role("button", name="Smaller").click()
    assert page.bounding_box()["width"] == before
