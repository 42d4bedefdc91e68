"""The queue asks only for what it shows of each form, and says the same as the form itself."""

from __future__ import annotations

import uuid

import pytest

from api.store.tables import FieldReading
from forms.readings import Reading
from tests.api.web.scenario import a_reply, only_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration
DOUBTED = ("avoid_bending", "avoid_carrying", "avoid_pushing")


@pytest.fixture
def waiting(ours, store) -> dict:
    """A form with three doubts: one is decided by a person, one was read again surely, one stays."""
    doubts = {name: reading(name, None, source="mark", status="review", reason="doubtful_mark") for name in DOUBTED}
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, open_case(ours)), **doubts)))
    said = ours.put(f"/replies/{reply['id']}/fields/{DOUBTED[0]}", json={"value": True, "reason": "seen"})
    assert said.status_code == 200, said.text
    sure = Reading.model_validate(reading(DOUBTED[1], True, source="mark") | {"confidence": 0.99})
    with store.database.transaction() as session:
        owner = session.query(FieldReading.employer_id).filter_by(reply_id=uuid.UUID(reply["id"])).first()[0]
        of = {"employer_id": owner, "reply_id": uuid.UUID(reply["id"])}
        session.add(FieldReading(**of, field=DOUBTED[1], reader="later", reading=sure))
    return ours.get(f"/replies/{reply['id']}").json()


def test_the_queue_has_the_doubts_that_the_form_has(ours, waiting) -> None:
    """No doubt is missed, and none is shown that is over."""
    (shown,) = ours.get("/reviews").json()["items"]

    doubtful = [each for each in waiting["fields"] if each["status"] == "review"]
    assert [each["name"] for each in doubtful] == [DOUBTED[2]]
    assert shown["doubtful"] == doubtful
