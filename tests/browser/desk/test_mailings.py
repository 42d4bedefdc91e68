"""A mailing in a browser: a sheet of two rows, one put right, sent, watched, printed and posted; mouse and keyboard."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import select

from api.casework import mailing_run
from api.store.tables import Delivery, Mailing, MailingState
from tests.api.casework import quick_papers
from tests.browser.desk.keyboard import chosen, walk_to
from tests.browser.desk.scene import COORDINATOR

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
SHEET = {
    "name": "cases.csv", "mimeType": "text/csv",
    "buffer": b"claim number,send by\nWC-000-123,print\nWC-000-999,print\n",
}  # fmt: skip


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Packets of one page each."""
    monkeypatch.setattr(mailing_run, "build_packets", quick_papers.build_packets)


def the_mailing(seat) -> uuid.UUID:
    """The id in the address."""
    return uuid.UUID(seat.path.split("/")[2].partition("#")[0])


def state_of(morning, key: uuid.UUID) -> tuple[MailingState, list[str]]:
    """How it stands, and its deliveries."""
    with morning.store.database.transaction() as session:
        mine = session.scalars(select(Delivery).where(Delivery.mailing_id == key))
        return session.get_one(Mailing, key).state, sorted(each.state.value for each in mine)


def make(morning, key: uuid.UUID) -> None:
    """What the worker does meanwhile."""
    mailing_run.make_batch(morning.store, key, 1, lambda session: None)


def test_a_mailing_is_run_by_mouse(at_desk, morning) -> None:
    """A double click on "Send" starts it once; the figures move by themselves; it is paused, resumed, and posted."""
    seat = at_desk(COORDINATOR)
    seat.go("/")
    seat.tab.get_by_role("link", name="Mailings").click()
    seat.tab.get_by_role("link", name="New mailing").click()
    seat.tab.get_by_label("Sheet of cases").set_input_files(SHEET)
    seat.tab.get_by_label("Name of the mailing").fill("Two offices")
    seat.tab.get_by_label("Insurance carrier").fill("Sample Mutual Insurance")
    seat.tab.get_by_role("button", name="Check the rows").click()
    seat.tab.get_by_text("No case on file is the one that this row names").wait_for()
    seat.tab.get_by_role("link", name="No case known").click()
    seat.tab.get_by_label("Claim number").fill("WC-000-125")
    seat.tab.get_by_role("button", name="Check this row").click()
    send = seat.tab.get_by_role("button", name="Send 2 packets")
    send.dblclick()
    seat.tab.get_by_role("heading", name="Sending").wait_for()
    key = the_mailing(seat)
    assert state_of(morning, key) == (MailingState.RUNNING, ["making"])

    make(morning, key)
    seat.tab.locator("#progress .tally", has_text="to be posted").wait_for()
    seat.tab.get_by_role("button", name="Pause").click()
    seat.tab.get_by_role("button", name="Resume").click()
    seat.tab.get_by_role("button", name="Pause").wait_for()
    with seat.tab.expect_download() as manifest:
        seat.tab.get_by_role("link", name="Manifest (CSV)").click()
    assert manifest.value.suggested_filename == "manifest.csv"
    seat.tab.get_by_role("button", name="It was posted").click()
    seat.tab.get_by_text("1 of 1 delivery sent.").wait_for()
    assert state_of(morning, key)[1] == ["sent"]


def test_the_same_by_keyboard_alone(at_desk, morning) -> None:
    """Tab, letters and Enter, from Today to the post office."""
    seat = at_desk(COORDINATOR)
    seat.go("/")
    walk_to(seat, "a Mailings")
    seat.press("Enter")
    seat.tab.wait_for_url("**/mailings")
    walk_to(seat, "a New mailing")
    seat.press("Enter")
    seat.tab.wait_for_url("**/mailings/new")
    chosen(seat, "input file", SHEET)
    for name, words in (("title", "Two offices"), ("carrier_name", "Sample Mutual Insurance")):
        walk_to(seat, f"input {name}")
        seat.tab.keyboard.press("Control+A")
        seat.tab.keyboard.type(words)
    seat.press("Enter")
    seat.tab.get_by_text("No case on file is the one that this row names").wait_for()
    seat.tab.wait_for_load_state()  # the words are there before the keys are
    seat.press("j", "Enter")
    seat.tab.wait_for_url("**/rows/3")
    walk_to(seat, "input claim")
    seat.tab.keyboard.press("Control+A")
    seat.tab.keyboard.type("WC-000-125")
    seat.press("Enter")
    seat.tab.get_by_role("button", name="Send 2 packets").wait_for()
    walk_to(seat, "button Send 2 packets")
    seat.press("Enter")
    seat.tab.get_by_role("heading", name="Sending").wait_for()
    key = the_mailing(seat)
    make(morning, key)
    seat.go(f"/mailings/{key}")
    walk_to(seat, "button It was posted")
    seat.press("Enter")
    seat.tab.get_by_text("1 of 1 delivery sent.").wait_for()
    assert state_of(morning, key)[1] == ["sent"]
