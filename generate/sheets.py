"""CSV for spreadsheets, in which no cell is a formula (threat T8)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

# What a spreadsheet takes for the beginning of a formula, ASCII or full width, behind any blanks and quotes.
_FORMULA: Final = re.compile(r"^[\s\"'`‘’“”\u200b\ufeff]*[=+\-@\u2212\uff0b\uff0d\uff1d\uff20|%]")
_BREAKS: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A sheet in UTF-8, every cell quoted and on one line."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in (headings, *rows))
    return sheet.getvalue().encode()


def safe(cell: str) -> str:
    """The cell as text: breaks and control characters become a blank, and a formula an apostrophe in front."""
    line = _BREAKS.sub(" ", cell)
    return f"'{line}" if _FORMULA.match(line) else line
