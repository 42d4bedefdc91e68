"""What we do to finished PDFs: take out the clock, make fields part of the page, put several into one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf

from cases.errors import BadInput

LETTER: Final = (612, 792)  # US letter, points


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
    """Pages of a PDF that we made, with or without those that two-sided printing left blank."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
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

    `two_sided`: each begins on an odd page. Otherwise nothing is added, and
    pages that two-sided printing had left blank are taken out.
    At most one section may be fillable: two forms in one file would share fields of the same name. Raises BadInput
    (empty_paper).
    """
    if sum(section.fillable for section in sections) > 1:
        raise ValueError("at most one fillable section")
    whole, places = pikepdf.new(), []
    with whole.open_outline() as outline:
        for section in sections:
            if two_sided and len(whole.pages) % 2:
                whole.add_blank_page(page_size=LETTER)
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
        if not section.fillable:
            source.flatten_annotations("all")
        for page in source.pages:
            for key in {"/StructParents", "/Tabs"} & set(page.obj.keys()):
                del page.obj[key]  # the sections' own files keep their tags
        whole.add_pages_from(source)


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()
