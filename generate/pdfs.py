"""What we do to finished PDFs: take out the clock, make fields part of the page, put several into one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf

from cases.errors import BadInput

NEARLY: Final = 36  # points: a fax of a page is so much longer than the page, and goes on the same sheet


@dataclass(frozen=True)
class Section:
    """One paper of a combined PDF. `fillable`: its form stays one; otherwise fields become part of the page."""

    title: str
    pdf: bytes
    fillable: bool = False


def undated(pdf: bytes) -> bytes:
    """Without the moment and the program that made it, so that equal content is equal bytes. The title stays."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for key in ("/CreationDate", "/ModDate", "/Producer", "/Creator"):
            if key in document.docinfo:
                del document.docinfo[key]
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as described:
            for name in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:CreatorTool", "pdf:Producer"):
                if name in described:
                    del described[name]
        for key in {"/ID", "/DocChecksum"} & set(document.trailer.keys()):
            del document.trailer[key]  # both were taken over the dates
        return _saved(document)


def page_count(pdf: bytes) -> int:
    """Pages of a PDF that we made."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def counted(pdf: bytes, *, blanks: bool) -> int:
    """Pages of a PDF that we made, with or without those that two-sided printing leaves blank."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        if blanks:
            _fit_backs(document)
        return sum(blanks or not is_blank(page) for page in document.pages)


@dataclass(frozen=True)
class Bound:
    """Several papers in one PDF, and where each of them lies: first and last page, counted from 1."""

    pdf: bytes
    pages: int
    places: tuple[tuple[int, int], ...]


def joined(sections: Sequence[Section], title: str) -> bytes:
    """One PDF with a bookmark for each section; each begins on an odd page, so that two-sided printing parts them."""
    return bound(sections, title).pdf


def bound(sections: Sequence[Section], title: str, *, two_sided: bool = True) -> Bound:
    """One PDF with a bookmark for each section.

    `two_sided`: each begins on an odd page, and no sheet has sides of two sizes. Otherwise nothing is added, and pages
    that two-sided printing had left blank are taken out.
    At most one section may be fillable: two forms in one file would share fields of the same name. Raises BadInput
    (empty_paper).
    """
    if sum(section.fillable for section in sections) > 1:
        raise ValueError("at most one fillable section")
    whole, places = pikepdf.new(), []
    with whole.open_outline() as outline:
        for section in sections:
            if two_sided and len(whole.pages) % 2:
                whole.add_blank_page(page_size=_size(whole.pages[-1]))
            first = len(whole.pages)
            outline.root.append(pikepdf.OutlineItem(section.title, first))
            _append(whole, section, blanks=two_sided)
            if len(whole.pages) == first:
                raise BadInput("A paper has nothing on any of its pages.", code="empty_paper")
            places.append((first + 1, len(whole.pages)))
    whole.docinfo["/Title"] = title
    whole.Root.Lang = "en-US"
    whole.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    return Bound(_saved(whole), len(whole.pages), tuple(places))


def one_sheet(front: pikepdf.Page, back: pikepdf.Page) -> bool:
    """Whether two pages are the sides of a sheet of paper, upright or across."""
    sides = zip(sorted(_size(front)), sorted(_size(back)), strict=True)
    return all(abs(one - other) < NEARLY for one, other in sides)


def is_blank(page: pikepdf.Page) -> bool:
    """Whether a page of ours was left empty for two-sided printing; a blank page of a scan is a picture, and is not."""
    contents = page.obj.get("/Contents")
    nothing = contents is None or (isinstance(contents, pikepdf.Stream) and not contents.read_bytes().strip())
    return nothing and "/Annots" not in page.obj


def _append(whole: pikepdf.Pdf, section: Section, *, blanks: bool) -> None:
    with pikepdf.open(io.BytesIO(section.pdf)) as source:
        for number in () if blanks else reversed(range(len(source.pages))):
            if is_blank(source.pages[number]):
                del source.pages[number]
        if blanks:
            _fit_backs(source)
        if not section.fillable:
            source.flatten_annotations("all")
        for page in source.pages:
            for key in {"/StructParents", "/Tabs"} & set(page.obj.keys()):
                del page.obj[key]  # the sections' own files keep their tags
        whole.add_pages_from(source)


def _fit_backs(document: pikepdf.Pdf) -> None:
    """Where a back has not the size of its front, a printer takes another sheet, and all behind would lie a side
    further: a blank back becomes as large as its front, before any other one is put."""
    at = 1
    while at < len(document.pages):
        front, back = document.pages[at - 1], document.pages[at]
        if not one_sheet(front, back):
            if not is_blank(back):
                document.pages.insert(at, _blank(document))
            document.pages[at].mediabox = pikepdf.Array([0, 0, *_size(front)])
        at += 2


def _blank(document: pikepdf.Pdf) -> pikepdf.Page:
    page = pikepdf.Dictionary(Type=pikepdf.Name.Page, Resources=pikepdf.Dictionary(), MediaBox=[0, 0, 0, 0])
    return pikepdf.Page(document.make_indirect(page))


def _size(page: pikepdf.Page) -> tuple[float, float]:
    left, low, right, high = map(float, page.mediabox)
    return right - left, high - low


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
