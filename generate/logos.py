"""An employer's logo: a picture that somebody handed in, drawn anew, and set above the head of our letters.

What came from outside may be anything: it is opened in a limited child, and only what can be seen of it goes on.
"""

from __future__ import annotations

import io
from typing import Any, Final

from docx import Document
from docx.shared import Inches
from PIL import Image, UnidentifiedImageError

from cases.errors import BadInput
from forms.child import ChildLimits, run_limited

WIDEST, HIGHEST = 2.6, 0.7  # inches on the letter
DPI: Final = 300
MAX_PIXELS: Final = 40_000_000
LIMITS: Final = ChildLimits(cpu_seconds=10, wall_seconds=20.0)


def as_logo(data: bytes) -> bytes:
    """The picture as PNG on white, no larger than a letter shows it; the same bytes every time.

    Raises BadInput for what is not a PNG or JPEG, or is too large; its kind ChildFailed for what cannot be opened in
    bounded time and memory.
    """
    _, png = run_limited("generate.logos:redraw", {}, data, LIMITS)
    return png


def redraw(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """The inner side, in the limited child."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(io.BytesIO(payload), formats=("PNG", "JPEG")) as picture:
            seen = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise BadInput(
            "The logo is not a picture that can be opened. Add a PNG or JPEG file of ordinary size.", code="bad_logo"
        ) from None
    seen.thumbnail((round(WIDEST * DPI), round(HIGHEST * DPI)))
    drawn = Image.new("RGB", seen.size, "white")
    drawn.paste(seen, mask=seen)
    out = io.BytesIO()
    drawn.save(out, "PNG")
    return {}, out.getvalue()


def with_logo(docx: bytes, png: bytes) -> bytes:
    """One of our Word files with a logo of `as_logo` above its first line."""
    letter, out = Document(io.BytesIO(docx)), io.BytesIO()
    top = letter.paragraphs[0].insert_paragraph_before()
    top.paragraph_format.space_after = letter.paragraphs[0].paragraph_format.space_before
    width, height = Image.open(io.BytesIO(png)).size
    top.add_run().add_picture(io.BytesIO(png), **_size(width, height))
    letter.save(out)
    return out.getvalue()


def _size(width: int, height: int) -> dict[str, Inches]:
    """As large as the room for it allows."""
    return {"width": Inches(WIDEST)} if width / height > WIDEST / HIGHEST else {"height": Inches(HIGHEST)}
