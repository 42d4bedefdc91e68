"""The paper round trip: from the blank that leaves to the offer letter that rests on what came back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import docx
import pytest

from tests.demo import office, people
from tests.demo.__main__ import offer_terms
from tests.demo.coordinator import Coordinator, Said
from tests.demo.installation import installation
from tests.demo.office import Sent
from tests.fax.offices import Answers
from tests.fax.typed import fill, flatten

pytestmark = [pytest.mark.acceptance, pytest.mark.integration, pytest.mark.xdist_group("round-trip")]
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module")
def dana() -> Iterator[Coordinator]:
    """A coordinator of a running service, with its own database and worker."""
    with installation() as http:
        yield Coordinator(http)


@pytest.fixture(scope="module")
def cases(dana: Coordinator) -> list[dict[str, Any]]:
    """Four cases with a signed release on file."""
    opened = dana.open_cases(injured=TODAY - timedelta(days=9))
    for case in opened:
        scan = office.signed_release(dana.release_form(case), 1)
        dana.file_release(case, scan, TODAY, TODAY + timedelta(days=180))
    return opened


def acroform(copy: bytes, said: Answers) -> Sent:
    """Filled on a screen."""
    return office.filled_pdf(copy, said)


def flattened(copy: bytes, said: Answers) -> Sent:
    """Filled on a screen and printed to a PDF: no fields any more."""
    return Sent(flatten(office.sign_on_screen(fill(copy, said))), "a flattened PDF", office.meant(said))


def fine_fax(copy: bytes, said: Answers) -> Sent:
    """With a pen, at 204 x 196."""
    return office.fax(copy, said, "fine", 11)


def standard_fax(copy: bytes, said: Answers) -> Sent:
    """With a pen, at 204 x 98."""
    return office.fax(copy, said, "standard", 12)


@pytest.mark.parametrize("way", [acroform, flattened, fine_fax, standard_fax])
def test_from_blank_to_offer_letter(way: Any, dana: Coordinator, cases: list[dict[str, Any]]) -> None:
    """Whatever way it comes back, what is in force is what the office meant, and the offer rests on its boxes."""
    case = cases[[acroform, flattened, fine_fax, standard_fax].index(way)]
    said = office.answers(case["born"], TODAY)
    sent = way(_copy(dana, case), said)

    reply = dana.reply(dana.hand_in(sent))
    wrong = _accepted_wrong(reply, sent)
    refused = _offer_refused(dana, case)
    dana.settle_fields(reply, sent)
    dana.confirm(reply, case)
    letter = _offer(dana, case)

    assert wrong == {}
    assert "offer_refused" in refused
    assert _limits(dana, case) == LIMITS
    text = _words(letter)
    assert "Lifting: at most 25 lb" in text
    assert "Page 1" in text
    assert case["born"].isoformat() not in text


def test_a_filled_pdf_of_ours_needs_one_confirmation_only(dana: Coordinator, cases: list[dict[str, Any]]) -> None:
    """Typed answers of a verified copy, with the right birth date typed by the office, find their case by machine."""
    case = cases[0]
    sent = office.filled_pdf(_copy(dana, case), office.answers(case["born"], TODAY))

    reply = dana.reply(dana.hand_in(sent))

    assert reply["case_id"] == case["id"]
    assert reply["identity"] == "agree"
    assert [f["name"] for f in reply["fields"] if f["status"] == "review"] == []


LIMITS = {
    "standing: at most 120 minutes at one time", "bending: not at all", "climbing: not at all",
    "squatting: not at all", "lifting: at most 25 lb", "lifting: at most 50 lb", "lifting off the floor: not at all",
}  # fmt: skip


def _copy(dana: Coordinator, case: dict[str, Any]) -> bytes:
    packet = dana.packet(case)
    name = next(f["name"] for f in packet["files"] if "transitional" in f["name"])
    return dana.fetch(f"/packets/{packet['id']}/files/{name}")


def _accepted_wrong(reply: dict[str, Any], sent: Sent) -> dict[str, Any]:
    """Accepted values that are not what the office meant; what we printed ourselves is not the office's."""
    asked = {f["name"]: f for f in reply["fields"] if f["kind"] != "text"}
    return {
        name: f["value"]
        for name, f in asked.items()
        if f["status"] == "accepted" and (f["value"] or None) != (sent.meant.get(name) or None)
    }


def _limits(dana: Coordinator, case: dict[str, Any]) -> set[str]:
    on = (TODAY + timedelta(days=1)).isoformat()
    held = dana.ask("GET", f"/cases/{case['id']}/restrictions", params={"on": on})
    return {each["words"] for each in held["restrictions"] if not each["pending"]}


def _offer_refused(dana: Coordinator, case: dict[str, Any]) -> str:
    with pytest.raises(Said) as no:
        dana.ask("POST", f"/cases/{case['id']}/offers", json={"terms": offer_terms(TODAY), "sender": people.SENDER})
    return str(no.value.problem)


def _offer(dana: Coordinator, case: dict[str, Any]) -> bytes:
    terms = offer_terms(TODAY)
    days = {"start": terms["start_date"], "end": terms["end_date"]}
    asked = {"assignment": {k: terms[k] for k in ("hours_per_day", "days_per_week", "overtime")} | days}
    found = dana.ask("POST", f"/cases/{case['id']}/match", json=asked)
    for pair in (p for p in found["pairs"] if p["outcome"] == "undecided"):
        settled = {**asked, "pair": pair["key"], "outcome": "compatible", "reason": "asked the office by telephone"}
        dana.ask("POST", f"/cases/{case['id']}/match/settlements", json=settled)
    offer = dana.ask("POST", f"/cases/{case['id']}/offers", json={"terms": terms, "sender": people.SENDER})
    return dana.fetch(f"/offers/{offer['id']}/letter.docx")


def _words(letter: bytes) -> str:
    document = docx.Document(io.BytesIO(letter))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])
