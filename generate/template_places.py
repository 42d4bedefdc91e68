"""Where in a Word template a tag stands, and which tag is at fault: so that an error can point at it.

    tags_of(docx)  ->  tags in reading order, each with its place  ->  the one that is broken, forbidden, heavy …

Nothing is rendered here. docxtpl lets a tag take the place of its paragraph or row (`{%p`, `{%tr`) and reads Word's
typographic quotation marks as plain ones; both are undone before Jinja sees a tag.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from docx import Document
from docx.document import Document as WordFile
from docx.opc.exceptions import PackageNotFoundError
from jinja2 import Environment, nodes
from jinja2.exceptions import TemplateError
from lxml import etree

SHOWN: Final = 60  # characters of a tag that an error repeats
PROPERTIES: Final = ("title", "subject", "author", "comments", "identifier", "language")  # those that docxtpl renders
BLOCKS: Final = ("for", "if", "macro", "call", "filter", "block", "with", "raw", "autoescape")
FORBIDDEN: Final = (
    nodes.Call, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Include,
    nodes.Import, nodes.FromImport, nodes.Extends, nodes.Macro, nodes.CallBlock, nodes.Block,
)  # fmt: skip

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{[{%].*", re.DOTALL)
_INSTEAD: Final = re.compile(r"^(\{[{%])(?:tr|tc|p|r)\s")
_WORD: Final = re.compile(r"^\{%[-+]?\s*(\w+)")
_QUOTED: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_HEAD: Final = re.compile(r"\{[{%][-+]?\s*[\w.]{0,40}")
_QUOTES: Final = str.maketrans({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})


@dataclass(frozen=True)
class Tag:
    """A tag as Jinja reads it. `part`: the document, a footer …; `instead`: it takes its paragraph's or row's place."""

    part: str
    place: str
    text: str
    instead: bool = False

    @property
    def word(self) -> str:
        """The first word of a statement; empty for what is printed."""
        found = _WORD.match(self.text)
        return found[1] if found else ""

    @property
    def at(self) -> str:
        """The place and the tag, for an error: without quoted words; of a tag that never ends only its head."""
        text = " ".join(_QUOTED.sub("'…'", self.text).split())
        head = _HEAD.match(text)
        if not self.is_whole and head:
            return f"{self.place}: “{head[0]} …”"
        return f"{self.place}: “{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}”"

    @property
    def is_whole(self) -> bool:
        """Whether the tag ends."""
        return self.text.endswith(("}}", "%}"))


def tags_of(docx: bytes) -> list[Tag]:
    """All tags of a template, part by part; none where python-docx cannot open the file."""
    try:
        document = Document(io.BytesIO(docx))
    except (PackageNotFoundError, KeyError, ValueError):
        return []
    return [
        Tag(part, place, _INSTEAD.sub(r"\1 ", text), bool(_INSTEAD.match(text)))
        for part, place, words in _paragraphs(document)
        for text in _TAG.findall(words.translate(_QUOTES))
    ]


# ---- which tag ------------------------------------------------------------------------------------------------------


def broken(tags: list[Tag], jinja: Environment) -> Tag | None:
    """The first tag that is not complete, not known, or without its partner."""
    for _, group in groupby(tags, key=lambda tag: tag.part):
        opened: list[Tag] = []
        for tag in group:
            if not _fits(tag, opened) or not _compiles(_alone(tag), jinja):
                return tag
        if opened:
            return opened[-1]
    return None


def forbidden(tags: list[Tag], jinja: Environment) -> Tag | None:
    """The first tag that calls, computes, loads something or reaches for what is hidden."""
    return next((tag for tag in tags if any(_is_forbidden(node) for node in _nodes(tag, jinja))), None)


def asking(tags: list[Tag], name: str, jinja: Environment) -> Tag | None:
    """The first tag that asks for a variable, a cell or an attribute of that name."""
    return next((tag for tag in tags if any(_asks(node, name) for node in _nodes(tag, jinja))), None)


def crossing(tags: list[Tag]) -> Tag | None:
    """The first tag whose partner stands in another paragraph, while neither takes its paragraph's place."""
    opened: list[Tag] = []
    for tag in tags:
        if tag.word in BLOCKS:
            opened.append(tag)
        elif tag.word.startswith("end") and opened:
            first = opened.pop()
            if first.place != tag.place and not (first.instead and tag.instead):
                return first
    return None


