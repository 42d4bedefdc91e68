"""Forms and letters: every edition of every form, page by page, and the letters with the employer's own wording.

A preview is a picture drawn here (`casework.previews`), of the blank itself or of the letter
as LibreOffice lays it out.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from api.casework import letter_templates, previews
from api.casework.letter_templates import MOST, OURS
from api.identity.roles import Action
from api.web.desk.asking import Desk, doing
from api.web.desk.filled import file_in
from api.web.desk.rendering import shown
from api.web.downloads import DOCX, attachment, picture
from cases.errors import BadInput, NotFound
from forms.catalogue import HANDLING, Handling
from forms.editions import Edition, Library
from generate.offers import LETTER as OFFER
from generate.packets import LETTER as PACKET
from generate.packets import TITLES as SHEETS
from templates import catalogue

router = APIRouter(prefix="/library", include_in_schema=False)
See = Annotated[Desk, doing(Action.SEE_HOUSE)]
Change = Annotated[Desk, doing(Action.CHANGE_HOUSE)]
Name = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$")]
Page = Annotated[int, Path(ge=1, le=100)]
ELSEWHERE: Final = Handling(filled_by="not known", read_by="not known")  # a form that is not ours


@dataclass(frozen=True)
class Form:
    """A form with all its editions, the one that is printed now first."""

    id: str
    title: str
    hands: Handling
    current: str
    editions: list[Edition]

    @property
    def pages(self) -> int:
        """Of the current edition."""
        return len(self.editions[0].map.pages)


@router.get("")
def library_page(at: See) -> Response:
    """All forms and all letters."""
    own = letter_templates.in_use(at.act)
    return shown(at, "library.html", forms=_forms(), letters=list(catalogue.LETTERS.values()), own=own, used=_used)


@router.get("/forms/{form}")
def form_page(form: Name, at: See) -> Response:
    """A form: each edition with pictures of its pages, and the blank to download."""
    return shown(at, "form.html", form=_form(form))


@router.get("/forms/{form}/{edition}/cover")
def form_cover(form: Name, edition: Name, at: See) -> Response:
    """The first page of an edition, small."""
    at.act.let_go()
    return picture(previews.blank_cover(form, edition))


@router.get("/forms/{form}/{edition}/pages/{page}")
def form_picture(form: Name, edition: Name, page: Page, at: See) -> Response:
    """A page of an edition's blank."""
    at.act.let_go()
    return picture(previews.blank_page(form, edition, page))


@router.get("/forms/{form}/{edition}/blank")
def form_blank(form: Name, edition: Name, at: See) -> Response:
    """The blank of an edition, to fill on screen or by hand."""
    found = next((each for each in _form(form).editions if each.map.edition == edition), None)
    if found is None:
        raise NotFound("There is no form or edition of that name.", code="unknown_edition")
    return attachment(found.blank, "application/pdf", f"{form}-{edition[:4]}.pdf")


@router.get("/letters/{letter}")
def letter_page(letter: Name, at: See) -> Response:
    """A letter: what it is for, what it may ask for, how it looks, and whose wording is used."""
    return _letter(letter, at)


@router.get("/letters/{letter}/preview")
def letter_preview(letter: Name, at: See) -> Response:
    """Our letter on sample data."""
    at.act.let_go()
    return picture(previews.house_letter(letter))


@router.get("/letters/{letter}/word")
def letter_word(letter: Name, at: See) -> Response:
    """Our Word file, to edit."""
    return attachment(catalogue.letter(letter).docx, DOCX, f"{letter}.docx")


@router.post("/letters/{letter}")
def change_letter(letter: Name, at: Change) -> Response:
    """Use the employer's own Word file from now on; one that cannot be used is told on the page, with the place."""
    try:
        letter_templates.put_template(at.act, letter, file_in(at), str(at.form.get("stood", "")))
    except BadInput as no:
        return _letter(letter, at, no.message)
    return RedirectResponse(f"/library/letters/{letter}#used", 303)


@router.post("/letters/{letter}/ours")
def back_to_ours(letter: Name, at: Change) -> Response:
    """Use our wording again."""
    letter_templates.use_ours(at.act, letter, str(at.form.get("stood", "")))
    return RedirectResponse(f"/library/letters/{letter}#used", 303)


@router.get("/own-letters/{template}/preview")
def own_preview(template: uuid.UUID, at: See) -> Response:
    """A Word file of the employer's on sample data."""
    return picture(letter_templates.preview(at.act, template))


@router.get("/own-letters/{template}/word")
def own_word(template: uuid.UUID, at: See) -> Response:
    """A Word file of the employer's as it was handed in."""
    return attachment(letter_templates.template_file(at.act, template), DOCX, f"letter-{template}.docx")


@router.post("/own-letters/{template}")
def put_back(template: uuid.UUID, at: Change) -> Response:
    """Use an earlier Word file again."""
    used = letter_templates.put_back(at.act, template, str(at.form.get("stood", "")))
    return RedirectResponse(f"/library/letters/{used.letter}#used", 303)


def _letter(name: str, at: Desk, refused: str = "") -> Response:
    which, past = catalogue.letter(name), letter_templates.history(at.act, name)
    own = next((each for each in past if each.retired_at is None), None)
    return shown(
        at, "letter.html", status=400 if refused else 200, letter=which, own=own, past=past, refused=refused,
        stood=str(own.id) if own else OURS, used=_used(name), most=MOST // 2**20,
    )  # fmt: skip


def _used(name: str) -> str:
    """When the product writes it."""
    if name == OFFER:
        return "Written with each offer."
    if name == PACKET:
        return "The letter of each packet, alone or in a mailing."
    return "Enclosed with packets." if name in SHEETS else "Written for a case when somebody asks for it."


def _forms() -> list[Form]:
    return [_form(name) for name in Library().forms]


def _form(name: str) -> Form:
    library = Library()
    if name not in library.forms:
        raise NotFound("There is no form of that name.", code="unknown_form")
    now = library.current(name)
    older = [each for each in library.all if each.map.form == name and each is not now]
    return Form(name, now.map.title, HANDLING.get(name, ELSEWHERE), now.map.edition, [now, *older])
