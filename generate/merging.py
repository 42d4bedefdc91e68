"""Many letters of one template as one Word document, so that LibreOffice lays them out in one go.

    files → letter_of each (None: it holds something that this file does not know, and goes alone) → alike → merged

Only letters whose other parts are the same bytes go together: styles, numbering, pictures, settings. Each becomes a
section on new pages, with a bookmark at its start and at its end by which `generate/splitting.py` finds it again. What
counts through a document starts anew with each letter: page numbers by the section, lists by a copy of their number,
the number of pages ("of 2") by the page of the end.

Whatever is not on the lists below makes a letter one that goes alone; nothing is guessed. Runs in the limited child.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from lxml import etree

from generate.numbered import Numbered

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DOCUMENT: Final = "word/document.xml"
DOCUMENT_RELS: Final = "word/_rels/document.xml.rels"
NUMBERING: Final = "word/numbering.xml"
CONTENT_TYPES: Final = "[Content_Types].xml"
START, END = "wsls{:05}", "wsle{:05}"  # bookmarks of the letter of that number
FIRST_ID: Final = 1_000_000  # of our bookmarks; a letter with bookmarks of its own goes alone
MOST_PICTURES: Final = 100  # of a letter, for their numbers

_AROUND: Final = re.compile(r"word/(header|footer)\d*\.xml")
# What a letter that is merged may hold. Below a property element (…Pr) anything but a section or a tracked change goes.
_KNOWN: Final = frozenset(
    f"{W}{name}"
    for name in (
        "body", "p", "r", "t", "tab", "br", "cr", "noBreakHyphen", "softHyphen", "sym", "tbl", "tblGrid", "gridCol",
        "tr", "tc", "proofErr", "lastRenderedPageBreak", "fldSimple", "fldChar", "instrText", "hdr", "ftr", "sectPr",
        "hyperlink",
    )
)  # fmt: skip
# A picture in the line of text, as python-docx and Word write it: its bytes and its link are the same for all letters.
DRAWING: Final = f"{W}drawing"
PLACE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_ART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PICTURE: Final = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_DRAWN: Final = frozenset(
    (
        *(f"{PLACE}{name}" for name in ("inline", "extent", "effectExtent", "docPr", "cNvGraphicFramePr")),
        *(f"{_ART}{name}" for name in ("graphic", "graphicData", "graphicFrameLocks", "blip", "stretch", "fillRect",
                                       "xfrm", "off", "ext", "prstGeom", "avLst", "picLocks")),
        *(f"{_PICTURE}{name}" for name in ("pic", "nvPicPr", "cNvPr", "cNvPicPr", "blipFill", "spPr")),
    )
)  # fmt: skip
# What a section may say: nothing that counts, and nothing of notes.
_SECTION: Final = frozenset(
    f"{W}{name}"
    for name in (
        "headerReference", "footerReference", "type", "pgSz", "pgMar", "paperSrc", "pgBorders", "cols", "vAlign",
        "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid",
    )
)  # fmt: skip
_PROPERTIES: Final = frozenset(f"{W}{name}" for name in ("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblPrEx"))
_NEVER: Final = frozenset(
    f"{W}{name}" for name in ("sectPr", "pPrChange", "rPrChange", "ins", "del", "moveFrom", "moveTo", "framePr")
)
_FIELD: Final = re.compile(r"\s*(PAGE|NUMPAGES)\b[^\"]*")


@dataclass(frozen=True)
class Letter:
    """A letter that may be merged: its parts and its body, and by `alike` with which others."""

    parts: dict[str, bytes]
    document: etree._Element
    alike: str

    @property
    def body(self) -> list[etree._Element]:
        """Its blocks; the last is the section's properties."""
        return list(self.document[0])


