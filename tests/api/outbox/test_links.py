"""A link instead of the papers: looked at for nothing, used a few times, ended alike for all, and told to no log."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api import logs
from api.outbox import links
from api.outbox.carriers import Answer
from api.outbox.sending import deliver
from api.outbox.wording import lasting
from api.store.tables import (
    AuditEntry,
    Channel,
    Delivery,
    Mailing,
    MailingState,
    PacketLink,
    Provider,
    SendState,
)
from api.store.tables.base import now
from api.web.links import TRIES, Pace
from tests.api.outbox.conftest import PDF, with_settings
from tests.api.outbox.test_sending import Scripted

pytestmark = pytest.mark.integration


@pytest.fixture
def secret(office) -> str:
    """The secret in the link of a mail that was sent."""
    office.store = with_settings(
        office.store, mail_enclose="link", public_url="https://papers.example.com/", link_uses=2
    )
    key, carrier = office.delivery(Channel.MAIL), Scripted()
    deliver(office.store, key, lambda _: None, {Channel.MAIL: carrier})
    (parcel,) = carrier.got
    assert parcel.files == ()
    assert office.row(key).state is SendState.SENT
    assert "\n\nThe link ends in 14 days.\n" in parcel.text
    return re.search(r"https://papers\.example\.com/links/([A-Za-z0-9_-]{43})\n", parcel.text)[1]


@pytest.fixture
def visitor(app, secret):
    """Somebody who has the link, without a key."""
    app.state.link_pace = Pace()
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client


def test_the_page_says_who_and_how_many_and_nothing_else(visitor, secret) -> None:
    """No case, no patient, no provider, no secret; nothing that runs, frames, indexes or refers."""
    page = visitor.get(f"/links/{secret}")

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Hudson Valley Orchards" in page.text
    assert "3 pages" in page.text
    assert not [word for word in ("Sampleton", "Orthopedics", secret, "<script", "<img", "<style") if word in page.text]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
    assert "noindex" in page.headers["x-robots-tag"]
    assert page.headers["x-content-type-options"] == "nosniff"


def test_looking_costs_nothing_and_fetching_counts(visitor, secret, office) -> None:
    """Twenty looks of a mail scanner, then two fetches; the third finds it ended. Each use is on record by ids."""
    assert {visitor.get(f"/links/{secret}").status_code for _ in range(20)} == {200}
    for _ in range(2):
        papers = visitor.post(f"/links/{secret}")
        assert (papers.status_code, papers.content) == (200, PDF)
        assert papers.headers["content-disposition"] == 'attachment; filename="papers.pdf"'
        assert papers.headers["referrer-policy"] == "no-referrer"
    assert visitor.post(f"/links/{secret}").status_code == 410
    assert visitor.get(f"/links/{secret}").status_code == 410
    with office.store.database.transaction() as session:
        used = session.scalars(select(AuditEntry).where(AuditEntry.action == "link.used")).all()
        rows = [
            str(vars(row)) for table in (AuditEntry, PacketLink, Delivery) for row in session.scalars(select(table))
        ]
    assert [entry.details["left"] for entry in used] == [1, 0]
    assert not any(secret in row for row in rows), "only its sha256 is kept"


def test_a_link_that_was_revoked_does_not_come_back_with_the_next_attempt(office) -> None:
    """A person ended every link while the mail was put off: it fails, for a person, and no new link is made."""
    office.store = with_settings(office.store, mail_enclose="link", public_url="https://papers.example.com")
    key, carrier = office.delivery(Channel.MAIL), Scripted(Answer(SendState.READY, "early"))
    deliver(office.store, key, lambda _: None, {Channel.MAIL: carrier})
    with office.store.database.transaction() as session:
        row = session.get_one(Delivery, key)
        row.next_at = None
        assert links.end_links(session, row, office.user) == 1
    deliver(office.store, key, lambda _: None, {Channel.MAIL: carrier})
    assert (office.row(key).state, office.row(key).code) == (SendState.FAILED, "links_revoked")


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=14), "14 days"), (timedelta(days=13, hours=23), "13 days"), (timedelta(hours=47), "47 hours"),
        (timedelta(hours=1, minutes=59), "1 hour"), (timedelta(minutes=59), "less than an hour"),
    ],
)  # fmt: skip
def test_how_long_a_link_lives_is_never_said_to_be_longer(left, said) -> None:
    """Rounded down; in hours once it is near."""
    assert lasting(left) == said


def test_no_link_leaves_that_nobody_could_open(office) -> None:
    """A mailing that wants links, where our public address is not set any more: put off, no link, no mail."""
    with office.store.database.transaction() as session:
        mailing = Mailing(
            id=uuid.uuid4(), employer_id=office.employer, title="x", key="k", options={"enclose": "link"},
            made_by=office.user, state=MailingState.RUNNING,
        )  # fmt: skip
        session.add(mailing)
    key, carrier = office.delivery(Channel.MAIL, mailing_id=mailing.id), Scripted()
    deliver(office.store, key, lambda _: None, {Channel.MAIL: carrier})
    assert (office.row(key).state, office.row(key).code, carrier.got) == (SendState.READY, "not_set_up", [])
    with office.store.database.transaction() as session:
        assert not session.scalars(select(PacketLink)).all()


def test_ended_and_never_there_look_alike(visitor, secret, office) -> None:
    """By time, by hand, by guess: the same page, byte for byte, for GET and POST."""
    never = visitor.get("/links/" + "A" * 43)
    assert never.status_code == 410
    with office.store.database.transaction() as session:
        session.scalars(select(PacketLink)).one().expires_at = now() - timedelta(seconds=1)
    expired = [visitor.get(f"/links/{secret}"), visitor.post(f"/links/{secret}"), visitor.post("/links/x")]
    assert {(each.status_code, each.content) for each in (never, *expired)} == {(410, never.content)}
    with office.store.database.transaction() as session:
        row = session.scalars(select(PacketLink)).one()
        row.expires_at = now() + timedelta(days=1)
        links.end_links(session, session.get_one(Delivery, row.delivery_id), office.user)
    assert visitor.get(f"/links/{secret}").content == never.content


def test_a_link_ends_with_the_right_to_send(visitor, secret, office) -> None:
    """An address that nobody confirms any more, a release that was taken back: what may not leave cannot be fetched."""
    office.change(Provider, office.provider, email_confirmed_at=None)
    assert (visitor.get(f"/links/{secret}").status_code, visitor.post(f"/links/{secret}").status_code) == (410, 410)
    office.change(Provider, office.provider, email_confirmed_at=now())
    assert visitor.get(f"/links/{secret}").status_code == 200


def test_its_uses_are_counted_by_one_at_a_time(visitor, secret, office) -> None:
    """Eight at once: two get it."""

    def fetch(_: int) -> bool:
        try:
            return bool(links.fetch(office.store, secret))
        except links.NotFound:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(fetch, range(8))) == 2


def test_papers_that_are_gone_cost_no_use(visitor, secret, office, monkeypatch) -> None:
    """The store does not have them any more: the link looks ended, and nothing was used."""

    def gone(*_: object) -> bytes:
        raise links.NotFound("That file is not in the store.")

    monkeypatch.setattr(type(office.store.files), "get", gone)
    assert visitor.post(f"/links/{secret}").status_code == 410
    with office.store.database.transaction() as session:
        assert session.scalars(select(PacketLink)).one().uses_left == 2


def test_several_papers_come_in_one_archive(visitor, secret, office) -> None:
    """A cover and a packet."""
    with office.store.database.transaction() as session:
        row = session.scalars(select(Delivery)).one()
        row.files = [*row.files, {**row.files[0], "name": "00-cover.pdf"}]
    papers = visitor.post(f"/links/{secret}")
    assert zipfile.ZipFile(io.BytesIO(papers.content)).namelist() == ["papers.pdf", "00-cover.pdf"]


def test_one_address_may_not_try_for_ever(visitor, secret) -> None:
    """After thirty tries in a minute it has to wait; another address does not."""
    assert {visitor.get("/links/guess").status_code for _ in range(TRIES)} == {410}
    assert visitor.get(f"/links/{secret}").status_code == 429
    assert visitor.post(f"/links/{secret}").status_code == 429
    pace = Pace()
    assert [pace.allows("a", at / 10) for at in range(TRIES + 1)] == [True] * TRIES + [False]
    assert pace.allows("b", 3.1)
    assert pace.allows("a", 60.1)


def test_no_log_has_the_secret(visitor, secret) -> None:
    """Not the request's line, in no case."""
    written = io.StringIO()
    logs.configure(stream=written)
    visitor.get(f"/links/{secret}?x={secret}", headers={"Referer": secret})
    visitor.post(f"/links/{secret}")
    visitor.put(f"/links/{secret}")
    assert "request.done" in written.getvalue()
    assert secret not in written.getvalue()
    assert "/links/{secret}" in written.getvalue()
