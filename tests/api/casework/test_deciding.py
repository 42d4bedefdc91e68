"""What a person decides: field by field, the whole reply, taken back; and what no person can talk away."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from api.store.tables import FieldReading, Review
from tests.api.web.scenario import BIRTH, a_reply, day, only_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration


def doubt(name: str, reason: str = "doubtful_mark", **more: Any) -> dict[str, Any]:
    """A field the reader is not sure of."""
    return reading(name, None, source="mark", status="review", reason=reason, **more)


@pytest.fixture
def case(ours) -> dict[str, Any]:
    """An open case."""
    return open_case(ours)


def waiting(http, store, case, salt: str = "", **fields: Any) -> dict[str, Any]:
    """A reply of the case, as it waits."""
    return only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields), salt=salt))


def decide(http, reply: dict[str, Any], field: str, value: Any, reason: str = ""):
    """Decide a field."""
    return http.put(f"/replies/{reply['id']}/fields/{field}", json={"value": value, "reason": reason})


def confirm(http, reply: dict[str, Any], *acknowledged: str):
    """Confirm a reply."""
    return http.post(f"/replies/{reply['id']}/confirmation", json={"acknowledged": list(acknowledged)})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("avoid_bending", "yes"),
        ("avoid_bending", 1),
        ("duration", "weeks_99"),
        ("signature_date", "2026-02-30"),
        ("signature_date", "03/04/2026"),
        ("hours_per_day", 25),
        ("hours_per_day", "eight"),
        ("days_per_week", 8),
        ("comments", True),
        ("provider_signature", "Dr. X"),
    ],
)
def test_a_value_has_to_fit_its_field(ours, store, case, field: str, value: Any) -> None:
    """A box is true or false, a date is one of the calendar, a day has 24 hours; nothing changes otherwise."""
    reply = waiting(ours, store, case)

    answer = decide(ours, reply, field, value, "looked at it")

    assert (answer.status_code, answer.json()["code"]) == (422, "unfit_value"), answer.text
    assert ours.get(f"/replies/{reply['id']}").json() == reply


def test_a_sure_reading_is_changed_only_with_a_reason(ours, store, case) -> None:
    """What the machine was sure of, a person changes with a reason; both stay on record, the person's counts."""
    reply = waiting(ours, store, case)

    assert decide(ours, reply, "avoid_carrying", True).json()["code"] == "reason_needed"
    changed = decide(ours, reply, "avoid_carrying", True, "there is a faint tick in the picture").json()
    assert {r["activity"] for r in changed["report"]["restrictions"]} == {"lift", "carry"}
    confirmed = confirm(ours, reply).json()
    assert confirmed["state"] == "confirmed"

    held = ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"]
    assert {r["restriction"]["activity"]: r["restriction"]["review"] for r in held} == {
        "lift": "confirmed",
        "carry": "corrected",
    }
    with store.database.transaction() as session:
        row = session.scalars(select(Review)).one()
        read = session.scalars(select(FieldReading).where(FieldReading.field == "avoid_carrying")).one()
    assert (row.old.value, row.new.value, row.new.source) == (False, True, "person")
    assert read.reading.value is False


def test_fields_of_ours_and_unknown_ones_cannot_be_decided(ours, store, case) -> None:
    """What we printed proves nothing; what the form does not have cannot be decided; nor what did not arrive."""
    missing = reading("comments", None, status="missing")
    reply = waiting(ours, store, case, worker_name="X", comments=missing)

    assert decide(ours, reply, "worker_name", "Y", "because").json()["code"] == "printed_by_us"
    assert decide(ours, reply, "no_such_field", True).json()["code"] == "unknown_field"
    assert decide(ours, reply, "comments", "nothing", "because").json()["code"] == "unknown_field"


def test_doubts_come_worst_first(ours, store, case) -> None:
    """What may be a restriction before what is not, the least sure first; sentences, and never the guess."""
    waiting(
        ours, store, case, next_visit=doubt("next_visit", "handwritten", confidence=0.1),
        avoid_walking=doubt("avoid_walking", confidence=0.8, guess=True),
        avoid_bending=doubt("avoid_bending", confidence=0.2, guess=True),
    )  # fmt: skip

    (item,) = ours.get("/reviews").json()["items"]

    assert [f["name"] for f in item["doubtful"]] == ["avoid_bending", "avoid_walking", "next_visit"]
    assert all("guess" not in f and f["value"] is None for f in item["doubtful"])
    assert item["doubtful"][2]["reason"]["sentence"] == "Handwriting: a person reads it."


def test_a_reply_that_may_tighten_comes_first(ours, store, case) -> None:
    """A later reply that may tighten what is in force stands before an earlier one that only needs its case."""
    confirm(ours, waiting(ours, store, case))
    lost = send(ours, store, a_reply(None), salt="no code")
    tighter = waiting(ours, store, case, salt="2", avoid_bending=doubt("avoid_bending"))

    queue = ours.get("/reviews").json()

    assert [i["reply"] for i in queue["items"]] == [tighter["id"], lost["replies"][0]["id"]]
    assert [i["may_tighten"] for i in queue["items"]] == [True, False]
    assert queue["waiting"] == 2


