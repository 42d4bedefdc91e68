"""The tray over HTTP: what found no place, in one list, until a person has placed or settled it."""

from __future__ import annotations

import uuid

import pytest

from api.store.opening import Store
from api.store.tables import Document, DocumentState, MailOutcome, ReceivedMail

pytestmark = pytest.mark.integration


@pytest.fixture
def tray(ours, theirs, store: Store) -> dict[str, str]:
    """A cover sheet, an encrypted file, a mail without attachment; a document and a mail that need nobody."""
    employers = {}
    for http in (ours, theirs):
        sent = http.post("/documents", content=b"%PDF-" + str(id(http)).encode(), headers=KIND)
        with store.database.transaction() as session:
            employers[http] = session.get_one(Document, uuid.UUID(sent.json()["id"])).employer_id
    rows = {
        "cover": Document(state=DocumentState.DONE, unplaced_pages=[1, 4], **document(1)),
        "locked": Document(state=DocumentState.SET_ASIDE, reasons=["encrypted"], **document(2)),
        "words": ReceivedMail(outcome=MailOutcome.SET_ASIDE, reasons=["no_attachment"], **mail(1)),
        "taken": ReceivedMail(outcome=MailOutcome.TAKEN, **mail(2)),
        "placed": Document(state=DocumentState.DONE, **document(3)),
    }
    with store.database.transaction() as session:
        for row in rows.values():
            row.employer_id = employers[ours]
            session.add(row)
            session.flush()
            if isinstance(row, ReceivedMail):
                row.sha256 = store.files.put(row.employer_id, b"From: a\r\n\r\nCall me.")
    return {name: str(row.id) for name, row in rows.items()}


KIND = {"Content-Type": "application/pdf"}


def document(number: int) -> dict:
    """What a document needs."""
    return {"sha256": f"{number:064}", "size": 9, "source": "fax", "sender": "555-0100"}


def mail(number: int) -> dict:
    """What a mail needs."""
    return {
        "account": "a@b", "folder": "INBOX", "uidvalidity": 1, "uid": number, "message_id": f"<{number}@b>",
        "body_sha256": "0" * 64, "size": 9, "sender": "x@y",
    }  # fmt: skip


def test_everything_without_a_place_is_in_one_list_with_its_reason(ours, theirs, tray) -> None:
    """Page by page too; nothing of it is another employer's."""
    items = ours.get("/tray").json()["items"]

    assert [each["id"] for each in items] == [tray["words"], tray["locked"], tray["cover"]]
    assert [each["reasons"][0]["code"] for each in items[:2]] == ["no_attachment", "encrypted"]
    assert items[0]["reasons"][0]["sentence"].startswith("The mail has no attachment")
    assert (items[2]["pages"], items[2]["sender"]) == ([1, 4], "555-0100")
    assert theirs.get("/tray").json()["items"] == []
    paged, after = [], {}
    while True:
        page = ours.get("/tray", params={"limit": 1, **after}).json()
        paged += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert paged == [each["id"] for each in items]


def test_a_person_settles_a_mail_once_and_it_is_kept(ours, theirs, tray) -> None:
    """It leaves the tray; the mail itself stays on file, for downloading only."""
    where = f"/mails/{tray['words']}"
    assert theirs.post(f"{where}/settlement").status_code == 404
    assert ours.post(f"/mails/{tray['taken']}/settlement").json()["code"] == "not_to_settle"

    assert ours.post(f"{where}/settlement").json()["settled_at"]

    assert ours.post(f"{where}/settlement").status_code == 409
    assert tray["words"] not in [each["id"] for each in ours.get("/tray").json()["items"]]
    came = ours.get(f"{where}/file")
    assert came.content.endswith(b"Call me.")
    assert came.headers["content-disposition"].startswith("attachment")


def test_a_settled_document_leaves_the_tray(ours, store, tray) -> None:
    """As it leaves the list of documents that wait."""
    with store.database.transaction() as session:
        session.get_one(Document, uuid.UUID(tray["cover"])).ended_at = session.get_one(
            Document, uuid.UUID(tray["cover"])
        ).created_at
    assert ours.post(f"/documents/{tray['cover']}/settlement").status_code == 200

    assert tray["cover"] not in [each["id"] for each in ours.get("/tray").json()["items"]]
