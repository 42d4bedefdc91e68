"""Word copies of the papers that stay in the house: the same definition, each field a content control.

    definition + values -> blocks as headings and tables -> .docx, the same bytes every time

What a person signs is a line; everything else is a control tagged with the field's name, read by `extract/word.py`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from docx import Document
from docx.document import Document as WordFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as WordTable
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from cases.errors import BadInput
from forms import codes
from forms.definition import Analysis, Definition, Facts, Grid, Line, Notes, Part, PickOne, Prose, Sign, Table
from forms.fields import Field, Option
from forms.values import Given, Written, written
from generate.content_controls import PLACEHOLDER, control
from generate.word import steady

FONT: Final = "Arial"  # every Word has it, and LibreOffice draws it with Liberation Sans
SIDE: Final = 18.0  # millimetres
WIDTH: Final = 215.9 - 2 * SIDE
DATE_WIDTH, DIGITS_WIDTH, CHOICE_WIDTH = 32.0, 24.0, 28.0
LABEL_WIDTH = 13.0  # at least
LINE_HEIGHT, SIGN_HEIGHT, ANALYSIS_HEIGHT = 8.2, 12.0, 14.0  # a line of handwriting; a signature; several words a cell
RULE: Final = "6"  # eighths of a point

# style: size, bold, points before, points after, keep with the next paragraph
STYLES: Final = {
    "Normal": (10.0, False, 3.0, 3.0, False),
    "Heading 1": (18.0, True, 0.0, 4.0, True),
    "Heading 2": (11.5, True, 8.0, 3.0, True),
    "Caption": (9.0, False, 3.0, 0.0, True),
    "Answer": (10.0, False, 2.0, 1.0, False),
    "Column": (9.0, True, 2.0, 2.0, False),
    "Gap": (3.0, False, 0.0, 0.0, True),
    "Footer": (8.5, False, 0.0, 0.0, False),
}


def word_copy(
    form: Definition, edition: str, values: Mapping[str, Given] | None = None, *, part: str | None = None
) -> bytes:
    """The Word copy of a form, or of one part of it. `edition`, four characters, stands at the foot and names it.

    Raises BadInput for a form without a Word copy and for a value that a field cannot hold, NotFound for an unknown
    part.
    """
    if not form.word:
        raise BadInput(
            f"The form {form.id} has no Word copy: it goes out and comes back as a PDF. Leave out --word.",
            code="no_word_copy",
        )
    copy = _Copy(form, _written(form, values or {}), edition)
    copy.write(form.pages_of(part))
    out = io.BytesIO()
    copy.file.save(out)
    return steady(out.getvalue())


def _written(form: Definition, values: Mapping[str, Given]) -> dict[str, Written]:
    fields = {f.name: f for f in form.fields}
    for name in values:
        if name not in fields:
            raise BadInput(f"The form {form.id} has no field {name[:60]}.", code="unknown_field")
    return {name: written(fields[name], value) for name, value in values.items()}


class _Copy:
    """One Word file being written."""

    def __init__(self, form: Definition, values: Mapping[str, Written], edition: str) -> None:
        self.form, self.values, self.sections = form, values, 0
        self.turn_page = False  # the next paragraph begins a page
        self.file = _new_file(form, edition)
        self.ids = {name: self.file.styles[name].style_id for name in STYLES}

    def write(self, pages: Sequence[int]) -> None:
        for page in pages:
            part = next((p for p in self.form.parts if p.pages[0] == page), None)
            self.turn_page = page != pages[0]
            if part or page == 1:
                self._open(part)
            for block in self.form.pages[page - 1]:
                WRITERS[block.kind](self, block)

    def _open(self, part: Part | None) -> None:
        self.say(self.form.title, "Heading 1")
        if part is None:
            self.say(self.form.lead)
            return
        self.sections = 0
        self.say(part.title, "Heading 2")
        self.say(part.keep)

    def say(self, words: str = "", style: str = "Normal") -> Paragraph:
        """A paragraph; the first of a page of the form begins a page here too."""
        paragraph = self.style(self.file.add_paragraph(words), style)
        paragraph.paragraph_format.page_break_before = self.turn_page
        self.turn_page = False
        return paragraph

    def style(self, paragraph: Paragraph, name: str) -> Paragraph:
        """Give a paragraph one of our styles, by its id: python-docx would look through all styles each time."""
        paragraph._p.style = self.ids[name]
        return paragraph

    def section(self, title: str | None, ask: str = "", *, numbered: bool = True) -> None:
        """A heading, and what is asked beside it."""
        if not title:
            return
        self.sections += numbered
        heading = self.say(f"{self.sections}  {title}" if numbered else title, "Heading 2")
        if ask:
            run = heading.add_run(f"   {ask}")
            run.bold, run.font.size = False, Pt(9)

    def beside(self, fields: Sequence[Field], widths: Sequence[float]) -> None:
        """Fields side by side, each under its caption."""
        row = self.table(widths, 1).rows[0]
        for cell, field in zip(row.cells, fields, strict=True):
            self.style(cell.paragraphs[0], "Caption")
            cell.paragraphs[0].add_run(_caption(field))
            self.answer(cell, field, cell.add_paragraph())
        _at_least(row, 4 + max(SIGN_HEIGHT if f.kind == "signature" else f.lines * LINE_HEIGHT for f in fields))

    def answer(self, cell: _Cell, field: Field, paragraph: Paragraph) -> None:
        """The control of a field, or a line to sign on."""
        self.style(paragraph, "Answer")
        if field.kind != "signature":
            paragraph._p.append(control(field, self.values.get(field.name)))

    def rows(
        self,
        heads: Sequence[str],
        widths: Sequence[float],
        rows: Sequence[tuple[str, Sequence[Field]]],
        line: float = LINE_HEIGHT,
    ) -> None:
        """A table: a label, then fields; its head is repeated on every page."""
        headed = any(heads)
        table = self.table(widths, len(rows) + headed)
        if headed:
            _mark(table.rows[0], "tblHeader")
            for cell, words in zip(table.rows[0].cells, heads, strict=True):
                self.style(cell.paragraphs[0], "Column")
                cell.paragraphs[0].add_run(words)
        for row, (label, fields) in zip(table.rows[headed:], rows, strict=True):
            self._row(row, label, fields, line)

    def _row(self, row: _Row, label: str, fields: Sequence[Field], line: float) -> None:
        first, *others = row.cells
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        self.style(first.paragraphs[0], "Answer")
        first.paragraphs[0].add_run(label)
        for cell, field in zip(others, fields, strict=True):
            self.answer(cell, field, cell.paragraphs[0])
        _at_least(row, max(SIGN_HEIGHT if f.kind == "signature" else f.lines * line for f in fields))

    def table(self, widths: Sequence[float], rows: int) -> WordTable:
        """A framed table, parted from the one before it; widths are shares of the page's."""
        self.say(style="Gap")
        table: WordTable = self.file.add_table(rows, len(widths))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        _frame(table)
        scale = WIDTH / sum(widths)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width * scale)
        for row in table.rows:  # not by column: python-docx walks the whole table for each
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width * scale)
            _mark(row, "cantSplit")
        return table


