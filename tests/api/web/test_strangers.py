"""Another employer's objects do not exist: the standing scenario, over every route there is.

Whatever the route and the method, a foreign id answers 404 like one that was never there, and lists stay empty. A new
route fails here until it says which object it is about.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.routing import RouteContext
from sqlalchemy import select, text

from api.identity.roles import TABLE, Role
from api.jobs.board import lines
from api.store.tables import (
    ApiKey,
    Assignment,
    AssignmentEvent,
    Case,
    CaseEvent,
    Channel,
    ClockTask,
    Delivery,
    LegalHold,
    Letter,
    LetterTemplate,
    Mailing,
    MailingRow,
    MailOutcome,
    Offer,
    Packet,
    PrintBatch,
    PurgePlan,
    ReceivedMail,
    ReEvaluation,
    RestrictionSet,
    RowState,
    SendState,
    Supervision,
    Upload,
    User,
    Webhook,
    WebhookDelivery,
    WebhookMessage,
    WorkRecord,
)
from cases.assignments import State
from cases.clocks.tasks import TaskState
from cases.demands import Assignment as Work
from cases.osha import Worked
from cases.restrictions import Report, WorkStatus
from tests.api.web.scenario import SENDER, a_reply, assignment, bench_job, day, open_case, print_copy, send, terms
from tests.api.web.test_entering import entry
from tests.api.web.test_plans import BODIES as PLAN_BODIES
from tests.api.web.test_plans import a_plan
from tests.api.web.test_principals import ROUTES, action_of, path_of

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
    "share_wording": {"words": "not from a ladder"},
    "change_role": {"role": "hr"},
    "record_event": {"kind": "contact_made"},
    "withdraw_event": {"reason": "another case"},
    "finish_task": {"reason": "told by telephone"},
    "dismiss_task": {"reason": "not needed"},
    "write_task_letter": {"sender": SENDER},
    "decide_osha": {"decision": {"kind": "privacy", "because": "none"}, "reason": "not on the list"},
    "enter_case": {"job_title": "Press operator", "place": "Hall B", "described": "Cut"},
    "record_work": {"worked": "absent", "first": day(-3)},
    "file_paper": {"paper": "incident_report"},
    "check_in": {},
    "add_hours": {"project": "Bridge 7", "day": day(-3), "hours": 1, "cents": 1},
    "add_cost": {"kind": "medical", "paid_on": day(-3), "cents": 1},
    "set_outcome": {},
    "choose_jurisdiction": {"jurisdiction": "texas"},
    "answer_offer": {"kind": "accepted", "day": day(0), "how": "signed_slip"},
    "tell_carrier": {"sender": SENDER},
    "hold_assignment": {"version": 1, "reason": "worker reports pain"},
    "resume_assignment": {"version": 1, "reason": "settled"},
    "stop_assignment": {"version": 1, "reason": "does not fit"},
    "end_assignment": {"version": 1, "reason": "over", "why": "finished"},
    "change_provider": {"name": "Dr. Another"},
    "confirm_address": {"what": "fax", "value": "555-0199"},
    "resend_row": {"reason": "not_received"},
    "send_packet": {"channel": "fax"},
    "send_letter": {"channel": "fax"},
    "settle_outgoing": {"arrived": True, "how": "telephone"},
    "close_case": {"on": day(0)},
    "place_hold": {"reason": "litigation"},
    "change_webhook": {"url": "https://hooks.example.com/"},
    **PLAN_BODIES,
}
# They make something new of one's own, are about the employer itself, or show what is the same for everybody.
ABOUT_NOBODY = {
    "add_worker", "add_provider", "add_job", "hand_in_document", "add_user", "get_programs", "get_clock_settings",
    "set_clock_settings", "get_ways_to_accommodate", "get_jurisdictions", "add_webhook", "get_schema", "begin_upload",
    "make_mailing", "make_mailing_from_filter", "get_mailing_template", "get_house", "set_house", "set_logo",
    "remove_logo", "get_letters_in_use", "get_letter_wordings", "get_our_letter", "use_own_wording", "use_our_wording",
    "get_operations",
    "plan_purge",
}  # fmt: skip
OF_ONES_OWN = {"list_users", "list_audit"}  # never empty for whoever asks; see the test below
OF_ALL_ONES_OWN = {  # about a year of one's own employer; what they hold is checked below
    "get_log", "get_log_csv", "get_privacy_names", "get_metrics", "get_evaluation", "set_year", "add_satisfaction",
}  # fmt: skip


@pytest.fixture
def theirs_to_find(theirs, store) -> dict[str, str]:
    """One object of each kind of the other employer, by the name of its path parameter."""
    return objects_of(theirs, store)


def objects_of(http, store) -> dict[str, str]:
    """One object of each kind of that coordinator's employer."""
    case = open_case(http)
    document = send(http, store, a_reply(print_copy(store, case)))
    scan = http.post(
        f"/cases/{case['id']}/releases",
        params={"provider": case["provider_id"], "signed_on": day(-1)},
        content=b"scan",
        headers={"Content-Type": "image/png"},
    )
    found = {
        "worker": case["worker_id"], "provider": case["provider_id"], "job": case["job_id"], "case": case["id"],
        "document": document["id"], "reply": document["replies"][0]["id"], "release": scan.json()["id"],
        "page": "1", "name": "01-letter.pdf", "field": "avoid_bending", "kind": "follow-up-call", "limit": "0" * 24,
        "year": day(-20)[:4], "schema": "case", "number": _job_of(store, document["id"]),
        "letter_name": "supervisor-notice",
    }  # fmt: skip
    plan = http.post(f"/cases/{case['id']}/plans", json={"plan": a_plan(case)})
    recovery = http.post(f"/cases/{case['id']}/recovery")
    found |= {"plan": plan.json()["id"], "recovery": recovery.json()["id"], "part": "plan"}
    return found | _rows(store, found)


