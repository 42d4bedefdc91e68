"""A reply that came in two files becomes one, where nothing can be mixed up; else its parts stay apart."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from api.intake import reading
from api.intake.join import join_replies
from api.intake.place import place_replies
from api.intake.process import Processor
from api.intake.propose import propose
from api.intake.receive import receive
from api.store.filed import filed
from api.store.opening import Store
from api.store.tables import Case, Copy, Document, ReEvaluation, Reply, ReplyReport, ReplyState, Worker
from extract.check import check, status_of
from extract.restrictions import derive
from forms.codes import new_copy_id
from forms.editions import Library
from forms.readings import Reading
from tests.api.intake import scripted
from tests.api.intake.conftest import BIRTH, file_of

pytestmark = pytest.mark.integration
FORM = Library().current("provider-examination-report").map  # two pages; the birth date is on the second


@pytest.fixture
def copy_id(store: Store, employer: uuid.UUID) -> str:
    """A printed copy of the form of two pages, for an open case."""
    printed = new_copy_id()
    own = {"employer_id": employer}
    with store.database.transaction() as session:
        worker = Worker(id=uuid.uuid4(), name="Robin Example", birth_date=BIRTH, **own)
        session.add(worker)
        session.flush()
        case = Case(id=uuid.uuid4(), worker_id=worker.id, injury_date=date(2026, 11, 2), **own)
        session.add(case)
        session.flush()
        session.add(Copy(copy_id=printed, case_id=case.id, form=FORM.form, edition=FORM.edition, **own))
    return printed


def part(copy_id: str, *pages: int, **changed: Any) -> dict[str, Any]:
    """What the reader makes of some pages of the form: every field on them typed or empty, the rest missing."""
    fields = {}
    for field in FORM.fields:
        place = FORM.places_of(field.name)[0]
        value = False if field.kind in ("check", "signature") else None
        value = {"birth_date": BIRTH.isoformat()}.get(field.name, value)
        here = place.page in pages
        read = {"value": changed.get(field.name, value), "status": "accepted", "confidence": 1.0}
        gone = {"value": None, "status": "missing", "confidence": 0.0}
        fields[field.name] = (read if here else gone) | {"source": "acroform", "page": place.page, "box": place.box}
    readings = {name: Reading.model_validate(each) for name, each in fields.items()}
    reasons = check(FORM, readings)
    return {
        "file": "x", "document": 1, "pages": list(range(1, len(pages) + 1)), "form": FORM.form,
        "edition": FORM.edition, "copy": copy_id, "code": changed.get("code", "verified"),
        "status": status_of(reasons), "reasons": list(reasons), "fields": fields,
        "report": derive(FORM, readings, "x").report.model_dump(mode="json", by_alias=True),
    }  # fmt: skip


def come(store: Store, employer: uuid.UUID, *replies: dict[str, Any], salt: str = "") -> uuid.UUID:
    """A file comes in and is worked off; the id of its document."""
    document = receive(store, employer, file_of(*replies, salt=salt), source="fax").document_id
    Processor(store, scripted.read).process(document, lambda _: None)
    return document


def replies(store: Store) -> list[Reply]:
    """All replies, in the order they came."""
    with store.database.transaction() as session:
        return list(session.scalars(select(Reply).order_by(Reply.created_at)))


def newest_report(store: Store, reply: Reply) -> Any:
    """What a reply says now."""
    with store.database.transaction() as session:
        query = select(ReplyReport).where(ReplyReport.reply_id == reply.id).order_by(ReplyReport.created_at.desc())
        return session.scalars(query).first().report


RADIO = FORM.field("consistent")  # on the first page
LIFT = {"consistent": RADIO.options[0].value, "bend": "not_at_all", "status": "with_restrictions"}


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_files_with_a_page_each_are_one_reply(
    store: Store, employer: uuid.UUID, copy_id: str, order: tuple[int, int]
) -> None:
    """It says what the same pages in one file would have said, and is attached by the birth date on one of them."""
    for page in order:
        come(store, employer, part(copy_id, page, **LIFT))
    first, whole = replies(store)

    together = part(copy_id, 1, 2, **LIFT)
    assert (first.state, first.joined_to) == (ReplyState.JOINED, whole.id)
    assert "page_missing" not in whole.reasons
    assert set(whole.reasons) == set(together["reasons"])
    assert whole.case_id is not None
    said = newest_report(store, whole).model_dump(mode="json", by_alias=True)
    assert said == together["report"] | {"document": str(whole.id)}
    with store.database.transaction() as session:
        assert [f.report.document for f in filed(session, whole.case_id)] == [str(whole.id)]
        opened = session.scalars(select(ReEvaluation).where(ReEvaluation.closed_at.is_(None))).all()
        assert {each.reply_id for each in opened} == {whole.id}


def test_a_second_version_of_a_page_is_never_joined(store: Store, employer: uuid.UUID, copy_id: str) -> None:
    """Two first pages with other ink, then a second page: nobody can say which belongs to it."""
    come(store, employer, part(copy_id, 1))
    come(store, employer, part(copy_id, 1, **LIFT))
    come(store, employer, part(copy_id, 2))

    assert [r.joined_to for r in replies(store)] == [None] * 3
    assert "second_version" in replies(store)[1].reasons


def test_the_same_page_again_is_a_duplicate_before_and_after_the_joining(
    store: Store, employer: uuid.UUID, copy_id: str
) -> None:
    """Faxed twice, then the other page, then the first once more: one reply, nothing applied twice."""
    for number, page in enumerate((1, 1, 2, 1, 2)):
        come(store, employer, part(copy_id, page, **LIFT), salt=str(number))

    states = [r.state for r in replies(store)]
    assert states[:2] == [ReplyState.JOINED, ReplyState.DUPLICATE]
    assert states[2] in (ReplyState.REVIEW, ReplyState.READY)
    assert states[3:] == [ReplyState.DUPLICATE] * 2


def test_parts_of_an_edition_that_is_not_here_stay_apart(
    store: Store, employer: uuid.UUID, copy_id: str, tmp_path: Path
) -> None:
    """A form that was taken away since: nothing says what its fields mean together, so a person sees both."""
    come(store, employer, part(copy_id, 1))
    content = file_of(part(copy_id, 2), salt="")
    document = receive(store, employer, content, source="fax").document_id

    Processor(store, scripted.read, editions=Library(tmp_path)).process(document, lambda _: None)

    assert ReplyState.JOINED not in {each.state for each in replies(store)}


def test_what_a_person_has_begun_with_is_left_alone(store: Store, employer: uuid.UUID, copy_id: str) -> None:
    """Attached by hand: the other page comes as a reply of its own, beside it."""
    come(store, employer, part(copy_id, 1))
    with store.database.transaction() as session:
        begun = session.scalars(select(Reply)).one()
        begun.state = ReplyState.CONFIRMED
    come(store, employer, part(copy_id, 2))

    assert [r.joined_to for r in replies(store)] == [None, None]


@pytest.mark.parametrize("code", ["unverified", "none"])
def test_pages_without_our_own_code_are_never_joined(
    store: Store, employer: uuid.UUID, copy_id: str, code: str
) -> None:
    """A forged page must not complete a true one."""
    come(store, employer, part(copy_id, 1))
    come(store, employer, part(copy_id, 2, code=code))

    assert [r.joined_to for r in replies(store)] == [None, None]


def test_a_page_on_which_ink_was_lost_puts_the_other_in_doubt(store: Store, employer: uuid.UUID, copy_id: str) -> None:
    """One office, one pen: as if both had come in one file, no box of the other page is surely empty."""
    thin, other = part(copy_id, 1), part(copy_id, 2)
    box = RADIO.name
    thin["fields"][box] |= {"status": "review", "value": None, "confidence": 0.5, "reason": "thin_page"}
    for each in other["fields"].values():
        each["source"] = "mark"
    come(store, employer, thin)
    come(store, employer, other)

    whole = replies(store)[1]
    assert "fields_in_review" in whole.reasons
    assert not whole.clean


def test_both_files_at_once_are_still_one_reply(store: Store, employer: uuid.UUID, copy_id: str) -> None:
    """Two workers: whichever comes second finds the other's."""
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda page: come(store, employer, part(copy_id, page, **LIFT)), (1, 2)))

    is_one(store)


