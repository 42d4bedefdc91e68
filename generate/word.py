"""Word files as zips: refuse the dangerous ones, write the others so that the same content gives the same bytes.

A template comes from a user's Word; a rendered letter goes through LibreOffice. Both pass `check` first, because a
`.docx` can hold macros, ask for files from other machines, or unpack to far more than it weighs.
"""

from __future__ import annotations

import hashlib
import io
import re
import stat
import zipfile
from typing import Final

from lxml import etree

from cases.errors import BadInput

MAX_ENTRIES: Final = 2_000
MAX_UNPACKED: Final = 200 * 2**20  # bytes
MAX_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 2**20  # bytes; a short part of spaces packs well and harms nobody
EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment a zip entry can name

MOST_REMEMBERED: Final = 10_000  # parts, of about 200 bytes each here
_PLAIN: Final[set[tuple[str, bytes]]] = set()
_MACRO_PARTS: Final = re.compile(r"vbaProject|vbaData|activeX|/embeddings/", re.IGNORECASE)
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
# Field codes that fetch, run or insert something from outside the file (ECMA-376-1, 17.16.5).
_FIELDS_OUT: Final = re.compile(
    r"INCLUDE|IMPORT|DDE|DATABASE|MACROBUTTON|AUTOTEXT|(?<!HYPER)LINK|FILLIN|\bRD\b", re.IGNORECASE
)
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_./\[\]]{1,60}")
_TRACES: Final = re.compile(rb"<(Company|Manager)>[^<]*</\1>")
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def check(docx: bytes) -> None:
    """Refuse a file that is no plain Word document. Raises BadInput saying what is in it; reads no values."""
    with _opened(docx) as archive:
        _check_directory(archive)
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                _check_once(entry.filename, archive.read(entry))


def steady(docx: bytes) -> bytes:
    """The same document, entries sorted and undated, without the firm that Word notes: equal content, equal bytes."""
    out = io.BytesIO()
    with _opened(docx) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as steady_archive:
        names = sorted(archive.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            data = archive.read(name)
            if name == "docProps/app.xml":
                data = _TRACES.sub(b"", data)
            steady_archive.writestr(entry, data)
    return out.getvalue()


def _opened(docx: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(docx))
    except (zipfile.BadZipFile, OSError, ValueError):
        raise _refusal("it is not a .docx file (an old .doc or one with a password has to be saved again)") from None


def _check_directory(archive: zipfile.ZipFile) -> None:
    """What the zip's own table of contents says, before anything is unpacked."""
    entries = archive.infolist()
    names = [e.filename for e in entries]
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
        raise _refusal("it unpacks to far more than a letter")
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _refusal("two parts in it have the same name", twice)
    for entry in entries:
        _check_entry(entry)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise _refusal("it holds no Word document")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if entry.flag_bits & 1:
        raise _refusal("a part in it is encrypted", name)
    if name.startswith(("/", "\\")) or ":" in name or "\\" in name or ".." in name.split("/"):
        raise _refusal("a part in it points outside the file", name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise _refusal("a part in it is a link to another file", name)
    if entry.file_size > RATIO_COUNTS_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise _refusal("a part in it unpacks to far more than it weighs", name)
    if _MACRO_PARTS.search(name):
        raise _refusal("it holds macros or embedded objects", name)


def _check_once(name: str, xml: bytes) -> None:
    """Letters of one template share all parts but a few: what was found to be plain is not parsed again."""
    seen = name, hashlib.sha256(xml).digest()
    if seen not in _PLAIN:
        _check_part(name, xml)
        if len(_PLAIN) >= MOST_REMEMBERED:
            _PLAIN.clear()
        _PLAIN.add(seen)


def _check_part(name: str, xml: bytes) -> None:
    """One XML part: no document type, nothing fetched from outside."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise _refusal("a part in it declares a document type", name)
    root = _parsed(name, xml)
    if name == "[Content_Types].xml" and b"macroEnabled" in xml:
        raise _refusal("it holds macros or embedded objects", name)
    if name.endswith(".rels"):
        outside = [r for r in root if r.get("TargetMode") == "External" and r.get("Type") != _LINKS]
        if outside or any((r.get("Type") or "").endswith("/aFChunk") for r in root):
            raise _refusal("it fetches a picture, a template or text from outside the file", name)
    codes = "".join(e.text or "" for e in root.iter(f"{_W}instrText"))
    codes += " ".join(e.get(f"{_W}instr", "") for e in root.iter(f"{_W}fldSimple"))
    if _FIELDS_OUT.search(codes):
        raise _refusal("a field in it inserts something from outside the file", name)


def _parsed(name: str, xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        raise _refusal("a part in it is damaged", name) from None
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # the stubs leave it out
        raise _refusal("a part in it declares a document type", name)
    return root


def _refusal(what: str, part: str = "") -> BadInput:
    """What is wrong, and the part of the file in which it is; a part's odd name may be anything and is not repeated."""
    where = f" ({part})" if _PLAIN_NAME.fullmatch(part) else ""
    return BadInput(
        f"The Word file cannot be used: {what}{where}. Open it in Word and save a clean copy as .docx.",
        code="bad_word_file",
    )
