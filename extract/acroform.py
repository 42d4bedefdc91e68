"""What a filled PDF stores in its form fields, page by page, and how each field is meant to be seen.

pikepdf reads the widgets of each page (a file may hold several replies with the same field names); pypdf reads the
same file its own way, and where the two differ the value is in doubt.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

import pikepdf
import pypdf
from pypdf.errors import PyPdfError

from forms.fields import Box

INVISIBLE, HIDDEN, NO_VIEW = 1, 2, 32  # annotation flags, PDF 32000-1 table 165
RADIO, PUSHBUTTON = 1 << 15, 1 << 16  # button field flags, table 226
DEPTH: Final = 32  # levels of parents that a field may have

Stored = Literal["check", "radio", "text", "signature", "other"]


@dataclass(frozen=True)
class StoredField:
    """One field on one page. `value`: on or off, the chosen state, the text, or whether a signature was put there.

    `boxes` are the rectangles of its widgets in PDF points as the file has them, by state for radio groups (None for
    all others). `agrees` is false where the file contradicts itself: value and selected state, or the two libraries.
    `hidden`: nothing of it is shown on the page.
    """

    name: str
    kind: Stored
    value: bool | str | None
    boxes: Mapping[str | None, Box]
    hidden: bool = False
    agrees: bool = True


def stored_fields(pdf: pikepdf.Pdf, number: int) -> dict[str, StoredField]:
    """All form fields of a page by their fully-qualified name."""
    found: dict[str, list[pikepdf.Object]] = {}
    for annotation in pdf.pages[number - 1].obj.get("/Annots", pikepdf.Array()):
        if isinstance(annotation, pikepdf.Dictionary) and annotation.get("/Subtype") == "/Widget":
            found.setdefault(_name(annotation), []).append(annotation)
    return {name: _stored(name, widgets) for name, widgets in found.items()}


def other_view(data: bytes) -> dict[str, str | None]:
    """Every field's value as pypdf reads it: text, or the state of a button without its slash."""
    try:
        fields = pypdf.PdfReader(io.BytesIO(data)).get_fields() or {}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return {name: _plain(field.get("/V")) for name, field in fields.items()}


def cross_checked(stored: StoredField, other: Mapping[str, str | None]) -> bool:
    """Whether pypdf says the same; a name that it does not know proves nothing."""
    if stored.name not in other or stored.kind in ("signature", "other"):
        return True
    theirs = other[stored.name] or ""
    if stored.kind == "check":
        return bool(stored.value) == (theirs not in ("", "Off"))
    return (str(stored.value or "")) == ("" if stored.kind == "radio" and theirs == "Off" else theirs)


def signed_whole(pdf: pikepdf.Pdf, data: bytes) -> bool:
    """Whether every digital signature of the file covers all of it: nothing was appended after signing."""
    for field in _signatures(pdf):
        span = field.get("/ByteRange")
        if span is None or len(span) != 4 or int(span[2]) + int(span[3]) < len(data.rstrip(b"\r\n \0")):
            return False
    return True


def _signatures(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Sig" and "/ByteRange" in o
    ]


def _stored(name: str, widgets: list[pikepdf.Object]) -> StoredField:
    first, places = widgets[0], [_box(w) for w in widgets]
    kind = str(_inherited(first, "/FT"))
    flags = _flags(first) if kind == "/Btn" else 0
    gone = [_is_hidden(w, box) for w, box in zip(widgets, places, strict=True)]
    if flags & RADIO:
        return _radio(name, widgets, places, _group_value(first), hidden=any(gone))
    value = _inherited(first, "/V")
    boxes: dict[str | None, Box] = {None: places[0]}
    hidden = all(gone)
    if kind == "/Btn" and not flags & PUSHBUTTON:
        state = str(first.get("/AS", "/Off"))
        on = str(value or "/Off") not in ("/Off", "")
        return StoredField(name, "check", on, boxes, hidden, agrees=on == (state != "/Off"))
    if kind in ("/Tx", "/Ch"):
        return StoredField(name, "text", _text(value), boxes, hidden)
    if kind == "/Sig":
        return StoredField(name, "signature", value is not None, boxes, hidden)
    return StoredField(name, "other", None, boxes, hidden)


