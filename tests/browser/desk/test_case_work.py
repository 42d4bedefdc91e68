"""Core tasks of case work, each by mouse and by keyboard alone: find out why a task conflicts, make and record an
offer, revise a plan, place an unmatched page."""

from __future__ import annotations

import pytest

from tests.api.web.scenario import BIRTH, SENDER, day, terms
from tests.browser.desk.scene import COLLEAGUE, COORDINATOR, SUPERVISOR

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
MOST_STOPS = 120  # presses of Tab to whatever is wanted on a page


@pytest.fixture
def desk(at_desk):
    """The coordinator's browser."""
    return at_desk(COORDINATOR)


def tab_to(seat, name: str) -> None:
    """Press Tab until the field, button or link of that name or text has the focus."""
    for _ in range(MOST_STOPS):
        seat.press("Tab")
        if name in seat.tab.evaluate("(e => [e.id, e.name, e.textContent.trim()])(document.activeElement)"):
            return
    raise AssertionError(f"Tab does not lead to {name}; it stands at {seat.focus}")


def typed(seat, name: str, text: str) -> None:
    """Go to a field by Tab and type; a date is typed as the browser asks for it: month, day, year."""
    tab_to(seat, name)
    if seat.tab.evaluate("document.activeElement.type") == "date":
        year, month, of_month = text.split("-")
        seat.tab.keyboard.type(f"{month}{of_month}{year}")
        return
    seat.press("Control+a")
    seat.tab.keyboard.type(text)


# ---- why a task conflicts --------------------------------------------------------------------------------------------


def why_it_conflicts(seat) -> None:
    """The page says which task, against which limit, and where that stands on paper."""
    first = seat.tab.locator(".task").first
    assert "Unload trucks" in first.inner_text()
    assert "10 lb" in first.inner_text()
    assert first.locator("a.ev").first.get_attribute("href").endswith("#f-avoid_lift_over_10")


def test_why_a_task_conflicts_by_mouse(desk, morning) -> None:
    """From the case to the job to the box on the page of the form."""
    desk.go(f"/cases/{morning.work['casey']}")
    desk.tab.get_by_role("link", name="Loading dock").click()
    desk.tab.wait_for_url("**/match/*")
    why_it_conflicts(desk)
    desk.tab.locator(".task a.ev").first.click()
    desk.tab.wait_for_url("**/returns/*#f-avoid_lift_over_10")


def test_why_a_task_conflicts_by_keyboard(desk, morning) -> None:
    """The same with Tab and Enter."""
    desk.go(f"/cases/{morning.work['casey']}")
    tab_to(desk, "Loading dock")
    desk.press("Enter")
    desk.tab.wait_for_url("**/match/*")
    why_it_conflicts(desk)
    words = desk.tab.locator(".task a.ev").first.inner_text().strip()
    tab_to(desk, words)
    desk.press("Enter")
    desk.tab.wait_for_url("**/returns/*#f-avoid_lift_over_10")


# ---- an offer --------------------------------------------------------------------------------------------------------

OFFERED = {"wage": "$23.00 an hour", "start_date": day(4), "end_date": day(21), "answer_by": day(3)}


def recorded(morning) -> None:
    """There is a second offer with this wage, and it was accepted."""
    offers = morning.http.get(f"/cases/{morning.work['casey']}/offers").json()
    assert [each["terms"]["wage"] for each in offers] == [OFFERED["wage"], terms()["wage"]]
    assert (offers[0]["answer"]["kind"], offers[0]["answer"]["how"]) == ("accepted", "signed_slip")


