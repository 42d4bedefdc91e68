"""Packets, mailings, offices and new cases as pages without scripts: what is refused and why, and nothing twice."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlalchemy import func, insert, select

from api.casework import mailing_run, packets
from api.store.tables import Case, Delivery, Mailing, MailingRow, MailingState, Packet, Provider, SendState, Worker
from tests.api.casework import quick_papers
from tests.api.casework.mailing_scene import signed_release
from tests.api.web.scenario import day, open_case

pytestmark = pytest.mark.integration
SENDER = {"carrier_name": "Sample Mutual Insurance", "contact_phone": "555-010-0140"}


@pytest.fixture(autouse=True)
def quick(monkeypatch) -> None:
    """Packets of one page each: LibreOffice makes them in the tests of the browser."""
    monkeypatch.setattr(packets, "build_packet", lambda contents: quick_papers.build_packets([contents])[0])
    monkeypatch.setattr(mailing_run, "build_packets", quick_papers.build_packets)


@pytest.fixture
def case(ours):
    """A case with a fax number that nobody has confirmed, and without a release."""
    office = ours.post("/providers", json={"name": "Dr. Alex Sampleton", "fax": "518-555-0123", "address": "22 Clinic"})
    return open_case(ours, provider=office.json()["id"])


@pytest.fixture
def fax(store, tmp_path):
    """Faxes go into a folder."""
    set_up(store, fax_by="folder", fax_folder=tmp_path)


def set_up(store, **settings) -> None:
    """The same installation with other settings."""
    object.__setattr__(store, "settings", store.settings.model_copy(update=settings))


def released(here, case, **more):
    """File a signed release by the page."""
    said = {"provider": case["provider_id"], "signed_on": day(-1), "expires_on": day(90)} | more
    scan = {"file": ("release.tif", signed_release(), "image/tiff")}
    return here.post(
        f"/cases/{case['id']}/releases", data={"token": here.token, **said}, files=scan, follow_redirects=False
    )


def upload(here, path: str, sheet: str, **said):
    """A form with a sheet in it."""
    return here.post(
        path, data={"token": here.token, **said}, files={"file": ("cases.csv", sheet.encode(), "text/csv")},
        follow_redirects=False,
    )  # fmt: skip


def once_in(page: str) -> str:
    """The name that a page gives to what its form makes."""
    return re.search(r'name="once" value="(\w+)"', page)[1]


def counted(store, table) -> int:
    """How many there are."""
    with store.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(table))


def made(here, case) -> str:
    """A packet's address, made by the pages; its form is sent twice."""
    assert released(here, case).status_code == 303
    page = here.see(f"/cases/{case['id']}/packets/new")
    said = SENDER | {"once": once_in(page), "provider": case["provider_id"], "job": case["job_id"], "summary": "1"}
    first, again = (here.submit(f"/cases/{case['id']}/packets", **said) for _ in range(2))
    assert first.status_code == 303, first.text
    assert again.headers["location"] == first.headers["location"]
    return str(first.headers["location"])


def test_what_stops_a_packet_is_said_before_it_is_made_and_where_to_put_it_right(seat, case) -> None:
    """No release: the sentence, the form for one, and a button that says why it does nothing; the service refuses."""
    here = seat()
    page = here.see(f"/cases/{case['id']}/packets/new")

    assert "There is no signed release on file" in page
    assert 'aria-disabled="true"' in page
    assert "a second person has to confirm it" in page
    assert f'action="/cases/{case["id"]}/releases"' in page
    refused = here.submit(f"/cases/{case['id']}/packets", once=uuid.uuid4().hex, **SENDER)
    assert refused.status_code == 409
    assert "There is no signed release on file" in refused.text


def test_a_release_without_a_scan_or_of_tomorrow_is_not_filed(seat, case) -> None:
    """A sentence each, and nothing on file."""
    here = seat()

    assert "in the future" in released(here, case, signed_on=day(3)).text
    no_file = here.submit(f"/cases/{case['id']}/releases", provider=case["provider_id"], signed_on=day(-1))
    assert "Choose the scan" in no_file.text


def test_a_packet_is_made_once_confirmed_by_another_and_sent_once(seat, case, store, fax) -> None:
    """Two submits of each form; between them the second person; then the case shows how it stands."""
    here, second = seat(), seat()
    packet = made(here, case)
    assert counted(store, Packet) == 1
    page = here.see(packet)
    assert "Page 1 of 1" in page
    assert "A second person has to confirm it before it is used." in page
    refused = here.submit(
        f"{packet}/sendings", channel="fax", once=once_in(here.see(f"/cases/{case['id']}/packets/new"))
    )
    assert "Nothing was sent. A second person has to confirm" in refused.text

    office = f"/providers/{case['provider_id']}"
    assert "not what is on file" in second.submit(f"{office}/confirmation", what="fax", value="518-555-0199").text
    assert second.submit(f"{office}/confirmation", what="fax", value="(518) 555 0123").status_code == 303
    once = once_in(here.see(packet))
    sent = [here.submit(f"{packet}/sendings", channel="fax", once=once) for _ in range(2)]

    assert [each.status_code for each in sent] == [303, 303]
    assert counted(store, Delivery) == 1
    assert "Waits its turn" in here.see(f"/cases/{case['id']}")
    assert here.submit(f"{packet}/sendings", channel="fax", once=uuid.uuid4().hex).status_code == 409
    assert counted(store, Delivery) == 1


