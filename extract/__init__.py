"""Paper to readings to restrictions. No database, no web.

    read_bytes(data, name)       what a file holds: documents and their evidence, read in a limited child process
    straight_pages(data, pages)  the same, laid on the blanks of the forms they are pages of
    page_pictures(data)          any page of any origin as a picture for a person, likewise
    read_in_process(data, name)  the same as `read_bytes` without the child: for measuring, never for strangers' bytes

The running order stands in `extract/pipeline.py`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from forms.child import ChildFailed, ChildLimits, run_limited
from forms.editions import Library
from forms.readings import Document

if TYPE_CHECKING:
    from extract.pipeline import read_in_process

K = TypeVar("K")
ENGINE_SETTING: Final = "WORKSLIP_OCR_ENGINE"  # tesserocr (default) or pytesseract
ENGINES: Final = ("tesserocr", "pytesseract")
SHORT: Final = 500_000  # bytes, of a dozen faxed pages or fewer
PAGES_IN_LIMITS: Final = 100  # that the limits of one file are made for ...
SECONDS_A_PAGE: Final = 0.5  # ... and what each further one may take; ours take a third
EVIDENCE_A_PAGE: Final = 500_000  # bytes of pictures and readings; our forms take a third
_REASONS: Final = {
    "timed_out": "timed_out",
    "crashed": "reader_crashed",
    "out_of_memory": "reader_crashed",
    "too_large": "too_large",
}

__all__ = ["FileResult", "page_pictures", "read_bytes", "read_in_process", "straight_pages"]


@dataclass(frozen=True)
class FileResult:
    """What a file holds. `pictures`: evidence as PNG by the name that readings carry; `pages`: how many it has."""

    documents: list[Document]
    pictures: dict[str, bytes] = field(default_factory=dict)
    pages: int = 0


def read_bytes(
    data: bytes,
    name: str,
    library: Library | None = None,
    keys: Sequence[bytes] = (),
    evidence: bool = True,
    limits: ChildLimits | None = None,
) -> FileResult:
    """Read one file. Whatever is wrong with it is a reason in its document, never an exception.

    `name` is only repeated in the documents. `keys` verify page codes, the newest first. `evidence` cuts two pictures
    for each field. The child's default limits are those of `forms.child.ChildLimits`, and more time for more pages.
    """
    home = str((library or Library()).home.resolve())
    header = {
        "name": name,
        "library": home,
        "keys": [key.hex() for key in keys],
        "evidence": evidence,
        "engine": _engine(),
    }
    try:
        limits = limits or _patient(_limits(home), data)
        answer, body = run_limited("extract.inside:read", header, data, limits)
    except ChildFailed as failed:
        return FileResult([Document(file=name, status="unreadable", reasons=(_REASONS[failed.reason],))])
    documents = [Document.model_validate(told) for told in answer["documents"]]
    return FileResult(documents, dict(_cut(answer["pictures"], body)), answer["pages"])


def page_pictures(data: bytes, pages: Sequence[int] = (), limits: ChildLimits | None = None) -> list[bytes]:
    """Pages of any readable file as PNG, all of them or those named (from 1), for a person to look at.

    They have square pixels at 150 dpi (`extract.crops.DPI`), whatever the file has: 150 / 72 pixels to a point.

    Raises `cases.errors.BadInput` with the reason as its code where the file cannot be opened.
    """
    answer, body = run_limited("extract.inside:pictures", {"pages": list(pages)}, data, limits or _limits())
    return [picture for _, picture in _cut(dict(enumerate(answer["sizes"])), body)]


def straight_pages(
    data: bytes, pages: Sequence[int], library: Library | None = None, limits: ChildLimits | None = None
) -> list[tuple[bytes, int | None]]:
    """Pages of a file as `page_pictures` has them, but each laid straight on its blank, so that a box in points of the
    blank is where it says; and which page of its form each is, None for a page of no form of ours."""
    home = str((library or Library()).home.resolve())
    header = {"pages": list(pages), "library": home}
    answer, body = run_limited("extract.inside:straight_pages", header, data, limits or _limits(home))
    made = [picture for _, picture in _cut(dict(enumerate(answer["sizes"])), body)]
    return list(zip(made, answer["of_form"], strict=True))


def _cut(sizes: dict[K, int], body: bytes) -> Iterator[tuple[K, bytes]]:
    at = 0
    for name, size in sizes.items():
        yield name, body[at : at + size]
        at += size


def _engine() -> str:
    chosen = os.environ.get(ENGINE_SETTING, ENGINES[0])
    return chosen if chosen in ENGINES else ENGINES[0]


def _limits(*readable: str) -> ChildLimits:
    """The portable engine starts a program for each picture; the fast one needs no process at all."""
    limits = ChildLimits(readable=readable)
    return limits if _engine() == ENGINES[0] else replace(limits, processes=None)


def _patient(limits: ChildLimits, data: bytes) -> ChildLimits:
    """More time for a file of many pages. A short file has few with anything on them, and is not opened twice."""
    if len(data) < SHORT:
        return limits
    answer, _ = run_limited("extract.inside:count", {}, data, limits)
    more = max(0, answer["pages"] - PAGES_IN_LIMITS)
    seconds = round(more * SECONDS_A_PAGE)
    return replace(
        limits, cpu_seconds=limits.cpu_seconds + seconds, wall_seconds=limits.wall_seconds + 2 * seconds,
        output=limits.output + more * EVIDENCE_A_PAGE, memory=limits.memory + 2 * more * EVIDENCE_A_PAGE,
    )  # fmt: skip


def __getattr__(name: str) -> object:
    """`read_in_process` pulls in the whole reader; nobody who only calls the child should pay for it."""
    if name == "read_in_process":
        from extract.pipeline import read_in_process

        return read_in_process
    raise AttributeError(name)
