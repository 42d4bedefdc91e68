"""Word content controls: one for each kind of field, tagged with the field's name (ECMA-376-1, 17.5.2).

What is empty shows spaces, not grey words: a copy may be printed and completed by hand.
"""

from __future__ import annotations

import zlib
from typing import Final

from lxml import etree

from forms.fields import Field
from forms.values import Written

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
ROOM: Final = "\u2002" * 8  # en spaces: something to click on, nothing to print
CHOOSE: Final = "choose"
PLACEHOLDER: Final = "PlaceholderText"  # the run style by which Word knows words that are no answer
TICKED, EMPTY, TICK_FONT = "\u2612", "\u2610", "MS Gothic"
LONGEST_TITLE: Final = 64  # characters that Word allows for a control's title and tag


def control(field: Field, value: Written = None) -> etree._Element:
    """The content control of a field, with a value as `forms.values.written` gives it. A signature has none."""
    element = etree.Element(f"{{{W}}}sdt", nsmap={"w": W, "w14": W14})
    about = _add(element, "sdtPr")
    _add(about, "alias", val=_title(field))
    _add(about, "tag", val=field.name)
    _add(about, "id", val=str(zlib.crc32(field.name.encode()) & 0x7FFFFFFF))
    _add(about, "lock", val="sdtLocked")
    if field.kind != "check" and value is None:
        _add(about, "showingPlcHdr")
    _kind(about, field, value)
    _content(element, field, value)
    return element


def _kind(about: etree._Element, field: Field, value: Written) -> None:
    if field.kind == "check":
        _checkbox(about, value is True)
    elif field.kind == "radio":
        choices = _add(about, "dropDownList")
        for option in field.options:
            _add(choices, "listItem", displayText=option.label, value=option.value)
    elif field.kind == "date":
        _date(about, value)
    elif field.lines > 1:
        _add(about, "text", multiLine="1")
    else:
        _add(about, "text")


def _checkbox(about: etree._Element, ticked: bool) -> None:
    box = etree.SubElement(about, f"{{{W14}}}checkbox")
    etree.SubElement(box, f"{{{W14}}}checked", {f"{{{W14}}}val": "1" if ticked else "0"})
    for state, glyph in (("checkedState", TICKED), ("uncheckedState", EMPTY)):
        look = {f"{{{W14}}}val": f"{ord(glyph):04X}", f"{{{W14}}}font": TICK_FONT}
        etree.SubElement(box, f"{{{W14}}}{state}", look)


def _date(about: etree._Element, value: Written) -> None:
    date = _add(about, "date")
    if isinstance(value, str):
        date.set(f"{{{W}}}fullDate", f"{value[4:]}-{value[:2]}-{value[2:4]}T00:00:00Z")
    _add(date, "dateFormat", val="MM/dd/yyyy")
    _add(date, "lid", val="en-US")
    _add(date, "storeMappedDataAs", val="date")
    _add(date, "calendar", val="gregorian")


def _content(element: etree._Element, field: Field, value: Written) -> None:
    run = _add(_add(element, "sdtContent"), "r")
    if field.kind == "check":
        _add(_add(run, "rPr"), "rFonts", ascii=TICK_FONT, eastAsia=TICK_FONT, hAnsi=TICK_FONT)
    elif value is None:
        _add(_add(run, "rPr"), "rStyle", val=PLACEHOLDER)
    for index, line in enumerate(shown(field, value).split("\n")):
        if index:
            _add(run, "br")
        text = _add(run, "t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def shown(field: Field, value: Written) -> str:
    """What the control shows for a value."""
    if field.kind == "check":
        return TICKED if value is True else EMPTY
    if not isinstance(value, str):
        return CHOOSE if field.kind == "radio" else ROOM
    if field.kind == "radio":
        return next(o.label for o in field.options if o.value == value)
    return f"{value[:2]}/{value[2:4]}/{value[4:]}" if field.kind == "date" else value


def _title(field: Field) -> str:
    return field.tip if len(field.tip) <= LONGEST_TITLE else f"{field.tip[: LONGEST_TITLE - 1]}…"


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{W}}}{name}", {f"{{{W}}}{k}": v for k, v in attributes.items()})
