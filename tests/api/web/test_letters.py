"""Letters of a case over HTTP: what is written, what is asked for, what is refused, and who learns what."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document
from sqlalchemy import select

from api.casework.letter_makers import MAKERS, Kind
from api.store.tables import AuditEntry, Copy, Letter
from templates.catalogue import LETTERS
from tests.api.web.scenario import SENDER, a_reply, day, only_reply, open_case, print_copy, reading, send, terms
from tests.api.web.test_canaries import CANARY
from tests.api.web.test_entering import entry, hand_in, pad
from tests.api.web.test_papers import confirmed_case, file_release, refused
from tests.generate.word_files import words

pytestmark = pytest.mark.integration
POST = {"position": "Parts inspector", "schedule": "Mon-Fri, 8 to 2", "supervisor_name": "Morgan Placeholder"}
NOTICE = POST | {"accommodations": [{"accommodation": "A stool", "first": day(0)}], "review_date": day(14)}
WORK = {"assigned_since": day(-12), "modified_days": 12}
FULL = {
    "nothing_positioning": True, "avoid_lift_over_10": False, "nothing_handling": True, "hours_per_day": None,
    "days_per_week": None,
}  # fmt: skip


def write(http, case, kind: str, *, facts: dict[str, object] | None = None, **more: object):
    """Ask for a letter of a case."""
    return http.post(f"/cases/{case['id']}/letters/{kind}", json={"sender": SENDER, "facts": facts or {}, **more})


def text_of(http, answer) -> str:
    """The words of the Word file of a letter that was made."""
    assert answer.status_code == 201, answer.text
    return words(http.get(f"/letters/{answer.json()['id']}/files/01-letter.docx").content)


def test_every_letter_but_packet_and_offer_has_a_maker() -> None:
    """A new letter of the catalogue fails here until a case can fill it."""
    elsewhere = {"treating-physician", "offer-modified-duty", "program-summary", "task-bank"}
    assert {kind.value for kind in Kind} == {kind.value for kind in MAKERS} == set(LETTERS) - elsewhere


def test_a_supervisors_notice_is_written_kept_and_audited(ours, store) -> None:
    """Restrictions with dates and the accommodations; Word and PDF; one line in the log; in the case's list."""
    case = confirmed_case(ours, store)

    made = write(ours, case, "supervisor-notice", facts=NOTICE)

    text = text_of(ours, made)
    for phrase in ("Robin Example", "Lifting: at most 10 lb", "A stool", "Morgan Placeholder", "Parts inspector"):
        assert phrase in text
    assert not [word for word in ("Sampleton", "WC-000-123", "Example Orthopedics") if word in text]
    key = made.json()["id"]
    assert [each["name"] for each in made.json()["files"]] == ["01-letter.docx", "01-letter.pdf"]
    assert ours.get(f"/letters/{key}/files/01-letter.pdf").content.startswith(b"%PDF-")
    assert [each["id"] for each in ours.get(f"/cases/{case['id']}/letters").json()] == [key]
    assert ours.get(f"/letters/{key}").json() == made.json()
    with store.database.transaction() as session:
        (row,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "letter.made"))
        assert (row.subject, row.details["kind"]) == (f"letter:{key}", "supervisor-notice")


def test_missing_facts_are_named_all_at_once_and_nothing_is_left(ours, store) -> None:
    """The error names each by the name under which it is given; no letter, no file, no copy."""
    case = confirmed_case(ours, store)

    answer = write(ours, case, "supervisor-notice", facts={"position": "Parts inspector"})

    assert (answer.status_code, answer.json()["code"]) == (422, "missing_facts")
    assert answer.json()["reasons"] == ["schedule", "supervisor_name", "accommodations", "review_date"]
    assert "schedule, supervisor_name, accommodations, review_date" in answer.json()["detail"]
    with store.database.transaction() as session:
        assert session.scalars(select(Letter)).all() == []


def test_an_offer_that_stands_gives_its_facts(ours, store) -> None:
    """Position, schedule, supervisor, review day and first day of the newest offer need not be said again."""
    case = confirmed_case(ours, store)
    made = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})
    assert made.status_code == 201, made.text

    text = text_of(ours, write(ours, case, "supervisor-notice", facts={"accommodations": []}))

    assert "Mon-Fri, 8:00-14:30" in text
    assert "Nothing besides keeping to the restrictions" in text
    told = text_of(
        ours, write(ours, case, "carrier-answer-notice", facts={"answer": "declined", "answered_on": day(1)})
    )
    assert "Declined on" in told
    ours.post(f"/offers/{made.json()['id']}/withdrawal")
    gone = write(ours, case, "carrier-answer-notice", facts={"answer": "none"}).json()
    assert gone["reasons"] == ["no_offer"]


