"""A table as CSV and as XLSX holds what is on the page, and no cell of either is a formula (threat T8)."""

from __future__ import annotations

import csv
import io

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from generate.report_sheets import Cell, Table, csv_sheet, workbook
from generate.sheets import safe

# What a spreadsheet may take for a formula, among any other text that XML can hold.
BEGINNINGS = st.sampled_from(["=", "+", "-", "@", "\uff1d", " =", "'=", '"=', "{=", "http://", "1", ""])
WORDS = st.text(st.characters(min_codepoint=32, exclude_categories=("Cs", "Co", "Cn")), max_size=30)
CELLS = st.builds(lambda first, rest: Cell(first + rest), BEGINNINGS, WORDS)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8)


def table_of(rows) -> Table:
    """A table of three columns."""
    return Table("Figures", ("Metric", "Figure", "Says"), tuple(rows))


@given(ROWS)
def test_a_csv_holds_the_cells_of_the_page_in_their_order_and_no_formula(rows) -> None:
    """A cell that a spreadsheet would take for a formula has an apostrophe in front, and is the same otherwise."""
    table = table_of(rows)
    read = list(csv.reader(io.StringIO(csv_sheet(table).decode(), newline="")))

    assert read[0] == list(table.headings)
    assert read[1:] == [[safe(cell.text) for cell in row] for row in rows]
    assert not [cell for row in read for cell in row if cell.startswith(("=", "+", "-", "@", "\uff1d"))]


@given(ROWS)
def test_a_workbook_holds_the_cells_of_the_page_as_text(rows) -> None:
    """Letter by letter, typed as strings: no formula, no link, no number made of a text."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([table_of(rows)]))).active
    read = [list(row) for row in sheet.iter_rows(min_row=2, max_row=len(rows) + 1, max_col=3)] if rows else []

    assert [[cell.value or "" for cell in row] for row in read] == [[cell.text for cell in row] for row in rows]
    assert {cell.data_type for row in read for cell in row if cell.value is not None} <= {"s"}
    assert not [cell.coordinate for row in read for cell in row if cell.hyperlink]


def test_a_number_stays_a_number_with_the_format_of_its_text() -> None:
    """It can be added up, and is read as on the page."""
    made = workbook([table_of([(Cell("a"), Cell("92.3 %", 92.3, '0.0" %"'), Cell(""))])])
    cell = openpyxl.load_workbook(io.BytesIO(made)).active["B2"]

    assert (cell.value, cell.data_type, cell.number_format) == (92.3, "n", '0.0" %"')


def test_each_table_is_a_sheet_whose_name_a_workbook_can_have() -> None:
    """At most 31 signs, none of those that Excel refuses."""
    tables = [Table(name, ("A",), ((Cell("x"),),)) for name in ("By quarter", "Costs: [2026] / all?", "x" * 40)]

    assert openpyxl.load_workbook(io.BytesIO(workbook(tables))).sheetnames == [
        "By quarter", "Costs   2026    all ", "x" * 31,
    ]  # fmt: skip
