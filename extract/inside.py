"""The reader's side that runs in the limited child: bytes in, one JSON object and a string of pictures out."""

from __future__ import annotations

import gc
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from extract import ocr
from extract.evidence import png, squared, with_pictures
from extract.flatten import warm
from extract.look import prepare
from extract.opened import Unreadable, open_file
from extract.page import Registered
from extract.pdf import DRAWN_DPI, PdfFile
from extract.pipeline import read_in_process
from extract.reader import read_page
from extract.shown import drawing_of
from extract.straight import straight
from forms.editions import Edition, Library


def preload() -> None:
    """Once in the fork server, for every child: read the blank of each current edition, which fills all caches."""
    library = _known(Library().home.resolve())
    for edition in library.all:
        if library.current(edition.map.form).folder == edition.folder:
            _read_blank(edition)
    prepare(library)
    gc.collect()


def _read_blank(edition: Edition) -> None:
    blank = PdfFile(edition.blank)
    k = DRAWN_DPI / 72
    for geometry in edition.map.pages:
        matrix = np.array([[k, 0, 0], [0, -k, geometry.height * k], [0, 0, 1]])
        page = Registered(blank.draw(geometry.number, DRAWN_DPI), edition, geometry, None, matrix, 0.0)
        with_pictures(page, read_page(page, None))
        warm(page)
        drawing_of(page)
    blank.close()
    ocr.engine().words(np.full((60, 60), 255, np.uint8), ocr.LINE)


@lru_cache(maxsize=1)
def _known(home: Path) -> Library:
    return Library(home)


def _library(home: Path) -> Library:
    """The library as the fork server knew it, or afresh if editions were added since."""
    known = _known(home)
    kept = {edition.folder for edition in known.all}
    return known if kept == {edition.folder for edition in Library(home).all} else Library(home)


def read(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """`extract.read_bytes`, inside."""
    ocr.use(header["engine"])
    keys = [bytes.fromhex(key) for key in header["keys"]]
    result = read_in_process(data, header["name"], _library(Path(header["library"])), keys, header["evidence"])
    answer = {
        "documents": [d.model_dump(mode="json", by_alias=True) for d in result.documents],
        "pages": result.pages,
        "pictures": {name: len(picture) for name, picture in result.pictures.items()},
    }
    return answer, _joined(result.pictures)


def _joined(pictures: dict[str, bytes]) -> bytes:
    """All pictures one behind the other; each is let go as it is copied, since a long file has thousands."""
    body = bytearray()
    for name in list(pictures):
        body += pictures.pop(name)
    return bytes(body)


def count(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """How many pages a file has; 0 for one that cannot be opened, which `read` will give its reason."""
    try:
        opened = open_file(data)
    except Unreadable:
        return {"pages": 0}, b""
    opened.close()
    return {"pages": opened.count}, b""


def pictures(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """`extract.page_pictures`, inside."""
    opened = open_file(data)
    try:
        wanted = header["pages"] or range(1, opened.count + 1)
        made = [png(squared(opened.page(number))) for number in wanted if 1 <= number <= opened.count]
    finally:
        opened.close()
    return {"sizes": [len(picture) for picture in made]}, b"".join(made)


def straight_pages(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """`extract.straight_pages`, inside."""
    opened, library = open_file(data), _library(Path(header["library"]))
    pdf = opened if isinstance(opened, PdfFile) else None
    try:
        wanted = [number for number in header["pages"] if 1 <= number <= opened.count]
        laid = [straight(opened.page(number), library, pdf) for number in wanted]
    finally:
        opened.close()
    made = [png(pixels) for pixels, _ in laid]
    return {"sizes": [len(picture) for picture in made], "of_form": [page for _, page in laid]}, b"".join(made)
