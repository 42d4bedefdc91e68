"""Words that must not get out: a diagnosis and names, planted in every field that takes words, then looked for.

They may stand in the answers that are about them. They may not stand in the log, in a problem, in the audit log, in a
header, or in a file name.
"""

from __future__ import annotations

import io
import logging

import pytest
from sqlalchemy import select

from api import logs
from api.store.tables import AuditEntry
from tests.api.web.scenario import (
    SENDER,
    a_reply,
    assignment,
    bench_job,
    only_reply,
    open_case,
    print_copy,
    reading,
    send,
    terms,
)
from tests.api.web.test_entering import entry, hand_in

pytestmark = pytest.mark.integration
CANARY = "ZQX-LUPUS-77"


@pytest.fixture
def log():
    """Everything that is logged, down to DEBUG, by us and by every library."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(stream=stream, level=logging.DEBUG)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level


def wander(http, store) -> list:
    """Through the whole service with the canary in every word; the answers of what went wrong on the way."""
    job = bench_job() | {"title": CANARY}
    mine = http.post("/jobs", json={"demands": job}).json()["id"]
    case = open_case(http, person={"name": CANARY, "address": CANARY}, job=mine, claim_number=CANARY)
    fields = {
        "comments": CANARY, "other_handling": CANARY,
        "avoid_bending": reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark"),
    }  # fmt: skip
    reply = only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields)))
    at, of = f"/replies/{reply['id']}", f"/cases/{case['id']}"
    document = hand_in(http, store)
    page = entry(case, note=CANARY)
    page["restrictions"][0]["restriction"]["limits"] = [{"kind": "free_text", "text": CANARY}]
    return [
        http.put(f"{at}/fields/avoid_bending", json={"value": CANARY}),
        http.put(f"{at}/fields/{CANARY}", json={"value": True}),
        http.put(f"{at}/fields/avoid_bending", json={"value": False, "reason": CANARY}),
        http.post(f"{at}/attachment", json={"case": case["id"], "note": CANARY, "birth_date": "1970-01-01"}),
        http.post(f"{at}/attachment", json={"case": case["id"], "note": CANARY, "birth_date": "1980-05-17"}),
        http.post(f"{at}/confirmation", json={"note": CANARY}),
        http.post(f"{at}/reopening", json={"reason": CANARY}),
        http.post(f"/documents/{document}/entries", json=page),
        http.post(f"{of}/re-evaluations", json={"reason": CANARY}),
        http.post(f"{of}/match", json={"assignment": assignment()}),
        http.post(f"{of}/tasks", json={"assignment": assignment()}),
        http.post(f"{of}/match/settlements", json={"assignment": assignment(), "pair": CANARY, "reason": CANARY}),
        http.post(f"{of}/offers", json={"terms": terms(wage=CANARY), "sender": SENDER | {"carrier_name": CANARY}}),
        http.post(f"{of}/packets", json={"sender": SENDER | {"carrier_name": CANARY}}),
        http.post("/workers", json={"name": CANARY * 20, "birth_date": CANARY}),
        http.post("/workers", content=CANARY, headers={"Content-Type": "application/json"}),
        http.get("/cases", params={"after": CANARY}),
        http.get(f"{of}/export"),
        http.get(f"{of}/fhir", params={"medical": True}),
        http.get(f"{of}/fhir", params={"medical": CANARY}),
        http.get(f"/schemas/{CANARY}"),
        http.post("/webhooks", json={"url": f"https://hooks.example.com/{CANARY}"}),
        http.post("/webhooks", json={"url": f"https://{CANARY}/"}),
        http.get(f"/replies/{CANARY}"),
    ]


def test_the_canary_is_in_no_log_no_problem_no_header(ours, store, log) -> None:
    """Right and wrong requests alike; and the audit log holds ids, codes and counts only."""
    answers = wander(ours, store)

    problems = [a for a in answers if a.headers["content-type"] == "application/problem+json"]
    assert len(problems) >= 8
    for answer in problems:
        assert CANARY not in answer.text, answer.text
    for answer in answers:
        assert CANARY not in str(answer.headers)
    assert '"event": "request.done"' in log.getvalue()
    assert CANARY not in log.getvalue()
    assert "testserver" not in log.getvalue()
    with store.database.transaction() as session:
        rows = session.scalars(select(AuditEntry)).all()
        assert len(rows) > 10
        assert not any(CANARY in f"{r.action} {r.subject} {r.details}" for r in rows)


def test_a_fault_inside_leaves_no_words_in_the_log(ours, store, log, monkeypatch) -> None:
    """An exception whose text is the canary: the log has its type and its lines of code."""
    from api.casework import cases

    def fail(*_: object) -> None:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(cases, "list_cases", fail)

    assert ours.get("/cases").status_code == 500
    assert '"error": "RuntimeError"' in log.getvalue()
    assert CANARY not in log.getvalue()
