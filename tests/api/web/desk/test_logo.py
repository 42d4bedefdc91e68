"""A logo on letters: drawn anew, above what is written from then on, never above one's own Word file."""

from __future__ import annotations

import io

import pytest
from docx import Document
from PIL import Image, ImageDraw

from api.identity.roles import Role
from tests.api.web.desk.test_library import OWN, add, with_words
from tests.api.web.test_letters import NOTICE, write
from tests.api.web.test_papers import confirmed_case

pytestmark = pytest.mark.integration


def drawn(kind: str = "PNG", **more) -> bytes:
    """A wide mark, with a note that only a program sees."""
    mark, out = Image.new("RGB", (900, 240), "white"), io.BytesIO()
    ImageDraw.Draw(mark).ellipse((20, 20, 220, 220), fill="darkgreen")
    mark.save(out, kind, comment="a note" if kind == "JPEG" else None, **more)
    return out.getvalue()


def put(here, picture: bytes):
    """Hand a logo in, as the form on the page of settings does."""
    return here.post(
        "/settings/logo", data={"token": here.token}, files={"logo": ("logo.png", picture)}, follow_redirects=False
    )


def pictures_of(http, case) -> list[bytes]:
    """The pictures in the Word file of a letter that is written now."""
    made = write(http, case, "supervisor-notice", facts=NOTICE)
    assert made.status_code == 201, made.text
    docx = http.get(f"/letters/{made.json()['id']}/files/01-letter.docx").content
    return [part.blob for part in Document(io.BytesIO(docx)).part.package.iter_parts() if "image" in part.content_type]


def test_a_logo_stands_above_the_letters_from_then_on(seat, ours, store) -> None:
    """A letter of before has none, the next one has it, and after it was taken away there is none again."""
    here, case = seat(Role.COORDINATOR), confirmed_case(ours, store)
    before = pictures_of(ours, case)
    assert put(here, drawn("JPEG")).status_code == 303
    shown = here.get("/settings/logo").content
    assert b"a note" not in shown
    assert Image.open(io.BytesIO(shown)).format == "PNG"

    after = pictures_of(ours, case)

    assert (before, after) == ([], [shown])
    here.post("/settings/logo/none", data={"token": here.token})
    assert pictures_of(ours, case) == []


def test_ones_own_word_file_stays_as_it_was_made(seat, ours, store) -> None:
    """Who made a Word file has put there what should stand there."""
    here, case = seat(Role.COORDINATOR), confirmed_case(ours, store)
    put(here, drawn())
    add(here, "supervisor-notice", with_words("supervisor-notice", OWN))

    assert pictures_of(ours, case) == []


@pytest.mark.parametrize("picture", [b"", b"%PDF-1.7", drawn()[:300], b"GIF89a"], ids=["none", "PDF", "half", "GIF"])
def test_what_is_no_picture_is_told_and_changes_nothing(seat, picture: bytes) -> None:
    """The page says so; the logo that was there stays."""
    here = seat(Role.HR)
    put(here, drawn())
    before = here.get("/settings/logo").content

    answer = put(here, picture)

    assert answer.status_code == 422
    assert "nothing has changed" in answer.text
    assert here.get("/settings/logo").content == before


def test_a_supervisor_changes_no_logo(seat) -> None:
    """It is the house's."""
    here = seat(Role.SUPERVISOR)

    assert put(here, drawn()).status_code == 403
    assert here.get("/settings/logo").status_code == 403
