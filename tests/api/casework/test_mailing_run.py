"""A mailing runs: each good row becomes one packet in one delivery, a bad one fails alone, persons decide the rest."""

from __future__ import annotations

import io
import uuid
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from sqlalchemy import select, text

from api.casework import mailing_again, mailing_envelopes, mailing_prints, mailing_progress, mailing_run, mailing_steps
from api.casework.mailing_again import Resending
from api.casework.mailing_ending import end_mailings, give_up
from api.casework.mailing_prints import Posting
from api.casework.mailing_run import make_batch
from api.casework.mailing_views import EnvelopeWindow
from api.casework.mailings import get_mailing
from api.jobs.owned import Superseded
from api.outbox.carriers import Answer
from api.outbox.settling import begin, conclude
from api.settings import Settings
from api.store import audit
from api.store.tables import (
    AuditEntry,
    Case,
    Channel,
    Delivery,
    DeliveryAttempt,
    DeliveryItem,
    Packet,
    PrintBatch,
    Provider,
    Release,
    SendState,
    User,
)
from cases.errors import Conflict, NotFound, Refused
from tests.api.casework import mailing_scene, quick_papers
from tests.api.casework.mailing_scene import check_once, count

pytestmark = pytest.mark.integration


@pytest.fixture
def quick(monkeypatch) -> None:
    """Packets without LibreOffice."""
    monkeypatch.setattr(mailing_run, "build_packets", quick_papers.build_packets)


def step(scene, name: str, mailing, who=None) -> str:
    """Take a step; the state it led to."""
    with scene.acting(who) as act:
        return getattr(mailing_steps, name)(act, mailing).state


def work(scene, mailing, times: int | None = None) -> int:
    """Do the jobs that wait, in their order; how many there were. A job that was done before finds nothing to do."""
    with scene.store.database.transaction() as session:
        query = "select (args->>'batch')::int from procrastinate_jobs where task_name = 'make_batch' order by id"
        batches = list(session.scalars(text(query)))
    for batch in batches[:times]:
        make_batch(scene.store, mailing, batch, lambda session: None)
    return len(batches)


def started(scene, **options):
    """A mailing that was started."""
    mailing = scene.draft(**options)
    assert step(scene, "start", mailing) == "running"
    return mailing


def test_a_packet_of_a_mailing_is_a_whole_packet(store):
    """With real letters: CSV → draft → start → batch → files for the printer; one envelope for each provider."""
    scene = mailing_scene.build(store, cases=3, providers=2)
    mailing = started(scene, sheet=scene.sheet([0, 1, 2, 99]))
    assert work(scene, mailing) == 1

    check_once(scene, mailing, 3)
    assert scene.reasons(mailing) == [[], [], [], ["unknown_case"]]
    deliveries = scene.deliveries(mailing)
    assert [(each.state, each.channel) for each in deliveries] == [("ready", "print")] * 2
    (batch,) = {each.print_batch_id for each in deliveries}
    files = {each["name"]: each for each in scene.get(PrintBatch, batch).files}
    with pikepdf.open(io.BytesIO(store.files.get(scene.employer, files["batch.pdf"]["sha256"]))) as pdf:
        assert len(pdf.pages) >= sum(each.files[0]["pages"] for each in deliveries) > 6
    packet = scene.get(Packet, scene.rows(mailing)[0].packet_id)
    assert [each["name"] for each in packet.files][:2] == ["01-letter.docx", "01-letter.pdf"]
    assert packet.made_by == scene.casey.user
    with store.database.transaction() as session:
        assert audit.verify(session, store.audit_keys).first_bad is None


