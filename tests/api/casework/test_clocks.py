"""The clocks over a real database: tasks made once, whatever runs twice; what a person says; letters; the settings."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from api.casework.clock_letters import write_letters
from api.casework.clock_sweep import sweep_tasks
from api.identity.roles import Role
from api.store.tables import AuditEntry, Case, CaseState, ClockTask, Packet, Release
from tests.api.web.scenario import (
    SENDER,
    a_reply,
    day,
    only_reply,
    open_case,
    print_copy,
    reading,
    send,
    terms,
)
from tests.api.web.test_entering import pad
from tests.api.web.test_papers import file_release

pytestmark = pytest.mark.integration
NOW = datetime.now(UTC)


def in_days(days: float) -> datetime:
    """A moment so many days from now."""
    return NOW + timedelta(days=days)


def tasks(http, case) -> dict[str, dict]:
    """The tasks of a case by rule; fails if a rule has two."""
    found = http.get(f"/cases/{case['id']}/clock-tasks").json()
    assert len({each["rule"] for each in found}) == len(found)
    return {each["rule"]: each for each in found}


def record(http, case, kind: str, **more):
    """Record an event of a case."""
    answer = http.post(f"/cases/{case['id']}/events", json={"kind": kind, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_new_case_has_its_first_tasks_once(ours, store):
    """Twenty days after an injury nobody told us more of: two hours, 24 hours and seven days are late, 45 days wait."""
    case = open_case(ours)

    first, second = sweep_tasks(store), sweep_tasks(store)

    assert (first.made, second.made, second.changed) == (3, 0, 0)
    found = tasks(ours, case)
    assert set(found) == {"notify-2h", "contact-24h", "osha-7d"}
    assert all(each["late"] and each["state"] == "open" for each in found.values())
    assert found["notify-2h"]["hour_unknown"]
    assert found["osha-7d"]["due_on"] == day(-13)


def test_nobody_ends_a_task_or_says_an_event_that_is_another_roles(ours, desk, store):
    """A supervisor ends the supervisors' task, and no more: not the coordinator's call, not HR's word, no consent."""
    case, boss, hr = open_case(ours), desk(Role.SUPERVISOR), desk(Role.HR)
    ours.post(f"/cases/{case['id']}/supervisors", json={"user": boss.user})
    sweep_tasks(store)
    found = tasks(ours, case)

    def ends(http, rule: str) -> int:
        return http.post(f"/clock-tasks/{found[rule]['id']}/dismissal", json={"reason": "Not needed."}).status_code

    def says(http, kind: str) -> int:
        return http.post(f"/cases/{case['id']}/events", json={"kind": kind}).status_code

    assert (ends(boss, "contact-24h"), ends(boss, "osha-7d"), ends(hr, "contact-24h")) == (403, 403, 403)
    assert (ends(boss, "notify-2h"), ends(hr, "osha-7d"), ends(ours, "contact-24h")) == (200, 200, 200)
    assert (says(boss, "authorized"), says(boss, "consent_given"), says(boss, "pain_reported")) == (403, 403, 201)
    told = record(ours, case, "contact_made")
    assert boss.post(f"/events/{told['id']}/withdrawal", json={"reason": "Not so."}).status_code == 403
    assert hr.post(f"/events/{told['id']}/withdrawal", json={"reason": "Not so."}).status_code == 200


def test_sweeps_at_once_make_each_task_once(ours, store):
    """Six workers at the same moment, twelve cases: 36 rows."""
    for _ in range(12):
        open_case(ours)

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: sweep_tasks(store), range(6)))

    assert sum(each.made for each in done) == 36
    with store.database.transaction() as session:
        assert len(session.scalars(select(ClockTask)).all()) == 36


def test_weeks_of_sleep_make_one_task_of_each(ours, store):
    """Off work, and nobody swept for a month: one late contact."""
    case = open_case(ours)
    record(ours, case, "off_work", at=in_days(-1).isoformat())

    sweep_tasks(store, in_days(40))
    sweep_tasks(store, in_days(39))  # and the wall clock went back

    with store.database.transaction() as session:
        rows = session.scalars(select(ClockTask).where(ClockTask.rule == "contact-weekly")).all()
    assert len(rows) == 1


def test_an_event_meets_its_task_at_once_and_can_be_taken_back(ours, store):
    """Told, done; it was another case: withdrawn, the same task is open again, not a second one."""
    case = open_case(ours)
    sweep_tasks(store)
    event = record(ours, case, "notified")
    assert tasks(ours, case)["notify-2h"]["state"] == "done"

    gone = ours.post(f"/events/{event['id']}/withdrawal", json={"reason": "Another case was meant."})

    assert gone.status_code == 200
    assert tasks(ours, case)["notify-2h"]["state"] == "open"
    assert ours.post(f"/events/{event['id']}/withdrawal", json={"reason": "Again."}).status_code == 409


