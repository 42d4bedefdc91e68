"""Pictures of papers of the house: blanks of forms, letters filled with sample data. About nobody.

Drawn once in a process and kept by what they were drawn of: an edition never changes, and neither does our Word file
of a letter. An employer's own letter is drawn when it is taken in (`letter_templates.py`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from PIL import Image

from cases.errors import NotFound
from extract import page_pictures
from forms.editions import Edition, Library
from generate.blank_pictures import cover_picture, page_picture
from generate.letters import render
from generate.office import to_pdf
from templates.catalogue import letter

BETWEEN: Final = 24  # pixels between the pages of a letter
TONES: Final = 32  # black print on white paper, and a logo


def blank_page(form: str, edition: str, number: int) -> bytes:
    """A page of an edition's blank as PNG, 150 dpi. Raises NotFound if it has none of that number."""
    found = _edition(form, edition)
    if not 1 <= number <= len(found.map.pages):
        raise NotFound("The form has no page of that number.", code="no_such_page")
    return _page(found, number)


def blank_cover(form: str, edition: str) -> bytes:
    """The first page, small."""
    return _cover(_edition(form, edition))


def house_letter(letter_id: str) -> bytes:
    """Our letter on sample data, its pages one below the other."""
    letter(letter_id)  # NotFound, rather than a picture that is kept
    return _house_letter(letter_id)


def pages_of_letter(docx: bytes) -> bytes:
    """A filled letter as LibreOffice lays it out, its pages one below the other as PNG."""
    return _below_one_another(page_pictures(to_pdf([docx])[0]))


def _edition(form: str, edition: str) -> Edition:
    known = {(each.map.form, each.map.edition): each for each in Library().all}
    if (form, edition) not in known:
        raise NotFound("There is no form or edition of that name.", code="unknown_edition")
    return known[form, edition]


_page = lru_cache(maxsize=256)(page_picture)
_cover = lru_cache(maxsize=64)(cover_picture)


@lru_cache(maxsize=64)
def _house_letter(letter_id: str) -> bytes:
    return pages_of_letter(render(letter_id, letter(letter_id).samples))


def _below_one_another(pages: Sequence[bytes]) -> bytes:
    drawn = [Image.open(io.BytesIO(page)).convert("RGB") for page in pages]
    size = max(page.width for page in drawn), sum(page.height + BETWEEN for page in drawn) - BETWEEN
    sheet = Image.new("RGB", size, "#8a8f94")
    top = 0
    for page in drawn:
        sheet.paste(page, (0, top))
        top += page.height + BETWEEN
    return _png(sheet.quantize(TONES, dither=Image.Dither.NONE))


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
