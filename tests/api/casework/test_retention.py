"""What has been kept long enough goes without a trace, by two persons; what is held stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.engine import make_url

from api.casework.act import acting
from api.casework.retention import NewPurge, plan_purge, run_purge, set_years
from api.identity.roles import Role
from api.identity.users import principal_of_login
from api.intake.receive import receive
from api.jobs.queue import defer
from api.outbox.carriers import Answer
from api.outbox.ledger import check, evidence
from api.outbox.settling import begin, conclude
from api.store import audit, sweeping
from api.store.dumps import program
from api.store.files import Stored
from api.store.migrate import newest
from api.store.references import unreferred
from api.store.sweeping import remove_listed, removing, sweep_orphans
from api.store.tables import (
    Case,
    Channel,
    Delivery,
    DeliveryItem,
    Document,
    Evidence,
    FileRemoval,
    Mailing,
    MailingRow,
    MailOutcome,
    Packet,
    PrintBatch,
    ReceivedMail,
    Release,
    Reply,
    RowState,
    SendState,
    User,
    WebhookMessage,
)
from cases.errors import BadInput, Refused, Unavailable
from tests.api.conftest import OURS
from tests.api.web.scenario import a_reply, day, only_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration
CANARY = "ZQX-LUPUS-77"
LONG_AGO = date(1990, 1, 31)
ROOT = Path(__file__).parents[3]


def closed_long_ago(http, store) -> dict[str, Any]:
    """A case of 1990 with the canary in every word and every file that a case has."""
    case = open_case(http, person={"name": CANARY, "address": CANARY}, claim_number=CANARY)
    fields = {
        "comments": CANARY,
        "avoid_bending": reading("avoid_bending", None, status="review", reason="doubtful_mark"),
    }
    reply = only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields), salt=CANARY))
    at = f"/replies/{reply['id']}"
    http.put(f"{at}/fields/avoid_bending", json={"value": False, "reason": CANARY})
    http.post(f"{at}/attachment", json={"case": case["id"], "note": CANARY, "birth_date": "1980-05-17"})
    http.post(f"{at}/confirmation", json={"note": CANARY})
    http.post(f"/cases/{case['id']}/re-evaluations", json={"reason": CANARY})
    said = {"provider": case["provider_id"], "signed_on": day(-1)}
    paper = {"content": f"scan {CANARY}".encode(), "headers": {"Content-Type": "image/png"}}
    assert http.post(f"/cases/{case['id']}/releases", params=said, **paper).status_code == 201
    with store.database.transaction() as session:
        row = session.get_one(Case, uuid.UUID(case["id"]))
        row.injury_date = LONG_AGO
        picture = store.files.put(row.employer_id, f"picture {CANARY}".encode())
        session.add(
            Evidence(
                employer_id=row.employer_id, reply_id=uuid.UUID(reply["id"]), name="x", page=1, file_sha256=picture,
                start=0, size=1,
            )
        )  # fmt: skip
        session.add(WebhookMessage(employer_id=row.employer_id, kind="x", body=f'{{"data": {{"case": "{row.id}"}}}}'))
        defer(session, "read_document", document_id=str(session.get_one(Reply, uuid.UUID(reply["id"])).document_id))
    assert http.post(f"/cases/{case['id']}/closure", json={"on": LONG_AGO.isoformat()}).status_code == 200
    return case


def mailed(store, *cases: dict[str, Any]) -> uuid.UUID:
    """One delivery with a packet of each case in it, by a mailing from a sheet, in a batch; its id."""
    with store.database.transaction() as session:
        rows = [session.get_one(Case, uuid.UUID(case["id"])) for case in cases]
        whose = {"employer_id": rows[0].employer_id}
        by = session.scalars(select(User.id).where(User.employer_id == rows[0].employer_id)).first()

        def paper(what: str) -> list[dict[str, Any]]:
            content = f"{what} {CANARY}".encode()
            return [{"name": f"{what}-{CANARY}.pdf", "sha256": store.files.put(rows[0].employer_id, content)}]

        sheet = paper("sheet")[0]["sha256"]
        mailing = Mailing(
            **whose,
            title="x",
            key="x",
            source_sha256=sheet,
            options={},
            made_by=by,
            sought=None,
        )
        session.add(mailing)
        session.flush()
        batch = PrintBatch(**whose, mailing_id=mailing.id, number=1, files=paper("batch"))
        session.add(batch)
        session.flush()
        to = {"provider_id": rows[0].provider_id, "channel": Channel.PRINT, "address": "Dr. Example\nTroy"}
        delivery = Delivery(
            **whose, **to, key="x", print_batch_id=batch.id, files=paper("envelope"), asked_by=by, answer=CANARY,
            state=SendState.SENT,
        )  # fmt: skip
        session.add(delivery)
        session.flush()
        for answer in (Answer(SendState.READY, "absent", said=CANARY), Answer(SendState.SENT, None, "7", CANARY)):
            conclude(session, delivery, begin(session, delivery), answer)
        for number, row in enumerate(rows, 1):
            release = session.scalars(select(Release).where(Release.case_id == row.id)).first() or Release(
                **whose, case_id=row.id, provider_id=row.provider_id, signed_on=LONG_AGO,
                file_sha256=store.files.put(row.employer_id, b"another's"),
            )  # fmt: skip
            session.add(release)
            session.flush()
            packet = Packet(
                **whose, case_id=row.id, provider_id=row.provider_id, release_id=release.id,
                files=paper(f"packet of {number}") if number == 1 else [],
            )  # fmt: skip
            session.add(packet)
            session.flush()
            of = {"case_id": row.id, "packet_id": packet.id, "delivery_id": delivery.id}
            session.add(DeliveryItem(**whose, position=number, **of))
            session.add(MailingRow(**whose, mailing_id=mailing.id, number=number, state=RowState.MADE, **of))
        return delivery.id


def person(store, login: str):
    """A named user of our employer's, as the command line takes one."""
    with store.database.transaction() as session:
        return principal_of_login(session, login, OURS)


