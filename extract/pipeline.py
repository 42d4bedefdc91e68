"""The reader's running order, from bytes of a stranger to work restrictions:

    open -> pages -> identify -> register -> marks -> text -> assemble -> check -> restrictions

Each stage has its own file; this one only calls them. A Word file has no pages and goes its own short way
(`word_copy`). Nothing of a file is dropped: a page that belongs nowhere is listed, a file that cannot be read is
answered with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2

from extract import FileResult
from extract.assemble import Draft, ReadPage, assemble, readings_of
from extract.check import check, status_of, with_doubted_words
from extract.demands import demands_of
from extract.evidence import with_pictures
from extract.flatten import flattened
from extract.identify import Seen, agree, identify
from extract.look import line_up, look
from extract.naming import named_on
from extract.opened import WORD, Opened, Unreadable, open_file, sniff
from extract.page import RasterPage, Registered
from extract.pdf import PdfFile
from extract.phrases import doubted
from extract.reader import read_page, without
from extract.register import register
from extract.restrictions import derive
from extract.shares import each_page
from extract.word_copy import read_word_copy
from forms.codes import trust
from forms.editions import Edition, Library
from forms.readings import Document, Reading, blank_of

LOOKS: Final = 60  # pages of a file that may be no page of ours after all; more are somebody's whole record

cv2.setNumThreads(1)  # files are read beside each other, each in a process of its own


def read_in_process(
    data: bytes, name: str, library: Library | None = None, keys: Sequence[bytes] = (), evidence: bool = True
) -> FileResult:
    """Read a file in this very process: for trusted bytes and for measuring. `extract.read_bytes` is the safe door."""
    try:
        if sniff(data) == WORD:
            return FileResult([read_word_copy(data, name, library or Library())])
        opened = open_file(data)
    except Unreadable as refusal:
        return FileResult([unreadable(name, refusal.code)])
    try:
        read, unplaced = _pages(opened, library or Library(), evidence)
    except Unreadable as refusal:
        return FileResult([unreadable(name, refusal.code, opened.count)], pages=opened.count)
    finally:
        opened.close()
    return _result(name, opened.count, read, unplaced, tuple(keys))


def unreadable(name: str, reason: str, pages: int = 0) -> Document:
    """The one line of a file that holds no document we could read; its pages, if they were counted, are unplaced."""
    return Document(file=name, status="unreadable", reasons=(reason,), unplaced_pages=tuple(range(1, pages + 1)))


# --- pages ------------------------------------------------------------------------------------------------------------


def _pages(opened: Opened, library: Library, evidence: bool) -> tuple[list[ReadPage], list[int]]:
    """All pages, each process holding one page's pixels at a time."""
    pdf = opened if isinstance(opened, PdfFile) else None
    looked: list[int] = []  # at pages that are none of ours, by this process

    def read_one(number: int) -> ReadPage | None:
        page = _page(opened.page(number), library, pdf, evidence, may_look=len(looked) < LOOKS)
        if page is None:
            looked.append(number)
        return page

    found = dict(enumerate(each_page(opened.count, read_one), start=1))
    return [page for page in found.values() if page], [number for number, page in found.items() if page is None]


def _page(
    raster: RasterPage, library: Library, pdf: PdfFile | None, evidence: bool, *, may_look: bool
) -> ReadPage | None:
    """One page from its pixels to its readings; None if it is no page of ours."""
    seen = identify(raster)
    if not seen:
        return _by_look(raster, library, pdf, evidence) if may_look else None
    if not agree(seen):
        return ReadPage(raster.number, None, reason="codes_disagree")
    code = seen[0].code
    edition = library.by_code(code.edition)
    if edition is None:
        return ReadPage(raster.number, code, reason="unknown_edition")
    registered = lined_up(raster, edition, seen, pdf)
    if registered is None:
        return ReadPage(raster.number, code, edition, reason="page_unregistered")
    content = read_page(registered, pdf)
    return ReadPage(raster.number, code, edition, with_pictures(registered, content) if evidence else content)


