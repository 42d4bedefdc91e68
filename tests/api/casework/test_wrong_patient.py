"""The birth date written on the page belongs to somebody else than the case of its code: never attached by machine.

Real mail room, real database; the reader is scripted, so that each pair says exactly what it is meant to say.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest

from tests.api.web.scenario import a_reply, open_case, print_copy, reading, send

pytestmark = pytest.mark.integration
SEED = 20261121
HOW = ("typed", "read by OCR", "penned", "left empty")


def someone_else(born: date, rng: random.Random) -> date:
    """Another patient, often one who is easily taken for the first: a digit off, month and day changed over."""
    near = [
        born.replace(year=born.year + rng.choice([-10, -1, 1, 10])) if (born.month, born.day) != (2, 29) else born,
        born.replace(month=born.day, day=born.month) if born.day <= 12 else born,
        born + timedelta(days=rng.choice([-30, -10, -1, 1, 10, 30])),
        date(1950, 1, 1) + timedelta(days=rng.randrange(20_000)),
    ]
    return next(other for other in rng.sample(near, len(near)) if other != born)


def written(other: date, how: str) -> dict[str, Any]:
    """The birth date field as the reader gives it."""
    if how == "penned":
        return reading("birth_date", None, source="handwriting", status="review", reason="handwritten")
    if how == "left empty":
        return reading("birth_date", None, source="mark")
    return reading("birth_date", other.isoformat(), source="acroform" if how == "typed" else "ocr")


def swap(http, store, pairs: int) -> None:
    """So many replies that name somebody else; each stays out of its code's case, whoever attaches it there."""
    rng, first = random.Random(SEED), open_case(http)
    shared = {"provider": first["provider_id"], "job": first["job_id"]}
    for number in range(pairs):
        born = date(1950, 1, 1) + timedelta(days=rng.randrange(20_000))
        other, how = someone_else(born, rng), HOW[number % len(HOW)]
        case = open_case(http, person={"birth_date": born.isoformat()}, **shared)
        theirs = open_case(http, person={"birth_date": other.isoformat()}, **shared)
        document = send(http, store, a_reply(print_copy(store, case), birth_date=written(other, how)), salt=str(number))
        (reply,) = document["replies"]

        assert reply["case_id"] is None, how
        assert reply["state"] == ("quarantine" if how in HOW[:2] else "identity")
        assert http.get(f"/cases/{case['id']}/restrictions").json()["reevaluations"] == 1
        _a_person_reads_it(http, reply["id"], case, theirs, other)


def _a_person_reads_it(http, reply: str, case: dict[str, Any], theirs: dict[str, Any], other: date) -> None:
    """Read as it is written, it is refused for the code's case and quarantined; it belongs to the other's."""
    as_read = {"birth_date": other.isoformat(), "note": "read beside the picture"}
    wrong = http.post(f"/replies/{reply}/attachment", json=as_read | {"case": case["id"]})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "identity_mismatch")
    held = http.get(f"/replies/{reply}").json()
    assert (held["state"], held["case_id"], held["identity"]) == ("quarantine", None, "disagree")
    early = http.post(f"/replies/{reply}/confirmation", json={})
    assert early.json()["code"] == "not_attached"

    right = http.post(f"/replies/{reply}/attachment", json=as_read | {"case": theirs["id"]})
    assert right.status_code == 200, right.text
    assert (right.json()["case_id"], right.json()["identity"]) == (theirs["id"], "agree")
    assert http.get(f"/cases/{case['id']}/restrictions").json()["restrictions"] == []


def test_no_reply_of_somebody_else_gets_into_a_case(ours, store) -> None:
    """A few of the pairs; the soak run has all of them."""
    swap(ours, store, 20)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_no_reply_of_somebody_else_gets_into_a_case_300_times(ours, store) -> None:
    """Three hundred pairs, none attached without a person."""
    swap(ours, store, 300)


def test_a_date_decided_later_takes_a_reply_out_again(ours, store) -> None:
    """Attached by an agreeing date that a person then reads otherwise: quarantine, and nothing of it counts."""
    case = open_case(ours)
    (reply,) = send(ours, store, a_reply(print_copy(store, case)))["replies"]
    assert reply["case_id"] == case["id"]

    looked = ours.put(
        f"/replies/{reply['id']}/fields/birth_date", json={"value": "1980-05-18", "reason": "it is an 8, not a 7"}
    )

    assert (looked.json()["state"], looked.json()["case_id"]) == ("quarantine", None)
    assert ours.post(f"/replies/{reply['id']}/confirmation", json={}).json()["code"] == "not_attached"


def test_nothing_written_takes_a_note(ours, store) -> None:
    """Without a birth date a person notes how sender and patient were checked; an unread one is read first."""
    case = open_case(ours)
    unread = written(date(1990, 1, 1), "penned")
    (reply,) = send(ours, store, a_reply(print_copy(store, case), birth_date=unread))["replies"]
    attach = f"/replies/{reply['id']}/attachment"
    to = {"case": case["id"], "note": "called the number on file, spoke to the nurse"}

    assert ours.post(attach, json=to).json()["code"] == "identity_unread"
    ours.put(f"/replies/{reply['id']}/fields/birth_date", json={"value": None})
    assert ours.post(attach, json={"case": case["id"]}).json()["code"] == "note_needed"
    attached = ours.post(attach, json=to).json()
    assert (attached["case_id"], attached["identity"], attached["identity_note"]) == (case["id"], "absent", to["note"])


def test_a_typed_date_is_not_talked_over(ours, store) -> None:
    """Typed as somebody else's, it cannot be attached by giving the worker's date: the field is corrected first."""
    case = open_case(ours)
    typed = reading("birth_date", "1990-01-01")
    (reply,) = send(ours, store, a_reply(print_copy(store, case), birth_date=typed))["replies"]
    to = {"case": case["id"], "birth_date": "1980-05-17", "note": "the worker's date, surely"}

    assert ours.post(f"/replies/{reply['id']}/attachment", json=to).json()["code"] == "read_otherwise"
    decision = {"value": "1980-05-17", "reason": "crossed out and written anew beside it"}
    ours.put(f"/replies/{reply['id']}/fields/birth_date", json=decision)
    assert ours.post(f"/replies/{reply['id']}/attachment", json=to).json()["identity"] == "agree"