def test_no_notice_while_the_reply_is_in_review(ours, store) -> None:
    """However clean it was read: refused with the reason, on record."""
    case = open_case(ours)
    send(ours, store, a_reply(print_copy(store, case)))

    answer = write(ours, case, "supervisor-notice", facts=NOTICE)

    assert (answer.status_code, answer.json()["reasons"]) == (409, ["unconfirmed"])
    assert refused(store, "letter.refused") == ["letter_refused"]


def test_a_newer_doubtful_reply_tightens_the_notice(ours, store) -> None:
    """A mark in doubt beside a confirmed report: what is in doubt is shown as open, and its limits as restricted."""
    case = confirmed_case(ours, store)
    doubt = reading("avoid_carrying", None, source="mark", status="review", reason="doubtful_mark")
    send(ours, store, a_reply(print_copy(store, case), avoid_carrying=doubt, avoid_lift_off_floor=True))

    text = text_of(ours, write(ours, case, "supervisor-notice", facts=NOTICE))

    assert "Lifting off the floor: not at all (not confirmed yet)" in text
    assert "Left open, ask before assigning: carrying" in text
    assert "a newer report is being looked at" in text


def test_a_reply_in_no_case_is_neither_printed_nor_left_out(ours, store) -> None:
    """Its birth date is another's: its limits may be another person's, so there is no letter until somebody decides."""
    case = confirmed_case(ours, store)
    send(
        ours,
        store,
        a_reply(print_copy(store, case), born=date(1970, 1, 1), avoid_bending=True, nothing_positioning=False),
    )

    answer = write(ours, case, "supervisor-notice", facts=NOTICE)

    assert answer.json()["reasons"] == ["reply_unplaced"], answer.text


def test_what_a_person_entered_in_words_reaches_neither_supervisor_nor_committee(ours, store) -> None:
    """A canary in every free word of an entered page and of the form's comment lines."""
    case = open_case(ours)
    document = hand_in(ours, store)
    page = entry(case)
    said = page["restrictions"][0]["restriction"]
    said["limits"], said["qualifier"], said["body_part"] = [{"kind": "required", "what": CANARY}], CANARY, CANARY
    page["status"] |= {"provider_name": CANARY, "next_visit": day(9)}
    entered = ours.post(f"/documents/{document}/entries", json=page)
    assert entered.status_code == 201, entered.text
    confirmed = ours.post(f"/replies/{entered.json()['id']}/confirmation", json={"note": CANARY})
    assert confirmed.status_code == 200, confirmed.text
    spoken = a_reply(print_copy(store, case), comments=CANARY, other_handling=CANARY, not_appropriate_reason=CANARY)
    reply = only_reply(ours, send(ours, store, spoken))
    ours.post(f"/replies/{reply['id']}/confirmation", json={"acknowledged": ["contradiction"]})

    assert CANARY in ours.get(f"/cases/{case['id']}/restrictions").text

    for kind, facts in (("supervisor-notice", NOTICE), ("committee-update", {"work_status": "At modified work"})):
        made = write(ours, case, kind, facts=facts)
        assert CANARY not in text_of(ours, made)
        for each in made.json()["files"]:
            assert CANARY.encode() not in ours.get(f"/letters/{made.json()['id']}/files/{each['name']}").content


def test_a_request_for_clarification_asks_what_is_open_in_a_reply(ours, store) -> None:
    """The doubtful mark and the missing date are asked; on a release alone; never about a reply of no case."""
    case = open_case(ours)
    doubt = reading("avoid_bending", None, source="mark", status="review", reason="doubtful_mark")
    sent = a_reply(print_copy(store, case), avoid_bending=doubt, signature_date=None)
    reply = only_reply(ours, send(ours, store, sent))
    assert write(ours, case, "clarification-request").json()["reasons"] == ["reply"]
    without = write(ours, case, "clarification-request", reply=reply["id"])
    assert (without.json()["code"], without.json()["reasons"]) == ("letter_refused", ["no_release"])
    file_release(ours, case, pad())

    made = write(ours, case, "clarification-request", reply=reply["id"])

    text = text_of(ours, made)
    assert "Bending\nThe mark can be read in two ways" in text
    assert "On which day did you sign the report?" in text
    assert "Transitional Assignment form" in text
    assert made.json()["reply"] == reply["id"]
    other = open_case(ours)
    file_release(ours, other, pad())
    stray = write(ours, other, "clarification-request", reply=reply["id"])
    assert stray.json()["reasons"] == ["not_attached"]


