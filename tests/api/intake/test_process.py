"""From the file to the case: what is attached, what is held back, what is linked, and what stops an offer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from api.intake import tasks
from api.intake.process import Processor
from api.intake.receive import receive
from api.store.opening import Store
from api.store.tables import (
    Copy,
    CopyState,
    Document,
    DocumentState,
    ReEvaluation,
    Reply,
    ReplyReport,
    ReplyState,
    RestrictionSet,
    User,
)
from cases.errors import Unavailable
from forms.codes import new_copy_id
from tests.api.intake import scripted
from tests.api.intake.conftest import OpenCase, file_of, reading, reply

pytestmark = pytest.mark.integration


@pytest.fixture
def process(store: Store, case: OpenCase) -> Callable[..., list[Reply]]:
    """Receive a file of replies and bring it to its end, here and now; the replies found in it."""

    def run(*replies: dict[str, Any], **more: Any) -> list[Reply]:
        received = receive(store, case.employer_id, file_of(*replies, **more), source="upload")
        Processor(store, scripted.read).process(received.document_id, lambda session: None)
        with store.database.transaction() as session:
            assert session.get_one(Document, received.document_id).ended_at
            of_document = select(Reply).where(Reply.document_id == received.document_id).order_by(Reply.number)
            return list(session.scalars(of_document))

    return run


def open_re_evaluations(store: Store, case: OpenCase) -> set[uuid.UUID]:
    """The replies that stop offers for the case."""
    with store.database.transaction() as session:
        query = select(ReEvaluation.reply_id).where(
            ReEvaluation.case_id == case.case_id, ReEvaluation.closed_at.is_(None)
        )
        return set(session.scalars(query))


def test_a_clean_typed_reply_is_ready(store: Store, case: OpenCase, process: Callable[..., list[Reply]]) -> None:
    """Attached to its case, its copy marked as received, offers stopped until a person has confirmed it."""
    (placed,) = process(reply(case))

    assert (placed.state, placed.case_id, placed.reasons) == (ReplyState.READY, case.case_id, [])
    assert open_re_evaluations(store, case) == {placed.id}
    with store.database.transaction() as session:
        assert session.scalars(select(Copy)).one().state is CopyState.RECEIVED


def test_an_unread_birth_date_waits_and_stops_offers(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """Penned: not attached, but the case its code names gets no offer meanwhile."""
    penned = reading(None, status="review", source="handwriting")
    (held,) = process(reply(case, fields={case.birth_field: penned}))

    assert (held.state, held.case_id, held.proposed_case_id) == (ReplyState.IDENTITY, None, case.case_id)
    assert open_re_evaluations(store, case) == {held.id}


def test_somebody_elses_birth_date_is_quarantined(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """Not attached; a person sees both."""
    (held,) = process(reply(case, fields={case.birth_field: reading("1955-01-02")}))

    assert (held.state, held.case_id) == (ReplyState.QUARANTINE, None)
    assert held.reasons == ["identity_mismatch"]


def test_the_same_form_faxed_again_is_linked_and_applied_once(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """Other bytes, the same readings: a duplicate of the first, without a re-evaluation of its own."""
    (first,) = process(reply(case), salt="monday")
    (second,) = process(reply(case), salt="tuesday")

    assert (second.state, second.duplicate_of, second.case_id) == (ReplyState.DUPLICATE, first.id, None)
    assert open_re_evaluations(store, case) == {first.id}


def test_a_changed_copy_of_the_same_page_is_a_second_version(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """One box more: a new reply, for review, beside the first; neither is touched."""
    (first,) = process(reply(case))
    fields = {**reply(case)["fields"], "avoid_lifting": reading(True)}
    (second,) = process(reply(case, fields=fields))

    assert (first.state, second.state) == (ReplyState.READY, ReplyState.REVIEW)
    assert second.reasons == ["second_version"]
    assert open_re_evaluations(store, case) == {first.id, second.id}


def test_the_first_version_sent_again_after_a_second_is_no_duplicate(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """The office may mean that it holds again: a person sees it, and offers stop. Sent once more it is a duplicate."""
    changed = reply(case, fields={**reply(case)["fields"], "avoid_bending": reading(False)})
    process(reply(case), salt="monday")
    process(changed)
    (back,) = process(reply(case), salt="wednesday")
    (again,) = process(reply(case), salt="thursday")

    assert (back.state, back.reasons) == (ReplyState.REVIEW, ["second_version"])
    assert back.id in open_re_evaluations(store, case)
    assert again.state is ReplyState.DUPLICATE


def test_two_replies_alike_but_for_a_doubtful_mark_are_not_the_same(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """All marks are in doubt, so all readings are empty; whether their pictures differ decides."""
    doubtful = reading(None, status="review", source="mark", evidence="crop")
    marked = reply(case, status="review", fields={**reply(case)["fields"], "x": doubtful})

    (first,) = process(marked, pictures={"crop": "00"}, salt="monday")
    (alike,) = process(marked, pictures={"crop": "00"}, salt="tuesday")
    (other,) = process(marked, pictures={"crop": "01"})

    assert (alike.state, alike.duplicate_of) == (ReplyState.DUPLICATE, first.id)
    assert other.state is ReplyState.REVIEW
    assert "second_version" in other.reasons


def test_several_replies_in_one_file_each_find_their_case(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """One for the case, one of an unknown copy, and a page that belongs nowhere: nothing is dropped."""
    stranger = reply(case, number=2, copy="ZZZZZZZZZZ")
    placed, unplaced = process(reply(case, unplaced_pages=[3]), stranger)

    assert (placed.state, unplaced.state) == (ReplyState.READY, ReplyState.UNPLACED)
    assert unplaced.reasons == ["unknown_copy"]
    with store.database.transaction() as session:
        document = session.get_one(Document, placed.document_id)
        assert (document.state, document.unplaced_pages) == (DocumentState.DONE, [3])


def test_a_code_that_is_not_ours_routes_nothing(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """A forged page with a true copy id and birth date is attached by a person or not at all."""
    (forged,) = process(reply(case, code="unverified"))

    assert (forged.state, forged.case_id) == (ReplyState.UNPLACED, None)
    assert forged.reasons == ["code_unverified"]


def test_running_a_stage_again_changes_nothing(store: Store, case: OpenCase) -> None:
    """A job that ran twice leaves what one run leaves."""
    received = receive(store, case.employer_id, file_of(reply(case)), source="upload")
    processor = Processor(store, scripted.read)
    for _ in range(3):
        processor.process(received.document_id, lambda session: None)

    with store.database.transaction() as session:
        assert len(session.scalars(select(Reply)).all()) == 1
        assert len(session.scalars(select(ReEvaluation)).all()) == 1


def test_a_reply_that_can_tighten_nothing_does_not_stop_offers(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """The same restrictions as those in force, on a later copy: the re-evaluation is closed again by machine."""
    (first,) = process(reply(case))
    confirm(store, first)
    copy_id = another_copy(store, case)
    (second,) = process(reply(case, copy=copy_id))

    assert second.state is ReplyState.READY
    assert open_re_evaluations(store, case) == {first.id}


def test_a_doubtful_field_on_an_equal_reply_stops_offers(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """Nothing tighter was read, but a box that nobody could read may be a tick."""
    (first,) = process(reply(case))
    confirm(store, first)
    fields = {**reply(case)["fields"], "avoid_lifting": reading(None, status="review", source="mark")}
    (second,) = process(reply(case, copy=another_copy(store, case), status="review", fields=fields))

    assert open_re_evaluations(store, case) == {first.id, second.id}


def confirm(store: Store, confirmed: Reply) -> None:
    """A person confirms a reply (what the casework room does, without its checks)."""
    with store.database.transaction() as session:
        user = User(id=uuid.uuid4(), employer_id=confirmed.employer_id, login="c", name="C")
        session.add(user)
        session.flush()
        report = session.scalars(select(ReplyReport.report).where(ReplyReport.reply_id == confirmed.id)).one()
        session.get_one(Reply, confirmed.id).state = ReplyState.CONFIRMED
        session.add(
            RestrictionSet(
                employer_id=user.employer_id, case_id=confirmed.case_id, reply_id=confirmed.id, report=report,
                confirmed_by=user.id,
            )
        )  # fmt: skip


def another_copy(store: Store, case: OpenCase) -> str:
    """A second copy, printed for the same case later."""
    copy_id = new_copy_id()
    with store.database.transaction() as session:
        session.add(
            Copy(
                employer_id=case.employer_id, copy_id=copy_id, case_id=case.case_id, form=case.form,
                edition=case.edition,
            )
        )  # fmt: skip
    return copy_id


def test_a_document_half_done_by_the_version_before_is_finished(
    store: Store, case: OpenCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deployed in between: what the old reader wrote is used as it is, and nothing is read twice."""
    received = receive(store, case.employer_id, file_of(reply(case)), source="upload")

    class Deployed(Exception):
        pass

    def stop(*_: object) -> None:
        raise Deployed

    with monkeypatch.context() as before:
        before.setattr("api.intake.reading.EDITION", "read-0")
        before.setattr("api.intake.place.place_replies", stop)
        with pytest.raises(Deployed):
            Processor(store, scripted.read).process(received.document_id, lambda session: None)
    Processor(store, scripted.read).process(received.document_id, lambda session: None)

    with store.database.transaction() as session:
        assert session.scalars(select(Reply)).one().state is ReplyState.READY


