"""Packets and offers: each rule that refuses one, shown; what is made can be fetched; what was refused is on record."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from api.store.tables import AuditEntry, Copy, CopyState
from tests.api.web.scenario import (
    FORM,
    SENDER,
    a_reply,
    assignment,
    bench_job,
    day,
    only_reply,
    open_case,
    print_copy,
    reading,
    send,
    terms,
)

pytestmark = pytest.mark.integration
SCAN = {"Content-Type": "image/png"}
NOT_NOW = {
    "not_appropriate_reason": "still in a cast", "nothing_positioning": False, "avoid_lift_over_10": False,
    "nothing_repetitive": False, "hours_per_day": None, "days_per_week": None,
}  # fmt: skip


def file_release(http, case, scan: bytes, **said: object):
    """Put a release on file for the case's provider, or as `said`."""
    given = {"provider": case["provider_id"], "signed_on": day(-5), "expires_on": day(60)} | said
    given = {name: value for name, value in given.items() if value is not None}
    return http.post(f"/cases/{case['id']}/releases", params=given, content=scan, headers=SCAN)


def refused(store, action: str) -> list[str]:
    """The codes under which the audit log has such refusals."""
    with store.database.transaction() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action))
        return [row.details["code"] for row in rows]


@pytest.fixture
def scan() -> bytes:
    """A page that looks signed."""
    from tests.api.web.test_entering import pad

    return pad()


def test_a_packet_holds_what_its_letter_lists(ours, store, scan) -> None:
    """With a signed release that names the provider the packet is made, and every printed copy knows its case."""
    case = open_case(ours)
    assert file_release(ours, case, scan).status_code == 201

    made = ours.post(f"/cases/{case['id']}/packets", json={"sender": SENDER})

    assert made.status_code == 201, made.text
    names = [each["name"] for each in made.json()["files"]]
    assert names[0] == "01-letter.docx"
    assert names[-1] == "packet.pdf"
    for name in names:
        content = ours.get(f"/packets/{made.json()['id']}/files/{name}").content
        assert content[:4] in (b"%PDF", b"PK\x03\x04")
    with store.database.transaction() as session:
        copies = session.scalars(select(Copy)).all()
    assert {c.copy_id for c in copies} == {c["copy"] for c in made.json()["copies"]}
    assert all((str(c.case_id), c.state) == (case["id"], CopyState.ISSUED) for c in copies)
    assert FORM.form in {c.form for c in copies}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (None, "no_release"),
        ({"provider": "another"}, "other_provider"),
        ({"expires_on": day(-1)}, "release_expired"),
        ({"expires_on": None}, "release_without_expiry"),
        ({"revoked": True}, "release_revoked"),
    ],
)
def test_no_packet_without_a_release_that_holds(ours, store, scan, said, reason: str) -> None:
    """No release, another provider's, an expired, an endless or a revoked one: refused, and on record."""
    case = open_case(ours)
    if said is not None:
        revoked = said.pop("revoked", False)
        if "provider" in said:
            said = {"provider": ours.post("/providers", json={"name": "Dr. Other"}).json()["id"]}
        filed = file_release(ours, case, scan, **said).json()
        if revoked:
            assert ours.post(f"/releases/{filed['id']}/revocation").status_code == 200

    answer = ours.post(f"/cases/{case['id']}/packets", json={"sender": SENDER})

    assert (answer.status_code, answer.json()["code"]) == (409, "packet_refused")
    assert reason in answer.json()["reasons"]
    assert refused(store, "packet.refused") == ["packet_refused"]
    assert ours.get(f"/cases/{case['id']}/packets").json() == []


def test_no_packet_about_a_job_nobody_described(ours, store, scan) -> None:
    """A job without tasks has no assessment to enclose."""
    empty = ours.post("/jobs", json={"demands": bench_job() | {"tasks": []}}).json()["id"]
    case = open_case(ours, job=empty)
    file_release(ours, case, scan)

    answer = ours.post(f"/cases/{case['id']}/packets", json={"sender": SENDER})

    assert answer.json()["reasons"] == ["no_tasks"]
    assert refused(store, "packet.refused") == ["packet_refused"]


def test_the_release_form_is_printed_for_the_worker(ours, store) -> None:
    """Our authority to release comes headed for the case, and its copy is known."""
    case = open_case(ours)

    printed = ours.post(f"/cases/{case['id']}/release-form", json={"sender": SENDER})

    assert printed.content.startswith(b"%PDF-"), printed.text
    with store.database.transaction() as session:
        assert session.scalars(select(Copy.form)).all() == ["authority-to-release"]


def confirmed_case(http, store, acknowledged: tuple[str, ...] = (), **fields: object):
    """A case with one confirmed report."""
    case = open_case(http)
    reply = only_reply(http, send(http, store, a_reply(print_copy(store, case), **fields)))
    word = {"acknowledged": list(acknowledged)}
    answer = http.post(f"/replies/{reply['id']}/confirmation", json=word)
    assert answer.status_code == 200, answer.text
    return case


