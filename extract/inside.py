"""The reader's side that runs in the limited child: bytes in, one JSON object and a string of pictures out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extract import ocr
from extract.evidence import png
from extract.marks import blank_of
from extract.opened import open_file
from extract.pipeline import read_in_process
from forms.editions import Library


def preload() -> None:
    """Once in the fork server, shared by every child: the known blanks and the OCR engine."""
    for edition in Library().all:
        for page in edition.map.pages:
            blank_of(edition, page.number)
    ocr.engine()


def read(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """`extract.read_bytes`, inside."""
    ocr.use(header["engine"])
    keys = [bytes.fromhex(key) for key in header["keys"]]
    result = read_in_process(data, header["name"], Library(Path(header["library"])), keys, header["evidence"])
    answer = {
        "documents": [d.model_dump(mode="json", by_alias=True) for d in result.documents],
        "pages": result.pages,
        "pictures": {name: len(picture) for name, picture in result.pictures.items()},
    }
    return answer, b"".join(result.pictures.values())


def pictures(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """`extract.page_pictures`, inside."""
    opened = open_file(data)
    try:
        wanted = header["pages"] or range(1, opened.count + 1)
        made = [png(opened.page(number).pixels) for number in wanted if 1 <= number <= opened.count]
    finally:
        opened.close()
    return {"sizes": [len(picture) for picture in made]}, b"".join(made)