def test_the_same_event_said_twice_is_one(ours):
    """A retried request changes nothing; the same moment with another end is a conflict."""
    case = open_case(ours)
    at = in_days(-2).isoformat()
    first = record(ours, case, "assignment_started", at=at, through=day(20))
    assert record(ours, case, "assignment_started", at=at, through=day(20)) == first
    other = ours.post(f"/cases/{case['id']}/events", json={"kind": "assignment_started", "at": at, "through": day(30)})
    assert other.status_code == 409
    assert [each["id"] for each in ours.get(f"/cases/{case['id']}/events").json()] == [first["id"]]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ({"kind": "contact_made", "at": "2031-01-01T10:00:00Z"}, "bad_moment"),
        ({"kind": "contact_made", "at": "0001-01-01T00:00:00+14:00"}, "bad_moment"),
        ({"kind": "off_work", "at": "9999-12-31T23:59:59-12:00"}, "bad_moment"),
        ({"kind": "consent_given", "through": "1999-01-01"}, "bad_last_day"),
        ({"kind": "assignment_ended"}, "about_what"),
        ({"kind": "osha_entered"}, "invalid_request"),
        ({"kind": "full_release"}, "invalid_request"),
        ({"kind": "contact_made", "note": "back pain"}, "invalid_request"),
    ],
)
def test_events_that_cannot_be_are_refused(ours, event, code):
    """The future, the far past, an end before its beginning; a release is paper's to say, and there are no words."""
    case = open_case(ours)
    answer = ours.post(f"/cases/{case['id']}/events", json=event)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_person_ends_a_task_with_a_reason_and_no_sweep_brings_it_back(ours, store):
    """Done or dismissed, by whom and why; a second time is a conflict."""
    case = open_case(ours)
    sweep_tasks(store)
    found = tasks(ours, case)

    done = ours.post(f"/clock-tasks/{found['notify-2h']['id']}/done", json={"reason": "Told both by telephone."})
    ours.post(f"/clock-tasks/{found['osha-7d']['id']}/dismissal", json={"reason": "Exempt establishment."})
    sweep_tasks(store, in_days(1))

    assert (done.status_code, done.json()["reason"]) == (200, "Told both by telephone.")
    after = tasks(ours, case)
    assert (after["notify-2h"]["state"], after["osha-7d"]["state"]) == ("done", "dismissed")
    assert after["notify-2h"]["ended_by"]
    again = ours.post(f"/clock-tasks/{found['osha-7d']['id']}/done", json={"reason": "Twice."})
    assert (again.status_code, again.json()["code"]) == (409, "task_over")


def test_what_repeats_goes_on_from_what_a_person_did(ours, store):
    """The weekly contact is marked as done: the next one counts from today."""
    case = open_case(ours)
    record(ours, case, "off_work", at=in_days(-10).isoformat())
    sweep_tasks(store)
    late = tasks(ours, case)["contact-weekly"]
    assert late["late"]

    ours.post(f"/clock-tasks/{late['id']}/done", json={"reason": "Spoke with the worker."})

    walls = ours.get(f"/cases/{case['id']}/clocks").json()["clocks"]
    states = [each["state"] for each in walls if each["rule"] == "contact-weekly"]
    assert states == ["done", "waiting"]


def test_restrictions_that_nobody_confirmed_are_blocked_and_the_clock_runs(ours, store):
    """The reply is in review: 24 hours from its receipt; confirmed, an offer is due; made, the clock is met."""
    case = open_case(ours)
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    reply = only_reply(ours, send(ours, store, a_reply(print_copy(store, case), avoid_bending=doubt)))
    sweep_tasks(store)
    assert tasks(ours, case)["offer-24h"]["state"] == "blocked"
    sweep_tasks(store, in_days(2))
    assert tasks(ours, case)["offer-24h"]["state"] == "blocked"

    ours.put(f"/replies/{reply['id']}/fields/avoid_bending", json={"value": False})
    assert ours.post(f"/replies/{reply['id']}/confirmation", json={}).status_code == 200
    sweep_tasks(store)
    task = tasks(ours, case)["offer-24h"]
    assert task["state"] == "open"

    made = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})
    assert made.status_code == 201, made.text
    sweep_tasks(store)
    assert tasks(ours, case)["offer-24h"]["state"] == "done"
    assert tasks(ours, case)["offer-answer"]["due_on"] == day(2)
    said = {"kind": "accepted", "day": day(0), "how": "signed_slip"}
    assert ours.post(f"/offers/{made.json()['id']}/answers", json=said).status_code == 200
    sweep_tasks(store)
    assert tasks(ours, case)["carrier-notice"]["state"] == "open"


def test_the_chase_of_a_packet_stops_when_the_reply_arrives(ours, store):
    """Day 7 the second request; the form comes back, nothing is chased any more."""
    case = open_case(ours)
    file_release(ours, case, pad())
    packet = _packet(store, case, days_ago=8)
    sweep_tasks(store)
    assert tasks(ours, case)["second-request"]["occurrence"] == packet

    send(ours, store, a_reply(print_copy(store, case)), salt="again")
    sweep_tasks(store, in_days(20))

    found = tasks(ours, case)
    assert found["second-request"]["state"] == "done"
    assert "chase-call" not in found


