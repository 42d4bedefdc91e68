"""From the answer to the assignment, and what a newer reading does to running work before anybody has confirmed it."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from api.store.tables import Assignment, AssignmentEvent, AuditEntry, Case
from cases.assignments import State
from tests.api.web.scenario import SENDER, a_reply, bench_job, day, only_reply, print_copy, reading, send, terms
from tests.api.web.test_at_once import at_once
from tests.api.web.test_papers import confirmed_case, refused
from tests.generate.word_files import words

pytestmark = pytest.mark.integration
SLIP = {"kind": "accepted", "day": day(0), "how": "signed_slip"}
NO = {"kind": "declined", "day": day(0), "how": "telephone", "why": ["wage", "leave"]}
SITTING = {"nothing_positioning": False, "avoid_prolonged_sitting": True}
TIGHT = {"signature_date": day(0), "hours_per_day": 4.0}  # the work takes 6 hours
CANARY = "ZQX-LUPUS-77"


@pytest.fixture(autouse=True)
def _no_printing(monkeypatch) -> None:
    """LibreOffice takes seconds for an offer that no test here looks at; `test_papers` prints it."""
    monkeypatch.setattr("generate.offers.to_pdf", lambda files: [b"%PDF-1.7" for _ in files])


@pytest.fixture
def case(ours, store) -> dict[str, Any]:
    """A case with one confirmed report."""
    return confirmed_case(ours, store)


def offered(http, case, *, supersedes: str | None = None, job: str | None = None, **change: Any) -> dict[str, Any]:
    """An offer of the case's job."""
    order = {"terms": terms(**change), "sender": SENDER, "supersedes": supersedes, "job": job}
    made = http.post(f"/cases/{case['id']}/offers", json=order)
    assert made.status_code == 201, made.text
    return made.json()


def answered(http, offer, said: dict[str, Any] = SLIP, **more: Any):
    """An answer to it."""
    return http.post(f"/offers/{offer['id']}/answers", json=said | more)


def working(http, case, job: str | None = None) -> dict[str, Any]:
    """The assignment of an offer that was accepted."""
    accepted = answered(http, offered(http, case, job=job))
    assert accepted.status_code == 200, accepted.text
    return http.get(f"/assignments/{accepted.json()['assignment']}").json()


def arrive(http, store, case, salt: str = "2", **fields: Any) -> dict[str, Any]:
    """A newer reply comes in by fax; nobody has looked at it."""
    return only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields), salt=salt))


def now(http, work) -> dict[str, Any]:
    """The assignment as it stands."""
    return http.get(f"/assignments/{work['id']}").json()


def word(http, work, what: str, **more: Any):
    """A person's word on the assignment as it stands."""
    said = {"version": now(http, work)["version"], "reason": "looked at it with the provider"} | more
    return http.post(f"/assignments/{work['id']}/{what}", json=said)


def audited(store, action: str) -> list[dict[str, Any]]:
    """The details of what the audit log has under an action."""
    with store.database.transaction() as session:
        return [row.details for row in session.scalars(select(AuditEntry).where(AuditEntry.action == action))]


def doubt(name: str) -> dict[str, Any]:
    """A mark that the reader is not sure of."""
    return reading(name, None, source="mark", status="review", reason="doubtful_mark")


# --- the answer -------------------------------------------------------------------------------------------------------


def test_an_accepted_offer_is_work_that_runs(ours, store, case) -> None:
    """Accepted on a slip: one assignment, with the offer's days, and the file wants the signed paper today."""
    offer = offered(ours, case)
    assert (offer["state"], offer["answer"], offer["answer_paper"]) == ("open", None, "due")

    shown = answered(ours, offer).json()

    assert (shown["state"], shown["answer"]["kind"], shown["answer"]["late"]) == ("accepted", "accepted", False)
    (work,) = ours.get(f"/cases/{case['id']}/assignments").json()
    assert (work["id"], work["state"], work["flag"]) == (shown["assignment"], "running", "")
    assert (work["work"]["start"], work["work"]["end"], work["fits"]) == (day(3), day(20), "compatible")
    assert [each["kind"] for each in work["events"]] == ["began"]

    paper = ours.put(f"/offers/{offer['id']}/answer-paper", content=b"scan", headers={"Content-Type": "image/png"})
    assert (paper.json()["answer_paper"], paper.json()["answer"]["filed_on"]) == ("done", day(0))
    assert ours.get(f"/offers/{offer['id']}/answer-paper").content == b"scan"