def planned(store, who, **said: Any) -> uuid.UUID:
    """A plan of what is due."""
    with acting(store, who) as act:
        return plan_purge(act, NewPurge(**said)).id


@pytest.fixture
def other(desk, store):
    """A second person, of the personnel office."""
    desk(Role.HR)
    with store.database.transaction() as session:
        return person(store, session.scalars(select(User.login).where(User.role == Role.HR)).one())


def plain_dump(store) -> bytes:
    """The whole database as text, as whoever steals the server has it."""
    url = make_url(store.url)
    env = {"PGPASSWORD": url.password or "", "PATH": os.environ["PATH"]}
    command = [program("pg_dump", 18), "-h", url.query["host"], "-U", url.username, url.database]
    return subprocess.run(list(map(str, command)), env=env, capture_output=True, check=True).stdout


def decrypted(store) -> bytes:
    """Everything in the file store."""
    return b"\n".join(store.files.get(each.employer, each.sha256) for each in store.files.every())


def test_a_purge_leaves_no_trace(ours, other, store) -> None:
    """Names, readings, notes, letters, scans, pictures, envelopes, sheets, jobs: nothing is left in rows or files."""
    case, stays = closed_long_ago(ours, store), open_case(ours)
    delivery = mailed(store, case, stays)
    before = plain_dump(store)
    assert before.count(CANARY.encode()) > 10
    assert decrypted(store).count(CANARY.encode()) >= 8

    plan = planned(store, person(store, "casey"))
    done = run_purge(store, other, plan)
    assert remove_listed(store, untouched=0) > 0  # a day later

    after = plain_dump(store)
    assert done.ended_at is not None
    assert CANARY.encode() not in after
    assert CANARY.encode() not in decrypted(store)
    assert all(CANARY not in str(f) for f in store.settings.home.rglob("*"))
    with store.database.transaction() as session:
        assert session.get(Case, uuid.UUID(case["id"])) is None
        assert session.get(Case, uuid.UUID(stays["id"])) is not None
        kept = session.get_one(Delivery, delivery)
        assert (kept.state, kept.address) == (SendState.SENT, "Dr. Example\nTroy")
        assert len(kept.files[0]["removed"]) == 64
        assert not session.scalars(select(WebhookMessage)).all()
        assert not session.scalar(text("select count(*) from procrastinate_jobs where args ? 'document_id'"))
        assert not session.scalars(select(FileRemoval)).all()
        assert audit.verify(session, store.audit_keys).first_bad is None
    # What is left of it: its id, in the log of who did what and in the plan.
    assert case["id"].encode() in after


def ledger_faults(store, employer: uuid.UUID, delivery: uuid.UUID) -> list[str]:
    """What `ledger check` finds in the exported ledger of a delivery."""
    with store.database.transaction() as session:
        told = evidence(store, session, employer, "test", [session.get_one(Delivery, delivery)])
    return check(json.loads(told.model_dump_json(by_alias=True)), store.audit_keys)


