"""/house: the employer's address and logo, and its own wording of the letters. What was written before stays as it is.

GET /house/letters/supervisor-notice/word              our Word file, to edit
PUT /house/letters/supervisor-notice?stood=ours  docx  used from now on; `stood`: whose was in use when it was looked at
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query, Response

from api.casework import house, letter_templates
from api.casework.act import Act
from api.casework.house import House, HouseShown
from api.casework.letter_templates import LetterInUse, TemplateShown
from api.identity.roles import Action
from api.web.asking import doing
from api.web.downloads import DOCX, PICTURE, WORD, attachment, picture
from api.web.problems import documented
from api.web.uploads import BODY, sending
from cases.errors import NotFound
from templates import catalogue

router = APIRouter(prefix="/house", tags=["house"])
See = Annotated[Act, doing(Action.SEE_HOUSE)]
Change = Annotated[Act, doing(Action.CHANGE_HOUSE)]
Settings = Annotated[Act, doing(Action.SET_CLOCKS)]
File = Annotated[bytes, sending(Action.CHANGE_HOUSE)]
Letter = Annotated[str, Path(max_length=60, pattern=r"^[a-z0-9-]+$")]
Stood = Annotated[str, Query(max_length=36, description='The id of the Word file that was seen in use, or "ours"')]


@router.get("")
def get_house(act: See) -> HouseShown:
    """The employer as its papers name it."""
    return house.get_house(act)


@router.put("")
def set_house(new: House, act: Settings) -> HouseShown:
    """Change address, telephone and fax."""
    house.set_house(act, new)
    return house.get_house(act)


@router.get("/logo", response_class=Response, responses=PICTURE | documented(404))
def get_logo(act: See) -> Response:
    """The logo above our letters."""
    png = house.get_logo(act)
    if png is None:
        raise NotFound("There is no logo on file.")
    return picture(png)


@router.put("/logo", openapi_extra=BODY, responses=documented(415))
def set_logo(file: File, act: Change) -> HouseShown:
    """Put a PNG or JPEG above our letters. It is drawn anew."""
    house.set_logo(act, file)
    return house.get_house(act)


@router.delete("/logo")
def remove_logo(act: Change) -> HouseShown:
    """Letters without a logo again."""
    house.set_logo(act, None)
    return house.get_house(act)


@router.get("/letters")
def get_letters_in_use(act: See) -> list[LetterInUse]:
    """Every letter, and whose wording of it is used."""
    return letter_templates.letters_in_use(act)


@router.get("/letters/{letter_name}", responses=documented(404))
def get_letter_wordings(letter_name: Letter, act: See) -> list[TemplateShown]:
    """All Word files that the employer ever had for a letter, the newest first."""
    return letter_templates.history(act, letter_name)


@router.get("/letters/{letter_name}/word", response_class=Response, responses=WORD | documented(404))
def get_our_letter(letter_name: Letter, act: See) -> Response:
    """Our Word file of a letter, to edit."""
    return attachment(catalogue.letter(letter_name).docx, DOCX, f"{letter_name}.docx")


@router.put("/letters/{letter_name}", openapi_extra=BODY, responses=documented(404, 409, 415))
def use_own_wording(letter_name: Letter, file: File, stood: Stood, act: Change) -> TemplateShown:
    """Use this Word file from now on. One that cannot be used is refused with the place in it."""
    return letter_templates.put_template(act, letter_name, file, stood)


@router.delete("/letters/{letter_name}", responses=documented(404, 409))
def use_our_wording(letter_name: Letter, stood: Stood, act: Change) -> list[TemplateShown]:
    """Use our wording again. The employer's stays in the history."""
    letter_templates.use_ours(act, letter_name, stood)
    return letter_templates.history(act, letter_name)


@router.get("/wordings/{wording}/word", response_class=Response, responses=WORD | documented(404))
def get_wording_file(wording: UUID, act: See) -> Response:
    """A Word file of the employer's as it was handed in."""
    return attachment(letter_templates.template_file(act, wording), DOCX, f"letter-{wording}.docx")


@router.get("/wordings/{wording}/preview", response_class=Response, responses=PICTURE | documented(404))
def get_wording_preview(wording: UUID, act: See) -> Response:
    """Its pages on sample data."""
    return picture(letter_templates.preview(act, wording))


@router.post("/wordings/{wording}/use", responses=documented(404, 409))
def use_wording_again(wording: UUID, stood: Stood, act: Change) -> TemplateShown:
    """Use an earlier Word file of the employer's again."""
    return letter_templates.put_back(act, wording, stood)
