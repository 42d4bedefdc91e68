"""Field links become AcroForm widgets: same rectangle, same place in the structure tree, never drawn twice.

Typst leaves a field as a link "field:NAME?size=POINTS[&option=VALUE]" in a tagged PDF. Here each such link is changed
in place into a widget with its appearance, and its structure element from Link to Form (PDF/UA-1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from forms.fields import Box, Field, Place
from generate.typefaces import winansi_font

PRINT = 1 << 2  # annotation flag: also on paper
MULTILINE, COMB, RADIO = 1 << 12, 1 << 24, 1 << 15  # field flags
ON = "Yes"  # the state of a ticked check box
FONT = "Txt"
LINK_ONLY = ("/A", "/Border", "/Contents", "/AP", "/Dest", "/BS", "/QuadPoints")


@dataclass(frozen=True)
class Spot:
    """One field link: which field (and option), at which size people type into it, and the annotation itself."""

    name: str
    option: str | None
    size: float
    page: int
    annotation: Object

    @property
    def box(self) -> Box:
        """The link's rectangle in points."""
        x0, y0, x1, y1 = (round(float(v), 3) for v in self.annotation.Rect)
        return x0, y0, x1, y1


def make_widgets(pdf: Pdf, fields: dict[str, Field]) -> tuple[Place, ...]:
    """Turn every field link into a widget; where each field lies, in reading order."""
    maker = _Maker(pdf)
    spots = list(field_links(pdf))
    for spot in spots:
        maker.turn(spot, fields[spot.name])
    for page in pdf.pages:
        page.obj.Tabs = Name.S
    _retag(pdf.Root.StructTreeRoot.K)
    return tuple(Place(field=s.name, option=s.option, page=s.page, box=s.box) for s in spots)


def field_links(pdf: Pdf) -> Iterator[Spot]:
    """All field links of a drawn form, page by page, in reading order."""
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.obj.get("/Annots", Array()):
            target = urlsplit(str(annotation.A.URI))
            if target.scheme == "field":
                query = parse_qs(target.query)
                option = query.get("option", [None])[0]
                yield Spot(target.path, option, float(query["size"][0]), number, annotation)


class _Maker:
    """Makes the widgets of one PDF; holds what they share: the field list, the tick, the radio parents."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.fields = pdf.make_indirect(Array())
        self.groups: dict[str, Object] = {}
        self.ticks: dict[tuple[float, float], tuple[Object, Object]] = {}
        fonts = Dictionary({f"/{FONT}": winansi_font(pdf)})
        pdf.Root.AcroForm = pdf.make_indirect(
            Dictionary(Fields=self.fields, DR=Dictionary(Font=fonts), DA=String(f"/{FONT} 10 Tf 0 g"))
        )

    def turn(self, spot: Spot, field: Field) -> None:
        widget = spot.annotation
        for key in LINK_ONLY:
            if key in widget:
                del widget[key]
        widget.Subtype, widget.F, widget.P = Name.Widget, PRINT, self.pdf.pages[spot.page - 1].obj
        if field.kind in ("check", "radio"):
            self._button(spot, field)
        else:
            self._text(spot, field)

    def _button(self, spot: Spot, field: Field) -> None:
        widget, state = spot.annotation, spot.option or ON
        ticked, empty = self._tick(spot.box)
        widget.AP = Dictionary(N=Dictionary({f"/{state}": ticked, "/Off": empty}))
        widget.AS, widget.MK = Name.Off, Dictionary(CA=String("8"))
        if field.kind == "check":
            widget.FT, widget.V = Name.Btn, Name.Off
            self._name(widget, field)
        else:
            widget.Parent = self._group(field)
            widget.Parent.Kids.append(widget)
            label = next(o.label for o in field.options if o.value == spot.option)
            widget.TU = String(f"{field.tip}: {label}")

    def _group(self, field: Field) -> Object:
        """The parent of a radio group. No no-toggle flag, so that a wrong click can be undone."""
        if field.name not in self.groups:
            group = self.pdf.make_indirect(Dictionary(FT=Name.Btn, Ff=RADIO, V=Name.Off, Kids=Array()))
            self._name(group, field)
            self.groups[field.name] = group
        return self.groups[field.name]

    def _text(self, spot: Spot, field: Field) -> None:
        widget = spot.annotation
        self._name(widget, field)
        # Never shared: pypdf writes into appearance streams in place, and one value would show in every field.
        empty = b"q Q" if field.kind == "signature" else b"/Tx BMC EMC"
        widget.AP = Dictionary(N=self._form(spot.box, empty))
        if field.kind == "signature":
            widget.FT = Name.Sig
            return
        widget.FT, widget.V, widget.DA = Name.Tx, String(""), String(f"/{FONT} {spot.size:g} Tf 0 g")
        if field.cells:
            widget.Ff, widget.MaxLen = COMB, field.cells
        elif field.lines > 1:
            widget.Ff = MULTILINE

    def _name(self, widget: Object, field: Field) -> None:
        hint = " (month, day, year: 8 digits)" if field.kind == "date" else ""
        widget.T, widget.TU = String(field.name), String(field.tip + hint)
        self.fields.append(widget)

    def _tick(self, box: Box) -> tuple[Object, Object]:
        """A cross drawn with a pen's width, and nothing: paper and screen agree, no symbol font. May be shared."""
        w, h = round(box[2] - box[0], 2), round(box[3] - box[1], 2)
        if (w, h) not in self.ticks:
            left, low, right, high = w * 0.17, h * 0.17, w * 0.83, h * 0.83
            strokes = f"{left:.2f} {low:.2f} m {right:.2f} {high:.2f} l {left:.2f} {high:.2f} m {right:.2f} {low:.2f} l"
            self.ticks[w, h] = (self._form(box, f"q 1.5 w 1 J {strokes} S Q".encode()), self._form(box, b"q Q"))
        return self.ticks[w, h]

    def _form(self, box: Box, drawing: bytes) -> Object:
        size = Array([0, 0, round(box[2] - box[0], 3), round(box[3] - box[1], 3)])
        stream = Stream(self.pdf, drawing, Type=Name.XObject, Subtype=Name.Form, BBox=size, Resources=Dictionary())
        return self.pdf.make_indirect(stream)


def _retag(element: Object) -> None:
    """Structure elements of widgets are Forms; the first cell of a table row is its header."""
    if isinstance(element, Array):
        for child in element:
            _retag(child)
    elif isinstance(element, Dictionary) and "/S" in element:
        kind = str(element.S)
        if kind == "/Link" and _holds_widget(element):
            element.S = Name.Form
        elif kind == "/TR":
            _row_header(element)
        if "/K" in element:
            _retag(element.K)


def _holds_widget(element: Object) -> bool:
    kids = element.K if isinstance(element.K, Array) else [element.K]
    references = (k for k in kids if isinstance(k, Dictionary) and k.get("/Type") == Name.OBJR)
    return any(k.Obj.get("/Subtype") == Name.Widget for k in references)


def _row_header(row: Object) -> None:
    first = row.K[0] if isinstance(row.K, Array) else row.K
    if first.S != Name.TD:
        return
    given = first.get("/A", Array())
    tables = [dict(a) for a in (given if isinstance(given, Array) else [given]) if a.get("/O") == Name.Table]
    first.S = Name.TH
    first.A = Array(
        [Dictionary({"/O": Name.Table, **{k: v for t in tables for k, v in t.items()}, "/Scope": Name.Row})]
    )