def test_rows_go_by_provider_and_channel_in_the_order_of_the_sheet(store, quick):
    """So many packets in a delivery at most; batches of one channel, of forty packets at most; what went where."""
    scene = mailing_scene.build(store, cases=100, providers=2)
    scene.confirmed(0, fax="212-555-0100")
    with scene.acting() as act:
        object.__setattr__(store, "settings", Settings(home=store.settings.home, mailing_second_person=100))
        mailing = scene.draft()
        planned = mailing_envelopes.list_envelopes(act, mailing, EnvelopeWindow()).items
        page = mailing_envelopes.list_envelopes(act, mailing, EnvelopeWindow(limit=4, after=4))
    assert [len(each.rows) for each in planned] == [5] * 10 + [25] * 2
    assert [each.rows[0] for each in planned[:2]] == [2, 12]
    assert planned[0].address == "212-555-0100"
    assert planned[10].address == "Dr. Sampleton 1\nExample Orthopedics\n22 Clinic Street"
    assert (page.items, page.next) == (planned[4:8], 8)
    assert step(scene, "start", mailing) == "running"
    assert work(scene, mailing) == 4

    check_once(scene, mailing, 100)
    assert [each.batch for each in scene.deliveries(mailing)] == [1] * 8 + [2] * 2 + [3, 4]
    with scene.acting() as act:
        kept = mailing_envelopes.list_envelopes(act, mailing, EnvelopeWindow()).items
    gone = {(each.channel, each.address, *each.rows) for each in planned}
    assert {(each.channel, each.address, *each.rows) for each in kept} == gone
    with store.database.transaction() as session:
        positions = session.execute(select(DeliveryItem.delivery_id, DeliveryItem.position)).all()
    assert sorted(position for _, position in positions) == sorted([*range(1, 6)] * 10 + [*range(1, 26)] * 2)


def test_a_dry_run_makes_papers_and_keeps_nothing(store):
    """The PDF of the first good row; no packet, no copy, no delivery."""
    scene = mailing_scene.build(store, cases=2)
    mailing = scene.draft(scene.sheet([9, 1]))
    with scene.acting() as act, pikepdf.open(io.BytesIO(mailing_envelopes.dry_run(act, mailing))) as pdf:
        assert len(pdf.pages) >= 4
    assert [count(store, table) for table in (Packet, Delivery)] == [0, 0]
    nothing = scene.draft(scene.sheet([9]), key="nothing")
    with pytest.raises(Refused, match="No row"), scene.acting() as act:
        mailing_envelopes.dry_run(act, nothing)


def test_a_large_mailing_waits_for_a_second_person(store, quick):
    """Not the one who started it; the refusal is on record. Nothing is planned before."""
    object.__setattr__(store, "settings", Settings(home=store.settings.home, mailing_second_person=2))
    scene = mailing_scene.build(store, cases=3)
    mailing = scene.draft()
    assert step(scene, "start", mailing) == "waiting"
    assert count(store, Delivery) == 0
    with pytest.raises(Refused) as no:
        step(scene, "approve", mailing)
    assert no.value.code == "same_person"
    assert step(scene, "approve", mailing, scene.second) == "running"
    assert work(scene, mailing) == 1
    check_once(scene, mailing, 3)
    with store.database.transaction() as session:
        refused = session.scalars(select(AuditEntry).where(AuditEntry.action == "mailing.refused")).one()
    assert refused.details == {"code": "same_person"}


def test_a_mailing_without_a_good_row_does_not_start(store):
    """Refused; and a step that does not fit where it stands is a conflict."""
    scene = mailing_scene.build(store, cases=1)
    mailing = scene.draft(scene.sheet([7]))
    with pytest.raises(Refused) as no:
        step(scene, "start", mailing)
    assert no.value.code == "no_good_row"
    for name in ("approve", "pause", "resume"):
        with pytest.raises(Conflict) as conflict:
            step(scene, name, mailing)
        assert conflict.value.code == "is_draft"


