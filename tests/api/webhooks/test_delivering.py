"""From what happened to what a receiver got: in the causing transaction, tried again, given up, sent again."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
import standardwebhooks
from sqlalchemy import select, text

from api.jobs.queue import DELIVERIES
from api.store.tables import AuditEntry, DeliveryState, Webhook, WebhookDelivery, WebhookMessage
from api.store.tables.base import now
from api.webhooks.delivering import WAITS, deliver, give_up
from api.webhooks.events import Event, announce, body_of
from api.webhooks.sending import Outcome
from cases.errors import BadInput
from tests.api.web.scenario import SENDER, a_reply, only_reply, open_case, print_copy, reading, send, terms

pytestmark = pytest.mark.integration
CANARY = "ZQX-LUPUS-77"


def registered(http, receiver, **more):
    """A webhook of the receiver's, with its secret."""
    answer = http.post("/webhooks", json={"url": receiver.url} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()


def waiting(store) -> list[uuid.UUID]:
    """The deliveries that have a job which may run now, in order."""
    query = text(
        "select args->>'delivery_id' from procrastinate_jobs where queue_name = :queue and status = 'todo' "
        "and coalesce(scheduled_at, now()) <= now() order by id"
    )
    with store.database.transaction() as session:
        return [uuid.UUID(key) for (key,) in session.execute(query, {"queue": DELIVERIES})]


def work_off(store, **more) -> None:
    """Do what a worker would: each delivery that has a job."""
    for key in waiting(store):
        deliver(store, key, lambda _: None, **more)


def deliveries(http, webhook):
    """How its deliveries went, newest first."""
    return http.get(f"/webhooks/{webhook['id']}/deliveries").json()["items"]


def in_the_store(store, table):
    """Every row."""
    with store.database.transaction() as session:
        return list(session.scalars(select(table)))


def told(store, http, receiver, kind=Event.OFFER_MADE):
    """A webhook, one message to it, and the delivery's id."""
    webhook = registered(http, receiver)
    with store.database.transaction() as session:
        row = session.get_one(Webhook, uuid.UUID(webhook["id"]))
        announce(session, row.employer_id, kind, offer=uuid.uuid4())
    (key,) = waiting(store)
    return webhook, key


def through_a_case(http, store):
    """A reply with the canary in every word, to its confirmation, an offer, a new look, and back."""
    case = open_case(http, person={"name": CANARY}, claim_number=CANARY)
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    document = send(http, store, a_reply(print_copy(store, case), comments=CANARY, avoid_bending=doubt))
    reply = only_reply(http, document)
    at, of = f"/replies/{reply['id']}", f"/cases/{case['id']}"
    http.put(f"{at}/fields/avoid_bending", json={"value": False, "reason": CANARY})
    http.put(f"{at}/fields/comments", json={"value": "", "reason": CANARY})
    assert http.post(f"{at}/confirmation", json={"note": CANARY}).status_code == 200
    offer = http.post(f"{of}/offers", json={"terms": terms(wage=CANARY), "sender": SENDER | {"carrier_name": CANARY}})
    assert offer.status_code == 201, offer.text
    http.post(f"/offers/{offer.json()['id']}/withdrawal")
    http.post(f"{of}/re-evaluations", json={"reason": CANARY})
    http.post(f"{at}/reopening", json={"reason": CANARY})
    return case, reply, offer.json()


def test_what_happens_in_a_case_is_told_without_a_word_of_it(ours, store, receiver) -> None:
    """Each event once, in order, with ids that lead to it; verified by the receiver; no canary anywhere."""
    webhook = registered(ours, receiver)
    case, reply, offer = through_a_case(ours, store)

    work_off(store)

    verify = standardwebhooks.Webhook(webhook["secret"]).verify
    events = [verify(got.body, got.headers) for got in receiver.got]
    assert [each["type"] for each in events][:6] == [
        "reply.received", "re_evaluation.opened", "restrictions.confirmed", "offer.made", "offer.withdrawn",
        "re_evaluation.opened",
    ]  # fmt: skip
    assert "restrictions.reopened" in [each["type"] for each in events]
    assert events[0]["data"]["reply"] == reply["id"]
    assert events[2]["data"]["case"] == case["id"]
    assert events[3]["data"]["link"] == f"/api/v1/offers/{offer['id']}"
    assert ours.get(events[3]["data"]["link"].removeprefix("/api/v1")).status_code == 200
    for got in receiver.got:
        assert CANARY not in f"{got.path}{got.headers}{got.body}"
    rows = [
        *in_the_store(store, WebhookMessage),
        *in_the_store(store, WebhookDelivery),
        *in_the_store(store, AuditEntry),
    ]
    assert not any(CANARY in str(vars(row)) for row in rows)


def test_words_cannot_get_into_an_event() -> None:
    """Ids and codes only: anything else is a fault of ours, found before it is written."""
    for words in (CANARY, "lumbar strain", "lupus", "Doctor said", ""):
        with pytest.raises(ValueError, match="ids and codes only"):
            body_of(Event.OFFER_MADE, {"state": words})
    assert json.loads(body_of(Event.REPLY_RECEIVED, {"case": None, "reasons": ["may_tighten"]}))["data"] == {
        "link": "/api/v1", "reasons": ["may_tighten"]
    }  # fmt: skip


def test_what_never_happened_is_never_told(ours, store, receiver, employer) -> None:
    """Rolled back with the transaction that would have caused it: no message, no delivery, no job."""
    registered(ours, receiver)
    (row,) = in_the_store(store, Webhook)

    def fail() -> None:
        with store.database.transaction() as session:
            announce(session, row.employer_id, Event.OFFER_MADE, offer=uuid.uuid4())
            raise BadInput("on purpose", code="on_purpose")

    with pytest.raises(BadInput):
        fail()
    assert in_the_store(store, WebhookMessage) == in_the_store(store, WebhookDelivery) == waiting(store) == []


def test_only_who_wants_to_know_is_told(ours, theirs, store, receiver) -> None:
    """Other events, a disabled one, a removed one, another employer's: nothing goes to them."""
    registered(ours, receiver, events=["offer.made"])
    off = registered(ours, receiver)
    ours.put(f"/webhooks/{off['id']}", json={"url": receiver.url, "enabled": False})
    gone = registered(ours, receiver)
    ours.delete(f"/webhooks/{gone['id']}")
    registered(theirs, receiver)

    case = open_case(ours)
    ours.post(f"/cases/{case['id']}/re-evaluations", json={"reason": "worker called"})

    assert in_the_store(store, WebhookMessage) == []


def test_a_failure_is_tried_again_with_the_same_id_and_body(ours, store, receiver) -> None:
    """Five seconds later the first time; then the receiver is back, and knows the message by its id."""
    webhook, key = told(store, ours, receiver)
    receiver.status = 500
    deliver(store, key, lambda _: None)

    (line,) = deliveries(ours, webhook)
    assert (line["state"], line["attempts"], line["last_status"]) == ("pending", 1, 500)
    assert ours.get(f"/webhooks/{webhook['id']}").json()["failing_since"] is not None
    (row,) = in_the_store(store, WebhookDelivery)
    assert timedelta(seconds=5) <= row.next_at - row.last_at <= timedelta(seconds=5.5)

    receiver.status = 200
    deliver(store, key, lambda _: None)

    (line,) = deliveries(ours, webhook)
    assert (line["state"], line["attempts"], line["next_at"]) == ("delivered", 2, None)
    assert ours.get(f"/webhooks/{webhook['id']}").json()["failing_since"] is None
    first, second = receiver.got
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    assert first.headers["webhook-id"] == line["message"]


def test_after_three_days_it_is_given_up_and_can_be_sent_again(ours, store, receiver) -> None:
    """Ten attempts; then a person sends it again, with the same id."""
    webhook, key = told(store, ours, receiver)
    for _ in range(len(WAITS) + 1):
        deliver(store, key, lambda _: None, send=lambda _: Outcome(error="no_answer"))
    (line,) = deliveries(ours, webhook)
    assert (line["state"], line["attempts"], line["last_error"]) == ("failed", len(WAITS) + 1, "no_answer")

    again = ours.post(f"/webhooks/{webhook['id']}/deliveries/{line['id']}/resending")
    assert again.json()["state"] == "pending"
    assert ours.post(f"/webhooks/{webhook['id']}/deliveries/{line['id']}/resending").json()["code"] == "is_pending"
    deliver(store, key, lambda _: None)

    assert receiver.got[0].headers["webhook-id"] == line["message"]
    assert deliveries(ours, webhook)[0]["state"] == "delivered"


def test_gone_is_gone(ours, store, receiver) -> None:
    """410: disabled at once and on record; what waited for it is not sent."""
    webhook, key = told(store, ours, receiver)
    receiver.status = 410
    deliver(store, key, lambda _: None)
    shown = ours.get(f"/webhooks/{webhook['id']}").json()

    assert shown["disabled_reason"] == "gone"
    assert deliveries(ours, webhook)[0]["state"] == "failed"
    resent = ours.post(f"/webhooks/{webhook['id']}/deliveries/{key}/resending")
    assert (resent.status_code, resent.json()["code"]) == (409, "webhook_disabled")
    assert "webhook.disabled" in [row.action for row in in_the_store(store, AuditEntry)]


def test_days_of_failures_disable_it(ours, store, receiver) -> None:
    """Five days without one success; a success in between begins them anew; a person enables it again."""
    webhook, key = told(store, ours, receiver)
    with store.database.transaction() as session:
        session.get_one(Webhook, uuid.UUID(webhook["id"])).failing_since = now() - timedelta(days=5)
    deliver(store, key, lambda _: None, send=lambda _: Outcome(status=503))

    assert ours.get(f"/webhooks/{webhook['id']}").json()["disabled_reason"] == "failing"
    enabled = ours.put(f"/webhooks/{webhook['id']}", json={"url": receiver.url}).json()
    assert (enabled["disabled_at"], enabled["failing_since"]) == (None, None)


def test_a_disabled_webhook_gets_nothing_that_still_waited(ours, store, receiver) -> None:
    """Its job runs, and sends nothing."""
    webhook, key = told(store, ours, receiver)
    ours.put(f"/webhooks/{webhook['id']}", json={"url": receiver.url, "enabled": False})

    deliver(store, key, lambda _: None)

    assert receiver.got == []
    assert deliveries(ours, webhook)[0]["last_error"] == "disabled"


def test_a_second_run_of_a_delivered_one_sends_nothing(ours, store, receiver) -> None:
    """A job that runs twice is one telling."""
    _, key = told(store, ours, receiver)
    deliver(store, key, lambda _: None)
    deliver(store, key, lambda _: None)

    assert len(receiver.got) == 1


def test_a_worker_that_was_superseded_notes_nothing(ours, store, receiver) -> None:
    """Its attempt does not count; whoever took over sends again, with the same id."""
    from api.jobs.owned import Superseded

    webhook, key = told(store, ours, receiver)

    def not_ours(_: object) -> None:
        raise Superseded

    with pytest.raises(Superseded):
        deliver(store, key, not_ours)
    assert deliveries(ours, webhook)[0]["attempts"] == 0


def test_a_worker_that_dies_of_it_is_an_attempt(ours, store, receiver) -> None:
    """Nothing is lost: the next attempt is on the queue."""
    _, key = told(store, ours, receiver)
    give_up(store, key)

    (row,) = in_the_store(store, WebhookDelivery)
    assert (row.state, row.attempts, row.last_error) == (DeliveryState.PENDING, 1, "no_answer")
    assert row.next_at is not None


def test_a_secret_is_shown_once_and_two_hold_while_it_is_replaced(ours, store, receiver) -> None:
    """No other answer, no row and no audit entry has it; after the day is over only the new one signs."""
    webhook, key = told(store, ours, receiver)
    fresh = ours.post(f"/webhooks/{webhook['id']}/rotation").json()
    assert fresh["secret"] != webhook["secret"]
    deliver(store, key, lambda _: None)
    for secret in (webhook["secret"], fresh["secret"]):
        assert standardwebhooks.Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)

    with store.database.transaction() as session:
        session.get_one(Webhook, uuid.UUID(webhook["id"])).previous_until = now()
    ours.post(f"/webhooks/{webhook['id']}/deliveries/{key}/resending")
    deliver(store, key, lambda _: None)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(webhook["secret"]).verify(receiver.got[1].body, receiver.got[1].headers)

    seen = [ours.get("/webhooks").text, ours.get(f"/webhooks/{webhook['id']}").text]
    rows = [str(vars(r)) for table in (Webhook, WebhookDelivery, AuditEntry) for r in in_the_store(store, table)]
    for secret in (webhook["secret"], fresh["secret"]):
        assert not any(secret.removeprefix("whsec_") in each for each in (*seen, *rows))