def test_an_offer_is_held_against_the_rules_the_employer_chose(ours, case) -> None:
    """What breaks one, and what nobody said, warns with its source; it refuses nothing and stays on the offer."""
    assert offered(ours, case)["policy_warnings"] == []
    chosen = {"shown_restricted": True, "work_related_first": True, "base_rate_weeks": 1}
    set_ = ours.put("/clock-settings", json={"revision": 0, "profile": {}, "policies": chosen})
    assert set_.status_code == 200, set_.text

    unsaid = offered(ours, case, wage="20.00 dollars an hour")
    said = {"kind": "restricted", "work_related": True, "wage_decided": True}
    order = {"terms": terms(schedule="Mon-Fri, 8:00-14:30, restricted duty"), "sender": SENDER}
    told = ours.post(f"/cases/{case['id']}/offers", json=order | {"duty": said})

    assert [each["code"] for each in unsaid["policy_warnings"]] == [
        "shown_restricted",
        "base_rate_weeks",
        "work_related_first",
    ]
    assert all(each["sentence"] and each["source"] for each in unsaid["policy_warnings"])
    assert ours.get(f"/offers/{unsaid['id']}").json()["policy_warnings"] == unsaid["policy_warnings"]
    assert told.json()["policy_warnings"] == []


def test_a_declined_offer_is_work_for_nobody(ours, store, case) -> None:
    """Declined, with codes and no words: no assignment, a neutral sentence, the note on leave; none in the log."""
    shown = answered(ours, offered(ours, case), NO).json()

    assert (shown["state"], shown["assignment"]) == ("declined", None)
    assert "825.220(d)" in shown["says"]
    assert ours.get(f"/cases/{case['id']}/assignments").json() == []
    assert [sorted(each) for each in audited(store, "offer.answered")] == [["answer", "how", "kind", "why"]]


def test_an_answer_is_given_once_and_changed_by_name(ours, case) -> None:
    """Sent twice it is one; another one has to name the one it replaces; the acceptance taken back ends the work."""
    offer = offered(ours, case)
    first = answered(ours, offer).json()
    assert answered(ours, offer).json() == first

    assert answered(ours, offer, NO).json()["code"] == "already_answered"
    changed = answered(ours, offer, NO, replaces=first["answer"]["id"]).json()
    assert changed["state"] == "declined"
    (work,) = ours.get(f"/cases/{case['id']}/assignments").json()
    assert (work["state"], work["over_on"], work["why"][0]["code"]) == ("ended", day(0), "answer_changed")
    assert answered(ours, offer, replaces=first["answer"]["id"]).json()["code"] == "stale"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (SLIP | {"day": day(1)}, "answer_in_future"),
        (SLIP | {"day": day(-1)}, "answer_before_offer"),
        (SLIP | {"why": ["wage"]}, "reasons_of_acceptance"),
        (SLIP | {"kind": "none"}, "invalid_request"),
        (NO | {"why": [CANARY]}, "invalid_request"),
    ],
)
def test_an_answer_that_cannot_be(ours, case, said, code) -> None:
    """Tomorrow's, older than the letter, "no answer" as an answer, reasons in words."""
    answer = answered(ours, offered(ours, case), said)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert CANARY not in answer.text


def test_eight_acceptances_at_once_are_one_assignment(ours, case) -> None:
    """A double click, or two people: one answer, one assignment."""
    offer = offered(ours, case)
    answers = at_once(lambda: answered(ours, offer), 8)
    assert {each.status_code for each in answers} == {200}
    assert len(ours.get(f"/cases/{case['id']}/assignments").json()) == 1


def test_an_accepted_offer_is_not_taken_back(ours, case) -> None:
    """Work is ended or stopped with a reason; the letter stays what it was."""
    offer = offered(ours, case)
    answered(ours, offer)
    assert ours.post(f"/offers/{offer['id']}/withdrawal").json()["code"] == "is_accepted"


def test_the_carrier_is_told_of_each_event_once(ours, store, case) -> None:
    """Of the offer, then of its answer; asked again it is the same letter; the letter says what is on file."""
    offer = offered(ours, case)

    def tell() -> dict[str, Any]:
        return ours.post(f"/offers/{offer['id']}/carrier-notices", json={"sender": SENDER}).json()

    made = tell()
    assert "Offered; an answer is asked for by" in _text(ours, made)
    assert tell() == made
    answered(ours, offer, NO)
    declined = tell()
    assert "Declined on" in _text(ours, declined)
    assert "Stays open through" in _text(ours, declined)
    assert tell() == declined
    assert ours.get(f"/offers/{offer['id']}").json()["told_carrier"] == ["open", "declined"]
    assert len(audited(store, "carrier.told")) == 2
    other = {"sender": SENDER, "facts": {"answer": "accepted", "answered_on": day(0)}, "offer": offer["id"]}
    differs = ours.post(f"/cases/{case['id']}/letters/carrier-answer-notice", json=other)
    assert differs.json()["reasons"] == ["answer_differs"]