@pytest.mark.parametrize("forged", ["", "before", "after"])
def test_a_purge_takes_the_words_out_of_the_ledger_and_its_proof_still_holds(ours, other, store, forged: str) -> None:
    """What a closed line said is gone, that it was sent is proved; a line that was changed before or since is found."""
    case = closed_long_ago(ours, store)
    delivery = mailed(store, case, open_case(ours))
    forge = "alter table delivery_attempts disable trigger user; update delivery_attempts set code = 'x'; "
    forge += "alter table delivery_attempts enable trigger user"
    if forged == "before":
        with store.database.transaction() as session:
            session.execute(text(forge))

    run_purge(store, other, planned(store, person(store, "casey")))
    if forged == "after":
        with store.database.transaction() as session:
            session.execute(text(forge))

    faults = ledger_faults(store, other.employer, delivery)
    assert [fault.rpartition(": ")[2] for fault in faults] == 2 * ["the line is not what is on record"] * bool(forged)
    shown = ours.get(f"/deliveries/{delivery}").json()
    assert ([len(file["sha256"]) for file in shown["files"]], shown["state"]) == ([64], "sent")
    assert {attempt["answer"] for attempt in shown["attempts"]} == {""}


def test_what_has_not_left_when_a_case_is_purged_never_does(ours, other, store) -> None:
    """Its papers are gone: it is called off, not tried for ever."""
    case = closed_long_ago(ours, store)
    delivery = mailed(store, case)
    with store.database.transaction() as session:
        session.execute(text("update deliveries set state = 'ready'"))

    run_purge(store, other, planned(store, person(store, "casey")))

    shown = ours.get(f"/deliveries/{delivery}").json()
    assert (shown["state"], shown["code"]) == ("cancelled", "purged")


@pytest.mark.parametrize("what", ["case", "document", "employer"])
def test_a_legal_hold_stops_it_at_every_step(ours, other, store, what: str) -> None:
    """Not planned, and if it was planned before, not removed; lifted, it goes."""
    case = closed_long_ago(ours, store)
    casey = person(store, "casey")
    plan = planned(store, casey, cases=[case["id"]])
    said = {"reason": "litigation"}
    with store.database.transaction() as session:
        document = session.scalars(select(Document.id).join(Reply).where(Reply.case_id == uuid.UUID(case["id"]))).one()
    if what == "document":
        said["document"] = str(document)
    hold = ours.post(f"/cases/{case['id']}/holds", json=said).json()
    if what == "employer":
        with store.database.transaction() as session:
            session.execute(text("update legal_holds set case_id = null"))

    run_purge(store, other, plan)
    with pytest.raises(Refused, match="legal hold"):
        planned(store, casey, cases=[case["id"]])
    assert ours.get(f"/cases/{case['id']}").status_code == 200
    assert [h["id"] for h in ours.get(f"/cases/{case['id']}/holds").json()] == [hold["id"]]

    assert ours.post(f"/holds/{hold['id']}/lifting").status_code == 200
    assert ours.post(f"/holds/{hold['id']}/lifting").status_code == 409
    run_purge(store, other, planned(store, casey))
    assert ours.get(f"/cases/{case['id']}").status_code == 404


def test_a_held_case_keeps_what_was_sent_in_one_piece_with_it(ours, other, store) -> None:
    """The envelope with both in it is evidence: the other case waits until the hold is lifted."""
    case, held = closed_long_ago(ours, store), open_case(ours)
    delivery = mailed(store, case, held)
    hold = ours.post(f"/cases/{held['id']}/holds", json={"reason": "litigation"}).json()
    casey = person(store, "casey")

    run_purge(store, other, planned(store, casey))
    assert ours.get(f"/cases/{case['id']}").status_code == 200
    assert ours.get(f"/deliveries/{delivery}").json()["attempts"][0]["answer"] == CANARY

    assert ours.post(f"/holds/{hold['id']}/lifting").status_code == 200
    run_purge(store, other, planned(store, casey))
    assert ours.get(f"/cases/{case['id']}").status_code == 404