def letter_of(docx: bytes) -> Letter | None:
    """A checked Word file as a letter to merge, or None if it has to go alone."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = etree.fromstring(parts[DOCUMENT])
    around = [etree.fromstring(data) for name, data in parts.items() if _AROUND.fullmatch(name)]
    if not _plain_body(document) or not all(map(_known, around)) or not _complete(parts):
        return None
    if not _lists(parts["word/styles.xml"], parts.get(NUMBERING)).can_start_anew(document, around):
        return None
    return Letter(parts, document, _alike(parts, document))


def merged(letters: Sequence[Letter]) -> bytes:
    """One Word document of letters that are alike, in their order."""
    first = letters[0]
    parts = {name: data for name, data in first.parts.items() if not _AROUND.fullmatch(name)}
    around = _Around(parts)
    numbered = Numbered(parts["word/styles.xml"], parts.get(NUMBERING))
    whole = etree.fromstring(first.parts[DOCUMENT])
    for block in list(whole[0]):
        whole[0].remove(block)
    for number, letter in enumerate(letters):
        *blocks, section = letter.body
        _mark(blocks, number)
        numbered.start_anew(blocks)
        _name_pictures(blocks, number)
        _count_own_pages(letter.document, number)
        around.give(section, letter, number)
        _new_pages(section)
        whole[0].extend(blocks)
        if letter is letters[-1]:
            whole[0].append(section)
        else:
            _properties(blocks[-1]).append(section)
    if NUMBERING in parts:
        parts[NUMBERING] = numbered.numbering()
    around.close()
    return _zipped(parts | {DOCUMENT: _written(whole)})


# ---- what may be merged ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _lists(styles: bytes, numbering: bytes | None) -> Numbered:
    """What all letters of a template share, read once; to look at and never to change."""
    return Numbered(styles, numbering)


def _plain_body(document: etree._Element) -> bool:
    blocks = list(document[0])
    ends_well = len(blocks) > 1 and blocks[-1].tag == f"{W}sectPr" and blocks[-2].tag == f"{W}p"
    return ends_well and len(document) == 1 and len(list(document.iter(f"{W}sectPr"))) == 1 and _known(document[0])


def _complete(parts: dict[str, bytes]) -> bool:
    """Whether the lists of parts name every header and footer where we look for it, and styles are there."""
    declared = {entry.get("PartName") for entry in etree.fromstring(parts[CONTENT_TYPES])}
    linked = {entry.get("Target") for entry in etree.fromstring(parts.get(DOCUMENT_RELS, b"<none/>"))}
    around = [name for name in parts if _AROUND.fullmatch(name)]
    return "word/styles.xml" in parts and all(
        f"/{name}" in declared and name.removeprefix("word/") in linked for name in around
    )


def _known(element: etree._Element) -> bool:
    """Whether everything below is on the lists."""
    if element.tag in _PROPERTIES:
        return not any(below.tag in _NEVER for below in element.iter())
    if element.tag == f"{W}sectPr":
        return all(map(_known_of_section, element))
    if element.tag == DRAWING:
        return all(below.tag in _DRAWN for below in element.iter() if below is not element)
    if element.tag == f"{W}hyperlink" and R_ID not in element.attrib:
        return False  # into the document
    codes = (
        [element.get(f"{W}instr", ""), element.text or ""] if element.tag in (f"{W}instrText", f"{W}fldSimple") else []
    )
    if any(code.strip() and not _FIELD.fullmatch(code) for code in codes):
        return False
    return element.tag in _KNOWN and all(_known(below) for below in element)


def _known_of_section(element: etree._Element) -> bool:
    if element.tag == f"{W}pgNumType":
        return set(element.attrib.items()) <= {(f"{W}start", "1")}  # as ours counts
    return element.tag in _SECTION


def _alike(parts: dict[str, bytes], document: etree._Element) -> str:
    """The same for letters that differ in words alone: in the document, its headers and its footers."""
    digest = hashlib.sha256(repr((sorted(document.nsmap.items(), key=str), sorted(document.attrib.items()))).encode())
    digest.update(etree.tostring(document[0][-1], method="c14n"))
    for name in sorted(parts):
        digest.update(name.encode() + b"\0")
        if name != DOCUMENT and not _AROUND.fullmatch(name):
            digest.update(hashlib.sha256(parts[name]).digest())
    return digest.hexdigest()


# ---- one letter as a section -----------------------------------------------------------------------------------------


def _mark(blocks: Sequence[etree._Element], number: int) -> None:
    """A bookmark at the start of the first paragraph and one at the end of the last."""
    first = next(blocks[0].iter(f"{W}p"))
    at = 1 if len(first) and first[0].tag == f"{W}pPr" else 0
    first[at:at] = _bookmark(START.format(number), FIRST_ID + 2 * number)
    blocks[-1].extend(_bookmark(END.format(number), FIRST_ID + 2 * number + 1))


def _bookmark(name: str, key: int) -> list[etree._Element]:
    start = etree.Element(f"{W}bookmarkStart", {f"{W}id": str(key), f"{W}name": name})
    return [start, etree.Element(f"{W}bookmarkEnd", {f"{W}id": str(key)})]


def _name_pictures(blocks: Sequence[etree._Element], number: int) -> None:
    """Each picture of a document has a number of its own (ECMA-376-1, 20.4.2.5)."""
    for count, picture in enumerate(drawn for block in blocks for drawn in block.iter(f"{PLACE}docPr")):
        picture.set("id", str(FIRST_ID + MOST_PICTURES * number + count % MOST_PICTURES))


def _count_own_pages(root: etree._Element, number: int) -> None:
    """The number of pages of the document is the page on which this letter ends."""
    for field in root.iter(f"{W}fldSimple"):
        field.set(f"{W}instr", field.get(f"{W}instr", "").replace("NUMPAGES", f"PAGEREF {END.format(number)}"))
    for code in root.iter(f"{W}instrText"):
        code.text = (code.text or "").replace("NUMPAGES", f"PAGEREF {END.format(number)}")


def _new_pages(section: etree._Element) -> None:
    """The section begins on a new page, which is page 1. The order of its properties is fixed (ECMA-376-1, 17.6.17)."""
    for name in ("type", "pgNumType"):
        for old in section.findall(f"{W}{name}"):
            section.remove(old)
    after = [*section.findall(f"{W}headerReference"), *section.findall(f"{W}footerReference")]
    section.insert(len(after), etree.Element(f"{W}type", {f"{W}val": "nextPage"}))
    before = [e for e in section if e.tag in {f"{W}{n}" for n in ("pgSz", "pgMar", "paperSrc", "pgBorders")}]
    place = section.index(before[-1]) + 1 if before else len(after) + 1
    section.insert(place, etree.Element(f"{W}pgNumType", {f"{W}start": "1"}))


def _properties(paragraph: etree._Element) -> etree._Element:
    found = paragraph.find(f"{W}pPr")
    if found is None:
        found = etree.Element(f"{W}pPr")
        paragraph.insert(0, found)
    return found


class _Around:
    """Headers and footers: each letter's own, in parts of their own."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        self.links = etree.fromstring(parts[DOCUMENT_RELS])
        self.types = etree.fromstring(parts[CONTENT_TYPES])
        self.by_id = {link.get("Id"): link for link in self.links}

    def give(self, section: etree._Element, letter: Letter, number: int) -> None:
        """Copy what the section refers to, its number of pages being the letter's."""
        for reference in [*section.findall(f"{W}headerReference"), *section.findall(f"{W}footerReference")]:
            link = self.by_id[reference.get(R_ID)]
            target = link.get("Target", "")
            root = etree.fromstring(letter.parts[f"word/{target}"])
            _count_own_pages(root, number)
            name = target.replace(".xml", f"-{number}.xml")
            self.parts[f"word/{name}"] = _written(root)
            if (pictures := f"word/_rels/{target}.rels") in letter.parts:
                self.parts[f"word/_rels/{name}.rels"] = letter.parts[pictures]
            self._declare(link, name, target, key := f"{link.get('Id')}n{number}")
            reference.set(R_ID, key)

    def _declare(self, link: etree._Element, name: str, target: str, key: str) -> None:
        etree.SubElement(self.links, f"{RELS}Relationship", {"Id": key, "Type": link.get("Type", ""), "Target": name})
        declared = next(t for t in self.types if t.get("PartName") == f"/word/{target}")
        kind = declared.get("ContentType", "")
        etree.SubElement(self.types, f"{TYPES}Override", {"PartName": f"/word/{name}", "ContentType": kind})

    def close(self) -> None:
        """Write the lists of parts, without the parts of which every letter has its own."""
        for listed, key in ((self.links, "Target"), (self.types, "PartName")):
            for entry in list(listed):
                if _AROUND.fullmatch("word/" + entry.get(key, "").removeprefix("/word/")):
                    listed.remove(entry)
        self.parts[DOCUMENT_RELS], self.parts[CONTENT_TYPES] = _written(self.links), _written(self.types)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def groups(letters: Sequence[Letter | None], most: int) -> Iterator[list[int]]:
    """Which letters go together, by their places: those alike, at most so many; one by itself is no group."""
    by_kind: dict[str, list[int]] = {}
    for place, letter in enumerate(letters):
        if letter is not None:
            by_kind.setdefault(letter.alike, []).append(place)
    for places in by_kind.values():
        chunks = [places[at : at + most] for at in range(0, len(places), most)]
        yield from (chunk for chunk in chunks if len(chunk) > 1)
