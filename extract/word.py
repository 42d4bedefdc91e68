"""What stands in the content controls of a Word file that came back: field name -> value. Nothing is converted or run.

The file is untrusted: its table of contents is checked before anything is unpacked, only the document itself is read,
and XML that declares a document type is refused. Where a control contradicts itself there is doubt, and no value.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from lxml import etree

from cases.errors import BadInput
from extract.formats import YEARS

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 200 * 2**20  # bytes, of all parts together
MAX_PART: Final = 16 * 2**20  # bytes; the document of our copies has about 0.2 MB
MAX_RATIO: Final = 400
RATIO_COUNTS_FROM: Final = 2**20  # bytes
MAX_CONTROLS: Final = 5_000
DOCUMENT: Final = "word/document.xml"
FOOTERS: Final = re.compile(r"word/footer[0-9]{0,4}\.xml")

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_GONE: Final = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}sdtPr"})  # not part of what the document shows
_BREAKS: Final = frozenset({f"{_W}br", f"{_W}cr"})
_SHOWN_DATE: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")

Value = bool | str | None


@dataclass(frozen=True)
class WordValues:
    """The controls of a Word file by their tag. An empty one is None; a doubtful one is None and named in `doubtful`.

    Dates are in ISO 8601, a choice is its export value, everything else the words that are shown. `unnamed` counts the
    controls without a tag: some programs (LibreOffice before 7.5) lose the tags of a file that they save. `foot` holds
    the words of all footers.
    """

    values: dict[str, Value] = field(default_factory=dict)
    doubtful: tuple[str, ...] = ()
    unnamed: int = 0
    foot: str = ""


class _Doubt(Exception):
    """A control whose parts say different things."""


def word_values(docx: bytes) -> WordValues:
    """The values of all tagged content controls. Raises BadInput for a file that is no plain Word document."""
    values: dict[str, Value] = {}
    doubtful: set[str] = set()
    unnamed = 0
    document, footers = _parts(docx)
    for tag, control in _controls(document):
        if tag is None:
            unnamed += 1
            continue
        try:
            value = _value(control)
        except _Doubt:
            value = None
            doubtful.add(tag)
        if values.setdefault(tag, value) != value:
            doubtful.add(tag)
    sure = {tag: None if tag in doubtful else value for tag, value in values.items()}
    return WordValues(sure, tuple(sorted(doubtful)), unnamed, "\n".join(_shown(footer) for footer in footers))


# ---- the file -------------------------------------------------------------------------------------------------------


def _parts(docx: bytes) -> tuple[etree._Element, list[etree._Element]]:
    """The document and its footers."""
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            _check(archive.infolist())
            document = archive.read(DOCUMENT)
            footers = [archive.read(name) for name in archive.namelist() if FOOTERS.fullmatch(name)]
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, EOFError, zlib.error):
        raise _refusal("it is not a whole .docx file") from None
    return _parsed(document), [_parsed(footer) for footer in footers]


def _check(entries: list[zipfile.ZipInfo]) -> None:
    """What the zip's own table of contents says, before anything is unpacked."""
    names = [e.filename for e in entries]
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise _refusal("it unpacks to far more than a form")
    if len(set(names)) != len(names):
        raise _refusal("two parts in it have the same name")
    if DOCUMENT not in names:
        raise _refusal("it holds no Word document")
    for entry in entries:
        if entry.flag_bits & 1:
            raise _refusal("a part in it is encrypted")
        packed_well = entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1)
        is_read = entry.filename == DOCUMENT or FOOTERS.fullmatch(entry.filename)
        if packed_well or (is_read and entry.file_size > MAX_PART):
            raise _refusal("it unpacks to far more than a form")


def _parsed(xml: bytes) -> etree._Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _refusal("it declares a document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise _refusal("its document is damaged") from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs leave it out
        raise _refusal("it declares a document type")
    return root


def _refusal(what: str) -> BadInput:
    return BadInput(
        f"The Word file cannot be read: {what}. Open it in Word and save it again as .docx.", code="bad_word_file"
    )


# ---- the controls ---------------------------------------------------------------------------------------------------


def _controls(root: etree._Element) -> Iterator[tuple[str | None, etree._Element]]:
    for number, control in enumerate(root.iter(f"{_W}sdt")):
        if number >= MAX_CONTROLS:
            raise _refusal("it has far more fields than a form")
        tag = control.find(f"{_W}sdtPr/{_W}tag")
        yield (tag.get(f"{_W}val") or None) if tag is not None else None, control


def _value(control: etree._Element) -> Value:
    about, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
    assert about is not None
    shown = _shown(content).strip() if content is not None else ""
    box = about.find(f"{_W14}checkbox")
    if box is not None:
        return _ticked(box, shown)
    if not shown or _is_placeholder(about, content):
        return None
    choices = about.find(f"{_W}dropDownList")
    if choices is not None:
        return _chosen(choices, shown)
    day = about.find(f"{_W}date")
    return _date(day, shown) if day is not None else shown


def _is_placeholder(about: etree._Element, content: etree._Element | None) -> bool:
    """Whether the words shown are no answer. The control has to say so, and the words have to be styled so."""
    styles = content.iter(f"{_W}rStyle") if content is not None else ()
    styled = any(s.get(f"{_W}val") == "PlaceholderText" for s in styles)
    flagged = about.find(f"{_W}showingPlcHdr") is not None
    if flagged and not styled:
        raise _Doubt
    return flagged


def _ticked(box: etree._Element, shown: str) -> bool:
    """The stored state, if the sign that is shown is the one of that state."""
    stored = box.find(f"{_W14}checked")
    ticked = stored is not None and stored.get(f"{_W14}val") in ("1", "true")
    sign = box.find(f"{_W14}{'checkedState' if ticked else 'uncheckedState'}")
    code = sign.get(f"{_W14}val") if sign is not None else None
    if code and shown and shown != chr(int(code, 16)):
        raise _Doubt
    return ticked


def _chosen(choices: etree._Element, shown: str) -> str:
    """The export value of the choice that is shown."""
    for item in choices.iter(f"{_W}listItem"):
        value = item.get(f"{_W}value")
        if value and shown == (item.get(f"{_W}displayText") or value):
            return value
    raise _Doubt


def _date(day: etree._Element, shown: str) -> str:
    """The day that is shown, month first, if no other is stored."""
    found = _SHOWN_DATE.fullmatch(shown)
    try:
        read = date(int(found[3]), int(found[1]), int(found[2])) if found else None
    except ValueError:
        read = None
    stored = day.get(f"{_W}fullDate", "")[:10]
    if read is None or not YEARS[0] <= read.year <= YEARS[1] or stored not in ("", read.isoformat()):
        raise _Doubt
    return read.isoformat()


def _shown(element: etree._Element) -> str:
    """The words of an element as the document shows them, paragraphs and line breaks as line breaks."""
    return "".join(_words(element)).removesuffix("\n")


def _words(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _GONE:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == f"{_W}tab":
            yield "\t"
        else:
            yield from _words(child)
            if child.tag == f"{_W}p":
                yield "\n"