def test_a_packet_goes_again_only_when_it_is_known_what_became_of_it(seat, case, store, fax) -> None:
    """Unknown: settle it first, from there; then the same packet can be sent again."""
    here, second = seat(), seat()
    packet = made(here, case)
    second.submit(f"/providers/{case['provider_id']}/confirmation", what="fax", value="518-555-0123")
    here.submit(f"{packet}/sendings", channel="fax", once=once_in(here.see(packet)))
    with store.database.transaction() as session:
        delivery = session.scalars(select(Delivery)).one()
        delivery.state = SendState.UNKNOWN
        key = delivery.id

    assert f'href="/outbox/{key}"' in here.see(packet)
    refused = here.submit(f"{packet}/sendings", channel="fax", once=uuid.uuid4().hex)
    assert "Nobody knows yet whether the earlier delivery arrived" in refused.text
    assert here.submit(f"/outbox/{key}/settlement", arrived="no", how="telephone").status_code == 303
    assert "Send it again" in here.see(packet)
    assert here.submit(f"{packet}/sendings", channel="fax", once=once_in(here.see(packet))).status_code == 303
    assert counted(store, Delivery) == 2


def test_who_entered_a_number_reads_who_may_confirm_it(seat, store) -> None:
    """An office added by the page, once; its form's faults stand at their fields, with what was written."""
    here, other = seat(), seat()
    once = once_in(here.see("/providers/new"))
    wrong = here.submit("/providers", once=once, name="Dr. Ada", fax="ring the desk")
    assert wrong.status_code == 422
    assert "ten digits" in wrong.text
    assert 'value="ring the desk"' in wrong.text
    places = {
        here.submit("/providers", once=once, name="Dr. Ada", fax="518-555-0188").headers["location"] for _ in range(2)
    }
    (place,) = places
    assert counted(store, Provider) == 1
    with store.database.transaction() as session:
        row = session.scalars(select(Provider)).one()
        stale = {"name": "Dr. Ada", "stood": "as it was"}
    page = here.see(place)
    assert "You entered this, so another person has to confirm it" in page
    assert "Coordinator Example" in page
    assert "Confirm it</button>" in other.see(place)
    assert "Somebody changed this provider meanwhile" in here.submit(f"/providers/{row.id}", **stale).text


def test_a_case_is_opened_with_a_new_worker_once(seat, store) -> None:
    """Two submits make one worker and one case; a day that cannot be is said at its field, and nothing is on file."""
    here = seat()
    once = once_in(here.see("/cases/new"))
    said = {"once": once, "name": "Toni Sample", "birth_date": "1985-02-03", "injury_date": day(3)}
    wrong = here.submit("/cases", **said)
    assert wrong.status_code == 422
    assert "lies in the future" in wrong.text
    assert counted(store, Worker) == 0

    places = {here.submit("/cases", **said | {"injury_date": day(-3)}).headers["location"] for _ in range(2)}
    assert (len(places), counted(store, Worker), counted(store, Case)) == (1, 1, 1)
    assert "Toni Sample" in here.see(places.pop())
    found = here.see("/cases/new?find=toni")
    worker = re.search(r'href="(/cases/new\?worker=[^"]+)"', found)[1]
    chosen = here.see(worker)
    assert "Toni Sample" in chosen
    assert 'name="birth_date"' not in chosen


def draft(here, case) -> str:
    """A mailing of a good row and a bad one; its form is sent twice."""
    released(here, case)
    once = once_in(here.see("/mailings/new"))
    said = SENDER | {"once": once, "source": "sheet", "title": "November", "channel": "print"}
    first, again = (upload(here, "/mailings", "claim number\nWC-000-123\nWC-000-999\n", **said) for _ in range(2))
    assert first.status_code == 303, first.text
    assert again.headers["location"] == first.headers["location"]
    return str(first.headers["location"])