def _radio(
    name: str, widgets: list[pikepdf.Object], places: list[Box], value: pikepdf.Object | None, hidden: bool
) -> StoredField:
    """Its value is the chosen state; the widget that is switched on has to be that one."""
    boxes = {_on_state(w): box for w, box in zip(widgets, places, strict=True)}
    chosen = None if value is None or str(value) in ("/Off", "") else str(value).lstrip("/")
    states = (str(w.get("/AS", "/Off")) for w in widgets)
    selected = [state.lstrip("/") for state in states if state != "/Off"]
    return StoredField(name, "radio", chosen, boxes, hidden, agrees=selected == ([chosen] if chosen else []))


def _group_value(widget: pikepdf.Object) -> pikepdf.Object | None:
    """The value of a radio group: the field's own. pypdf leaves one in each widget too, which means nothing."""
    return _inherited(widget if "/T" in widget else widget.get("/Parent", widget), "/V")


def _on_state(widget: pikepdf.Object) -> str | None:
    """The name of the state in which a button is on."""
    looks = widget["/AP"].get("/N") if "/AP" in widget else None
    states = looks.keys() if isinstance(looks, pikepdf.Dictionary) else ()
    return next((s.lstrip("/") for s in states if s != "/Off"), None)


def _is_hidden(widget: pikepdf.Object, box: Box) -> bool:
    flags = int(widget.get("/F", 0))
    x0, y0, x1, y1 = box
    return bool(flags & (INVISIBLE | HIDDEN | NO_VIEW)) or "/OC" in widget or x1 - x0 < 1 or y1 - y0 < 1


def _box(widget: pikepdf.Object) -> Box:
    try:
        r = pikepdf.Rectangle(cast(pikepdf.Array, widget["/Rect"]))
        return r.llx, r.lly, r.urx, r.ury
    except (KeyError, TypeError, ValueError):  # no rectangle: as much of one as there is
        values = [float(v) for v in widget.get("/Rect", [0, 0, 0, 0])]
    x0, y0, x1, y1 = (*values, 0.0, 0.0, 0.0, 0.0)[:4]
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _name(widget: pikepdf.Object) -> str:
    parts: list[str] = []
    node: pikepdf.Object | None = widget
    for _ in range(DEPTH):
        if node is None:
            break
        if "/T" in node:
            parts.append(str(node["/T"]))
        node = _parent(node)
    return ".".join(reversed(parts))


def _inherited(widget: pikepdf.Object, key: str) -> pikepdf.Object | None:
    node: pikepdf.Object | None = widget
    for _ in range(DEPTH):
        if node is None:
            return None
        if key in node:
            found: pikepdf.Object = node[key]
            return found
        node = _parent(node)
    return None


def _parent(node: pikepdf.Object) -> pikepdf.Object | None:
    """The field above, if any. Asked first: what is not there is found out slowly by `get`."""
    if "/Parent" not in node:
        return None
    above: pikepdf.Object = node["/Parent"]
    return above


def _flags(widget: pikepdf.Object) -> int:
    value = _inherited(widget, "/Ff")
    return int(value) if value is not None else 0


def _text(value: pikepdf.Object | None) -> str | None:
    if value is None:
        return None
    raw = value.read_bytes().decode("utf-8", "replace") if isinstance(value, pikepdf.Stream) else str(value)
    return raw.replace("\r\n", "\n").replace("\r", "\n") or None


def _plain(value: object) -> str | None:
    if value is None:
        return None
    text = str(value)
    return text[1:] if text.startswith("/") else text.replace("\r\n", "\n").replace("\r", "\n")
