"""The folder of a fax server: handed over exactly once, whenever the worker dies; nothing half-written to be seen."""

from __future__ import annotations

import json
import stat

import pytest

from api.outbox.fax_folder import FaxFolder
from api.outbox.sending import deliver
from api.store.tables import Channel, SendState
from tests.api.outbox.conftest import PDF, QUICK, drain, with_settings

pytestmark = pytest.mark.integration
MOMENTS = [
    "fax_folder.ticket",
    "fax_folder.renamed",
    *(
        pytest.param(moment, marks=pytest.mark.soak)
        for moment in ("send.claimed", "fax_folder.written", "send.handing", "send.handed", "send.noted")
    ),
]


@pytest.fixture
def folder(tmp_path):
    """The folder that the fax server empties."""
    made = tmp_path / "to-fax"
    made.mkdir()
    return made


def test_a_fax_lies_in_the_folder_with_its_ticket(office, folder) -> None:
    """The PDF, a ticket with number and reference and no name, both readable for the group; one closed attempt."""
    key = office.delivery()
    deliver(office.store, key, lambda _: None, {Channel.FAX: FaxFolder(folder)})

    assert {each.name for each in folder.iterdir()} == {f"{key}.pdf", f"{key}.json"}
    assert (folder / f"{key}.pdf").read_bytes() == PDF
    ticket = json.loads((folder / f"{key}.json").read_text())
    assert ticket == {"number": "+12125550162", "reference": str(key), "pages": 3, "file": f"{key}.pdf"}
    assert stat.S_IMODE((folder / f"{key}.pdf").stat().st_mode) & 0o007 == 0
    row, (attempt,) = office.row(key), office.attempts(key)
    assert (row.state, row.sent_at is not None) == (SendState.SENT, True)
    assert (attempt.state, attempt.reference) == (SendState.SENT, f"{key}.pdf")
    assert attempt.started_at <= attempt.handed_at <= attempt.ended_at


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_at_any_moment_hands_over_exactly_once(office, worker, folder, moment) -> None:
    """The fax server takes what lies there at once, also between the two workers: in all it has had one fax."""
    key = office.delivery()
    taken = []

    assert worker(moment, fax_by="folder", fax_folder=folder).returncode == -9
    taken += _taken(folder)
    office.store = with_settings(office.store, **QUICK, fax_by="folder", fax_folder=folder)
    drain(office.store)
    taken += _taken(folder)

    assert taken == [f"{key}.pdf"]
    assert office.row(key).state is SendState.SENT
    assert {each.state for each in office.attempts(key)} <= {SendState.SENT, SendState.READY}
    assert [each.state for each in office.attempts(key)].count(SendState.SENT) == 1
    office.verified()


def _taken(folder) -> list[str]:
    """What the fax server takes away: the PDFs that it can see."""
    found = [each for each in folder.glob("*.pdf") if not each.name.startswith(".")]
    for each in found:
        assert each.read_bytes() == PDF
        assert each.with_suffix(".json").exists()
        each.unlink()
    return [each.name for each in found]


def test_a_late_worker_finds_nothing_to_hand_over(office, folder) -> None:
    """It slept between its last look and the renaming, while another took over: what it would rename is gone."""
    key = office.delivery()
    carrier = FaxFolder(folder)

    class Slow(FaxFolder):
        def _hand_over(self, parcel):
            found = carrier.find(parcel)  # the one who took over, meanwhile
            assert found.state is SendState.READY
            return super()._hand_over(parcel)

    deliver(office.store, key, lambda _: None, {Channel.FAX: Slow(folder)})
    assert list(folder.glob("*.pdf")) == []
    assert [each.stat().st_size for each in folder.glob(".*.withdrawn")] == [0], "no page stays there"
    assert office.row(key).state is SendState.READY
    deliver(office.store, key, lambda _: None, {Channel.FAX: carrier})
    assert [each.name for each in folder.glob("*.pdf")] == [f"{key}.pdf"]
    assert list(folder.glob(".*")) == []


def test_a_folder_that_is_away_is_waited_for(office, folder) -> None:
    """Nothing left, so it is put off; when the folder is back it leaves."""
    key = office.delivery()
    ways = {Channel.FAX: FaxFolder(folder / "not-mounted")}
    deliver(office.store, key, lambda _: None, ways)

    row, (attempt,) = office.row(key), office.attempts(key)
    assert (row.state, row.code, attempt.state) == (SendState.READY, "folder_down", SendState.READY)
    assert row.next_at is not None
    (folder / "not-mounted").mkdir()
    deliver(office.store, key, lambda _: None, ways)
    assert office.row(key).state is SendState.READY, "its time has not come"
