"""A reply whose page was found by its look: cases are proposed, none is touched until a person attaches it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from api.store.tables import ReEvaluation, Reply
from tests.api.web.scenario import a_reply, open_case, reading, send

pytestmark = pytest.mark.integration
PENNED = reading("birth_date", None, source="handwriting", status="review", reason="handwritten")


def found_by_look(case, **fields):
    """A reply without a code, whose print names the worker of `case`."""
    said = a_reply(None, **fields)
    named = {"worker_name": "Robin Exampie", "injury_date": case["injury_date"], "claim_number": "WC 000 123"}
    return said | {"named": named}


def sent(http, store, case, **fields):
    """The reply in the queue, after the mail room is done with it."""
    document = send(http, store, found_by_look(case, **fields), also=("found_by_look",))
    (waiting,) = http.get("/reviews").json()["items"]
    assert waiting["reply"] == document["replies"][0]["id"]
    return waiting


def test_candidates_are_proposed_and_no_case_is_changed(ours, store):
    """By printed name, number and day of injury: in the queue beside the reply; the case knows nothing of it."""
    case = open_case(ours)
    other = open_case(ours, person={"name": "Lee Sampleton", "birth_date": "1971-01-01"}, claim_number="X 9")
    before = [ours.get(f"/cases/{c['id']}").json() for c in (case, other)]
    waiting = sent(ours, store, case, birth_date=PENNED)

    assert (waiting["state"], waiting["case"], waiting["proposed_case"]) == ("unplaced", None, None)
    (candidate,) = waiting["candidates"]
    assert (candidate["case"], candidate["worker"]) == (case["id"], "Robin Example")
    assert set(candidate["agrees"]) == {"claim_number", "worker_name", "injury_date"}
    assert [ours.get(f"/cases/{c['id']}").json() for c in (case, other)] == before
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["reevaluations"] == 0
    with store.database.transaction() as session:
        assert session.scalars(select(Reply.proposed_case_id)).all() == [None]
        assert session.scalar(select(func.count()).select_from(ReEvaluation)) == 0


def test_even_when_everything_agrees_no_machine_attaches_it(ours, store):
    """Typed birth date, name, number, day: still a person's to place."""
    case = open_case(ours)
    waiting = sent(ours, store, case)
    assert set(waiting["candidates"][0]["agrees"]) == {"claim_number", "birth_date", "worker_name", "injury_date"}
    assert (waiting["state"], waiting["case"]) == ("unplaced", None)


def test_a_person_attaches_it_and_it_waits_for_its_confirmation(ours, store):
    """Attached by the written birth date like any other reply; the candidates are gone, its limits are heard."""
    case = open_case(ours)
    waiting = sent(ours, store, case)
    attached = ours.post(f"/replies/{waiting['reply']}/attachment", json={"case": case["id"]})

    assert attached.status_code == 200, attached.text
    assert (attached.json()["case_id"], attached.json()["identity"]) == (case["id"], "agree")
    assert ours.get("/reviews").json()["items"][0]["candidates"] == []
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["reevaluations"] == 1


def test_a_candidate_with_another_birth_date_is_refused(ours, store):
    """The paper names the worker, the office somebody else: proposed with what differs, quarantined when attached."""
    case = open_case(ours)
    waiting = sent(ours, store, case, birth_date=reading("birth_date", date(1955, 1, 2).isoformat()))
    assert waiting["candidates"][0]["differs"] == ["birth_date"]
    refused = ours.post(f"/replies/{waiting['reply']}/attachment", json={"case": case["id"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "identity_mismatch")


def test_that_it_was_found_by_its_look_has_to_be_acknowledged(ours, store):
    """The reason stays with the reply when it is attached: confirming it takes its name."""
    case = open_case(ours)
    waiting = sent(ours, store, case)
    reply = f"/replies/{waiting['reply']}"
    note = "called the number on file and asked for Dr. Sampleton"
    ours.post(f"{reply}/attachment", json={"case": case["id"], "note": note})

    refused = ours.post(f"{reply}/confirmation", json={})
    assert (refused.json()["code"], refused.json()["reasons"]) == ("not_acknowledged", ["found_by_look"])
    confirmed = ours.post(f"{reply}/confirmation", json={"acknowledged": ["found_by_look"]})
    assert confirmed.status_code == 200, confirmed.text
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"]


def test_another_employers_cases_are_never_proposed(ours, theirs, store):
    """The same name, number and birth date at another employer: nobody is proposed."""
    case = open_case(theirs)
    assert sent(ours, store, case)["candidates"] == []
