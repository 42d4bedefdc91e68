"""What the scenarios share: people, a job, a printed copy, replies as a reader gives them, all through the front door.

The scripted reader stands in for pixels only: mail room, queue stages, database, files and letters are the real ones.
"""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any

from api.intake.process import Processor
from api.store.opening import Store
from api.store.tables import Case, Copy
from forms.codes import new_copy_id
from forms.editions import Library
from tests.api.intake import scripted
from tests.api.intake.conftest import file_of

FORM = Library().current("transitional-assignment").map
BIRTH = date(1980, 5, 17)
TODAY = datetime.now(UTC).date()  # the service counts days in UTC
SENDER = {"carrier_name": "Sample Mutual Insurance", "contact_phone": "555-010-0140"}


def day(offset: int) -> str:
    """A day so many days from today, ISO 8601."""
    return date.fromordinal(TODAY.toordinal() + offset).isoformat()


def open_case(http, **more: Any) -> dict[str, Any]:
    """Worker, provider, job and case on file; the case, as it is shown."""
    worker = {"name": "Robin Example", "birth_date": BIRTH.isoformat(), "address": "7 Maple Lane"}
    provider = {"name": "Dr. Alex Sampleton", "practice": "Example Orthopedics", "address": "22 Clinic Street"}
    given = {
        "worker": http.post("/workers", json=worker | more.pop("person", {})).json()["id"],
        "injury_date": day(-20),
        "claim_number": "WC-000-123",
    } | more
    if "provider" not in given:
        given["provider"] = http.post("/providers", json=provider).json()["id"]
    if "job" not in given:
        given["job"] = http.post("/jobs", json={"demands": bench_job()}).json()["id"]
    answer = http.post("/cases", json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()


def bench_job() -> dict[str, Any]:
    """Inspecting parts at a bench: sitting, a little lifting, nothing else."""
    absent = ["bend", "squat", "twist", "crawl", "climb", "reach", "lean_forward", "kneel"]
    demands = [
        {"activity": "sit", "value": "often", "cell": "1. Sitting"},
        {"activity": "lift", "weight_low": 0, "weight_high": 10, "value": "sometimes", "cell": "2. Lifting, 1-10 lb"},
        *({"activity": a, "value": "not_present", "cell": f"3. {a}"} for a in absent),
    ]
    return {
        "title": "Parts inspector (temporary)",
        "hours_per_day": 6,
        "days_per_week": 5,
        "overtime": False,
        "tasks": [{"title": "Bench inspection", "hours_per_day": 6, "demands": demands}],
    }


def print_copy(store: Store, case: dict[str, Any]) -> str:
    """A copy of the form as a packet would have printed it for the case; its id."""
    copy_id = new_copy_id()
    with store.database.transaction() as session:
        row = session.get_one(Case, uuid.UUID(case["id"]))
        session.add(
            Copy(
                employer_id=row.employer_id, case_id=row.id, copy_id=copy_id, form=FORM.form, edition=FORM.edition
            )
        )  # fmt: skip
    return copy_id


def reading(
    name: str, value: Any, *, source: str = "acroform", status: str = "accepted", **more: Any
) -> dict[str, Any]:
    """One field as the reader gives it, at its own place."""
    place = FORM.places_of(name)[0]
    doubt = {} if status == "accepted" else {"value": None}
    return {
        "value": value, "status": status, "confidence": 1.0 if status == "accepted" else 0.5, "source": source,
        "page": place.page, "box": place.box, **more, **doubt,
    }  # fmt: skip


def a_reply(copy_id: str | None, *, born: date | None = BIRTH, **fields: Any) -> dict[str, Any]:
    """A signed form, typed: no lifting over 10 lb, nothing else to avoid, four weeks. `fields` change or doubt it."""
    said: dict[str, Any] = {
        "nothing_positioning": True, "avoid_lift_over_10": True, "nothing_repetitive": True,
        "begin_date": day(-1), "duration": "weeks_4", "provider_signature": True, "signature_date": day(-1),
        "birth_date": born.isoformat() if born else None, "hours_per_day": 8.0, "days_per_week": 5.0,
    }  # fmt: skip
    empty = {f.name: False if f.kind in ("check", "signature") else None for f in FORM.fields if f.writer == "office"}
    found = {name: reading(name, value) for name, value in (empty | said).items()}
    for name, value in fields.items():
        found[name] = value if isinstance(value, dict) else reading(name, value)
    clean = all(f["status"] == "accepted" for f in found.values())
    return {
        "file": "x", "document": 1, "pages": [1], "form": FORM.form, "edition": FORM.edition, "copy": copy_id,
        "code": "verified" if copy_id else "none", "status": "accepted" if clean else "review",
        "reasons": [] if clean else ["fields_in_review"], "fields": found,
    }  # fmt: skip


def with_report(reply: dict[str, Any]) -> dict[str, Any]:
    """The reply with what its readings say, worked out as the reader does."""
    from extract.check import check, status_of
    from extract.restrictions import derive
    from forms.readings import Reading

    readings = {name: Reading.model_validate(each) for name, each in reply["fields"].items()}
    reasons = check(FORM, readings)
    report = derive(FORM, readings, "x").report.model_dump(mode="json", by_alias=True)
    return reply | {"report": report, "reasons": list(reasons), "status": status_of(reasons)}


def send(http, store: Store, *replies: dict[str, Any], salt: str = "", also: tuple[str, ...] = ()) -> dict[str, Any]:
    """Hand a file in over HTTP and let the mail room work it off; the document as it then is.

    `also`: reasons that the reader gives beside those of the readings.
    """
    content = file_of(*(_with_reasons(with_report(r), also) for r in replies), salt=salt)
    answer = http.post("/documents", content=content, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 202, answer.text
    key = answer.json()["id"]
    Processor(store, scripted.read).process(uuid.UUID(key), lambda _: None)
    return http.get(f"/documents/{key}").json()


def _with_reasons(reply: dict[str, Any], also: tuple[str, ...]) -> dict[str, Any]:
    return reply | {"reasons": [*also, *reply["reasons"]], "status": "review" if also else reply["status"]}


def only_reply(http, document: dict[str, Any]) -> dict[str, Any]:
    """The one reply found in a document."""
    (found,) = document["replies"]
    return http.get(f"/replies/{found['id']}").json()


def terms(**more: Any) -> dict[str, Any]:
    """An offer that leaves nothing open."""
    return {
        "duties": ["Inspect finished parts at a bench"], "location": "Building B", "schedule": "Mon-Fri, 8:00-14:30",
        "wage": "$21.40 an hour", "start_date": day(3), "end_date": day(20), "supervisor_name": "Morgan Placeholder",
        "stop_work_contact": "Morgan Placeholder, 555-010-0150", "sent_by": "first-class mail", "answer_by": day(2),
        "answer_how": "Sign below and send it back.", "copies": ["Supervisor (without the report)"], **more,
    }  # fmt: skip


def assignment(**more: Any) -> dict[str, Any]:
    """The days the terms above describe."""
    return {"start": day(3), "end": day(20), **more}