# ---- blocks: one function for each kind of the definition -----------------------------------------------------------


def _facts(copy: _Copy, block: Facts) -> None:
    for fields, shares in zip(block.rows, block.shares, strict=True):
        copy.beside(fields, shares)


def _pick_one(copy: _Copy, block: PickOne) -> None:
    copy.beside(block.fields, (1,))


def _grid(copy: _Copy, block: Grid) -> None:
    copy.section(block.title, block.ask)
    options = block.rows[0].fields[0].options
    copy.say(f"Choose one: {_choices(options)}.", "Caption")
    widths = (40.0, 44.0, *(90.0 / len(block.notes) for _ in block.notes))
    labels = (f"{r.group}, {r.label}" if r.group else r.label for r in block.rows)
    rows = [(label, r.fields) for label, r in zip(labels, block.rows, strict=True)]
    copy.rows(("", "Answer", *block.notes), widths, rows)


def _line(copy: _Copy, block: Line | Sign | Notes) -> None:
    if isinstance(block, Line):
        copy.section(block.title, block.ask)
    copy.beside(block.fields, [_width(f, 60.0) for f in block.fields])


def _prose(copy: _Copy, block: Prose) -> None:
    copy.section(block.title, numbered=False)
    for words in block.paragraphs:
        copy.say(words)
    for term, words in block.terms:
        paragraph = copy.say()
        paragraph.add_run(f"{term} ").bold = True
        paragraph.add_run(words)
    if block.fields:
        copy.beside(block.fields, [_width(f, 60.0) for f in block.fields])


