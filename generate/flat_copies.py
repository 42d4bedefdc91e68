"""A copy as it lies among other papers: the same ink and the same page codes, and no fields.

    blank → once: a flat blank, with an empty layer on each page → values → the layers' ink, in one small update

Only few objects of the blank are left, so joining many papers is quick. What can be filled in is `copies.personalise`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import pikepdf
from pikepdf import Array, Dictionary

from forms.editions import Edition
from forms.fields import Place
from forms.values import Given
from generate import appearances
from generate.copies import Faces, Plan, coded, plan_of, slots_of, texts_of
from generate.updates import Base, stream

IN_FIELDS = ("/AcroForm", "/StructTreeRoot", "/MarkInfo", "/Outlines")


@dataclass(frozen=True)
class Page:
    """The objects of a flat page that a copy changes: its layer, and its fonts (number, dictionary without end)."""

    layer: int
    fonts: tuple[int, bytes]


@dataclass(frozen=True)
class Flat:
    """What flat copies of one blank share. `plan` is that of the flat blank; `ticks` are operators in their box."""

    plan: Plan
    pages: dict[int, Page]
    ticks: dict[tuple[str, str | None], bytes]


def flattened(edition: Edition, values: Mapping[str, Given], copy_id: str, key: bytes | None) -> bytes:
    """The copy that `personalise` makes of the same values, as ink. Raises BadInput as it does."""
    flat, full = _flat_of(edition), plan_of(edition)
    texts = texts_of(full, values)
    faces = Faces(flat.plan, texts.values())
    layers: dict[int, list[bytes]] = {number: [] for number in flat.pages}
    for place in edition.map.places:
        if place.field in texts:
            layers[place.page].extend(_ink(place, texts[place.field], flat, full, faces))
    objects = {flat.pages[number].layer: stream(b"", b"\n".join(ink) or b"q Q") for number, ink in layers.items()}
    if subset := faces.subset:
        objects |= {number: b"%b%b>>" % (head, subset.resource) for number, head in _fonts(flat)}
    return flat.plan.base.updated(objects | coded(flat.plan, copy_id, key) | faces.objects())


def _fonts(flat: Flat) -> Iterator[tuple[int, bytes]]:
    return (page.fonts for page in flat.pages.values())


def _ink(place: Place, text: str | bool, flat: Flat, full: Plan, faces: Faces) -> Iterator[bytes]:
    """What one widget shows, where it lies, cut to its box as a widget's look is."""
    x0, y0, x1, y1 = place.box
    widget = full.widgets[place.field, None]
    if widget.room:
        look = appearances.drawing(str(text), widget.room, faces.of(full.fields[place.field], str(text)))
    elif text is True or text == place.option:
        look = flat.ticks[place.field, place.option]
    else:
        return
    yield b"q 1 0 0 1 %.3f %.3f cm 0 0 %.3f %.3f re W n\n%b\nQ" % (x0, y0, x1 - x0, y1 - y0, look)


@lru_cache(maxsize=64)
def _flat_of(edition: Edition) -> Flat:
    """Make the flat blank of an edition, and read it once."""
    with pikepdf.open(io.BytesIO(edition.blank)) as pdf:
        ticks = dict(_ticks(pdf))
        font = pdf.Root.AcroForm.DR.Font.Txt
        for page in pdf.pages:
            _flatten(pdf, page, font)
        for key in set(IN_FIELDS) & set(pdf.Root.keys()):
            del pdf.Root[key]
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    data = out.getvalue()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages = {number: _page(page) for number, page in enumerate(pdf.pages, start=1)}
        plan = replace(
            plan_of(edition),
            base=Base.of(data, pdf),
            font=pdf.pages[0].obj.Resources.Font.Txt.objgen[0],
            widgets={},
            slots={number: slots_of(page) for number, page in enumerate(pdf.pages, start=1)},
        )
        return Flat(plan, pages, ticks)


def _ticks(pdf: pikepdf.Pdf) -> Iterator[tuple[tuple[str, str | None], bytes]]:
    for field in pdf.Root.AcroForm.Fields:
        for widget in field.get("/Kids", [field]):
            look = widget.AP.N
            if not isinstance(look, pikepdf.Stream):
                state = next(str(key) for key, _ in look.items() if key != "/Off")
                yield (str(field.T), state[1:] if "/Kids" in field else None), look[state].read_bytes()


def _flatten(pdf: pikepdf.Pdf, page: pikepdf.Page, font: pikepdf.Object) -> None:
    """No widgets; what was drawn, undone afterwards; an empty layer on top, and the typed font among the page's."""
    for key in {"/Annots", "/StructParents", "/Tabs"} & set(page.obj.keys()):
        del page.obj[key]
    drawn = page.obj.Contents
    before, after = pdf.make_stream(b"q"), pdf.make_stream(b"Q")
    page.obj.Contents = Array(
        [before, *(drawn if isinstance(drawn, Array) else [drawn]), after, pdf.make_stream(b"q Q")]
    )
    resources = page.obj.Resources
    fonts = dict(resources.Font.items()) if "/Font" in resources else {}
    named = pdf.make_indirect(Dictionary(fonts | {"/Txt": font}))
    page.obj.Resources = Dictionary(dict(resources.items()) | {"/Font": named})


def _page(page: pikepdf.Page) -> Page:
    fonts = page.obj.Resources.Font
    head = fonts.unparse(resolved=True).rstrip().removesuffix(b">>")
    return Page(page.obj.Contents[-1].objgen[0], (fonts.objgen[0], head))
