"""The first stage: bytes of a stranger become a file whose pages can be asked for, or a named reason why not.

What a file is, its first bytes say, never its name; then the real reader has to agree. Limits come before decoding.
"""

from __future__ import annotations

from typing import Final, Protocol

from cases.errors import BadInput
from extract.page import RasterPage
from extract.word import DOCUMENT
from forms.readings import REASONS

MAX_BYTES: Final = 50_000_000
MAX_PAGES: Final = 1_000
WORD: Final = "docx"
MAX_PIXELS: Final = 80_000_000  # a page; legal paper at 600 dpi has 43 million


class Unreadable(BadInput):
    """The file holds nothing that we can read; `code` is one of `forms.readings.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason], code=reason)

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str]]:
        return type(self), (self.code,)  # it travels from the process that read the page


class Opened(Protocol):
    """An open file. Pages count from 1 and are decoded when they are asked for, one at a time."""

    count: int

    def page(self, number: int) -> RasterPage:
        """The pixels of one page; raises Unreadable."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def open_file(data: bytes) -> Opened:
    """A PDF, TIFF, PNG or JPEG by its content. Raises Unreadable with the reason.

    A Word file is read by its fields (`word_copy`), never converted: it has no pages here.
    """
    from extract.pdf import PdfFile
    from extract.pictures import PictureFile

    kind = sniff(data)
    if kind == WORD:
        raise Unreadable("no_pages")
    opened: Opened = PdfFile(data) if kind == "pdf" else PictureFile(data, kind)
    if opened.count > MAX_PAGES:
        opened.close()
        raise Unreadable("too_many_pages")
    return opened


def sniff(data: bytes) -> str:
    """`pdf`, `tiff`, `png`, `jpeg` or `docx` by the content. Raises Unreadable for everything else."""
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable("empty_file")
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large")
    heads = {
        "pdf": (b"%PDF-",),
        "tiff": (b"II*\0", b"MM\0*"),
        "png": (b"\x89PNG\r\n\x1a\n",),
        "jpeg": (b"\xff\xd8\xff",),
    }
    # Some mail gateways put line breaks before a PDF. Anything else before it may be a second file in disguise.
    start = data[:64].lstrip(b"\xef\xbb\xbf\r\n \t")
    found = [kind for kind, marks in heads.items() if start.startswith(marks)]
    if not found and data.startswith(b"PK\x03\x04") and DOCUMENT.encode() in data:
        return WORD  # a zip names its parts in plain bytes, a cut one too; `word` looks at the rest
    if not found:
        raise Unreadable("unsupported_type")
    return found[0]
