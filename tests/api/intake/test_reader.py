"""With the real reader: a filled PDF of ours reaches its case; files that are none of ours end with their reason."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image
from sqlalchemy import select

from api.intake.process import Processor
from api.intake.reader import reader
from api.intake.receive import receive
from api.store.opening import Store
from api.store.tables import Document, DocumentState, Evidence, FieldReading, Reply, ReplyState
from cases.errors import BadInput, Unavailable
from forms.editions import Library
from generate.copies import personalise
from tests.api.intake.conftest import BIRTH, OpenCase

pytestmark = pytest.mark.integration


def brought_to_its_end(store: Store, case: OpenCase, content: bytes) -> Document:
    """Receive a file and process it here and now."""
    received = receive(store, case.employer_id, content, source="upload")
    Processor(store, reader(store.page_keys)).process(received.document_id, lambda session: None)
    with store.database.transaction() as session:
        return session.get_one(Document, received.document_id)


def filled(store: Store, case: OpenCase, birth_date: str) -> bytes:
    """The case's copy, typed by the office; nobody has signed it."""
    values = {"avoid_bending": True, "begin_date": "2026-11-20", case.birth_field: birth_date}
    return personalise(Library().current(case.form), values, case.copy_id, store.page_keys[0])


def test_a_filled_pdf_reaches_its_case_with_its_evidence(store: Store, case: OpenCase) -> None:
    """Typed by the office, the code verified: attached by machine, each reading kept, its pictures stored; unsigned."""
    document = brought_to_its_end(store, case, filled(store, case, BIRTH.isoformat()))

    with store.database.transaction() as session:
        placed = session.scalars(select(Reply)).one()
        bending = session.scalars(select(FieldReading).where(FieldReading.field == "avoid_bending")).one().reading
        pictures = session.scalars(select(Evidence)).all()
    assert document.state is DocumentState.DONE
    assert (placed.code, placed.identity, placed.case_id) == ("verified", "agree", case.case_id)
    assert (placed.state, "unsigned" in placed.reasons) == (ReplyState.REVIEW, True)
    assert (bending.value, bending.status) == (True, "accepted")
    assert pictures
    assert {p.file_sha256 for p in pictures} == {pictures[0].file_sha256}
    together = store.files.get(case.employer_id, pictures[0].file_sha256)
    assert all(p.cut(together).startswith(b"\x89PNG") for p in pictures)
    assert all(p.cut(together).endswith(b"IEND\xaeB`\x82") for p in pictures)


def test_somebody_elses_filled_pdf_is_quarantined(store: Store, case: OpenCase) -> None:
    """The code is ours, the birth date is another's."""
    brought_to_its_end(store, case, filled(store, case, "1971-03-09"))

    with store.database.transaction() as session:
        held = session.scalars(select(Reply)).one()
    assert (held.state, held.case_id) == (ReplyState.QUARANTINE, None)


def encrypted() -> bytes:
    """A PDF that asks for a password."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(user="u", owner="o"))
    return out.getvalue()


def pages(count: int) -> bytes:
    """A PDF of blank pages."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def picture() -> bytes:
    """A photograph of nothing."""
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PNG")
    return out.getvalue()


FILES = {
    "empty": (b"", "empty_file"),
    "words": (b"just some words", "unsupported_type"),
    "encrypted": (encrypted(), "encrypted"),
    "truncated": (encrypted()[:200], None),
    "5,000 pages": (pages(5000), "too_many_pages"),
    "no form": (picture(), "no_form_found"),
}


def test_files_that_are_no_form_end_with_their_reason_and_the_next_is_read(store: Store, case: OpenCase) -> None:
    """Each is a document that a person can look at; none stops the good one after it."""
    for name, (content, reason) in FILES.items():
        document = brought_to_its_end(store, case, content)
        assert document.state is DocumentState.SET_ASIDE, name
        assert document.reasons == [reason] if reason else document.reasons, name

    assert brought_to_its_end(store, case, filled(store, case, BIRTH.isoformat())).state is DocumentState.DONE


def test_nothing_is_accepted_when_the_disk_is_nearly_full(store: Store, case: OpenCase) -> None:
    """Refused before anything is written; a file that is too large likewise."""
    short = Store(**{**vars(store), "settings": store.settings.model_copy(update={"min_free": 10**9})})
    with pytest.raises(Unavailable) as full:
        receive(short, case.employer_id, b"content", source="upload")
    small = Store(**{**vars(store), "settings": store.settings.model_copy(update={"max_file": 1})})
    with pytest.raises(BadInput) as large:
        receive(small, case.employer_id, b"x" * (2**20 + 1), source="upload")

    assert (full.value.code, large.value.code) == ("disk_full", "too_large")
    with store.database.transaction() as session:
        assert session.scalars(select(Document)).all() == []
    assert not any(p.is_file() for p in store.files.folder.rglob("*"))
