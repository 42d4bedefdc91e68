"""One packet or letter of a case, over HTTP: refused unless all is right, once for each key, settled by a person."""

from __future__ import annotations

import io
import json
import uuid

import pikepdf
import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from api.casework.clock_sweep import sweep_tasks
from api.cli import build
from api.outbox.carriers import Answer
from api.outbox.sending import deliver
from api.store.tables import AuditEntry, Case, Channel, Delivery, Packet, Provider, Release, SendState, User
from api.store.tables.base import now
from cases.errors import Refused
from tests.api.outbox.conftest import FAX, MAIL, with_settings
from tests.api.outbox.test_sending import Scripted
from tests.api.web.scenario import day, open_case
from tests.api.web.test_papers import file_release

pytestmark = pytest.mark.integration


def one_page() -> bytes:
    """A PDF of one page with a black square."""
    made, written = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.pages[0].Contents = made.make_stream(b"72 72 144 144 re f")
    made.save(written)
    return written.getvalue()


@pytest.fixture
def store(store, tmp_path):
    """The store, with mail and a fax folder set up."""
    (tmp_path / "to-fax").mkdir()
    mail = {"mail_host": "localhost", "mail_from": "papers@mill.example"}
    return with_settings(store, fax_by="folder", fax_folder=tmp_path / "to-fax", **mail)


@pytest.fixture
def packet(ours, store) -> dict[str, str]:
    """A packet of a case, as it was made, for an office whose number and address are confirmed."""
    case = open_case(ours)
    assert file_release(ours, case, b"scan").status_code == 201
    with store.database.transaction() as session:
        row = session.get_one(Case, uuid.UUID(case["id"]))
        provider, by = session.get_one(Provider, row.provider_id), session.scalars(select(User)).first()
        provider.fax, provider.email = FAX, MAIL
        provider.fax_confirmed_by = provider.email_confirmed_by = by.id
        provider.fax_confirmed_at = provider.email_confirmed_at = now()
        release = session.scalars(select(Release)).one()
        files = [{"name": "packet.pdf", "sha256": store.files.put(row.employer_id, one_page())}]
        own = {"employer_id": row.employer_id, "case_id": row.id, "provider_id": provider.id}
        made = Packet(id=uuid.uuid4(), **own, release_id=release.id, files=files, made_by=by.id)
        session.add(made)
    return {"packet": str(made.id), "case": case["id"], "provider": case["provider_id"], "release": str(release.id)}


def send(http, packet, key="first-time", **more):
    """Ask for it."""
    said = {"channel": "fax"} | more
    return http.post(f"/packets/{packet['packet']}/send", json=said, headers={"Idempotency-Key": key})


def work_off(store, key: str, *answers: Answer, require=lambda _: None) -> None:
    """What a worker would do."""
    carriers = dict.fromkeys((Channel.FAX, Channel.MAIL), Scripted(*answers))
    deliver(store, uuid.UUID(key), require, carriers)


def test_a_packet_is_sent_once_for_each_key(ours, store, packet) -> None:
    """The same key again is the same delivery, before and after it left; for something else it is refused."""
    first, again = send(ours, packet), send(ours, packet)
    assert (first.status_code, again.status_code) == (202, 202), first.text
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["address"], first.json()["packets"]) == (
        "ready",
        FAX,
        [packet["packet"]],
    )
    assert first.json()["files"][0]["pages"] == 2  # by fax behind a cover
    assert send(ours, packet, channel="mail").json()["code"] == "key_reused"
    work_off(store, first.json()["id"])
    assert send(ours, packet).json()["state"] == "sent"
    with store.database.transaction() as session:
        assert session.query(Delivery).count() == 1
    assert [each["id"] for each in ours.get(f"/cases/{packet['case']}/deliveries").json()] == [first.json()["id"]]
    assert send(ours, packet, key="second-time").json()["id"] != first.json()["id"]
    assert ours.post(f"/packets/{packet['packet']}/send", json={"channel": "fax"}).status_code == 422