def is_one(store: Store) -> Reply:
    """Of two replies one is the whole, and the other is joined to it; the whole."""
    one, other = replies(store)
    assert {one.state, other.state} >= {ReplyState.JOINED}
    whole = other if one.joined_to else one
    assert whole.state is not ReplyState.JOINED
    assert {one.joined_to, other.joined_to} == {None, whole.id}
    assert "page_missing" not in whole.reasons
    return whole


def test_two_parts_in_one_file_are_joined_once(store: Store, employer: uuid.UUID, copy_id: str) -> None:
    """The second of them is part of the first by then."""
    come(store, employer, part(copy_id, 1, **LIFT), part(copy_id, 2, **LIFT) | {"document": 2})

    is_one(store)


STAGES = {
    "join": lambda session, document: join_replies(session, document, Library()),
    "place": lambda session, document: place_replies(session, document, Library()),
    "propose": propose,
}


def run(store: Store, document: uuid.UUID, *stages: str) -> None:
    """One stage after the other, each in a transaction of its own, as a worker does."""
    for stage in stages:
        with store.database.transaction() as session:
            STAGES[stage](session, session.get_one(Document, document))


def only_read(store: Store, employer: uuid.UUID, copy_id: str, page: int) -> uuid.UUID:
    """One page of a copy comes in and is read, no more; the id of its document."""
    key = receive(store, employer, file_of(part(copy_id, page, **LIFT)), source="fax").document_id
    with store.database.transaction() as session:
        document = session.get_one(Document, key)
        reading.keep(session, document, reading.look(store.files, scripted.read, employer, document.sha256))
    return key


