"""An office's link: what it opens, what becomes of what comes through it, and how it ends."""

from __future__ import annotations

import logging
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.identity.roles import Role
from api.intake.process import Processor
from api.intake.reader import reader
from api.store.tables import AuditEntry, Document, OfficeLink, Release
from api.store.tables.base import now
from tests.api.web.office_scene import packet_for
from tests.api.web.scenario import BIRTH, open_case

pytestmark = pytest.mark.integration
ANSWERS = {
    "avoid_bending": "yes", "avoid_lift_over_25": "yes", "nothing_repetitive": "yes", "hours_per_day": "4",
    "duration": "days_1_5", "birth_date": BIRTH.isoformat(), "signer": "Alex Sampleton, MD", "agreed": "yes",
}  # fmt: skip


@pytest.fixture
def packet(ours, store) -> uuid.UUID:
    """A packet that waits for its form."""
    return packet_for(store, open_case(ours)["id"])


def link_of(here, packet) -> str:
    """Make a link as a coordinator does; its path."""
    answer = here.submit(f"/packets/{packet}/links", days="14")
    assert answer.status_code == 200, answer.text
    return re.search(r"/office/[\w-]{43}", answer.text)[0]


def ended(browser, path: str) -> tuple[int, str]:
    """What somebody finds behind a link that opens nothing: the same on all of its pages."""
    office = browser()
    found = {
        (office.get(f"{path}{page}").status_code, title(office.get(f"{path}{page}")))
        for page in ("", "/form", "/paper")
    }
    found |= {(office.post(f"{path}/form", data=ANSWERS).status_code, title(office.post(f"{path}/file")))}
    (only,) = found
    return only


def title(answer) -> str:
    """What the page is called."""
    return re.search(r"<h1>([^<]*)</h1>", answer.text)[1]


def test_an_office_fills_the_form_in_on_screen_and_it_is_read_like_any_reply(seat, browser, store, packet) -> None:
    """From the link to a reply of the case with every answer read as it was given, signature and birth date too."""
    here, office = seat(), browser()
    path = link_of(here, packet)
    before, form = office.get(path), office.get(f"{path}/form")
    answer = office.post(f"{path}/form", data=ANSWERS)
    with store.database.transaction() as session:
        document = session.scalars(select(Document)).one()
    Processor(store, reader(store.page_keys)).process(document.id, lambda _: None)
    reply = re.search(r"/returns/[0-9a-f-]{36}", here.see(f"/documents/{document.id}"))[0]
    review = here.see(reply)

    assert "Robin Example" not in before.text
    assert all(word in form.text for word in ("Robin Example", "WC-000-123", "Dr. Alex Sampleton"))
    assert "Thank you, it is here" in answer.text
    assert document.source == "link"
    assert "Robin Example" in review
    assert "Bending" in review
    assert ended(browser, path) == (410, "The form has come")


def test_an_office_sends_the_filled_form_as_a_file(browser, seat, store, packet) -> None:
    """The bytes are kept as they came; the link has ended with them."""
    path = link_of(seat(), packet)
    paper = browser().get(f"{path}/paper")
    answer = browser().post(f"{path}/file", files={"file": ("Robin Example.pdf", paper.content)})
    with store.database.transaction() as session:
        document = session.scalars(select(Document)).one()
        link = session.scalars(select(OfficeLink)).one()
        assert store.files.get(document.employer_id, document.sha256) == paper.content

    assert paper.headers["content-disposition"] == 'attachment; filename="form.pdf"'
    assert "Thank you, it is here" in answer.text
    assert link.document_id == document.id
    assert ended(browser, path) == (410, "The form has come")


def test_an_empty_file_does_not_use_the_link_up(browser, seat, packet) -> None:
    """Whoever pressed the button too early chooses the file and presses it again."""
    path = link_of(seat(), packet)
    wrong = [browser().post(f"{path}/file"), browser().post(f"{path}/file", files={"file": ("a.pdf", b"")})]

    assert [each.status_code for each in wrong] == [422, 422]
    assert browser().get(path).status_code == 200


def test_a_link_ends_at_its_time(browser, seat, store, packet) -> None:
    """To the second."""
    path = link_of(seat(), packet)
    with store.database.transaction() as session:
        session.execute(update(OfficeLink).values(expires_at=now() + timedelta(seconds=30)))
    assert browser().get(path).status_code == 200
    with store.database.transaction() as session:
        session.execute(update(OfficeLink).values(expires_at=now()))

    assert ended(browser, path) == (410, "This link has expired")


def test_a_coordinator_takes_a_link_back(browser, seat, packet) -> None:
    """At once; and a second press says that nothing was left to do."""
    here = seat()
    path = link_of(here, packet)
    button = re.search(rf"/packets/{packet}/links/[0-9a-f-]{{36}}/revocation", here.see(f"/packets/{packet}/links"))[0]

    assert here.submit(button).status_code == 303
    assert ended(browser, path) == (410, "This link was taken back")
    assert here.submit(button).status_code == 409
    assert "Taken back" in here.see(f"/packets/{packet}/links")


def test_a_link_ends_with_the_workers_release(browser, seat, store, packet) -> None:
    """Who may not be asked any more is not asked, and no new link is made."""
    here = seat()
    path = link_of(here, packet)
    with store.database.transaction() as session:
        session.execute(update(Release).values(revoked_at=now()))
    again = here.submit(f"/packets/{packet}/links", days="14")

    assert ended(browser, path) == (410, "This link was taken back")
    assert (again.status_code, "taken the release back" in again.text) == (409, True)


