"""Envelopes for the printer in one PDF, with a manifest that says of every page whose it is, and the check of both.

Every envelope begins on the front of a sheet. Pages that the manifest does not name are blank backs, and `verify` takes
nothing on trust: it opens the PDF and looks.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pikepdf

from generate.pdfs import Section, bound, is_blank, one_sheet
from generate.sheets import csv_of

if TYPE_CHECKING:
    from generate.envelopes import Envelope

TITLE: Final = "Return to Work papers, print batch"
COLUMNS: Final = ("envelope", "to", "part", "reference", "first_page", "last_page", "sheets", "sha256")


@dataclass(frozen=True)
class PrintBatchPapers:
    """A batch. The manifest has a line for each cover (its `sha256`: of the envelope's PDF; `sheets`: of the whole
    envelope) and for each packet (`sha256` of its own PDF), in the order of the pages, which count from 1.
    """

    pdf: bytes
    manifest_csv: bytes


@dataclass(frozen=True)
class Line:
    """A line of a manifest."""

    envelope: int
    part: str  # cover, packet
    reference: str
    first: int
    last: int


def print_batch(envelopes: Sequence[Envelope]) -> PrintBatchPapers:
    """The envelopes in the order given."""
    sections = [Section(f"Envelope {n}", each.pdf) for n, each in enumerate(envelopes, 1)]
    whole = bound(sections, TITLE)
    rows = [
        row
        for number, (each, (first, _)) in enumerate(zip(envelopes, whole.places, strict=True), 1)
        for row in _rows(number, each, first)
    ]
    return PrintBatchPapers(whole.pdf, csv_of(COLUMNS, rows))


def _rows(number: int, envelope: Envelope, first: int) -> Iterator[tuple[str, ...]]:
    files = [envelope.pdf, *(pdf for _, pdf in envelope.files[1:])]
    for index, (part, file) in enumerate(zip(envelope.parts, files, strict=True)):
        pages = (first - 1 + part.first, first - 1 + part.last)
        kind, sheets = ("packet", _sheets(part.last - part.first + 1)) if index else ("cover", _sheets(envelope.pages))
        digest = hashlib.sha256(file).hexdigest()
        yield (str(number), envelope.to, kind, part.reference, *map(str, pages), str(sheets), digest)


def _sheets(pages: int) -> int:
    return -(-pages // 2)


def lines_of(manifest: bytes) -> list[Line]:
    """A manifest read back."""
    rows = csv.DictReader(io.StringIO(manifest.decode(), newline=""))
    return [
        Line(int(r["envelope"]), r["part"], r["reference"].removeprefix("'"), int(r["first_page"]), int(r["last_page"]))
        for r in rows
    ]


def verify(papers: PrintBatchPapers) -> list[str]:
    """What is wrong with a batch, a sentence each; nothing if every page is where the manifest says.

    Every page of a line has something on it or lies inside a packet; every page between two lines is a blank back;
    every line begins on a front; both sides of a sheet are of one size; envelopes follow one another and begin with
    their cover.
    """
    lines = lines_of(papers.manifest_csv)
    with pikepdf.open(io.BytesIO(papers.pdf)) as document:
        blank = [is_blank(page) for page in document.pages]
        sizes = list(_sizes(list(document.pages)))
    return [*_order(lines), *_fronts(lines, blank), *_between(lines, blank), *sizes]


def _order(lines: Sequence[Line]) -> Iterator[str]:
    expected = 0
    for line in lines:
        if line.part == "cover":
            expected += 1
        if line.envelope != expected:
            yield f"Page {line.first}: envelope {line.envelope} stands where {expected} belongs."
        if line.last < line.first:
            yield f"Page {line.first}: a part of envelope {line.envelope} has no page."
    for before, after in pairwise(lines):
        if after.first <= before.last:
            yield f"Page {after.first} belongs to two parts."


def _fronts(lines: Sequence[Line], blank: Sequence[bool]) -> Iterator[str]:
    for line in lines:
        if line.first % 2 == 0:
            yield f"Page {line.first}: a part of envelope {line.envelope} begins on the back of a sheet."
        if any(page > len(blank) or blank[page - 1] for page in (line.first, line.last)):
            yield f"Pages {line.first} to {line.last}: a part of envelope {line.envelope} begins or ends without words."


def _between(lines: Sequence[Line], blank: Sequence[bool]) -> Iterator[str]:
    named = {page for line in lines for page in range(line.first, line.last + 1)}
    for page in range(1, len(blank) + 1):
        if page not in named and (page % 2 or not blank[page - 1]):
            yield f"Page {page} is in no line of the manifest and is not a blank back."


def _sizes(pages: Sequence[pikepdf.Page]) -> Iterator[str]:
    for front in range(0, len(pages) - 1, 2):
        if not one_sheet(pages[front], pages[front + 1]):
            yield f"Pages {front + 1} and {front + 2} are of two sizes, which no sheet has."