def _text(http, letter: dict[str, Any]) -> str:
    return words(http.get(f"/letters/{letter['id']}/files/01-letter.docx").content)


# --- made again, and whose law ----------------------------------------------------------------------------------------


def test_an_offer_made_again_stands_in_the_place_of_the_old_one(ours, case) -> None:
    """The chain is kept; the old one takes no work any more; accepted, the new one ends the old one's work."""
    old = offered(ours, case)
    work = ours.get(f"/assignments/{answered(ours, old).json()['assignment']}").json()
    new = offered(ours, case, supersedes=old["id"], location="Building C")

    assert (new["supersedes"], ours.get(f"/offers/{old['id']}").json()["superseded_by"]) == (old["id"], new["id"])
    again = {"terms": terms(location="Building D"), "sender": SENDER, "supersedes": old["id"]}
    assert ours.post(f"/cases/{case['id']}/offers", json=again).json()["code"] == "offer_gone"
    answered(ours, new)
    assert [each["state"] for each in ours.get(f"/cases/{case['id']}/assignments").json()] == ["running", "ended"]
    assert now(ours, work)["why"][0]["code"] == "superseded"


def test_a_second_work_beside_the_first_is_none(ours, case) -> None:
    """Another offer accepted while work runs: refused until that is over."""
    answered(ours, offered(ours, case))
    other = offered(ours, case, location="Building C")
    assert answered(ours, other).json()["code"] == "already_assigned"
    assert ours.get(f"/offers/{other['id']}").json()["answer"] is None


def test_an_offer_is_held_against_the_law_of_its_case(ours, store, case) -> None:
    """Texas: refused with the citation until the report goes along and the place is confirmed; the pack stays."""
    packs = ours.get("/jurisdictions").json()
    assert packs["own"] == "general"
    assert "texas" in {each["id"] for each in packs["packs"]}
    choice = f"/cases/{case['id']}/jurisdiction"
    assert ours.put(choice, json={"jurisdiction": "atlantis"}).status_code == 422
    assert ours.put(choice, json={"jurisdiction": "texas"}).json()["jurisdiction"] == "texas"

    no = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})
    assert no.json()["reasons"] == ["report_not_enclosed", "geographically_accessible"]
    assert "28 TAC 129.6(c)" in no.json()["detail"]
    assert refused(store, "offer.refused") == ["offer_refused"]
    slip = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(confirmed=["suitable"]), "sender": SENDER})
    assert slip.json()["code"] == "unknown_confirmation"

    made = offered(ours, case, enclosed=["work_status_report"], confirmed=["geographically_accessible"])
    assert made["jurisdiction"] == "texas"
    assert any("129.6(g)" in each["citation"] for each in made["warnings"])
    assert "Copy of the work status report" in words(ours.get(f"/offers/{made['id']}/letter.docx").content)


def test_a_draft_pack_sends_to_counsel_and_names_the_day_to_offer_again(ours, case) -> None:
    """Florida: refused and warned in words that send to counsel; declined work is offered again in 30 days."""
    ours.put(f"/cases/{case['id']}/jurisdiction", json={"jurisdiction": "florida"})
    no = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER}).json()
    assert no["detail"].count("check with counsel") == len(no["reasons"]) == 2
    made = offered(ours, case, confirmed=["suitable", "still_available"])
    assert "check with counsel" in made["warnings"][0]["says"]
    assert answered(ours, made, NO).json()["reissue_due"] == day(30)


def test_the_letter_says_how_long_the_work_stays_open(ours, case) -> None:
    """New York: stated in the letter, and not before the day for the answer."""
    ours.put(f"/cases/{case['id']}/jurisdiction", json={"jurisdiction": "new-york"})
    made = offered(ours, case, open_through=day(5), confirmed=["copies_to_all_parties"])
    assert "The work stays open for you through" in words(ours.get(f"/offers/{made['id']}/letter.docx").content)


# --- tighter stops at once --------------------------------------------------------------------------------------------