def _job_of(store, document: str) -> str:
    """The number of the job that read it, marked as failed."""
    with store.database.transaction() as session:
        (job,) = [line for line in lines(session) if line.ids == {"document_id": document}]
        session.execute(text("update procrastinate_jobs set status = 'failed' where id = :job"), {"job": job.number})
    return str(job.number)


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
        moment = datetime.now(UTC)
        event = CaseEvent(**own, kind="contact_made", happened_at=moment, recorded_by=by)
        task = ClockTask(
            **own, rule="osha-7d", occurrence="once", state=TaskState.OPEN, opens_at=moment, due_at=moment
        )  # fmt: skip
        absent = {"first": date(2026, 1, 5), "last": date(2026, 1, 6), "reported_on": date(2026, 1, 6)}
        record = WorkRecord(**own, **absent, worked=Worked.ABSENT, recorded_by=by)
        watch = Supervision(**own, user_id=by, assigned_by=by)
        hold = LegalHold(**own, reason="litigation", held_by=by)
        purge = PurgePlan(employer_id=case.employer_id, case_ids=[], document_ids=[], counts={}, planned_by=by)
        wording = LetterTemplate(
            employer_id=case.employer_id, letter="supervisor-notice", number=1, file_sha256="0" * 64,
            preview_sha256="0" * 64, made_by=by,
        )  # fmt: skip
        session.add_all([offer, look, letter, event, task, record, watch, hold, purge, wording])
        session.flush()
        rest = {"job_id": case.job_id, "restriction_set_id": held.id, "position": "Inspector", "state": State.SUSPENDED}
        work = Assignment(**own, **rest, offer_id=offer.id, work=Work(start=case.injury_date))
        session.add(work)
        session.flush()
        held_back = {"kind": "suspended", "state": State.SUSPENDED}
        session.add(AssignmentEvent(employer_id=case.employer_id, assignment_id=work.id, **held_back))
        rows = {"packet": packet, "offer": offer, "reevaluation": look, "letter": letter, "supervision": watch}
        rows |= {"event": event, "task": task, "record": record, "assignment": work}
        rows |= {"hold": hold, "purge": purge, "wording": wording}
        rows |= {"user": session.get_one(User, by), "key": _key(session, by)}
        mail = ReceivedMail(
            employer_id=case.employer_id,
            account="a@b",
            folder="INBOX",
            uidvalidity=1,
            uid=1,
            message_id="<1@b>",
            body_sha256="0" * 64,
            sha256="0" * 64,
            size=9,
            sender="x@y",
            outcome=MailOutcome.SET_ASIDE,
        )
        upload = Upload(employer_id=case.employer_id, made_by=by, key="7f3a", size=9, expires_at=moment)
        session.add_all([mail, upload])
        session.flush()
        rows |= {"mail": mail, "upload": upload}
        rows |= _webhook(session, case.employer_id, by) | _mailing(session, case, by)
        return {name: str(row.id) for name, row in rows.items()} | {"number": "2"}


