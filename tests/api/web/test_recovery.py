"""Recovery support over HTTP: its steps in their order, and a Committee that hears nothing medical."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.store.tables import AuditEntry
from tests.api.web.scenario import SENDER, day, open_case
from tests.api.web.test_plans import CANARY, PLANNED, REVIEWED, case_in_force, problem, step
from tests.generate.word_files import words

pytestmark = pytest.mark.integration
HEARD = {"step": "discussion", "held_on": day(0), "concerns": False}
SUPPORTED = {
    "step": "support", "contact_every": 7, "care_in_time": True, "expectations_heard": True, "help_needed": False,
}  # fmt: skip
INTERVENED = {"step": "intervention", "recommended_by_provider": True}


def begun(http, case) -> str:
    """Recovery support of a case; its id."""
    answer = http.post(f"/cases/{case['id']}/recovery")
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def record(http, key: str, *records, **more):
    """The answer to the last of these steps."""
    for n, said in enumerate(records):
        answer = http.post(f"/recoveries/{key}/steps", json=step(said, n, **(more if n == len(records) - 1 else {})))
    return answer


def test_the_steps_in_their_order(ours) -> None:
    """Nothing before the talk; a stale number is a conflict; a case has one recovery plan."""
    case = open_case(ours)
    problem(ours.get(f"/cases/{case['id']}/recovery"), 404, "no_recovery")
    key = begun(ours, case)
    problem(ours.post(f"/cases/{case['id']}/recovery"), 409, "already_open")
    assert record(ours, key, PLANNED).json()["next_steps"] == ["closed", "discussion"]
    problem(ours.post(f"/recoveries/{key}/steps", json=step(SUPPORTED, 1)), 409, "wrong_step")
    problem(ours.post(f"/recoveries/{key}/steps", json=step(HEARD, 0)), 409, "stale_recovery")
    worried = ours.post(f"/recoveries/{key}/steps", json=step(HEARD | {"concerns": True}, 1)).json()
    assert worried["next_steps"] == ["closed", "plan"]
    assert ours.get(f"/cases/{case['id']}/recovery").json() == worried
    assert worried["committee_due"] == day(28)


def test_the_committee_hears_nothing_medical(ours, store) -> None:
    """A diagnosis in the report's words and in the intervention: in no update, no letter, no answer, no audit entry."""
    words_of_it = {"activity": "other", "limits": [{"kind": "free_text", "text": CANARY}], "qualifier": CANARY}
    case = case_in_force(
        ours, store, restrictions=[{"restriction": words_of_it, "page": 1, "box": [72, 640, 400, 655]}]
    )
    key = begun(ours, case)
    answer = record(ours, key, PLANNED, HEARD, SUPPORTED, INTERVENED, intervention=f"therapy for {CANARY}")
    assert answer.status_code == 201, answer.text
    assert CANARY not in answer.text

    told = ours.post(
        f"/recoveries/{key}/committee-updates", json={"work": "modified", "next_update": day(20), "sender": SENDER}
    )
    assert told.status_code == 201, told.text
    update = told.json()["update"]
    assert (update["able_to_work"], update["next_update"]) == ("yes", day(20))
    assert [each["how"] for each in update["restrictions"]] == ["ask"]
    letter = ours.get(f"/letters/{told.json()['letter']}/files/01-letter.docx").content
    assert "At temporary modified work" in words(letter)
    did = ours.post(f"/recoveries/{key}/committee-steps", json={"record": REVIEWED})
    listed = ours.get(f"/recoveries/{key}/committee-updates")
    for text in (told.text, did.text, listed.text, words(letter), ours.get(f"/cases/{case['id']}/recovery").text):
        assert CANARY not in text
        assert "therapy" not in text
    assert "intervention" not in did.text
    assert ours.get(f"/recoveries/{key}/interventions").json() == [{"step": 4, "what": f"therapy for {CANARY}"}]
    with store.database.transaction() as session:
        rows = [f"{r.action} {r.subject} {r.details}" for r in session.scalars(select(AuditEntry))]
    assert not any(CANARY in row or "therapy" in row for row in rows)


def test_an_update_takes_no_words(ours, store) -> None:
    """There is no field for them, and an intervention stands with an intervention only."""
    case = case_in_force(ours, store)
    key = begun(ours, case)
    body = {"work": "modified", "next_update": day(20)}
    for extra in ("diagnosis", "treatment", "note", "prognosis"):
        refused = ours.post(f"/recoveries/{key}/committee-updates", json=body | {extra: CANARY})
        assert refused.status_code == 422
        assert CANARY not in refused.text
    problem(record(ours, key, PLANNED, intervention=CANARY), 422, "no_intervention")


def test_nothing_confirmed_is_no_update(ours) -> None:
    """The Committee hears what is in force, and there is nothing yet."""
    key = begun(ours, open_case(ours))
    body = {"work": "away", "next_update": day(20)}
    problem(ours.post(f"/recoveries/{key}/committee-updates", json=body), 409, "update_refused")
    problem(ours.post(f"/recoveries/{key}/committee-steps", json={"record": REVIEWED}), 409, "wrong_step")