def test_a_tighter_reading_stops_running_work_before_anybody_confirmed_it(ours, store, case) -> None:
    """The re-evaluation names the work and the pairs; the work is flagged, with codes; the list of stops has it."""
    work = working(ours, case)
    reply = arrive(ours, store, case, **TIGHT)

    held = now(ours, work)
    assert (held["state"], held["flag"]) == ("suspended", "suspended: re-evaluate")
    assert [each["code"] for each in held["why"]] == ["outside"]
    assert {each["code"] for each in held["outside"]} == {"over_schedule"}
    assert held["outside"][0]["report"]["says"] == "at most 4 hours a day"
    look, before = ours.get(f"/cases/{case['id']}/re-evaluations").json()
    assert before["assignments"] == []  # closed: the report in force
    assert (look["reply_id"], look["closed_at"]) == (reply["id"], None)
    assert [each["id"] for each in look["assignments"]] == [work["id"]]
    assert look["assignments"][0]["outside"] == held["outside"]
    (stop,) = ours.get("/stops").json()["items"]
    assert (stop["assignment"], stop["seen_at"]) == (work["id"], None)
    (logged,) = audited(store, "assignment.suspended")
    assert logged == {"case": case["id"], "why": "outside", "pairs": len(held["outside"])}


def test_a_doubtful_mark_stops_what_it_would_forbid(ours, store) -> None:
    """A mark that nobody can read is held as a restriction: where it would forbid this work, the work waits."""
    job = bench_job()
    job["tasks"][0]["demands"][2] |= {"value": "sometimes"}
    bending = ours.post("/jobs", json={"demands": job}).json()["id"]
    same = {"nothing_positioning": False, "avoid_crawling": True}
    case = confirmed_case(ours, store, **same)
    work = working(ours, case, job=bending)
    arrive(ours, store, case, "2", **same, avoid_twisting=doubt("avoid_twisting"))
    assert now(ours, work)["state"] == "running"  # nobody twists at this bench

    arrive(ours, store, case, "3", **same, avoid_bending=doubt("avoid_bending"))
    held = now(ours, work)
    assert (held["state"], [each["code"] for each in held["why"]]) == ("suspended", ["may_be_outside"])
    assert held["outside"] == []
    assert [each["code"] for each in held["in_doubt"]] == ["never"]


def test_a_looser_reading_changes_nothing_by_itself(ours, store, case) -> None:
    """Held back by one reading, the work is not let go on by another that is looser: that takes a person."""
    work = working(ours, case)
    arrive(ours, store, case, **TIGHT)
    arrive(ours, store, case, salt="3", avoid_lift_over_10=False, avoid_lift_over_50=True, signature_date=day(0))
    assert now(ours, work)["state"] == "suspended"


def test_work_goes_on_only_by_a_persons_word_and_only_if_nothing_forbids_it(ours, store, case) -> None:
    """Refused while the reading waits; the reading rejected, it is still held back; then a person lets it go on."""
    work = working(ours, case)
    reply = arrive(ours, store, case, **TIGHT)

    no = word(ours, work, "resumption").json()
    assert no["reasons"] == ["re_evaluation_pending", "conflict", "undecided"]
    assert refused(store, "assignment.resuming_refused") == ["resume_refused"]
    ours.post(f"/replies/{reply['id']}/rejection", json={"reason": "a form of another employer"})
    assert now(ours, work)["state"] == "suspended"
    stale = ours.post(f"/assignments/{work['id']}/resumption", json={"version": 1, "reason": "seen"})
    assert stale.json()["code"] == "stale"
    gone_on = word(ours, work, "resumption").json()
    assert (gone_on["state"], gone_on["flag"], gone_on["why"]) == ("running", "", [])
    assert [each["kind"] for each in gone_on["events"]] == ["began", "suspended", "resumed"]


def test_confirmed_it_stays_outside_and_is_stopped_for_good(ours, store, case) -> None:
    """The tighter report is confirmed: the work does not fit, and nobody can let it go on."""
    work = working(ours, case)
    reply = arrive(ours, store, case, **TIGHT)
    confirmed = ours.post(f"/replies/{reply['id']}/confirmation", json={"acknowledged": []})
    assert confirmed.status_code == 200, confirmed.text

    assert "conflict" in word(ours, work, "resumption").json()["reasons"]
    stopped = word(ours, work, "stop").json()
    assert (stopped["state"], stopped["over_on"], stopped["fits"]) == ("stopped", day(0), None)
    assert word(ours, work, "resumption").json()["code"] in ("is_stopped", "resume_refused")
    assert now(ours, work)["state"] == "stopped"
    assert ours.get("/stops").json()["items"] == []