def test_the_sheet_in_which_a_held_case_stands_stays(ours, other, store) -> None:
    """The two went apart, but came in one sheet: it is the held case's too."""
    case, held = closed_long_ago(ours, store), open_case(ours)
    mailed(store, case, held)
    with store.database.transaction() as session:
        session.execute(text("delete from delivery_items where case_id = :held"), {"held": held["id"]})
        session.execute(text("update mailing_rows set delivery_id = null where case_id = :held"), {"held": held["id"]})
        sheet = session.scalars(select(Mailing.source_sha256)).one()
    ours.post(f"/cases/{held['id']}/holds", json={"reason": "litigation"})

    run_purge(store, other, planned(store, person(store, "casey")))
    remove_listed(store, untouched=0)

    assert ours.get(f"/cases/{case['id']}").status_code == 404
    assert store.files.has(other.employer, sheet)


def test_what_is_not_due_or_open_is_never_planned(ours, other, store) -> None:
    """An open case, one within the employer's own years; and who planned it does not run it alone."""
    case = closed_long_ago(ours, store)
    casey = person(store, "casey")
    plan = planned(store, casey)
    with pytest.raises(Refused, match="another person"):
        run_purge(store, casey, plan)

    with acting(store, casey) as act:
        set_years(act, {"medical": 90})
    with pytest.raises(Refused, match="over their years"):
        planned(store, casey, cases=[case["id"]])
    run_purge(store, other, plan)  # planned before the years were changed: what holds now counts
    assert ours.get(f"/cases/{case['id']}").status_code == 200
    assert ours.post("/purges", json={"cases": [open_case(ours)["id"]]}).json()["code"] == "not_due"


@pytest.mark.parametrize(
    "moment",
    ["purge.committed", *(pytest.param(m, marks=pytest.mark.soak) for m in ("purge.before_commit", "removal.file"))],
)
def test_a_purge_that_was_killed_is_completed(ours, other, store, moment: str) -> None:
    """Whole or not yet, never half: run again, nothing of it is left, and no file without a row."""
    closed_long_ago(ours, store)
    for each in store.files.every():
        place = store.files.folder / str(each.employer) / each.sha256[:2] / each.sha256
        os.utime(place, (1, 1))  # put long ago, as a case that is due was
    plan = planned(store, person(store, "casey"))
    with store.database.transaction() as session:
        login = session.get_one(User, other.user).login
    command = [sys.executable, "-c", "from api.cli import main; main()", "purge", "run", str(plan), "--as", login]
    env = {
        "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORKSLIP_DATABASE_URL": store.url,
        "WORKSLIP_HOME": str(store.settings.home),
    }  # fmt: skip

    killed = subprocess.run(command, env=env | {"WORKSLIP_FAILPOINT": moment}, capture_output=True, check=False)
    assert killed.returncode == -9, killed.stderr
    again = subprocess.run(command, env=env, capture_output=True, check=False)

    assert again.returncode == 0, again.stderr
    assert CANARY.encode() not in plain_dump(store)
    assert CANARY.encode() not in decrypted(store)


def test_bytes_that_another_row_names_stay(ours, other, store) -> None:
    """The same scan in a case that stays; bytes that come in again while they wait to be removed."""
    case = closed_long_ago(ours, store)
    stays = open_case(ours)
    said = {"provider": stays["provider_id"], "signed_on": day(-1)}
    paper = {"content": f"scan {CANARY}".encode(), "headers": {"Content-Type": "image/png"}}
    kept = ours.post(f"/cases/{stays['id']}/releases", params=said, **paper).json()
    run_purge(store, other, planned(store, person(store, "casey")))
    again = receive(store, other.employer, f"picture {CANARY}".encode(), source="upload")

    remove_listed(store, untouched=0)
    sweep_orphans(store, older_than=0)  # the reader kept an empty file of pictures

    assert ours.get(f"/cases/{case['id']}").status_code == 404
    assert ours.get(f"/releases/{kept['id']}/file").content == paper["content"]
    assert store.files.get(other.employer, again.sha256) == f"picture {CANARY}".encode()
    assert len(list(store.files.every())) == 2


def test_documents_of_no_case_go_by_their_own_years(ours, other, store) -> None:
    """Old ones that nobody attached; fresh ones and attached ones stay."""
    old = receive(store, other.employer, b"old fax", source="fax")
    fresh = receive(store, other.employer, b"fresh fax", source="fax")
    with store.database.transaction() as session:
        long_ago = datetime.now(UTC) - timedelta(days=365 * 7)
        session.execute(update(Document).where(Document.id == old.document_id).values(created_at=long_ago))

    run_purge(store, other, planned(store, person(store, "casey")))
    remove_listed(store, untouched=0)

    with store.database.transaction() as session:
        assert session.scalars(select(Document.id)).all() == [fresh.document_id]
    assert not store.files.has(other.employer, old.sha256)


