"""Pages of our own blanks as pictures for a person: small files of ours, so they are drawn here and not in a child.

PDFium draws one thing at a time in a process; strangers' files are drawn elsewhere (`extract.page_pictures`).
"""

from __future__ import annotations

import io
from threading import Lock
from typing import Any, Final

import pypdfium2
from PIL import Image

from forms.editions import Edition

DPI: Final = 150
SMALL: Final = 240  # pixels across
_ONE: Final = Lock()


def page_picture(edition: Edition, number: int) -> bytes:
    """A page, counted from 1, as PNG: 150 / 72 pixels to a point."""
    return _png(_drawn(edition, number, DPI / 72))


def cover_picture(edition: Edition) -> bytes:
    """The first page, 240 pixels across, as PNG."""
    drawn = _drawn(edition, 1, 1)
    drawn.thumbnail((SMALL, 2 * SMALL), Image.Resampling.LANCZOS)
    return _png(drawn)


def _drawn(edition: Edition, number: int, scale: float) -> Image.Image:
    with _ONE:
        document: Any = pypdfium2.PdfDocument(edition.blank)
        try:
            image: Image.Image = document[number - 1].render(scale=scale, grayscale=True).to_pil().convert("L")
            return image
        finally:
            document.close()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=6)
    return out.getvalue()