def _confirm(store, packet, at) -> None:
    """Take the confirmation of the office's number away, or give it."""
    with store.database.transaction() as session:
        session.get_one(Provider, uuid.UUID(packet["provider"])).fax_confirmed_at = at


def test_nothing_goes_without_a_release_or_to_an_address_nobody_confirmed(ours, store, packet) -> None:
    """Refused when it is asked, with the reason on record; and again in the moment before it leaves."""
    _confirm(store, packet, None)
    assert send(ours, packet).json()["reasons"] == ["unconfirmed_address"]
    _confirm(store, packet, now())
    asked = send(ours, packet).json()
    assert ours.post(f"/releases/{packet['release']}/revocation").status_code == 200
    assert send(ours, packet, key="second-time").json()["reasons"] == ["release_revoked"]
    work_off(store, asked["id"])
    shown = ours.get(f"/deliveries/{asked['id']}").json()
    assert (shown["state"], shown["code"]) == ("failed", "release_revoked")
    with store.database.transaction() as session:
        refused = session.scalars(select(AuditEntry).where(AuditEntry.action == "delivery.refused")).all()
    assert [entry.details["code"] for entry in refused] == ["unconfirmed_address", "release_revoked"]


def test_a_channel_that_is_not_set_up_is_said_at_once(ours, app, store, packet) -> None:
    """Not after hours of trying."""
    app.state.store = with_settings(store, fax_by="")
    assert send(ours, packet).json()["code"] == "not_set_up"


def test_a_packet_goes_to_its_own_provider_only(ours, packet) -> None:
    """Another office of the same employer is refused; what has no number is said."""
    other = ours.post("/providers", json={"name": "Dr. Other"}).json()["id"]
    assert send(ours, packet, provider=other).json()["code"] == "other_provider"


def test_what_nobody_knows_is_settled_by_a_person(ours, store, packet) -> None:
    """It arrived, or it did not; once; on record with who said so. What is known cannot be settled."""
    for arrived, state in ((True, "sent"), (False, "failed")):
        asked = send(ours, packet, key=f"try-number-{arrived}").json()
        said = {"arrived": arrived, "how": "telephone"}
        assert ours.post(f"/deliveries/{asked['id']}/settle", json=said).json()["code"] == "not_unknown"
        work_off(store, asked["id"], Answer(SendState.UNKNOWN, "connection_lost"))
        listed = ours.get("/deliveries", params={"state": "unknown"}).json()["items"]
        assert [each["id"] for each in listed] == [asked["id"]]
        settled = ours.post(f"/deliveries/{asked['id']}/settle", json=said).json()
        assert (settled["state"], len(settled["attempts"])) == (state, 1)
        assert ours.post(f"/deliveries/{asked['id']}/settle", json=said).json()["code"] == "not_unknown"
    with store.database.transaction() as session:
        user = str(session.scalars(select(User)).first().id)
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "delivery.settled")).all()
    assert {entry.actor for entry in entries} == {user}


def test_what_a_restore_made_unknown_is_settled_too(ours, store, packet) -> None:
    """No attempt is open, perhaps none was ever made: what the person found out is a line of its own."""
    asked = send(ours, packet).json()
    with store.database.transaction() as session:
        session.execute(text("update deliveries set state = 'unknown', code = 'restored'"))
    settled = ours.post(f"/deliveries/{asked['id']}/settle", json={"arrived": True, "how": "fax_report"}).json()
    assert (settled["state"], [each["code"] for each in settled["attempts"]]) == ("sent", ["settled_arrived"])