@pytest.mark.parametrize(
    ("fields", "acknowledged", "change", "reason"),
    [
        ({"provider_signature": False}, ("unsigned",), {}, "unsigned"),
        ({"signature_date": None}, ("undated",), {}, "undated"),
        ({}, (), {"start_date": day(25), "end_date": day(60)}, "not_in_force"),
        ({}, (), {"end_date": None}, "no_end_date"),
        ({}, (), {"wage": "undecided"}, "wages_undecided"),
        ({}, (), {"duties": []}, "missing_duties"),
        ({}, (), {"hours_per_day": 9}, "hours_over_limit"),
        ({"nothing_positioning": False, "avoid_prolonged_sitting": True}, (), {}, "undecided"),
        (
            {"nothing_positioning": False, "avoid_prolonged_sitting": True, "sitting_hours_at_a_time": 0.5},
            (), {}, "undecided",
        ),
        (NOT_NOW, (), {}, "not_appropriate"),
    ],
)  # fmt: skip
def test_an_offer_is_refused_with_its_reason(ours, store, fields, acknowledged, change, reason: str) -> None:
    """Unsigned, undated, not in force, incomplete, undecided: no letter, and the refusal is on record."""
    case = confirmed_case(ours, store, acknowledged, **fields)

    answer = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(**change), "sender": SENDER})

    assert (answer.status_code, answer.json()["code"]) == (409, "offer_refused"), answer.text
    assert reason in answer.json()["reasons"]
    assert refused(store, "offer.refused") == ["offer_refused"]
    assert ours.get(f"/cases/{case['id']}/offers").json() == []


def test_no_offer_on_a_report_nobody_confirmed(ours, store) -> None:
    """However clean it was read."""
    case = open_case(ours)
    send(ours, store, a_reply(print_copy(store, case)))

    answer = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})

    assert {"unconfirmed", "re_evaluation_pending"} <= set(answer.json()["reasons"])


def test_a_conflict_stands_and_an_undecided_pair_is_settled_by_name(ours, store) -> None:
    """A person settles "prolonged sitting" with a reason; nobody settles a lift over the limit."""
    job = bench_job()
    job["tasks"][0]["demands"][1] |= {"weight_low": 10, "weight_high": 20, "cell": "2. Lifting, 11-20 lb"}
    heavy = ours.post("/jobs", json={"demands": job}).json()["id"]
    case = confirmed_case(ours, store, nothing_positioning=False, avoid_prolonged_sitting=True)
    ask = {"assignment": assignment()}

    found = ours.post(f"/cases/{case['id']}/match", json=ask | {"job": heavy}).json()
    against = next(p for p in found["pairs"] if p["outcome"] == "conflict")
    stood = ours.post(
        f"/cases/{case['id']}/match/settlements", json=ask | {"job": heavy, "pair": against["key"], "reason": "light"}
    )
    assert (stood.status_code, stood.json()["code"]) == (409, "conflict_stands")
    assert refused(store, "match.settling_refused") == ["conflict_stands"]

    found = ours.post(f"/cases/{case['id']}/match", json=ask).json()
    assert found["outcome"] == "undecided"
    for pair in [p for p in found["pairs"] if p["outcome"] == "undecided"]:
        assert pair["question"]
        settled = ours.post(
            f"/cases/{case['id']}/match/settlements",
            json=ask | {"pair": pair["key"], "reason": "breaks every half hour"},
        )
        assert settled.status_code == 200, settled.text
    done = ours.post(f"/cases/{case['id']}/match", json=ask).json()
    assert done["outcome"] == "compatible"
    assert {p["resolution"]["person"] for p in done["pairs"] if p["resolution"]} == {"Casey Coordinator"}


def test_an_offer_can_be_taken_back_once(ours, store) -> None:
    """The same order twice is one offer; withdrawn, it stays on file."""
    case = confirmed_case(ours, store)
    order = {"terms": terms(), "sender": SENDER}
    made = ours.post(f"/cases/{case['id']}/offers", json=order).json()
    assert ours.post(f"/cases/{case['id']}/offers", json=order).json() == made

    assert ours.post(f"/offers/{made['id']}/withdrawal").json()["withdrawn_at"]
    assert ours.post(f"/offers/{made['id']}/withdrawal").status_code == 409
    assert len(ours.get(f"/cases/{case['id']}/offers").json()) == 1


def test_a_doubtful_second_report_stops_offers_at_once(ours, store) -> None:
    """A newer reading nobody has confirmed may tighten: no new offer, though the old report is in force."""
    case = confirmed_case(ours, store)
    doubt = reading("avoid_carrying", None, source="mark", status="review", reason="doubtful_mark")
    send(ours, store, a_reply(print_copy(store, case), avoid_carrying=doubt))

    answer = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})

    assert "re_evaluation_pending" in answer.json()["reasons"]
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["reevaluations"] == 1