def test_a_private_address_cannot_be_registered(ours) -> None:
    """The person is told, and told what to do."""
    answer = ours.post("/webhooks", json={"url": "https://192.168.0.10/hook"})

    assert (answer.status_code, answer.json()["code"]) == (409, "private_address")
    assert "WORKSLIP_WEBHOOK_HOSTS" in answer.json()["detail"]


def test_there_are_twenty_at_most(ours, receiver) -> None:
    """An event is not told to a crowd."""
    for _ in range(20):
        registered(ours, receiver)

    assert ours.post("/webhooks", json={"url": receiver.url}).json()["code"] == "too_many_webhooks"


def test_a_delivery_of_another_webhook_is_not_found(ours, store, receiver) -> None:
    """Its id under the wrong webhook answers 404."""
    _, key = told(store, ours, receiver)
    other = registered(ours, receiver)

    assert ours.post(f"/webhooks/{other['id']}/deliveries/{key}/resending").status_code == 404


def test_a_worker_delivers_beside_its_documents(ours, store, receiver) -> None:
    """The real loop: a document and its event, drained; what is to be tried again in hours is not waited for."""
    from api.intake.process import Processor
    from api.intake.tasks import work
    from api.webhooks.tasks import duty
    from tests.api.intake import scripted
    from tests.api.intake.conftest import file_of
    from tests.api.web.scenario import with_report

    registered(ours, receiver, events=["reply.received"])
    content = file_of(with_report(a_reply(None)))
    ours.post("/documents", content=content, headers={"Content-Type": "application/octet-stream"})

    work(Processor(store, scripted.read), drain=True, besides=(duty(store),))

    (got,) = receiver.got
    assert json.loads(got.body)["type"] == "reply.received"
    assert json.loads(got.body)["data"]["state"] == "unplaced"
