"""HylaFAX's client programs, stood in by a script that checks their arguments: taken, refused, lost, followed up."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from api.outbox.fax_sendfax import Sendfax
from api.outbox.sending import deliver
from api.outbox.sweeping import sweep
from api.store.tables import Channel, DeliveryAttempt, SendState
from api.store.tables.base import now
from tests.api.outbox.conftest import QUICK, drain, with_settings

pytestmark = pytest.mark.integration


class FaxServer:
    """The stand-in's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("sendfax", "faxstat"):
            shutil.copy(Path(__file__).with_name("sendfax_stand_in.py"), folder / name)
            (folder / name).chmod(0o755)
        self.does("accept")

    def does(self, what: str) -> None:
        """How it behaves from now on."""
        (self.folder / "doing").write_text(what)

    def jobs(self) -> list[list[str]]:
        """tag, number, state, status, destination of each."""
        queue = self.folder / "queue"
        return [line.split("|") for line in queue.read_text().splitlines()] if queue.exists() else []

    def ends(self, state: str, status: str = "") -> None:
        """Every job ends so."""
        lines = ["|".join([tag, number, state, status, to]) for tag, number, _, _, to in self.jobs()]
        (self.folder / "queue").write_text("\n".join(lines) + "\n")


@pytest.fixture
def fax_server(tmp_path) -> FaxServer:
    """A fax server."""
    folder = tmp_path / "hylafax"
    folder.mkdir()
    return FaxServer(folder)


@pytest.fixture
def fax(office, fax_server):
    """Sends a delivery by it; the delivery as it then stands."""
    office.store = with_settings(
        office.store, fax_programs=fax_server.folder, fax_timeout=1.0, fax_from="papers", fax_host="fax.mill.example"
    )
    carriers = {Channel.FAX: Sendfax(office.store.settings)}

    def send(key):
        deliver(office.store, key, lambda _: None, carriers)
        return office.row(key)

    send.sweep = lambda: sweep(office.store, carriers)
    return send


def test_a_fax_is_taken_and_followed_to_its_end(office, fax_server, fax) -> None:
    """Tagged with our id, fine, without a cover page of its own; done when the server says so."""
    key = office.delivery(address="(212) 555-0162")
    row = fax(key)
    (job,) = fax_server.jobs()
    assert (job[0], job[4]) == (str(key), "+12125550162")
    (attempt,) = office.attempts(key)
    assert (row.state, attempt.reference, attempt.ended_at) == (SendState.SENT, "1", None)
    assert attempt.answer == "request id is 1 (group id 1) for host fax.mill.example (1 file)"
    fax.sweep()
    assert office.attempts(key)[0].ended_at is None
    fax_server.ends("D")
    fax.sweep()
    assert (office.row(key).state, office.attempts(key)[0].state) == (SendState.SENT, SendState.SENT)


def test_a_fax_that_fails_on_the_line_comes_to_a_person(office, fax_server, fax) -> None:
    """With what the server said."""
    key = office.delivery()
    fax(key)
    fax_server.ends("F", "No answer from remote")
    fax.sweep()
    row, (attempt,) = office.row(key), office.attempts(key)
    assert (row.state, row.code, row.answer) == (SendState.FAILED, "fax_failed", "No answer from remote")
    assert (attempt.state, attempt.answer) == (SendState.FAILED, "No answer from remote")


@pytest.mark.parametrize(
    ("doing", "state", "code"),
    [
        ("refuse", SendState.READY, "fax_server_refused"),
        ("lost", SendState.SENT, None),
        ("garbage", SendState.UNKNOWN, "strange_answer"),
        ("hang", SendState.UNKNOWN, "timed_out"),
        ("die", SendState.UNKNOWN, "timed_out"),
    ],
)
def test_what_sendfax_says_is_held_against_the_queue(office, fax_server, fax, doing, state, code) -> None:
    """Its word alone proves nothing: a job that is in the queue was taken, whatever became of the answer."""
    fax_server.does(doing)
    row = fax(office.delivery())

    assert (row.state, row.code) == (state, code)
    assert len(fax_server.jobs()) == (1 if doing == "lost" else 0)


def test_no_second_fax_while_nobody_knows(office, fax_server, fax) -> None:
    """Unknown: the lists do not answer, or may have forgotten it. Once they prove that it never came, it is sent."""
    key = office.delivery()
    fax_server.does("hang")
    assert fax(key).state is SendState.UNKNOWN
    fax_server.does("away")
    fax.sweep()
    fax_server.does("accept")
    fax.sweep()
    assert (office.row(key).state, fax_server.jobs()) == (SendState.UNKNOWN, []), "sendfax might still be at it"
    _handed(office, key, seconds=50)
    fax.sweep()
    assert office.row(key).state is SendState.UNKNOWN, "another machine's clock may be a minute before ours"
    _handed(office, key, seconds=65)
    fax.sweep()
    assert (office.row(key).state, office.row(key).code) == (SendState.READY, "absent")
    assert (fax(key).state, len(fax_server.jobs())) == (SendState.SENT, 1)
    old = office.delivery()
    fax_server.does("hang")
    fax(old)
    fax_server.does("accept")
    _handed(office, old, seconds=3600)
    fax.sweep()
    assert office.row(old).state is SendState.UNKNOWN, "the server may have forgotten it by now"


def _handed(office, key, seconds: float) -> None:
    """As if the open attempt had been handed over so long ago; only a test may, and only with the trigger away."""
    from sqlalchemy import text, update

    with office.store.database.transaction() as session:
        session.execute(text("alter table delivery_attempts disable trigger user"))
        late = now() - timedelta(seconds=seconds)
        mine = DeliveryAttempt.delivery_id == key, DeliveryAttempt.ended_at.is_(None)
        session.execute(update(DeliveryAttempt).where(*mine).values(handed_at=late))
        session.execute(text("alter table delivery_attempts enable trigger user"))


def test_a_number_is_never_an_option(office, fax_server, fax) -> None:
    """What is no number never reaches the program."""
    from api.store.tables import Provider

    key = office.delivery(address="-h evil.example")
    office.change(Provider, office.provider, fax="-h evil.example")
    assert (fax(key).code, fax_server.jobs()) == ("bad_fax_number", [])


def test_a_worker_killed_after_the_server_took_it_sends_no_second_fax(office, fax_server, worker) -> None:
    """Fault 15 on the fax: the queue knows our tag."""
    key = office.delivery()
    how = {"fax_by": "sendfax", "fax_programs": fax_server.folder, "fax_timeout": "5"}
    assert worker("send.handed", **how).returncode == -9
    office.store = with_settings(office.store, **QUICK, **how | {"fax_timeout": 5.0})
    drain(office.store)
    assert (len(fax_server.jobs()), office.row(key).state) == (1, SendState.SENT)
    office.verified()
