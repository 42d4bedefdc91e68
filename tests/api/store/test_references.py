"""No table is forgotten when it is asked which files are still needed."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import String
from sqlalchemy.dialects.postgresql import JSONB

from api.store.opening import Store
from api.store.references import columns, referred, unreferred
from api.store.tables import Document, Mailing, MailOutcome, PrintBatch, ReceivedMail, Upload, UploadPart, User
from api.store.tables.base import Base, now

# Columns of JSON that hold no address of a file. A new one goes either here or, if it names files, gets a name in
# `files`: otherwise the files that only it refers to would be removed after a day.
WITHOUT_ADDRESSES = {
    "agreed_by", "case_ids", "counts", "details", "document_ids", "documents", "events", "match", "missing", "named",
    "options", "outcome", "pairs", "policy_warnings", "reasons", "scopes", "sender", "sought", "terms", "why", "years",
}  # fmt: skip
NO_ADDRESSES = {"received_mails.body_sha256", "replies.fingerprint", "uploads.sha256"}  # of 64 characters


def test_each_column_that_may_hold_addresses_is_known_for_one_or_for_none() -> None:
    """Found by its name; what looks like one and is none is written down above."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if type(column.type) is JSONB:
                assert column in columns() or column.name in WITHOUT_ADDRESSES, f"{table.name}.{column.name}"
            if isinstance(column.type, String) and column.type.length == 64:
                assert column in columns() or str(column) in NO_ADDRESSES, f"{table.name}.{column.name}"
            assert column.info.get("owner", "employer_id") in table.columns or column not in columns()


@pytest.mark.integration
def test_addresses_are_found_in_columns_and_in_lists_of_files(store: Store, employer: uuid.UUID) -> None:
    """Whatever refers to a file keeps it; another employer's reference does not."""
    in_row, in_list, in_batch, loose = (digit * 64 for digit in "abcd")
    with store.database.transaction() as session:
        user = User(employer_id=employer, login="casey", name="Casey")
        session.add(user)
        session.flush()
        mailing = Mailing(
            employer_id=employer, title="x", key="x", source_sha256=in_list, options={}, made_by=user.id, sought=None
        )
        session.add_all([Document(employer_id=employer, sha256=in_row, size=1, source="upload"), mailing])
        session.flush()
        files = [{"name": "batch.pdf", "sha256": in_batch}, {"name": "manifest.csv", "sha256": in_row}]
        session.add(PrintBatch(employer_id=employer, mailing_id=mailing.id, number=1, files=files))
        session.flush()

        assert set(referred(session)) == {(employer, each) for each in (in_row, in_list, in_batch)}
        assert unreferred(session, employer, [in_row, in_list, in_batch, loose]) == {loose}
        assert unreferred(session, uuid.uuid4(), [in_row]) == {in_row}


@pytest.mark.integration
def test_a_piece_of_an_upload_lies_under_the_upload(store: Store, employer: uuid.UUID) -> None:
    """It is kept and backed up where it lies; a hash that was announced, and that of a mail's body, are no files."""
    with store.database.transaction() as session:
        user = User(employer_id=employer, login="casey", name="Casey")
        session.add(user)
        session.flush()
        upload = Upload(employer_id=employer, made_by=user.id, key="7f3a", size=9, expires_at=now(), sha256="d" * 64)
        session.add(upload)
        session.flush()
        session.add(UploadPart(employer_id=employer, upload_id=upload.id, start=0, size=9, sha256="a" * 64))
        mail = {"account": "a@b", "folder": "INBOX", "uidvalidity": 1, "uid": 1, "message_id": "<1@b>", "size": 9}
        session.add(
            ReceivedMail(
                employer_id=employer, **mail, body_sha256="b" * 64, sha256="c" * 64, sender="x@y",
                outcome=MailOutcome.SET_ASIDE,
            )
        )  # fmt: skip
        session.flush()

        assert set(referred(session)) == {(upload.id, "a" * 64), (employer, "c" * 64)}
