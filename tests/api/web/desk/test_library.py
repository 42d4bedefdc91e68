"""Forms and letters at the desk: every edition as a picture, and the employer's own wording, used from then on."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from PIL import Image
from sqlalchemy import select

from api.casework import letter_templates
from api.identity.roles import Role
from api.store.tables import AuditEntry, LetterTemplate
from forms.editions import Library
from templates.catalogue import LETTERS, letter
from tests.api.web.scenario import SENDER, terms
from tests.api.web.test_entering import pad
from tests.api.web.test_letters import NOTICE, text_of, write
from tests.api.web.test_papers import confirmed_case, file_release
from tests.generate.word_files import template, words

pytestmark = pytest.mark.integration
STOOD = re.compile(r'name="stood" value="([^"]+)"')
OWN = "In our own words"


def with_words(letter_id: str, *paragraphs: str) -> bytes:
    """Our Word file of a letter with more paragraphs at its end."""
    document = Document(io.BytesIO(letter(letter_id).docx))
    for each in paragraphs:
        document.add_paragraph(each)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add(here, letter_id: str, docx: bytes, stood: str | None = None):
    """Hand a Word file in, as the form on the letter's page does."""
    seen = stood or STOOD.search(here.see(f"/library/letters/{letter_id}"))[1]
    return here.post(
        f"/library/letters/{letter_id}", data={"token": here.token, "stood": seen},
        files={"file": ("ours.docx", docx)}, follow_redirects=False,
    )  # fmt: skip


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice, whose pages other tests look at."""
    monkeypatch.setattr(letter_templates, "pages_of_letter", lambda _docx: b"\x89PNG drawn elsewhere")


def test_every_edition_of_every_form_is_there_with_all_its_pages(seat) -> None:
    """The page names who fills and who reads it; each picture is a page of that edition, each blank its own file."""
    here = seat(Role.SUPERVISOR)
    shelf = here.see("/library")
    for edition in Library().all:
        place = f"/library/forms/{edition.map.form}/{edition.map.edition}"
        assert f'href="/library/forms/{edition.map.form}"' in shelf
        assert f'href="{place}/blank"' in here.see(f"/library/forms/{edition.map.form}")
        assert here.get(f"{place}/blank").content == edition.blank
        first = edition.map.pages[0]
        with Image.open(io.BytesIO(here.get(f"{place}/pages/1").content)) as page:
            assert abs(page.width - first.width * 150 / 72) <= 1
            assert page.getextrema()[0] < 64  # it is not an empty sheet
        assert here.get(f"{place}/pages/{len(edition.map.pages) + 1}").status_code == 404
    assert len(Library().forms) == shelf.count("/cover") == 12
    assert here.get("/library/forms/authority-to-release/..%2F..%2Fx/cover").status_code in (404, 422)


def test_every_letter_is_there_with_what_it_may_ask_for(seat) -> None:
    """Each variable with its meaning, and our Word file to download."""
    here = seat(Role.SUPERVISOR)
    shelf = here.see("/library")
    for name, which in LETTERS.items():
        assert f'href="/library/letters/{name}"' in shelf
        page = here.see(f"/library/letters/{name}")
        assert all(f"<code>{each.name}</code>" in page for each in which.variables)
        assert "Use this Word file" not in page
        assert here.get(f"/library/letters/{name}/word").content == which.docx


def test_a_letter_is_looked_at_as_libreoffice_lays_it_out(seat) -> None:
    """Ours, and the employer's own once it was taken in: pages as pictures, the second unlike the first."""
    here = seat()
    before = here.get("/library/letters/supervisor-notice/preview")
    assert add(here, "supervisor-notice", with_words("supervisor-notice", OWN)).status_code == 303
    after = here.get(
        re.search(r'src="(/library/own-letters/[^"]+)"', here.see("/library/letters/supervisor-notice"))[1]
    )

    for each in (before, after):
        with Image.open(io.BytesIO(each.content)) as page:
            assert page.width == 1275
    assert before.content != after.content


