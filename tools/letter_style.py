"""How our letters look in Word: the styles, and a few things Word has no word for (signature lines, boxes to tick).

Arial, because every Word has it and LibreOffice draws it with Liberation Sans, letter for letter as wide. Black only,
and no rule under 0.75 pt: these letters are faxed.
"""

from __future__ import annotations

from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

FONT = "Arial"
TEXT_WIDTH = 6.5  # inches: US letter less an inch on each side
RULE = 6  # eighths of a point: 0.75 pt

# style: base, size, bold, points before, points after, keep with next
STYLES: dict[str, tuple[str | None, float, bool, float, float, bool]] = {
    "Normal": (None, 10, False, 0, 6, False),
    "Letterhead": ("Normal", 15, True, 0, 0, True),
    "Address": ("Normal", 10, False, 0, 0, False),
    "Subject": ("Normal", 10, True, 10, 8, True),
    "Heading 1": ("Normal", 11, True, 8, 3, True),
    "Small print": ("Normal", 9, False, 6, 0, False),
    "Closing": ("Normal", 10, False, 8, 0, True),
    "Cell": ("Normal", 9.5, False, 1.5, 1.5, False),
    "Cell note": ("Cell", 8.5, False, 0, 1.5, False),
    "Cell heading": ("Cell", 9.5, True, 1.5, 1.5, True),
    "Answer": ("Normal", 10, False, 2, 4, True),
    "Caption line": ("Normal", 9, False, 0, 4, False),
    "Foot": ("Normal", 9, False, 0, 0, False),
}


def new_letter(title: str) -> WordFile:
    """An empty letter: page, styles and footer, nothing else."""
    letter = Document()
    section = letter.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin, section.bottom_margin = Inches(0.75), Inches(0.75)
    section.footer_distance = Inches(0.45)
    for name, measures in STYLES.items():
        _style(letter, name, *measures)
    _lists(letter)
    _properties(letter, title)
    return letter


def _style(
    letter: WordFile, name: str, base: str | None, size: float, bold: bool, before: float, after: float, keep: bool
) -> None:
    styles = letter.styles
    style = styles[name] if name in styles else styles.add_style(name, 1)  # 1: paragraph style
    assert isinstance(style, ParagraphStyle)
    if base:
        style.base_style = styles[base]
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, RGBColor(0, 0, 0)
    style.hidden, style.quick_style = False, True
    _font(style)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.line_spacing, shape.keep_with_next, shape.widow_control = 1.1, keep, True


def _font(style: ParagraphStyle) -> None:
    """Arial for every script: the theme's fonts would win over a plain name."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)


def _lists(letter: WordFile) -> None:
    for name in ("List Bullet", "List Number"):
        style = letter.styles[name]
        assert isinstance(style, ParagraphStyle)
        _font(style)
        style.paragraph_format.space_after = Pt(2)


def _properties(letter: WordFile, title: str) -> None:
    """A title for screen readers; no author and no thumbnail, which would travel with every letter."""
    letter.core_properties.title = title
    letter.core_properties.author = letter.core_properties.comments = ""
    letter.core_properties.language = "en-US"
    package = letter.part.package
    for key in [k for k, rel in package.rels.items() if rel.reltype.endswith("/thumbnail")]:
        del package.rels[key]


def say(letter: WordFile | _Cell, text: str, style: str = "Normal") -> Paragraph:
    """A paragraph; what stands between two asterisks each side is bold."""
    paragraph = letter.add_paragraph(style=style)
    _write(paragraph, text)
    return paragraph


def _write(paragraph: Paragraph, text: str) -> None:
    for index, part in enumerate(text.split("**")):
        if part:
            paragraph.add_run(part).bold = True if index % 2 else None


def each(letter: WordFile, name: str, style: str) -> None:
    """A paragraph for each line of the list `name`."""
    say(letter, "{%p for line in " + name + " %}", style)
    say(letter, "{{ line }}", style)
    say(letter, "{%p endfor %}", style)


def only_if(letter: WordFile, name: str, text: str, style: str = "Normal") -> None:
    """A paragraph that is there only if the optional variable has a value."""
    say(letter, "{%p if " + name + " %}", style)
    say(letter, text, style)
    say(letter, "{%p endif %}", style)


def underline(paragraph: Paragraph) -> None:
    """A rule below a paragraph, from margin to margin."""
    rules = OxmlElement("w:pBdr")
    rules.append(_rule("bottom", 8))
    rules[0].set(qn("w:space"), "4")
    paragraph._p.get_or_add_pPr().insert_element_before(
        rules, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def page_foot(letter: WordFile, text: str) -> None:
    """The same words at the foot of every page, and which page of how many it is."""
    paragraph = letter.sections[0].footer.paragraphs[0]
    paragraph.style = letter.styles["Foot"]  # type: ignore[assignment]
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Inches(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(text + "\tPage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def table(letter: WordFile, widths: Sequence[float], rows: Sequence[Sequence[str]], heading: bool) -> Table:
    """A ruled table, widths in inches. No row breaks over a page; a heading row comes again on the next."""
    made = _grid(letter, widths)
    for index, row in enumerate(rows):
        for column, (cell, text) in enumerate(zip(_row(made, widths), row, strict=True)):
            bold = (heading and index == 0) or (not heading and column == 0)
            cell.paragraphs[0].style = letter.styles["Cell heading" if bold else "Cell"]  # type: ignore[assignment]
            _write(cell.paragraphs[0], text)
    _rules(made, {"top": RULE, "bottom": RULE, "insideH": RULE})
    _whole_rows(made, heading)
    return made


def tick_line(letter: WordFile, text: str) -> None:
    """A box to tick by pen: a ruled blank, so that no font need have the sign."""
    line = letter.add_paragraph(style="Answer")
    box = line.add_run("\N{NO-BREAK SPACE}" * 5)
    box._r.get_or_add_rPr().append(_rule("bdr", RULE))
    _write(line, "\N{NO-BREAK SPACE}" * 3 + text)


def signature_line(letter: WordFile, captions: Sequence[tuple[str, float]]) -> None:
    """Lines to write on, each with its caption below; widths in inches. Tabs draw them, so they keep together."""
    line, words = letter.add_paragraph(style="Answer"), letter.add_paragraph(style="Caption line")
    line.paragraph_format.space_before = Pt(22)  # room to sign
    start = 0.0
    for index, (caption, width) in enumerate(captions):
        line.paragraph_format.tab_stops.add_tab_stop(Inches(start + width), leader=WD_TAB_LEADER.LINES)
        line.add_run("\t" if index == 0 else "\t\t")
        words.add_run(("\t" if index else "") + caption)
        start += width + 0.2
        line.paragraph_format.tab_stops.add_tab_stop(Inches(start))
        words.paragraph_format.tab_stops.add_tab_stop(Inches(start))


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
            borders.append(_rule(side, sides[side]))
    made._tbl.tblPr.insert_element_before(borders, "w:tblLayout", "w:tblCellMar", "w:tblLook")


def _rule(side: str, eighths: int) -> OxmlElement:
    rule = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", "000000")):
        rule.set(qn(f"w:{key}"), value)
    return rule


def _whole_rows(made: Table, heading: bool) -> None:
    for index, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if heading and index == 0:
            properties.append(OxmlElement("w:tblHeader"))