def test_the_clocks_chase_what_left_and_nothing_else(ours, store, packet) -> None:
    """Ready: nothing is asked. Failed: a person has to look. Sent after all: from then on the office is chased."""
    asked = send(ours, packet).json()

    def tasks() -> dict[str, dict]:
        sweep_tasks(store)
        found = ours.get(f"/cases/{packet['case']}/clock-tasks").json()
        about = [each for each in found if each["occurrence"] == packet["packet"]]
        return {each["rule"]: each["state"] for each in about}

    assert tasks() == {}
    work_off(store, asked["id"], Answer(SendState.FAILED, "recipient_refused"))
    assert tasks() == {"packet-not-sent": "open"}
    again = send(ours, packet, key="second-time").json()
    work_off(store, again["id"])
    found = tasks()
    assert found.pop("packet-not-sent") in ("done", "cancelled")
    with store.database.transaction() as session:
        session.get_one(Delivery, uuid.UUID(again["id"])).sent_at = now().replace(year=now().year - 1)
    assert {"second-request", "chase-call", "chase-escalate"} <= set(tasks())


def test_a_packet_handed_over_by_hand_is_chased_from_its_making(ours, store, packet) -> None:
    """It lies in no delivery: as ever."""
    with store.database.transaction() as session:
        session.get_one(Packet, uuid.UUID(packet["packet"])).created_at = now().replace(year=now().year - 1)
    sweep_tasks(store)
    rules = {each["rule"] for each in ours.get(f"/cases/{packet['case']}/clock-tasks").json()}
    assert "second-request" in rules
    assert "packet-not-sent" not in rules


def test_a_letter_to_somebody_else_is_not_sent(ours, store, packet) -> None:
    """A notice to a supervisor is handed over by hand; a second request goes to the packet's office."""
    from api.store.tables import Letter

    with store.database.transaction() as session:
        row = session.get_one(Packet, uuid.UUID(packet["packet"]))
        files = [{**row.files[0], "name": "letter.pdf"}]
        own = {"employer_id": row.employer_id, "case_id": row.case_id, "files": files}
        rows = {kind: Letter(id=uuid.uuid4(), **own, kind=kind, packet_id=row.id, made_by=row.made_by)
                for kind in ("supervisor-notice", "second-request")}  # fmt: skip
        session.add_all(rows.values())
    said = {"json": {"channel": "mail"}, "headers": {"Idempotency-Key": "first-time"}}
    assert ours.post(f"/letters/{rows['supervisor-notice'].id}/send", **said).json()["code"] == "not_to_a_provider"
    sent = ours.post(f"/letters/{rows['second-request'].id}/send", **said).json()
    assert (sent["address"], sent["letters"]) == (MAIL, [str(rows["second-request"].id)])
    work_off(store, sent["id"])
    assert ours.get(f"/deliveries/{sent['id']}").json()["state"] == "sent"


def test_the_ledger_leaves_as_a_file_and_is_verified_by_a_command(ours, store, packet, tmp_path, monkeypatch) -> None:
    """Of a delivery and of a case; with one digit changed the command refuses it, naming the line."""
    asked = send(ours, packet).json()
    work_off(store, asked["id"], Answer(SendState.SENT, None, "7", "ok"))
    monkeypatch.setenv("WORKSLIP_HOME", str(store.settings.home))
    file = tmp_path / "ledger.json"
    for path in (f"/deliveries/{asked['id']}/evidence", f"/cases/{packet['case']}/ledger"):
        file.write_text(ours.get(path).text)
        assert CliRunner().invoke(build(), ["ledger", "verify", str(file)]).exit_code == 0
    document = json.loads(file.read_text())
    assert document["deliveries"][0]["packets"] == [packet["packet"]]
    document["deliveries"][0]["lines"][0]["address"] = "+12125550199"
    file.write_text(json.dumps(document))
    refused = CliRunner().invoke(build(), ["ledger", "verify", str(file)])
    assert isinstance(refused.exception, Refused)
    assert "attempt 1: the line is not what is on record" in str(refused.exception)
    assert day(0) <= document["made_at"][:10]