def test_a_refused_start_leaves_the_reasons_with_the_rows(store):
    """Good when it was drafted, without a release today: the refusal sends a person to its rows, which say so."""
    scene = mailing_scene.build(store, cases=1)
    mailing = scene.draft()
    with store.database.transaction() as session:
        session.scalars(select(Release)).one().revoked_at = datetime.now(UTC)
    with pytest.raises(Refused) as no:
        step(scene, "start", mailing)
    assert (no.value.code, scene.reasons(mailing)) == ("no_good_row", [["release_revoked"]])
    assert scene.mailing(mailing).state == "draft"


def test_nothing_is_rounded_to_all(store, quick):
    """One of many rows still waits: it is not a hundred per cent."""
    scene = mailing_scene.build(store, cases=1)
    mailing = started(scene)
    work(scene, mailing)
    with scene.acting() as act:
        assert mailing_progress._percent(act, scene.mailing(mailing), 2000) == 0.0
        assert mailing_progress._share(1999, 2000) == 99.9
        assert (mailing_progress._share(2000, 2000), mailing_progress._share(0, 0)) == (100.0, 0.0)


def test_one_packet_that_cannot_be_made_fails_alone(store, quick):
    """Refused by its papers, or broken without a sentence: the other rows of the batch are made."""
    scene = mailing_scene.build(store, cases=9)
    scene.change(Case, scene.cases[3], claim_number=quick_papers.BAD)
    scene.change(Case, scene.cases[6], claim_number=quick_papers.POISON)
    sheet = scene.csv([[str(case)] for case in scene.cases], ("case",))
    mailing = started(scene, sheet=sheet)
    work(scene, mailing)

    check_once(scene, mailing, 7)
    assert [row.reasons for row in scene.rows(mailing) if row.state == "failed"] == [["bad_scan"], ["not_made"]]


def test_what_changed_since_the_start_keeps_its_row_back(store, quick):
    """A release taken back, a number that nobody has confirmed: those rows fail with the reason, the rest is made."""
    scene = mailing_scene.build(store, cases=4, providers=2)
    scene.confirmed(1, fax="212-555-0199")
    mailing = started(scene)
    with store.database.transaction() as session:
        release = session.scalars(select(Release).where(Release.case_id == scene.cases[0])).one()
        release.revoked_at = datetime.now(UTC)
    scene.change(Provider, scene.providers[1], fax="212-555-0200", fax_confirmed_by=None)
    work(scene, mailing)

    check_once(scene, mailing, 1)
    assert scene.reasons(mailing) == [["release_revoked"], ["unconfirmed_address"], [], ["unconfirmed_address"]]
    fax, paper = sorted(scene.deliveries(mailing), key=lambda each: each.channel)
    assert (fax.state, fax.code, paper.state) == ("failed", "nothing_to_send", "ready")


def test_the_envelope_goes_to_the_address_on_file_when_it_is_made(store, quick):
    """A number that changed and was confirmed again is the one that is dialled."""
    scene = mailing_scene.build(store, cases=1)
    scene.confirmed(0, fax="212-555-0199")
    mailing = started(scene)
    scene.confirmed(0, fax="212-555-0200")
    work(scene, mailing)
    assert [each.address for each in scene.deliveries(mailing)] == ["212-555-0200"]


def test_pause_stops_within_a_batch_and_resume_goes_on(store, quick, monkeypatch):
    """What was being made is dropped, what was made stays; each packet is made once all the same."""
    scene = mailing_scene.build(store, cases=90)
    object.__setattr__(store, "settings", Settings(home=store.settings.home, mailing_second_person=100))
    mailing = started(scene, print_packets=40)
    work(scene, mailing, 1)
    build = quick_papers.build_packets

    def paused_meanwhile(many):
        assert step(scene, "pause", mailing) == "paused"
        return build(many)

    monkeypatch.setattr(mailing_run, "build_packets", paused_meanwhile)
    work(scene, mailing, 2)
    assert count(store, Packet) == 40
    monkeypatch.setattr(mailing_run, "build_packets", build)
    assert work(scene, mailing) == 3
    assert count(store, Packet) == 40
    assert step(scene, "resume", mailing) == "running"
    assert work(scene, mailing) == 5  # the two that are still to be made, once more

    check_once(scene, mailing, 90)
    with scene.acting() as act:
        how = get_mailing(act, mailing).progress
    assert (how.percent, how.rows, how.waits_for_a_person) == (100.0, {"made": 90}, 3)
    assert [(each.deliveries, each.made) for each in how.batches] == [(1, 1)] * 3
    assert end_mailings(store) == 1