def test_what_stays_has_to_be_named(ours, store, case) -> None:
    """An unsigned form without an end counts only if the person who confirms it says that they have seen it."""
    reply = waiting(ours, store, case, provider_signature=False, duration=None)

    refused = confirm(ours, reply)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_acknowledged")
    assert refused.json()["reasons"] == ["unsigned", "no_end_date"]
    assert confirm(ours, reply, "unsigned").json()["reasons"] == ["no_end_date"]
    assert confirm(ours, reply, "unsigned", "no_end_date").json()["state"] == "confirmed"


def test_a_decided_reply_stays_decided(ours, store, case) -> None:
    """Confirmed or rejected, it takes no more decisions; rejected, it counts for nothing and blocks nothing."""
    done, other = waiting(ours, store, case), waiting(ours, store, case, salt="2", comments="see me")
    confirm(ours, done)
    assert decide(ours, done, "avoid_bending", True, "late").status_code == 409
    assert confirm(ours, done).json()["code"] == "is_confirmed"

    rejected = ours.post(f"/replies/{other['id']}/rejection", json={"reason": "a form of another employer"})
    assert rejected.json()["state"] == "rejected"
    assert decide(ours, other, "avoid_bending", True, "late").json()["code"] == "is_rejected"
    held = ours.get(f"/cases/{case['id']}/restrictions").json()
    assert (len(held["restrictions"]), held["reevaluations"]) == (1, 0)


def test_a_confirmation_taken_back_forbids_and_permits_nothing(ours, store, case) -> None:
    """Reopened, its limits are pending and block new offers; confirmed again, the correction is in force."""
    reply = waiting(ours, store, case)
    confirm(ours, reply)

    reopened = ours.post(f"/replies/{reply['id']}/reopening", json={"reason": "the box beside it was meant"})
    assert reopened.json()["state"] == "ready"
    held = ours.get(f"/cases/{case['id']}/restrictions").json()
    assert [r["pending"] for r in held["restrictions"]] == [True]
    assert held["reevaluations"] == 1

    decide(ours, reply, "avoid_lift_over_10", False, "the mark is in the row below")
    decide(ours, reply, "avoid_lift_over_25", True, "the mark is in this row")
    confirm(ours, reply)
    held = ours.get(f"/cases/{case['id']}/restrictions").json()
    assert [r["words"] for r in held["restrictions"]] == ["lifting: at most 25 lb"]
    assert held["reevaluations"] == 0


def test_a_changed_copy_of_the_same_page_is_a_new_document(ours, store, case) -> None:
    """The same copy with other ink: a reply of its own, named as a second version, never merged into the first. So is
    the first one sent again after it, since the office may mean that it holds again; only that one twice is one."""
    copy = print_copy(store, case)
    first = send(ours, store, a_reply(copy))
    second = send(ours, store, a_reply(copy, nothing_positioning=False, avoid_bending=True), salt="2")
    again, twice = (send(ours, store, a_reply(copy), salt=salt) for salt in "34")

    shown = only_reply(ours, second)
    assert second["id"] != first["id"]
    assert "second_version" in [r["code"] for r in shown["reasons"]]
    assert confirm(ours, shown).json()["reasons"] == ["second_version"]
    back, twin = only_reply(ours, again), only_reply(ours, twice)
    assert "second_version" in [r["code"] for r in back["reasons"]]
    assert (back["state"], twin["state"]) == ("review", "duplicate")


def test_what_loosens_takes_a_sure_sender(ours, store, case) -> None:
    """A page without our code that lifts a limit: not without a note of how sender and patient were checked."""
    confirm(ours, waiting(ours, store, case))
    fields = {"avoid_lift_over_10": False, "avoid_lift_over_25": True, "signature_date": day(0)}
    (loose,) = send(ours, store, a_reply(None, **fields), salt="2")["replies"]
    attach = f"/replies/{loose['id']}/attachment"

    attached = ours.post(attach, json={"case": case["id"], "birth_date": BIRTH.isoformat()})
    assert attached.json()["state"] == "ready", attached.text
    assert confirm(ours, loose).json()["code"] == "identity_note_needed"
    ours.post(attach, json={"case": case["id"], "note": "called the number on file, spoke to the nurse"})
    assert confirm(ours, loose).json()["state"] == "confirmed"
    held = ours.get(f"/cases/{case['id']}/restrictions").json()
    assert [r["words"] for r in held["restrictions"]] == ["lifting: at most 25 lb"]


def test_a_new_look_asked_for_by_hand_blocks_and_is_closed_by_name(ours, case) -> None:
    """A worker calls: open until a named person closes it with a reason; once."""
    opened = ours.post(f"/cases/{case['id']}/re-evaluations", json={"reason": "worker reports pain"}).json()
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["reevaluations"] == 1

    closing = f"/re-evaluations/{opened['id']}/closing"
    assert ours.post(closing, json={}).status_code == 422
    assert ours.post(closing, json={"reason": "asked the provider, nothing new"}).json()["closed_by"]
    assert ours.post(closing, json={"reason": "asked the provider, nothing new"}).status_code == 409
    (listed,) = ours.get(f"/cases/{case['id']}/re-evaluations").json()
    assert listed["closing_note"] == "asked the provider, nothing new"
