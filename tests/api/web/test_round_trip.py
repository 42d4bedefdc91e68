"""Upload, review, confirm, match, offer: the main job over HTTP, with a real database and real letters."""

from __future__ import annotations

import pytest

from tests.api.web.scenario import (
    SENDER,
    a_reply,
    assignment,
    only_reply,
    open_case,
    print_copy,
    reading,
    send,
    terms,
)

pytestmark = pytest.mark.integration


def test_a_doubtful_reply_becomes_an_offer(ours, store) -> None:
    """A doubtful box is decided beside its place, the reply confirmed, the job matched, the letter written."""
    case = open_case(ours)
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    document = send(ours, store, a_reply(print_copy(store, case), avoid_bending=doubt))

    (waiting,) = ours.get("/reviews").json()["items"]
    assert waiting["may_tighten"]
    assert [f["name"] for f in waiting["doubtful"]] == ["avoid_bending"]
    assert waiting["doubtful"][0]["value"] is None
    assert "not clear whether it is a mark" in waiting["doubtful"][0]["reason"]["sentence"]

    reply = only_reply(ours, document)
    early = ours.post(f"/replies/{reply['id']}/confirmation", json={})
    assert (early.status_code, early.json()["code"]) == (409, "fields_in_review")

    decided = ours.put(f"/replies/{reply['id']}/fields/avoid_bending", json={"value": False})
    assert decided.json()["state"] == "ready", decided.text
    assert ours.post(f"/replies/{reply['id']}/confirmation", json={}).json()["state"] == "confirmed"

    held = ours.get(f"/cases/{case['id']}/restrictions").json()
    (lift,) = held["restrictions"]
    assert lift["words"] == "lifting: at most 10 lb"
    assert lift["evidence"][0]["field"] == "avoid_lift_over_10"
    assert held["reevaluations"] == 0

    found = ours.post(f"/cases/{case['id']}/match", json={"assignment": assignment()}).json()
    assert found["outcome"] == "compatible", [p["sentence"] for p in found["pairs"] if p["outcome"] != "compatible"]

    assert found["suggestions"] == []
    ranked = ours.post(f"/cases/{case['id']}/tasks", json={"assignment": assignment() | {"hours_per_day": 6}}).json()
    assert {each["bank"] is None for each in ranked} == {True, False}
    assert [each["outcome"] for each in ranked if each["job"] == case["job_id"]] != ["conflict"]

    offer = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})
    assert offer.status_code == 201, offer.text
    letter = ours.get(f"/offers/{offer.json()['id']}/letter.pdf")
    assert letter.content.startswith(b"%PDF-")
    assert ours.get(f"/offers/{offer.json()['id']}/letter.docx").content.startswith(b"PK")