def test_letters_are_written_with_the_employers_own_word_file(seat, ours, store, quick) -> None:
    """A supervisor's notice, an offer and the letter of a packet: its words are in them, and in another employer's
    letters they are not; back to ours, they are gone."""
    here = seat()
    for name in ("supervisor-notice", "offer-modified-duty", "treating-physician", "program-summary"):
        assert add(here, name, with_words(name, f"{OWN}: {{{{ company_name }}}}")).status_code == 303, name
    case = confirmed_case(ours, store)
    assert file_release(ours, case, pad()).status_code == 201

    notice = text_of(ours, write(ours, case, "supervisor-notice", facts=NOTICE))
    packet = ours.post(f"/cases/{case['id']}/packets", json={"sender": SENDER}).json()
    offer = ours.post(f"/cases/{case['id']}/offers", json={"terms": terms(), "sender": SENDER})
    assert offer.status_code == 201, offer.text
    letters = [
        notice,
        words(ours.get(f"/packets/{packet['id']}/files/01-letter.docx").content),
        words(ours.get(f"/offers/{offer.json()['id']}/letter.docx").content),
    ]
    assert all(f"{OWN}: Hudson Valley Orchards" in text for text in letters)

    stood = STOOD.search(here.see("/library/letters/supervisor-notice"))[1]
    assert here.submit("/library/letters/supervisor-notice/ours", stood=stood).status_code == 303
    assert OWN not in text_of(ours, write(ours, case, "supervisor-notice", facts=NOTICE))


@pytest.mark.parametrize(
    ("docx", "told"),
    [
        (b"", "Choose a Word file first"),
        (b"not a Word file", "is not a .docx file"),
        (template("{{ diagnosis }}", of="supervisor-notice"), "diagnosis (paragraph 1"),
        (template("{{ worker_name", of="supervisor-notice"), "paragraph 1"),
        (template("{{ worker_name.__class__ }}", of="supervisor-notice"), "paragraph 1"),
        (template("Dear {{ worker_name }}", whole=False), "has lost what this letter has to say"),
    ],
    ids=["none", "text", "unknown name", "broken tag", "attribute", "lost"],
)  # fmt: skip
def test_a_word_file_that_cannot_be_used_changes_nothing_and_says_where(seat, store, quick, docx, told: str) -> None:
    """The sentence stands on the letter's page; ours stays in use."""
    answer = add(seat(), "supervisor-notice", docx)

    assert answer.status_code == 400
    assert told in answer.text.replace("&#39;", "'")
    assert "Our wording." in answer.text
    with store.database.transaction() as session:
        assert session.scalars(select(LetterTemplate)).all() == []


def test_a_change_that_somebody_else_made_meanwhile_is_not_written_over(seat, quick) -> None:
    """The second is told so; theirs was not used, and it is in no history."""
    here, colleague = seat(), seat(Role.HR)
    stood = STOOD.search(here.see("/library/letters/supervisor-notice"))[1]
    assert add(colleague, "supervisor-notice", with_words("supervisor-notice", "First")).status_code == 303

    second = add(here, "supervisor-notice", with_words("supervisor-notice", "Second"), stood)
    back = here.submit("/library/letters/supervisor-notice/ours", stood=stood)

    assert (second.status_code, back.status_code) == (409, 409)
    assert "Nothing of yours was used" in second.text
    assert "Your wording 1" in (page := here.see("/library/letters/supervisor-notice"))
    assert "Your wording 2" not in page


def test_the_history_keeps_every_wording_and_gives_any_back(seat, store, quick) -> None:
    """Two wordings, ours, the first again: all in the list with who and when, and each change in the log."""
    here = seat()
    page = "/library/letters/committee-update"
    first, second = (with_words("committee-update", word) for word in ("First", "Second"))
    add(here, "committee-update", first)
    add(here, "committee-update", second)
    here.submit(f"{page}/ours", stood=STOOD.search(here.see(page))[1])
    again = re.findall(r'action="(/library/own-letters/[^"]+)"', here.see(page))
    assert len(again) == 2
    assert here.submit(again[-1], stood=STOOD.search(here.see(page))[1]).status_code == 303

    seen = here.see(page)
    kept = re.findall(r'href="(/library/own-letters/[^"]+/word)"', seen[seen.index("History") :])
    assert [here.get(each).content for each in kept] == [first, second, first]
    assert "In use" in seen
    with store.database.transaction() as session:
        log = [row.action for row in session.scalars(select(AuditEntry)) if row.action.startswith("template.")]
    assert sorted(log) == ["template.retired", "template.used", "template.used", "template.used"]


def test_another_employers_wording_is_not_there(seat, quick) -> None:
    """Neither its file nor its picture, and it is not used (trust T10)."""
    here, theirs = seat(), seat(employer="Catskill Paper Mill")
    add(here, "supervisor-notice", with_words("supervisor-notice", OWN))
    own = re.search(r"/library/own-letters/[^/]+", here.see("/library/letters/supervisor-notice"))[0]

    assert "Our wording." in theirs.see("/library/letters/supervisor-notice")
    assert {theirs.get(f"{own}/{what}").status_code for what in ("word", "preview")} == {404}
    assert theirs.submit(own, stood="ours").status_code == 404
