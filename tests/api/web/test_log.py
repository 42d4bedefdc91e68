"""The OSHA log, the checklist, check-ins and the metrics through the front door."""

from __future__ import annotations

import csv
import io
import uuid

import pytest
from sqlalchemy import select

from api.casework.checkins import pain_reports
from api.store.tables import AuditEntry, Case
from tests.api.web.scenario import TODAY, a_reply, bench_job, day, only_reply, open_case, print_copy, send
from tests.api.web.test_canaries import CANARY, log

pytestmark = pytest.mark.integration
__all__ = ["log"]
ENTRY = {"job_title": "Press operator", "place": "Hall B", "described": "Sprained wrist, slipped tool"}
YEAR = int(day(-20)[:4])


def confirmed(http, store, case, **fields):
    """A reply of the office, confirmed: in force from yesterday."""
    reply = only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields)))
    answer = http.post(f"/replies/{reply['id']}/confirmation", json={})
    assert answer.status_code == 200, answer.text
    return reply


def decide(http, case, decision, reason="asked the supervisor"):
    """A decision about the log."""
    answer = http.post(f"/cases/{case['id']}/osha/decisions", json={"decision": decision, "reason": reason})
    assert answer.status_code == 201, answer.text
    return answer.json()


def absent(http, case, first: int, last: int, worked: str = "absent"):
    """Days missed, so many days from today."""
    answer = http.post(f"/cases/{case['id']}/work", json={"worked": worked, "first": day(first), "last": day(last)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def of(http, case):
    """The case on the log today."""
    answer = http.get(f"/cases/{case['id']}/osha")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nothing_on_file_is_no_zero_but_a_question(ours) -> None:
    """A case of which nobody has said anything hangs on questions."""
    found = of(ours, open_case(ours))

    assert found["recordable"] is None
    assert {"nothing_recorded", "treatment", "work_related"} <= {q["code"] for q in found["questions"]}


def test_days_away_and_a_restriction_in_force_count_from_the_day_after(ours, store) -> None:
    """Absent for a week, then the office's limit counts, because nobody named the regular job."""
    case = open_case(ours)
    absent(ours, case, -20, -14)
    confirmed(ours, store, case)
    found = of(ours, case)

    assert found["counts"]["away"] >= 6  # the day of the injury is one of the seven, and never counts
    assert found["ledger"][0]["rule"] == "injury_day"
    assert found["column"] == "H"
    assert "function_undecided" in {q["code"] for q in found["questions"]}
    assert all(run["cites"].startswith("29 CFR 1904.7") for run in found["ledger"])


def test_naming_the_regular_job_settles_whether_a_function_is_touched(ours, store) -> None:
    """The bench job lifts up to 10 lb, and the office allows 10: nothing weekly is touched, so nothing counts."""
    case = open_case(ours)
    confirmed(ours, store, case)
    assert of(ours, case)["counts"]["restricted"] > 0

    decide(ours, case, {"kind": "routine_functions", "job": case["job_id"]})
    found = of(ours, case)
    assert (found["counts"]["restricted"], found["functions"]) == (0, [])


def test_a_task_the_job_does_not_have_is_refused(ours) -> None:
    """A slip in its title would leave the real task routine, or another one rare."""
    case = open_case(ours)
    body = {"decision": {"kind": "routine_functions", "job": case["job_id"], "rare": ["Flying"]}, "reason": "rare"}

    answer = ours.post(f"/cases/{case['id']}/osha/decisions", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_task")


def test_a_vague_reply_counts_until_the_office_answers(ours, store) -> None:
    """1904.7(b)(4)(vii) through the whole service: the answer is a decision with a name and a reason."""
    case = open_case(ours)
    reply = confirmed(ours, store, case)
    answer = {"kind": "clarified", "report": reply["id"], "all_functions": True, "full_shift": True}

    said = decide(ours, case, answer, "called the office, Dr. said both")
    assert said["decision"]["person"] == "Casey Coordinator"
    assert of(ours, case)["counts"]["restricted"] == 0
    assert len(of(ours, case)["decisions"]) == 1


def test_a_withdrawn_record_counts_for_nothing_and_stays(ours) -> None:
    """A slip is taken back, once."""
    case = open_case(ours)
    record = absent(ours, case, -10, -8)
    assert of(ours, case)["counts"]["away"] >= 3

    assert ours.post(f"/work-records/{record['id']}/withdrawal").status_code == 200
    assert ours.post(f"/work-records/{record['id']}/withdrawal").status_code == 409
    assert of(ours, case)["counts"]["away"] == 0
    assert ours.get(f"/cases/{case['id']}/work").json()[0]["withdrawn_at"]


@pytest.mark.parametrize(
    ("first", "last", "code"), [(-30, -28, "bad_days"), (-3, 2, "bad_days"), (-3, -4, "invalid_request")]
)
def test_days_before_the_injury_or_ahead_are_no_record(ours, first: int, last: int, code: str) -> None:
    """What has not happened is an estimate, a decision of its own."""
    case = open_case(ours)
    body = {"worked": "absent", "first": day(first), "last": day(last)}

    answer = ours.post(f"/cases/{case['id']}/work", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_entries_are_numbered_by_year_and_a_correction_keeps_its_number(ours) -> None:
    """Column A, and what a person fills."""
    cases = [open_case(ours, person={"name": f"Worker {n}"}) for n in range(3)]
    for case in cases:
        absent(ours, case, -10, -8)
        assert ours.put(f"/cases/{case['id']}/osha/entry", json=ENTRY).status_code == 200
    again = ours.put(f"/cases/{cases[0]['id']}/osha/entry", json=ENTRY | {"place": "Hall C"}).json()

    assert (again["number"], again["place"]) == (1, "Hall C")
    found = ours.get(f"/osha/{YEAR}/log").json()
    assert [row["number"] for row in found["rows"]] == [f"{YEAR}-{n:03}" for n in (1, 2, 3)]
    assert found["totals"]["away_cases"] == 3
    assert found["totals"]["hours_worked"] is None
    assert found["rows"][0]["late"] is False


def test_a_case_that_nothing_makes_recordable_is_not_entered(ours, store) -> None:
    """The refusal is on record; the case stays among the open ones of the year."""
    case = open_case(ours)

    answer = ours.put(f"/cases/{case['id']}/osha/entry", json=ENTRY)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_recordable")
    assert ours.get(f"/osha/{YEAR}/log").json()["open"] == [case["id"]]
    with store.database.transaction() as session:
        assert "log.entry_refused" in {row.action for row in session.scalars(select(AuditEntry))}


def test_recordable_and_not_entered_is_named(ours) -> None:
    """Nobody has to find out by counting."""
    case = open_case(ours)
    absent(ours, case, -10, -8)

    assert ours.get(f"/osha/{YEAR}/log").json()["missing"] == [case["id"]]
    not_at_work = {"kind": "recordability", "work_related": False}
    decide(ours, case, not_at_work, "fell at home, said so")
    assert ours.get(f"/osha/{YEAR}/log").json()["missing"] == []


def test_the_name_of_a_privacy_case_is_only_on_the_confidential_list(ours, store) -> None:
    """1904.29(b)(6): not in the log, not in its sheet; and who looked at the list is on record."""
    case = open_case(ours, person={"name": "Robin Hidden"})
    absent(ours, case, -10, -8)
    ours.put(f"/cases/{case['id']}/osha/entry", json=ENTRY)
    decide(ours, case, {"kind": "privacy", "because": "sharps"}, "needlestick")

    logged = ours.get(f"/osha/{YEAR}/log")
    assert logged.json()["rows"][0]["name"] == "privacy case"
    assert "Hidden" not in logged.text + ours.get(f"/osha/{YEAR}/log.csv").text
    assert ours.get(f"/osha/{YEAR}/privacy-cases").json() == [{"number": f"{YEAR}-001", "name": "Robin Hidden"}]
    with store.database.transaction() as session:
        assert "log.privacy_list_seen" in {row.action for row in session.scalars(select(AuditEntry))}


def test_the_sheet_has_the_columns_of_the_form_and_no_formula(ours) -> None:
    """A cell that a spreadsheet would run is text."""
    case = open_case(ours, person={"name": "=cmd|'/c calc'!A1"})
    absent(ours, case, -10, -8)
    ours.put(f"/cases/{case['id']}/osha/entry", json=ENTRY | {"place": "+1+1", "described": "cut\n=1+1"})

    sheet = ours.get(f"/osha/{YEAR}/log.csv")
    assert sheet.headers["content-type"].startswith("text/csv")
    head, row = csv.reader(io.StringIO(sheet.text))
    assert (len(head), len(row)) == (18, 18)
    assert row[1].startswith("'=")
    assert row[4] == "'+1+1"
    assert row[5] == "cut =1+1"


def test_the_checklist_fills_as_the_case_goes(ours, store) -> None:
    """Report in, paper filed, check-in made, entry done: each line follows."""
    case = open_case(ours)
    lines = {line["paper"]: line for line in ours.get(f"/cases/{case['id']}/checklist").json()["lines"]}
    assert (lines["incident_report"]["status"], lines["first_report"]["status"]) == ("late", "no_rule")
    assert lines["restriction_letter"]["status"] == "waiting"

    confirmed(ours, store, case)
    ours.post(f"/cases/{case['id']}/filings", json={"paper": "incident_report", "filed_on": day(-20)})
    absent(ours, case, -1, 0, "transfer")
    for offset in (-1, 0):
        ours.post(f"/cases/{case['id']}/check-ins", json={"day": day(offset), "pain_reported": False})
    ours.put(f"/cases/{case['id']}/osha/entry", json=ENTRY)
    lines = {line["paper"]: line for line in ours.get(f"/cases/{case['id']}/checklist").json()["lines"]}
    assert len(lines) == 8
    assert lines["incident_report"]["status"] == "done"
    assert lines["restriction_letter"]["status"] == "done"
    assert lines["offer"]["status"] == "due"
    assert lines["osha_entry"]["status"] == "done"
    assert lines["daily_log"]["status"] in ("done", "waiting")  # waiting where both days are a weekend


def test_pain_at_a_check_in_is_an_event_for_the_clocks(ours, store) -> None:
    """Yes is one; no and not asked are none."""
    case = open_case(ours)
    for pain in (None, False, True):
        asked = {} if pain is None else {"pain_reported": pain}
        ours.post(f"/cases/{case['id']}/check-ins", json=asked | {"day": day(0)})

    with store.database.transaction() as session:
        employer = session.get_one(Case, uuid.UUID(case["id"])).employer_id
        (event,) = pain_reports(session, employer)
        assert (str(event.case), event.day) == (case["id"], TODAY)
    listed = ours.get(f"/cases/{case['id']}/check-ins").json()
    assert sorted(str(each["pain_reported"]) for each in listed) == ["False", "None", "True"]


def test_a_check_in_has_no_room_for_words(ours) -> None:
    """No medical content in the shared part: there is no field that could hold any."""
    case = open_case(ours)

    for extra in ({"note": "lupus"}, {"feeling": "lupus"}):
        assert ours.post(f"/cases/{case['id']}/check-ins", json=extra).status_code == 422


def test_metrics_say_no_data_until_somebody_enters_some(ours) -> None:
    """And then they say what was divided."""
    empty = ours.get("/metrics", params={"year": YEAR}).json()["figures"]
    assert len(empty) == 18
    assert {figure["status"] for figure in empty} == {"no_data"}

    case = open_case(ours)
    absent(ours, case, -10, -8)
    of_case = f"/cases/{case['id']}"
    ours.post(f"{of_case}/modified-hours", json={"project": "Bridge 7", "day": day(-20), "hours": 8, "cents": 20000})
    ours.post(f"{of_case}/costs", json={"kind": "accommodation", "paid_on": day(-20), "cents": 12550})
    ours.put(f"{of_case}/outcome", json={"accommodated": True, "employed": True, "returned_on": day(-7)})
    ours.put(f"/program-years/{YEAR}", json={"premium_cents": 100000, "emr": 0.97, "hours_worked": 200000})
    ours.put(f"/program-years/{YEAR - 1}", json={"emr": 1.02})
    ours.post("/satisfaction", json={"day": day(-20), "score": 4})
    found = {f["metric"]["id"]: f for f in ours.get("/metrics", params={"year": YEAR}).json()["figures"]}

    assert (found["lost_time"]["value"], found["lost_time"]["status"]) == (100, "not_met")
    assert found["emr"]["value"] == pytest.approx(-0.05)
    assert found["project_cost"]["parts"] == {"Bridge 7": 200.0}
    assert found["accommodation_cost"]["value"] == 125.5
    assert found["time_to_return"]["value"] == 13
    assert found["satisfaction"]["value"] == 4
    assert found["acceptance"]["status"] == "no_data"
    assert ours.get(f"/osha/{YEAR}/log").json()["totals"]["hours_worked"] == 200000


def test_the_evaluation_withholds_the_only_case_and_shows_the_employers_own_figures(ours) -> None:
    """What goes to management and representatives shows nobody."""
    case = open_case(ours)
    absent(ours, case, -10, -8)
    ours.put(f"/program-years/{YEAR}", json={"premium_cents": 100000})
    answer = ours.get(f"/evaluations/{YEAR}")
    found = {f["id"]: f for f in answer.json()["findings"]}

    assert answer.json()["injuries"] is None
    assert found["time_lost"]["status"] == "withheld"
    assert found["premiums"]["value"] == 1000
    assert case["id"] not in answer.text


def test_the_canary_is_in_no_log_line_no_audit_entry_and_no_problem(ours, store, log) -> None:
    """A diagnosis in every word that the log takes; only the log itself says it again."""
    case = open_case(ours, person={"name": CANARY})
    at = f"/cases/{case['id']}"
    absent(ours, case, -10, -8)
    answers = [
        ours.post(
            f"{at}/osha/decisions", json={"decision": {"kind": "privacy", "because": "mental"}, "reason": CANARY}
        ),
        ours.post(f"{at}/osha/decisions", json={"decision": {"kind": CANARY}, "reason": CANARY}),
        ours.post(
            f"{at}/osha/decisions",
            json={"decision": {"kind": "routine_functions", "job": case["job_id"], "rare": [CANARY]}, "reason": CANARY},
        ),
        ours.put(f"{at}/osha/entry", json={"job_title": CANARY, "place": CANARY, "described": CANARY}),
        ours.put(f"{at}/osha/entry", json={"job_title": CANARY, "illness": CANARY}),
        ours.post(f"{at}/check-ins", json={"feeling": CANARY}),
        ours.post(f"{at}/modified-hours", json={"project": CANARY, "day": day(-2), "hours": 1, "cents": 1}),
        ours.get(f"/osha/{YEAR}/log.csv"),
        ours.get(f"/evaluations/{YEAR}"),
    ]

    for answer in answers:
        assert CANARY not in str(answer.headers)
        if answer.status_code >= 400:
            assert CANARY not in answer.text
    assert CANARY not in answers[-1].text
    assert CANARY not in log.getvalue()
    with store.database.transaction() as session:
        rows = session.scalars(select(AuditEntry)).all()
        assert not any(CANARY in f"{r.action} {r.subject} {r.details}" for r in rows)


def test_another_job_can_be_the_regular_one(ours) -> None:
    """The case's job may be the assignment considered; the decision names the job that was held."""
    case = open_case(ours)
    other = ours.post("/jobs", json={"demands": bench_job() | {"title": "Press operator"}}).json()["id"]

    assert decide(ours, case, {"kind": "routine_functions", "job": other})["decision"]["content"]["job"] == other
    body = {"decision": {"kind": "routine_functions", "job": "no-id"}, "reason": "because"}
    assert ours.post(f"/cases/{case['id']}/osha/decisions", json=body).json()["code"] == "bad_job"