def test_a_forged_page_does_not_hide_the_true_one(
    store: Store, case: OpenCase, process: Callable[..., list[Reply]]
) -> None:
    """Alike but for the code's trust: the true page is no duplicate of the forged one."""
    process(reply(case, code="unverified"))
    (true,) = process(reply(case))

    assert true.state is ReplyState.REVIEW
    assert true.reasons == ["second_version"]


def test_a_document_that_was_purged_meanwhile_is_no_failure(store: Store) -> None:
    """Its job finds nothing to do: nobody has to look at it, and it is not tried again."""
    Processor(store, scripted.read).process(uuid.uuid4(), lambda session: None)

    with store.database.transaction() as session:
        assert not session.scalars(select(Document)).all()


def test_one_step_of_tidying_that_fails_keeps_none_from_its_turn(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file store is down: uploads, the reader's folders and orphans are looked after all the same."""
    turns: list[str] = []

    def down() -> int:
        turns.append("files")
        raise Unavailable("The object store does not answer.", code="store_down")

    monkeypatch.setattr(store.files, "sweep", down)
    monkeypatch.setattr(tasks.uploads, "sweep", lambda _: turns.append("uploads"))
    monkeypatch.setattr(tasks.forkserver, "sweep", lambda: turns.append("reader"))
    monkeypatch.setattr(tasks.sweeping, "tidy", lambda _: turns.append("orphans"))

    tasks.tidy(store)

    assert turns == ["files", "uploads", "reader", "orphans"]