def _key(session, user: uuid.UUID) -> ApiKey:
    return session.scalars(select(ApiKey).where(ApiKey.user_id == user)).one()


def _webhook(session, employer: uuid.UUID, by: uuid.UUID) -> dict[str, Any]:
    url, secret = "https://hooks.example.com/", "0" * 64
    webhook = Webhook(employer_id=employer, url=url, events=[], secret_sha256=secret, created_by=by)
    message = WebhookMessage(employer_id=employer, kind="offer.made", body="{}")
    session.add_all([webhook, message])
    session.flush()
    delivery = WebhookDelivery(employer_id=employer, webhook_id=webhook.id, message_id=message.id)
    session.add(delivery)
    session.flush()
    return {"webhook": webhook, "delivery": delivery}


def _mailing(session, case: Case, by: uuid.UUID) -> dict[str, Any]:
    own, to = {"employer_id": case.employer_id}, {"provider_id": case.provider_id, "channel": Channel.PRINT}
    options = {"title": "All", "sender": SENDER}
    mailing = Mailing(**own, title="All", key="all", options=options, made_by=by)
    session.add(mailing)
    session.flush()
    mine = own | {"mailing_id": mailing.id}
    batch = PrintBatch(**mine, number=1, files=[{"name": "batch.pdf", "sha256": "0" * 64}])
    sent = Delivery(**mine, **to, key="all/1", batch=1, address="", state=SendState.UNKNOWN, asked_by=by)
    session.add_all([batch, sent])
    session.flush()
    row = {"number": 2, "state": RowState.MADE, "case_id": case.id, "delivery_id": sent.id, "job_id": case.job_id}
    session.add(MailingRow(**mine, **to, **row))
    session.flush()
    return {"mailing": mailing, "print_batch": batch, "outgoing": sent}


def _users(session, employer: uuid.UUID):
    return session.scalars(select(User).where(User.employer_id == employer)).all()


def ask(http, route: RouteContext, ids: dict[str, str], more: dict[str, Any] | None = None):
    """A route's answers, one for each of its methods, with these ids in path and body; `more` keys in the body."""
    path = path_of(route).format(**{name: ids[name] for name in route.param_convertors})
    bodies = BODIES | {
        "attach_reply": {"case": ids["case"], "note": "called the number on file"},
        "enter_restrictions": entry({"id": ids["case"]}),
        "open_case": {"worker": ids["worker"], "injury_date": day(-3)},
        "assign_supervisor": {"user": ids["user"]},
    }
    said = {"json": bodies[route.name]} if route.name in bodies else {}
    if route.name == "get_metrics":
        said = {"params": {"year": ids["year"]}}
    if more is not None:
        said = {"json": bodies.get(route.name, {}) | more}
    if route.name == "append_to_upload":
        said = {"content": b"%PDF", "headers": {"Content-Type": "application/partial-upload", "Upload-Offset": "0"}}
    if route.name == "use_wording_again":
        said = {"params": {"stood": "ours"}}
    if route.name in ("send_packet", "send_letter", "resend_row"):
        said["headers"] = {"Idempotency-Key": "first-time"}
    if route.name == "file_answer":
        said = {"content": b"scan", "headers": {"Content-Type": "image/png"}}
    if route.name == "file_release":
        said = {"params": {"provider": ids["provider"], "signed_on": day(-1)}, "content": b"scan"}
        said["headers"] = {"Content-Type": "image/png"}
    return [http.request(method, path, **said) for method in route.methods]


