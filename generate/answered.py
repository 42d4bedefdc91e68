"""A form answered on a screen, as the paper that an office would have sent: the same copy, its codes, and the answers.

    headed PDF → headed_values        values + answers → personalise → the typed name where the office signs

A typed name is drawn where a pen would have signed, with how and when it came: whoever reviews the page sees that it
was typed. The signature field itself stays empty; nothing here claims a digital signature.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pikepdf

from cases.errors import BadInput
from forms.editions import Edition
from forms.fields import Place
from forms.meaning import Signature
from forms.values import Given
from generate.copies import personalise
from generate.typefaces import width
from generate.updates import literal

NAME_SIZE, NOTE_SIZE, MARGIN = 12.0, 5.5, 4.0  # points


@dataclass(frozen=True)
class Signed:
    """Who typed their name, and a note of how and when, in a few words."""

    name: str
    note: str


def headed_values(edition: Edition, headed: bytes) -> dict[str, Given]:
    """What we had filled in on that copy before it left."""
    ours = {each.name for each in edition.map.fields if each.writer == "us"}
    with pikepdf.open(io.BytesIO(headed)) as pdf:
        found = {str(each.T): each.get("/V") for each in pdf.Root.AcroForm.Fields}
    return {name: str(value) for name, value in found.items() if name in ours and value is not None}


def answered(
    edition: Edition, headed: bytes, answers: Mapping[str, Given], signed: Signed, copy_id: str, key: bytes | None
) -> bytes:
    """The copy with the office's answers and their typed name. Raises BadInput for what does not fit on the paper."""
    values = headed_values(edition, headed) | dict(answers)
    paper = personalise(edition, values, copy_id, key)
    place = next(
        p for f in edition.map.fields if isinstance(f.meaning, Signature) for p in edition.map.places_of(f.name)
    )
    return _with_name(paper, place, signed)


FONT: Final = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Oblique/Encoding/WinAnsiEncoding>>"


def _with_name(paper: bytes, place: Place, signed: Signed) -> bytes:
    x0, y0, x1, _ = place.box
    room = x1 - x0 - 2 * MARGIN
    size = min(NAME_SIZE, room / max(width(signed.name), 0.1))
    if size < 7:
        raise BadInput("The typed name does not fit on the line for the signature; shorten it.", code="too_long")
    lines = [(size, y0 + NOTE_SIZE + 2.5, signed.name), (NOTE_SIZE, y0 + 1.5, signed.note)]
    drawn = b"".join(
        b"BT /Signed %.2f Tf 1 0 0 1 %.2f %.2f Tm %b Tj ET\n" % (each, x0 + MARGIN, at, _literal(text))
        for each, at, text in lines
    )
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        page = pdf.pages[place.page - 1]
        page.contents_add(pdf.make_stream(b"q 0 g\n" + drawn + b"Q"))
        page.add_resource(pdf.make_indirect(pikepdf.Object.parse(FONT)), pikepdf.Name.Font, pikepdf.Name("/Signed"))
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def _literal(text: str) -> bytes:
    try:
        return literal(text.encode("cp1252"))
    except UnicodeEncodeError:
        raise BadInput("Type the name in Latin letters, as on a signature line.", code="no_glyph") from None
