"""Another employer's objects do not exist: the standing scenario, over every route there is.

Whatever the route and the method, a foreign id answers 404 like one that was never there, and lists stay empty. A new
route fails here until it says which object it is about.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from fastapi.routing import RouteContext

from api.store.tables import Case, Letter, Offer, Packet, ReEvaluation, RestrictionSet
from cases.restrictions import Report, WorkStatus
from tests.api.web.scenario import SENDER, a_reply, assignment, bench_job, day, open_case, print_copy, send, terms
from tests.api.web.test_entering import entry
from tests.api.web.test_principals import ROUTES, path_of

pytestmark = pytest.mark.integration

# What a route's body must hold to get as far as the object; the rest take none.
BODIES: dict[str, Any] = {
    "decide_field": {"value": False},
    "confirm_reply": {},
    "reject_reply": {"reason": "not ours"},
    "reopen_reply": {"reason": "read wrongly"},
    "open_reevaluation": {"reason": "worker called"},
    "close_reevaluation": {"reason": "asked and answered"},
    "match_job": {"assignment": assignment()},
    "rank_tasks": {"assignment": assignment()},
    "settle_pair": {"assignment": assignment(), "pair": "x", "reason": "because"},
    "print_release_form": {"sender": SENDER},
    "make_packet": {"sender": SENDER},
    "make_offer": {"terms": terms(), "sender": SENDER},
    "make_letter": {"sender": SENDER},
}
ABOUT_NOBODY = {"add_worker", "add_provider", "add_job", "hand_in_document"}  # they make something new of one's own


@pytest.fixture
def theirs_to_find(theirs, store) -> dict[str, str]:
    """One object of each kind of the other employer, by the name of its path parameter."""
    case = open_case(theirs)
    document = send(theirs, store, a_reply(print_copy(store, case)))
    scan = theirs.post(
        f"/cases/{case['id']}/releases",
        params={"provider": case["provider_id"], "signed_on": day(-1)},
        content=b"scan",
        headers={"Content-Type": "image/png"},
    )
    found = {
        "worker": case["worker_id"], "provider": case["provider_id"], "job": case["job_id"], "case": case["id"],
        "document": document["id"], "reply": document["replies"][0]["id"], "release": scan.json()["id"],
        "page": "1", "name": "01-letter.pdf", "field": "avoid_bending", "kind": "follow-up-call",
    }  # fmt: skip
    return found | _rows(store, found)


def _rows(store, found: dict[str, str]) -> dict[str, str]:
    """The objects that take an office to make, as rows."""
    with store.database.transaction() as session:
        case = session.get_one(Case, uuid.UUID(found["case"]))
        own = {"employer_id": case.employer_id, "case_id": case.id}
        by = {u.id for u in _users(session, case.employer_id)}.pop()
        files = [{"name": "01-letter.pdf", "sha256": "0" * 64}]
        packet = Packet(
            **own, provider_id=case.provider_id, release_id=uuid.UUID(found["release"]), files=files, made_by=by
        )
        report = Report(document=found["reply"], status=WorkStatus())
        held = RestrictionSet(**own, reply_id=uuid.UUID(found["reply"]), report=report, confirmed_by=by)
        session.add_all([packet, held])
        session.flush()
        offer = Offer(**own, job_id=case.job_id, restriction_set_id=held.id, terms={}, match={}, made_by=by)
        look = ReEvaluation(**own, reasons=["opened_by_hand"])
        letter = Letter(**own, kind="follow-up-call", files=files, made_by=by)
        session.add_all([offer, look, letter])
        session.flush()
        rows = {"packet": packet, "offer": offer, "reevaluation": look, "letter": letter}
        return {name: str(row.id) for name, row in rows.items()}


def _users(session, employer: uuid.UUID):
    from sqlalchemy import select

    from api.store.tables import User

    return session.scalars(select(User).where(User.employer_id == employer)).all()


def _ask(http, route: RouteContext, ids: dict[str, str]):
    path = path_of(route).format(**{name: ids[name] for name in route.param_convertors})
    bodies = BODIES | {
        "attach_reply": {"case": ids["case"], "note": "called the number on file"},
        "enter_restrictions": entry({"id": ids["case"]}),
        "open_case": {"worker": ids["worker"], "injury_date": day(-3)},
    }
    said = {"json": bodies[route.name]} if route.name in bodies else {}
    if route.name == "file_release":
        said = {"params": {"provider": ids["provider"], "signed_on": day(-1)}, "content": b"scan"}
        said["headers"] = {"Content-Type": "image/png"}
    return [http.request(method, path, **said) for method in route.methods]


def test_a_foreign_object_answers_404_on_every_route(ours, theirs, theirs_to_find) -> None:
    """With another employer's ids in the path or the body, every route answers as if they had never been."""
    for route in ROUTES:
        if route.name in ABOUT_NOBODY or (route.name.startswith("list_") and not route.param_convertors):
            continue
        for answer in _ask(ours, route, theirs_to_find):
            if route.name == "list_reviews":
                continue
            assert answer.status_code == 404, f"{route.name}: {answer.status_code} {answer.text}"
            assert answer.json()["code"] == "not_found", route.name


def test_lists_hold_nothing_of_others(ours, theirs_to_find) -> None:
    """Every list of ours is empty while the other employer has everything."""
    lists = [r for r in ROUTES if r.name.startswith("list_") and not r.param_convertors]

    assert len(lists) >= 6
    for route in lists:
        assert ours.get(path_of(route)).json()["items"] == [], route.name


def test_an_object_of_theirs_cannot_be_named_from_ours(ours, theirs_to_find) -> None:
    """A case of ours with a foreign worker, provider or job; a reply of ours in a foreign case: refused alike."""
    mine = open_case(ours)
    base = {"worker": mine["worker_id"], "injury_date": day(-3)}
    for name in ("worker", "provider", "job"):
        assert ours.post("/cases", json=base | {name: theirs_to_find[name]}).status_code == 404, name
    ask = {"job": theirs_to_find["job"], "assignment": assignment()}
    assert ours.post(f"/cases/{mine['id']}/match", json=ask).status_code == 404
    packet = {"sender": SENDER, "provider": theirs_to_find["provider"]}
    assert ours.post(f"/cases/{mine['id']}/packets", json=packet).status_code == 404


def test_their_owner_still_sees_everything(theirs, theirs_to_find) -> None:
    """The 404s above are about whose it is, not about what is broken: the owner's own requests are answered."""
    for path in (
        "workers/{worker}",
        "cases/{case}",
        "documents/{document}",
        "replies/{reply}",
        "cases/{case}/releases",
    ):
        assert theirs.get("/" + path.format(**theirs_to_find)).status_code == 200, path
    assert theirs.post("/jobs", json={"demands": bench_job()}).status_code == 201
