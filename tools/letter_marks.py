"""What is filled by pen: boxes to tick, lines to write and to sign on."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordFile
from docx.enum.text import WD_TAB_LEADER
from docx.shared import Inches, Pt

from tools.letter_style import RULE, TEXT_WIDTH, rule, say, write


def tick_line(letter: WordFile, text: str) -> None:
    """A box to tick by pen: a ruled blank, so that no font need have the sign."""
    line = letter.add_paragraph(style="Answer")
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Inches(0.36), Inches(-0.36)
    box = line.add_run("\N{NO-BREAK SPACE}" * 5)
    box._r.get_or_add_rPr().append(rule("bdr", RULE))
    write(line, "\t" + text)


def lines_to_write(letter: WordFile, caption: str, count: int, style: str = "Normal") -> None:
    """A caption, and ruled lines below it."""
    say(letter, caption, style).paragraph_format.keep_with_next = True
    for _ in range(count):
        line = letter.add_paragraph(style="Line to write on")
        line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(10), Pt(0)
        line.paragraph_format.keep_with_next = True  # what follows is a signature or an answer
        line.paragraph_format.tab_stops.add_tab_stop(Inches(TEXT_WIDTH), leader=WD_TAB_LEADER.LINES)
        line.add_run("\t")


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
