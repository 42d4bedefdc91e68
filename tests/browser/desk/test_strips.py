"""Strips: the boxes of a thin page, settled together by a person who looks at all of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.store.tables import Review
from tests.api.web import scenario
from tests.browser.desk import paper, scene
from tests.browser.desk.scene import COORDINATOR

pytestmark = pytest.mark.integration
SAW = {"avoid_walking": False, "avoid_climbing": False, "avoid_bending": False, "avoid_twisting": True}


@pytest.fixture
def thin(morning):
    """A form of Avery's with four boxes of a thin page: ink in one, none to be seen in three; and more if asked."""

    def come_back(**more: bool) -> str:
        copy = scenario.print_copy(morning.store, {"id": morning.cases["avery"]})
        saw = SAW | more
        doubts = {
            name: scenario.reading(name, None, source="mark", status="review", reason="thin_page", guess=ink)
            for name, ink in saw.items()
        }
        reply, pictures = scenario.a_reply(copy, **({"nothing_positioning": False} | doubts)), {}
        for name in saw:
            pictures |= paper.crops_of(name, paper.blank())
            reply["fields"][name]["evidence"] = f"{name}.png"
        (found,) = scene.send(morning.store, morning.http, reply, pictures=pictures)["replies"]
        return str(found["id"])

    return come_back


def values(morning, reply: str) -> dict[str, object]:
    """What stands in the boxes now."""
    fields = morning.http.get(f"/replies/{reply}").json()["fields"]
    return {each["name"]: each["value"] for each in fields if each["name"] in {*SAW, "nothing_positioning"}}


def test_one_key_says_that_all_are_as_shown(at_desk, morning, thin) -> None:
    """Ink is ink and none is none; each answer is kept with who, when, old, new and reason."""
    reply, seat = thin(), at_desk(COORDINATOR)
    seat.go(f"/returns/{reply}")
    strip = seat.tab.locator(".strip")
    assert strip.locator("img").count() == 8
    assert strip.locator("input:checked").count() == 0
    assert [strip.get_by_text(words, exact=True).count() for words in ("Shown: ink", "Shown: no ink")] == [1, 3]
    seat.press("s")
    seat.tab.locator("#left", has_text="Nothing in doubt").wait_for()
    assert values(morning, reply) == SAW | {"nothing_positioning": False}
    with morning.store.database.transaction() as session:
        rows = list(session.scalars(select(Review).where(Review.field.in_(SAW))))
        kept = {(row.field, row.reason, row.old.reason, row.new.value) for row in rows}
    assert ("avoid_twisting", "as shown in the strip: ink", "thin_page", True) in kept
    assert ("avoid_walking", "as shown in the strip: no ink", "thin_page", False) in kept


def test_single_boxes_are_answered_otherwise_by_mouse(at_desk, morning, thin) -> None:
    """A person sees ink where the machine saw none: theirs counts, the others are as shown."""
    reply, seat = thin(), at_desk(COORDINATOR)
    seat.go(f"/returns/{reply}")
    seat.tab.locator("#f-avoid_walking").get_by_text("Ink", exact=True).click()
    seat.tab.get_by_role("button", name="All others as shown").click()
    seat.tab.locator("#left", has_text="Nothing in doubt").wait_for()
    assert values(morning, reply) == SAW | {"avoid_walking": True, "nothing_positioning": False}


def test_enter_alone_is_no_answer(at_desk, morning, thin) -> None:
    """Who has answered one box and presses Enter is asked for the others; nothing is saved."""
    reply, seat = thin(), at_desk(COORDINATOR)
    seat.expected = ["422"]
    seat.go(f"/returns/{reply}")
    seat.press("Space", "Enter")
    seat.tab.locator(".strip").get_by_role("alert").filter(has_text="Choose an answer for each box").wait_for()
    assert set(values(morning, reply).values()) == {None, False}


def test_ink_that_would_allow_something_is_never_as_shown(at_desk, morning, thin) -> None:
    """ "Nothing to avoid here" is asked by itself, also without scripts."""
    reply, seat = thin(nothing_positioning=True), at_desk(COORDINATOR, java_script_enabled=False)
    seat.expected = ["422"]
    seat.go(f"/returns/{reply}")
    seat.tab.get_by_role("button", name="All others as shown").click()
    seat.tab.get_by_text("Ink in one of these boxes would allow something").wait_for()
    assert set(values(morning, reply).values()) == {None}
    seat.go(f"/returns/{reply}")
    seat.tab.locator("#f-nothing_positioning").get_by_label("No ink").check()
    seat.tab.get_by_role("button", name="All others as shown").click()
    seat.tab.wait_for_url(f"**/returns/{reply}#outcome")
    assert values(morning, reply) == SAW | {"nothing_positioning": False}