def test_cancel_leaves_what_was_sent(store, quick):
    """Sent stays sent, unknown stays to be found out, what waits is called off; nothing is made any more."""
    scene = mailing_scene.build(store, cases=4, providers=4, channel=Channel.FAX)
    for n in range(4):
        scene.confirmed(n, fax=f"212-555-010{n}")
    mailing = started(scene, sheet=scene.sheet([0, 1, 2]))
    work(scene, mailing)
    sent, unknown, _ = scene.deliveries(mailing)
    scene.change(Delivery, sent.id, state=SendState.SENT)
    scene.change(Delivery, unknown.id, state=SendState.UNKNOWN)
    assert step(scene, "cancel", mailing) == "cancelled"
    assert [each.state for each in scene.deliveries(mailing)] == ["sent", "unknown", "cancelled"]
    other = started(scene, sheet=scene.sheet([3]), key="other")
    assert step(scene, "cancel", other) == "cancelled"
    work(scene, other)
    assert [(row.state, row.packet_id) for row in scene.rows(other)] == [("cancelled", None)]
    with pytest.raises(Conflict), scene.acting() as act:
        mailing_again.resend(act, other, 2, Resending(reason="not_received"), "once")


def test_a_user_who_left_pauses_their_mailing(store, quick):
    """With the reason; who resumes it stands behind the packets from then on."""
    scene = mailing_scene.build(store, cases=1)
    mailing = started(scene)
    scene.change(User, scene.casey.user, disabled_at=datetime.now(UTC))
    work(scene, mailing)
    assert (scene.mailing(mailing).state, scene.mailing(mailing).reason) == ("paused", "user_gone")
    assert step(scene, "resume", mailing, scene.second) == "running"
    work(scene, mailing)
    check_once(scene, mailing, 1)
    assert scene.get(Packet, scene.rows(mailing)[0].packet_id).made_by == scene.second.user
    assert scene.mailing(mailing).started_by == scene.casey.user


def test_a_job_that_was_taken_over_changes_nothing(store, quick):
    """Its papers are orphans: no row names them."""
    scene = mailing_scene.build(store, cases=1)
    mailing = started(scene)

    def superseded(session):
        raise Superseded

    with pytest.raises(Superseded):
        make_batch(store, mailing, 1, superseded)
    assert count(store, Packet) == 0
    work(scene, mailing)
    check_once(scene, mailing, 1)


def test_a_batch_that_nobody_can_make_can_be_made_later(store, quick):
    """Its rows say so; the mailing ends; after a repair a person has a row made, once."""
    scene = mailing_scene.build(store, cases=2)
    mailing = started(scene)
    give_up(store, mailing, 1)
    assert scene.reasons(mailing) == [["not_made"]] * 2
    assert end_mailings(store) == 1
    with scene.acting() as act:
        mailing_again.resend(act, mailing, 2, Resending(reason="not_made"), "once")
    assert scene.mailing(mailing).state == "running"
    work(scene, mailing)
    check_once(scene, mailing, 1)


