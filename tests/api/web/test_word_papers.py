"""A house paper handed in as a Word file: read, given to a person, and never in force."""

from __future__ import annotations

import uuid

import pytest

from api.intake.process import Processor
from api.intake.reader import reader
from api.web.downloads import DOCX
from forms.definitions import ALL
from forms.editions import Library
from generate.word_copies import word_copy
from tests.api.web.scenario import only_reply, open_case
from tests.generate.word_files import part, template, with_part

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("reader")]

FORM = Library().current("modified-duty-assignment").map
BODY = "word/document.xml"


def handed_in(http, store, content: bytes) -> dict:
    """Hand a Word file in over HTTP, read it with the real reader; the document as it then is."""
    answer = http.post("/documents", content=content, headers={"Content-Type": DOCX})
    assert answer.status_code == 202, answer.text
    Processor(store, reader(store.page_keys)).process(uuid.UUID(answer.json()["id"]), lambda _: None)
    return http.get(f"/documents/{answer.json()['id']}").json()


def paper(**values: object) -> bytes:
    """The Word copy of a modified duty assignment."""
    return word_copy(ALL[FORM.form], FORM.code, values)


def test_a_house_paper_waits_for_a_person_and_cannot_be_put_in_force(ours, store) -> None:
    """Read field by field; attached by a named person; confirming it is refused, rejecting it is not."""
    case = open_case(ours)
    document = handed_in(ours, store, paper(worker_name="Robin Example", answer="accept", task_1="Sort labels"))

    found = only_reply(ours, document)
    assert (document["state"], found["state"], found["form"]) == ("done", "unplaced", FORM.form)
    fields = {f["name"]: f for f in found["fields"]}
    assert (fields["answer"]["value"], fields["answer"]["source"]) == ("accept", "word")
    attached = ours.post(f"/replies/{found['id']}/attachment", json={"case": case["id"], "note": "handed in by Robin"})
    assert attached.json()["state"] == "review"
    word = {"acknowledged": ["no_report", "undated", "unsigned", "fields_missing"]}
    refused = ours.post(f"/replies/{found['id']}/confirmation", json=word)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_report")
    assert ours.get(f"/cases/{case['id']}/restrictions").json()["restrictions"] == []
    rejected = ours.post(f"/replies/{found['id']}/rejection", json={"reason": "filed with the assignment"})
    assert rejected.json()["state"] == "rejected"


def test_a_person_decides_a_field_of_ours_that_is_in_doubt(ours, store) -> None:
    """Somebody changed the sign and not the choice: the person who looks at the file says which it is."""
    whole = paper(start_date="2027-01-04")
    at_odds = with_part(whole, BODY, part(whole, BODY).replace(b"01/04/2027", b"01/05/2027"))
    found = only_reply(ours, handed_in(ours, store, at_odds))

    (doubtful,) = (f for f in found["fields"] if f["status"] == "review")
    assert doubtful["reason"]["code"] == "field_at_odds"
    decided = ours.put(f"/replies/{found['id']}/fields/start_date", json={"value": "2027-01-05", "reason": "asked"})
    assert {f["name"]: f["value"] for f in decided.json()["fields"]}["start_date"] == "2027-01-05"


def test_a_strangers_word_file_is_set_aside_and_kept(ours, store) -> None:
    """None of ours: the document says why, nothing of it is lost, and it has no pages to draw."""
    letter = template("Dear colleague")
    document = handed_in(ours, store, letter)

    assert (document["state"], document["replies"]) == ("set_aside", [])
    assert [r["code"] for r in document["reasons"]] == ["word_not_ours"]
    assert ours.get(f"/documents/{document['id']}/file").content == letter
    assert ours.get(f"/documents/{document['id']}/pages/1").json()["code"] == "no_pages"
