"""Tables of our letters: ruled, of fixed widths, no row broken over a page."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches
from docx.table import Table, _Cell

from tools.letter_style import RULE, rule, write


def table(letter: WordFile, widths: Sequence[float], rows: Sequence[Sequence[str]], heading: bool) -> Table:
    """A ruled table, widths in inches. No row breaks over a page; a heading row comes again on the next."""
    made = _grid(letter, widths)
    for index, row in enumerate(rows):
        for column, (cell, text) in enumerate(zip(_row(made, widths), row, strict=True)):
            bold = (heading and index == 0) or (not heading and column == 0)
            cell.paragraphs[0].style = letter.styles["Cell heading" if bold else "Cell"]  # type: ignore[assignment]
            write(cell.paragraphs[0], text)
    _rules(made, {"top": RULE, "bottom": RULE, "insideH": RULE})
    _whole_rows(made, heading)
    return made


def loop_table(
    letter: WordFile, widths: Sequence[float], headings: Sequence[str], name: str, cells: Sequence[str]
) -> Table:
    """A heading row, and a row for each of the list `name`; `cells` are the tags of one row."""
    rest = ("",) * (len(widths) - 1)
    rows = (headings, ("{%tr for row in " + name + " %}", *rest), cells, ("{%tr endfor %}", *rest))
    return table(letter, widths, rows, heading=True)


def _grid(letter: WordFile, widths: Sequence[float]) -> Table:
    """An empty table of fixed column widths, its text flush with the text around it."""
    made = letter.add_table(rows=0, cols=len(widths))
    made.autofit, made.alignment = False, WD_TABLE_ALIGNMENT.LEFT
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Inches(width)
    margins = OxmlElement("w:tblCellMar")
    for side, twentieths in (("left", "0"), ("right", "100")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), twentieths)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    made._tbl.tblPr.insert_element_before(margins, "w:tblLook")
    return made


def _row(made: Table, widths: Sequence[float]) -> tuple[_Cell, ...]:
    cells = made.add_row().cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Inches(width)
    return cells


def _rules(made: Table, sides: dict[str, int]) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        if side in sides:
            borders.append(rule(side, sides[side]))
    made._tbl.tblPr.insert_element_before(borders, "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _whole_rows(made: Table, heading: bool) -> None:
    for index, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if heading and index == 0:
            properties.append(OxmlElement("w:tblHeader"))