def _by_look(raster: RasterPage, library: Library, pdf: PdfFile | None, evidence: bool) -> ReadPage | None:
    """A page without a code, if it looks like one of ours: read, but not where its print differs from the blank."""
    found = look(raster, library)
    if found is None:
        return None
    if found.reason:
        return ReadPage(raster.number, None, reason=found.reason, look=found.number)
    content = without(read_page(found.page, pdf), doubted(found.page, found.printed))
    odd = content.reasons if found.printed.names_edition == "this" else (*content.reasons, "edition_unseen")
    content = replace(content, reasons=odd, named=named_on(found.page, content.readings))
    content = with_pictures(found.page, content) if evidence else content
    return ReadPage(raster.number, None, found.page.edition, content, look=found.number)


def lined_up(raster: RasterPage, edition: Edition, seen: tuple[Seen, ...], pdf: PdfFile | None) -> Registered | None:
    """The page on its blank, by its marks or by its look; paper as if it had lain flat in even light.

    A digital page is flat by itself.
    """
    for way in (register, line_up):
        found = way(raster, edition, seen)
        if found and (pdf is None or pdf.is_scan(raster.number)):
            found = flattened(found)
        if found:
            return found
    return None


# --- documents --------------------------------------------------------------------------------------------------------


def _result(name: str, pages: int, read: list[ReadPage], unplaced: list[int], keys: tuple[bytes, ...]) -> FileResult:
    documents: list[Document] = []
    pictures: dict[str, bytes] = {}
    for number, draft in enumerate(assemble(read), start=1):
        readings = _naming_pictures(draft, _readings(draft), number, pictures)
        documents.append(_document(name, number, draft, readings, keys))
    if not documents:
        documents = [Document(file=name, status="unreadable", reasons=("no_form_found",))]
    documents[0] = documents[0].model_copy(update={"unplaced_pages": tuple(unplaced)})
    return FileResult(documents, pictures, pages)


def _readings(draft: Draft) -> dict[str, Reading]:
    found = readings_of(draft)
    return with_doubted_words(draft.edition.map, found) if draft.edition else found


def _document(name: str, number: int, draft: Draft, readings: dict[str, Reading], keys: tuple[bytes, ...]) -> Document:
    """One document of the file, checked and turned into restrictions."""
    look = ("found_by_look",) if draft.by_look else ()
    failures = dict.fromkeys((*look, *(p.reason for p in draft.pages.values() if p.reason)))
    routed = {"copy_id": draft.code.copy_id, "code": trust(draft.code, keys)} if draft.code else {}
    if draft.edition is None or all(p.content is None for p in draft.pages.values()):
        form = draft.edition.map if draft.edition else None
        return Document(
            file=name, document=number, pages=draft.numbers, status="unreadable", reasons=tuple(failures),
            form=form.form if form else None, edition=form.edition if form else None, fields=readings, **routed,
        )  # fmt: skip
    form = draft.edition.map
    odd = (r for p in draft.pages.values() if p.content for r in p.content.reasons)
    reasons = tuple(dict.fromkeys((*failures, *odd, *check(form, readings))))
    derived = derive(form, readings, document=f"{draft.code.copy_id if draft.code else name}/{number}")
    return Document(
        file=name, document=number, pages=draft.numbers, form=form.form, edition=form.edition,
        status=status_of(reasons), reasons=reasons, fields=readings, work_status=derived.work_status,
        restrictions=derived.restrictions, report=derived.report, demands=demands_of(form, readings),
        named=draft.named, **routed,
    )  # fmt: skip


def _naming_pictures(
    draft: Draft, readings: dict[str, Reading], number: int, pictures: dict[str, bytes]
) -> dict[str, Reading]:
    """Each reading carries the name of its crop; the blank's crop has the same name with `.blank` before `.png`."""
    named = dict(readings)
    for content in (p.content for p in draft.pages.values() if p.content):
        for name, (page_crop, blank_crop) in content.pictures.items():
            key = f"{number}-{name}.png"
            pictures[key], pictures[blank_of(key)] = page_crop, blank_crop
            named[name] = named[name].model_copy(update={"evidence": key})
    return named
