"""The first sheet of an XLSX file as rows of text, read once from top to bottom and never kept as a whole.

An XLSX file is a zip of XML: it can hold macros, unpack to far more than it weighs, or declare entities. All that is
looked for before the reader sees it, as for Word files (`generate/word.py`). A formula is read as the value it had; one
that no program has worked out is read as it is written, so that its cell is not taken for an empty one.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

import openpyxl

from cases.errors import Refused
from generate.word import MAX_ENTRIES, MAX_RATIO, RATIO_COUNTS_FROM

MAX_UNPACKED: Final = 100 * 2**20  # bytes; twenty thousand rows of a hundred columns are less
MAX_SHARED: Final = 40 * 2**20  # bytes of the table of words, which the reader keeps in memory
LAST_ROW: Final = 100_000  # a sheet may name any row; below this one nothing is looked for
_CHUNK: Final = 2**16
_FORMULA: Final = re.compile(rb"<(?:[A-Za-z0-9]{1,16}:)?f[\s>/]")
_FORBIDDEN: Final = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_OUTSIDE: Final = ("vbaproject", "activex", "/embeddings/", "externallinks/", "macrosheets/")


def rows_of_workbook(content: bytes, columns: int) -> Iterator[list[str]]:
    """The rows of the first sheet, `columns` cells of each at most. Raises Refused for a file that is no plain XLSX."""
    has_formulas = check(content)
    try:
        values = _cells(content, columns, values=True)
        if not has_formulas:
            yield from ([_text(cell) for cell in row] for row in values)
            return
        for row, written in zip(values, _cells(content, columns, values=False), strict=True):
            yield [_text(how if cell is None else cell) for cell, how in zip(row, written, strict=True)]
    except Refused:
        raise
    except Exception:  # noqa: BLE001 - a damaged file comes out of the reader as any error there is
        raise _refusal("it is damaged") from None


def _cells(content: bytes, columns: int, *, values: bool) -> Iterator[tuple[Any, ...]]:
    """The cells of the first sheet; those with a formula as the value that is kept, else as they are written."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=values, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    yield from sheet.iter_rows(max_row=LAST_ROW, max_col=columns, values_only=True)
    book.close()


def check(content: bytes) -> bool:
    """Refuse a zip that is no plain workbook, before anything of it is read for what it says. Whether it may hold
    formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist())
            parts = [_check_part(archive, entry) for entry in archive.infolist()]
            return any(parts)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise _refusal("it is damaged, or has a password") from None


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) != len(names):
        raise _refusal("two parts in it have the same name")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise _refusal("it unpacks to far more than a list of cases")
    for entry, name in zip(entries, names, strict=True):
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or stat.S_ISLNK(entry.external_attr >> 16):
            raise _refusal("a part in it points outside the file")
        if any(word in f"/{name}" for word in _OUTSIDE):
            raise _refusal("it holds macros, embedded objects or links to other files")
        packed = MAX_RATIO * max(entry.compress_size, 1)
        shared = MAX_SHARED if name.endswith("sharedstrings.xml") else MAX_UNPACKED
        if (entry.file_size > RATIO_COUNTS_FROM and entry.file_size > packed) or entry.file_size > shared:
            raise _refusal("it unpacks to far more than a list of cases")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """No document type in any part, whatever its name; XML in the one encoding that spreadsheets write. Whether a
    formula is in it."""
    xml = entry.filename.lower().endswith((".xml", ".rels"))
    found, before = False, b""
    with archive.open(entry) as part:
        while chunk := part.read(_CHUNK):
            if xml and ((not before and chunk[:2] in (b"\xff\xfe", b"\xfe\xff")) or b"\0" in chunk):
                raise _refusal("a part in it is in an unusual encoding")
            if any(word in before + chunk for word in _FORBIDDEN):
                raise _refusal("a part in it declares a document type")
            if entry.filename == "[Content_Types].xml" and b"macroenabled" in (before + chunk).lower():
                raise _refusal("it holds macros, embedded objects or links to other files")
            found = found or _FORMULA.search(before + chunk) is not None
            before = chunk[-32:]
    return found


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell as a person sees it: days by ISO 8601, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _refusal(what: str) -> Refused:
    return Refused(
        f"The workbook cannot be used: {what}. Open it and save its first sheet alone, as .xlsx or as “CSV UTF-8”.",
        code="bad_sheet",
    )