def test_an_offer_is_made_and_its_answer_recorded_by_mouse(desk, morning) -> None:
    """From a job that fits: the form is filled with what is known, the letter is looked at, the answer recorded."""
    bench = morning.http.get(f"/cases/{morning.work['casey']}").json()["job_id"]
    desk.go(f"/cases/{morning.work['casey']}/match/{bench}")
    desk.tab.get_by_role("link", name="Make an offer of it").click()
    assert desk.tab.get_by_label("Place of work").input_value() == "Building B"
    for name, text in (OFFERED | SENDER).items():
        desk.tab.locator(f"#{name}").fill(text)
    desk.tab.get_by_role("button", name="Make the offer").click()
    desk.tab.wait_for_url("**/offers/*")
    letter = desk.tab.get_by_role("img", name="Page 1 of")
    letter.scroll_into_view_if_needed()
    desk.tab.wait_for_function("e => e.complete && e.naturalWidth > 1000", arg=letter.element_handle())
    desk.tab.get_by_label("Accepted").check()
    desk.tab.get_by_label("On which day").fill(day(0))
    desk.tab.get_by_label("How", exact=True).select_option("signed_slip")
    desk.tab.get_by_role("button", name="Record the answer").click()
    desk.tab.get_by_text("Accepted on").wait_for()
    recorded(morning)


def test_an_offer_is_made_and_its_answer_recorded_by_keyboard(desk, morning) -> None:
    """The same without the mouse."""
    bench = morning.http.get(f"/cases/{morning.work['casey']}").json()["job_id"]
    desk.go(f"/cases/{morning.work['casey']}/match/{bench}")
    tab_to(desk, "Make an offer of it")
    desk.press("Enter")
    desk.tab.wait_for_url("**/offers/new*")
    said = OFFERED | SENDER
    for name in ("start_date", "end_date", "wage", "answer_by", "carrier_name", "contact_phone"):
        typed(desk, name, said[name])
    desk.press("Enter")
    desk.tab.wait_for_url(lambda url: "/offers/" in url and "/cases/" not in url)
    tab_to(desk, "kind")
    desk.press("Space")
    typed(desk, "day", day(0))
    tab_to(desk, "how")
    desk.tab.keyboard.type("signed slip")
    tab_to(desk, "Record the answer")
    desk.press("Enter")
    desk.tab.get_by_text("Accepted on").wait_for()
    recorded(morning)


# ---- a plan ----------------------------------------------------------------------------------------------------------


def hours(morning) -> list[float]:
    """Hours a day of each week, as they are on file."""
    plan = morning.http.get(f"/plans/{morning.work['plan']}").json()
    return [week["hours_per_day"] for week in plan["plan"]["weeks"]]


def test_a_plan_is_revised_by_mouse(desk, morning) -> None:
    """The second week gets five hours; the strip says so, and who agreed is on record."""
    desk.go(f"/plans/{morning.work['plan']}")
    desk.tab.get_by_role("link", name="Revise the plan").click()
    desk.tab.locator("#w2_hours_per_day").fill("5")
    desk.tab.get_by_label("Why", exact=True).select_option("progress_faster")
    desk.tab.get_by_label("In a line").fill("She asks for more.")
    desk.tab.get_by_label("the injured worker").check()
    desk.tab.get_by_label("the supervisor").check()
    desk.tab.get_by_role("button", name="Save the revision").click()
    desk.tab.locator(".weeks li", has_text="Week 2").filter(has_text="5 h a day").wait_for()
    assert hours(morning) == [3, 5, 5, 6]


def test_a_plan_is_revised_by_keyboard(desk, morning) -> None:
    """The same without the mouse."""
    desk.go(f"/plans/{morning.work['plan']}")
    tab_to(desk, "Revise the plan")
    desk.press("Enter")
    desk.tab.wait_for_url("**/revision")
    typed(desk, "w2_hours_per_day", "5")
    tab_to(desk, "why")
    desk.tab.keyboard.type("progress is f")
    typed(desk, "note", "She asks for more.")
    for _ in range(2):  # worker, then supervisor
        tab_to(desk, "agreed_by")
        desk.press("Space")
    tab_to(desk, "Save the revision")
    desk.press("Enter")
    desk.tab.locator(".weeks li", has_text="Week 2").filter(has_text="5 h a day").wait_for()
    assert hours(morning) == [3, 5, 5, 6]


