"""Any page of any origin: a person enters what it says beside the picture."""

from __future__ import annotations

import io
import uuid
from typing import Any

import pytest
from PIL import Image, ImageDraw

from api.intake.process import Processor
from api.intake.reading import Looked
from forms.readings import Document
from tests.api.web.scenario import SENDER, assignment, day, open_case, terms

pytestmark = pytest.mark.integration


def pad() -> bytes:
    """A prescription pad, photographed: ink on paper, no form of ours."""
    page = Image.new("L", (850, 1100), 255)
    ImageDraw.Draw(page).text((100, 200), "no lifting over 15 lb, see me in 2 wks")
    out = io.BytesIO()
    page.save(out, "PNG", dpi=(100, 100))
    return out.getvalue()


def hand_in(http, store) -> str:
    """Send the pad; the reader finds no form on it."""
    sent = http.post("/documents", files={"file": ("pad.png", pad(), "image/png")})
    assert sent.status_code == 202, sent.text
    nothing = Document(file="x", status="unreadable", reasons=("no_form_found",), unplaced_pages=(1,))
    Processor(store, lambda _: Looked((nothing,))).process(uuid.UUID(sent.json()["id"]), lambda _: None)
    return sent.json()["id"]


def entry(case: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the person reads there."""
    lift = {"activity": "lift", "limits": [{"kind": "max_weight", "value": 15}], "strength": "limit"}
    return {
        "case": case["id"], "pages": [1], "note": "called the number on file and asked for Dr. Sampleton",
        "status": {
            "status": "restricted", "signed": True, "signed_date": day(-1), "effective_from": day(-1),
            "expected_through": day(30), "max_hours_per_day": 8, "max_days_per_week": 5,
        },
        "status_at": {"page": 1, "box": [50, 60, 300, 90]},
        "restrictions": [{"restriction": lift, "page": 1, "box": [72, 640, 400, 655]}],
        **more,
    }  # fmt: skip


def test_a_prescription_pad_comes_into_force(ours, store) -> None:
    """Entered with its box, confirmed by a person, in force with the page behind it; until then no offer."""
    case, document = open_case(ours), hand_in(ours, store)
    assert [d["id"] for d in ours.get("/documents", params={"waiting": True}).json()["items"]] == [document]
    assert ours.get(f"/documents/{document}/pages/1").content.startswith(b"\x89PNG")

    entered = ours.post(f"/documents/{document}/entries", json=entry(case))
    assert entered.status_code == 201, entered.text
    reply = entered.json()
    assert (reply["case_id"], reply["identity"], reply["fields"][0]["source"]) == (case["id"], "absent", "person")
    blocked = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})
    assert "re_evaluation_pending" in blocked.json()["reasons"]

    assert reply["state"] == "ready"
    assert ours.post(f"/replies/{reply['id']}/confirmation", json={}).json()["state"] == "confirmed"
    (held,) = ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"]
    assert held["restriction"]["review"] == "confirmed"
    assert (held["evidence"][0]["page"], held["evidence"][0]["box"]) == (1, [72, 640, 400, 655])
    found = ours.post(f"/cases/{case['id']}/match", json={"assignment": assignment()}).json()
    assert found["outcome"] == "undecided"  # the pad says nothing about sitting


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"note": ""}, "note_needed"),
        ({"pages": [2]}, "box_elsewhere"),
        ({"pages": [1, 2]}, "no_such_page"),
        ({"birth_date": "1999-01-01"}, "identity_mismatch"),
        ({"unclear": ["juggling"]}, "unknown_activity"),
        ({"status_at": {"page": 1, "box": [50, 60, 50, 90]}}, "empty_box"),
    ],
)
def test_an_entry_that_rests_on_nothing_is_refused(ours, store, change: dict[str, Any], code: str) -> None:
    """No note of how it was checked, no such page, a box elsewhere, another patient: nothing is entered."""
    case, document = open_case(ours), hand_in(ours, store)

    answer = ours.post(f"/documents/{document}/entries", json=entry(case, **change))

    assert answer.json()["code"] == code, answer.text
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"] == []


def test_a_cover_sheet_can_be_settled(ours, store) -> None:
    """A person says that nothing is left to do; the document no longer waits, and is still there."""
    document = hand_in(ours, store)

    assert ours.post(f"/documents/{document}/settlement").json()["settled_at"]
    assert ours.get("/documents", params={"waiting": True}).json()["items"] == []
    assert ours.get(f"/documents/{document}").json()["unplaced_pages"] == [1]
    assert ours.post(f"/documents/{document}/settlement").status_code == 409
