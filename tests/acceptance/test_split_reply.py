"""A real form of two pages, filled by a simulated office and faxed in two calls: one reply in the mail room.

Pages come from the fax machine of the tests; reader, database and mail room are the real ones.
"""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from sqlalchemy import select

from api.intake.join import readings_of
from api.intake.process import Processor
from api.intake.reader import reader
from api.intake.receive import receive
from api.store.opening import Store
from api.store.tables import Case, Copy, Evidence, Reply, ReplyReport, ReplyState, Worker
from tests.benchmarks.specimens import KEY, copy, copy_id, edition
from tests.fax.files import pack
from tests.fax.profiles import TUNING
from tests.fax.replies import simulate

pytestmark = [pytest.mark.acceptance, pytest.mark.integration, pytest.mark.xdist_group("pages")]
FORM = "provider-examination-report"
NUMBER = 60


@pytest.fixture
def printed(store: Store, employer: uuid.UUID) -> uuid.UUID:
    """The copy as it was printed for an open case; the employer."""
    with store.database.transaction() as session:
        worker = Worker(id=uuid.uuid4(), employer_id=employer, name="Robin Example", birth_date=date(1980, 5, 17))
        session.add(worker)
        session.flush()
        case = Case(id=uuid.uuid4(), employer_id=employer, worker_id=worker.id, injury_date=date(2026, 3, 2))
        session.add(case)
        session.flush()
        session.add(
            Copy(
                employer_id=employer, case_id=case.id, copy_id=copy_id(TUNING, NUMBER), form=FORM,
                edition=edition(FORM).map.edition,
            )
        )  # fmt: skip
    return employer


def test_a_reply_faxed_in_two_calls_says_what_it_would_have_said_in_one(store: Store, printed: uuid.UUID) -> None:
    """Page 2 first, then page 1: each misses the other; joined, every answer and restriction is there."""
    pages = [p.arrived for p in simulate(copy(TUNING, NUMBER, FORM), TUNING, NUMBER, "fine").pages]
    read = reader((KEY,))
    (together,) = read(pack(pages, "tiff-g3")).documents

    for page in reversed(pages):
        document = receive(store, printed, pack([page], "tiff-g3"), source="fax").document_id
        Processor(store, read).process(document, lambda _: None)

    with store.database.transaction() as session:
        part, whole = session.scalars(select(Reply).order_by(Reply.created_at)).all()
        found = readings_of(session, whole)
        pictures = set(session.scalars(select(Evidence.name).where(Evidence.reply_id == whole.id)))
        said = session.scalars(
            select(ReplyReport).where(ReplyReport.reply_id == whole.id).order_by(ReplyReport.created_at.desc())
        ).first()
    assert (part.state, part.joined_to) == (ReplyState.JOINED, whole.id)
    assert whole.proposed_case_id is not None
    assert "page_missing" not in whole.reasons
    assert {n: (r.status, r.value) for n, r in found.items()} == {
        n: (r.status, r.value) for n, r in together.fields.items()
    }
    assert {r.evidence for r in found.values() if r.evidence} <= pictures
    assert said.report.restrictions == together.restrictions
    assert set(whole.reasons) >= set(together.reasons)
