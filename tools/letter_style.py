"""How our letters look in Word: page, styles, paragraphs. Tables are in `letter_tables.py`, lines and boxes to fill by
pen in `letter_marks.py`.

Arial, because every Word has it and LibreOffice draws it with Liberation Sans, letter for letter as wide. Black only,
and no rule under 0.75 pt: these letters are faxed.
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as WordFile
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FONT = "Arial"
TABLE_STYLES = ("TableNormal", "TableGrid")  # kept of the many that an empty file brings along
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
    "Line to write on": ("Normal", 10, False, 0, 0, False),
    "Foot": ("Normal", 9, False, 0, 0, False),
}


def new_letter(title: str) -> WordFile:
    """An empty letter: page, styles and footer, nothing else."""
    letter = Document()
    _lighten(letter)
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


def _lighten(letter: WordFile) -> None:
    """Out with a hundred table styles that no letter uses and a second copy of all styles: most of a file's bytes."""
    styles = letter.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in TABLE_STYLES:
            styles.remove(style)
    links = letter.part.rels
    for key in [key for key, link in links.items() if link.reltype.endswith("/stylesWithEffects")]:
        links.pop(key)


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
    write(paragraph, text)
    return paragraph


def write(paragraph: Paragraph, text: str) -> None:
    """Text at the end of a paragraph; what stands between two asterisks each side is bold."""
    for index, part in enumerate(text.split("**")):
        if part:
            paragraph.add_run(part).bold = True if index % 2 else None


def bullets(letter: WordFile, *lines: str) -> None:
    """A short list; bold between two asterisks as everywhere."""
    for line in lines:
        say(letter, line, "List Bullet")


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
    rules.append(rule("bottom", 8))
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


def rule(side: str, eighths: int) -> OxmlElement:
    """A single black rule on one side of something."""
    made = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", "000000")):
        made.set(qn(f"w:{key}"), value)
    return made