def _table(copy: _Copy, block: Table) -> None:
    copy.section(block.title, block.ask)
    first = block.rows[0].fields
    own = [_width(f, 0.0) for f in first]
    left = WIDTH - sum(own)
    loose = [s for s, w in zip(block.shares, (0.0, *own), strict=True) if w == 0]
    widths = [w or s * left / sum(loose) for s, w in zip(block.shares, (0.0, *own), strict=True)]
    widths[0] = max(widths[0], LABEL_WIDTH)
    copy.rows(block.heads, widths, [(r.label, r.fields) for r in block.rows])


def _analysis(copy: _Copy, block: Analysis) -> None:
    copy.section(block.title, block.ask)
    share, count, _, *below = block.rows[0].fields
    for scale, field in zip(block.scales, (share, count), strict=True):
        copy.say(f"{scale}: {_choices(field.options)}.", "Caption")
    heads = ("", *block.scales, block.note, *(f.label for f in below))
    widths = (28.0, 30.0, 22.0, 20.0, 25.0, 25.0, 30.0)
    copy.rows(heads, widths, [(r.label, r.fields) for r in block.rows], ANALYSIS_HEIGHT)


WRITERS: Final[dict[str, Callable[[_Copy, Any], None]]] = {
    "facts": _facts,
    "pick_one": _pick_one,
    "grid": _grid,
    "line": _line,
    "sign": _line,
    "notes": _line,
    "prose": _prose,
    "table": _table,
    "analysis": _analysis,
}


def _width(field: Field, other: float) -> float:
    """Millimetres that a date or a number needs; `other` for what has no width of its own."""
    return {"date": DATE_WIDTH, "digits": DIGITS_WIDTH, "radio": max(other, CHOICE_WIDTH)}.get(field.kind, other)


def _caption(field: Field) -> str:
    """A list to choose from shows its choices on paper too."""
    return f"{field.label} ({_choices(field.options)})" if field.options else field.label


def _choices(options: Sequence[Option]) -> str:
    return " / ".join(o.label for o in options)


# ---- what Word needs ------------------------------------------------------------------------------------------------


def _new_file(form: Definition, edition: str) -> WordFile:
    file = Document()
    page = file.sections[0]
    page.page_width, page.page_height = Mm(215.9), Mm(279.4)
    page.left_margin = page.right_margin = Mm(SIDE)
    page.top_margin, page.bottom_margin, page.footer_distance = Mm(15), Mm(18), Mm(10)
    for name in STYLES:
        _style(file, name)
    placeholder = file.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    assert placeholder.style_id == PLACEHOLDER
    properties = file.core_properties
    properties.title, properties.language = form.title, form.language
    properties.author = properties.comments = ""
    package = file.part.package
    for key in [k for k, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[key]
    _foot(page.footer.paragraphs[0], codes.foot(form.id, edition))
    return file


def _style(file: WordFile, name: str) -> None:
    size, bold, before, after, keep = STYLES[name]
    styles = file.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.keep_with_next = Pt(before), Pt(after), keep
    shape.line_spacing = 1.0


def _foot(paragraph: Paragraph, words: str) -> None:
    paragraph.add_run(f"{words}, page ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)


def _at_least(row: _Row, millimetres: float) -> None:
    row.height, row.height_rule = Mm(millimetres), WD_ROW_HEIGHT_RULE.AT_LEAST


def _mark(row: _Row, what: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(f"w:{what}"))


def _frame(table: WordTable) -> None:
    """Thin black frames: they say where to write, and survive a fax."""
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        for key, value in (("val", "single"), ("sz", RULE), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    assert layout is not None  # the schema wants the borders before it
    layout.addprevious(borders)
