"""A letter to complete by hand: Word content controls where the template has tags, made of the same words.

    {{ name }}            → a control with that tag, its prompt in brackets
    {%p for … %}          → one control of several lines       {%tr for … %} → BLANK_ROWS rows, tags "list.2.cell"
    {% if … %}            → what it encloses, always
    a box to tick         → a checkbox, tag "tick.…"           ruled lines   → a control of several lines, "write.…"

A control's tag is what reads it back; ticks and lines are named after the words beside them. Its title is the tag with
spaces for underscores: LibreOffice 7.4 drops tags when it saves, and keeps titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Final

from docx.document import Document as WordFile
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from templates.catalogue import Letter

BLANK_ROWS: Final = 4
W14: Final = "http://schemas.microsoft.com/office/word/2010/wordml"
EMPTY_BOX: Final = "\N{BALLOT BOX}"
_TAG: Final = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})")
_LOOP: Final = re.compile(r"\{%(?:p|tr) for \w+ in (\w+) %\}")


def by_hand(letter: WordFile, entry: Letter) -> WordFile:
    """The letter with content controls; `entry` says what each name means."""
    controls = _Controls(entry)
    for table in letter.tables:
        _rows(table, controls)
    _lists(letter, controls)
    _lines_to_write(letter, controls)
    for paragraph in _paragraphs(letter):
        _tags(paragraph, controls)
    return letter


class _Controls:
    """Makes controls, numbered in the order of the letter so that the same letter gives the same bytes."""

    def __init__(self, entry: Letter) -> None:
        self.many = {v.name for v in entry.variables if not isinstance(v.sample, str) or "\n" in v.sample}
        self.made = 0

    def text(self, tag: str, like: Run, *, lines: bool = False) -> OxmlElement:
        """A control for text, looking like that run; its prompt says what belongs in it."""
        run = deepcopy(like._r)
        Run(run, like._parent).text = f"[{_spoken(tag)}]"
        kind = '<w:text w:multiLine="1"/>' if lines or tag in self.many else "<w:text/>"
        return self._control(tag, f"<w:showingPlcHdr/>{kind}", run)

    def box(self, tag: str) -> OxmlElement:
        """A checkbox, unticked."""
        run = parse_xml(
            f'<w:r {nsdecls("w")}><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" '
            f'w:hint="eastAsia"/></w:rPr><w:t>{EMPTY_BOX}</w:t></w:r>'
        )
        states = (
            ("checked", "0", None),
            ("checkedState", "2612", "MS Gothic"),
            ("uncheckedState", "2610", "MS Gothic"),
        )
        inside = "".join(
            f'<w14:{name} w14:val="{value}"{f" w14:font={chr(34)}{font}{chr(34)}" if font else ""}/>'
            for name, value, font in states
        )
        return self._control(tag, f"<w14:checkbox>{inside}</w14:checkbox>", run)

    def _control(self, tag: str, kind: str, run: OxmlElement) -> OxmlElement:
        self.made += 1
        control = parse_xml(
            f'<w:sdt {nsdecls("w")} xmlns:w14="{W14}"><w:sdtPr><w:alias/><w:tag/><w:id w:val="{1000 + self.made}"/>'
            f"{kind}</w:sdtPr><w:sdtContent/></w:sdt>"
        )
        assert len(tag) <= 64, "Word refuses longer names"
        control.find(f".//{qn('w:alias')}").set(qn("w:val"), tag.replace("_", " "))
        control.find(f".//{qn('w:tag')}").set(qn("w:val"), tag)
        control.find(qn("w:sdtContent")).append(run)
        return control


def _rows(table: Table, controls: _Controls) -> None:
    """Rows of tags go; the row of a loop stands there several times, its cells named "list.1.cell"."""
    rows = list(table.rows)
    for index, row in enumerate(rows):
        text = row.cells[0].text
        if loop := _LOOP.fullmatch(text):
            _repeat(rows[index + 1]._tr, loop[1])
        if text.startswith("{%tr"):
            table._tbl.remove(row._tr)


def _repeat(model: OxmlElement, name: str) -> None:
    for number in range(BLANK_ROWS, 0, -1):
        row = deepcopy(model)
        for text in row.iter(qn("w:t")):
            text.text = re.sub(r"\{\{ row\.(\w+) \}\}", rf"{{{{ {name}.{number}.\1 }}}}", text.text or "")
        model.addnext(row)
    model.getparent().remove(model)


def _lists(letter: WordFile, controls: _Controls) -> None:
    """A paragraph for each line becomes one control; other paragraphs of tags go."""
    name = ""
    for paragraph in list(letter.paragraphs):
        text = paragraph.text
        if loop := _LOOP.fullmatch(text):
            name = loop[1]
        elif text == "{{ line }}":
            paragraph.runs[0].text = "{{ " + name + " }}"
        if text.startswith("{%p"):
            paragraph._p.getparent().remove(paragraph._p)


def _lines_to_write(letter: WordFile, controls: _Controls) -> None:
    """Ruled lines below a caption become one control of several lines."""
    caption = ""
    for paragraph in list(letter.paragraphs):
        if paragraph.style is None or paragraph.style.name != "Line to write on":
            caption = paragraph.text
        elif caption:
            run = paragraph.runs[0]
            run.text = ""
            run._r.addnext(controls.text(f"write.{_slug(caption)}", run, lines=True))
            caption = ""
        else:
            paragraph._p.getparent().remove(paragraph._p)


def _tags(paragraph: Paragraph, controls: _Controls) -> None:
    for run in list(paragraph.runs):
        if run._r.find(f"{qn('w:rPr')}/{qn('w:bdr')}") is not None:
            run._r.addprevious(controls.box(f"tick.{_slug(paragraph.text)}"))
            run._r.getparent().remove(run._r)
        elif _TAG.search(run.text):
            for piece in _pieces(run, controls):
                run._r.addprevious(piece)
            run._r.getparent().remove(run._r)


def _pieces(run: Run, controls: _Controls) -> Iterator[OxmlElement]:
    """A run cut at its tags: words stay runs of the same look, names become controls, conditions go."""
    for piece in _TAG.split(run.text):
        assert "else" not in piece or not piece.startswith("{%"), "a letter to complete by hand has no alternatives"
        if piece.startswith("{{"):
            yield controls.text(piece.strip("{} ").split(" ")[0], run)
        elif piece and not piece.startswith("{%"):
            words = deepcopy(run._r)
            Run(words, run._parent).text = piece
            yield words


def _paragraphs(letter: WordFile) -> list[Paragraph]:
    in_tables = [p for table in letter.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return [*letter.paragraphs, *in_tables, *letter.sections[0].footer.paragraphs]


def _spoken(tag: str) -> str:
    """`restrictions.2.from` as a prompt: "restriction from"; no numbers, a person sees which row it is."""
    if tag.startswith("write."):
        return "write here"
    return tag.rpartition(".")[2].replace("_", " ")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z]+", "_", _TAG.sub("", text).casefold()).strip("_")[:40].rstrip("_")
