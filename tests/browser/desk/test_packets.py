"""A packet of one case in a browser: by mouse with LibreOffice's real pages, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from api.casework import packets
from api.store.tables import Delivery, Packet
from api.store.tables.base import now
from tests.api.casework import quick_papers
from tests.api.casework.mailing_scene import signed_release
from tests.browser.desk import paper
from tests.browser.desk.keyboard import chosen, typed_day, walk_to
from tests.browser.desk.scene import COORDINATOR

pytestmark = [pytest.mark.integration, pytest.mark.timeout(600)]
SCAN = {"name": "release.tif", "mimeType": "image/tiff", "buffer": signed_release()}


@pytest.fixture
def faxes(morning, tmp_path):
    """Faxes go into a folder, from where nobody takes them."""
    told = {"fax_by": "folder", "fax_folder": tmp_path}
    object.__setattr__(morning.store, "settings", morning.store.settings.model_copy(update=told))


@pytest.fixture
def quick(monkeypatch) -> None:
    """Packets of one page each."""
    monkeypatch.setattr(packets, "build_packet", lambda contents: quick_papers.build_packets([contents])[0])


def counted(store) -> tuple[int, int]:
    """How many packets there are, and deliveries by fax with a packet in them."""
    with store.database.transaction() as session:
        faxed = select(func.count()).select_from(Delivery).where(Delivery.key.startswith("one:"))
        return session.scalar(select(func.count()).select_from(Packet)), session.scalar(faxed)


def test_a_packet_is_made_and_sent_by_mouse(at_desk, morning, faxes, monkeypatch) -> None:
    """From the case: what stops it, the release, its real pages; two clicks on "Send" are one fax, and the case says
    how it stands."""
    monkeypatch.undo()  # the pages are drawn as they are
    seat = at_desk(COORDINATOR)
    before = counted(morning.store)
    seat.go(f"/cases/{morning.cases['jordan']}")
    seat.tab.get_by_role("link", name="New packet").click()
    seat.tab.get_by_text("There is no signed release on file").wait_for()
    seat.tab.get_by_label("Scan of the signed release").set_input_files(SCAN)
    today = now().date()
    seat.tab.get_by_label("Signed on").fill(today.replace(year=today.year - 1, day=1).isoformat())
    seat.tab.get_by_label("Holds until").fill(today.replace(year=today.year + 1, day=1).isoformat())
    seat.tab.get_by_role("button", name="File the release").click()
    seat.tab.get_by_role("heading", name="Nothing stops it").wait_for()
    seat.tab.get_by_label("Insurance carrier").fill("Sample Mutual Insurance")
    others = re.compile(r"/packets/[^/]+/pages/(?!1$)")  # one page is enough to be drawn
    seat.tab.route(others, lambda asked: asked.fulfill(body=paper.png(paper.blank()), content_type="image/png"))
    seat.tab.get_by_role("button", name="Make the packet").click()
    seat.tab.get_by_role("heading", name="Its pages").wait_for()
    pages = seat.tab.locator(".sheets img")
    assert pages.count() > 3
    assert pages.first.get_attribute("alt") == f"Page 1 of {pages.count()}"
    pages.first.evaluate("img => img.decode()")
    assert pages.first.evaluate("img => [img.naturalWidth, img.naturalHeight]") == [1275, 1650]

    seat.tab.get_by_text("Fax", exact=True).click()
    seat.tab.get_by_role("button", name="Send the packet").dblclick()
    seat.tab.get_by_text("It is on its way.").wait_for()
    assert counted(morning.store) == (before[0] + 1, 1)
    seat.go(f"/cases/{morning.cases['jordan']}")
    seat.tab.locator("#packets li", has_text="Waits its turn").wait_for()


def test_the_same_by_keyboard_alone(at_desk, morning, faxes, quick) -> None:
    """Tab, letters, Space and Enter; the file too."""
    seat = at_desk(COORDINATOR)
    seat.go(f"/cases/{morning.cases['jordan']}")
    walk_to(seat, "a New packet")
    seat.press("Enter")
    seat.tab.wait_for_url("**/packets/new")
    chosen(seat, "input file", SCAN)
    today = now().date()
    walk_to(seat, "input signed_on")
    typed_day(seat, today.replace(year=today.year - 1, day=1))
    walk_to(seat, "input expires_on")
    typed_day(seat, today.replace(year=today.year + 1, day=1))
    walk_to(seat, "button File the release")
    seat.press("Enter")
    seat.tab.get_by_role("heading", name="Nothing stops it").wait_for()
    walk_to(seat, "input carrier_name")
    seat.tab.keyboard.press("Control+A")
    seat.tab.keyboard.type("Sample Mutual Insurance")
    seat.press("Enter")
    seat.tab.get_by_role("heading", name="Its pages").wait_for()
    walk_to(seat, "input channel")
    seat.press("Space")
    walk_to(seat, "button Send the packet")
    seat.press("Enter")
    seat.tab.get_by_text("It is on its way.").wait_for()
    assert counted(morning.store)[1] == 1
