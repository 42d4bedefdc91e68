"""A PDF of merged letters, taken apart again: each letter with its own pages, tags, bookmarks and title.

LibreOffice writes a named destination for each bookmark that `generate/merging.py` set. A letter lies from the page of
its start to the page of its end, and the next one begins on the page behind it; the structure for screen readers
(ISO 32000-1, 14.7) is cut between letters and nowhere else. Anything that does not fit raises ValueError, and the
letters are converted one by one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from generate.merging import END, START

Ref = tuple[int, int]
_SHARED: Final = ("/Lang", "/MarkInfo", "/ViewerPreferences", "/Metadata")


def split(pdf: bytes, count: int) -> list[bytes]:
    """The PDF of each of the `count` letters, in their order. Raises ValueError if they cannot be told apart."""
    with pikepdf.open(io.BytesIO(pdf)) as source:
        if "/StructTreeRoot" not in source.Root:
            raise ValueError("the letters have no tags")
        if "/IDTree" in source.Root.StructTreeRoot:
            raise ValueError("an index names the elements of all letters")  # each part would carry all of them
        spans = _spans(source, count)
        _drop_jumps(source)
        kids = _kids(source, spans)
        titles = _bookmarks(source)
        numbers = dict(_pairs(source.Root.StructTreeRoot.ParentTree.Nums))
        return [
            _part(source, span, mine, numbers, [b for b in titles if b.page in span])
            for span, mine in zip(spans, kids, strict=True)
        ]


def _spans(source: pikepdf.Pdf, count: int) -> list[range]:
    """The pages of each letter, counted from 0: together all pages, each once."""
    places = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    named = source.Root.get("/Dests", Dictionary())
    names = [(f"/{START.format(n)}", f"/{END.format(n)}") for n in range(count)]
    if any(name not in named for pair in names for name in pair):
        raise ValueError("a letter has lost its bookmarks")
    edges = [(places[named[start][0].objgen], places[named[end][0].objgen]) for start, end in names]
    spans = [range(first, last + 1) for first, last in edges]
    if [page for span in spans for page in span] != list(range(len(source.pages))):
        raise ValueError("letters share pages or leave some out")
    return spans


def _drop_jumps(source: pikepdf.Pdf) -> None:
    """ "of 2" is a reference to the letter's end, which LibreOffice makes a link; a letter by itself has none there."""
    for page in source.pages:
        if "/Annots" in page.obj:
            page.obj.Annots = Array([a for a in page.obj.Annots if "/Dest" not in a])
            if not len(page.obj.Annots):
                del page.obj["/Annots"]


def _kids(source: pikepdf.Pdf, spans: Sequence[range]) -> list[list[pikepdf.Object]]:
    """The elements right below the document, letter by letter."""
    letter_of = {source.pages[page].obj.objgen: n for n, span in enumerate(spans) for page in span}
    kids: list[list[pikepdf.Object]] = [[] for _ in spans]
    (document,) = source.Root.StructTreeRoot.K
    for kid in document.K:
        letters = {letter_of[page] for page in _pages(kid)}
        if len(letters) != 1:
            raise ValueError("an element of the structure belongs to no letter, or to two")
        kids[letters.pop()].append(kid)
    return kids


def _pages(element: pikepdf.Object) -> Iterator[Ref]:
    """The pages that an element and all below it name."""
    if not isinstance(element, Dictionary):
        return
    if "/Pg" in element:
        yield element.Pg.objgen
    below = element.get("/K", Array())
    for kid in below if isinstance(below, Array) else [below]:
        yield from _pages(kid)


@dataclass(frozen=True)
class _Bookmark:
    title: str
    page: int
    left: float
    top: float
    depth: int


def _bookmarks(source: pikepdf.Pdf) -> list[_Bookmark]:
    """The headings, flat and in their order, with the depth of each."""
    places = {page.obj.objgen: number for number, page in enumerate(source.pages)}
    found: list[_Bookmark] = []

    def walk(items: Sequence[pikepdf.OutlineItem], depth: int) -> None:
        for item in items:
            page, _, left, top, *_ = item.destination  # type: ignore[misc]
            found.append(_Bookmark(item.title, places[page.objgen], float(left), float(top), depth))
            walk(item.children, depth + 1)

    with source.open_outline() as outline:
        walk(outline.root, 0)
    return found


def _part(
    source: pikepdf.Pdf,
    span: range,
    kids: Sequence[pikepdf.Object],
    numbers: dict[int, pikepdf.Object],
    bookmarks: Sequence[_Bookmark],
) -> bytes:
    part = pikepdf.new()
    part.pages.extend(source.pages[span.start : span.stop])
    _tag(source, part, span, kids, numbers)
    for key in _SHARED:
        if key in source.Root:
            value = source.Root[key]
            part.Root[key] = part.copy_foreign(value if value.is_indirect else source.make_indirect(value))
    for key, value in source.docinfo.items():
        part.docinfo[key] = str(value)
    part.Root.OpenAction = Array([part.pages[0].obj, Name.XYZ, None, None, 0])
    _list(part, span, bookmarks)
    out = io.BytesIO()
    part.save(out, min_version=source.pdf_version, deterministic_id=True)
    return out.getvalue()


def _tag(
    source: pikepdf.Pdf,
    part: pikepdf.Pdf,
    span: range,
    kids: Sequence[pikepdf.Object],
    numbers: dict[int, pikepdf.Object],
) -> None:
    """The structure of these pages alone: the source's tree is narrowed to them and then copied."""
    tree = source.Root.StructTreeRoot
    pages = [source.pages[number].obj for number in span]
    marks = [page for page in pages if "/StructParents" in page]
    keys = [int(page.StructParents) for page in marks]
    keys += [int(a.StructParent) for page in pages for a in page.get("/Annots", ()) if "/StructParent" in a]
    tree.K[0].K, tree.K[0].Pg = Array(kids), pages[0]
    tree.ParentTree = Dictionary(Nums=Array([item for key in sorted(keys) for item in (key, numbers[key])]))
    part.Root.StructTreeRoot = part.copy_foreign(tree)


def _list(part: pikepdf.Pdf, span: range, bookmarks: Sequence[_Bookmark]) -> None:
    """The headings of these pages; one whose parent stands in another letter moves up."""
    with part.open_outline() as outline:
        open_ones: list[tuple[int, pikepdf.OutlineItem]] = []
        for each in bookmarks:
            item = pikepdf.OutlineItem(each.title, each.page - span.start, "XYZ", left=each.left, top=each.top, zoom=0)
            while open_ones and open_ones[-1][0] >= each.depth:
                open_ones.pop()
            (open_ones[-1][1].children if open_ones else outline.root).append(item)
            open_ones.append((each.depth, item))


def _pairs(flat: pikepdf.Object) -> Iterator[tuple[int, pikepdf.Object]]:
    items = list(flat)
    return ((int(key), value) for key, value in zip(items[::2], items[1::2], strict=True))


__all__ = ["split"]