def test_a_stale_revision_loses_nothing(desk, at_desk, morning) -> None:
    """A colleague was faster: the page says what stands now, and what was typed is saved on the second try."""
    desk.expected = ["409"]
    theirs = at_desk(COLLEAGUE)
    for seat, week in ((desk, "#w2_hours_per_day"), (theirs, "#w1_hours_per_day")):
        seat.go(f"/plans/{morning.work['plan']}/revision")
        seat.tab.locator(week).fill("2" if seat is theirs else "5")
        seat.tab.get_by_label("Why", exact=True).select_option("correction")
        seat.tab.get_by_label("In a line").fill("As we said.")
        seat.tab.get_by_label("the injured worker").check()
        seat.tab.get_by_label("the supervisor").check()
    for seat in (theirs, desk):
        seat.tab.get_by_role("button", name="Save the revision").click()
        seat.tab.wait_for_load_state("networkidle")
    assert "Week 1: 2 h a day" in desk.tab.get_by_role("alert").inner_text()
    assert desk.tab.locator("#w2_hours_per_day").input_value() == "5"
    desk.tab.get_by_role("button", name="Save the revision").click()
    desk.tab.wait_for_url(f"**/plans/{morning.work['plan']}")
    assert hours(morning)[1] == 5


# ---- a page without a place ------------------------------------------------------------------------------------------


def placed(morning) -> str | None:
    """The case in which the form lies by now."""
    return morning.http.get(f"/replies/{morning.work['unplaced']}").json()["case_id"]


def test_an_unmatched_page_is_placed_by_mouse(desk, morning) -> None:
    """From the tray: the page is read, its case found by name and injury date, and it is placed with a note."""
    desk.go("/tray")
    desk.tab.get_by_role("link", name="Find its case").click()
    desk.tab.get_by_role("img", name="Page 1 of the file").wait_for()
    desk.tab.get_by_label("Name").fill("casey")
    desk.tab.get_by_label("Injury date").fill(day(-20))
    desk.tab.get_by_role("button", name="Find cases").click()
    desk.tab.get_by_label("Casey Placeholder").check()
    desk.tab.get_by_label("If no birth date is written").fill("Asked the front desk by telephone.")
    desk.tab.get_by_role("button", name="Place it there").click()
    desk.tab.wait_for_url(f"**/returns/{morning.work['unplaced']}")
    assert placed(morning) == morning.work["casey"]


def test_an_unmatched_page_is_placed_by_keyboard(desk, morning) -> None:
    """The same without the mouse."""
    desk.go("/tray")
    tab_to(desk, "Find its case")
    desk.press("Enter")
    desk.tab.wait_for_url("**/place")
    typed(desk, "name", "casey")
    desk.press("Enter")
    desk.tab.get_by_label("Casey Placeholder").wait_for()
    tab_to(desk, "case")
    desk.press("Space")
    typed(desk, "note", "Asked the front desk by telephone.")
    tab_to(desk, "Place it there")
    desk.press("Enter")
    desk.tab.wait_for_url(f"**/returns/{morning.work['unplaced']}")
    assert placed(morning) == morning.work["casey"]


def test_a_page_of_somebody_born_on_another_day_is_not_placed(desk, morning) -> None:
    """The birth date that the office wrote is another worker's: the name alone is no choice."""
    desk.go(f"/returns/{morning.work['unplaced']}/place")
    desk.tab.get_by_label("Name").fill("casey")
    desk.tab.get_by_label("Birth date").fill(BIRTH.replace(year=1981).isoformat())
    desk.tab.get_by_role("button", name="Find cases").click()
    desk.tab.get_by_text("born on another day").wait_for()
    assert desk.tab.get_by_role("radio").count() == 0
    assert placed(morning) is None


def test_a_supervisor_finds_out_what_not_to_assign(at_desk, morning) -> None:
    """Their case leads to the job: which task is beyond the restrictions, and no way to the report."""
    seat = at_desk(SUPERVISOR)
    seat.go(f"/cases/{morning.work['casey']}")
    seat.tab.get_by_role("link", name="Loading dock").click()
    seat.tab.get_by_text("Beyond the restrictions: not to be assigned.").first.wait_for()
    assert seat.tab.locator("a[href^='/returns/']").count() == 0