def about_an_object(route: RouteContext) -> bool:
    """Whether a route speaks of one object, which may be somebody else's."""
    return route.name not in ABOUT_NOBODY | OF_ALL_ONES_OWN and not (
        route.name.startswith("list_") and not route.param_convertors
    )


def test_a_foreign_object_answers_404_on_every_route(desk, theirs_to_find) -> None:
    """With another employer's ids in the path or the body, every route answers as if they had never been."""
    desks = {role: desk(role) for role in (Role.COORDINATOR, Role.ADMINISTRATOR)}
    for route in filter(about_an_object, ROUTES):
        may = next(http for role, http in desks.items() if action_of(route) in TABLE[role])
        for answer in ask(may, route, theirs_to_find):
            assert answer.status_code == 404, f"{route.name}: {answer.status_code} {answer.text}"
            assert answer.json()["code"] == "not_found", route.name


def test_lists_hold_nothing_of_others(ours, theirs_to_find) -> None:
    """Every list of ours is empty while the other employer has everything."""
    lists = [r for r in ROUTES if r.name.startswith("list_") and not r.param_convertors and r.name not in OF_ONES_OWN]

    assert len(lists) >= 6
    for route in lists:
        assert ours.get(path_of(route)).json()["items"] == [], route.name


def test_users_and_the_audit_log_are_ones_own(desk, theirs_to_find) -> None:
    """An administrator and an auditor see what their own employer has, and a supervisor's list is of their own too."""
    users = desk(Role.ADMINISTRATOR).get("/users").json()["items"]
    entries = desk(Role.AUDITOR).get("/audit").json()["items"]

    assert {each["role"] for each in users} == {"administrator"}
    assert entries == []
    desk(Role.SUPERVISOR)
    assert [each["name"] for each in desk(Role.HR).get("/supervisors").json()["items"]] == ["Supervisor Example"]


def test_a_year_holds_nothing_of_others(ours, theirs, theirs_to_find) -> None:
    """Their injuries, costs and answers are in no log, figure or evaluation of ours."""
    year, case = int(day(-20)[:4]), theirs_to_find["case"]
    theirs.post(f"/cases/{case}/costs", json={"kind": "medical", "paid_on": day(-20), "cents": 1})
    theirs.post("/satisfaction", json={"day": day(-20), "score": 5})
    theirs.put(f"/program-years/{year}", json={"premium_cents": 1, "emr": 1.0, "hours_worked": 1})

    logged = ours.get(f"/osha/{year}/log").json()
    assert (logged["rows"], logged["missing"], logged["open"]) == ([], [], [])
    assert logged["totals"]["hours_worked"] is None
    figures = ours.get("/metrics", params={"year": year}).json()["figures"]
    assert {figure["status"] for figure in figures} == {"no_data"}
    assert theirs.get(f"/osha/{year}/log").json()["totals"]["hours_worked"] == 1
    assert ours.get(f"/osha/{year}/privacy-cases").json() == []


def test_an_object_of_theirs_cannot_be_named_from_ours(ours, theirs_to_find) -> None:
    """A case of ours with a foreign worker, provider or job; a reply of ours in a foreign case: refused alike."""
    mine = open_case(ours)
    base = {"worker": mine["worker_id"], "injury_date": day(-3)}
    for name in ("worker", "provider", "job"):
        assert ours.post("/cases", json=base | {name: theirs_to_find[name]}).status_code == 404, name
    ask = {"job": theirs_to_find["job"], "assignment": assignment()}
    assert ours.post(f"/cases/{mine['id']}/match", json=ask).status_code == 404
    routine = {"decision": {"kind": "routine_functions", "job": theirs_to_find["job"]}, "reason": "held before"}
    assert ours.post(f"/cases/{mine['id']}/osha/decisions", json=routine).status_code == 404
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