def ages_ago(store) -> None:
    """Every document and mail came eight years ago."""
    with store.database.transaction() as session:
        long_ago = {"at": datetime.now(UTC) - timedelta(days=365 * 8)}
        session.execute(text("update documents set created_at = :at"), long_ago)
        session.execute(text("update received_mails set created_at = :at"), long_ago)


def mail_with(store, employer: uuid.UUID, *documents: Any, uid: int = 1, outcome: str = "taken") -> uuid.UUID:
    """A mail that brought these documents, with the canary in it; its id."""
    with store.database.transaction() as session:
        raw = store.files.put(employer, f"mail {uid} {CANARY}".encode())
        row = ReceivedMail(
            employer_id=employer, account="a", folder="INBOX", uidvalidity=1, uid=uid, message_id=f"<{uid}@x>",
            body_sha256="0" * 64, sha256=raw, size=1, sender=f"{CANARY}@example.org", outcome=MailOutcome(outcome),
            documents=[str(key) for key in documents],
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


@pytest.mark.parametrize("tie", ["identity", "quarantine", "duplicate", "joined", "copy"])
def test_what_points_to_a_case_that_stays_is_nobodys_only_when_that_is_gone(ours, other, store, tie: str) -> None:
    """Old enough, and attached to no case: the birth date was never read, or names somebody else; it came twice; it is
    a part of what came in two files; nothing but its page code names the case. An open case keeps it."""
    copy = print_copy(store, open_case(ours))
    born = {"identity": None, "quarantine": date(1970, 1, 1)}.get(tie, date(1980, 5, 17))
    papers = [send(ours, store, a_reply(copy, born=born), salt=f"{n}") for n in range(2 if tie == "duplicate" else 1)]
    with store.database.transaction() as session:
        if tie == "duplicate":  # only the earlier one tells whose it is
            session.execute(text("update replies set proposed_case_id = null, copy_id = null where state='duplicate'"))
        if tie == "joined":
            whole = send(ours, store, a_reply(None), salt="whole")["replies"][0]["id"]
            session.execute(
                text("update replies set state = 'joined', joined_to = :to where copy_id is not null"), {"to": whole}
            )
        if tie == "copy":
            session.execute(text("update replies set case_id = null, proposed_case_id = null"))
    ages_ago(store)

    plan = planned(store, person(store, "casey"))
    run_purge(store, other, plan)

    for paper in papers:
        assert ours.get(f"/documents/{paper['id']}").status_code == 200
    assert ours.get(f"/purges/{plan}").json()["document_ids"] == []


def test_papers_of_nobody_that_hang_together_go_together(ours, other, store) -> None:
    """While one of them is young or held, all of them stay."""
    first, second = (send(ours, store, a_reply(None), salt=f"{n}") for n in range(2))
    with store.database.transaction() as session:
        of = {"one": first["replies"][0]["id"], "other": second["replies"][0]["id"]}
        session.execute(text("update replies set joined_to = :one where id = :other"), of)
    ages_ago(store)
    with store.database.transaction() as session:
        session.execute(text("update documents set created_at = now() where id = :id"), {"id": second["id"]})
    casey = person(store, "casey")

    run_purge(store, other, planned(store, casey))
    assert ours.get(f"/documents/{first['id']}").status_code == 200

    ages_ago(store)
    run_purge(store, other, planned(store, casey))
    assert {ours.get(f"/documents/{each['id']}").status_code for each in (first, second)} == {404}


def test_a_purge_takes_duplicates_parts_and_the_mails_they_came_in(ours, other, store) -> None:
    """The same page faxed twice, the other part of a reply, and each mail as it came once all it brought is gone."""
    case = closed_long_ago(ours, store)
    with store.database.transaction() as session:
        reply = session.scalars(select(Reply).where(Reply.case_id == uuid.UUID(case["id"]))).one()
        whole, document = reply.id, reply.document_id
    twice, part, strange = (send(ours, store, a_reply(None), salt=f"{what} {CANARY}") for what in ("2", "part", "else"))
    with store.database.transaction() as session:
        for paper, column in ((twice, "duplicate_of"), (part, "joined_to"), (strange, "duplicate_of")):
            said = {"to": whole, "id": paper["replies"][0]["id"]}
            session.execute(text(f"update replies set {column} = :to where id = :id"), said)
        quarantined = text("update replies set state = 'quarantine' where id = :id")  # another's birth date is in it
        session.execute(quarantined, {"id": strange["replies"][0]["id"]})
    gone = [
        mail_with(store, other.employer, document),
        mail_with(store, other.employer, twice["id"], part["id"], uid=2),
    ]
    stays = mail_with(store, other.employer, document, strange["id"], uid=3)
    looked_at = mail_with(store, other.employer, document, uid=4, outcome="partly")

    run_purge(store, other, planned(store, person(store, "casey"), cases=[case["id"]]))
    remove_listed(store, untouched=0)

    left = {paper["id"]: ours.get(f"/documents/{paper['id']}").status_code for paper in (twice, part, strange)}
    assert list(left.values()) == [404, 404, 200]
    with store.database.transaction() as session:
        mails = {row.id: row for row in session.scalars(select(ReceivedMail))}
        assert [(mails[key].sha256, mails[key].sender, mails[key].message_id) for key in gone] == [
            (None, "", "<1@x>"), (None, "", "<2@x>")
        ]  # fmt: skip
        assert mails[stays].sha256
        assert mails[looked_at].sha256
    assert sum(CANARY.encode() in store.files.get(e.employer, e.sha256) for e in store.files.every()) == 3

    ages_ago(store)  # also what nobody ever looked at, and what was never taken, has its years
    run_purge(store, other, planned(store, person(store, "casey")))
    remove_listed(store, untouched=0)
    assert CANARY.encode() not in decrypted(store)
    assert CANARY.encode() not in plain_dump(store)


def test_pages_that_found_no_place_stay_until_somebody_has_looked_at_them(ours, other, store) -> None:
    """They may be another patient's: the file stays with them, without what was read of the case."""
    case = closed_long_ago(ours, store)
    with store.database.transaction() as session:
        document = session.scalars(select(Document).join(Reply).where(Reply.case_id == uuid.UUID(case["id"]))).one()
        document.unplaced_pages = [2, 3]
        key, sha256 = document.id, document.sha256

    run_purge(store, other, planned(store, person(store, "casey")))
    remove_listed(store, untouched=0)

    shown = ours.get(f"/documents/{key}").json()
    assert (shown["unplaced_pages"], shown["replies"]) == ([2, 3], [])
    assert store.files.has(other.employer, sha256)
    assert ours.get(f"/cases/{case['id']}").status_code == 404


@pytest.mark.parametrize("years", [0, -5, 151, 10**9])
def test_years_that_no_calendar_or_rule_has_are_refused(ours, store, years: int) -> None:
    """Below what the rules ask, and beyond any day that can be counted."""
    with acting(store, person(store, "casey")) as act, pytest.raises(BadInput, match="no class medical"):
        set_years(act, {"medical": years})


def test_a_store_of_many_files_is_compared_by_the_database(ours, other, store, monkeypatch) -> None:
    """More than a query takes parameters: every orphan is found, what rows name stays, in a handful of statements."""
    received = receive(store, other.employer, b"with a row", source="upload")
    many = [f"{number:064x}" for number in range(70_000)]
    loose = (Stored(other.employer, sha256, 1, 0.0) for sha256 in [*many, received.sha256])
    monkeypatch.setattr(store.files, "every", lambda: loose)
    monkeypatch.setattr(sweeping, "remove_listed", lambda *_, **__: -1)

    assert sweep_orphans(store) == -1
    with store.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(FileRemoval)) == len(many)
        assert unreferred(session, other.employer, [*many, received.sha256]) == set(many)
        session.execute(delete(FileRemoval))


def test_files_without_a_row_are_swept_when_they_are_a_day_old(ours, other, store) -> None:
    """What a crash before the commit left goes; what somebody may be about to commit, and what rows name, stays."""
    received = receive(store, other.employer, b"with a row", source="upload")
    orphan = store.files.put(other.employer, b"orphan")
    stranger = store.files.put(uuid.uuid4(), b"of nobody here")

    assert sweep_orphans(store) == 0
    with removing(store), pytest.raises(Unavailable, match="backup"):
        sweep_orphans(store, older_than=0)
    with store.database.transaction() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    assert sweep_orphans(store, older_than=0) == 0  # a newer version's tables may name it
    with store.database.transaction() as session:
        session.execute(text("update alembic_version set version_num = :ours"), {"ours": newest()})
    assert sweep_orphans(store, older_than=0) == 1
    assert not store.files.has(other.employer, orphan)
    assert store.files.get(other.employer, received.sha256) == b"with a row"
    assert stranger in {each.sha256 for each in store.files.every()}