def test_a_persons_decision_on_a_field_stops_work_too(ours, store, case) -> None:
    """The reading arrived harmless; a person sees the mark in the picture: at once outside."""
    work = working(ours, case)
    reply = arrive(ours, store, case)
    assert now(ours, work)["state"] == "running"
    ours.put(f"/replies/{reply['id']}/fields/hours_per_day", json={"value": 4, "reason": "it says 4, not 8"})
    assert now(ours, work)["state"] == "suspended"


def test_an_offer_accepted_while_a_reading_waits_does_not_begin(ours, store, case) -> None:
    """The worker accepts what was offered yesterday; a reading came since: the work is there, and held back."""
    offer = offered(ours, case)
    arrive(ours, store, case, **TIGHT)
    accepted = answered(ours, offer).json()
    assert now(ours, {"id": accepted["assignment"]})["state"] == "suspended"


def test_the_supervisor_is_told_limits_and_nothing_else(ours, store, case) -> None:
    """The note names the worker, the work and the limits in our words; nothing the office wrote; seen once."""
    work = working(ours, case)
    arrive(ours, store, case, **TIGHT, comments=CANARY, other_handling=CANARY)

    note = ours.get(f"/assignments/{work['id']}/stop-notice").json()
    assert note["worker"] == "Robin Example"
    assert note["says"][0].startswith("Stop this work now.")
    assert note["limits"]
    assert CANARY not in str(note)
    assert "Sampleton" not in str(note)
    assert ours.post(f"/assignments/{work['id']}/seen").json()["events"][-1]["kind"] == "seen"
    ours.post(f"/assignments/{work['id']}/seen")
    assert len([e for e in now(ours, work)["events"] if e["kind"] == "seen"]) == 1
    assert ours.get("/stops").json()["items"][0]["seen_at"]


def test_a_person_holds_work_back_and_ends_it(ours, store, case) -> None:
    """Pain at work: held back by hand, on; then the planned end."""
    work = working(ours, case)
    assert word(ours, work, "suspension").json()["why"][0]["code"] == "by_hand"
    assert word(ours, work, "suspension").json()["code"] == "is_suspended"
    assert word(ours, work, "resumption").json()["state"] == "running"
    assert ours.post(f"/assignments/{work['id']}/seen").json()["code"] == "not_suspended"
    assert word(ours, work, "end", why="finished", last_day=day(30)).json()["code"] == "bad_last_day"


def test_a_reading_and_an_acceptance_at_once_never_leave_work_running(ours, store) -> None:
    """Whichever is first: in the end the work is held back."""
    for _ in range(3):
        case = confirmed_case(ours, store)
        offer = offered(ours, case)
        copy = print_copy(store, case)
        with ThreadPoolExecutor(2) as pool:
            both = pool.submit(answered, ours, offer), pool.submit(send, ours, store, a_reply(copy, **TIGHT), salt=copy)
            for each in both:
                each.result()
        (work,) = ours.get(f"/cases/{case['id']}/assignments").json()
        assert State(work["state"]) is State.SUSPENDED


def test_the_bench_job_takes_six_hours() -> None:
    """What the tighter reading above forbids is the day's length."""
    assert bench_job()["hours_per_day"] == 6


def test_days_on_which_work_was_held_back_are_not_modified_duty_on_the_log(ours, store, case) -> None:
    """Held back on one day and let go on three days later: the two days between ask what was done instead."""
    row_id = uuid.UUID(working(ours, case)["id"])
    with store.database.transaction() as session:
        row = session.get_one(Assignment, row_id)
        row.work = row.work.model_copy(
            update={"start": date.fromisoformat(day(-9)), "end": date.fromisoformat(day(-1))}
        )
        row.over_on = date.fromisoformat(day(-1))
        session.get_one(Case, row.case_id).injury_date = date.fromisoformat(day(-12))
        for state, on in ((State.SUSPENDED, -6), (State.RUNNING, -3)):
            at = datetime.combine(date.fromisoformat(day(on)), time(12), UTC)
            session.add(AssignmentEvent(employer_id=row.employer_id, assignment_id=row.id, kind="seen", state=state,
                                        created_at=at))  # fmt: skip

    log = ours.get(f"/cases/{case['id']}/osha").json()

    kinds = {run["first"]: (run["last"], run["kind"]) for run in log["ledger"] if run["first"] >= day(-9)}
    assert kinds[day(-9)] == (day(-6), "restricted")
    assert kinds[day(-5)] == (day(-4), "away")
    assert kinds[day(-3)][1] == "restricted"
    assert "held_back" in {each["code"] for each in log["questions"]}