def heaviest(tags: list[Tag]) -> Tag | None:
    """The innermost loop, or else what is set or joined: where time and memory go."""
    loops: list[tuple[int, Tag]] = []
    depth = 0
    for tag in tags:
        depth += (tag.word == "for") - (tag.word == "endfor")
        loops += [(depth, tag)] if tag.word == "for" else []
    if loops:
        return max(loops, key=lambda loop: loop[0])[1]
    return next((tag for tag in tags if tag.word == "set" or "join" in tag.text), None)


def _fits(tag: Tag, opened: list[Tag]) -> bool:
    """Whether a statement stands where it may: an end after its beginning, an else within an if. Keeps `opened`."""
    if not tag.is_whole:
        return False
    if tag.word in BLOCKS:
        opened.append(tag)
    elif tag.word in ("else", "elif"):
        return bool(opened) and opened[-1].word in ("if", "for")
    elif tag.word.startswith("end"):
        return bool(opened) and opened.pop().word == tag.word.removeprefix("end")
    return True


def _alone(tag: Tag) -> str:
    """The tag as a template of its own."""
    if tag.word in BLOCKS:
        return f"{tag.text}{{% end{tag.word} %}}"
    if tag.word in ("else", "elif"):
        return f"{{% if x %}}{tag.text}{{% endif %}}"
    return "" if tag.word.startswith("end") else tag.text


def _compiles(text: str, jinja: Environment) -> bool:
    try:
        jinja.from_string(text)
    except (TemplateError, RecursionError):
        return False
    return True


def _nodes(tag: Tag, jinja: Environment) -> Iterator[nodes.Node]:
    try:
        yield from jinja.parse(_alone(tag)).find_all(nodes.Node)
    except (TemplateError, RecursionError):
        return


def _is_forbidden(node: nodes.Node) -> bool:
    hidden = isinstance(node, nodes.Getattr) and node.attr.startswith("_")
    return hidden or isinstance(node, FORBIDDEN)


def _asks(node: nodes.Node, name: str) -> bool:
    match node:
        case nodes.Name():
            return node.name == name
        case nodes.Getattr():
            return node.attr == name
        case nodes.Getitem(arg=nodes.Const(value=key)):
            return bool(key == name)
    return False


# ---- where ----------------------------------------------------------------------------------------------------------


def _paragraphs(document: WordFile) -> Iterator[tuple[str, str, str]]:
    """Part, place and words of every paragraph, of the footers and headers, and of the file's properties."""
    yield from _of_part("", document.element)
    for rel in document.part.rels.values():
        kind = rel.reltype.rpartition("/")[2]
        if kind in ("header", "footer"):
            yield from _of_part(f"the {kind}", rel.target_part.element)
        elif kind == "footnotes":
            yield from _of_part("a footnote", etree.fromstring(rel.target_part.blob))
    for name in PROPERTIES:
        yield name, f"the file's {name}", getattr(document.core_properties, name) or ""


def _of_part(part: str, root: etree._Element) -> Iterator[tuple[str, str, str]]:
    cells, count = _cells(root), 0
    for paragraph in root.iter(f"{_W}p"):
        cell = next(paragraph.iterancestors(f"{_W}tc"), None)
        count += cell is None
        place = cells[cell] if cell is not None else f"paragraph {count}"
        yield part, f"{part}, {place}" if part else place, _words(paragraph)


def _cells(root: etree._Element) -> dict[etree._Element, str]:
    """Each cell: which table, which row, which column, counted from 1."""
    return {
        cell: f"table {t}, row {r}, column {c}"
        for t, table in enumerate(root.iter(f"{_W}tbl"), 1)
        for r, row in enumerate(_own(table, "tr", "tbl"), 1)
        for c, cell in enumerate(_own(row, "tc", "tr"), 1)
    }


def _own(owner: etree._Element, what: str, kind: str) -> Iterator[etree._Element]:
    """Rows of a table, cells of a row, without those of a table inside."""
    return (e for e in owner.iter(f"{_W}{what}") if next(e.iterancestors(f"{_W}{kind}")) is owner)


def _words(paragraph: etree._Element) -> str:
    texts = paragraph.iter(f"{_W}t")
    return "".join(t.text or "" for t in texts if next(t.iterancestors(f"{_W}p")) is paragraph)
