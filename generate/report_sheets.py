"""Tables that people look at, take along as CSV, or as XLSX: the same cells each time.

A cell is its text. A number goes into a workbook as a number with the format that shows this very text, so that it can
be added up; everything else goes as text, and no cell is ever a formula (threat T8).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from generate.sheets import csv_of

_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")  # of a worksheet
_NOT_IN_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEXT: Final = "@"
LONGEST: Final = 32_767  # signs of a cell, in every spreadsheet that reads XLSX
WIDEST: Final = 60  # signs of a column; longer text is wrapped


@dataclass(frozen=True)
class Cell:
    """What is read in a cell. `number` shown in `form` (an XLSX number format) reads the same."""

    text: str
    number: float | None = None
    form: str = TEXT


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first cell of a row says what the row is."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def csv_sheet(table: Table) -> bytes:
    """A table as CSV in UTF-8."""
    return csv_of(table.headings, ([cell.text for cell in row] for row in table.rows))


def workbook(tables: Sequence[Table]) -> bytes:
    """Tables as a workbook, each on a sheet of its own."""
    out = io.BytesIO()
    said = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, said) as book:
        for table in tables:
            _write(book, table)
    return out.getvalue()


def _write(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(_NOT_IN_A_NAME.sub(" ", table.name)[:31])
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for column, heading in enumerate(table.headings):
        sheet.write_string(0, column, heading, head)
    forms = {form: book.add_format({"num_format": form, "text_wrap": True, "valign": "top"}) for form in _forms(table)}
    for down, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            if cell.number is not None:
                sheet.write_number(down, column, cell.number, forms[cell.form])
            else:
                sheet.write_string(down, column, _NOT_IN_XML.sub("\ufffd", cell.text)[:LONGEST], forms[TEXT])
    for column, width in enumerate(_widths(table)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)


def _forms(table: Table) -> set[str]:
    return {TEXT} | {cell.form for row in table.rows for cell in row}


def _widths(table: Table) -> list[int]:
    columns = zip(table.headings, *([cell.text for cell in row] for row in table.rows), strict=True)
    return [min(WIDEST, 2 + max(map(len, column))) for column in columns]