@pytest.mark.parametrize(
    "change", [lambda p: p[:-1] + ("A" if p[-1] != "A" else "B"), lambda p: p[:-4], lambda _: "/office/x"]
)
def test_a_forged_link_opens_nothing(browser, seat, packet, change) -> None:
    """Nor does it say whether there was one like it."""
    path = change(link_of(seat(), packet))

    assert ended(browser, path) == (404, "There is no such link")


def test_a_link_opens_its_own_packet_and_no_other(browser, seat, ours, store, packet) -> None:
    """Two packets, two links: each shows its own patient, and using one leaves the other open."""
    other = packet_for(store, open_case(ours, person={"name": "Jordan Sample"}, claim_number="WC-000-124")["id"])
    here = seat()
    mine, theirs = link_of(here, packet), link_of(here, other)
    forms = [browser().get(f"{each}/form").text for each in (mine, theirs)]
    browser().post(f"{mine}/form", data=ANSWERS)

    assert [("Robin Example" in each, "Jordan Sample" in each) for each in forms] == [(True, False), (False, True)]
    assert browser().get(theirs).status_code == 200


def test_a_link_is_nobodys_seat(browser, seat, packet) -> None:
    """It signs nobody in, and a link of one packet is not revoked through another."""
    here = seat()
    path = link_of(here, packet)
    office = browser()
    office.get(f"{path}/form")
    link = re.search(r"links/([0-9a-f-]{36})/revocation", here.see(f"/packets/{packet}/links"))[1]

    assert not office.cookies
    assert office.get("/cases", follow_redirects=False).status_code == 303
    assert here.submit(f"/packets/{uuid.uuid4()}/links/{link}/revocation").status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"birth_date": ""}, "This is needed"),
        ({"birth_date": "1980-13-40"}, "There is no such day"),
        ({"nothing_repetitive": ""}, "Tick what to avoid, or"),
        ({"nothing_handling": "yes"}, "is ticked, and so is something else"),
        ({"standing_hours_at_a_time": "2"}, "belongs to a box that is not ticked"),
        ({"hours_per_day": "many"}, "Write a number"),
        ({"comments": "much too long " * 200}, "does not fit on the paper"),
        ({"signer": " "}, "Type your name"),
        ({"signer": "Иван"}, "Latin letters"),
        ({"agreed": ""}, "Tick this"),
    ],
    ids=lambda said: next(iter(said)) if isinstance(said, dict) else "",
)  # fmt: skip
def test_what_would_make_the_paper_useless_is_asked_for_on_screen(browser, seat, store, packet, change, words) -> None:
    """With the sentence at its field, everything else still there, and the link still open."""
    path = link_of(seat(), packet)
    answer = browser().post(f"{path}/form", data=ANSWERS | change)
    with store.database.transaction() as session:
        assert session.scalar(select(Document.id)) is None

    assert answer.status_code == 422
    assert words in answer.text
    assert "Nothing was sent yet" in answer.text
    assert re.search(r'name="avoid_bending" value="yes" checked', answer.text)
    assert browser().get(path).status_code == 200


def test_a_program_that_is_not_appropriate_needs_no_boxes(browser, seat, packet) -> None:
    """Who says so in words is not made to tick what they did not examine."""
    path = link_of(seat(), packet)
    said = {name: ANSWERS[name] for name in ("birth_date", "signer", "agreed")}
    answer = browser().post(f"{path}/form", data=said | {"not_appropriate_reason": "Still in hospital."})

    assert "Thank you, it is here" in answer.text


def test_two_who_send_at_once_are_one_form(browser, seat, store, packet) -> None:
    """A double press, or two at the office: the first counts, the second reads that a form has come."""
    path = link_of(seat(), packet)
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: browser().post(f"{path}/form", data=ANSWERS), range(2)))
    with store.database.transaction() as session:
        assert len(session.scalars(select(Document)).all()) == 1

    assert sorted(each.status_code for each in found) == [200, 410]


def test_the_secret_is_in_no_log_no_row_and_no_referrer(browser, seat, store, packet, caplog) -> None:
    """Only its digest is kept; the pages send nobody where they came from, and stay out of caches and indexes."""
    with caplog.at_level(logging.DEBUG):
        path = link_of(seat(), packet)
        pages = [browser().get(f"{path}{each}") for each in ("", "/form", "/paper")]
        pages.append(browser().post(f"{path}/form", data=ANSWERS))
        pages.append(browser().get(path))
    secret = path.rpartition("/")[2]
    with store.database.transaction() as session:
        rows = [
            str(vars(row)) for table in (OfficeLink, AuditEntry, Document) for row in session.scalars(select(table))
        ]
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("office_link"))).all()

    ours = [
        record.getMessage() for record in caplog.records if not record.name.startswith("httpx")
    ]  # the test's client
    assert len(ours) > len(pages)
    assert not [line for line in (*rows, *ours) if secret in line]
    assert actions == ["office_link.made", "office_link.used"]
    for page in pages:
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["cache-control"] == "no-store"
        assert "noindex" in page.headers["x-robots-tag"]


def test_who_guesses_links_waits(browser, seat, packet) -> None:
    """Thirty a minute from one address, right or wrong."""
    path = link_of(seat(), packet)
    office = browser()
    tried = [office.get(f"/office/{'x' * 43}").status_code for _ in range(30)]

    assert set(tried) == {404}
    assert office.get(path).status_code == 429


def test_only_who_sends_packets_makes_links(seat, packet) -> None:
    """Nobody of HR, no supervisor; and another employer has no such packet."""
    refused = [
        seat(role).submit(f"/packets/{packet}/links", days="14").status_code for role in (Role.HR, Role.SUPERVISOR)
    ]
    foreign = seat(employer="Catskill Paper Mill").submit(f"/packets/{packet}/links", days="14").status_code

    assert (refused, foreign) == ([403, 403], 404)
