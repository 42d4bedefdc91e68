"""Casey's case: restrictions in force, a bench that fits and a dock that does not, an offer and a plan; and a form
that came in without a code, whose case somebody has to find."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from typing import Any
from unittest.mock import patch

import httpx2 as httpx
import pikepdf

from api.intake.process import Processor
from api.store.opening import Store
from generate import offers
from tests.api.intake import scripted
from tests.api.intake.conftest import file_of
from tests.api.web import scenario
from tests.api.web.scenario import day

NOT_ASKED = {"needed": False}


def set_up(store: Store, http: httpx.Client, same: Mapping[str, Any], supervisor: str) -> dict[str, str]:
    """Ids by name: casey, dock, offer, plan, unplaced."""
    casey = scenario.open_case(http, person={"name": "Casey Placeholder"}, claim_number="WC-000-126", **same)
    http.post(f"/cases/{casey['id']}/supervisors", json={"user": supervisor})
    reply = _handed_in(store, http, scenario.a_reply(scenario.print_copy(store, casey)))
    assert http.post(f"/replies/{reply}/confirmation", json={}).status_code == 200
    with patch.object(offers, "to_pdf", empty_letters):
        offered = http.post(f"/cases/{casey['id']}/offers", json={"terms": scenario.terms(), "sender": scenario.SENDER})
    made = [
        http.post("/jobs", json={"demands": dock()}),
        offered,
        http.post(f"/cases/{casey['id']}/plans", json={"plan": plan(casey["job_id"])}),
    ]
    assert [each.status_code for each in made] == [201] * 3, [each.text for each in made]
    dock_, offer, plan_ = (str(each.json()["id"]) for each in made)
    unplaced = _handed_in(store, http, scenario.a_reply(None, born=None))
    return {"casey": casey["id"], "dock": dock_, "offer": offer, "plan": plan_, "unplaced": unplaced}


def empty_letters(docx: Sequence[bytes]) -> list[bytes]:
    """An empty page for each letter: the real ones take seconds, and are tested elsewhere."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page(page_size=(612, 792))
    pdf.save(out)
    return [out.getvalue() for _ in docx]


def dock() -> dict[str, Any]:
    """The bench, and trucks to unload beside it: 30 lb."""
    lift = {"activity": "lift", "weight_low": 20, "weight_high": 30, "actual_weight": 30, "value": "often"}
    job = scenario.bench_job() | {"title": "Loading dock"}
    job["tasks"].append({"title": "Unload trucks", "demands": [lift | {"cell": "2. Lifting, 21-30 lb"}]})
    return job


def plan(job: str) -> dict[str, Any]:
    """Four weeks from yesterday on, 3 to 6 hours a day at the bench."""
    duty = [{"title": "Inspect parts at the bench", "job": job}]
    return {
        "start": day(-1), "end": day(26), "objective": "pre_injury_job", "overtime": False,
        "progress": [{"what": "6 hours a day", "by_week": 4, "hours_per_day": 6}],
        "actions": [
            {"who": who, "what": "Talks about the week", "due": day(8), "review": day(9)}
            for who in ("worker", "supervisor")
        ],
        "duties_change": NOT_ASKED, "training": NOT_ASKED, "site_change": NOT_ASKED, "agreement_conflict": False,
        "weeks": [{"hours_per_day": hours, "days_per_week": 5, "duties": duty} for hours in (3, 4, 5, 6)],
    }  # fmt: skip


def _handed_in(store: Store, http: httpx.Client, reply: dict[str, Any]) -> str:
    """A reply that came back and was read; its id."""
    content = file_of(scenario.with_report(reply), salt=uuid.uuid4().hex)
    answer = http.post("/documents", content=content, headers={"Content-Type": "application/octet-stream"})
    assert answer.status_code == 202, answer.text
    Processor(store, scripted.read).process(uuid.UUID(answer.json()["id"]), lambda _: None)
    (found,) = http.get(f"/documents/{answer.json()['id']}").json()["replies"]
    return str(found["id"])
