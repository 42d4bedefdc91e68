"""A personalised copy: the bytes of its blank plus one small incremental update with values and page codes.

    values -> written (checked against the fields) -> objects -> one update

Nothing is laid out again and nothing of the blank is touched, so a copy costs well under a millisecond.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pikepdf

from cases.errors import BadInput
from forms.codes import sign
from forms.editions import Edition
from forms.fields import Field, FormMap
from forms.values import Given, written
from generate import appearances, codes_image
from generate.appearances import Room
from generate.typefaces import Face, Subset, WinAnsi, can_draw, width
from generate.updates import Base, literal, stream, text_string

READ_ONLY = 1
CHANGED = ("/V", "/AS", "/Ff")  # keys of a widget that a value changes
TYPE_TO_LINE = 0.84  # size of the code in letters, in heights of its line


@dataclass(frozen=True)
class Widget:
    """A widget or field object of the blank: its number, and its dictionary without the keys that a value changes."""

    number: int
    head: bytes  # the dictionary up to, not with, its closing brackets
    flags: int
    appearance: int = 0  # the object that holds a text's look
    room: Room | None = None


@dataclass(frozen=True)
class Plan:
    """All that copies of one blank share: read once, then only bytes are joined."""

    base: Base
    map: FormMap
    fields: dict[str, Field]
    font: int
    widgets: dict[tuple[str, str | None], Widget]  # radio groups: the parent under (name, None)
    slots: dict[int, tuple[int, int]]  # page -> objects of its code and of its code in letters


def personalise(edition: Edition, values: Mapping[str, Given], copy_id: str, key: bytes | None) -> bytes:
    """A copy of the edition's blank with these values and the signed codes of its pages.

    What we fill ourselves (`writer` "us") becomes read-only. Raises BadInput for an unknown field or option, for a
    value of the wrong kind, and for text that does not fit or that the typeface cannot draw.
    """
    plan = plan_of(edition)
    texts = texts_of(plan, values)
    faces = Faces(plan, texts.values())
    objects: dict[int, bytes] = {}
    for name, text in texts.items():
        objects.update(_filled(plan, plan.fields[name], text, faces))
    return plan.base.updated(objects | coded(plan, copy_id, key) | faces.objects())


def texts_of(plan: Plan, values: Mapping[str, Given]) -> dict[str, str | bool]:
    """The values as they are written, without those that leave a field empty. Raises BadInput for what is not one."""
    texts = {name: written(_known(plan, name), value) for name, value in values.items()}
    return {name: text for name, text in texts.items() if text is not None and text is not False}


def coded(plan: Plan, copy_id: str, key: bytes | None) -> dict[int, bytes]:
    """The signed codes of all pages."""
    texts = {page: sign(plan.map.code, copy_id, page, key).text for page in plan.slots}
    return {number: made for page, text in texts.items() for number, made in _coded(plan, page, text).items()}


@lru_cache(maxsize=64)
def plan_of(edition: Edition) -> Plan:
    """Read a blank once: where its objects are and what a value changes in them."""
    with pikepdf.open(io.BytesIO(edition.blank)) as pdf:
        form = pdf.Root.AcroForm
        fields = edition.map.by_name
        widgets: dict[tuple[str, str | None], Widget] = {}
        for item in form.Fields:
            name = str(item.T)
            widgets[name, None] = _widget(item, fields[name])
            for kid in item.get("/Kids", ()):
                option = next(str(k)[1:] for k in kid.AP.N if k != "/Off")
                widgets[name, option] = _widget(kid, fields[name])
        slots = {number: slots_of(page) for number, page in enumerate(pdf.pages, start=1)}
        return Plan(Base.of(edition.blank, pdf), edition.map, fields, form.DR.Font.Txt.objgen[0], widgets, slots)


def _widget(item: pikepdf.Object, field: Field) -> Widget:
    flags = int(item.get("/Ff", 0))
    kept = pikepdf.Dictionary({k: v for k, v in item.items() if k not in CHANGED})
    head = kept.unparse(resolved=True).rstrip().removesuffix(b">>")
    if field.kind in ("check", "radio", "signature"):
        return Widget(item.objgen[0], head, flags)
    look = item.AP.N
    _, _, across, up = (float(v) for v in look.BBox)
    size = float(re.findall(r"([\d.]+) Tf", str(item.DA))[0])
    room = Room(field.name, across, up, size, field.cells, field.lines)
    return Widget(item.objgen[0], head, flags, look.objgen[0], room)


def slots_of(page: pikepdf.Page) -> tuple[int, int]:
    """The two 1x1 pictures that the template leaves for the codes: odd grey for the symbol, even for the letters."""
    pictures = [o for o in page.obj.Resources.XObject.values() if o.get("/Width") == 1]
    by_grey = {o.read_bytes()[0] % 2: o.objgen[0] for o in pictures}
    return by_grey[1], by_grey[0]


def _known(plan: Plan, name: str) -> Field:
    if name not in plan.fields:
        raise BadInput(f"The form {plan.map.form} has no field {name[:60]}.", code="unknown_field")
    return plan.fields[name]


class Faces:
    """The typefaces of one copy: the blank's own, and a subset for the letters it lacks, made only if needed."""

    def __init__(self, plan: Plan, texts: Iterable[str | bool]) -> None:
        self.plain = WinAnsi(plan.font)
        self.texts, self.number = [text for text in texts if isinstance(text, str)], plan.base.size
        self.subset: Subset | None = None

    def of(self, field: Field, text: str) -> Face:
        """The face that has all letters of a text. Raises BadInput (no_glyph) if none has."""
        if _is_winansi(text):
            return self.plain
        if not can_draw(text):
            raise BadInput(f"The value of {field.name} has a letter that our typeface cannot draw.", code="no_glyph")
        if self.subset is None:
            self.subset = Subset("".join(t for t in self.texts if not _is_winansi(t)), self.number)
        return self.subset

    def objects(self) -> dict[int, bytes]:
        """The subset, if one was needed."""
        return self.subset.objects() if self.subset else {}