def _packet(store, case, days_ago: int) -> str:
    """A packet as it was made some days ago."""
    with store.database.transaction() as session:
        release = session.scalars(select(Release).where(Release.case_id == uuid.UUID(case["id"]))).first()
        row = Packet(
            employer_id=release.employer_id, case_id=release.case_id, provider_id=release.provider_id,
            release_id=release.id, created_at=in_days(-days_ago), files=[],
        )  # fmt: skip
        session.add(row)
        session.flush()
        return str(row.id)


def test_the_list_is_late_first_and_comes_in_pages(ours, store):
    """Over all cases, each task once, by when it was due."""
    for days in (-3, -30, -12):
        open_case(ours, injury_date=day(days))
    sweep_tasks(store)

    seen, after = [], None
    while True:
        page = ours.get("/clock-tasks", params={"limit": 2} | ({"after": after} if after else {})).json()
        seen += page["items"]
        after = page["next"]
        if after is None:
            break

    assert len(seen) == 9
    assert len({each["id"] for each in seen}) == 9
    assert [each["due_at"] for each in seen] == sorted(each["due_at"] for each in seen)
    hr = ours.get("/clock-tasks", params={"who": "hr"}).json()["items"]
    assert {each["rule"] for each in hr} == {"osha-7d"}


def test_a_rule_that_is_turned_off_takes_its_open_tasks_with_it(ours, store):
    """And no others; stale settings are refused; a law's number cannot be made longer."""
    case = open_case(ours)
    sweep_tasks(store)
    profile = {"zone": "America/Chicago", "rules": {"notify-2h": {"on": False}, "contact-24h": {"hours": 48}}}

    said = ours.put("/clock-settings", json={"revision": 0, "profile": profile})
    sweep_tasks(store)

    assert (said.status_code, said.json()["revision"]) == (200, 1)
    found = tasks(ours, case)
    assert found["notify-2h"]["state"] == "cancelled"
    assert found["contact-24h"]["state"] == "open"
    stale = ours.put("/clock-settings", json={"revision": 0, "profile": profile})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    longer = ours.put("/clock-settings", json={"revision": 1, "profile": {"rules": {"osha-7d": {"days": 30}}}})
    assert (longer.status_code, longer.json()["code"]) == (409, "clocks_refused")
    assert "shorter, not longer" in longer.json()["detail"]
    assert ours.get("/clock-settings").json()["profile"]["zone"] == "America/Chicago"
    assert len(ours.get("/clock-programs").json()["samples"]) == 7


def test_a_letter_is_written_once_or_its_task_says_what_is_missing(ours, store):
    """The follow-up call needs no more than a sender; the second request has to be told how the first went out."""
    case = open_case(ours, injury_date=day(-46), person={"phone": "555-010-0111"})
    file_release(ours, case, pad())
    _packet(store, case, days_ago=8)
    sweep_tasks(store)
    assert write_letters(store) == 0
    assert tasks(ours, case)["call-45d"]["missing"] == ["sender"]

    ours.put("/clock-settings", json={"revision": 0, "profile": {}, "sender": SENDER})

    assert (write_letters(store), write_letters(store)) == (1, 0)
    found = tasks(ours, case)
    assert found["call-45d"]["letter"]
    assert found["second-request"]["missing"] == ["first_sent", "first_sent_to"]
    facts = {"first_sent": day(-8), "first_sent_to": "fax to 555-010-0170"}
    at = f"/clock-tasks/{found['second-request']['id']}/letter"
    assert ours.post(at, json={"sender": SENDER, "facts": facts}).status_code == 200
    assert ours.post(at, json={"sender": SENDER, "facts": facts}).json()["code"] == "letter_written"
    kinds = [each["kind"] for each in ours.get(f"/cases/{case['id']}/letters").json()]
    assert sorted(kinds) == ["follow-up-call", "second-request"]


def test_a_closed_case_keeps_only_what_the_law_asks(ours, store):
    """Everything else is cancelled, and nothing new is made."""
    case = open_case(ours)
    sweep_tasks(store)
    with store.database.transaction() as session:
        session.get_one(Case, uuid.UUID(case["id"])).state = CaseState.CLOSED

    sweep_tasks(store, in_days(60))

    states = {rule: each["state"] for rule, each in tasks(ours, case).items()}
    assert states == {"notify-2h": "cancelled", "contact-24h": "cancelled", "osha-7d": "open"}


def test_the_audit_log_has_figures_and_codes(ours, store):
    """Who ended what, how many were made; no reason, no name."""
    case = open_case(ours)
    sweep_tasks(store)
    task = tasks(ours, case)["osha-7d"]["id"]
    ours.post(f"/clock-tasks/{task}/done", json={"reason": "ZQX-WORDS"})
    with store.database.transaction() as session:
        rows = {row.action: row for row in session.scalars(select(AuditEntry))}
    assert rows["clocks.swept"].details == {"made": 3, "changed": 0}
    assert rows["task.done"].details["rule"] == "osha-7d"
    assert not any("ZQX" in f"{row.details}{row.subject}" for row in rows.values())