def test_a_batch_is_posted_once(store, quick):
    """A person says so: the deliveries are sent, each with its line in the ledger; said again it changes nothing."""
    scene = mailing_scene.build(store, cases=2, providers=2)
    mailing = started(scene)
    work(scene, mailing)
    with scene.acting() as act:
        (batch,) = mailing_prints.list_print_batches(act, mailing)
        assert mailing_prints.print_file(act, batch.id, "manifest.csv")
        first = mailing_prints.post_batch(act, batch.id)
    with scene.acting(scene.second) as act:
        assert mailing_prints.post_batch(act, batch.id) == first
    assert first.deliveries == {"sent": 2}
    with store.database.transaction() as session:
        lines = session.scalars(select(DeliveryAttempt)).all()
    assert [(each.state, each.code, each.answer) for each in lines] == [
        ("sent", "posted", f"posted by {scene.casey.user}")
    ] * 2
    assert all(each.sent_at and each.attempts == 1 for each in scene.deliveries(mailing))


def printed_and_revoked(store):
    """A print batch of two deliveries, in one of which a release was taken back since; the batch as it is shown."""
    scene = mailing_scene.build(store, cases=2, providers=2)
    mailing = started(scene)
    work(scene, mailing)
    with store.database.transaction() as session:
        session.scalars(select(Release).where(Release.case_id == scene.cases[1])).one().revoked_at = datetime.now(UTC)
    with scene.acting() as act:
        (batch,) = mailing_prints.list_print_batches(act, mailing)
    return scene, mailing, batch


def test_paper_whose_release_ended_is_taken_out_before_it_is_posted(store, quick):
    """The batch names it, as its manifest does; posted without a word of it, nothing counts as sent."""
    scene, mailing, batch = printed_and_revoked(store)
    (out,) = batch.take_out
    with scene.acting() as act:
        manifest = mailing_prints.print_file(act, batch.id, "manifest.csv").decode()
        (ended,) = [each.id for each in scene.deliveries(mailing) if each.provider_id == scene.providers[1]]
    assert (out.delivery, out.code) == (ended, "release_revoked")
    assert all(reference in manifest for reference in out.references)
    with pytest.raises(Conflict) as no, scene.acting() as act:
        mailing_prints.post_batch(act, batch.id)
    assert no.value.code == "take_out"
    assert {each.state for each in scene.deliveries(mailing)} == {"ready"}

    with scene.acting() as act:
        shown = mailing_prints.post_batch(act, batch.id, Posting(taken_out=[ended]))
    assert (shown.deliveries, shown.take_out) == ({"sent": 1, "failed": 1}, [])
    assert scene.get(Delivery, ended).code == "taken_out"


def test_paper_that_was_posted_all_the_same_is_said_to_be(store, quick):
    """It had left when the release ended: the ledger says what happened. What is in no batch cannot be taken out."""
    scene, mailing, batch = printed_and_revoked(store)
    with pytest.raises(NotFound), scene.acting() as act:
        mailing_prints.post_batch(act, batch.id, Posting(taken_out=[uuid.uuid4()]))
    with scene.acting() as act:
        shown = mailing_prints.post_batch(act, batch.id, Posting(posted_all=True))
    assert shown.deliveries == {"sent": 2}
    assert sorted(each.code for each in scene.deliveries(mailing)) == ["posted", "posted_all_the_same"]


