"""Numbered lists of letters that become one document: each letter's lists begin at their own first number.

A list counts through a document by its number (`w:num`). A letter gets copies of the numbers it uses, and its
paragraphs point to them directly, also where only their style did. A direct number brings its level's indents, which
a style with indents of its own would have overruled (ECMA-376-1, 17.9.23), so these are written down as well.
`can_start_anew` says of which letters that is all there is to do.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COUNTS_NOTHING: Final = ("bullet", "none")
_NO_LIST: Final = ("", "0")
# What may stand before the number in a paragraph's properties, in the order of the schema (17.3.1.26).
_BEFORE_NUMBER: Final = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
_AFTER_INDENT: Final = (
    "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment",
    "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
)  # fmt: skip


@dataclass
class _Style:
    based_on: str | None
    number: str | None
    level: str | None
    indent: etree._Element | None


@dataclass
class Numbered:
    """The numbers of a document that grows letter by letter."""

    styles_xml: bytes
    numbering_xml: bytes | None
    _next: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        styles = etree.fromstring(self.styles_xml).findall(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): _style(style) for style in styles}
        self._usual = next((s.get(f"{W}styleId", "") for s in styles if _is_usual(s)), "")
        self._root = etree.fromstring(self.numbering_xml) if self.numbering_xml else None
        numbers = [] if self._root is None else self._root.findall(f"{W}num")
        self._numbers = {number.get(f"{W}numId", ""): number for number in numbers}
        self._next = 1 + max((int(key) for key in self._numbers), default=0)
        self._counting = {key for key, number in self._numbers.items() if self._counts(number)}

    def start_anew(self, blocks: Sequence[etree._Element]) -> None:
        """The lists of one letter's blocks get numbers of their own."""
        own: dict[str, str] = {}
        for paragraph in (p for block in blocks for p in block.iter(f"{W}p")):
            number, level, indent = self._of(paragraph)
            if number in self._counting:
                if number not in own:
                    own[number] = self._copied(number)
                _point(paragraph, own[number], level, indent)

    def can_start_anew(self, body: etree._Element, around: Sequence[etree._Element]) -> bool:
        """Whether each list of a letter counts by a number of its own, which is written whole, and none in its headers
        and footers does: two numbers of one list go on from one another."""
        used = set(map(self._whole, body.iter(f"{W}p")))
        beside = {number for root in around for number in map(self._whole, root.iter(f"{W}p"))}
        lists = [_value(self._numbers[number], f"{W}abstractNumId") for number in self._counting & used]
        return (
            all(map(self._known, (used | beside).difference(_NO_LIST)))
            and len(lists) == len(set(lists))
            and not beside & self._counting
        )

    def _whole(self, paragraph: etree._Element) -> str | None:
        """The paragraph's number; None if the level alone is written at one place and the number at another."""
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            return _value(properties, f"{W}numId")
        for style in self._chain(_value(paragraph, f"{W}pPr/{W}pStyle") or self._usual):
            if style.number is not None or style.level is not None:
                return style.number
        return ""

    def _known(self, number: str | None) -> bool:
        """Whether what the number counts is said by its own list: not by a style, and by nothing that overrules it."""
        found = self._numbers.get(number or "")
        return found is not None and bool(self._levels(found)) and found.find(f"{W}lvlOverride/{W}lvl") is None

    def numbering(self) -> bytes:
        """The part as it has become."""
        assert self._root is not None
        return bytes(etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True))

    def _of(self, paragraph: etree._Element) -> tuple[str, str, etree._Element | None]:
        """Number, level and the indents that its style sets; "" if it is in no list."""
        direct = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if direct is not None:
            return direct.get(f"{W}val", ""), _value(paragraph, f"{W}pPr/{W}numPr/{W}ilvl") or "0", None
        indent = None
        for style in self._chain(_value(paragraph, f"{W}pPr/{W}pStyle") or self._usual):
            indent = style.indent if indent is None else indent
            if style.number is not None:
                return style.number, style.level or "0", indent
        return "", "0", None

    def _chain(self, name: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = self._styles[name].based_on or ""

    def _counts(self, number: etree._Element) -> bool:
        return any(_value(level, f"{W}numFmt") not in _COUNTS_NOTHING for level in self._levels(number))

    def _levels(self, number: etree._Element) -> list[etree._Element]:
        assert self._root is not None
        wanted = _value(number, f"{W}abstractNumId")
        kinds = self._root.findall(f"{W}abstractNum")
        return next((k.findall(f"{W}lvl") for k in kinds if k.get(f"{W}abstractNumId") == wanted), [])

    def _copied(self, number: str) -> str:
        """A copy of a number that counts by itself: each level starts where it started."""
        assert self._root is not None
        made, key = copy.deepcopy(self._numbers[number]), str(self._next)
        made.set(f"{W}numId", key)
        self._next += 1
        overruled = {each.get(f"{W}ilvl") for each in made.findall(f"{W}lvlOverride")}
        for level in self._levels(made):
            if (at := level.get(f"{W}ilvl", "0")) not in overruled:
                override = etree.SubElement(made, f"{W}lvlOverride", {f"{W}ilvl": at})
                start = _value(level, f"{W}start") or "1"
                etree.SubElement(override, f"{W}startOverride", {f"{W}val": start})
        self._root.findall(f"{W}num")[-1].addnext(made)
        return key


def _style(style: etree._Element) -> _Style:
    number = _value(style, f"{W}pPr/{W}numPr/{W}numId")
    level = _value(style, f"{W}pPr/{W}numPr/{W}ilvl")
    return _Style(_value(style, f"{W}basedOn"), number, level, style.find(f"{W}pPr/{W}ind"))


def _is_usual(style: etree._Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true")


def _value(element: etree._Element, path: str) -> str | None:
    found = element.find(path)
    return None if found is None else found.get(f"{W}val")


def _point(paragraph: etree._Element, number: str, level: str, indent: etree._Element | None) -> None:
    """Write number and indents into a paragraph's properties, where the schema wants them."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for old in properties.findall(f"{W}numPr"):
        properties.remove(old)
    made = etree.Element(f"{W}numPr")
    etree.SubElement(made, f"{W}ilvl", {f"{W}val": level})
    etree.SubElement(made, f"{W}numId", {f"{W}val": number})
    before = {f"{W}{name}" for name in _BEFORE_NUMBER}
    properties.insert(sum(each.tag in before for each in properties), made)
    if indent is not None and properties.find(f"{W}ind") is None:
        after = {f"{W}{name}" for name in _AFTER_INDENT}
        properties.insert(sum(each.tag not in after for each in properties), copy.deepcopy(indent))
