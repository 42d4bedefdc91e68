"""The employer's address, logo and own wording over HTTP: a program can do there what a person does at the desk."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from api.casework import house, letter_templates
from api.identity.roles import Role
from api.web.downloads import DOCX
from templates.catalogue import LETTERS, letter
from tests.api.web.desk.test_library import OWN, with_words
from tests.api.web.desk.test_logo import drawn, pictures_of
from tests.api.web.test_letters import NOTICE, text_of, write
from tests.api.web.test_papers import confirmed_case
from tests.generate.word_files import template

pytestmark = pytest.mark.integration
NAME = "supervisor-notice"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice, whose pages other tests look at."""
    monkeypatch.setattr(letter_templates, "pages_of_letter", lambda _docx: b"\x89PNG drawn elsewhere")


def put(http, docx: bytes, stood: str = "ours", name: str = NAME):
    """Hand a Word file in."""
    at, head = f"/house/letters/{name}", {"Content-Type": DOCX}
    return http.put(at, params={"stood": stood}, content=docx, headers=head)


def test_a_letter_is_written_in_the_employers_words_until_ours_are_used_again(ours, store) -> None:
    """Put in place, seen in the list and the history, written with, taken back, used again."""
    case = confirmed_case(ours, store)
    assert ours.get(f"/house/letters/{NAME}/word").content == letter(NAME).docx
    docx = with_words(NAME, OWN)

    own = put(ours, docx).json()
    shelf = {each["letter"]: each["own"] for each in ours.get("/house/letters").json()}
    assert shelf == dict.fromkeys(LETTERS) | {NAME: own}
    assert ours.get(f"/house/wordings/{own['id']}/word").content == docx
    assert ours.get(f"/house/wordings/{own['id']}/preview").content.startswith(b"\x89PNG")
    assert OWN in text_of(ours, write(ours, case, NAME, facts=NOTICE))

    (past,) = ours.delete(f"/house/letters/{NAME}", params={"stood": own["id"]}).json()
    assert (past["id"], past["retired_by"]) == (own["id"], "Casey Coordinator")
    assert OWN not in text_of(ours, write(ours, case, NAME, facts=NOTICE))

    again = ours.post(f"/house/wordings/{own['id']}/use", params={"stood": "ours"}).json()
    assert [each["id"] for each in ours.get(f"/house/letters/{NAME}").json()] == [again["id"], own["id"]]


def test_what_is_too_large_is_answered_with_413(ours) -> None:
    """A letter as a logo; the size alone decides."""
    answers = [
        put(ours, b"x" * (letter_templates.MOST + 1)),
        ours.put("/house/logo", content=b"x" * (house.MOST + 1), headers={"Content-Type": "image/png"}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(413, "too_large")] * 2


def test_a_word_file_that_cannot_be_used_is_refused_with_the_place(ours) -> None:
    """Nothing is changed by it."""
    refused = put(ours, template("{{ diagnosis }}", of=NAME))

    assert refused.status_code == 422
    assert "diagnosis (paragraph 1" in refused.json()["detail"]
    assert ours.get(f"/house/letters/{NAME}").json() == []


def test_who_looked_at_another_one_puts_nothing_in_its_place(ours) -> None:
    """`stood` names what was seen in use; it is another one by now."""
    assert put(ours, with_words(NAME, OWN)).status_code == 200

    late = [put(ours, with_words(NAME, "Later")), ours.delete(f"/house/letters/{NAME}", params={"stood": "ours"})]

    assert [(each.status_code, each.json()["code"]) for each in late] == [(409, "stale")] * 2


def test_a_logo_stands_above_letters_and_goes_again(ours, store) -> None:
    """Drawn anew; another employer's papers have none."""
    case = confirmed_case(ours, store)
    assert ours.get("/house/logo").status_code == 404

    assert ours.put("/house/logo", content=drawn("JPEG"), headers={"Content-Type": "image/jpeg"}).json()["logo"]
    shown = ours.get("/house/logo").content
    assert Image.open(io.BytesIO(shown)).format == "PNG"
    assert pictures_of(ours, case) == [shown]

    assert ours.delete("/house/logo").json()["logo"] is False
    assert pictures_of(ours, case) == []


def test_the_address_is_set_as_a_whole(ours, theirs) -> None:
    """What is left out is empty; it is one's own employer's only."""
    first = {"address": "7 Orchard Road", "phone": "555-010-0150", "fax": "555-010-0151"}
    assert ours.put("/house", json=first).json() == first | {"name": "Hudson Valley Orchards", "logo": False}

    assert ours.put("/house", json={"phone": "555-010-0160"}).json()["address"] == ""

    assert ours.get("/house").json()["phone"] == "555-010-0160"
    assert theirs.get("/house").json()["phone"] == ""


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SAFETY, Role.COMMITTEE])
def test_others_look_and_change_nothing(desk, role: Role) -> None:
    """Letters as they are printed are about nobody; changing them is the coordinator's and HR's."""
    here = desk(role)

    assert here.get("/house/letters").status_code == 200
    assert put(here, with_words(NAME, OWN)).status_code == 403
    assert here.put("/house/logo", content=drawn(), headers={"Content-Type": "image/png"}).status_code == 403