def test_a_mailing_from_its_sheet_to_the_post_office(seat, case, ours, store) -> None:
    """Its errors first, a row put right, tried, started twice, watched, printed, posted; each happens once."""
    here = seat()
    other = open_case(ours, person={"name": "Jordan Sample"}, claim_number="WC-000-124", provider=case["provider_id"])
    released(here, other)
    at = draft(here, case)
    page = here.see(at)
    assert page.index("No case on file is the one") < page.index("Robin Example")
    assert "Send 1 packet" in page

    row = here.see(f"{at}/rows/3")
    assert 'value="WC-000-999"' in row
    stood = re.search(r'name="stood" value="(\w+)"', row)[1]
    still = here.submit(f"{at}/rows/3", claim="WC-000-998", stood=stood)
    assert still.headers["location"] == f"{at}/rows/3"
    again = here.submit(f"{at}/rows/3", claim="WC-000-123", stood=stood)
    assert again.status_code == 303
    assert "stand in row 2" in here.see(f"{at}/rows/3")
    stale = here.submit(f"{at}/rows/3", claim="WC-000-124", stood=stood)
    assert "Somebody changed this row meanwhile" in stale.text
    assert here.submit(f"{at}/rows/3", claim="WC-000-124").headers["location"] == f"{at}#rows"
    assert "Send 2 packets" in here.see(at)

    assert [here.submit(f"{at}/start").status_code for _ in range(2)] == [303, 303]
    key = uuid.UUID(at.rpartition("/")[2])
    mailing_run.make_batch(store, key, 1, lambda session: None)
    assert (counted(store, Packet), counted(store, Delivery)) == (2, 1)
    assert 'id="progress" data-state="running"' in here.see(f"{at}/progress")
    page = here.see(at)
    batch = re.search(r'action="(/print-batches/[^"]+)/posted"', page)[1]
    assert "To be posted" in page
    assert [here.submit(f"{at}/{step}").status_code for step in ("pause", "pause", "resumption", "resumption")] == [
        303
    ] * 4
    assert here.get(f"{batch}/files/manifest.csv").headers["content-type"].startswith("text/csv")
    assert [here.submit(f"{batch}/posted").status_code for _ in range(2)] == [303, 303]
    assert "Sent" in here.see(f"{at}/rows/2")
    once = once_in(here.see(f"{at}/rows/2"))
    sent = [here.submit(f"{at}/rows/2/resending", once=once, reason="not_received") for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert counted(store, Delivery) == 2


def test_a_large_mailing_says_who_may_approve_it(seat, case, store) -> None:
    """Who started it cannot; another coordinator does, once."""
    set_up(store, mailing_second_person=0)
    here, second = seat(), seat()
    at = draft(here, case)
    here.submit(f"{at}/start")

    page = here.see(at)
    assert "A second person has to approve" in page
    assert "It can be approved by" in page
    assert here.submit(f"{at}/approval").status_code == 409
    assert "Approve and send" in second.see(at)
    assert [second.submit(f"{at}/approval").status_code for _ in range(2)] == [303, 303]
    assert "approved by" in here.see(at)
    assert "Tick that you mean it" in here.submit(f"{at}/cancellation").text
    assert here.submit(f"{at}/cancellation", meant="1").status_code == 303
    assert "Called off" in here.see(at)


def test_a_corrected_sheet_takes_the_place_of_the_draft(seat, case, store) -> None:
    """The same name and choices; sent twice, one new draft; a sheet that cannot be used changes nothing."""
    here = seat()
    at = draft(here, case)
    once = once_in(here.see(at))
    wrong = upload(here, f"{at}/sheet", "name\nRobin\n", once=once)
    assert "The sheet cannot be used" in wrong.text
    news = {upload(here, f"{at}/sheet", "claim number\nWC-000-123\n", once=once).headers["location"] for _ in range(2)}

    (new,) = news
    assert "November" in here.see(new)
    with store.database.transaction() as session:
        states = sorted(each.state.value for each in session.scalars(select(Mailing)))
    assert states == ["cancelled", "draft"]
    assert "WC-000" not in here.get("/mailings/template.csv").text


def test_rows_that_wait_for_a_release_are_good_once_it_is_filed(seat, case, store) -> None:
    """Check the rows again: what kept a row back was put right elsewhere."""
    here = seat()
    said = SENDER | {"once": once_in(here.see("/mailings/new")), "source": "filter", "title": "Open cases",
                     "packet": "none", "unanswered_days": "14", "channel": "print"}  # fmt: skip
    at = here.submit("/mailings", **said).headers["location"]
    assert "No row can be sent yet" in here.see(at)
    released(here, case)
    assert here.submit(f"{at}/check").status_code == 303
    assert "Send 1 packet" in here.see(at)
    assert 'value="Open cases"' in here.see(f"/mailings/new?source=filter&like={at.rpartition('/')[2]}")


def test_a_mailing_of_ten_thousand_rows_is_shown_a_hundred_at_a_time(seat, case, store) -> None:
    """The next hundred, and those of one state, are addresses."""
    here = seat()
    at = draft(here, case)
    with store.database.transaction() as session:
        mailing = session.scalars(select(Mailing)).one()
        own = {
            "employer_id": mailing.employer_id,
            "mailing_id": mailing.id,
            "state": "bad",
            "reasons": ["unknown_case"],
        }
        session.execute(insert(MailingRow), [own | {"number": number} for number in range(4, 10_004)])
        assert mailing.state is MailingState.DRAFT
    page = here.see(f"{at}?rows=bad")

    assert page.count("data-row") == 100
    following = re.search(r'href="([^"]+after=\d+)#rows"', page)[1].replace("&amp;", "&")
    assert "rows=bad" in following
    assert "Row 104" not in here.see(following)
    assert here.see(following).count("data-row") == 100