def _is_winansi(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _filled(plan: Plan, field: Field, text: str | bool, faces: Faces) -> dict[int, bytes]:
    """The changed objects of one field."""
    widget = plan.widgets[field.name, None]
    flags = widget.flags | (READ_ONLY if field.writer == "us" else 0)
    if isinstance(text, bool):
        return {widget.number: b"%b/V/Yes/AS/Yes/Ff %d>>" % (widget.head, flags)}
    if field.kind == "radio":
        kid, state = plan.widgets[field.name, text], text.encode("ascii")
        return {
            widget.number: b"%b/V/%b/Ff %d>>" % (widget.head, state, flags),
            kid.number: b"%b/AS/%b>>" % (kid.head, state),
        }
    assert widget.room
    face = faces.of(field, text)
    look = appearances.drawing(text, widget.room, face)
    box = b"/Type/XObject/Subtype/Form/BBox[0 0 %.3f %.3f]" % (widget.room.width, widget.room.height)
    return {
        widget.number: b"%b/V%b/Ff %d>>" % (widget.head, text_string(text), flags),
        widget.appearance: stream(box + b"/Resources<</Font<<%b>>>>" % face.resource, look),
    }


def _coded(plan: Plan, page: int, text: str) -> dict[int, bytes]:
    """The code of a page, drawn into the unit square that its slot already has on paper."""
    symbol, letters = plan.slots[page]
    unit = b"/Type/XObject/Subtype/Form/BBox[0 0 1 1]"
    words = codes_image.grouped(text)
    x0, y0, x1, y1 = plan.map.pages[page - 1].typed_code or (0, 0, 1, 1)
    size = min((y1 - y0) * TYPE_TO_LINE, (x1 - x0) / width(words))
    scale = b"%.6f 0 0 %.6f 0 0 cm" % (1 / (x1 - x0), 1 / (y1 - y0))
    line = b"q %b BT /Txt %.2f Tf 0 g 0 1.5 Td %b Tj ET Q" % (scale, size, literal(words.encode("ascii")))
    return {
        symbol: stream(unit + b"/Resources<<>>", codes_image.drawing(text)),
        letters: stream(unit + b"/Resources<</Font<</Txt %d 0 R>>>>" % plan.font, line),
    }