def wait_for_a_waiter(store: Store) -> None:
    """Until some transaction waits for what another holds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with store.database.transaction() as session:
            if session.scalar(text("select count(*) from pg_locks where not granted")):
                return
        time.sleep(0.01)
    raise AssertionError("Nobody waits: the stages do not take turns.")


@pytest.mark.parametrize(("done", "beside"), [((), "join"), (("join",), "place"), (("join", "place"), "propose")])
def test_a_stage_that_begins_while_its_reply_is_being_joined_sees_what_it_became(
    store: Store, employer: uuid.UUID, copy_id: str, done: tuple[str, ...], beside: str
) -> None:
    """The other page's worker is about to commit: nothing of what it did may be written over or closed."""
    first = only_read(store, employer, copy_id, 1)
    run(store, first, *done)
    second = only_read(store, employer, copy_id, 2)
    with ThreadPoolExecutor(1) as pool:
        with store.database.transaction() as session:
            for stage in ("join", "place"):
                STAGES[stage](session, session.get_one(Document, second))
            session.flush()
            late = pool.submit(run, store, first, beside)
            wait_for_a_waiter(store)
        late.result(timeout=20)
    run(store, second, "propose")

    whole = is_one(store)
    assert whole.document_id == second
    with store.database.transaction() as session:
        opened = session.scalars(select(ReEvaluation).where(ReEvaluation.closed_at.is_(None))).all()
        assert [each.reply_id for each in opened] == [whole.id]
        assert opened[0].reasons == ["may_tighten"]


def test_a_part_that_a_person_has_in_hand_stays_apart(store: Store, employer: uuid.UUID, copy_id: str) -> None:
    """Somebody is saving an answer about the first page at this moment: that is not waited for, nor undone."""
    come(store, employer, part(copy_id, 1, **LIFT))
    second = only_read(store, employer, copy_id, 2)
    with store.database.transaction() as session:
        session.scalars(select(Reply).where(Reply.document_id != second).with_for_update()).one()
        run(store, second, "join")

    assert [each.joined_to for each in replies(store)] == [None, None]


def test_a_worker_killed_while_it_joins_joins_once(
    store: Store, employer: uuid.UUID, copy_id: str, worker: Callable[..., subprocess.CompletedProcess[bytes]]
) -> None:
    """The stage has its key, like every other."""
    come(store, employer, part(copy_id, 1, **LIFT))
    receive(store, employer, file_of(part(copy_id, 2, **LIFT)), source="fax")

    assert worker("stage.join.before_commit").returncode == -9
    assert worker().returncode == 0

    first, whole = replies(store)
    assert (first.state, first.joined_to) == (ReplyState.JOINED, whole.id)
    assert whole.case_id is not None
