"""Mailings over HTTP: the sheet as it is sent, the steps, and addresses that a second person confirms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from api.casework import mailing_run
from api.identity.roles import Role
from tests.api.casework import quick_papers
from tests.api.casework.mailing_scene import OPTIONS, signed_release
from tests.api.web.scenario import day, open_case
from tests.api.web.test_error_shape import assert_problem

pytestmark = pytest.mark.integration


def post(http, sheet: bytes, key: str | None = "key-1", **options: Any):
    """Send a sheet."""
    headers = {"Idempotency-Key": key} if key else {}
    parts = {"file": ("cases.csv", sheet, "text/csv")}
    return http.post("/mailings", files=parts, data={"options": json.dumps(OPTIONS | options)}, headers=headers)


@pytest.fixture
def case(ours) -> dict[str, Any]:
    """A case with a release in force."""
    found = open_case(ours)
    said = {"provider": found["provider_id"], "signed_on": day(-1), "expires_on": day(90)}
    kind = {"Content-Type": "image/tiff"}
    filed = ours.post(f"/cases/{found['id']}/releases", params=said, content=signed_release(), headers=kind)
    assert filed.status_code == 201, filed.text
    return found


def test_a_mailing_over_http(ours, store, case, monkeypatch) -> None:
    """Made once by its key, looked at, started, made, printed, posted, and one row sent again."""
    monkeypatch.setattr(mailing_run, "build_packets", quick_papers.build_packets)
    sheet = f"case id,name\n{case['id']},Robin Example\nnot a case,\n".encode()
    made = post(ours, sheet)
    assert made.status_code == 201, made.text
    assert post(ours, sheet).json() == made.json()
    assert_problem(post(ours, sheet, title="Another"), 409, "key_taken")
    at = f"/mailings/{made.json()['id']}"
    assert [each["title"] for each in ours.get("/mailings").json()["items"]] == ["November"]
    rows = ours.get(f"{at}/rows").json()["items"]
    assert [(row["number"], row["state"], row["case"]) for row in rows] == [(2, "ready", case["id"]), (3, "bad", None)]
    assert ours.get(f"{at}/rows", params={"limit": 1}).json()["next"] == 2
    (envelope,) = ours.get(f"{at}/envelopes").json()["items"]
    assert (envelope["rows"], envelope["address"].splitlines()[0]) == ([2], "Dr. Alex Sampleton")
    assert ours.post(f"{at}/start").json()["state"] == "running"
    assert_problem(ours.post(f"{at}/start"), 409, "is_running")
    mailing_run.make_batch(store, made_id(made), 1, lambda session: None)
    (batch,) = ours.get(f"{at}/print-batches").json()
    for file in batch["files"]:
        assert ours.get(f"/print-batches/{batch['id']}/files/{file['name']}").status_code == 200
    assert ours.post(f"/print-batches/{batch['id']}/posted").json()["deliveries"] == {"sent": 1}
    said = {"json": {"reason": "not_received"}, "headers": {"Idempotency-Key": "once"}}
    again = ours.post(f"{at}/rows/2/resend", **said)
    assert again.json()["delivery_state"] == "making"
    assert ours.post(f"{at}/rows/2/resend", **said).json() == again.json()
    assert_problem(ours.post(f"{at}/rows/3/resend", **said), 409, "not_sent")
    assert ours.get(at).json()["progress"]["deliveries"] == {"making": 1, "sent": 1}


def made_id(answer):
    """The id of what was made."""
    import uuid

    return uuid.UUID(answer.json()["id"])


def test_a_sheet_that_cannot_be_used(ours) -> None:
    """One clear error, as for parts that are missing or too many, options that do not fit, and no key."""
    assert_problem(post(ours, b"name\nRobin\n"), 409, "bad_sheet")
    assert_problem(post(ours, b"claim\nx\n", key=None), 422, "invalid_request")
    wrong = assert_problem(post(ours, b"claim\nx\n", recipient="a@example.com", fax_packets=0), 422, "invalid_request")
    assert {each["pointer"] for each in wrong["errors"]} == {"#/body/options/recipient", "#/body/options/fax_packets"}
    key = {"Idempotency-Key": "k"}
    assert_problem(ours.post("/mailings", files={"file": b"claim\nx\n"}, headers=key), 422, "invalid_request")
    assert_problem(ours.post("/mailings", json={}, headers=key), 415, "unsupported_media_type")


def test_twenty_thousand_rows_pass(ours) -> None:
    """As one upload; another row is refused."""
    rows = "claim number,injury date,channel\n" + "WC-000-000-000,2026-11-02,print\n" * 20_000
    assert post(ours, rows.encode()).json()["progress"]["rows"] == {"bad": 20_000}
    assert_problem(post(ours, rows.encode() + b"WC-1,,\n", key="more"), 409, "bad_sheet")


def test_an_address_is_confirmed_by_another_person(ours, desk) -> None:
    """Not by who entered it, not another number than the one on file; a change takes the confirmation away."""
    office = {"name": "Dr. Alex Sampleton", "fax": "555-0199", "email": "office@example.com", "channel": "fax"}
    found = ours.post("/providers", json=office).json()
    at, other = f"/providers/{found['id']}", desk(Role.HR)
    fax = {"what": "fax", "value": "555-0199"}
    assert_problem(ours.post(f"{at}/confirmations", json=fax), 409, "same_person")
    assert_problem(other.post(f"{at}/confirmations", json=fax | {"value": "555-0198"}), 409, "not_on_file")
    confirmed = other.post(f"{at}/confirmations", json=fax).json()
    assert (confirmed["fax_confirmed_by"], confirmed["email_confirmed_by"]) == (other.user, None)
    kept = ours.put(at, json=office | {"phone": "555-0100"}).json()
    assert (kept["fax_confirmed_by"], kept["phone"]) == (other.user, "555-0100")
    changed = other.put(at, json=office | {"fax": "555-0200"}).json()
    assert (changed["fax"], changed["fax_confirmed_by"]) == ("555-0200", None)
    assert_problem(other.post(f"{at}/confirmations", json={"what": "fax", "value": "555-0200"}), 409, "same_person")
    assert ours.post(f"{at}/confirmations", json={"what": "fax", "value": "555-0200"}).status_code == 200
    assert_problem(
        ours.put(at, json={"name": "Dr. X"}) and ours.post(f"{at}/confirmations", json=fax), 422, "no_address"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("fax", "555-0199\r\nTo: x"), ("fax", "a@b"), ("email", "a@b.com\nBcc: x@y.com"), ("email", "a b@c.com"),
     ("email", "a@b,c@d.com"), ("email", "nobody"), ("email", '"x"@y.com')],
)  # fmt: skip
def test_an_address_is_one_line_of_its_kind(ours, name: str, value: str) -> None:
    """Nothing that could become a second recipient or a header of a mail."""
    assert_problem(ours.post("/providers", json={"name": "Dr. A", name: value}), 422, "invalid_request")
