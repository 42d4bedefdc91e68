"""A definition becomes a blank: Typst draws it, its field links become widgets, and the reader gets its map.

    definition -> typeset (PDF with field links, spots) -> widgets -> blank.pdf + map.json

The same definition gives the same bytes every time.
"""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from typing import Any, cast

import pikepdf
import typst

from cases.errors import BadInput, Unavailable
from forms.definition import Definition
from forms.fields import Box, FormMap, PageGeometry, PatchCell, Place
from generate.widgets import make_widgets
from templates.forms import FONTS, HOUSE, drawing

# Raise it when this package changes what it makes of an unchanged definition: a new edition, the old ones stay.
MAKE = b"1"


@dataclass(frozen=True)
class Blank:
    """A compiled form: the PDF, and where every field lies and what it means."""

    pdf: bytes
    map: FormMap


def compile_blank(form: Definition) -> Blank:
    """Draw and compile one edition of a form. Raises BadInput if a page's blocks do not fit on it,
    Unavailable when a font is missing."""
    edition = form.digest(*drawing(), MAKE)
    code = base64.b32encode(bytes.fromhex(edition)).decode("ascii")[:4]
    drawn, spots = typeset(form, code)
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        places = make_widgets(pdf, {f.name: f for f in form.fields})
        pages = tuple(_geometry(n, page, spots) for n, page in enumerate(pdf.pages, start=1))
        if len(pages) != len(form.pages):
            raise BadInput(
                f"The form {form.id} is drawn on {len(pages)} pages, not {len(form.pages)}: ask less a page."
            )
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return Blank(out.getvalue(), _map(form, edition, code, pages, _with_labels(places, pages, spots)))


def typeset(form: Definition, code: str) -> tuple[bytes, list[dict[str, Any]]]:
    """The drawn form (PDF/UA-1, fields as links) and the spots that the template reports, in points from top left."""
    inputs = {"form": form.model_dump_json(), "edition": code}
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(str(HOUSE), font_paths=fonts, sys_inputs=inputs)
    pdf, warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    if warnings:
        raise Unavailable(f"The form {form.id} cannot be drawn as it should be: {warnings[0].message}.")
    spots: list[dict[str, Any]] = json.loads(compiler.query("<spot>", field="value"))
    return cast("bytes", pdf), spots


def _geometry(number: int, page: pikepdf.Page, spots: list[dict[str, Any]]) -> PageGeometry:
    width, height = (float(v) for v in page.mediabox[2:])
    here = [s for s in spots if s["page"] == number]
    cells = (
        PatchCell(
            kind="line",
            box=_box(s, height),
            width=s["stroke"],
            grey=s["grey"],
            direction=s["direction"],
            pitch=s["pitch"],
        )
        for s in here
        if s["kind"] == "patch"
    )
    return PageGeometry(
        number=number,
        width=width,
        height=height,
        squares=tuple(_box(s, height) for s in here if s["kind"] == "square"),
        codes=tuple(_box(s, height) for s in here if s["kind"] == "code"),
        typed_code=next((_box(s, height) for s in here if s["kind"] == "typed_code"), None),
        patch=tuple(cells),
    )


def _with_labels(
    places: tuple[Place, ...], pages: tuple[PageGeometry, ...], spots: list[dict[str, Any]]
) -> tuple[Place, ...]:
    heights = {p.number: p.height for p in pages}
    labels = {(s["field"], s["option"]): _box(s, heights[s["page"]]) for s in spots if s["kind"] == "label"}
    return tuple(p.model_copy(update={"label_box": labels.get((p.field, p.option))}) for p in places)


def _box(spot: dict[str, Any], page_height: float) -> Box:
    """From the template's top left origin to the page's bottom left."""
    x0, y1 = spot["x"], page_height - spot["y"]
    x0, y0, x1, y1 = (round(v, 3) for v in (x0, y1 - spot["height"], x0 + spot["width"], y1))
    return x0, y0, x1, y1


def _map(
    form: Definition, edition: str, code: str, pages: tuple[PageGeometry, ...], places: tuple[Place, ...]
) -> FormMap:
    return FormMap(
        form=form.id,
        edition=edition,
        code=code,
        title=form.title,
        pages=pages,
        fields=form.fields,
        places=places,
        language=form.language,
    )