def test_a_second_request_encloses_the_form_once_more_and_stops_when_a_reply_came(ours, store) -> None:
    """Its copy finds the case; without a packet there is no second request, and after a reply neither."""
    case = open_case(ours)
    file_release(ours, case, pad())
    sent = {"first_sent": day(-7), "first_sent_to": "fax to 555-010-0170"}
    assert write(ours, case, "second-request", facts=sent).json()["reasons"] == ["no_packet"]
    packet = ours.post(f"/cases/{case['id']}/packets", json={"sender": SENDER, "task_sheet": False}).json()
    assert write(ours, case, "second-request").json()["reasons"] == ["first_sent", "first_sent_to"]

    made = write(ours, case, "second-request", facts=sent)

    text = text_of(ours, made)
    assert "by fax to 555-010-0170" in text
    assert "Transitional Assignment form, to be completed (1 page)" in text
    names = [each["name"] for each in made.json()["files"]]
    assert names == ["01-letter.docx", "01-letter.pdf", "02-transitional-assignment.pdf", "letter.pdf"]
    assert made.json()["packet"] == packet["id"]
    with store.database.transaction() as session:
        (copy,) = session.scalars(select(Copy).where(Copy.packet_id.is_(None)))
        assert (str(copy.case_id), copy.form) == (case["id"], "transitional-assignment")

    first = next(each["copy"] for each in packet["copies"] if each["form"] == "transitional-assignment")
    send(ours, store, a_reply(first))
    assert write(ours, case, "second-request", facts=sent).json()["reasons"] == ["reply_received"]


def test_the_other_letters_are_written_from_what_the_case_holds(ours, store) -> None:
    """About return to work, the 30th, 60th and 90th day, the call: each with its facts, each in Word and PDF."""
    case = confirmed_case(ours, store)
    file_release(ours, case, pad())
    meeting = {"meeting_date": "Monday, 2 p.m.", "meeting_place": "Room 2", "invited": ["Human Resources"]}
    looked = {"alternatives": [{"work": "Receiving desk", "found": "Open"}], "next_update_date": day(9)}
    expected = {
        "provider-return-to-work": ({}, "Provider Release form, to be completed"),
        "day-30-physician": (POST | WORK, "Authority to Release Medical Information, signed (1 page)"),
        "day-60-carrier": (POST | WORK | looked, "Receiving desk"),
        "day-90-decision": (POST | WORK | meeting, "Room 2"),
        "follow-up-call": ({}, "Robin Example"),
    }
    for kind, (facts, phrase) in expected.items():
        assert phrase in text_of(ours, write(ours, case, kind, facts=facts)), kind


def test_full_duty_is_announced_only_when_it_was_released(ours, store) -> None:
    """A report with limits releases nobody."""
    case = confirmed_case(ours, store)
    facts = POST | {"assignment_end": day(-1), "notified": ["Robin Example", "Human Resources"]}

    assert write(ours, case, "full-duty-release", facts=facts).json()["reasons"] == ["not_released"]

    document = hand_in(ours, store)
    page = entry(case) | {"restrictions": []}
    page["status"] = {
        "status": "full_duty", "signed": True, "signed_date": day(0), "exam_date": day(0), "effective_from": day(0)
    }  # fmt: skip
    entered = ours.post(f"/documents/{document}/entries", json=page)
    confirmed = ours.post(f"/replies/{entered.json()['id']}/confirmation", json={"note": "called the office"})
    assert confirmed.status_code == 200, confirmed.text
    assert "is released to full duty" in text_of(ours, write(ours, case, "full-duty-release", facts=facts))
    assert write(ours, case, "supervisor-notice", facts=NOTICE).json()["reasons"] == ["full_duty"]


def test_a_letter_opens_in_word(ours, store) -> None:
    """What is kept is a Word file, named without the worker."""
    case = confirmed_case(ours, store)
    made = write(ours, case, "follow-up-call").json()
    answer = ours.get(f"/letters/{made['id']}/files/01-letter.docx")
    assert Document(io.BytesIO(answer.content)).paragraphs
    assert answer.headers["content-disposition"] == 'attachment; filename="01-letter.docx"'
