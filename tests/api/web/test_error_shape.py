"""Every error answer is an RFC 9457 problem: this file states the rule, the rest of the suite relies on it.

media type   application/problem+json
type         urn:workslip:problem:<code>
title        short, the same for every error of its kind
status       the HTTP status again
detail       a sentence to a person: what happened, why, what to do; never a value that was sent or stored
code         a stable word
reasons      codes of the rules that were not met, may be empty
errors       {"pointer": "#/body/…" (RFC 6901), "detail": …} for what does not fit the schema, may be empty
"""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy.exc import OperationalError

from api.casework import cases
from cases.errors import NotFound
from tests.api.web.scenario import open_case

CANARY = "ZQX-LUPUS-77"
pytestmark = pytest.mark.integration


def assert_problem(answer, status: int, code: str) -> dict:
    """The one shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "code", "reasons", "errors"}
    assert (problem["status"], problem["code"], problem["type"]) == (status, code, f"urn:workslip:problem:{code}")
    assert problem["detail"].endswith(".")
    assert CANARY.lower() not in answer.text.lower()
    return problem


def test_nobody(nobody) -> None:
    """No key, a wrong key, another scheme: the same 401."""
    for header in ({}, {"Authorization": "Bearer wsk_nobody"}, {"Authorization": "Basic dTpw"}):
        answer = nobody.get("/api/v1/cases", headers=header)
        assert_problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"


def test_no_such_address_and_no_such_object(ours) -> None:
    """Both are 404; the second says that the id is not here."""
    assert_problem(ours.get(f"/{CANARY}"), 404, "not_found")
    assert_problem(ours.get(f"/cases/{uuid.uuid4()}"), 404, "not_found")


def test_wrong_method(ours) -> None:
    """405, with the methods that are taken."""
    answer = ours.delete("/cases")
    assert_problem(answer, 405, "method_not_allowed")
    assert answer.headers["allow"]


def test_what_does_not_fit_is_pointed_at(ours) -> None:
    """An unknown key, a wrong type, a missing one: a pointer each, and nothing of what was sent."""
    sent = {"name": CANARY * 40, "birth_date": CANARY, "salary": CANARY}
    problem = assert_problem(ours.post("/workers", json=sent), 422, "invalid_request")

    assert {e["pointer"] for e in problem["errors"]} == {"#/body/name", "#/body/birth_date", "#/body/salary"}
    problem = assert_problem(ours.post("/workers", json={}), 422, "invalid_request")
    assert {e["pointer"] for e in problem["errors"]} == {"#/body/name", "#/body/birth_date"}


@pytest.mark.parametrize("demand", [{"kind": CANARY}, {"activity": CANARY, "cell": "x"}])
def test_an_unknown_word_is_not_repeated(ours, demand) -> None:
    """Where the validator would quote a bad value, we do not."""
    job = {"title": "x", "tasks": [{"title": "x", "demands": [demand]}]}
    assert_problem(ours.post("/jobs", json={"demands": job}), 422, "invalid_request")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"name": NaN}', b'"x"', b"[" * 5000])
def test_what_is_no_json_object(ours, body: bytes) -> None:
    """Broken JSON of any kind is a problem like every other."""
    answer = ours.post("/workers", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 422), answer.text
    assert_problem(answer, answer.status_code, answer.json()["code"])


def test_what_the_database_cannot_hold(ours) -> None:
    """A NUL character and a number that is none are refused before they get there."""
    nul = {"name": f"a\0{CANARY}", "birth_date": "1980-01-01"}
    assert_problem(ours.post("/workers", json=nul), 422, "invalid_request")
    infinite = b'{"demands": {"title": "x", "tasks": [{"title": "t", "weekly_overtime": 1e999}]}}'
    answer = ours.post("/jobs", content=infinite, headers={"Content-Type": "application/json"})
    assert_problem(answer, 422, "invalid_request")


def test_too_large_is_said_before_reading(ours) -> None:
    """A declared length over the limit is refused at once; an undeclared one when it has passed the limit."""
    headers = {"Content-Type": "application/json", "Content-Length": str(2**40)}
    assert_problem(ours.post("/workers", content=iter([b"{"]), headers=headers), 413, "too_large")
    endless = (b" " * 65536 for _ in range(64))
    answer = ours.post("/workers", content=endless, headers={"Content-Type": "application/json"})
    assert_problem(answer, 413, "too_large")
    pdf = (b"x" * 2**20 for _ in range(60))
    answer = ours.post("/documents", content=pdf, headers={"Content-Type": "application/pdf"})
    assert_problem(answer, 413, "too_large")


def test_a_content_type_we_do_not_take(ours) -> None:
    """An old Word file is neither a reply nor a house paper."""
    answer = ours.post("/documents", content=b"PK", headers={"Content-Type": "application/msword"})
    assert_problem(answer, 415, "unsupported_media_type")


def test_a_form_without_its_file(ours) -> None:
    """Multipart without the part `file`, or that is none at all."""
    assert_problem(ours.post("/documents", files={"other": b"x"}), 422, "invalid_request")
    answer = ours.post("/documents", content=b"x", headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.status_code in (400, 422)
    assert_problem(answer, answer.status_code, answer.json()["code"])


def test_a_refusal_names_its_reasons(ours) -> None:
    """The codes of the rules that were not met."""
    case = open_case(ours)
    answer = ours.post(f"/cases/{case['id']}/packets", json={"sender": {"carrier_name": "Sample Mutual"}})
    assert assert_problem(answer, 409, "packet_refused")["reasons"] == ["no_release"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RuntimeError(CANARY), 500, "internal_error"),
        (NotFound("That is not here."), 404, "not_found"),
        (OperationalError(CANARY, {"name": CANARY}, Exception(CANARY)), 503, "unavailable"),
    ],
)
def test_a_fault_of_ours_says_nothing(ours, monkeypatch, error, status: int, code: str) -> None:
    """Whatever happens inside, the answer has the shape and none of the content."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(cases, "get_case", fail)

    assert_problem(ours.get(f"/cases/{uuid.uuid4()}"), status, code)