def test_a_row_goes_again_only_when_its_fate_is_known(store, quick):
    """Refused while it may arrive; once it is known that it did not, the same packet goes again by another key."""
    scene = mailing_scene.build(store, cases=2)
    scene.confirmed(0, fax="212-555-0199")
    mailing = started(scene)
    work(scene, mailing)
    (first,) = scene.deliveries(mailing)
    again = Resending(reason="not_received", channel=Channel.PRINT)
    for state, code in (
        (SendState.READY, "on_its_way"),
        (SendState.SENDING, "fate_unknown"),
        ("unknown", "fate_unknown"),
    ):
        scene.change(Delivery, first.id, state=SendState(state))
        with pytest.raises(Conflict) as no, scene.acting() as act:
            mailing_again.resend(act, mailing, 2, again, "once")
        assert no.value.code == code
    scene.change(Delivery, first.id, state=SendState.FAILED)  # as somebody found out
    with scene.acting() as act:
        shown = mailing_again.resend(act, mailing, 2, again, "once")
    assert (shown.channel, shown.delivery_state) == ("print", "making")
    work(scene, mailing)
    scene.change(Delivery, scene.rows(mailing)[0].delivery_id, state=SendState.SENT)
    with scene.acting() as act:
        repeated = mailing_again.resend(act, mailing, 2, again, "once")
    assert repeated.delivery_state == "sent", "the same request once more is the same delivery"
    scene.change(Delivery, repeated.delivery, state=SendState.READY)

    row = scene.rows(mailing)[0]
    second = scene.get(Delivery, row.delivery_id)
    assert (second.resend_of, second.state, second.channel) == (first.id, "ready", "print")
    assert second.key == f"{mailing}/row/2/once"
    assert count(store, Packet) == 2
    with store.database.transaction() as session:
        items = session.scalars(select(DeliveryItem.delivery_id).where(DeliveryItem.packet_id == row.packet_id))
        assert set(items) == {first.id, second.id}


def test_a_fax_that_the_server_still_tries_does_not_go_again(store, quick):
    """It was taken and may yet get through; a day later no server tries any more."""
    scene = mailing_scene.build(store, cases=1)
    scene.confirmed(0, fax="212-555-0199")
    mailing = started(scene)
    work(scene, mailing)
    (first,) = scene.deliveries(mailing)
    with store.database.transaction() as session:
        delivery = session.get_one(Delivery, first.id)
        attempt = begin(session, delivery)
        attempt.handed_at = datetime.now(UTC)
        conclude(session, delivery, attempt, Answer(SendState.SENT, reference="7", pending=True))
    again = Resending(reason="not_received")
    with pytest.raises(Conflict) as no, scene.acting() as act:
        mailing_again.resend(act, mailing, 2, again, "once")
    assert no.value.code == "on_its_way"
    with scene.acting() as act:
        object.__setattr__(act, "moment", act.moment + timedelta(days=1, minutes=1))
        assert mailing_again.resend(act, mailing, 2, again, "once").delivery_state == "making"


def test_links_are_refused_where_offices_could_not_open_them(store):
    """Without our public address the mail would name none, and count as sent."""
    scene = mailing_scene.build(store, cases=1)
    with pytest.raises(Refused) as no:
        scene.draft(enclose="link")
    assert no.value.code == "not_set_up"


def test_a_packet_whose_release_ended_is_not_sent_again(store, quick):
    """Without a release the row is refused; with a new one the packet is made anew, around that one."""
    scene = mailing_scene.build(store, cases=1)
    mailing = started(scene)
    work(scene, mailing)
    (first,) = scene.deliveries(mailing)
    scene.change(Delivery, first.id, state=SendState.SENT)
    before = scene.rows(mailing)[0].packet_id
    with store.database.transaction() as session:
        release = session.scalars(select(Release)).one()
        release.revoked_at = datetime.now(UTC)
    with pytest.raises(Refused) as no, scene.acting() as act:
        mailing_again.resend(act, mailing, 2, Resending(reason="illegible"), "once")
    assert no.value.reasons == ("release_revoked",)
    with store.database.transaction() as session:
        old = session.get_one(Release, release.id)
        named = {"case_id": old.case_id, "provider_id": old.provider_id, "file_sha256": old.file_sha256}
        days = {"signed_on": old.signed_on, "expires_on": old.signed_on + timedelta(days=99)}
        session.add(Release(employer_id=scene.employer, **named, **days))
    with scene.acting() as act:
        mailing_again.resend(act, mailing, 2, Resending(reason="illegible"), "once")
    work(scene, mailing)
    row = scene.rows(mailing)[0]
    assert row.packet_id != before
    assert scene.get(Packet, row.packet_id).release_id != release.id
