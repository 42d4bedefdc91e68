"""Pictures for the person who looks: pages of a file, and the crops behind readings."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Sequence
from typing import Final

from api.casework.act import Act
from api.casework.packets import COMBINED, stored_file
from api.casework.replies import parts_of
from api.store.tables import Document, Evidence, Packet, Reply
from cases.errors import NotFound
from extract import page_pictures, straight_pages

# A browser asks for all pages of a packet together: drawn two at a time, none of them waits for all others.
_DRAWING = threading.Semaphore(2)
DPI: Final = 150  # of every picture of a page
MOST_SIZES: Final = 10_000
_sizes: dict[tuple[str, int], tuple[float, float]] = {}  # of pages by the file's digest: they never change


def evidence(act: Act, key: uuid.UUID, name: str) -> bytes:
    """The crop behind a reading, as PNG."""
    reply = act.find(Reply, key)
    row = act.session.scalar(act.own(Evidence).where(Evidence.reply_id == reply.id, Evidence.name == name))
    if row is None:
        raise NotFound("This reply has no picture of that name.", code="no_picture")
    return row.cut(act.store.files.get(act.who.employer, row.file_sha256))


def page_picture(act: Act, key: uuid.UUID, page: int) -> bytes:
    """One page of a file, as PNG: square pixels, 150 / 72 of them to a point.

    Raises BadInput with the reason if the file cannot be opened.
    """
    document = act.find(Document, key)
    act.let_go()
    return pages_of(act, document, [page])[0]


def packet_picture(act: Act, key: uuid.UUID, page: int) -> bytes:
    """One page of a packet as it was made, as PNG."""
    pdf = stored_file(act, act.find(Packet, key).files, COMBINED)
    act.let_go()
    return picture_of(pdf, page)


def picture_of(pdf: bytes, page: int) -> bytes:
    """One page of papers of ours, as PNG. Raises NotFound if they have no page of that number."""
    with _DRAWING:
        found = page_pictures(pdf, [page])
    if not found:
        raise NotFound("These papers have no page of that number.", code="no_such_page")
    return found[0]


def straight_picture(act: Act, key: uuid.UUID, number: int) -> bytes:
    """A page of a reply's form as PNG at 150 dpi: x points from the left are x · 150 / 72 pixels, whatever the fax did.

    Raises NotFound if that page did not arrive, or cannot be laid on its blank.
    """
    reply = act.find(Reply, key)
    files = [(act.find(Document, each.document_id).sha256, each.pages) for each in (reply, *parts_of(act, reply))]
    act.let_go()
    for sha256, pages in files:
        laid = straight_pages(act.store.files.get(act.who.employer, sha256), pages)
        found = next((picture for picture, page in laid if page == number), None)
        if found is not None:
            return found
    raise NotFound("This page of the form did not arrive, or could not be lined up.", code="no_such_page")


def pages_of(act: Act, document: Document, pages: Sequence[int]) -> list[bytes]:
    """Pages of a file as PNG, counted from 1. Raises NotFound unless it has all of them."""
    found = page_pictures(act.store.files.get(act.who.employer, document.sha256), pages)
    if len(found) < len(pages):
        raise NotFound("The document has no page of that number.", code="no_such_page")
    return found


def page_sizes(act: Act, document: Document, pages: Sequence[int]) -> dict[int, tuple[float, float]]:
    """Width and height of pages of a file in points, by number. Raises as `pages_of` does."""
    if len(_sizes) > MOST_SIZES:
        _sizes.clear()
    unknown = [page for page in pages if (document.sha256, page) not in _sizes]
    for page, picture in zip(unknown, pages_of(act, document, unknown) if unknown else (), strict=True):
        _sizes[document.sha256, page] = size_of(picture)
    return {page: _sizes[document.sha256, page] for page in pages}


def size_of(picture: bytes) -> tuple[float, float]:
    """Width and height of a picture of a page in points, as the head of every PNG says them."""
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    return width * 72 / DPI, height * 72 / DPI
